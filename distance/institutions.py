"""Between two institutions: whom each serves, for what, under whom, when and with whom (METHOD 2.4).

An institution is a row with what it is known to be (see ``layers.organisations``): ``theme`` (its kind), ``served`` and
``near`` (communes it serves, communes within 30 minutes), ``offers`` (services by theme), ``publics``, ``networks``,
``week`` (opening slots by day) and ``remote``; None where nobody says.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from .indicator import Measured, Tables
from .institution_kinds import BY_LAW
from .kernels import Array, different, jensen_shannon, log_ratio, mean_known
from .resolve import organisation

TOGETHER = 5.0
"""Years of an agreement in force after which distance has faded to 1/e."""

STEP = 12
"""Opening slots are compared by twelfths of an hour."""

ACCOUNTS = ("accounts", "accounts_epci", "accounts_ccas")
"""Accounts of communes, of intercommunalities and of social action centres, each by its own code."""

Sets = Iterable[frozenset[str] | None]


def unshared(a: Sets, b: Sets, weights: pd.Series | None = None) -> Array:
    """1 - what two sets share over what is in either; NaN where one is unknown, or both are empty.

    Parameters
    ----------
    weights
        What each member counts for, such as persons of a commune; 1 each where None.
    """
    both, here, there = _common(list(a), list(b), weights)
    either = here[:, None] + there[None, :] - both
    return 1 - np.divide(both, either, out=np.full_like(both, np.nan), where=either > 0)


def _common(
    a: list[frozenset[str] | None], b: list[frozenset[str] | None], weights: pd.Series | None
) -> tuple[Array, ...]:
    """Weight of what each pair shares, and of each set; NaN where a set, or the weight of a member, is unknown."""
    members = sorted({member for one in (*a, *b) if one is not None for member in one})
    weight = np.ones(len(members)) if weights is None else weights.reindex(members).to_numpy(float)

    def rows(sets: list[frozenset[str] | None]) -> Array:
        held = np.array([[member in one if one is not None else np.nan for member in members] for one in sets], float)
        return held.reshape(len(sets), len(members))

    x, y = rows(a), rows(b)
    known = np.nan_to_num(weight)
    here, there = (_total(one, sets, weight) for one, sets in ((x, a), (y, b)))
    both = np.nan_to_num(x) @ (np.nan_to_num(y) * known).T
    return np.where(np.isnan(here)[:, None] | np.isnan(there)[None, :], np.nan, both), here, there


def _total(rows: Array, sets: list[frozenset[str] | None], weight: Array) -> Array:
    total = np.where(rows == 1, weight, 0.0).sum(axis=1)
    return np.where([one is None for one in sets], np.nan, total)


def _of(actors: pd.DataFrame, column: str) -> list[Any]:
    """What is known of each actor, such as the communes it serves; None throughout where nobody was asked."""
    return list(actors[column]) if column in actors else [None] * len(actors)


def alike(column: str) -> Callable[[pd.DataFrame, pd.DataFrame, Tables], Measured]:
    """A measure: 1 - common / either of a column of sets."""
    return lambda origins, destinations, _: Measured(unshared(_of(origins, column), _of(destinations, column)))


def themes_mix(origins: pd.DataFrame, destinations: pd.DataFrame, _: Tables) -> Measured:
    """Jensen-Shannon (base 2) between the shares of the services of each operator, by theme."""
    themes = sorted(
        {theme for one in (*_of(origins, "offers"), *_of(destinations, "offers")) if one is not None for theme in one}
    )

    def counts(actors: pd.DataFrame) -> Array:
        rows = [[np.nan if one is None else one.get(theme, 0) for theme in themes] for one in _of(actors, "offers")]
        return np.array(rows, float).reshape(len(actors), len(themes))

    if not themes:
        return Measured(np.full((len(origins), len(destinations)), np.nan))
    return Measured(jensen_shannon(counts(origins), counts(destinations)))


def authority(origins: pd.DataFrame, destinations: pd.DataFrame, _: Tables) -> Measured:
    """Share of three that differ, by the law of each kind: kind of authority, who sits on the board, who funds most."""
    parts = {
        name: different(
            *(np.array([_by_law(k, name) for k in actors["theme"]], object) for actors in (origins, destinations))
        )
        for name in ("authority", "board", "funder")
    }
    return Measured(mean_known(list(parts.values())), parts)


def _by_law(kind: str, field: str) -> str | None:
    return getattr(BY_LAW[kind], field) if kind in BY_LAW else None


def competences(origins: pd.DataFrame, destinations: pd.DataFrame, _: Tables) -> Measured:
    """1 - common / either, over the blocks of social policy each kind is in charge of by law."""
    a, b = ([BY_LAW[kind].competences if kind in BY_LAW else None for kind in actors["theme"]]
            for actors in (origins, destinations))  # fmt: skip
    return Measured(unshared(a, b))


def jurisdiction(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """1 - persons served by both / by either; ``contains``: 1 where one serves all whom the other does."""
    persons = tables["population"]["population"]
    a, b = _of(origins, "served"), _of(destinations, "served")
    both, here, there = _common(a, b, None)
    contains = np.where(np.isnan(both), np.nan, both >= np.minimum(here[:, None], there[None, :]))
    return Measured(unshared(a, b, persons), {"contains": contains})


def within_reach(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """1 - persons within 30 minutes of both / of either."""
    return Measured(unshared(_of(origins, "near"), _of(destinations, "near"), tables["population"]["population"]))


def open_together(origins: pd.DataFrame, destinations: pd.DataFrame, _: Tables) -> Measured:
    """Mean of what is known of two: 1 - hours both are open / hours one is; 1 - both serve at a distance / one does."""
    slots = unshared(*([_slots(week) for week in _of(actors, "week")] for actors in (origins, destinations)))
    remote = unshared(*([_channel(one) for one in _of(actors, "remote")] for actors in (origins, destinations)))
    return Measured(mean_known([slots, remote]), {"hours": slots, "remote": remote})


def _slots(week: object) -> frozenset[str] | None:
    if not isinstance(week, tuple):
        return None
    ends = [(24 * day + opens, 24 * day + closes) for day, slots in enumerate(week) for opens, closes in slots]
    return frozenset(str(k) for opens, closes in ends for k in range(round(opens * STEP), round(closes * STEP)))


def _channel(remote: object) -> frozenset[str] | None:
    return None if pd.isna(remote) else frozenset({"remote"} if remote else ())


def means(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of operating revenue, sign kept; else of persons served, and ``by_persons`` says so."""
    accounts = [tables[key][["operating_revenue"]] for key in ACCOUNTS if key in tables]
    persons = log_ratio(*(_persons(_of(actors, "served"), tables) for actors in (origins, destinations)))
    revenue = np.full_like(persons, np.nan)
    if accounts:
        here, there = (organisation(actors, pd.concat(accounts))[0] for actors in (origins, destinations))
        revenue = log_ratio(here["operating_revenue"], there["operating_revenue"])
    proxy = np.isnan(revenue)
    ratio = np.where(proxy, persons, revenue)
    return Measured(np.abs(ratio), {"signed": ratio, "by_persons": np.where(np.isnan(ratio), np.nan, proxy)})


def _persons(served: Sets, tables: Tables) -> Array:
    persons = tables["population"]["population"]
    return np.array(
        [np.nan if one is None else persons.reindex(sorted(one)).sum(skipna=False) for one in served], float
    )


def income_served(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of the mean of the communal median incomes of the communes served, weighted by persons, sign kept.

    Never a median. Unknown where the income of under half of those persons is known.
    """
    ratio = log_ratio(*(_mean_income(_of(actors, "served"), tables) for actors in (origins, destinations)))
    return Measured(np.abs(ratio), {"signed": ratio})


def _mean_income(served: Sets, tables: Tables) -> Array:
    table = pd.DataFrame({"n": tables["population"]["population"], "y": tables["income"]["median"]})

    def mean(communes: frozenset[str] | None) -> float:
        here = table.reindex(sorted(communes or ()))
        known = here.dropna()
        enough = known["n"].sum() * 2 >= here["n"].sum() > 0
        return float(np.average(known["y"], weights=known["n"])) if enough and known["n"].sum() > 0 else np.nan

    return np.array([mean(one) for one in served], float)


def agreements(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """1 if no agreement in force binds the two, 1/2 if one does, 0 if two or more.

    ``partnerships``: one row per agreement, identifiers ``a`` and ``b``, whether it is ``in_force``, its ``start``. An
    institution that no agreement names is unknown: the list may not speak of it.
    """
    score = {0: 1.0, 1: 0.5}
    return _bound(origins, destinations, tables, lambda found: score.get(len(found), 0.0))


def years_together(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """exp(-years of the oldest agreement in force / 5) on 1 January of the study's year; 1 without any."""

    def faded(found: pd.DataFrame) -> float:
        if found.empty:
            return 1.0
        years = (found["on"] - found["start"]).dt.days / 365.25
        return float(np.exp(-years.max() / TOGETHER))

    return _bound(origins, destinations, tables, faded)


def _bound(
    origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables, score: Callable[[pd.DataFrame], float]
) -> Measured:
    """A score of the agreements in force between two institutions that the list names; 0 from one to itself."""
    pairs = tables["partnerships"]
    named = set(pairs["a"]) | set(pairs["b"])
    alive = pairs[pairs["in_force"]]
    ends = [frozenset(pair) for pair in zip(alive["a"], alive["b"], strict=True)]
    found = {both: score(alive[[one == both for one in ends]]) for both in set(ends)}
    alone = score(alive[:0])
    rows = [
        [np.nan if not {a, b} <= named else 0.0 if a == b else found.get(frozenset((a, b)), alone)
         for b in destinations.index] for a in origins.index
    ]  # fmt: skip
    return Measured(np.array(rows, dtype=float).reshape(len(origins), len(destinations)))
