"""Fault lines: how far apart the two communes are on either side of each border, and what dominates there."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

import layers
from cage import MINUTES, Study
from distance.between import symmetric
from distance.kernels import Array

from .contrast import noise
from .groups import groups, neighbours, square
from .sides import reading

READ_FROM = ("composite", "geographic", "administrative", "cultural", "economic")
"""Distances, the first known of which a territory is read from."""


def faults(study: Study, column: str) -> pd.DataFrame:
    """One row per pair of neighbouring communes whose distance is known: see :func:`borders`."""
    table = borders(study, column)
    return table[table["value"].notna()].reset_index(drop=True)


def borders(study: Study, column: str) -> pd.DataFrame:
    """One row per pair of neighbouring communes.

    Columns: ``a``, ``b`` (codes), ``value`` (of the distance `column`, mean of both directions, as ``minutes``),
    ``hue`` (the dimension that dominates: the largest weight x score of those known; the distance's own where it is a
    dimension), ``minutes``, ``in_noise`` (share of the compositional distances that chance alone could make; NaN where
    culture does not dominate), ``former`` (True where the border is one of a former EPCI, False elsewhere, None where a
    former EPCI is not known), ``paths`` (of longitudes and latitudes; empty where the contours do not show the border).
    """
    pairs = neighbours(study)
    a, b = pairs.T
    codes = study.origins["commune"].to_numpy(str)
    group = groups(study)
    apart = pd.Series(group[a] != group[b], dtype=object).where((group[a] >= 0) & (group[b] >= 0), None)
    table = pd.DataFrame(
        {
            "a": codes[a],
            "b": codes[b],
            "value": symmetric(square(study, column))[a, b],
            "hue": _dominating(study, column, pairs),
            "minutes": symmetric(square(study, MINUTES))[a, b],
            "in_noise": _in_noise(study)[a, b],
            "former": apart.to_numpy(),
            "paths": shared_borders(study, pairs),
        }
    )
    table["in_noise"] = table["in_noise"].where(table["hue"] == "cultural")
    return table


def read_from(study: Study) -> str:
    """The distance a territory is read from: overall where it is known, else the first that is."""
    return next((c for c in READ_FROM if np.isfinite(square(study, c)).any()), READ_FROM[0])


def of_study(study: Study) -> pd.DataFrame:
    """Fault lines of a study, what follows the former perimeters left out."""
    read = reading(study)
    return faults(read, read_from(read))


def shared_borders(study: Study, pairs: npt.NDArray[np.int64]) -> list[list[list[list[float]]]]:
    """The border each pair of communes shares, as paths of (longitude, latitude); empty where contours show none."""
    shapes: gpd.GeoSeries = layers.contours(study.territory).reindex(study.origins["commune"])
    polygons = shapes.to_numpy()
    # Contours are an exact coverage: what two of them share is their border.
    met = shapely.intersection(polygons[pairs[:, 0]], polygons[pairs[:, 1]])
    parts, of = shapely.get_parts(met, return_index=True)
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    borders: list[list[list[list[float]]]] = []
    for rank in range(len(pairs)):
        merged = shapely.line_merge(shapely.multilinestrings(parts[lines & (of == rank)]))
        borders.append([shapely.get_coordinates(line).tolist() for line in shapely.get_parts(merged)])
    return borders


def _in_noise(study: Study) -> Array:
    return np.asarray(noise(study).mean(axis=1).to_numpy(float).reshape(len(study.origins), -1))


def _dominating(study: Study, column: str, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """The dimension with the largest effective weight x score of each pair; None where none is known."""
    if column in study.scores.dimensions:
        return np.full(len(pairs), column, dtype=object)
    names = [d for d in study.scores.dimensions if study.scheme.weights[d] > 0]
    made = study.dimension_weights[names] * study.scores.dimensions[names]
    squares = (made[d].to_numpy(float).reshape(len(study.origins), -1) for d in names)
    parts = np.array([symmetric(values)[pairs[:, 0], pairs[:, 1]] for values in squares])
    best = np.where(np.isnan(parts), -np.inf, parts).argmax(axis=0)
    dominating = np.array(names, dtype=object)[best]
    dominating[np.isnan(parts).all(axis=0)] = None
    return dominating
