"""A question read from the minutes of its mode: how long, how many places, for how many persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cage import STANDARDS, TO_INSTITUTIONS, TO_SERVICES, Study
from distance.kernels import MIN_KNOWN, Array
from layers.communes import census_persons
from layers.publishers.hours import week

from .journeys import Bools, Grid, Ints, Means, by_pair
from .standing import ANYHOW, ENDS, Both, between, mixed, part, persons, shares

if TYPE_CHECKING:
    from distance.access import Decay

Which = Literal["nearest", "second", "third", "competent", "eligible"]
RANK = {"second": 2, "third": 3}

PERSON_GROUPS = {"all": "population", "over_65": "over_65", "under_20": "under_20", "jobseekers": "jobseekers"}
"""Columns of ``Study.communes``: who is counted beyond a standard (METHOD 2.3, rule 10)."""

ALIKE = (1.0, 1.0, 1.0)
"""What a person counts for: under 20, from 20 to 64, 65 and over."""

REMOTE = 0.5
"""What a connected person's minutes are worth where the service is also given at a distance (METHOD, G2)."""

ELIGIBLE, NO_FIBRE = "regulatory_norms__eligibility", "communication__fibre"


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes
    ----------
    leaving
        Day (0: Monday) and hour of departure: the place must be open on arrival. None: at any time.
    remote
        Whether being received at a distance counts (see `REMOTE`).
    """

    mode: Means
    which: Which = "nearest"
    leaving: tuple[int, float] | None = None
    remote: bool = False


@dataclass(frozen=True, eq=False)
class AccessAnswer:
    """What was found.

    Attributes
    ----------
    communes
        One row per commune: ``minutes`` (mean over its persons), ``estimated`` (of most of them) and
        ``estimated_share``, ``destination`` (id of the place most of them go to, "" for none), ``own_desk`` (it is
        their competent desk), ``reached``, ``within_20``, ``within_30`` (shares of those of whom it is known),
        ``places_20``, ``places_30`` (how many the mean person reaches), and persons by group: ``all_within_20``,
        ``all_beyond_20`` (``_low`` and ``_high``: certainly and possibly, where minutes are estimates),
        ``all_unknown_20``..., ``all_unreached`` (no way there), ``all_unknown`` (minutes unknown).
        Those of one limit add up, with ``all_unreached``, to the persons of the commune. NaN where unknown.
    left_out
        Ids of the destinations that do not count, because their hours, their zone or their road are unknown.
    """

    question: Question
    communes: pd.DataFrame
    left_out: tuple[str, ...]
    from_squares: bool


def asks(study: Study) -> bool:
    """Whether the question makes sense: from residents to places."""
    return study.pair in (TO_SERVICES, TO_INSTITUTIONS)


def ways(study: Study) -> tuple[Which, ...]:
    """Which places may be asked for, the default first: that of the other pages."""
    known: tuple[Which, ...] = ("competent",) if "competent" in study.values else ()
    more: tuple[Which, ...] = ("eligible",) if "eligibility" in study.loaded and ELIGIBLE in study.distances else ()
    return (*known, "nearest", "second", "third", *more)


def may_be_remote(study: Study) -> bool:
    """Whether some place also receives at a distance, and connections are known."""
    return "fibre" in study.loaded and bool(_remote(study).any())


def _remote(study: Study) -> Bools:
    """(m,) whether each destination is known to receive at a distance too."""
    return study.destinations["remote"].eq(True).fillna(False).to_numpy(bool)


def reach(study: Study, question: Question, journeys: Grid) -> AccessAnswer:
    """Read a question from the minutes of its mode."""
    from distance import access  # noqa: PLC0415 - PySAL is slow to start: the first map does without

    times, unknown, own_desk = _narrowed(study, question, journeys)
    rank, communes = RANK.get(question.which, 1), pd.Index(study.origins["commune"], name="commune")
    column = access.kth(times, rank)[1]
    at = _at_each_end(study, question, journeys, times, unknown)
    both, everybody = at[""], _connected(study, "all")

    def among_known(bound: float, limit: float) -> Array:
        of_each = (access.share_within(one.standing(limit), journeys.share, journeys.commune, bound) for one in both)
        return mixed(of_each, everybody)

    estimated = part(journeys.estimated[np.arange(len(column)), column] & (column >= 0), journeys)
    table: dict[str, NDArray[Any]] = {}
    table |= {"minutes": mixed((_mean(one.most, journeys) for one in both), everybody)}
    table |= {"estimated": estimated >= MIN_KNOWN, "estimated_share": estimated}
    table |= {"destination": _most_chosen(column, journeys, study.destinations.index), "own_desk": own_desk}
    table |= {"reached": among_known(ANYHOW, np.inf), **{f"within_{m}": among_known(m, m) for m in STANDARDS}}
    counted = np.where(unknown.all(), np.nan, np.where(unknown, np.inf, times))
    one_each = np.ones(times.shape[1])
    table |= {f"places_{m}": _mean(access.opportunities(counted, one_each, m), journeys) for m in STANDARDS}
    for group, name in PERSON_GROUPS.items():
        many = study.communes[name].reindex(communes).to_numpy(float)
        of_all = shares(journeys, at, _connected(study, group))
        table |= {f"{group}_{standing}": persons(share, many) for standing, share in of_all.items()}
    left_out = tuple(study.destinations.index[unknown])
    return AccessAnswer(question, pd.DataFrame(table, communes), left_out, journeys.from_squares)


def _at_each_end(study: Study, question: Question, journeys: Grid, times: Array, unknown: Bools) -> dict[str, Both]:
    """Minutes to the place asked for, and those of a person received at a distance where that counts, at each end."""
    remote, rank = _remote(study) & question.remote, RANK.get(question.which, 1)

    def both(shift: float) -> Both:
        shifted = times + shift * journeys.estimated
        return between(shifted, unknown, rank), between(np.where(remote, REMOTE * shifted, shifted), unknown, rank)

    central = both(0.0)
    if not journeys.estimated.any():
        return dict.fromkeys(ENDS, central)
    return {end: both(shift) if shift else central for end, shift in ENDS.items()}


def supply(
    study: Study, question: Question, journeys: Grid, decay: "Decay", weights: Sequence[float] = ALIKE
) -> pd.Series:
    """Places per 1,000 persons within reach, shared with all who reach them; one row per commune.

    Parameters
    ----------
    weights
        What a person counts for: under 20, from 20 to 64, 65 and over.

    Notes
    -----
    Two-step floating catchment (see ``distance.access.catchment``); each place counts for one, and only residents of
    the territory share them.
    """
    from distance import access  # noqa: PLC0415 - PySAL is slow to start: the first map does without

    times, unknown, _ = _narrowed(study, question, journeys)
    counted = np.where(unknown.all(), np.nan, np.where(unknown, np.inf, times))
    demand = _need(study, weights)[journeys.commune] * journeys.share
    each = access.catchment(demand, np.ones(times.shape[1]), counted, decay)
    return pd.Series(1000 * _mean(each, journeys), pd.Index(study.origins["commune"], name="commune"), name="supply")


def _need(study: Study, weights: Sequence[float]) -> Array:
    """(communes,) persons by age x weight."""
    from distance import access  # noqa: PLC0415 - PySAL is slow to start: the first map does without

    persons = study.communes.reindex(study.origins["commune"])
    if len(set(weights)) == 1:
        return persons["population"].to_numpy(float) * weights[0]
    ages = persons[["under_20", "from_20_to_64", "over_65"]].to_numpy(float)
    # A weight of 0 does without its age, known or not.
    used = np.flatnonzero(weights)
    return access.need(ages[:, used], np.asarray(weights)[used])


def _narrowed(study: Study, question: Question, journeys: Grid) -> tuple[Array, Bools, Bools]:
    """Minutes to the places that count, infinity to the others; the places nobody knows; who has a competent desk.

    NaN, to a place that might count, where nobody knows whether it does.
    """
    from distance import access  # noqa: PLC0415 - PySAL is slow to start: the first map does without

    times, own_desk = journeys.minutes.astype(float), np.zeros(len(study.origins), dtype=bool)
    if question.which == "eligible":
        times = _only(times, (1 - by_pair(study, ELIGIBLE))[journeys.commune])
    if question.which == "competent" and study.serves is not None:
        serves, others = (
            study.serves.fillna(value=known).to_numpy(bool).reshape(len(study.origins), -1)[journeys.commune]
            for known in (False, True)
        )
        own_desk = _some((np.isfinite(times) & serves).any(axis=1), journeys)
        # Without a competent desk that is known, the nearest that may be one, as on the other pages (rules 7 and 19).
        times = _only(times, (serves | (others & ~own_desk[journeys.commune, None])).astype(float))
        times[~others.any(axis=1)] = np.nan
    if question.leaving is not None:
        weeks = [week(text) if isinstance(text, str) else None for text in study.destinations["hours"]]
        times = _only(times, access.open_on_arrival(journeys.minutes.astype(float), weeks, *question.leaving))
    somewhere = ~np.isnan(times).all(axis=1)
    unknown = np.isnan(times[somewhere]).any(axis=0) & ~np.isfinite(times[somewhere]).any(axis=0)
    return times, unknown, own_desk


def _only(times: Array, counts: Array) -> Array:
    """Minutes where a place counts (1), infinity where it does not (0); NaN if nobody knows and a way leads there."""
    return np.where(counts == 1, times, np.where(np.isnan(counts) & ~np.isinf(times), np.nan, np.inf))


def _connected(study: Study, group: str) -> Array:
    """(communes,) share of a group who would be received at a distance: those with fibre, never the 65 and over."""
    if group == "over_65":
        return np.zeros(len(study.origins))
    fibre: Array = 1 - by_pair(study, NO_FIBRE)[:, 0]
    if group != "all":
        return fibre
    persons = study.communes.reindex(study.origins["commune"])
    return fibre * (1 - (persons["over_65"] / census_persons(persons)).to_numpy(float))


def _mean(values: Array, journeys: Grid) -> Array:
    """(communes,) mean over the persons of each commune; NaN where it is not known of enough of them."""
    known, count = np.isfinite(values), int(journeys.commune.max(initial=-1)) + 1
    of_known = np.bincount(journeys.commune, journeys.share * known, count)
    total = np.bincount(journeys.commune, journeys.share * np.where(known, values, 0.0), count)
    return np.divide(total, of_known, out=np.full(count, np.nan), where=of_known >= MIN_KNOWN)


def _some(flags: Bools, journeys: Grid) -> Bools:
    """(communes,) whether a flag stands for anybody in each commune."""
    return np.bincount(journeys.commune, flags) > 0


def _most_chosen(column: Ints, journeys: Grid, destinations: pd.Index) -> NDArray[np.object_]:
    """(communes,) id of the destination most of the persons go to, ties by id; "" where there is none."""
    gone = column >= 0
    choices = pd.DataFrame({"commune": journeys.commune, "column": column, "share": journeys.share})[gone]
    most = choices.groupby(["commune", "column"])["share"].sum().groupby(level="commune").idxmax()
    chosen = np.full(int(journeys.commune.max(initial=-1)) + 1, "", dtype=object)
    for commune, there in most:
        chosen[commune] = destinations[there]
    return chosen
