"""The road network of a territory and 20 km around it, from a file the reader has; kept ready to load."""

import hashlib
import json
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from i18n import Text

from . import road_bdtopo, road_osm
from .communes import communes, contours, projection
from .errors import LayerError
from .road_osm import Box
from .road_speeds import Mode
from .road_ways import network
from .source import REFERENCE
from .territory import Territory

READING = 1
"""Raise it when speeds or the reading of a file change: networks kept from before are read again."""

MARGIN_M = 20_000
CACHE = REFERENCE.parent / "cache" / "roads"

READERS = {
    ".osm.pbf": road_osm.extract, ".pbf": road_osm.extract, ".osm.gz": road_osm.extract, ".osm": road_osm.extract,
    ".graphml": road_osm.graphml, ".shp": road_bdtopo.roads, ".gpkg": road_bdtopo.roads,
}  # fmt: skip
"""What is read, by the end of the file's name: OpenStreetMap, a graph of OSMnx, BD TOPO."""

NEAR_M = 500.0
"""Contours are simplified: a road this close to a commune counts as its own."""

Network = dict[str, NDArray[Any]]
"""Fields of ``distance.roads.RoadGraph``."""


def roads(place: Territory, path: Path, mode: Mode, cache: Path = CACHE) -> Network:
    """The network of a territory and 20 km around it, in its legal projection: ``RoadGraph(**roads(...))``.

    The first reading of a file takes seconds to minutes; the result is kept in `cache`, by the content of the file.

    Raises
    ------
    LayerError
        If the file cannot be read, or lacks the roads of a commune of the territory.
    """
    box = _around(place)
    kept = cache / f"{mode}_{_fingerprint(path, mode, box)}.npz"
    found = _load(kept)
    if found is None:
        found = read(path, mode, box, projection(place.communes))
        _covers(found, place, path)
        _save(found, kept)
    return found


def read(path: Path, mode: Mode, box: Box, crs: int) -> Network:
    """The network of a file within a box, in the metres of an EPSG projection.

    Raises
    ------
    LayerError
        If the file cannot be read, or has no road for this mode in the box.
    """
    reader = next((READERS[end] for end in READERS if path.name.lower().endswith(end)), None)
    if reader is None:
        raise LayerError(
            Text(
                f"{path.name} : format inconnu. Sont lus : {', '.join(READERS)}.",
                f"{path.name}: unknown format. These are read: {', '.join(READERS)}.",
            )
        )
    try:
        ways = reader(path, mode, box)
    except RuntimeError as error:
        raise _unreadable(path) from error
    found = network(ways, crs) if len(ways.forth) else {"tail": np.empty(0)}
    if not len(found["tail"]):
        raise LayerError(
            Text(
                f"{path.name} n'a aucune route dans le territoire. Prenez un extrait qui le couvre avec 20 km autour.",
                f"{path.name} has no road in the territory. Choose an extract that covers it with 20 km around.",
            )
        )
    return found


def _unreadable(path: Path) -> LayerError:
    return LayerError(
        Text(
            f"{path.name} manque, est tronqué, ou n'est pas un réseau routier. Téléchargez-le de nouveau en entier.",
            f"{path.name} is missing, cut short, or not a road network. Download it again, whole.",
        )
    )


def _around(place: Territory) -> Box:
    """The territory's bounds and its margin, in degrees."""
    bounds = contours(place).to_crs(projection(place.communes)).total_bounds
    box = gpd.GeoSeries([shapely.box(*bounds).buffer(MARGIN_M, join_style="mitre")], crs=projection(place.communes))
    west, south, east, north = (round(float(degree), 4) for degree in box.to_crs(4326).total_bounds)
    return west, south, east, north


def _covers(found: Network, place: Territory, path: Path) -> None:
    """Refuse a network that leaves a commune without any road."""
    shapes = contours(place).to_crs(projection(place.communes)).dropna()
    edges = np.repeat(np.arange(len(found["tail"])), np.diff(found["shape_start"]))
    lines = shapely.STRtree(shapely.linestrings(found["shape"], indices=edges))
    served = set(lines.query(shapes.to_numpy(), predicate="dwithin", distance=NEAR_M)[0])
    names = communes(place)["name"].reindex(shapes.index)
    bare = [str(name) for row, name in enumerate(names) if row not in served]
    if bare:
        some, more = ", ".join(bare[:5]), len(bare) - 5
        raise LayerError(
            Text(
                f"{path.name} n'a pas de route dans {some}{f' et {more} autres communes' if more > 0 else ''}. "
                f"Choisissez un extrait qui couvre {place.name} et 20 km autour.",
                f"{path.name} has no road in {some}{f' and {more} other communes' if more > 0 else ''}. "
                f"Choose an extract that covers {place.name} and 20 km around.",
            )
        )


def _fingerprint(path: Path, mode: Mode, box: Box) -> str:
    """What the network depends on: the content of the file (and of a shapefile's table), the box, the reading."""
    digest = hashlib.sha256(json.dumps([READING, mode, box]).encode())
    for file in (path, path.with_suffix(".dbf")):
        if file == path or (path.suffix == ".shp" and file.is_file()):
            try:
                with file.open("rb") as content:
                    digest.update(hashlib.file_digest(content, "sha256").digest())
            except OSError as error:
                raise _unreadable(path) from error
    return digest.hexdigest()[:24]


def _load(kept: Path) -> Network | None:
    """A network kept from before; None if there is none, or if it was damaged since: it is then read again."""
    try:
        with kept.open("rb") as file, np.load(file) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, BadZipFile):
        return None


def _save(found: Network, kept: Path) -> None:
    """Keep a network under its name once it is whole: another session may be reading the folder."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=kept.parent, suffix=".npz", delete=False) as file:
        np.savez_compressed(file, allow_pickle=False, **found)
    Path(file.name).replace(kept)
