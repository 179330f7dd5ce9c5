"""Which communes lie among communes like them: Moran's I and its local form (Anselin 1995), by esda.

The p of a local I is exact: no permutation is drawn, so that there is no seed for the communes named to hang on.
Imported where it is read only: esda takes seconds to start.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from esda import Moran, Moran_Local
from libpysal.weights import W
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from .kernels import Array

STEPS = 2_048
"""Steps between the lowest value and the highest: rounding to them moves a sum of neighbours by a hundredth of its
spread at most, and a p by less than 99,999 permutations do."""

FALSE_DISCOVERIES = 0.05
HIGH_AMONG_HIGH, LOW_AMONG_LOW = 1, 3
"""Quadrants of esda that are clusters; 2 and 4 are exceptions among their neighbours."""


class Clusters(NamedTuple):
    """Moran's I of values, and which of them cluster.

    Attributes
    ----------
    moran, expected
        Moran's I, and its expectation where nothing is clustered, -1 / (n - 1).
    p
        Of a test on both sides, by permutations.
    local
        (n,) local I; NaN where a value is unknown or has no known neighbour.
    quadrant
        (n,) 1 high among high, 2 low among high, 3 low among low, 4 high among low; 0 where unknown.
    p_local
        (n,) of a test on both sides of each local I; NaN as they are.
    told
        (n,) clusters or exceptions told from chance under one Benjamini-Hochberg correction of all of them.
    """

    moran: float
    expected: float
    p: float
    local: Array
    quadrant: NDArray[np.int64]
    p_local: Array
    told: NDArray[np.bool_]


def clusters(values: Array, near: NDArray[np.int64]) -> Clusters:
    """Clusters of values (n,) on pairs of neighbours (k, 2), row-standardised; unknown values and islands left out."""
    return _clusters(values.tobytes(), near.astype(np.int64).tobytes())


@lru_cache(maxsize=16)
def _clusters(raw: bytes, pairs: bytes) -> Clusters:
    values, near = np.frombuffer(raw, float), np.frombuffer(pairs, np.int64).reshape(-1, 2)
    near = near[np.isfinite(values[near]).all(axis=1)]
    kept = np.unique(near)
    local, p = np.full((2, len(values)), np.nan)
    quadrant, told = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=bool)
    if len(kept) < 2 or np.ptp(values[kept]) == 0:
        return Clusters(np.nan, np.nan, np.nan, local, quadrant, p, told)
    near = np.searchsorted(kept, near)
    weights = _row_standardised(near, len(kept))
    whole = Moran(values[kept], weights, two_tailed=True, permutations=0)
    each = Moran_Local(values[kept], weights, permutations=0)
    local[kept], quadrant[kept], p[kept] = each.Is, each.q, local_p(values[kept], near)
    told[kept] = false_discovery_control(p[kept]) < FALSE_DISCOVERIES
    return Clusters(float(whole.I), float(whole.EI), float(whole.p_rand), local, quadrant, p, told)


def local_p(values: Array, near: NDArray[np.int64]) -> Array:
    """The p of each local I, were the values of all others dealt at random over them. (n,), (k, 2) -> (n,), both sides.

    That of the sum of as many others as there are neighbours: every set of that many is counted, by the sum of its
    values in steps (subset sums), those that hold the commune itself taken off.
    """
    steps = np.rint((values - values.min()) / np.ptp(values) * STEPS).astype(int)
    listed = [np.concatenate([near[near[:, 0] == k, 1], near[near[:, 1] == k, 0]]) for k in range(len(values))]
    most = max(map(len, listed))
    sets = np.zeros((most + 1, most * STEPS + 1))
    sets[0, 0] = 1
    for seen, step in enumerate(steps, start=1):
        top = min(seen, most)
        sets[1 : top + 1, step:] += sets[:top, : sets.shape[1] - step]
    found = np.empty(len(values))
    for k, others in enumerate(listed):
        without = sets[0]
        for size in range(1, len(others) + 1):
            without, last = sets[size].copy(), without
            without[steps[k] :] -= last[: len(last) - steps[k]]
        reached = int(steps[others].sum())
        sides = without[: reached + 1].sum(), without[reached:].sum()
        found[k] = min(1.0, 2 * min(sides) / without.sum())
    return found


def _row_standardised(near: NDArray[np.int64], n: int) -> W:
    listed: dict[int, list[int]] = {k: [] for k in range(n)}
    for a, b in near:
        listed[int(a)].append(int(b))
        listed[int(b)].append(int(a))
    weights = W(listed, silence_warnings=True)
    weights.transform = "r"
    return weights
