"""Partners: the EPCIs and communes nearest by CAGE distance, their direction kept; any perimeter before a vote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

import distance
import layers
from cage import BY_ROAD, MINUTES, NEEDS, RESIDENTS, ROUNDED_TO
from distance import COMPONENTS, DIMENSIONS, Scheme, Scores
from distance.kernels import MIN_KNOWN
from i18n import Text
from layers import COG, LayerError, Territory, Vintage

from .perimeters import edges

RICHER, LARGER = "richer", "larger"
"""Columns: log ratio of the median incomes and of the populations, positive where the other has more."""

INCOME = "wealth_level__median_income__signed"
HOPS = "territorial_proximity__contiguity_hops"
MEANS = ["composite", "coverage", *DIMENSIONS, "minutes", RICHER]


@dataclass(frozen=True)
class Partners:
    """An EPCI and others, pair of communes by pair of communes, seen from its side.

    Two EPCIs are measured on the communes of both and of no other: their distance does not depend on who else is
    looked at. Minutes are estimates everywhere, even where a road network of the EPCI is loaded.

    Attributes
    ----------
    communes
        Every commune: ``name``, ``population``, ``epci``, ``epci_name``.
    pairs
        One row per (origin, destination), the origin in the EPCI: ``minutes``, ``richer``, ``touches``.
    scores, unclipped
        Scores of the same pairs, by EPCI of the destination; those that means are taken of (METHOD 2.3, rule 6).
    loaded
        The file each source was read from, by EPCI and key.
    """

    place: Territory
    communes: pd.DataFrame
    pairs: pd.DataFrame
    scores: Mapping[str, Scores]
    unclipped: Mapping[str, Scores]
    loaded: Mapping[str, Mapping[str, Vintage]]
    scheme: Scheme = Scheme()

    @cached_property
    def measured(self) -> pd.DataFrame:
        """`pairs`, and the ``composite``, the ``coverage`` and the dimensions of each, on [0, 1]."""
        return self._measured(self.scores)

    def _measured(self, scores: Mapping[str, Scores]) -> pd.DataFrame:
        tables = [
            s.dimensions.assign(
                composite=distance.composite(s, self.scheme), coverage=distance.coverage(s, self.scheme)
            )
            for s in scores.values()
        ]
        return self.pairs.join(pd.concat(tables).reindex(columns=["composite", "coverage", *DIMENSIONS]))

    @cached_property
    def epcis(self) -> pd.DataFrame:
        """The other EPCIs: name, population, communes, and the means of `measured`, unclipped, over pairs of communes.

        A pair weighs the product of its populations, as two inhabitants drawn at random, one of each EPCI; a mean over
        less than half of that weight is unknown.
        """
        people = self.communes["population"].fillna(0.0)
        averaged = self._measured(self.unclipped)
        here, there = (averaged.index.get_level_values(level) for level in ("origin", "destination"))
        weight = pd.Series(people[here].to_numpy() * people[there].to_numpy(), averaged.index)
        side = self.communes["epci"].reindex(there).to_numpy()
        rows = {
            siren: [_mean(averaged.loc[side == siren, name], weight[side == siren]) for name in MEANS]
            for siren in self.scores
            if siren != self.place.siren
        }
        table = pd.DataFrame.from_dict(rows, orient="index", columns=MEANS).rename_axis("siren")
        members = self.communes.groupby("epci")
        population = members["population"].sum(min_count=1)
        about = pd.DataFrame(
            {"name": members["epci_name"].first(), "population": population, "communes": members.size()}
        )
        ranked = about.reindex(table.index).join(table)
        return ranked.assign(**{LARGER: _log_ratio(ranked["population"], population[self.place.siren])})

    def of_commune(self, code: str) -> pd.DataFrame:
        """The other communes seen from one of the EPCI: name, population, EPCI, and the columns of `measured`.

        Raises
        ------
        LayerError
            If the commune is not in this EPCI.
        """
        if code not in self.place.communes:
            raise LayerError(
                Text(
                    f"La commune « {code} » n'est pas dans {self.place.name} : choisissez la sienne.",
                    f"Commune “{code}” is not in {self.place.name}: choose its own.",
                )
            )
        seen = self.measured.xs(code, level="origin").drop(index=code)
        ranked = self.communes.loc[seen.index].join(seen).rename_axis("commune")
        return ranked.assign(**{LARGER: _log_ratio(ranked["population"], self.communes.at[code, "population"])})

    def from_others(self, by: str) -> pd.Series:
        """Mean distance of each commune to the residents of the other EPCIs, over those that are known."""
        there = self.measured.index.get_level_values("destination")
        outside = ~there.isin(self.place.communes) & self.measured[by].notna().to_numpy()
        values = self.measured.loc[outside, by]
        people = self.communes["population"].reindex(there[outside]).fillna(0.0).set_axis(values.index)
        weight = people.groupby(level="origin").sum()
        return (values * people).groupby(level="origin").sum().div(weight.where(weight > 0))

    @cached_property
    def bases(self) -> dict[str, tuple[str, ...]]:
        """Indicators known for half of the pairs at least, by EPCI of the destination."""
        shares = {siren: scores.indicators.notna().mean() for siren, scores in self.scores.items()}
        return {siren: tuple(map(str, known.index[known >= MIN_KNOWN])) for siren, known in shares.items()}

    def nearest(self, table: pd.DataFrame, by: str = "composite") -> pd.DataFrame:
        """A table of `epcis` or `of_commune`, the nearest first by ``composite``, a dimension or ``minutes``.

        ``rank`` is among those with the same ``ranked_with``: the same dimensions known (METHOD 2.3, rule 12), on the
        same indicators (numbered as in `bases`), for a distance read on two indicators is none with one read on ten.
        By minutes, all compare, and one comes before another by more than the error of an estimate. The unknown has no
        rank and comes last.
        """
        weighed_in = [d for d in DIMENSIONS if self.scheme.weights[d] > 0] if by == "composite" else [by]
        numbers = {basis: str(n) for n, basis in enumerate(dict.fromkeys(self.bases.values()), 1)}
        side = table["epci"] if "epci" in table else pd.Series(table.index, table.index)
        alike = distance.known_dimensions(table[weighed_in]) + side.map(lambda siren: numbers[self.bases[siren]])
        together = "" if by == "minutes" else alike
        ranked = table.assign(ranked_with=together)
        # Scores are ranked as they are shown, with two digits: two that read the same are level.
        values = table[by] if by == "minutes" else table[by].round(2)
        ranked["rank"] = values.groupby(ranked["ranked_with"]).transform(_rank, ROUNDED_TO if by == "minutes" else 0)
        return ranked.sort_values(by, kind="stable")


def partners(siren: str, others: Iterable[str] | None = None, cog: int = COG) -> Partners:
    """One EPCI and others, measured two by two; by default those that touch it.

    Raises
    ------
    LayerError
        If an EPCI is unknown, or on the other side of an ocean.
    """
    place = layers.territory(siren, cog)
    compared = touching(place) if others is None else others
    return together(place, {other: towards(place, layers.territory(other, cog)) for other in (siren, *compared)})


def together(place: Territory, sides: Mapping[str, "Side"]) -> Partners:
    """One EPCI and others, from what each is to it (see `towards`), itself among them, by SIREN."""
    communes = pd.concat([one.communes for one in sides.values()])
    return Partners(
        place,
        communes[~communes.index.duplicated()],
        pd.concat([one.pairs for one in sides.values()]),
        {other: one.scores for other, one in sides.items()},
        {other: one.unclipped for other, one in sides.items()},
        {other: one.loaded for other, one in sides.items()},
    )


def touching(place: Territory) -> list[str]:
    """SIREN of the EPCIs that share a commune border with a territory, in order."""
    inside = set(place.communes)
    outside = [ends[0] for a, b in edges(place) if len(ends := [code for code in (a, b) if code not in inside]) == 1]
    theirs = layers.membership_of(sorted(set(outside)), place.cog)[place.cog]
    return sorted(set(theirs.dropna()))


@dataclass(frozen=True)
class Side:
    """What one EPCI is to another: see `Partners`."""

    communes: pd.DataFrame
    pairs: pd.DataFrame
    scores: Scores
    unclipped: Scores
    loaded: Mapping[str, Vintage]


def towards(place: Territory, side: Territory) -> Side:
    """Measure two EPCIs together, on the communes of both; keep the pairs from the first to the second.

    Raises
    ------
    LayerError
        If they are on two sides of an ocean.
    """
    both = layers.perimeter({*place.communes, *side.communes}, f"{place.name} + {side.name}", place.cog)
    communes = layers.communes(both)
    distances, loaded = _between_residents(both, communes)
    counted = distance.applicable(COMPONENTS, distances, frozenset(loaded), RESIDENTS)
    order = pd.Index(both.communes)
    rows, columns = order.get_indexer(list(place.communes)), order.get_indexer(list(side.communes))
    found = distances.iloc[(rows[:, None] * len(order) + columns[None, :]).ravel()]
    pairs = pd.DataFrame({"minutes": found[MINUTES], RICHER: found.get(INCOME, np.nan), "touches": found[HOPS] == 1})
    return Side(
        communes.loc[list(side.communes), ["name", "population"]].assign(epci=side.siren, epci_name=side.name),
        pairs,
        distance.scores(found, COMPONENTS, counted, RESIDENTS),
        distance.scores(found, COMPONENTS, counted, RESIDENTS, unclipped=True),
        loaded,
    )


def _between_residents(place: Territory, communes: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Vintage]]:
    """The distances of ``cage.study_of``, to the bit, without its services nor the means of each commune."""
    residents = communes[["lon", "lat", "area_km2"]].assign(commune=communes.index)
    sources = layers.loaded(NEEDS - BY_ROAD, place)
    tables = {key: source.figures for key, source in sources.items()}
    distances = distance.matrix(COMPONENTS, residents, residents, tables, RESIDENTS)
    return distances, {key: source.vintage for key, source in sources.items()}


def _rank(values: pd.Series, error: float) -> pd.Series:
    """One more than those that are nearer by more than an error."""
    nearer = np.searchsorted(np.sort(values.dropna()), values - error, side="left")
    return pd.Series(nearer + 1.0, values.index).where(values.notna())


def _mean(values: pd.Series, weights: pd.Series) -> float:
    """Mean over the known; NaN where that is less than half of the weight."""
    known = weights[values.notna()].sum()
    return distance.weighted_mean(values, weights) if known >= MIN_KNOWN * weights.sum() else float("nan")


def _log_ratio(theirs: pd.Series, mine: float) -> pd.Series:
    """ln(theirs / mine); NaN where either is unknown or nobody lives there."""
    return np.log(theirs.where(theirs > 0) / (mine if mine > 0 else np.nan))
