"""GPX: its waypoints. Routes and tracks are journeys, not places."""

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


def read(content: bytes, _: Choice = AUTOMATIC) -> ParsedFile:
    """The waypoints of a GPX.

    Raises
    ------
    Refused
        If it has none, or too many.
    """
    places = list(named(root(content), "wpt"))
    if not places:
        raise Refused(
            Text(
                "Ce GPX n'a aucun point (wpt) : ses traces et ses itinéraires ne sont pas des lieux.",
                "This GPX has no waypoint (wpt): its tracks and routes are no places.",
            )
        )
    check_shape(len(places), 0)
    table = from_records([{local(field): said(field) for field in place if not len(field)} for place in places])
    given = [(_number(place.get("lon")), _number(place.get("lat"))) for place in places]
    return located(table, list(given), shapely.points(np.array(given, dtype=float)), pyproj.CRS.from_epsg(WGS84))


def _number(written: str | None) -> float:
    try:
        return float(written or "nan")
    except ValueError:
        return float("nan")
