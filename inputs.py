"""What a study is measured from: who, and with what data."""

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

import layers
from distance import COMPONENTS, Kind, Pair
from distance.components.physical_distance import ROAD_NETWORKS, car_minutes
from i18n import Text
from layers import COG, UNDATED, LayerError, Loaded, Mode, Territory, Vintage
from layers.own import KINDS_OF_INSTITUTION, NOTHING, THEMES_OF_SERVICE, Own
from layers.own.given import merged

if TYPE_CHECKING:
    from distance.road_graph import RoadGraph

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


def themes(siren: str, cog: int = COG, own: Own = NOTHING) -> dict[Kind, dict[str, Text]]:
    """Themes of the services and kinds of institutions that are placed in a territory, in display order."""
    place = layers.territory(siren, cog)
    actors = actors_of(place, layers.communes(place), own)
    placed = actors[actors["lon"].notna()]
    present = {kind: set(placed.loc[placed["kind"] == kind, "theme"]) for kind in THEMED}
    return {kind: {key: label for key, label in PAIRING_LABELS.items() if key in present[kind]} for kind in THEMED}


def actors_of(place: Territory, communes: pd.DataFrame, own: Own) -> pd.DataFrame:
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


def communes_of(place: Territory, own: Own) -> pd.DataFrame:
    """The communes, what describes their residents and, from the reader's file, how often they come."""
    communes = layers.communes(place).join(layers.context(place))
    # Visits enter no distance: they are told on the card.
    return communes.join(own.tables["visits"]) if "visits" in own.tables else communes


def ends(actors: pd.DataFrame, place: Territory, pair: Pair, theme: str, own: Own) -> tuple[pd.DataFrame, pd.DataFrame]:
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


def data(
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
