"""The collections of a folder: the layers of its GeoPackages, and its GeoJSON files."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from i18n import Text
from layers import LayerError
from layers.projections import WGS84

DIGITS = 7
"""Of a degree: a centimetre."""

SUFFIXES = (".gpkg", ".geojson")
STYLES = "layer_styles"
"""QGIS's own table in a GeoPackage."""

Bounds: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True)
class Collection:
    """One layer. ``bounds``: in degrees, None without geometry; ``key``: its identifier in addresses."""

    key: str
    path: Path
    layer: str
    title: str
    description: str
    bounds: Bounds | None


def collections(place: Path) -> dict[str, Collection]:
    """The collections of a file or of a folder (and of its own folders), by key.

    Raises
    ------
    LayerError
        If there is none, or if a file cannot be read.
    """
    files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.suffix in SUFFIXES)
    offered = [one for path in files for one in _in_file(path)]
    if not offered:
        sentence = Text(
            "Aucun GeoPackage ni GeoJSON dans {place}. Faites d’abord « python -m atlas SIREN --out {place} ».",
            "No GeoPackage nor GeoJSON in {place}. First run “python -m atlas SIREN --out {place}”.",
        )
        raise LayerError(sentence.format(place=place))
    shelf: dict[str, Collection] = {}
    for one in offered:
        # Two folders may hold files of one name.
        key = next(key for key in chain([one.key], (f"{one.key}_{n}" for n in count(2))) if key not in shelf)
        shelf[key] = replace(one, key=key)
    return shelf


def _in_file(path: Path) -> list[Collection]:
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path) if name != STYLES]
        return [_collection(path, layer) for layer in layers]
    except (RuntimeError, ValueError) as error:
        sentence = Text(
            "Le fichier {path} ne se lit pas. Refaites-le, ou enlevez-le.",
            "The file {path} cannot be read. Make it again, or take it away.",
        )
        raise LayerError(sentence.format(path=path)) from error


def _collection(path: Path, layer: str) -> Collection:
    about = pyogrio.read_info(path, layer=layer, force_total_bounds=True)
    told = about["layer_metadata"] or {}
    # An identifier is a part of an address, that some clients write as it is.
    key = re.sub(r"[^A-Za-z0-9_.-]", "_", f"{path.stem}.{layer}" if path.suffix == ".gpkg" else path.stem)
    title = f"{told.get('IDENTIFIER', layer)} ({path.stem})" if path.suffix == ".gpkg" else path.stem
    return Collection(key, path, layer, title, told.get("DESCRIPTION", ""), _bounds(about))


def _bounds(about: Mapping[str, Any]) -> Bounds | None:
    bounds = about["total_bounds"]
    if about["geometry_type"] is None or bounds is None or not np.isfinite(bounds).all():
        return None
    to_degrees = pyproj.Transformer.from_crs(about["crs"] or WGS84, WGS84, always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*bounds)
    return west, south, east, north


def table(one: Collection) -> pd.DataFrame:
    """The rows of a collection, by their identifier; geometry in degrees, if there is one."""
    return _table(one, one.path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _table(one: Collection, _: int) -> pd.DataFrame:
    rows = pyogrio.read_dataframe(one.path, layer=one.layer, fid_as_index=True)
    if not isinstance(rows, gpd.GeoDataFrame):
        return rows
    return rows if rows.crs is None else rows.to_crs(WGS84)


def inside(rows: pd.DataFrame, box: Bounds | None) -> pd.DataFrame:
    """The rows that touch a box in degrees; all of them without a box or without geometry."""
    if box is None or not isinstance(rows, gpd.GeoDataFrame):
        return rows
    west, south, east, north = box
    # West of its east side: the box goes over the 180th meridian.
    boxes = [(west, south, east, north)] if west <= east else [(west, south, 180, north), (-180, south, east, north)]
    touched = [rows.geometry.intersects(shapely.box(*one)) for one in boxes]
    return rows[np.logical_or.reduce(touched)]


def features(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The same rows as GeoJSON features: null where unknown."""
    shapes: list[Any] = [None] * len(rows)
    plain = rows
    if isinstance(rows, gpd.GeoDataFrame):
        rounded = shapely.transform(rows.geometry.to_numpy(), lambda points: points.round(DIGITS))
        shapes = [None if shape is None else json.loads(shape) for shape in shapely.to_geojson(rounded)]
        plain = pd.DataFrame(rows.drop(columns=rows.geometry.name))
    written = json.loads(plain.to_json(orient="records", date_format="iso", double_precision=15))
    return [
        {"type": "Feature", "id": int(key), "geometry": shape, "properties": row}
        for key, shape, row in zip(rows.index, shapes, written, strict=True)
    ]
