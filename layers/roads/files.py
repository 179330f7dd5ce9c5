"""Which of the dropped files hold roads: extracts of OpenStreetMap, graphs of OSMnx, the roads of BD TOPO."""

from functools import lru_cache
from pathlib import Path

import pyogrio
from pyogrio.errors import DataSourceError

from .. import store
from ..apart import ready
from ..errors import LayerError
from ..vector import is_genuine

OSM_SUFFIXES = (".osm.pbf", ".pbf", ".osm.gz", ".osm")
GRAPH = (".graphml",)
BD_TOPO_SUFFIXES = (".shp", ".gpkg", ".zip")
"""A zip holds one shapefile, as IGN's layers are passed on."""

LAYER = "troncon_de_route"


def suffix(path: Path) -> str:
    """The end of the file's name by which it is read, in lower case; "" if no reader has it."""
    return next((end for end in (*OSM_SUFFIXES, *GRAPH, *BD_TOPO_SUFFIXES) if path.name.lower().endswith(end)), "")


def layer_of(path: Path) -> str | None:
    """The layer of roads of a file, a folder apart (« tronçon de route », or « route » in version 2); None if none.

    Raises
    ------
    pyogrio.errors.DataSourceError
        If the file cannot be read, or is not what its name says.
    """
    if not is_genuine(path):
        raise DataSourceError(path.name)
    names = [str(name) for name in pyogrio.list_layers(path)[:, 0] if "route" in str(name).lower()]
    return next((name for name in names if name.lower() == LAYER), names[0] if names else None)


def dropped() -> list[Path]:
    """The files of the folder of dropped files that hold roads, by name."""
    folder = store.drop()
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return [path for path in files if _holds_roads(path)]


def _holds_roads(path: Path) -> bool:
    end = suffix(path)
    return _has_layer(path, path.stat().st_mtime_ns) if end in BD_TOPO_SUFFIXES else bool(end)


@lru_cache(maxsize=256)
def _has_layer(path: Path, _: int) -> bool:
    try:
        with ready() as reader:
            return is_genuine(path) and reader.has_roads(path)
    except (LayerError, OSError):
        return False
