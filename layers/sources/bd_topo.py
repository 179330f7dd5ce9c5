"""Roads of IGN's BD TOPO, from a file the reader has (read in ``road_bdtopo``)."""

from i18n import Text

from ..roads.kept import made
from ..source import Source

BD_TOPO = Source(
    key="bd_topo",
    label=Text("Réseau routier de l'IGN (BD TOPO)", "IGN road network (BD TOPO)"),
    publisher="IGN",
    origin=Text(
        "BD TOPO, couche « tronçon de route », à déposer\u00a0: onglet Routes de cette page",
        "BD TOPO, layer “tronçon de route”, to drop: Roads tab of this page",
    ),
    made=made("bd_topo"),
)
