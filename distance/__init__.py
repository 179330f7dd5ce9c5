"""Pure computation of CAGE distances: arrays and tables in, arrays and tables out."""

from .components import COMPONENTS
from .composite import (
    Aggregation,
    Scheme,
    Scores,
    applicable,
    composite,
    coverage,
    declared,
    dimension_weights,
    effective_weights,
    nested_weights,
    scores,
)
from .indicator import DIMENSIONS, Component, Dimension, Indicator, Kind, Pair, matrix
from .origins import (
    Interval,
    gap,
    internal_distance,
    known_dimensions,
    mean_over_others,
    nearest,
    own_desks,
    persons_beyond,
    ranks,
    sides,
    unweighed,
    usable,
    weighted_mean,
    within_error,
)
from .resolve import inherited_share, organisation, provenance

__all__ = [
    "COMPONENTS", "DIMENSIONS", "Aggregation", "Component", "Dimension", "Indicator", "Interval", "Kind", "Pair",
    "Scheme", "Scores", "applicable", "composite", "coverage", "declared", "dimension_weights", "effective_weights",
    "gap", "inherited_share", "internal_distance", "known_dimensions", "matrix", "mean_over_others", "nearest",
    "nested_weights", "organisation", "own_desks", "persons_beyond", "provenance", "ranks", "scores", "sides",
    "unweighed", "usable", "weighted_mean", "within_error",
]  # fmt: skip
