"""Legal metric projections of France, by department, and shifts of geometries to and from WGS84."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer

Geometries = npt.NDArray[np.object_]

SNAP = 1.0
"""Metres within which the vertices of neighbouring contours are made one."""

WGS84 = 4326
METROPOLITAN = 2154
OVERSEAS: dict[str, int] = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
DIGITS = 6
"""Decimals of the published degrees: about 0.1 m."""


def department(commune: str) -> str:
    """Department code inside a five-character commune code: "64", "2A", "974"."""
    return commune[:3] if commune.startswith("97") else commune[:2]


def blocks(departments: pd.Series) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    """Yield (EPSG code, mask of the rows), one block for metropolitan France, then one per overseas department."""
    yield METROPOLITAN, np.asarray(~departments.isin(list(OVERSEAS)), dtype=bool)
    for code, epsg in OVERSEAS.items():
        yield epsg, np.asarray(departments == code, dtype=bool)


def project(geometries: Geometries, epsg: int) -> Geometries:
    """Longitudes and latitudes (degrees) to metres; None stays None."""
    move = Transformer.from_crs(WGS84, epsg, always_xy=True)
    moved: Geometries = shapely.transform(geometries, move.transform, interleaved=False)
    return moved


def unproject(geometries: Geometries, epsg: int) -> Geometries:
    """Metres to longitudes and latitudes rounded to 6 decimals.

    Equal vertices stay equal, so a border shared by two communes stays shared.
    """
    move = Transformer.from_crs(epsg, WGS84, always_xy=True)

    def rounded(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> list[npt.NDArray[np.float64]]:
        return [np.round(values, DIGITS) for values in move.transform(x, y)]

    moved: Geometries = shapely.transform(geometries, rounded, interleaved=False)
    return moved
