"""The whole method on one screen: choices -> Study -> maps and exports."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

import distance
import layers
from distance import COMPONENTS, Indicator, Kind, Pair, Scheme, Scores
from i18n import Text
from layers import COG, INSTITUTION_KINDS, SERVICE_THEMES, LayerError, Territory

METHOD_VERSION = 1
"""Version of the indicator sheet and goalposts. A change is a CHANGELOG line under "impacted results"."""

MINUTES = "physical_distance__car_minutes"
STANDARDS = (20, 30)
"""Minutes promised by France services: 95 % of residents within 20, all within 30."""

RESIDENTS = Pair("resident", "resident")
SERVICES = Pair("resident", "service")
INSTITUTIONS = Pair("resident", "institution")
BETWEEN_INSTITUTIONS = Pair("institution", "institution")
PAIRS = (SERVICES, INSTITUTIONS, RESIDENTS, BETWEEN_INSTITUTIONS)
NEEDS = frozenset(need for c in COMPONENTS for i in c.indicators for need in i.needs)


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
        What each origin is worth before any dimension is weighed (METHOD 2.3, rule 7).
    chosen
        The pair each origin is read from; None where an origin is a mean over the others.
    loaded
        Keys of the sources that hold figures for this territory.
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
    loaded: frozenset[str]
    scheme: Scheme = Scheme()

    @property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators that count here, by column."""
        applies = {
            name: i
            for c in COMPONENTS
            for name, i in zip(c.columns, c.indicators, strict=True)
            if self.pair in i.applies_to
        }
        return {name: applies[name] for columns in self.counted.values() for name in columns}

    @property
    def to_one_destination(self) -> bool:
        """True when an origin is read from one chosen pair, False when from the mean over the others."""
        return self.chosen is not None

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

        Columns: ``composite``, dimensions, components and ``coverage`` on [0, 1]; indicators and
        parts in their own unit; ``destination`` (empty for a mean over the others); ``gap`` and
        ``rank`` of the composite, among the origins with the same ``ranked_with`` (initials of the
        dimensions that are known and weigh something).
        """
        weighed = pd.DataFrame({"composite": self.composite, "coverage": self.coverage})
        table = pd.concat([_by_origin(weighed, self.origins, self.destinations, self.chosen), self.unweighed], axis=1)
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
        return _by_origin(parts, self.origins, self.destinations, self.chosen)


def study(siren: str, cog: int = COG, pair: Pair = RESIDENTS, theme: str = "") -> Study:
    """Measure one territory between two kinds of actors.

    Raises
    ------
    LayerError
        If the EPCI is unknown, or if no such actor is loaded there.
    """
    place = layers.territory(siren, cog)
    communes = layers.communes(place)
    actors = layers.actors(place, communes)
    origins = _of_kind(actors, pair.origin, theme if pair == BETWEEN_INSTITUTIONS else "", place)
    destinations = _of_kind(actors, pair.destination, theme, place)
    tables = layers.tables(NEEDS, place)
    distances = distance.matrix(COMPONENTS, origins, destinations, tables, pair)
    loaded = frozenset(tables)
    counted = distance.applicable(COMPONENTS, distances, loaded, pair)
    scored = distance.scores(distances, COMPONENTS, counted, pair)
    one_to_one = pair in (SERVICES, INSTITUTIONS)
    chosen = distance.nearest(distances[MINUTES]) if one_to_one else None
    measured = pd.concat([scored.dimensions, scored.components, distances], axis=1)
    unweighed = _by_origin(measured, origins, destinations, chosen)
    found = (
        pd.Series("", origins.index)
        if chosen is None
        else chosen.to_frame(index=False).set_index("origin")["destination"]
    )
    unweighed["destination"] = found.reindex(origins.index, fill_value="")
    return Study(
        place, pair, theme, communes, origins, destinations, distances, counted, scored, unweighed, chosen, loaded
    )


def themes(siren: str, cog: int, kind: Kind) -> dict[str, Text]:
    """Themes of the services, or kinds of institutions, present in a territory, in display order."""
    place = layers.territory(siren, cog)
    actors = layers.actors(place, layers.communes(place))
    present = set(actors.loc[actors["kind"] == kind, "theme"])
    return {key: label for key, label in (SERVICE_THEMES | INSTITUTION_KINDS).items() if key in present}


def _by_origin(
    pairs: pd.DataFrame, origins: pd.DataFrame, destinations: pd.DataFrame, chosen: pd.MultiIndex | None
) -> pd.DataFrame:
    if chosen is None:
        return distance.mean_over_others(pairs, destinations["weight"])
    return pairs.loc[chosen].droplevel("destination").reindex(origins.index)


def _of_kind(actors: pd.DataFrame, kind: Kind, theme: str, place: Territory) -> pd.DataFrame:
    found = actors[(actors["kind"] == kind) & ((actors["theme"] == theme) | (theme == ""))]
    if kind != "resident":
        found = found[found["lon"].notna()].sort_index()
    if found.empty:
        label = (SERVICE_THEMES | INSTITUTION_KINDS).get(theme, Text(f"« {theme} »", f"“{theme}”"))
        raise LayerError(
            Text(
                f"Aucun lieu chargé pour {place.name} : {label.fr}. Voyez la page Données pour savoir où le trouver.",
                f"No place loaded for {place.name}: {label.en}. See the Data page to know where to find it.",
            )
        )
    return found
