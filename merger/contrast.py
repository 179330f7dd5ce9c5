"""How far apart former intercommunalities are, and how much of each distance lies between them."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from cage import MINUTES, Study
from distance.between import GroupMatrix, Groups, Huygens, Split, huygens, matrix_of_groups, r2_of_many, split
from distance.kernels import Array

from .groups import groups, square


class Contrast(NamedTuple):
    """One distance between former EPCIs and within them: by persons, by communes, and its share of the variance.

    ``of``: communes of a known former EPCI, of which ``variance`` may hold fewer.
    """

    persons: Split
    communes: Split
    variance: Huygens
    of: int


def persons(study: Study) -> Array:
    """Inhabitants of each commune, in the order of the study."""
    return np.asarray(study.communes["population"].reindex(study.origins["commune"]).to_numpy(float))


def contrast(study: Study, column: str) -> Contrast:
    """How far apart the former EPCIs of a study are on one distance."""
    d, group = square(study, column, unclipped=True), groups(study)
    # Sums of squares take the distances as shown: squared, what lies under the noise would count as much as over it.
    variance = huygens(square(study, column), group, persons(study))
    return Contrast(split(d, group, persons(study)), split(d, group), variance, int((group >= 0).sum()))


def chance_of_r2(d: Array, random_borders: Groups, weight: Array) -> tuple[float, float]:
    """Between which two numbers 95 % of random borders have their R2, beside that of :func:`contrast`; NaN if unknown.

    Any contiguous perimeters have some: communes of one are near one another.
    """
    drawn = r2_of_many(d, random_borders, weight)
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def matrix(study: Study, column: str) -> GroupMatrix:
    """Former EPCI by former EPCI: mean distance between their residents, internal distance on the diagonal.

    Minutes alone are known inside a commune: elsewhere two residents of one EPCI are those of two of its communes.
    """
    d = square(study, column, unclipped=True)
    return matrix_of_groups(d, groups(study), persons(study), np.diag(d) if column == MINUTES else None)


def internal_minutes(study: Study) -> float:
    """Mean minutes of two residents of one former EPCI (the diagonal of :func:`matrix`); NaN where one is unknown."""
    group, people = groups(study), persons(study)
    inside = np.diag(matrix(study, MINUTES).mean)
    pairs = np.bincount(group[group >= 0], people[group >= 0]) ** 2
    return float(pairs @ inside / pairs.sum()) if pairs.sum() > 0 else math.nan


def whole(study: Study, column: str) -> float:
    """Mean of one distance between two residents of two communes, each of a known former EPCI."""
    return split(square(study, column, unclipped=True), groups(study), persons(study)).overall


def known_pairs(study: Study, column: str) -> float:
    """Share of all the pairs of residents of two communes that a distance is known for."""
    return split(square(study, column), np.zeros(len(study.origins), dtype=np.int64), persons(study)).known


def noise(study: Study) -> pd.DataFrame:
    """Whether each compositional distance of each pair is under the noise of small numbers, by indicator."""
    columns = [f"{c}__noisy" for c in study.indicators if f"{c}__noisy" in study.distances]
    return study.distances[columns]
