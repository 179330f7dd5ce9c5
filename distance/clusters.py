"""Which communes lie among communes like them: Moran's I and its local form (Anselin 1995), by esda.

Imported where it is read only: esda takes seconds to start.
"""

import warnings
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from esda import Moran, Moran_Local
from libpysal.weights import W
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from .kernels import Array

PERMUTATIONS, SEED = 99_999, 0
"""Enough for the smallest of a few hundred p to be told from its threshold, so that another seed names the same."""

ERRORS = 3.0
"""Monte Carlo standard errors by which a p must be under its threshold to be told."""

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
    told
        (n,) clusters or exceptions told from chance under one Benjamini-Hochberg correction of all of them.
    """

    moran: float
    expected: float
    p: float
    local: Array
    quadrant: NDArray[np.int64]
    told: NDArray[np.bool_]


def clusters(values: Array, near: NDArray[np.int64], permutations: int = PERMUTATIONS, seed: int = SEED) -> Clusters:
    """Clusters of values (n,) on pairs of neighbours (k, 2), row-standardised; unknown values and islands left out."""
    return _clusters(values.tobytes(), near.astype(np.int64).tobytes(), permutations, seed)


@lru_cache(maxsize=16)
def _clusters(raw: bytes, pairs: bytes, permutations: int, seed: int) -> Clusters:
    values, near = np.frombuffer(raw, float), np.frombuffer(pairs, np.int64).reshape(-1, 2)
    near = near[np.isfinite(values[near]).all(axis=1)]
    kept = np.unique(near)
    local, quadrant = np.full(len(values), np.nan), np.zeros(len(values), dtype=np.int64)
    told = np.zeros(len(values), dtype=bool)
    if len(kept) < 2 or np.ptp(values[kept]) == 0:
        return Clusters(np.nan, np.nan, np.nan, local, quadrant, told)
    weights = _row_standardised(np.searchsorted(kept, near), len(kept))
    whole = Moran(values[kept], weights, two_tailed=True, permutations=0)
    with warnings.catch_warnings():
        # What esda means to change in its next release: the p of the nearer side, twice that being the p of both.
        warnings.simplefilter("ignore", DeprecationWarning)
        each = Moran_Local(values[kept], weights, permutations=permutations, seed=seed, keep_simulations=False)
    local[kept], quadrant[kept] = each.Is, each.q
    told[kept] = _told(np.minimum(1.0, 2 * each.p_sim), permutations)
    return Clusters(float(whole.I), float(whole.EI), float(whole.p_rand), local, quadrant, told)


def _row_standardised(near: NDArray[np.int64], n: int) -> W:
    listed: dict[int, list[int]] = {k: [] for k in range(n)}
    for a, b in near:
        listed[int(a)].append(int(b))
        listed[int(b)].append(int(a))
    weights = W(listed, silence_warnings=True)
    weights.transform = "r"
    return weights


def _told(p: Array, permutations: int) -> NDArray[np.bool_]:
    """Those whose p, with its Monte Carlo error, stays under the threshold of the correction."""
    cautious = np.minimum(1.0, p + ERRORS * np.sqrt(p * (1 - p) / (permutations + 1)))
    told: NDArray[np.bool_] = false_discovery_control(cautious) < FALSE_DISCOVERIES
    return told
