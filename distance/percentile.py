"""Where a pair stands among pairs of communes of France that know the same indicators (METHOD 2.3, rule 18)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .composite import Scheme, Scores
from .indicator import Dimension
from .kernels import Array

HELD = 0.75
"""Least share of a pair's known weight that the indicators known on both sides hold."""

LEAST = 1_000
"""Least number of pairs of the sample that know them all."""

ROUNDING = 1e-9
"""Values closer than this are a tie."""


def percentiles(
    scores: Scores,
    nested: pd.Series,
    dimension_of: Mapping[str, Dimension],
    sample: pd.DataFrame,
    scheme: Scheme,
    *,
    least: int = LEAST,
) -> pd.Series:
    """National percentile of each pair, in [0, 100]; NaN where too little is common, or too few know it.

    Parameters
    ----------
    scores
        Clipped scores of the pairs.
    nested
        Weight of each indicator if all were known (see ``composite.nested_weights``).
    dimension_of
        Dimension of each indicator column.
    sample
        Scores of the national pairs, one column per indicator, NaN where unknown.
    """
    weighing = nested[nested > 0].index
    values = scores.indicators[list(weighing)].to_numpy(float)
    known = np.isfinite(values)
    found = np.full(len(values), np.nan)
    # Few patterns of known indicators for many pairs: each is scored once against the sample.
    patterns, of = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        inside = pattern & weighing.isin(sample.columns)
        weight = nested[weighing].to_numpy()
        common = list(weighing[inside])
        if not common or weight[inside].sum() < HELD * weight[pattern].sum():
            continue
        rows = sample[common].dropna().to_numpy(float)
        if len(rows) < least:
            continue
        group = np.array([dimension_of[name] for name in common])
        here = np.flatnonzero(of.ravel() == number)
        national = np.sort(aggregated(rows, weight[inside], group, scheme))
        found[here] = _percentile(aggregated(values[here][:, inside], weight[inside], group, scheme), national)
    return pd.Series(found, scores.indicators.index, name="national_percentile")


def aggregated(values: Array, weight: Array, group: Array, scheme: Scheme) -> Array:
    """Composite of rows that know every column: mean inside dimensions, then p = 1 or 2 across them."""
    power = 2 if scheme.aggregation == "quadratic" else 1
    total = np.zeros(len(values))
    for dimension in np.unique(group):
        inside = group == dimension
        w = weight[inside].sum()
        total += w * (values[:, inside] @ weight[inside] / w) ** power
    mean: Array = (total / weight.sum()) ** (1 / power)
    return mean


def _percentile(values: Array, national: Array) -> Array:
    """Share of the sorted ``national`` below each value, ties counting one half, in hundredths."""
    below = np.searchsorted(national, values - ROUNDING, side="left")
    under = np.searchsorted(national, values + ROUNDING, side="right")
    percent: Array = 100 * (below + under) / 2 / len(national)
    return percent
