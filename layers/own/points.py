"""Where a row stands: coordinates in degrees or metres, recognised by where they may be in France."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj

from i18n import Text

from .coordinates import number
from .gazetteer import Gazetteer

Floats = npt.NDArray[np.float64]

WGS84 = 4326
DIGITS = 7
MARGIN = 0.005
"""Degrees around a commune, about 500 m: its contour is simplified, and quays stand in the water."""

BOXES = (
    (-5.3, 41.2, 9.7, 51.3),
    (-63.2, 14.3, -60.7, 18.2),
    (-54.7, 2.0, -51.5, 6.0),
    (55.1, -21.5, 55.9, -20.8),
    (44.9, -13.1, 45.4, -12.6),
    (-56.6, 46.7, -56.0, 47.2),
)
"""West, south, east, north of France and of each overseas territory with communes, in degrees."""
LAMBERT_BOX = (90_000, 6_040_000, 1_250_000, 7_120_000)
"""Of metropolitan France in Lambert-93, metres."""


class PointProjection(NamedTuple):
    """A way to read two columns: their projection, and whether they are given y first."""

    epsg: int
    swapped: bool
    label: Text


def _cc(latitude: int) -> PointProjection:
    return PointProjection(
        3900 + latitude, False, Text(f"Lambert conique {latitude} (CC{latitude})", f"Lambert CC{latitude}")
    )


def _ntf(zone: int, name: str) -> PointProjection:
    return PointProjection(27570 + zone, False, Text(f"Lambert {name} (NTF, mètres)", f"Lambert {name} (NTF, metres)"))


POINT_PROJECTIONS = {
    "wgs84": PointProjection(WGS84, False, Text("Degrés (WGS84)", "Degrees (WGS84)")),
    "lambert_93": PointProjection(2154, False, Text("Lambert-93 (mètres)", "Lambert-93 (metres)")),
    "wgs84_swapped": PointProjection(WGS84, True, Text("Degrés, latitude en premier", "Degrees, latitude first")),
    "lambert_93_swapped": PointProjection(
        2154, True, Text("Lambert-93, nord en premier", "Lambert-93, northing first")
    ),
    "antilles": PointProjection(
        5490, False, Text("Antilles (RGAF09 UTM 20, mètres)", "Antilles (RGAF09 UTM 20, metres)")
    ),
    "guyane": PointProjection(2972, False, Text("Guyane (RGFG95 UTM 22, mètres)", "Guyane (RGFG95 UTM 22, metres)")),
    "reunion": PointProjection(
        2975, False, Text("La Réunion (RGR92 UTM 40, mètres)", "La Réunion (RGR92 UTM 40, metres)")
    ),
    "mayotte": PointProjection(4471, False, Text("Mayotte (RGM04 UTM 38, mètres)", "Mayotte (RGM04 UTM 38, metres)")),
    "web_mercator": PointProjection(3857, False, Text("Web Mercator (mètres)", "Web Mercator (metres)")),
    **{f"lambert_{zone}": _ntf(zone, name) for zone, name in enumerate(("I", "II étendu", "III", "IV"), 1)},
    **{f"cc{latitude}": _cc(latitude) for latitude in range(42, 51)},
    **{
        f"utm_{zone}": PointProjection(
            32600 + zone, False, Text(f"UTM {zone} nord (mètres)", f"UTM {zone} north (metres)")
        )
        for zone in (30, 31, 32)
    },
    "laea": PointProjection(3035, False, Text("LAEA Europe (mètres)", "LAEA Europe (metres)")),
}
"""All are recognised by where they put the points: in the communes of their rows, or in the territory. CC42 to CC50 are
EPSG 3942 to 3950, the four zones of the NTF 27571 to 27574; LAEA is that of the squares of INSEE. Where nothing falls
in the territory, the first four are recognised by their values."""

ENOUGH = 0.1
"""Share of the rows that a reading must put in the territory to be taken: a file of all France puts fewer."""
SAMPLE = 500
"""Rows looked at to recognise a projection: a transformation of each to each reading."""

NO_NUMBER = Text("Ces coordonnées ne sont pas deux nombres.", "These coordinates are not two numbers.")
ONE_COORDINATE = Text("Il manque une des deux coordonnées.", "One of the two coordinates is missing.")
OUTSIDE = Text(
    "Ce point n'est pas en France. Si ses coordonnées sont d'une autre projection, choisissez-la.",
    "This point is not in France. If its coordinates are in another projection, choose it.",
)
OTHER = Text(
    "Ces coordonnées ne sont pas de la même sorte que celles du reste du fichier.",
    "These coordinates are not of the same kind as those of the rest of the file.",
)
MIXED = Text(
    "Le fichier mélange plusieurs sortes de coordonnées\u00a0: choisissez laquelle lire.",
    "The file mixes several kinds of coordinates: choose which to read.",
)


def recognised(east: Floats, north: Floats, communes: Sequence[str | None], places: Gazetteer) -> str | None:
    """The reading of the coordinates of a file; None where its rows suggest none, or several alike.

    Parameters
    ----------
    communes
        By row, its commune of the territory where it is known without the point; "" for one elsewhere, None if unknown.
    """
    rows = np.flatnonzero(~np.isnan(east) & ~np.isnan(north) & np.array([code != "" for code in communes], dtype=bool))
    if len(rows):
        wanted = [communes[row] for row in rows.tolist()]
        hits = {
            key: _hits(*_in_degrees(east[rows], north[rows], POINT_PROJECTIONS[key]), wanted, places)
            for key in POINT_PROJECTIONS
        }
        most = max(hits.values())
        if most >= max(1, ENOUGH * len(rows)):
            return next(key for key, count in hits.items() if 2 * count >= most)
    return _most_met(_by_value(east, north))


def _hits(lon: Floats, lat: Floats, wanted: Sequence[str | None], places: Gazetteer) -> int:
    """Points that fall within reach of the commune of their row, or of the territory where it is not known."""
    west, south, east, north = places.contours.total_bounds
    at = np.flatnonzero((lon > west - MARGIN) & (lon < east + MARGIN) & (lat > south - MARGIN) & (lat < north + MARGIN))
    if not len(at):
        return 0
    points, contours = gpd.GeoSeries(gpd.points_from_xy(lon[at], lat[at]), crs=WGS84), places.contours.dropna()
    found, there = contours.sindex.query(points, predicate="dwithin", distance=MARGIN)
    near = zip(at[found], contours.index[there], strict=True)
    return len({row for row, code in near if wanted[row] in (None, code)})


def _most_met(found: np.ndarray) -> str | None:
    counts = Counter(found[found != ""].tolist())
    reading, count = counts.most_common(1)[0] if counts else ("", 0)
    return reading if 2 * count > counts.total() > 0 else None


def located(x: pd.Series, y: pd.Series, reading: str | None) -> pd.DataFrame:
    """The point of each row, in degrees, or the reason why it has none.

    Parameters
    ----------
    x, y
        Texts, None where the cell is empty: x is the longitude or the easting.
    reading
        A key of ``POINT_PROJECTIONS``, None where none is recognised.

    Returns
    -------
    lon, lat (NaN without a point) and ``reason`` (a Text; None with a point, where both cells are empty or both are 0).
    """
    east, north = numbers(x), numbers(y)
    kinds = _by_value(east, north)
    lon, lat = (
        (np.full(len(x), np.nan),) * 2 if reading is None else _in_degrees(east, north, POINT_PROJECTIONS[reading])
    )
    empty_x, empty_y = x.isna().to_numpy(), y.isna().to_numpy()
    conditions = [
        empty_x & empty_y | ~np.isnan(lon) | (east == 0) & (north == 0),
        empty_x | empty_y,
        np.isnan(east) | np.isnan(north),
        kinds == "",
        np.full(len(x), reading is None),
        kinds != reading,
    ]
    texts = (None, ONE_COORDINATE, NO_NUMBER, OUTSIDE, MIXED, OTHER, OUTSIDE)
    reasons = [texts[code] for code in np.select(conditions, range(6), 6)]
    return pd.DataFrame({"lon": lon, "lat": lat, "reason": pd.Series(reasons, x.index, dtype=object)}, x.index)


@cache
def _to_degrees(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(epsg, WGS84, always_xy=True)


def _in_degrees(east: Floats, north: Floats, reading: PointProjection) -> tuple[Floats, Floats]:
    """The points that fall in France; NaN for the others."""
    if reading.swapped:
        east, north = north, east
    if reading.epsg != WGS84:
        east, north = _to_degrees(reading.epsg).transform(east, north)
    inside = _in_a_box(east, north)
    return np.where(inside, np.round(east, DIGITS), np.nan), np.where(inside, np.round(north, DIGITS), np.nan)


def numbers(cells: pd.Series) -> Floats:
    """Coordinates as numbers, NaN where they are none."""
    return np.array([number(cell) for cell in cells], dtype=float)


def _in_a_box(lon: np.ndarray, lat: np.ndarray, boxes: tuple[tuple[float, ...], ...] = BOXES) -> np.ndarray:
    inside = [(lon >= w) & (lon <= e) & (lat >= s) & (lat <= n) for w, s, e, n in boxes]
    return np.logical_or.reduce(inside)


def _by_value(east: Floats, north: Floats) -> np.ndarray:
    """The reading each row suggests by its values, "" if none: the four boxes do not overlap."""
    metres = (LAMBERT_BOX,)
    return np.select(
        [
            _in_a_box(east, north),
            _in_a_box(north, east),
            _in_a_box(east, north, metres),
            _in_a_box(north, east, metres),
        ],
        ["wgs84", "wgs84_swapped", "lambert_93", "lambert_93_swapped"],
        "",
    )
