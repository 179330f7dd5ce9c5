"""JSON: a GeoJSON, whole or line by line, a list of records, what portals, Overpass and Esri answer."""

import json
from collections.abc import Mapping

import numpy as np
import pyproj
import shapely

from .delimited import decoded
from .formats import BY_KEY
from .frame import AUTOMATIC, Choice, ParsedFile, from_records
from .limits import check_shape
from .refused import Refused
from .shapes import authority, located

Records = list[dict[str, object]]
LISTS = ("items", "results", "records", "data", "value", "features")
"""Under which a list of records is found: data·inclusion, portals of open data (versions 2 and 1), others."""
PROPERTIES = "properties"


def read(content: bytes, choice: Choice = AUTOMATIC) -> ParsedFile:
    """A GeoJSON collection or feature, records, one JSON value a line, or the answer of a service.

    Raises
    ------
    Refused
        If it is none of these, or too big.
    """
    data = _value(decoded(content, choice.encoding))
    match data:
        case {"type": "Feature"}:
            return _features(_dicts([data]), None)
        case {"elements": list(elements)}:
            return _overpass(_dicts(elements))
        case {"features": list(features), **rest} if any("attributes" in f for f in features if isinstance(f, dict)):
            return _esri(_dicts(features), rest.get("spatialReference"))
        case {"features": list(features), **rest}:
            return _features(_dicts(features), _named_crs(rest.get("crs")))
        case [{"type": "Feature"}, *_]:
            return _features(_dicts(data), None)
    records = next((data[name] for name in LISTS if name in data), None) if isinstance(data, dict) else data
    return from_records(_fields(_dicts(records)))


def _value(text: str) -> object:
    """What a text writes in JSON; a list of the values of its lines, where each is one."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise _other() from error
    except ValueError as whole:
        lines = [line.strip("\x1e \t\r") for line in text.split("\n")]
        try:
            return [json.loads(line) for line in lines if line]
        except (ValueError, RecursionError):
            raise _other() from whole


def _fields(records: Records) -> Records:
    """The records; those of a portal of open data (version 1) hold their fields one step lower."""
    return [fields if isinstance(fields := record.get("fields"), dict) else record for record in records]


def _features(features: Records, crs: pyproj.CRS | None) -> ParsedFile:
    properties = [found if isinstance(found := f.get(PROPERTIES), dict) else {} for f in features]
    return _placed(properties, [f.get("geometry") or None for f in features], crs)


def _placed(records: Records, given: list[object], crs: pyproj.CRS | None) -> ParsedFile:
    written = [json.dumps(geometry) if geometry else None for geometry in given]
    shapes = shapely.from_geojson(np.array(written, dtype=object), on_invalid="ignore")
    return located(from_records(records), written, shapes, crs)


def _overpass(elements: Records) -> ParsedFile:
    """Elements of OpenStreetMap with their tags; a way or a relation stands at its centre, where it is asked for."""
    tagged = [one for one in elements if isinstance(one.get("tags"), dict)]
    records: Records = [{"@id": f"{one.get('type')}/{one.get('id')}", **_dict(one["tags"])} for one in tagged]
    given = [_point(_dict(one.get("center")) or one, "lon", "lat") or _middle(one) for one in tagged]
    return _placed(_dicts(records), given, pyproj.CRS.from_epsg(4326))


def _middle(element: dict[str, object]) -> object:
    """The line of a way given with its nodes: a point of it stands for the whole."""
    nodes = element.get("geometry")
    points = (
        [[node.get("lon"), node.get("lat")] for node in nodes if isinstance(node, dict)]
        if isinstance(nodes, list)
        else []
    )
    return {"type": "LineString", "coordinates": points} if len(points) > 1 else None


def _esri(features: Records, reference: object) -> ParsedFile:
    """Features as ArcGIS writes them: attributes, and a point, rings or paths."""
    said = _dict(reference)
    crs = authority(f"EPSG:{said.get('latestWkid') or said.get('wkid') or ''}".replace("102100", "3857"))
    records = [_dict(feature.get("attributes")) for feature in features]
    return _placed(records, [_esri_shape(_dict(feature.get("geometry"))) for feature in features], crs)


def _esri_shape(geometry: dict[str, object]) -> object:
    for name, kind in (("points", "MultiPoint"), ("paths", "MultiLineString"), ("rings", "Polygon")):
        if geometry.get(name):
            return {"type": kind, "coordinates": geometry[name]}
    return _point(geometry, "x", "y")


def _point(found: Mapping[str, object], x: str, y: str) -> object:
    at = [found.get(x), found.get(y)]
    return {"type": "Point", "coordinates": at} if all(isinstance(value, int | float) for value in at) else None


def _named_crs(crs: object) -> pyproj.CRS | None:
    """The projection older GeoJSON names; None if it names none that is known."""
    name = _dict(_dict(crs).get(PROPERTIES)).get("name")
    return authority(name) if isinstance(name, str) else None


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _dicts(records: object) -> Records:
    if not isinstance(records, list) or not records or not all(isinstance(record, dict) for record in records):
        raise _other()
    check_shape(len(records), 0)
    return records


def _other() -> Refused:
    return Refused(BY_KEY["json"].damaged)
