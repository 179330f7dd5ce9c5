"""The whole method on one screen: choices -> Study -> maps and exports."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

import distance
import layers
from distance import COMPONENTS, Indicator, Kind, Pair, Scheme, Scores
from distance.components.physical_distance import ROAD_NETWORKS, car_minutes
from distance.origins import by_origin, serving
from i18n import Text
from layers import COG, UNDATED, LayerError, Loaded, Mode, Territory, Vintage
from layers.own import KINDS_OF_INSTITUTION, NOTHING, THEMES_OF_SERVICE, Own
from layers.own.given import merged

if TYPE_CHECKING:
    from distance.road_graph import RoadGraph

METHOD_VERSION = 1
"""Version of the indicator sheet and goalposts. A change is a CHANGELOG line under "impacted results"."""

MINUTES = "physical_distance__car_minutes"
ROUNDED_TO = 5
"""Minutes of one place, estimated without a road network, are printed to 5 (METHOD 2.3, rule 8)."""

ERROR = ROUNDED_TO / 2
"""An estimate is an interval: so many minutes on either side of it (METHOD 2.3, rule 8)."""

STANDARDS = (20, 30)
"""Minutes promised by France services: 95 % of residents within 20, all within 30."""

RESIDENTS = Pair("resident", "resident")
TO_SERVICES = Pair("resident", "service")
TO_INSTITUTIONS = Pair("resident", "institution")
BETWEEN_INSTITUTIONS = Pair("institution", "institution")
PAIRS = (TO_SERVICES, TO_INSTITUTIONS, RESIDENTS, BETWEEN_INSTITUTIONS)
NEEDS = frozenset(key for c in COMPONENTS for i in c.indicators for key in (*i.needs, *i.wants))
BY_ROAD = frozenset({*ROAD_NETWORKS, "squares"})
"""Sources of minutes by road: they are measured before the indicators, and only of the territory itself."""

THEMED: tuple[Kind, ...] = ("service", "institution")
PAIRING_LABELS = THEMES_OF_SERVICE | KINDS_OF_INSTITUTION
"""Every theme of services and kind of institutions, in display order."""


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
        The same distances on [0, 1], averaged into components and dimensions.
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
    communes: pd.DataFrame
    origins: pd.DataFrame
    destinations: pd.DataFrame
    distances: pd.DataFrame
    counted: dict[str, tuple[str, ...]]
    scores: Scores
    unweighed: pd.DataFrame
    chosen: pd.MultiIndex | None
    loaded: Mapping[str, Vintage]
    serves: pd.Series | None
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
        return self.values[f"{MINUTES}__estimated"] != 0 if self.by_road else pd.Series(True, self.values.index)

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
    def coverage(self) -> pd.Series:
        """Share of the weight known for each pair, in [0, 1]."""
        return distance.coverage(self.scores, self.scheme)

    @cached_property
    def values(self) -> pd.DataFrame:
        """What each origin is worth, one row per origin.

        Columns: ``composite``, dimensions, components and ``coverage`` on [0, 1], ``coverage_`` of each dimension and
        component (known share of its weight); indicators and parts in their own unit; ``destination`` (empty for a
        mean over the others); ``gap`` and ``rank`` of the composite, among the origins with the same ``ranked_with``
        (initials of the dimensions that are known and weigh something).
        """
        weighed = pd.DataFrame({"composite": self.composite, "coverage": self.coverage})
        table = pd.concat(
            [by_origin(weighed, self.origins.index, self.destinations["weight"], self.chosen), self.unweighed], axis=1
        )
        table["gap"] = distance.gap(table["composite"], self.origins["weight"])
        weighed_in = [d for d in self.scores.dimensions if self.scheme.weights[d] > 0]
        table["ranked_with"] = distance.known_dimensions(table[weighed_in])
        table["rank"] = distance.ranks(table["composite"], table[weighed_in])
        return table

    @cached_property
    def effective_weights(self) -> pd.DataFrame:
        """Weight of each indicator for each pair after renormalisation (rows sum to 1)."""
        return distance.effective_weights(self.scores, COMPONENTS, self.scheme)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Effective weight x score of each indicator, by origin: under ``mean`` they add up to the composite."""
        parts = (self.effective_weights * self.scores.indicators.fillna(0.0)).where(self.composite.notna())
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
    communes = _communes(place, own)
    origins, destinations = _ends(_actors(place, communes, own), place, pair, theme, own)
    tables, loaded = _data(place, origins, destinations, own)
    distances = distance.matrix(COMPONENTS, origins, destinations, tables, pair)
    counted = distance.applicable(COMPONENTS, distances, frozenset(loaded), pair)
    scores = distance.scores(distances, COMPONENTS, counted, pair)
    serves = serving(origins, destinations, tables.get("jurisdictions")) if pair == TO_INSTITUTIONS else None
    chosen = distance.nearest(distances[MINUTES], serves) if pair in (TO_SERVICES, TO_INSTITUTIONS) else None
    unweighed = distance.unweighed(scores, distances, origins.index, destinations["weight"], chosen, serves)
    return Study(
        territory=place, pair=pair, theme=theme, communes=communes, origins=origins, destinations=destinations,
        distances=distances, counted=counted, scores=scores, unweighed=unweighed, chosen=chosen, loaded=loaded,
        serves=serves,
    )  # fmt: skip


def _communes(place: Territory, own: Own) -> pd.DataFrame:
    """The communes, what describes their residents and, from the reader's file, how often they come."""
    communes = layers.communes(place).join(layers.context(place))
    # Visits enter no distance: they are told on the card.
    return communes.join(own.tables["visits"]) if "visits" in own.tables else communes


def _ends(
    actors: pd.DataFrame, place: Territory, pair: Pair, theme: str, own: Own
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Origins and destinations; institutions between themselves, with what each is as an organisation."""
    if pair != BETWEEN_INSTITUTIONS:
        return _of_kind(actors, pair.origin, "", place), _of_kind(actors, pair.destination, theme, place)
    inside = _of_kind(actors[actors["commune"].isin(place.communes)], "institution", theme, place)
    both = _organisations(inside, actors, place, own)
    return both, both


def _organisations(institutions: pd.DataFrame, actors: pd.DataFrame, place: Territory, own: Own) -> pd.DataFrame:
    """Institutions with whom, for what and when each serves, and the communes within 30 minutes of it."""
    sources = layers.loaded({"jurisdictions"}, place)
    said = merged(
        {key: table for key, table in own.tables.items() if key == "jurisdictions"},
        {key: source.figures for key, source in sources.items()},
    )
    table = layers.organisations(institutions, actors[actors["kind"] == "service"], place, said.get("jurisdictions"))
    residents = _of_kind(actors, "resident", "", place)
    driven, _ = _by_road(place, residents, institutions)
    within = car_minutes(residents, institutions, driven).distance <= STANDARDS[-1]
    codes = residents["commune"].to_numpy(object)
    return table.assign(near=pd.Series([frozenset(codes[row]) for row in within.T], table.index, dtype=object))


def _data(
    place: Territory, origins: pd.DataFrame, destinations: pd.DataFrame, own: Own
) -> tuple[dict[str, pd.DataFrame], dict[str, Vintage]]:
    """The tables to measure with, by key of their source, and the file each is read from: the reader's comes first."""
    sources = layers.loaded(NEEDS - BY_ROAD, place, destinations["commune"].dropna())
    tables = merged(
        {key: table for key, table in own.tables.items() if key in NEEDS},
        {key: source.figures for key, source in sources.items()},
    )
    driven, network = _by_road(place, origins, destinations)
    tables, sources = tables | driven, sources | network
    undated = Vintage(UNDATED, place.cog, own.key)
    loaded = {key: sources[key].vintage if key in sources else undated for key in tables}
    loaded |= {key: source.vintage for key, source in network.items()}
    return tables, loaded | {key: replace(loaded[key], own=True) for key in own.tables if key in loaded}


def road_graph(place: Territory, mode: Mode = "car") -> "RoadGraph | None":
    """The road network of a territory for a mode, in the metres of ``layers.projection``; None if none is loaded."""
    return _graph(place, mode, layers.road_stamp(place.siren, mode))


@lru_cache(maxsize=4)
def _graph(place: Territory, mode: Mode, _: int) -> "RoadGraph | None":
    network = layers.road_network(place, mode)
    if network is None:
        return None
    from distance.road_graph import RoadGraph  # noqa: PLC0415 - starts numba: only with a network

    return RoadGraph(**network)


def _by_road(
    place: Territory, origins: pd.DataFrame, destinations: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, Loaded]]:
    """Minutes on the network of the territory, under the key of its source, and what they were measured from."""
    found, graph = layers.loaded(ROAD_NETWORKS, place), road_graph(place)
    if not found or graph is None:
        return {}, {}
    from distance.by_road import by_road  # noqa: PLC0415 - starts numba: only with a network

    if origins["kind"].eq("resident").any():
        found |= layers.loaded({"squares"}, place)
    leaving = layers.departures(origins, found.get("squares"))
    minutes = by_road(graph, layers.projection(place.communes), leaving, destinations)
    return dict.fromkeys(found.keys() & set(ROAD_NETWORKS), minutes), found


def themes(siren: str, cog: int = COG, own: Own = NOTHING) -> dict[Kind, dict[str, Text]]:
    """Themes of the services and kinds of institutions that are placed in a territory, in display order."""
    place = layers.territory(siren, cog)
    actors = _actors(place, layers.communes(place), own)
    placed = actors[actors["lon"].notna()]
    present = {kind: set(placed.loc[placed["kind"] == kind, "theme"]) for kind in THEMED}
    return {kind: {key: label for key, label in PAIRING_LABELS.items() if key in present[kind]} for kind in THEMED}


def _actors(place: Territory, communes: pd.DataFrame, own: Own) -> pd.DataFrame:
    """Those of the sources, then the reader's."""
    actors = layers.actors(place, communes)
    if own.actors.empty:
        return actors
    mine = own.actors.assign(area_km2=communes["area_km2"].reindex(own.actors["commune"]).to_numpy())
    return layers.observed_first(pd.concat([actors, mine.reindex(columns=actors.columns)])).rename_axis("actor_id")


def _of_kind(actors: pd.DataFrame, kind: Kind, theme: str, place: Territory) -> pd.DataFrame:
    found = actors[(actors["kind"] == kind) & ((actors["theme"] == theme) | (theme == ""))]
    if kind != "resident":
        found = found[found["lon"].notna()].sort_index()
    if found.empty:
        label = PAIRING_LABELS.get(theme, Text(f"« {theme} »", f"“{theme}”"))
        raise LayerError(
            Text(
                f"Aucun lieu chargé pour {place.name} : {label.fr}. Voyez la page Données pour savoir où le trouver.",
                f"No place loaded for {place.name}: {label.en}. See the Data page to know where to find it.",
            )
        )
    return found
