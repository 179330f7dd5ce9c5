"""Layers with a geometry: JSON (GeoJSON, data·inclusion), GeoPackage, shapefile. The point becomes two columns."""

import json
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyproj
import shapely

from i18n import Text

from ..errors import LayerError
from .delimited import decoded
from .frame import Opened, from_records
from .limits import ROWS, check_shape

X, Y = "géométrie x", "géométrie y"
"""Columns of the point: degrees (WGS84) when the file says its projection, else what it holds."""
WGS84 = 4326
DIGITS = 7
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")

Geometries = npt.NDArray[np.object_]

_INSIDE = Text(
    "Géométries qui ne sont pas des points\u00a0: {count}. Un point pris à l'intérieur en tient lieu.",
    "Geometries that are not points: {count}. A point taken inside stands for them.",
)
_LAYER = Text(
    "Couche lue\u00a0: «\u00a0{name}\u00a0». Les autres ({count}) ne le sont pas.",
    "Layer read: “{name}”. The others ({count}) are not.",
)
_NO_CRS = Text(
    "Le fichier ne dit pas sa projection\u00a0: elle est déduite des valeurs.",
    "The file does not say its projection: it is inferred from the values.",
)


def read_json(content: bytes) -> Opened:
    """A GeoJSON collection, a list of records, or an answer of data·inclusion (``items``).

    Raises
    ------
    LayerError
        If it is none of these, or too big.
    """
    try:
        data = json.loads(decoded(content)[0])
    except (ValueError, RecursionError) as error:
        raise _malformed() from error
    if isinstance(data, dict) and data.get("type") == "FeatureCollection":
        return _features(_dicts(data.get("features")), _named_crs(data.get("crs")))
    return Opened(from_records(_dicts(data.get("items") if isinstance(data, dict) else data)))


def read_gpkg(content: bytes) -> Opened:
    """The first layer of a GeoPackage that holds rows. Raises LayerError if there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        path.write_bytes(content)
        try:
            with closing(sqlite3.connect(path)) as base:
                tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        # ValueError: sqlite3 may fail to decode its own message about a damaged file.
        except (sqlite3.Error, ValueError) as error:
            raise _damaged() from error
        # A view is a program: only what is a table is read.
        layers = [str(name) for name in _layers(path) if name in tables]
        for name in layers:
            found = _read(path, name)
            if len(found):
                opened = _with_point(found)
                note = _LAYER.format(name=name, count=len(layers) - 1)
                return opened if len(layers) == 1 else Opened(opened.table, (note, *opened.notes))
    raise LayerError(
        Text("Ce GeoPackage n'a aucune couche remplie.", "This GeoPackage has no layer with rows."),
    )


def read_shapefile(members: Mapping[str, bytes], shp: str) -> Opened:
    """The layer ``shp`` of a zip, with its companions. Raises LayerError without .dbf."""
    stem = str(PurePosixPath(shp).with_suffix("")).lower()
    parts = {
        PurePosixPath(name).suffix.lower(): part
        for name, part in members.items()
        if str(PurePosixPath(name).with_suffix("")).lower() == stem
    }
    if not {".shx", ".dbf"} <= set(parts):
        raise LayerError(
            Text(
                "Le shapefile est incomplet\u00a0: mettez dans le zip les fichiers .shp, .shx, .dbf et .prj.",
                "The shapefile is incomplete: put the .shp, .shx, .dbf and .prj files in the zip.",
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        for suffix in SHAPEFILE:
            if suffix in parts:
                (Path(folder) / f"layer{suffix}").write_bytes(parts[suffix])
        return _with_point(_read(Path(folder) / "layer.shp", "layer"))


def _layers(path: Path) -> list[str]:
    try:
        return [str(name) for name, _ in pyogrio.list_layers(path)]
    except (RuntimeError, ValueError) as error:
        raise _damaged() from error


def _read(path: Path, layer: str) -> pd.DataFrame:
    try:
        return pyogrio.read_dataframe(path, layer=layer, max_features=ROWS + 1)
    # UnboundLocalError: what pyogrio 0.13 raises for a projection that cannot be read.
    except (RuntimeError, ValueError, UnboundLocalError, shapely.errors.ShapelyError) as error:
        raise _damaged() from error


def _with_point(frame: pd.DataFrame) -> Opened:
    """Every column as text, the geometry as two columns; a table without geometry as it is."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return Opened(from_records(_records(frame)))
    geometry = frame.geometry
    table = from_records(_records(frame.drop(columns=geometry.name)))
    return _located(table, geometry.to_numpy(), geometry.crs)


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    columns = {str(name): frame[name].tolist() for name in frame}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)] or [{}] * len(frame)


def _features(features: list[dict[str, object]], crs: pyproj.CRS | None) -> Opened:
    properties = [found if isinstance(found := f.get("properties"), dict) else {} for f in features]
    written = [json.dumps(f.get("geometry")) if f.get("geometry") else None for f in features]
    shapes = shapely.from_geojson(np.array(written, dtype=object), on_invalid="ignore")
    return _located(from_records(properties), shapes, crs)


def _located(table: pd.DataFrame, shapes: Geometries, crs: pyproj.CRS | None) -> Opened:
    try:
        points, inside = _points(shapes)
        placed = gpd.GeoSeries(points, crs=crs)
        placed = placed if crs is None else placed.to_crs(WGS84)
    except (RuntimeError, shapely.errors.ShapelyError) as error:
        raise _damaged() from error
    table = table.assign(
        **{
            column: pd.Series(
                [None if np.isnan(value) else repr(round(float(value), DIGITS)) for value in values],
                table.index,
                object,
            )
            for column, values in ((X, shapely.get_x(placed.to_numpy())), (Y, shapely.get_y(placed.to_numpy())))
        }
    )
    check_shape(*table.shape)
    notes = [_INSIDE.format(count=inside)] if inside else []
    return Opened(table, (*notes, *([_NO_CRS] if crs is None else [])))


def _points(shapes: Geometries) -> tuple[Geometries, int]:
    """The points themselves, one inside where the geometry is not a point, and how many of these."""
    shapes = shapes.copy()
    shapes[shapely.is_empty(shapes)] = None
    others = ~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) != shapely.GeometryType.POINT)
    shapes[others] = shapely.point_on_surface(shapely.make_valid(shapes[others]))
    return shapes, int(others.sum())


def _named_crs(crs: object) -> pyproj.CRS | None:
    """The projection older GeoJSON names; None if it names none that is known."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    try:
        return pyproj.CRS.from_user_input(name) if isinstance(name, str) else None
    except pyproj.exceptions.CRSError:
        return None


def _dicts(records: object) -> list[dict[str, object]]:
    if not isinstance(records, list) or not records or not all(isinstance(record, dict) for record in records):
        raise _malformed()
    check_shape(len(records), 0)
    return records


def _malformed() -> LayerError:
    return LayerError(
        Text(
            "Ce JSON n'est ni un GeoJSON (FeatureCollection) ni une liste de services ou de structures data·inclusion.",
            "This JSON is neither a GeoJSON (FeatureCollection) nor a list of data·inclusion services or structures.",
        )
    )


def _damaged() -> LayerError:
    return LayerError(
        Text(
            "Cette couche cartographique est abîmée. Exportez-la de nouveau depuis votre logiciel.",
            "This map layer is damaged. Export it again from your software.",
        )
    )
