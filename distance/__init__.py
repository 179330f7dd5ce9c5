"""Pure computation of CAGE distances: arrays and tables in, arrays and tables out."""

from .components import COMPONENTS
from .composite import Aggregation, Scheme, Scores, applicable, composite, coverage, declared, effective_weights, scores
from .indicator import DIMENSIONS, Component, Dimension, Indicator, Kind, Pair, matrix
from .origins import (
    Interval,
    gap,
    internal_distance,
    known_dimensions,
    mean_over_others,
    nearest,
    persons_beyond,
    ranks,
    sides,
    unweighed,
    weighted_mean,
)
from .resolve import organisation, provenance

__all__ = [
    "COMPONENTS", "DIMENSIONS", "Aggregation", "Component", "Dimension", "Indicator", "Interval", "Kind", "Pair",
    "Scheme", "Scores", "applicable", "composite", "coverage", "declared", "effective_weights", "gap",
    "internal_distance", "known_dimensions", "matrix", "mean_over_others", "nearest", "organisation",
    "persons_beyond", "provenance", "ranks", "scores", "sides", "unweighed", "weighted_mean",
]  # fmt: skip
