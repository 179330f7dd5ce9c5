"""Reading a road network: the part of a file that a territory needs, with 20 km around it.

Imported only when a file is to be read: its readers and numba take seconds to start.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import shapely

from i18n import Counted, Text, both

from ..apart import ready
from ..communes import communes, contours, projection
from ..errors import LayerError
from ..fetch.download import digest
from ..territory import Territory
from . import bdtopo as road_bdtopo
from . import osm as road_osm
from .files import BD_TOPO_SUFFIXES, GRAPH, OSM_SUFFIXES, suffix
from .kept import Kept, Network, Notes, keep
from .speeds import Box, Mode
from .ways import network

MARGIN_M = 20_000

READERS = {
    **dict.fromkeys(OSM_SUFFIXES, road_osm.extract),
    **dict.fromkeys(GRAPH, road_osm.graphml),
    **dict.fromkeys(BD_TOPO_SUFFIXES, road_bdtopo.roads),
}
"""What is read, by the end of the file's name."""

NEAR_M = 500.0
"""Contours are simplified: a road this close to a commune counts as its own."""


def keep_file(place: Territory, path: Path) -> dict[Mode, Kept]:
    """Cut the networks of a territory out of a file, and keep them.

    Raises
    ------
    LayerError
        If the file cannot be read, or lacks the roads of a commune of the territory.
    """
    ours = suffix(path) in BD_TOPO_SUFFIXES
    try:
        sha256 = ", ".join(digest(file) for file in _parts(path))
    except OSError as error:
        raise _unreadable(path) from error
    networks, dated = cut(place, path)
    return keep(place.siren, networks, Notes("bd_topo" if ours else "roads", path.name, dated, sha256, place.communes))


def cut(place: Territory, *paths: Path) -> tuple[dict[Mode, Network], str]:
    """The networks of a territory and 20 km around it, in its legal projection, for the modes that the files serve.

    And the day their data are of. They are read in a process of their own: see ``layers.apart``.

    Seconds to minutes, by the size of the file.

    Raises
    ------
    LayerError
        If the file cannot be read, or lacks the roads of a commune of the territory.
    """
    with ready() as reader:
        networks, day = reader.networks(paths, around(place), projection(place.communes))
    _covers(networks, place, paths[0])
    return networks, day


def _parts(path: Path) -> list[Path]:
    """A shapefile's speeds are in its table."""
    return [path, path.with_suffix(".dbf")] if suffix(path) == ".shp" else [path]


def dated(path: Path) -> str:
    """The day an extract says it is of."""
    if suffix(path) not in OSM_SUFFIXES:
        return ""
    with osmium.io.Reader(str(path)) as reader:
        return reader.header().get("osmosis_replication_timestamp")[:10]


def read(path: Path, box: Box, crs: int) -> dict[Mode, Network]:
    """The networks of a file within a box, in the metres of an EPSG projection, for the modes that have any road there.

    Raises
    ------
    LayerError
        If the file cannot be read, or has no road in the box.
    """
    end = suffix(path)
    if not end:
        raise LayerError(
            Text(
                f"{path.name} : format inconnu. Sont lus : {', '.join(READERS)}.",
                f"{path.name}: unknown format. These are read: {', '.join(READERS)}.",
            )
        )
    try:
        ways = READERS[end](path, box)
    except RuntimeError as error:
        raise _unreadable(path) from error
    networks = {mode: network(some, crs) for mode, some in ways.items() if len(some.forth)}
    known = {mode: some for mode, some in networks.items() if len(some["tail"])}
    if not known:
        raise LayerError(
            Text(
                f"{path.name} n'a aucune route dans le territoire. Prenez un extrait qui le couvre avec 20 km autour.",
                f"{path.name} has no road in the territory. Choose an extract that covers it with 20 km around.",
            )
        )
    return known


def _unreadable(path: Path) -> LayerError:
    return LayerError(
        Text(
            f"{path.name} manque, est tronqué, ou n'est pas un réseau routier. Téléchargez-le de nouveau en entier.",
            f"{path.name} is missing, cut short, or not a road network. Download it again, whole.",
        )
    )


def around(place: Territory) -> Box:
    """The territory's bounds and 20 km more, in degrees."""
    bounds = contours(place).to_crs(projection(place.communes)).total_bounds
    box = gpd.GeoSeries([shapely.box(*bounds).buffer(MARGIN_M, join_style="mitre")], crs=projection(place.communes))
    west, south, east, north = (round(float(degree), 4) for degree in box.to_crs(4326).total_bounds)
    return west, south, east, north


def _covers(networks: dict[Mode, Network], place: Territory, path: Path) -> None:
    """Refuse networks that leave a commune without any road for any mode: an island without cars has paths."""
    shapes = contours(place).to_crs(projection(place.communes)).dropna()
    served: set[int] = set()
    for roads in networks.values():
        edges = np.repeat(np.arange(len(roads["tail"])), np.diff(roads["shape_start"]))
        lines = shapely.STRtree(shapely.linestrings(roads["shape"], indices=edges))
        served |= set(lines.query(shapes.to_numpy(), predicate="dwithin", distance=NEAR_M)[0].tolist())
        if len(served) == len(shapes):
            return
    names = communes(place)["name"].reindex(shapes.index)
    bare = [str(name) for row, name in enumerate(names) if row not in served]
    if bare:
        some, more = ", ".join(bare[:5]), both(lambda lang: _OTHERS.in_lang(lang, max(len(bare) - 5, 0)))
        raise LayerError(_WITHOUT.format(file=path.name, some=some, more=more, place=place.name))


_WITHOUT = Text(
    "{file} n'a pas de route dans {some}{more}. Choisissez un extrait qui couvre {place} et 20 km autour.",
    "{file} has no road in {some}{more}. Choose an extract that covers {place} and 20 km around.",
)
_OTHERS = Counted(
    Text("", ""),
    Text(" et {n} autre commune", " and {n} other commune"),
    Text(" et {n} autres communes", " and {n} other communes"),
)
