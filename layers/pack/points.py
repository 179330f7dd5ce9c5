"""The point of each commune: its town hall when it stands there, else a point inside its contour."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ..projections import DIGITS, Geometries, project, unproject
from .contours import Contours

NEAR = 500.0
"""Metres from the contour within which a point is taken as standing in the commune."""


@dataclass(frozen=True)
class Points:
    """Points in degrees, where each comes from, and how far the town hall is from its commune (km)."""

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    quality: pd.Series
    distance_km: npt.NDArray[np.float64]


def distances(points: Geometries, contours: Geometries, epsg: pd.Series) -> npt.NDArray[np.float64]:
    """Metres from each point (WGS84) to the contour of its row (metres); 0 inside, NaN without point or contour."""
    metres = np.full(len(points), np.nan)
    for code in sorted(epsg.unique()):
        rows = (epsg == code).to_numpy()
        metres[rows] = shapely.distance(project(points[rows], code), contours[rows])
    return metres


def inside(drawn: Contours) -> Geometries:
    """A point (WGS84) inside each published contour, None without contour."""
    found = np.full(len(drawn.coarse), None, dtype=object)
    for epsg in sorted(drawn.epsg.unique()):
        rows = (drawn.epsg == epsg).to_numpy()
        found[rows] = unproject(shapely.point_on_surface(drawn.coarse[rows]), epsg)
    return found


def quality(metres: float, town_hall: object, contour: object) -> str | None:
    """Where a point comes from: town_hall, inside, town_hall_unchecked (no contour), None (no point).

    ``town_hall`` and ``contour`` are geometries or None; ``metres`` is their distance.
    """
    if contour is None:
        return None if town_hall is None else "town_hall_unchecked"
    return "town_hall" if town_hall is not None and metres <= NEAR else "inside"


def without_shared(town_halls: Geometries, metres: npt.NDArray[np.float64], kinds: pd.Series) -> pd.Series:
    """Leave a town hall given to several communes to the one it stands in (METHOD, rule 17)."""
    held = pd.Series(shapely.to_wkb(town_halls), index=kinds.index)[kinds == "town_hall"]
    shared = held.duplicated(keep=False).reindex(kinds.index, fill_value=False)
    return kinds.mask(shared & (metres > 0), "inside")


def commune_points(town_halls: Geometries, drawn: Contours) -> Points:
    """The point of each commune, from its town hall (WGS84, None allowed) and its contour."""
    metres = distances(town_halls, drawn.fine, drawn.epsg)
    first = [quality(*known) for known in zip(metres, town_halls, drawn.fine, strict=True)]
    kinds = without_shared(town_halls, metres, pd.Series(first, dtype=object))
    own = kinds.isin(["town_hall", "town_hall_unchecked"]).to_numpy()
    # Without contour nor town hall, both are None.
    chosen = np.where(own, town_halls, inside(drawn))
    lon, lat = (np.round(part(chosen), DIGITS) for part in (shapely.get_x, shapely.get_y))
    return Points(lon, lat, kinds, metres / 1000)
