"""JSON: a GeoJSON, a list of records, an answer of data·inclusion."""

import json

import numpy as np
import pyproj
import shapely

from .delimited import decoded
from .formats import BY_KEY
from .frame import ParsedFile, from_records
from .limits import check_shape
from .refused import Refused
from .shapes import authority, located


def read(content: bytes) -> ParsedFile:
    """A GeoJSON collection, a list of records, or an answer of data·inclusion (``items``).

    Raises
    ------
    Refused
        If it is none of these, or too big.
    """
    try:
        data = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        raise _other() from error
    if isinstance(data, dict) and data.get("type") == "FeatureCollection":
        return _features(_dicts(data.get("features")), _named_crs(data.get("crs")))
    return from_records(_dicts(data.get("items") if isinstance(data, dict) else data))


def _features(features: list[dict[str, object]], crs: pyproj.CRS | None) -> ParsedFile:
    properties = [found if isinstance(found := f.get("properties"), dict) else {} for f in features]
    written = [json.dumps(f.get("geometry")) if f.get("geometry") else None for f in features]
    shapes = shapely.from_geojson(np.array(written, dtype=object), on_invalid="ignore")
    return located(from_records(properties), written, shapes, crs)


def _named_crs(crs: object) -> pyproj.CRS | None:
    """The projection older GeoJSON names; None if it names none that is known."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return authority(name) if isinstance(name, str) else None


def _dicts(records: object) -> list[dict[str, object]]:
    if not isinstance(records, list) or not records or not all(isinstance(record, dict) for record in records):
        raise _other()
    check_shape(len(records), 0)
    return records


def _other() -> Refused:
    return Refused(BY_KEY["json"].damaged)
