"""Road networks cut from OpenStreetMap, through Overpass or from an extract."""

from i18n import Text

from ..roads.kept import made
from ..source import Source
from .osm import ODBL

ROADS = Source(
    key="roads",
    label=Text("Réseau routier d'OpenStreetMap", "OpenStreetMap road network"),
    publisher="OpenStreetMap",
    origin=Text(
        "© les contributeurs d'OpenStreetMap, par Overpass ou un extrait\u00a0: onglet Routes de cette page",
        "© OpenStreetMap contributors, through Overpass or an extract: Roads tab of this page",
    ),
    made=made("roads"),
    licence=ODBL,
)
