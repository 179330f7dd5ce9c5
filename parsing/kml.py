"""KML, and the KMZ that holds one: its placemarks, with their folder, their fields and a point."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import numpy as np
import pyproj
import shapely

from i18n import Text

from .frame import AUTOMATIC, Choice, ParsedFile, from_records
from .limits import check_shape
from .refused import Refused
from .shapes import located
from .xml import local, named, root, said

WGS84 = 4326
PLAIN = ("name", "description", "address", "phoneNumber", "Snippet")
"""What a placemark says of itself, besides its own fields."""
SHAPES = {"Point": shapely.Point, "LineString": shapely.LineString, "LinearRing": shapely.LineString}


def read(content: bytes, _: Choice = AUTOMATIC) -> ParsedFile:
    """The placemarks of a KML.

    Raises
    ------
    Refused
        If it has none, or too many.
    """
    places = list(_placemarks(root(content), ""))
    if not places:
        raise Refused(Text("Ce KML n'a aucun lieu (Placemark).", "This KML has no place (Placemark)."))
    check_shape(len(places), 0)
    table = from_records([_fields(place, folder) for place, folder in places])
    shapes = [_shape(place) for place, _ in places]
    return located(table, shapes, np.array([*shapes, None], dtype=object)[:-1], pyproj.CRS.from_epsg(WGS84))


def _placemarks(element: Element, folder: str) -> Iterator[tuple[Element, str]]:
    """Each placemark with the name of the folder it is in: layers of maps made on line are folders."""
    pending = [(element, folder)]
    while pending:
        inside, where = pending.pop()
        if local(inside) == "Placemark":
            yield inside, where
            continue
        if local(inside) == "Folder":
            where = next((said(child) for child in inside if local(child) == "name"), where)
        pending += [(child, where) for child in reversed(inside)]


def _fields(place: Element, folder: str) -> dict[str, object]:
    found: dict[str, object] = {"dossier": folder or None}
    found |= {local(child): said(child) for child in place if local(child) in PLAIN}
    for field in named(place, "Data"):
        found[field.get("name") or ""] = next((said(child) for child in field if local(child) == "value"), None)
    for field in named(place, "SimpleData"):
        found[field.get("name") or ""] = said(field)
    return {name: value for name, value in found.items() if name}


def _shape(place: Element) -> shapely.Geometry | None:
    """The first geometry that can be read: a point, a line, the outside of a polygon."""
    for element in place.iter():
        shape = SHAPES.get(local(element))
        coordinates = next(named(element, "coordinates"), None) if shape else None
        if shape is None or coordinates is None:
            continue
        try:
            points = [tuple(map(float, point.split(",")[:2])) for point in said(coordinates).split()]
            ring = local(element) == "LinearRing"
            return shapely.Polygon(points) if ring else shape(points[0] if shape is shapely.Point else points)
        except (ValueError, IndexError, shapely.errors.GEOSException):
            continue
    return None
