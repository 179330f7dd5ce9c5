"""Who should coordinate: how far each candidate is from residents and from the other institutions (METHOD 2.4)."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

import distance
from cage import BETWEEN_INSTITUTIONS, MINUTES, TO_INSTITUTIONS, Study
from distance import DIMENSIONS

LARGEST = 3
"""Communes whose CCAS is a candidate: the most peopled."""

WHOLE = ("cias", "epci", "departement", "sdsei", "caf")
"""Kinds that are candidates as the set of their desks."""

LEVELS_COMPARED = ("composite", *DIMENSIONS)


def candidates(towards: Study, between: Study, need: pd.Series) -> pd.DataFrame:
    """One row per candidate, nearest to both first.

    Parameters
    ----------
    towards
        From residents to every institution (theme "").
    between
        Institutions between themselves, all of them.
    need
        Persons in need, by commune: what a mean over residents is weighted by.

    Returns
    -------
    ``name``, ``kind``; for each of composite and dimensions, ``residents_<level>`` (mean over persons, each going to
    the nearest desk of the candidate) and ``actors_<level>`` (mean over the other institutions but town halls, to the
    nearest of its desks), NaN where under half is known; ``residents_known``, ``actors_known`` (known share of the
    weight); ``both``, the mean of the two composites.
    """
    if towards.pair != TO_INSTITUTIONS or between.pair != BETWEEN_INSTITUTIONS:
        msg = (
            f"wanted residents to institutions, and institutions between themselves, got {towards.pair}, {between.pair}"
        )
        raise ValueError(msg)
    persons = need.reindex(towards.origins["commune"]).set_axis(towards.origins.index)
    rows = [
        {"name": name, "kind": kind, **_to(towards, desks, persons, "residents"), **_from_actors(between, desks)}
        for name, kind, desks in _offered(between)
    ]
    table = pd.DataFrame(rows, columns=["name", "kind", *_columns("residents"), *_columns("actors")])
    table["both"] = (table["residents_composite"] + table["actors_composite"]) / 2
    return table.sort_values(["both", "name"], ignore_index=True)


def _columns(end: str) -> list[str]:
    return [*(f"{end}_{level}" for level in LEVELS_COMPARED), f"{end}_known"]


def _offered(between: Study) -> Iterator[tuple[str, str, list[str]]]:
    """Name, kind and desks of each candidate that stands in the territory."""
    actors, people = between.origins, between.communes["population"]
    centres = actors[actors["theme"] == "ccas"]
    largest = people.reindex(centres["commune"]).set_axis(centres.index).nlargest(LARGEST)
    for key in largest.index:
        yield str(centres.at[key, "name"]), "ccas", [str(key)]
    for kind in WHOLE:
        desks = actors[actors["theme"] == kind]
        if len(desks):
            yield str(desks["name"].iloc[0]) if len(desks) == 1 else "", kind, desks.index.astype(str).tolist()


def _from_actors(between: Study, desks: list[str]) -> dict[str, float]:
    others = between.origins[(between.origins["theme"] != "mairie") & ~between.origins.index.isin(desks)]
    return _to(between, desks, pd.Series(1.0, others.index), "actors")


def _to(study: Study, desks: list[str], weights: pd.Series, end: str) -> dict[str, float]:
    """Mean distance from origins to the nearest of some desks, at each level; and the share of the weight known."""
    ends = study.distances.index
    here = ends.get_level_values("destination").isin(desks) & ends.get_level_values("origin").isin(weights.index)
    chosen = distance.nearest(study.distances.loc[here, MINUTES])
    pairs = pd.concat([study.composite, study.scores.dimensions, study.coverage], axis=1).loc[chosen]
    pairs = pairs.droplevel("destination").reindex(weights.index)
    found = {f"{end}_{level}": _mean(pairs[level], weights) for level in LEVELS_COMPARED if level in pairs}
    known = pairs["coverage"].fillna(0.0)
    total = float(weights.sum())
    return found | {f"{end}_known": float(np.dot(known, weights) / total) if total > 0 else float("nan")}


def _mean(values: pd.Series, weights: pd.Series) -> float:
    """Weighted mean; NaN where under half of the weight is known, as in rule 7."""
    known = weights[values.notna()].sum()
    return distance.weighted_mean(values, weights) if known * 2 >= weights.sum() > 0 else float("nan")
