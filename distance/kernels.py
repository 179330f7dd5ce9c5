"""Pairwise distances between the rows of two arrays, as in ``sklearn.metrics.pairwise``.

Every function takes n rows and m rows and returns an (n, m) array of float64. A row with an
unknown value (NaN, None), or a composition that sums to zero, is unknown against everything.
"""

from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.distance import cdist

Array = NDArray[np.float64]
Table = TypeVar("Table", pd.Series, pd.DataFrame)

MIN_KNOWN = 0.5
"""A mean or a share is unknown where less than this part of what it is read from is known (METHOD 2.3, rule 7)."""


def _floats(x: ArrayLike) -> Array:
    return np.asarray(x, dtype=np.float64)


def _unknown_where(distance: Array, x: Array, y: Array) -> Array:
    """Write NaN in the rows and columns whose input is not finite."""
    distance[~np.isfinite(x).all(axis=1), :] = np.nan
    distance[:, ~np.isfinite(y).all(axis=1)] = np.nan
    return distance


def _shares(counts: ArrayLike) -> Array:
    """Rows divided by their sum; NaN where the sum is zero. Counts and shares give the same."""
    x = _floats(counts)
    if (x < 0).any():
        msg = f"a composition cannot have a negative part, got {np.nanmin(x)!r}"
        raise ValueError(msg)
    total = x.sum(axis=1, keepdims=True)
    shares: Array = np.divide(x, total, out=np.full_like(x, np.nan), where=total > 0)
    return shares


def jensen_shannon(x: ArrayLike, y: ArrayLike) -> Array:
    """Jensen-Shannon distance (square root of the divergence) in base 2, in [0, 1].

    Compositions as counts or shares, (n, k) and (m, k). Zeros are fine. It is a metric
    (Endres & Schindelin 2003). SciPy's version uses natural logarithms and may return NaN
    for nearly equal rows (scipy#20083), which are at distance 0.
    """
    p, q = _shares(x), _shares(y)
    distance = np.nan_to_num(cdist(p, q, "jensenshannon"), nan=0.0) / np.sqrt(np.log(2))
    return _unknown_where(np.minimum(distance, 1.0), p, q)


def hellinger(x: ArrayLike, y: ArrayLike) -> Array:
    """Hellinger distance between compositions, (n, k) and (m, k), in [0, 1]. A metric."""
    p, q = _shares(x), _shares(y)
    return _unknown_where(cdist(np.sqrt(p), np.sqrt(q)) / np.sqrt(2), p, q)


def aitchison(x: ArrayLike, y: ArrayLike) -> Array:
    """Euclidean distance between centred log-ratios (Aitchison 1986); unknown if a part is zero.

    Unbounded. Its value would depend on what replaces a zero, so zeros are refused, not replaced.
    """

    def clr(counts: Array) -> Array:
        logs = np.log(counts, out=np.full_like(counts, np.nan), where=counts > 0)
        centred: Array = logs - logs.mean(axis=1, keepdims=True)
        return centred

    p, q = clr(_shares(x)), clr(_shares(y))
    return _unknown_where(cdist(p, q), p, q)


def sampling_noise(n: ArrayLike, m: ArrayLike, categories: int) -> Array:
    """Expected Jensen-Shannon divergence (bits) of two samples of one population.

    ``n`` (n,) and ``m`` (m,) are the persons behind each composition, ``categories`` how many
    parts it has. First order: (k - 1) / (8 ln 2) (1/n + 1/m). Unknown where nobody was counted.
    """
    a, b = _floats(n), _floats(m)
    inverse_a = np.divide(1.0, a, out=np.full_like(a, np.nan), where=a > 0)
    inverse_b = np.divide(1.0, b, out=np.full_like(b, np.nan), where=b > 0)
    noise: Array = (categories - 1) / (8 * np.log(2)) * (inverse_a[:, None] + inverse_b[None, :])
    return noise


def log_ratio(x: ArrayLike, y: ArrayLike) -> Array:
    """Signed log ratio ln(y / x): positive where the destination is larger. (n,), (m,) -> (n, m).

    Unknown where a value is not strictly positive.
    """
    a, b = (np.log(v, out=np.full_like(v, np.nan), where=v > 0) for v in (_floats(x), _floats(y)))
    ratio: Array = b[None, :] - a[:, None]
    return ratio


def difference(x: ArrayLike, y: ArrayLike) -> Array:
    """Signed difference y - x, in the unit of the values. (n,), (m,) -> (n, m)."""
    gap: Array = _floats(y)[None, :] - _floats(x)[:, None]
    return gap


def different(x: ArrayLike, y: ArrayLike) -> Array:
    """1 where two labels differ, 0 where they agree, NaN where one is None or NaN. (n,), (m,) -> (n, m).

    Both are unknown: a reindexed table has None where a label is missing, and NaN where the commune is.
    """
    a, b = np.asarray(x, dtype=object), np.asarray(y, dtype=object)
    unlike: Array = (a[:, None] != b[None, :]).astype(np.float64)
    unlike[pd.isna(a), :] = np.nan
    unlike[:, pd.isna(b)] = np.nan
    return unlike


def labels(values: Table) -> Table:
    """Labels as objects, None where unknown."""
    return values.astype(object).where(values.notna(), None)


def mean_known(layers: ArrayLike) -> Array:
    """Mean over the first axis of what is known; NaN where nothing is."""
    stacked = _floats(layers)
    known = np.isfinite(stacked)
    count = known.sum(axis=0)
    total = np.where(known, stacked, 0.0).sum(axis=0)
    mean: Array = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def jaccard(x: ArrayLike, y: ArrayLike) -> Array:
    """Jaccard distance between sets held as boolean rows, (n, k), (m, k); unknown if one is empty."""
    a, b = np.asarray(x, dtype=bool), np.asarray(y, dtype=bool)
    distance = cdist(a, b, "jaccard")
    distance[~a.any(axis=1), :] = np.nan
    distance[:, ~b.any(axis=1)] = np.nan
    return distance


def mahalanobis(x: ArrayLike, y: ArrayLike, covariance: ArrayLike) -> Array:
    """Mahalanobis distance under a given, frozen covariance (k, k); (n, k), (m, k) -> (n, m).

    Berry, Guillén & Zhou (2010). A covariance estimated on the rows themselves makes the mean
    squared distance 2k whatever the data: freeze it on one reference population. The
    pseudo-inverse makes a duplicated column harmless.
    """
    a, b = _floats(x), _floats(y)
    inverse = np.linalg.pinv(_floats(covariance), hermitian=True)
    return _unknown_where(cdist(a, b, "mahalanobis", VI=inverse), a, b)


def kogut_singh(x: ArrayLike, y: ArrayLike, variances: ArrayLike) -> Array:
    """Kogut & Singh (1988) index: mean squared difference over the variance of each dimension.

    (n, k), (m, k), (k,) -> (n, m). Squared, so not a metric: only to reproduce the literature.
    """
    a, b = _floats(x), _floats(y)
    return _unknown_where(cdist(a, b, "seuclidean", V=_floats(variances)) ** 2 / a.shape[1], a, b)


def gower(
    numbers: ArrayLike, other_numbers: ArrayLike, labels: ArrayLike, other_labels: ArrayLike, ranges: ArrayLike
) -> tuple[Array, Array]:
    """Gower (1971) distance between mixed attributes, and the share of attributes known.

    ``numbers`` (n, p) and ``labels`` (n, q) against (m, p) and (m, q); ``ranges`` (p,) scale the
    numbers. A range of zero or a value missing on either side (NaN, None) drops the attribute.
    Returns two (n, m) arrays.
    """
    a, b, spans = _floats(numbers), _floats(other_numbers), _floats(ranges)
    spans = np.where(spans > 0, spans, np.nan)
    layers = [np.abs(difference(a[:, k], b[:, k])) / spans[k] for k in range(a.shape[1])]
    x, y = np.asarray(labels, dtype=object), np.asarray(other_labels, dtype=object)
    layers += [different(x[:, k], y[:, k]) for k in range(x.shape[1])]
    return mean_known(layers), np.isfinite(layers).mean(axis=0)


def discounted_potential(size: Array, minutes: Array, border: Array, *, elasticity: float, coefficient: float) -> Array:
    """Raw size discounted by distance, as Ghemawat (2001) does for markets: a relative score.

    size x minutes^elasticity x exp(coefficient x border), element by element.
    """
    potential: Array = size * minutes**elasticity * np.exp(coefficient * border)
    return potential
