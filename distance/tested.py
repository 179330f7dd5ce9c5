"""What was tested against random borders, each figure with its p, and the p of all those looked at together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .kernels import Array

CHANCE = 0.05
"""Under this share, chance is held not to do as much."""

POWER = 2.8016 / 1.96
"""Smallest effect seen four times in five, in half widths of the 95 % interval: z of 0.975 plus z of 0.8, over z of
0.975."""

FEWEST_PAIRS = 30
"""Under so many pairs of neighbours, no border is tested."""


@dataclass(frozen=True)
class BorderEffect:
    """How much farther apart two communes of different former EPCIs are, in the unit of the distance.

    Attributes
    ----------
    at_equal
        Slope of "across" at equal controls (least squares).
    random, low, high
        Median of what random borders give in its place, and the ends of 95 % of them.
    effect
        ``at_equal`` less ``random``: random borders have an effect of their own.
    p, error
        Twice the share of borders at least as far out on the nearer side, the real one among them:
        2 (r + 1) / (m + 1); and its Monte Carlo error. NaN, as all that rests on random borders, where it is withheld.
    drawn
        Random borders it is beside.
    detectable
        Smallest effect that would be seen four times in five.
    q, tested
        p for the ``tested`` distances looked at together (see `together`); p itself for one.
    explained
        Share of the variance of the distance that the border explains beyond the controls, in [0, 1].
    pairs, known
        Pairs with a known distance and known controls, and their share of all.
    """

    at_equal: float
    random: float
    low: float
    high: float
    effect: float
    p: float
    error: float
    drawn: int
    detectable: float
    q: float
    tested: int
    explained: float
    pairs: int
    known: float

    @property
    def least(self) -> float:
        """Lower end of the 95 % interval of the effect: the shifts of random borders that the real one fits."""
        return self.at_equal - self.high

    @property
    def most(self) -> float:
        """Upper end of that interval."""
        return self.at_equal - self.low

    @property
    def withheld(self) -> "BorderEffect":
        """The same, of which nothing is said that rests on random borders."""
        nan = float("nan")
        return replace(
            self, random=nan, low=nan, high=nan, effect=nan, p=nan, error=nan, detectable=nan, q=nan, tested=0
        )


@dataclass(frozen=True)
class Fault:
    """Mean distance of neighbours across the old border and inside it: as they are, neither minutes nor sizes equal."""

    across: float
    inside: float
    difference: float
    pairs_across: int
    pairs_inside: int
    known: float


@dataclass(frozen=True)
class Matched:
    """Mean distance of neighbours across the old border, and of those inside as far in minutes and as unlike in size.

    ``matched`` of the ``pairs`` across have a counterpart inside.
    """

    across: float
    inside: float
    difference: float
    matched: int
    pairs: int


def together(found: Mapping[str, BorderEffect]) -> dict[str, BorderEffect]:
    """The same, each with its q among those that have a p: whoever reads one reads it as one of them all."""
    q = adjusted(np.array([one.p for one in found.values()]))
    tested = int(np.isfinite(q).sum())
    return {name: replace(one, q=float(it), tested=tested) for (name, one), it in zip(found.items(), q, strict=True)}


def adjusted(p: Array) -> Array:
    """Smallest false discovery rate at which each p is kept (Benjamini & Hochberg 1995, case 23); NaN stays NaN."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - a second to start: only where a p is read

    known = np.isfinite(p)
    q: Array = np.full(len(p), np.nan)
    q[known] = false_discovery_control(p[known])
    return q
