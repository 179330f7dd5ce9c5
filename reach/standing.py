"""On which side of 20 and 30 minutes the persons of a commune are; those of whom it is not known are counted apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cage import ERROR, STANDARDS
from distance.kernels import MIN_KNOWN, Array

from .journeys import Bools, Grid

ANYHOW = float(np.finfo(float).max)
"""Minutes of whoever has a way there, however long."""


@dataclass(frozen=True, eq=False)
class Between:
    """Minutes to the place asked for, (n,): the most, to the nearest known; the least, if it is one nobody knows."""

    most: Array
    least: Array

    def standing(self, limit: float) -> Array:
        """The minutes, NaN where nobody knows on which side of a limit they are."""
        return np.where((self.most > limit) & (self.least <= limit), np.nan, self.most)


def between(times: Array, left_out: Bools, rank: int) -> Between:
    """What is known of the minutes to the k-th nearest place; a pair nobody knows may be any, unless left out."""
    from distance import access  # noqa: PLC0415 - PySAL is slow to start: the first map does without

    maybe = np.isnan(times) & ~left_out
    return Between(access.kth(times, rank)[0], access.kth(np.where(maybe, 0.0, times), rank)[0])


Both = tuple[Between, Between]
"""For a person, then for one who is received at a distance."""

ENDS = {"_low": -ERROR, "": 0.0, "_high": ERROR}
"""What is added to estimated minutes to count who is certainly, centrally and possibly beyond (METHOD 2.3, rule 10)."""


def shares(journeys: Grid, at: Mapping[str, Both], connected: Array) -> dict[str, Array]:
    """Shares of all the persons of each commune: within, beyond, of unknown standing by limit; without a way; unknown.

    ``at``: minutes at each of `ENDS`, by which ``beyond_20_low``, ``beyond_20`` and ``beyond_20_high`` are counted; the
    rest is central. NaN, but for the unknown, where too few are known.
    """
    both = at[""]

    from distance import access  # noqa: PLC0415 - PySAL is slow to start: the first map does without

    def within(bound: float, limit: float) -> Array:
        times = (one.standing(limit) for one in both)
        return mixed(
            (access.share_within(t, journeys.share, journeys.commune, bound) * known(t) for t in times), connected
        )

    def known(times: Array) -> Array:
        known_of = part(~np.isnan(times), journeys)
        return np.where(known_of >= MIN_KNOWN, known_of, 0.0)

    def beyond(ends: Both, limit: float) -> Array:
        return mixed((part(np.isfinite(one.most) & (one.least > limit), journeys) for one in ends), connected)

    def unknown(limit: float) -> Array:
        return mixed((1 - known(one.standing(limit)) for one in both), connected)

    found_of = {}
    for limit in STANDARDS:
        found_of[f"within_{limit}"] = within(limit, limit)
        told = ~np.isnan(found_of[f"within_{limit}"])
        found_of |= {f"beyond_{limit}{end}": np.where(told, beyond(ends, limit), np.nan) for end, ends in at.items()}
        found_of[f"unknown_{limit}"] = unknown(limit)
    lost = unknown(np.inf)
    return found_of | {"unreached": 1 - lost - within(ANYHOW, np.inf), "unknown": lost}


def mixed(values: Iterable[Array], share: Array) -> Array:
    """A mean of two values: the second is that of a share of the persons."""
    whole, part = values
    same = (whole == part) | (np.isnan(whole) & np.isnan(part))
    return np.where(same, whole, (1 - share) * whole + share * part)


def part(flags: Bools, journeys: Grid) -> Array:
    """(communes,) share of the persons of each commune a flag stands for."""
    share: Array = np.bincount(journeys.commune, journeys.share * flags) / np.bincount(journeys.commune, journeys.share)
    return share


def persons(share: Array, many: Array) -> Array:
    """Persons of a share: none of none, even of an unknown number; unknown where nobody's number is known."""
    counted = np.where(np.round(share, 12) == 0, 0.0, share * many)
    return np.full(len(many), np.nan) if np.isnan(many).all() else counted
