"""Access on a table of minutes: k-th nearest, share within reach, opportunities, floating catchments, opening hours.

Minutes are (n, m), from n origins to m services, never the other way. Infinity: no route. NaN: nobody knows, and what
depends on it is not known either: a service whose minutes nobody knows is to be left out, by name, before asking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from access.fca import two_stage_fca
from numpy.typing import ArrayLike, NDArray

from .kernels import MIN_KNOWN, Array

Bools = NDArray[np.bool_]
Columns = NDArray[np.intp]
Week = Sequence[Sequence[tuple[float, float]]]
"""Monday to Sunday: hours at which a desk opens and closes, 0 to 24."""

WEEK_HOURS = 7 * 24


@dataclass(frozen=True)
class Decay:
    """How much a service counts at so many minutes: by steps, and nothing beyond the last.

    Attributes
    ----------
    steps
        (minutes, weight): the weight while the minutes are at most the bound. Bounds increase, weights lie in [0, 1]
        and never increase.
    """

    steps: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        ordered = all(a[0] < b[0] and a[1] >= b[1] for a, b in pairwise(self.steps))
        sound = all(np.isfinite(bound) and bound > 0 and 0 <= weight <= 1 for bound, weight in self.steps)
        if not (self.steps and ordered and sound):
            msg = f"bounds must increase from above 0, weights decrease within [0, 1], got {self.steps!r}"
            raise ValueError(msg)

    def __call__(self, minutes: ArrayLike) -> Array:
        """Weight of each number of minutes; NaN where it is unknown."""
        times = np.asarray(minutes, dtype=np.float64)
        bounds, weights = np.array(self.steps).T
        step = np.searchsorted(bounds, times, side="left")
        return np.where(np.isnan(times), np.nan, np.append(weights, 0.0)[step])


WITHIN_20, WITHIN_30 = Decay(((20, 1),)), Decay(((30, 1),))
"""All that is within 20 or 30 minutes counts the same: the two-step floating catchment of Luo & Wang (2003)."""

ENHANCED = Decay(((10, 1), (20, 0.68), (30, 0.22)))
"""The slow decay of the enhanced two-step floating catchment, Luo & Qi (2009); the default of PySAL `access`."""

APL_2012 = Decay(((5, 1), (10, 0.3), (15, 0.1)))
"""General practitioners in the first APL: 70 % less from 5 to 10 minutes, 90 % less from 10 to 15, then nothing (DREES,
Études et Résultats 795, March 2012). Reworked in 2015: what it gives is not what the DREES publishes today."""


def kth(minutes: Array, k: int = 1, allowed: Bools | None = None) -> tuple[Array, Columns]:
    """Minutes to the k-th nearest service of each origin, and its column; ties by column.

    Parameters
    ----------
    minutes
        (n, m). As in ``distance.nearest``, pairs nobody knows are left out.
    allowed
        (n, m) the services that count for each origin, such as those it is eligible to; all if None.

    Returns
    -------
    (n,) minutes and (n,) columns. With fewer than k in reach: column -1, and infinity, or NaN where a pair that
    nobody knows might have been the k-th.
    """
    if k < 1:
        msg = f"the nearest is the first: k must be at least 1, got {k!r}"
        raise ValueError(msg)
    counts = np.ones(minutes.shape, dtype=bool) if allowed is None else allowed
    times = np.where(counts & np.isfinite(minutes), minutes, np.inf)
    times = np.pad(times, ((0, 0), (0, max(k - times.shape[1], 0))), constant_values=np.inf)
    column = np.argsort(times, axis=1, kind="stable")[:, k - 1]
    found = np.take_along_axis(times, column[:, None], axis=1)[:, 0]
    lost = np.isinf(found)
    found[lost & (counts & np.isnan(minutes)).any(axis=1)] = np.nan
    return found, np.where(lost, -1, column)


def share_within(minutes: Array, persons: Array, group: NDArray[np.integer], limit: float) -> Array:
    """Share of the persons of each group who are within `limit` minutes, the limit itself included.

    ``minutes``, ``persons`` and ``group`` (numbers from 0) are (n,), one value per place people set out from. Over the
    persons whose minutes are known; NaN where they are under half, or nobody.
    """
    known = ~np.isnan(minutes)

    def persons_where(chosen: Bools) -> Array:
        counted = np.where(chosen, persons, 0.0)
        return np.bincount(group, counted, minlength=int(group.max(initial=-1)) + 1).astype(np.float64)

    everybody, counted = persons_where(np.ones_like(known)), persons_where(known)
    enough = (counted > 0) & (counted >= MIN_KNOWN * everybody)
    near = persons_where(known & (minutes <= limit))
    return np.divide(near, counted, out=np.full(len(counted), np.nan), where=enough)


def opportunities(minutes: Array, amounts: Array, limit: float) -> Array:
    """How much of ``amounts`` (m,) each of n origins reaches within `limit` minutes, the limit itself included.

    0 where nothing is in reach; NaN where some minutes, or an amount in reach, are unknown.
    """
    reached: Array = np.where(minutes <= limit, amounts[None, :], 0.0).sum(axis=1)
    return np.where(np.isnan(minutes).any(axis=1), np.nan, reached)


def catchment(demand: Array, supply: Array, minutes: Array, decay: Decay) -> Array:
    """Supply per person within reach of each origin, shared with all who reach it: two-step floating catchment.

    R_j = S_j / sum_i P_i w(t_ij), then A_i = sum_j R_j w(t_ij) (Luo & Wang 2003; with weights by step, Luo & Qi 2009),
    as computed by PySAL `access`. Where all is known, sum_i P_i A_i is the supply that somebody reaches.

    Parameters
    ----------
    demand
        (n,) persons of each origin, or their need (see `need`).
    supply
        (m,) what each service offers, in any unit: hours a week, places, full-time staff.
    minutes
        (n, m). An origin where some are unknown is itself unknown; its persons count where they are known.

    Returns
    -------
    (n,) in units of supply per person. 0 where nothing is in reach; NaN where a service in reach has an unknown
    supply, persons of unknown number around it, or nobody: it cannot be shared.
    """
    weight = np.nan_to_num(decay(minutes), nan=0.0)
    origin, service = np.nonzero(weight)
    # The cost is the weight itself: with a ufunc, pandas weighs all pairs at once, not one by one in Python.
    pairs = pd.DataFrame({"origin": origin, "dest": service, "cost": weight[origin, service]})
    somebody = np.nan_to_num(demand, nan=1.0) > 0
    shared = np.isin(np.arange(len(supply)), service[somebody[origin]])
    found = two_stage_fca(
        pd.DataFrame({"demand": demand}).rename_axis("geoid"),
        pd.DataFrame({"supply": supply}).rename_axis("geoid"),
        pairs[shared[service]],
        weight_fn=np.positive,
    )
    reach = weight > 0
    unknown = ~shared | np.isnan(supply) | (reach & np.isnan(demand)[:, None]).any(axis=0)
    lost = np.isnan(minutes).any(axis=1) | (reach & unknown).any(axis=1)
    return np.where(lost, np.nan, found.reindex(range(len(demand)), fill_value=0.0).to_numpy(float))


def need(groups: ArrayLike, weights: ArrayLike) -> Array:
    """Persons weighed by how much they need a service, (n, a) persons by age and (a,) weights -> (n,).

    The way of the APL of the DREES (Barlet, Coldefy, Collin & Lucas-Gabrielli 2012): an age that sees a doctor twice
    as often as the mean counts twice. NaN where the persons of an age are unknown.
    """
    weighed: Array = np.asarray(groups, dtype=np.float64) @ np.asarray(weights, dtype=np.float64)
    return weighed


def open_on_arrival(minutes: Array, weeks: Sequence[Week | None], day: int, leaving: float) -> Array:
    """Whether each service is open when one arrives, having left on that day (0: Monday) at that hour (8.5 is 8:30).

    ``minutes`` (n, m), ``weeks`` (m,). Open as it opens, closed as it closes. (n, m): 1 open; 0 closed, or never
    reached; NaN where the minutes or the hours (None) are unknown.
    """
    arrival = (24 * day + leaving + np.where(np.isfinite(minutes), minutes, np.nan) / 60) % WEEK_HOURS
    found = np.full(minutes.shape, np.nan)
    for column, week in enumerate(weeks):
        if week is not None:
            slots = [(24 * d + opens, 24 * d + closes) for d, hours in enumerate(week) for opens, closes in hours]
            opens, closes = np.array(slots).reshape(-1, 2).T
            at = arrival[:, column, None]
            is_open = ((opens <= at) & (at < closes)).any(axis=1)
            found[:, column] = np.where(np.isnan(minutes[:, column]), np.nan, is_open)
    return found
