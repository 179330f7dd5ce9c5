"""Distances at equal size and minutes: what is left of them, and what these two explain (METHOD 2.3, rule 13)."""

from typing import NamedTuple

import numpy as np

from .between import symmetric
from .kernels import Array, log_ratio
from .regression import basis

FEW_PAIRS = 30
"""Under so many known pairs nothing is read."""


class AtEqual(NamedTuple):
    """A distance at equal size and minutes.

    Attributes
    ----------
    residual
        (n, n), symmetric, in the unit of the distance; its mean over the pairs that are known is 0.
    explained
        R2: share of the variance over the pairs that size and minutes explain, in [0, 1].
    with_size, with_minutes
        Correlations of the distance with each.
    pairs
        Unordered pairs that are known.
    """

    residual: Array
    explained: float
    with_size: float
    with_minutes: float
    pairs: int


def at_equal(d: Array, minutes: Array, persons: Array) -> AtEqual:
    """Least squares over unordered pairs on the log ratio of persons and on minutes, lines that bend (see `basis`).

    Parameters
    ----------
    d, minutes
        (n, n), mean of both directions.
    persons
        (n,)

    Returns
    -------
    AtEqual
        All NaN under 30 known pairs, or where all distances are the same.
    """
    i, j = np.triu_indices(len(persons), 1)
    size = np.abs(log_ratio(persons, persons))
    y, controls = symmetric(d)[i, j], np.array([size[i, j], symmetric(minutes)[i, j]])
    known = np.isfinite(y) & np.isfinite(controls).all(axis=0)
    residual: Array = np.full(d.shape, np.nan)
    y, controls = y[known], controls[:, known]
    if len(y) < FEW_PAIRS or np.ptp(y) == 0:
        return AtEqual(residual, np.nan, np.nan, np.nan, len(y))
    held = basis(controls)
    left = y - held @ (held.T @ y)
    residual[i[known], j[known]] = residual[j[known], i[known]] = left
    with_size, with_minutes = (_correlation(y, control) for control in controls)
    return AtEqual(residual, float(1 - left @ left / ((y - y.mean()) ** 2).sum()), with_size, with_minutes, len(y))


def _correlation(y: Array, x: Array) -> float:
    return float(np.corrcoef(y, x)[0, 1]) if np.ptp(x) > 0 else float("nan")
