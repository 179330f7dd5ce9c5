"""From indicator distances to one composite: score, average inward, weigh, aggregate (METHOD 2.3)."""

from collections.abc import Sequence
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
    min_coverage: float = 0.5

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

    Each table has one row per pair (origin, destination) and NaN where unknown; ``coverage`` is
    the share of each dimension's weight that is known, ``component_coverage`` that of each
    component's. Columns are those that apply: what is inapplicable to this pair of kinds is absent,
    what is not loaded is present and unknown.
    """

    indicators: pd.DataFrame
    components: pd.DataFrame
    dimensions: pd.DataFrame
    coverage: pd.DataFrame
    component_coverage: pd.DataFrame


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
    distances: pd.DataFrame, components: Sequence[Component], counted: dict[str, tuple[str, ...]], pair: Pair
) -> Scores:
    """Score each indicator by its goalposts and average inward over what is known."""
    said = declared(components, pair)
    names = [name for columns in counted.values() for name in columns]
    indicators = pd.DataFrame({n: said[n].score(distances[n].to_numpy()) for n in names}, index=distances.index)
    in_component = {key: list(columns) for key, columns in counted.items()}
    known = indicators.notna()
    component_means, component_coverage = _means(indicators, known, in_component)
    in_dimension: dict[str, list[str]] = {
        d: [c.key for c in components if c.dimension == d and c.key in counted] for d in DIMENSIONS
    }
    in_dimension = {d: keys for d, keys in in_dimension.items() if keys}
    dimensions, _ = _means(component_means, component_means.notna(), in_dimension)
    coverage = pd.DataFrame({d: component_coverage[keys].mean(axis=1) for d, keys in in_dimension.items()})
    return Scores(indicators, component_means, dimensions, coverage, component_coverage)


def _means(
    values: pd.DataFrame, known: pd.DataFrame, groups: dict[str, list[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mean of each group of columns over what is known, and the share known."""
    means = pd.DataFrame({key: values[columns].mean(axis=1) for key, columns in groups.items()}, index=values.index)
    share = pd.DataFrame({key: known[columns].mean(axis=1) for key, columns in groups.items()}, index=values.index)
    return means, share


def coverage(scored: Scores, scheme: Scheme) -> pd.Series:
    """Nested share of the weight that is known, in [0, 1], for each pair."""
    weights = _weights(scored, scheme)
    if weights.sum() == 0:
        return pd.Series(0.0, index=scored.coverage.index, name="coverage")
    return pd.Series(scored.coverage.to_numpy() @ (weights / weights.sum()), scored.coverage.index, name="coverage")


def composite(scored: Scores, scheme: Scheme) -> pd.Series:
    """Weighted mean (p = 1) or quadratic mean (p = 2) of the known dimensions, in [0, 1].

    NaN where coverage is below `min_coverage`, where every weighted dimension is unknown, and
    everywhere under ``profile``.
    """
    values, weights = scored.dimensions.to_numpy(), _weights(scored, scheme)
    power = 2 if scheme.aggregation == "quadratic" else 1
    weighed = np.where(np.isfinite(values), weights, 0.0)
    total = weighed.sum(axis=1)
    powers = (weighed * np.nan_to_num(values) ** power).sum(axis=1)
    mean = np.divide(powers, total, out=np.full(len(values), np.nan), where=total > 0) ** (1 / power)
    enough = coverage(scored, scheme).to_numpy() >= scheme.min_coverage - 1e-9
    shown = enough & (scheme.aggregation != "profile")
    return pd.Series(np.where(shown, mean, np.nan), index=scored.dimensions.index, name="composite")


def effective_weights(scored: Scores, components: Sequence[Component], scheme: Scheme) -> pd.DataFrame:
    """Weight of each indicator for each pair after renormalisation; rows sum to 1 (or 0 if nothing is known).

    Under ``mean``, effective weight x score, summed over indicators, is the composite: the
    waterfall, and what lets a reader derive it again from an export.
    """
    known = scored.indicators.notna()
    top = _shares_of_known(scored.dimensions.notna(), scheme.weights)
    columns: dict[str, pd.Series] = {}
    for dimension in scored.dimensions:
        keys = [c.key for c in components if c.dimension == dimension and c.key in scored.components]
        inside = _shares_of_known(scored.components[keys].notna(), dict.fromkeys(keys, 1.0))
        for component in (c for c in components if c.key in keys):
            names = [n for n in dict.fromkeys(component.columns) if n in scored.indicators]
            leaves = _shares_of_known(known[names], dict.fromkeys(names, 1.0))
            columns |= {n: leaves[n] * inside[component.key] * top[dimension] for n in names}
    return pd.DataFrame(columns)[list(scored.indicators)]


def _shares_of_known(known: pd.DataFrame, weights: dict[str, float]) -> pd.DataFrame:
    weighed = known.mul(np.array([weights[column] for column in map(str, known)]))
    total: Array = weighed.to_numpy().sum(axis=1)
    return weighed.div(np.where(total > 0, total, np.nan), axis=0).fillna(0.0)


def _weights(scored: Scores, scheme: Scheme) -> Array:
    return np.array([scheme.weights[dimension] for dimension in map(str, scored.dimensions)])
