"""From the ground to the sheet: a window on the map, its scale, its paths."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from pyproj import Proj

UNIT = 100
"""Drawing units per millimetre: whole numbers make short files."""

ROUND = (
    1.0,
    1.1,
    1.2,
    1.25,
    1.4,
    1.5,
    1.6,
    1.75,
    2.0,
    2.2,
    2.5,
    2.75,
    3.0,
    3.5,
    4.0,
    4.5,
    5.0,
    5.5,
    6.0,
    6.5,
    7.0,
    7.5,
    8.0,
    9.0,
    10.0,
)
"""Scales a reader may say aloud: 1:250 000, 1:300 000."""

THIN = 0.03
"""Millimetres under which a bend of a border is not drawn."""


@dataclass(frozen=True)
class Frame:
    """A window on projected metres, drawn ``width`` by ``height`` millimetres at 1:``scale``."""

    west: float
    north: float
    width: float
    height: float
    scale: float

    @property
    def per_metre(self) -> float:
        """Drawing units per metre on the ground."""
        return 1000 * UNIT / self.scale

    @property
    def window(self) -> tuple[float, float, float, float]:
        """West, south, east, north, in metres."""
        wide, high = self.width * self.scale / 1000, self.height * self.scale / 1000
        return self.west, self.north - high, self.west + wide, self.north

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Drawing units of a point in metres."""
        return (x - self.west) * self.per_metre, (self.north - y) * self.per_metre

    def thin(self, shapes: np.ndarray) -> np.ndarray:
        """A coverage with no bend that paper would not show, borders drawn once for both sides."""
        found: np.ndarray = shapely.coverage_simplify(shapes, self.scale / 1000 * THIN)
        return found

    def path(self, shape: shapely.Geometry) -> str:
        """The part of polygons or lines inside the window as SVG path data; empty if there is none."""
        inside = shapely.clip_by_rect(shape, *self.window)
        return "".join(self._ring(ring) for ring in _lines(inside))

    def _ring(self, ring: shapely.Geometry) -> str:
        corner = np.array([self.west, self.north])
        units = np.rint((shapely.get_coordinates(ring) - corner) * (self.per_metre, -self.per_metre)).astype(int)
        moved = np.ones(len(units), dtype=bool)
        moved[1:] = (units[1:] != units[:-1]).any(axis=1)
        units = units[moved]
        closed = len(units) > 2 and bool((units[0] == units[-1]).all())
        if len(units) < 2 or (closed and len(units) < 4):
            return ""
        written = " ".join(map(str, (units[:-1] if closed else units).ravel().tolist()))
        return f"M{written}{'Z' if closed else ''}"


def _lines(shape: shapely.Geometry) -> np.ndarray:
    """Every ring of polygons, every line."""
    parts = shapely.get_parts(shape, return_index=False)
    parts = shapely.get_parts(parts)
    areas = parts[shapely.get_dimensions(parts) == 2]
    lines = parts[shapely.get_dimensions(parts) == 1]
    found: np.ndarray = np.concatenate([shapely.get_rings(areas), lines])
    return found


def fit(
    bounds: tuple[float, float, float, float], width: float, height: float, margin: float = 0.03, *, exact: bool = False
) -> Frame:
    """The window of that many millimetres that holds the bounds (metres) at the largest round scale, or ``exact``."""
    west, south, east, north = bounds
    wide, high = (east - west) * (1 + 2 * margin), (north - south) * (1 + 2 * margin)
    scale = max(wide / width, high / height, 1.0) * 1000
    if not exact:
        power = 10 ** np.floor(np.log10(scale))
        scale = float(next(step * power for step in ROUND if step * power >= scale * (1 - 1e-9)))
    x, y = (west + east) / 2 - width * scale / 2000, (south + north) / 2 + height * scale / 2000
    return Frame(x, y, width, height, scale)


def landward(frame: Frame, kept: tuple[float, float, float, float], land: shapely.Geometry, steps: int = 5) -> Frame:
    """The same window, moved to where it shows the most land; what is ``kept`` (metres) stays in it with some air.

    A place on the coast is not drawn in the middle of the sea; where land is alike all around, it stays in the middle.
    """
    wide, high = frame.width * frame.scale / 1000, frame.height * frame.scale / 1000
    west, south, east, north = kept
    air = AIR * max(east - west, north - south)
    lefts, tops = (
        np.linspace(min(low, high_end), max(low, high_end), steps)
        for low, high_end in ((east + air - wide, west - air), (north + air, south - air + high))
    )
    moved = [replace(frame, west=float(left), north=float(top)) for left in lefts for top in tops]
    return max([frame, *moved], key=lambda one: _land(one, land) - COST * _away(one, frame))


AIR = 0.15
"""Share of the size of what is kept that is left around it."""
COST = 0.15
"""Share of land that a move by the whole window must win."""


def _land(frame: Frame, land: shapely.Geometry) -> float:
    """Share of a window that is land."""
    window = shapely.box(*frame.window)
    return float(land.intersection(window).area / window.area)


def _away(frame: Frame, other: Frame) -> float:
    """How far two windows are apart, as a share of their sides."""
    sides = (frame.width * frame.scale / 1000, frame.height * frame.scale / 1000)
    return abs(frame.west - other.west) / sides[0] + abs(frame.north - other.north) / sides[1]


def convergence(epsg: int, lon: float, lat: float) -> float:
    """Degrees from the top of the sheet to geographic north, clockwise, at one point of a projection."""
    return -float(Proj(f"EPSG:{epsg}").get_factors(lon, lat).meridian_convergence)


CLOSEST_KM = 9.0
"""Kilometres across a close-up, at least: the neighbours are on it."""


def close_up(bounds: Sequence[float], size: tuple[float, float], land: shapely.Geometry) -> Frame:
    """A window of that size (millimetres) around a part of the territory, its neighbours on it."""
    west, south, east, north = bounds
    air = max(0.35 * max(east - west, north - south), (CLOSEST_KM * 1000 - min(east - west, north - south)) / 2)
    frame = fit((west - air, south - air, east + air, north + air), *size, 0.0)
    return landward(frame, (west, south, east, north), land)
