"""What one origin is worth: the pair it is read from, or the mean over the others (METHOD 2.3, rule 7)."""

from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from .composite import Scores
from .kernels import Array

OF_THEIR_COMMUNE = ("mairie", "ccas")
"""Institutions that serve the commune where they stand, by law."""


def nearest(minutes: pd.Series, serves: pd.Series | None = None, own: pd.Series | None = None) -> pd.MultiIndex:
    """The pair of each origin with its nearest destination by minutes; in a tie its own first, then by identifier.

    Parameters
    ----------
    minutes
        Indexed by (origin, destination). An origin with no known minutes is left out.
    serves
        Whether the destination of each pair serves its origin (see `usable`).
    own
        Whether it stands in the commune of its origin.
    """
    known = usable(minutes, serves)
    home = pd.Series(False, known.index) if own is None else own.reindex(known.index, fill_value=False)
    ordered = pd.DataFrame({"minutes": known, "away": ~home.astype(bool)}).sort_index(
        level="destination", sort_remaining=False
    )
    ordered = ordered.sort_values(["minutes", "away"], kind="stable")
    first = ordered.index[~ordered.index.get_level_values("origin").duplicated()]
    return cast("pd.MultiIndex", minutes.index[minutes.index.isin(first)])


def usable(minutes: pd.Series, serves: pd.Series | None) -> pd.Series:
    """Known minutes to the destinations an origin may be read from.

    One known not to serve it never is; an origin that has one with known minutes that does is read from those only
    (see `competent`).
    """
    known = minutes.dropna()
    if serves is None:
        return known
    known = known[serves.reindex(known.index).fillna(value=True).astype(bool)]
    fit = serves.reindex(known.index).fillna(value=False).astype(bool)
    return known[fit | ~fit.groupby(level="origin").transform("any")]


def own_desks(origins: pd.Series, destinations: pd.Series) -> pd.Series:
    """Whether each destination stands in the commune of each origin, given the communes of both: a full product."""
    pairs = pd.MultiIndex.from_product([origins.index, destinations.index], names=["origin", "destination"])
    return pd.Series(np.equal.outer(origins.to_numpy(object), destinations.to_numpy(object)).ravel(), pairs)


def within_error(minutes: pd.Series, composite: pd.Series, error: pd.Series) -> pd.DataFrame:
    """The destinations of each origin that its nearest is not told from (METHOD 2.3, rule 7).

    Parameters
    ----------
    minutes
        Those of `usable`.
    composite
        By pair.
    error
        Minutes within which two destinations are not told apart, by origin.

    Returns
    -------
    One row per origin that has one: lowest and highest composite (``composite_low``, ``composite_high``) and their
    number, ``desks_within_error``.
    """
    origin = minutes.index.get_level_values("origin")
    first = minutes.groupby(level="origin").transform("min")
    near = minutes.index[minutes.to_numpy() <= first.to_numpy() + error.reindex(origin).to_numpy()]
    found = composite.reindex(near).groupby(level="origin")
    return pd.DataFrame(
        {"composite_low": found.min(), "composite_high": found.max(), "desks_within_error": found.size()}
    )


def competent(communes: pd.Series, destinations: pd.Index, jurisdictions: pd.DataFrame) -> pd.Series:
    """Whether each destination serves the commune of each origin; missing for one whose area nobody knows.

    Parameters
    ----------
    communes
        Commune of each origin.
    jurisdictions
        One row per commune and destination that serves it: columns ``commune``, ``id``. Where a destination has any, it
        serves no other commune.

    Returns
    -------
    Nullable booleans indexed by (origin, destination), a full product.
    """
    pairs = pd.MultiIndex.from_product([communes.index, destinations], names=["origin", "destination"])
    places = pd.MultiIndex.from_product([communes, destinations])
    served = pd.Series(places.isin(pd.MultiIndex.from_frame(jurisdictions[["commune", "id"]])), pairs, dtype="boolean")
    return served.where(pairs.get_level_values("destination").isin(jurisdictions["id"]))


def serving(origins: pd.DataFrame, destinations: pd.DataFrame, jurisdictions: pd.DataFrame | None) -> pd.Series | None:
    """Which desk serves which commune (see `competent`); None where nobody says it of any."""
    theirs = destinations.loc[destinations["theme"].isin(OF_THEIR_COMMUNE), ["commune"]].rename_axis("id").reset_index()
    if jurisdictions is None and theirs.empty:
        return None
    return competent(origins["commune"], destinations.index, pd.concat([jurisdictions, theirs]))


def unserved(serves: pd.Series) -> pd.Series:
    """True for the origins that every destination is known not to serve (METHOD 2.3, rule 19)."""
    return ~serves.fillna(value=True).astype(bool).groupby(level="origin", sort=False).any()


def by_origin(pairs: pd.DataFrame, origins: pd.Index, weights: pd.Series, chosen: pd.MultiIndex | None) -> pd.DataFrame:
    """What each origin is worth: its chosen pair or, where none is chosen, the mean over the others."""
    if chosen is None:
        return mean_over_others(pairs, weights)
    return pairs.loc[chosen].droplevel("destination").reindex(origins)


def unweighed(
    scores: Scores,
    distances: pd.DataFrame,
    origins: pd.Index,
    weights: pd.Series,
    chosen: pd.MultiIndex | None,
    serves: pd.Series | None,
) -> pd.DataFrame:
    """What each origin is worth before any dimension is weighed (METHOD 2.3, rule 7).

    Parameters
    ----------
    weights
        Inhabitants of each destination.
    chosen, serves
        The pair each origin is read from; whether each destination is known to serve each origin.

    Returns
    -------
    One row per origin: dimensions, components, the share known of each (``coverage_``), distances in their own units;
    ``destination`` ("" for a mean over the others, or for none); where it is known who serves, ``competent``, whether
    the destination does, and ``unserved``, whether every destination is known to serve others only.
    """
    shares = pd.concat([scores.coverage, scores.component_coverage], axis=1).add_prefix("coverage_")
    table = by_origin(
        pd.concat([scores.dimensions, scores.components, shares, distances], axis=1), origins, weights, chosen
    )
    table["destination"] = ""
    if chosen is not None:
        ends = chosen.to_frame(index=False).set_index("origin")["destination"]
        table["destination"] = ends.reindex(origins, fill_value="")
    if serves is not None:
        fit = serves[chosen].droplevel("destination").fillna(value=False).astype(bool)
        table["competent"] = fit.reindex(origins, fill_value=False)
        table["unserved"] = unserved(serves).reindex(origins)
    return table


def mean_over_others(values: pd.DataFrame, weights: pd.Series, *, min_known: float = 0.5) -> pd.DataFrame:
    """Weighted mean of each column over the other destinations, for each origin.

    Parameters
    ----------
    values
        Indexed by (origin, destination), a full product of the same actors.
    weights
        Inhabitants of each destination. A destination without a weight counts for nothing.
    min_known
        A mean over less than this share of the others' weight is unknown.

    Notes
    -----
    A noise-reduced distance, told by its parts ``__raw`` and ``__floor``, is the root of the mean
    of the unclipped d2 - f2: averaging clipped distances would leave noise in (rule 6). It may be under 0.
    """
    origins = values.index.unique("origin").to_numpy(object)
    destinations = values.index.unique("destination").to_numpy(object)
    w = np.tile(np.nan_to_num(weights.reindex(destinations).to_numpy(float)), (len(origins), 1))
    w[origins[:, None] == destinations[None, :]] = 0.0
    means = pd.DataFrame({c: _mean(values[c], w, min_known) for c in values}, index=pd.Index(origins, name="origin"))
    for name in (c.removesuffix("__raw") for c in map(str, values) if c.endswith("__raw")):
        unclipped = values[f"{name}__raw"] ** 2 - values[f"{name}__floor"] ** 2
        left = _mean(unclipped, w, min_known)
        means[name] = np.sign(left) * np.sqrt(np.abs(left))
    return means


def _mean(column: pd.Series, weights: Array, min_known: float) -> Array:
    grid = column.to_numpy(float).reshape(weights.shape)
    known = np.isfinite(grid)
    share, total = (weights * known).sum(axis=1), weights.sum(axis=1)
    mean = np.divide(
        (weights * np.where(known, grid, 0.0)).sum(axis=1), share, out=np.full(len(share), np.nan), where=share > 0
    )
    return np.where(share >= min_known * total, mean, np.nan)


def internal_distance(distance: Array, population: Array) -> float:
    """Mean distance between two inhabitants drawn at random, their own commune included.

    Helliwell & Verdier (2001). ``distance`` (n, n) must have the within-commune distance on its
    diagonal, never zero by default; ``population`` (n,). NaN if any pair with weight is unknown.
    """
    weights = np.outer(population, population)
    return float(np.where(weights > 0, weights * distance, 0.0).sum() / weights.sum())


def weighted_mean(values: pd.Series, weights: pd.Series) -> float:
    """Mean over the known values; NaN if none is known."""
    known = values.notna() & weights.notna()
    total = weights[known].sum()
    return float((values[known] * weights[known]).sum() / total) if total > 0 else float("nan")


def gap(values: pd.Series, residents: pd.Series, apart: pd.Series | None = None) -> pd.Series:
    """How much farther each origin is than the resident-weighted mean, in the unit of `values`.

    ``apart``: origins with a destination of their own, out of the mean and without a gap (METHOD 2.3, rule 10).
    """
    others = values if apart is None else values.mask(apart.reindex(values.index, fill_value=False))
    return (others - weighted_mean(others, residents.reindex(values.index))).rename("gap")


class Interval(NamedTuple):
    """A count that rests on estimates: certainly, centrally and possibly so many (METHOD 2.3, rule 10)."""

    low: float
    central: float
    high: float


def persons_beyond(minutes: pd.Series, persons: pd.Series, standard: float, error: pd.Series) -> Interval:
    """Persons whose commune is more than `standard` minutes away: certainly, centrally, possibly.

    Parameters
    ----------
    minutes, persons, error
        By commune. ``error``: half the width of the interval that its minutes stand for; 0 where they are measured.

    Returns
    -------
    Three counts, the same where nothing is estimated. NaN if the minutes of a commune are unknown, or the count of a
    commune that is beyond.
    """
    if minutes.isna().any():
        return Interval(float("nan"), float("nan"), float("nan"))
    there = persons.reindex(minutes.index)
    counts = (there[far].sum(skipna=False) if far.any() else 0.0 for far in sides(minutes, standard, error))
    return Interval(*map(float, counts))


def sides(minutes: pd.Series, standard: float, error: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Who is certainly, centrally and possibly beyond a standard; an unknown is not. The standard itself is within."""
    return minutes - error > standard, minutes > standard, minutes + error > standard


def known_dimensions(dimensions: pd.DataFrame) -> pd.Series:
    """Initials of the dimensions known for each origin, such as ``CAG``: those that rank together."""
    initials = np.array([name[0].upper() for name in map(str, dimensions)])
    return pd.Series(["".join(initials[row]) for row in dimensions.notna().to_numpy()], dimensions.index, dtype=str)


def ranks(values: pd.Series, dimensions: pd.DataFrame) -> pd.Series:
    """Rank from the farthest, among origins whose known dimensions are the same (rule 12)."""
    return values.groupby(known_dimensions(dimensions)).rank(ascending=False, method="min").rename("rank")
