"""Where a row stands: coordinates in degrees or metres, recognised by where they may be in France."""

import re
from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyproj

from i18n import Text

from .cells import decimal

WGS84 = 4326
DIGITS = 7

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
}
"""The first four are recognised by their values; the metres of overseas only when the reader says so."""

NO_NUMBER = Text("Ces coordonnées ne sont pas deux nombres.", "These coordinates are not two numbers.")
ONE_COORDINATE = Text("Il manque une des deux coordonnées.", "One of the two coordinates is missing.")
OUTSIDE = Text(
    "Ce point n'est pas en France, en degrés ni en Lambert-93. Si ses coordonnées sont d'une autre projection, "
    "choisissez-la.",
    "This point is not in France, in degrees or in Lambert-93. If its coordinates are in another projection, "
    "choose it.",
)
OTHER = Text(
    "Ces coordonnées ne sont pas de la même sorte que celles du reste du fichier.",
    "These coordinates are not of the same kind as those of the rest of the file.",
)
MIXED = Text(
    "Le fichier mélange plusieurs sortes de coordonnées\u00a0: choisissez laquelle lire.",
    "The file mixes several kinds of coordinates: choose which to read.",
)
SWAPPED = Text(
    "Latitude et longitude semblent inversées. Si c'est le cas, choisissez la lecture inversée.",
    "Latitude and longitude seem to be swapped. If so, choose the swapped reading.",
)


def pair(cell: str | None) -> tuple[str | None, str | None]:
    """Latitude and longitude, in the order of the cell, of one column such as "43.48, -1.56"."""
    number = r"([+-]?\d+(?:\.\d+)?|[+-]?\d+,\d+)"
    found = re.fullmatch(rf"[\[(]?\s*{number}\s*(?:[;/]|,\s+|,(?=\s*[+-]?\d+\.)|\s)\s*{number}\s*[\])]?", cell or "")
    return (found[1], found[2]) if found else (cell, cell)


def guessed(x: pd.Series, y: pd.Series) -> str | None:
    """The reading most rows agree on; None when no row is recognised, or no reading has more than half of them."""
    return _most_met(_recognised(_numbers(x), _numbers(y)))


def _most_met(found: np.ndarray) -> str | None:
    counts = Counter(found[found != ""].tolist())
    reading, count = counts.most_common(1)[0] if counts else ("", 0)
    return reading if 2 * count > counts.total() > 0 else None


def located(x: pd.Series, y: pd.Series, chosen: str | None = None) -> pd.DataFrame:
    """The point of each row, in degrees, or the reason why it has none.

    Parameters
    ----------
    x, y
        Texts, None where the cell is empty: x is the longitude or the easting.
    chosen
        A key of ``POINT_PROJECTIONS``; None to recognise it. A swapped reading is never applied unless chosen.

    Returns
    -------
    lon, lat (NaN without a point) and ``reason`` (a Text; None with a point, and where both cells are empty).
    """
    east, north = _numbers(x), _numbers(y)
    kinds = _recognised(east, north)
    reading = chosen or _most_met(kinds)
    if reading is None or (chosen is None and POINT_PROJECTIONS[reading].swapped):
        lon = lat = np.full(len(x), np.nan)
    else:
        lon, lat = _in_degrees(east, north, POINT_PROJECTIONS[reading])
    empty_x, empty_y = x.isna().to_numpy(), y.isna().to_numpy()
    conditions = [
        empty_x & empty_y | ~np.isnan(lon),
        empty_x | empty_y,
        np.isnan(east) | np.isnan(north),
        kinds == "",
        np.full(len(x), reading is None),
        kinds != reading,
    ]
    last = SWAPPED if reading and POINT_PROJECTIONS[reading].swapped and chosen is None else OUTSIDE
    texts = (None, ONE_COORDINATE, NO_NUMBER, OUTSIDE, MIXED, OTHER, last)
    reasons = [texts[code] for code in np.select(conditions, range(6), 6)]
    return pd.DataFrame({"lon": lon, "lat": lat, "reason": pd.Series(reasons, x.index, dtype=object)}, x.index)


def _in_degrees(east: np.ndarray, north: np.ndarray, reading: PointProjection) -> tuple[np.ndarray, np.ndarray]:
    """The points that fall in France; NaN for the others."""
    if reading.swapped:
        east, north = north, east
    if reading.epsg != WGS84:
        change = pyproj.Transformer.from_crs(reading.epsg, WGS84, always_xy=True)
        east, north = change.transform(east, north)
    inside = _in_a_box(east, north)
    return np.where(inside, np.round(east, DIGITS), np.nan), np.where(inside, np.round(north, DIGITS), np.nan)


def _numbers(cells: pd.Series) -> np.ndarray:
    return np.array([np.nan if cell is None else decimal(cell) for cell in cells], dtype=float)


def _in_a_box(lon: np.ndarray, lat: np.ndarray, boxes: tuple[tuple[float, ...], ...] = BOXES) -> np.ndarray:
    inside = [(lon >= w) & (lon <= e) & (lat >= s) & (lat <= n) for w, s, e, n in boxes]
    return np.logical_or.reduce(inside)


def _recognised(east: np.ndarray, north: np.ndarray) -> np.ndarray:
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
