"""What was tested against random borders, each figure with its p, and the p of all those looked at together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from scipy.stats import false_discovery_control

from .kernels import Array

CHANCE = 0.05
"""Under this share, chance is held not to do as much."""


@dataclass(frozen=True)
class BorderEffect:
    """How much farther apart two communes of different former EPCIs are, in the unit of the distance.

    Attributes
    ----------
    at_equal
        Mean across former EPCIs less mean inside them, at equal controls (least squares).
    low, high
        Between these lie 95 % of what random borders give in place of ``at_equal``: no confidence interval of it.
    p
        Twice the share of borders at least as far out on the nearer side, the real one among them: (r + 1) / (m + 1).
        With ``low`` and ``high``, NaN where no border could come under `CHANCE`: too many of those drawn are the real
        one again, so few are possible.
    q, tested
        p for the ``tested`` distances looked at together (see `together`); p itself for one.
    explained
        Share of the variance of the distance that the border explains beyond the controls, in [0, 1].
    pairs, known
        Pairs with a known distance and known controls, and their share of all.
    """

    at_equal: float
    low: float
    high: float
    p: float
    q: float
    tested: int
    explained: float
    pairs: int
    known: float


@dataclass(frozen=True)
class Fault:
    """Mean distance of neighbours across the old border and inside it; fields as in `BorderEffect`."""

    across: float
    inside: float
    difference: float
    low: float
    high: float
    p: float
    q: float
    tested: int
    pairs_across: int
    pairs_inside: int
    known: float


@dataclass(frozen=True)
class Matched:
    """Mean distance of neighbours across the old border, and of those inside as far in minutes and as unlike in size.

    ``matched`` of the ``pairs`` across have a counterpart inside; the other fields are as in `BorderEffect`.
    """

    across: float
    inside: float
    difference: float
    low: float
    high: float
    p: float
    q: float
    tested: int
    matched: int
    pairs: int


Tested = TypeVar("Tested", BorderEffect, Fault, Matched)


def together(found: Mapping[str, Tested]) -> dict[str, Tested]:
    """The same, each with its q among those that have a p: whoever reads one reads it as one of them all."""
    q = adjusted(np.array([one.p for one in found.values()]))
    tested = int(np.isfinite(q).sum())
    return {name: replace(one, q=float(it), tested=tested) for (name, one), it in zip(found.items(), q, strict=True)}


def adjusted(p: Array) -> Array:
    """Smallest false discovery rate at which each p is kept (Benjamini & Hochberg 1995, case 23); NaN stays NaN."""
    known = np.isfinite(p)
    q: Array = np.full(len(p), np.nan)
    q[known] = false_discovery_control(p[known])
    return q
