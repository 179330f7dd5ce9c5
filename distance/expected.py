"""What share of the weight would be known with some sources, before they are loaded."""

from collections.abc import Mapping, Sequence

from .composite import Scheme, stands_aside
from .indicator import DIMENSIONS, Component, Dimension, Indicator, Pair


def expected_shares(components: Sequence[Component], loaded: frozenset[str], pair: Pair) -> dict[Dimension, float]:
    """Share of each dimension that is known where the tables `loaded` (keys of sources) have no hole, in [0, 1].

    Nested as the composite is: components weigh the same inside a dimension, indicators inside a component. What
    nothing of these tables tells counts as unknown; what does not apply to the pair is left out.
    """
    shares: dict[Dimension, list[float]] = {dimension: [] for dimension in DIMENSIONS}
    for component in components:
        replaced = {i.stand_in_for: i.key for i in component.indicators if i.stand_in_for}
        by_key = {i.key: i for i in component.indicators if pair in i.applies_to}
        counted = [i for i in by_key.values() if not stands_aside(i, by_key, replaced, loaded)]
        if counted:
            known = sum(_expected_share(i, loaded) for i in counted)
            shares[component.dimension].append(known / len(counted))
    return {dimension: sum(parts) / len(parts) for dimension, parts in shares.items() if parts}


def _expected_share(indicator: Indicator, loaded: frozenset[str]) -> float:
    """1 where its tables are there, 0 where not; of a share over parts, the share of the parts that are told."""
    if not set(indicator.needs) <= loaded:
        return 0.0
    told = [any(key in loaded for key in keys) for _, keys in indicator.over_parts] or [True]
    return sum(told) / len(told)


def expected_coverage(shares: Mapping[Dimension, float], scheme: Scheme) -> float:
    """Share of the whole weight, from that of each dimension."""
    weights = scheme.weights
    return sum(weights[d] * share for d, share in shares.items()) / sum(weights[d] for d in shares)
