"""From indicator distances to one composite: score, average inward, weigh, aggregate (METHOD 2.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from .indicator import DIMENSIONS, Component, Indicator, Pair
from .kernels import Array

SPARSE = 0.25
"""An indicator whose data are loaded but that is known for fewer pairs leaves the denominator."""

Aggregation = Literal["mean", "quadratic", "profile"]


@dataclass(frozen=True)
class Scheme:
    """Weighting and aggregation: every choice a reader may dispute.

    Components weigh the same inside a dimension, indicators inside a component; dimensions weigh
    as given here. ``quadratic`` (p = 2) does not let a short distance buy back a long one;
    ``profile`` makes no composite at all.
    """

    cultural: float = 1.0
    administrative: float = 1.0
    geographic: float = 1.0
    economic: float = 1.0
    aggregation: Aggregation = "mean"
    min_coverage: float = 0.4

    def __post_init__(self) -> None:
        weights = [getattr(self, dimension) for dimension in DIMENSIONS]
        if not np.isfinite(weights).all() or min(weights) < 0 or sum(weights) == 0:
            msg = f"dimension weights must be finite, >= 0 and not all 0, got {weights!r}"
            raise ValueError(msg)
        if self.aggregation not in get_args(Aggregation):
            msg = f"aggregation must be one of {get_args(Aggregation)}, got {self.aggregation!r}"
            raise ValueError(msg)
        if not 0 < self.min_coverage <= 1:
            msg = f"min_coverage must be in ]0, 1], got {self.min_coverage!r}"
            raise ValueError(msg)

    @property
    def weights(self) -> dict[str, float]:
        """Dimension weights that sum to 1."""
        total = sum(getattr(self, dimension) for dimension in DIMENSIONS)
        return {dimension: getattr(self, dimension) / total for dimension in DIMENSIONS}


class Scores(NamedTuple):
    """The distances of a study on [0, 1], at each level, before any dimension is weighed.

    Each table has one row per pair (origin, destination). ``indicators``, ``components`` and ``dimensions`` hold
    values, NaN where unknown; ``known``, ``component_coverage`` and ``coverage`` the known share of each, in [0, 1]
    (METHOD 2.3, rule 1). Columns are those that apply: what is inapplicable to this pair of kinds is absent, what is
    not loaded is present and unknown. ``judged``: the known share of the dimensions before a reading left anything
    out, which alone decides whether a composite is shown (rule 3).
    """

    indicators: pd.DataFrame
    known: pd.DataFrame
    components: pd.DataFrame
    component_coverage: pd.DataFrame
    dimensions: pd.DataFrame
    coverage: pd.DataFrame
    judged: pd.DataFrame


def applicable(
    components: Sequence[Component], distances: pd.DataFrame, loaded: frozenset[str], pair: Pair
) -> dict[str, tuple[str, ...]]:
    """Indicator columns that count in the denominator, by component.

    Left out: indicators of other kinds of pairs; a proxy once what it stands in for is loaded, and
    the latter until then; what rests on a file of the reader's that is not there; an indicator whose data are loaded
    but known for under a quarter of the pairs of two different actors.
    """
    others = distances.index.get_level_values(0) != distances.index.get_level_values(1)
    found: dict[str, tuple[str, ...]] = {}
    for component in components:
        replaced = {i.stand_in_for: i.key for i in component.indicators if i.stand_in_for}
        by_key = {i.key: i for i in component.indicators if pair in i.applies_to}
        names = []
        for name, indicator in zip(component.columns, component.indicators, strict=True):
            if pair not in indicator.applies_to or stands_aside(indicator, by_key, replaced, loaded):
                continue
            known = distances.loc[others, name].notna().mean() if others.any() else 1.0
            unlisted = indicator.listed and known == 0
            if set(indicator.needs) <= loaded and known < SPARSE and not unlisted:
                continue
            names.append(name)
        if names:
            found[component.key] = tuple(names)
    return found


def declared(components: Sequence[Component], pair: Pair) -> dict[str, Indicator]:
    """The indicators that apply to a pair of kinds, by column: two that read one column otherwise have one key."""
    return {
        name: indicator
        for component in components
        for name, indicator in zip(component.columns, component.indicators, strict=True)
        if pair in indicator.applies_to
    }


def stands_aside(
    indicator: Indicator, by_key: dict[str, Indicator], replaced: dict[str, str], loaded: frozenset[str]
) -> bool:
    """Whether an indicator of a component (`by_key`) is left out with these tables.

    A proxy is once what it stands in for is loaded, the latter until then, and what no reader has brought.
    """
    if indicator.key in replaced or indicator.brought:
        return not set(indicator.needs) <= loaded
    better = by_key.get(indicator.stand_in_for)
    return better is not None and set(better.needs) <= loaded


def scores(
    distances: pd.DataFrame,
    components: Sequence[Component],
    counted: dict[str, tuple[str, ...]],
    pair: Pair,
    *,
    unclipped: bool = False,
) -> Scores:
    """Score each indicator by its goalposts; average inward, each weight multiplied by what is known (rule 1).

    Parameters
    ----------
    unclipped
        Let a distance under its noise count as much below 0 as it lies under: what every mean over pairs is taken of,
        so that noise cancels out (rule 6).
    """
    said = declared(components, pair)
    names = [name for columns in counted.values() for name in columns]
    measured = {n: _unclipped(distances, n) if unclipped else distances[n].to_numpy(float) for n in names}
    # What lies under its noise is scored by its size, and keeps its sign.
    scored = {n: np.copysign(said[n].score(np.abs(d)), d) for n, d in measured.items()}
    indicators = pd.DataFrame(scored, index=distances.index)
    known = pd.DataFrame({n: _known_share(distances, n, said[n]) for n in names}, index=distances.index)
    means, shares = _inward(indicators, known, counted)
    by_dimension = {d: tuple(c.key for c in components if c.dimension == d and c.key in counted) for d in DIMENSIONS}
    dimensions, coverage = _inward(means, shares, {d: keys for d, keys in by_dimension.items() if keys})
    return Scores(indicators, known, means, shares, dimensions, coverage, judged=coverage)


def _known_share(distances: pd.DataFrame, name: str, indicator: Indicator) -> Array:
    """1 where an indicator is known, 0 where not; of one that is a share over parts, the share of the parts known."""
    known = distances[name].notna().to_numpy(float)
    parts = [column for column in map(str, distances) if column.startswith(f"{name}__")]
    if not (indicator.over_parts and parts):
        return known
    share: Array = known * distances[parts].notna().to_numpy(float).mean(axis=1)
    return share


def _unclipped(distances: pd.DataFrame, name: str) -> Array:
    """sign(d2 - f2) sqrt|d2 - f2| for a noise-reduced distance; any other as it is."""
    reduced = distances[name].to_numpy(float)
    if f"{name}__floor" not in distances:
        return reduced
    under = distances[f"{name}__floor"].to_numpy(float) ** 2 - distances[f"{name}__raw"].to_numpy(float) ** 2
    return np.where(reduced > 0, reduced, -np.sqrt(np.maximum(0, under)) + 0 * reduced)


def _inward(
    values: pd.DataFrame, known: pd.DataFrame, groups: Mapping[str, tuple[str, ...]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mean of each group of columns, weighed by what is known of each, and the share known of the group."""
    means, shares = {}, {}
    for key, columns in groups.items():
        k, x = known[list(columns)].to_numpy(float), np.nan_to_num(values[list(columns)].to_numpy(float))
        total = k.sum(axis=1)
        means[key] = np.divide((k * x).sum(axis=1), total, out=np.full(len(k), np.nan), where=total > 0)
        shares[key] = total / len(columns)
    return pd.DataFrame(means, index=values.index), pd.DataFrame(shares, index=values.index)


def coverage(scored: Scores, scheme: Scheme) -> pd.Series:
    """Share of the weight that is known, in [0, 1], for each pair."""
    return pd.Series(_mean(scored.coverage, scheme), scored.coverage.index, name="coverage")


def _mean(shares: pd.DataFrame, scheme: Scheme) -> Array:
    """Mean of the dimensions' known shares by weight; 0 where none of those that apply weighs anything."""
    weights = _weights(shares, scheme)
    mean: Array = shares.to_numpy() @ (weights / (weights.sum() or 1.0))
    return mean


def composite(scored: Scores, scheme: Scheme) -> pd.Series:
    """Mean (p = 1) or quadratic mean (p = 2) of the dimensions, each weighing what is known of it, in [0, 1].

    NaN where less than `min_coverage` is known, and everywhere under ``profile``. Unclipped scores may be under 0:
    squares keep their sign.
    """
    x, power = np.nan_to_num(scored.dimensions.to_numpy()), 2 if scheme.aggregation == "quadratic" else 1
    weighed = scored.coverage.to_numpy() * _weights(scored.coverage, scheme)
    total = weighed.sum(axis=1)
    powers = (weighed * np.sign(x) * np.abs(x) ** power).sum(axis=1)
    mean = np.divide(powers, total, out=np.full(len(x), np.nan), where=total > 0)
    root = np.sign(mean) * np.abs(mean) ** (1 / power)
    enough = _mean(scored.judged, scheme) >= scheme.min_coverage - 1e-9
    shown = enough & (scheme.aggregation != "profile")
    return pd.Series(np.where(shown, root, np.nan), index=scored.dimensions.index, name="composite")


def dimension_weights(scored: Scores, scheme: Scheme) -> pd.DataFrame:
    """Effective weight of each dimension for each pair: w k / sum(w k); rows sum to 1 (or 0 if nothing is known)."""
    return _shared(scored.coverage.mul(_weights(scored.coverage, scheme)))


def effective_weights(scored: Scores, components: Sequence[Component], scheme: Scheme) -> pd.DataFrame:
    """Effective weight of each indicator for each pair; rows sum to 1 (or 0 if nothing is known).

    W k / sum(W k), W its nested weight before anything is known. Under ``mean``, effective weight x score, summed over
    indicators, is the composite: the waterfall, and what lets a reader derive it again from an export.
    """
    nested = nested_weights(scored, components, scheme)
    return _shared(scored.known.mul(nested.reindex(scored.known.columns).to_numpy()))


def nested_weights(scored: Scores, components: Sequence[Component], scheme: Scheme) -> pd.Series:
    """Weight of each indicator if all were known: equal inside components and dimensions, the reader's across."""
    weights: dict[str, float] = {}
    for dimension in map(str, scored.dimensions):
        inside = [c for c in components if c.dimension == dimension and c.key in scored.components]
        for component in inside:
            names = [n for n in dict.fromkeys(component.columns) if n in scored.indicators]
            weights |= dict.fromkeys(names, scheme.weights[dimension] / len(inside) / len(names))
    return pd.Series(weights, dtype=float)


def _shared(weighed: pd.DataFrame) -> pd.DataFrame:
    """Rows divided by their sum; 0 where the sum is."""
    total = weighed.sum(axis=1)
    return weighed.div(total.where(total > 0), axis=0).fillna(0.0)


def _weights(dimensions: pd.DataFrame, scheme: Scheme) -> Array:
    return np.array([scheme.weights[dimension] for dimension in map(str, dimensions)])
