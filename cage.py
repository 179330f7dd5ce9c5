"""The whole method on one screen: choices -> Study -> maps and exports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

import distance
import layers
from distance import COMPONENTS, DIMENSIONS, Indicator, Pair, Scheme, Scores
from distance.at_equal import AtEqual, at_equal
from distance.components.physical_distance import ROAD_NETWORKS
from distance.origins import by_origin, serving
from distance.percentile import percentiles
from inputs import (
    BETWEEN_INSTITUTIONS,
    BY_ROAD,
    NEEDS,
    PAIRING_LABELS,
    PAIRS,
    RESIDENTS,
    STANDARDS,
    TO_INSTITUTIONS,
    TO_SERVICES,
    actors_of,
    communes_of,
    data,
    ends,
    road_graph,
    themes,
)
from layers import COG, Territory, Vintage
from layers.own import NOTHING, Own

__all__ = [
    "BETWEEN_INSTITUTIONS", "BY_ROAD", "ERROR", "METHOD_VERSION", "MINUTES", "NEEDS", "NOT_APART",
    "PAIRING_LABELS", "PAIRS",
    "RESIDENTS", "ROUNDED_TO", "STANDARDS", "TO_INSTITUTIONS", "TO_SERVICES", "Study", "road_graph", "study",
    "study_of", "themes",
]  # fmt: skip

METHOD_VERSION = 2
"""Version of the indicator sheet and goalposts. A change is a CHANGELOG line under "impacted results"."""

MINUTES = "physical_distance__car_minutes"
ROUNDED_TO = 5
"""Minutes of one place, estimated without a road network, are printed to 5 (METHOD 2.3, rule 8)."""

ERROR = ROUNDED_TO / 2
"""An estimate is an interval: so many minutes on either side of it (METHOD 2.3, rule 8)."""

NOT_APART = {True: 5.0, False: 1.0}
"""Minutes within which two places are not told apart, where estimated and on a network (METHOD 2.3, rule 7)."""


@dataclass(frozen=True)
class Study:
    """The distances of one territory between two kinds of actors, read under one scheme.

    Another scheme is another study: ``replace(study, scheme=...)`` measures nothing again.

    Attributes
    ----------
    theme
        Theme of the services, or kind of the institutions; empty for all, and for residents.
    communes
        One row per commune: name, persons, point, former EPCI (see ``layers.communes``).
    origins, destinations
        Actors, indexed by ``actor_id``.
    distances
        One row per pair (origin, destination), one column per indicator and part, own units.
    counted
        Indicator columns that apply here and are not left out, by component.
    scores
        The same distances on [0, 1], averaged into components and dimensions: what a pair shows.
    unclipped
        The same, what lies under the noise counted under 0: what every mean over pairs is taken of (METHOD 2.3, rule
        6). Where an origin is read from one chosen pair, `scores`.
    unweighed
        What each origin is worth before any dimension is weighed: see ``distance.origins.unweighed``.
    chosen
        The pair each origin is read from; None where an origin is a mean over the others.
    loaded
        The file each source is read from, by key, for the sources that hold figures of this territory.
    serves
        Towards institutions, whether each serves each origin's commune, by pair; missing, or None, where nobody says.
    """

    territory: Territory
    pair: Pair
    theme: str
    communes: pd.DataFrame = field(repr=False)
    origins: pd.DataFrame = field(repr=False)
    destinations: pd.DataFrame = field(repr=False)
    distances: pd.DataFrame = field(repr=False)
    counted: dict[str, tuple[str, ...]] = field(repr=False)
    scores: Scores = field(repr=False)
    unclipped: Scores = field(repr=False)
    unweighed: pd.DataFrame = field(repr=False)
    chosen: pd.MultiIndex | None = field(repr=False)
    loaded: Mapping[str, Vintage] = field(repr=False)
    serves: pd.Series | None = field(repr=False)
    scheme: Scheme = Scheme()

    @property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators that count here, by column."""
        declared = distance.declared(COMPONENTS, self.pair)
        return {name: declared[name] for columns in self.counted.values() for name in columns}

    @property
    def to_one_destination(self) -> bool:
        """True when an origin is read from one chosen pair, False when from the mean over the others."""
        return self.chosen is not None

    @property
    def by_road(self) -> bool:
        """True when minutes are those of a road network, where it goes."""
        return not self.loaded.keys().isdisjoint(ROAD_NETWORKS)

    @property
    def estimated(self) -> pd.Series:
        """True for the origins whose minutes are estimated without a road network, or partly so."""
        parts = self.unweighed.get(f"{MINUTES}__estimated")
        return pd.Series(True, self.unweighed.index) if parts is None else parts != 0

    @property
    def error(self) -> pd.Series:
        """Half the width of the interval that the minutes of each origin stand for; 0 on a network."""
        return ERROR * self.estimated.astype(float)

    def reason(self, column: str, origin: str) -> str:
        """Why an indicator is unknown for an origin, or for the destination it is read from; "" if nobody says."""
        if self.serves is not None and self.values.at[origin, "unserved"]:
            return "unserved"
        if column == MINUTES and self.by_road and self.distances.loc[origin, f"{MINUTES}__estimated"].eq(0).any():
            return "unreachable"
        needs = self.indicators[column].needs if column in self.indicators else ()
        there = self.values.at[origin, "destination"]
        ends = [self.origins.at[origin, "commune"], *([self.destinations.at[there, "commune"]] if there else [])]
        found = (layers.reason(need, self.territory, commune) for commune in ends for need in needs)
        return next((reason for reason in found if reason), "")

    @cached_property
    def composite(self) -> pd.Series:
        """Composite of each pair, in [0, 1]; NaN below the scheme's coverage."""
        return distance.composite(self.scores, self.scheme)

    @cached_property
    def unclipped_composite(self) -> pd.Series:
        """Composite of each pair from unclipped scores: what means over pairs are taken of."""
        return distance.composite(self.unclipped, self.scheme)

    @cached_property
    def coverage(self) -> pd.Series:
        """Share of the weight known for each pair, in [0, 1]."""
        return distance.coverage(self.scores, self.scheme)

    @cached_property
    def values(self) -> pd.DataFrame:
        """What each origin is worth, one row per origin.

        Columns: ``composite``, dimensions, components and ``coverage`` on [0, 1], ``coverage_`` of each dimension and
        component (known share of its weight); indicators and parts in their own unit; ``destination`` (empty for a
        mean over the others); ``gap`` and ``rank`` of the composite, among the origins with the same ``ranked_with``
        (initials of the dimensions that are known and weigh something). Towards one destination, also
        ``composite_low``, ``composite_high`` and ``desks_within_error`` (see ``distance.within_error``), and
        ``own_desk``: it stands in the origin's commune.
        """
        weighed = pd.DataFrame({"composite": self.unclipped_composite, "coverage": self.coverage})
        table = pd.concat(
            [by_origin(weighed, self.origins.index, self.destinations["weight"], self.chosen), self.unweighed], axis=1
        )
        # A dimension of which nothing is counted here (the law says nothing of these desks) is unknown.
        for dimension in [d for d in DIMENSIONS if d not in table]:
            table[dimension], table[f"coverage_{dimension}"] = np.nan, 0.0
        if self.to_one_destination:
            table = table.join(self._not_told_apart).assign(own_desk=self.own_desk)
        table["gap"] = distance.gap(table["composite"], self.origins["weight"], self.own_desk)
        weighed_in = [d for d in self.scores.dimensions if self.scheme.weights[d] > 0]
        table["ranked_with"] = distance.known_dimensions(table[weighed_in])
        table["rank"] = distance.ranks(table["composite"], table[weighed_in])
        return table

    @cached_property
    def at_equal(self) -> AtEqual | None:
        """The overall distance at equal size and minutes (METHOD 2.3, rule 13); None but between residents."""
        if self.pair != RESIDENTS:
            return None
        shape = (len(self.origins), len(self.destinations))
        read = (self.unclipped_composite, self.distances[MINUTES])
        d, minutes = (column.to_numpy(float).reshape(shape) for column in read)
        persons = self.communes["population"].reindex(self.origins["commune"]).to_numpy(float)
        return at_equal(d, minutes, persons)

    @cached_property
    def at_equal_size_and_minutes(self) -> pd.Series:
        """Mean of what is left of each origin's pairs at equal size and minutes; unknown but between residents."""
        if self.at_equal is None:
            return pd.Series(np.nan, self.origins.index, dtype=float)
        left = pd.DataFrame({"left": self.at_equal.residual.ravel()}, self.distances.index)
        return distance.mean_over_others(left, self.destinations["weight"])["left"]

    @cached_property
    def national_percentiles(self) -> pd.Series | None:
        """National percentile of each pair, in [0, 100] (METHOD 2.3, rule 18); None but between residents."""
        if self.pair != RESIDENTS:
            return None
        dimension_of = {name: c.dimension for c in COMPONENTS for name in self.counted.get(c.key, ())}
        nested = distance.nested_weights(self.scores, COMPONENTS, self.scheme)
        placed = percentiles(self.scores, nested, dimension_of, layers.national_pairs(), self.scheme)
        return placed.where(self.composite.notna())

    @cached_property
    def national_percentile(self) -> pd.Series | None:
        """Mean of the national percentiles of each origin's pairs; None but between residents."""
        if self.national_percentiles is None:
            return None
        return distance.mean_over_others(self.national_percentiles.to_frame(), self.destinations["weight"]).iloc[:, 0]

    @property
    def own_desk(self) -> pd.Series:
        """True for the origins read from a destination that stands in their commune."""
        there = self.unweighed["destination"].map(self.destinations["commune"])
        return there.eq(self.origins["commune"].reindex(there.index))

    @cached_property
    def _not_told_apart(self) -> pd.DataFrame:
        usable = distance.usable(self.distances[MINUTES], self.serves)
        error = self.unweighed.index.to_series().map(self.estimated).map(NOT_APART)
        return distance.within_error(usable, self.composite, error)

    @cached_property
    def effective_weights(self) -> pd.DataFrame:
        """Weight of each indicator for each pair, once multiplied by what is known of it (rows sum to 1)."""
        return distance.effective_weights(self.scores, COMPONENTS, self.scheme)

    @cached_property
    def dimension_weights(self) -> pd.DataFrame:
        """Weight of each dimension for each pair, once multiplied by what is known of it (rows sum to 1)."""
        return distance.dimension_weights(self.scores, self.scheme)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Effective weight x score of each indicator, by origin: under ``mean`` they add up to the composite."""
        parts = (self.effective_weights * self.unclipped.indicators.fillna(0.0)).where(self.composite.notna())
        return by_origin(parts, self.origins.index, self.destinations["weight"], self.chosen)


def study(siren: str, cog: int = COG, pair: Pair = RESIDENTS, theme: str = "", own: Own = NOTHING) -> Study:
    """Measure one territory between two kinds of actors, with the reader's own files if there are any.

    Raises
    ------
    LayerError
        If the EPCI is unknown, or if no such actor is loaded there.
    """
    return study_of(layers.territory(siren, cog), pair, theme, own)


def study_of(place: Territory, pair: Pair = RESIDENTS, theme: str = "", own: Own = NOTHING) -> Study:
    """Measure any territory: that of an EPCI, or a perimeter of communes (``layers.perimeter``). Raises as `study`.

    The steps of the method, in order: who, from what data, how far, which indicators count, scores, and what each
    origin is read from. The scheme comes after: another one measures nothing again.
    """
    communes = communes_of(place, own)
    origins, destinations = ends(actors_of(place, communes, own), place, pair, theme, own)
    tables, loaded = data(place, origins, destinations, own)
    distances = distance.matrix(COMPONENTS, origins, destinations, tables, pair)
    counted = distance.applicable(COMPONENTS, distances, frozenset(loaded), pair)
    scores = distance.scores(distances, COMPONENTS, counted, pair)
    serves = serving(origins, destinations, tables.get("jurisdictions")) if pair == TO_INSTITUTIONS else None
    at_home = distance.own_desks(origins["commune"], destinations["commune"])
    chosen = distance.nearest(distances[MINUTES], serves, at_home) if pair in (TO_SERVICES, TO_INSTITUTIONS) else None
    unclipped = scores if chosen is not None else distance.scores(distances, COMPONENTS, counted, pair, unclipped=True)
    unweighed = distance.unweighed(unclipped, distances, origins.index, destinations["weight"], chosen, serves)
    return Study(
        territory=place, pair=pair, theme=theme, communes=communes, origins=origins, destinations=destinations,
        distances=distances, counted=counted, scores=scores, unclipped=unclipped, unweighed=unweighed, chosen=chosen,
        loaded=loaded, serves=serves,
    )  # fmt: skip
