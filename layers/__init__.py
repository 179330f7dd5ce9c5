"""Data access: the only package that reads files or the network."""

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from .accounts import ACCOUNTS
from .accounts_ccas import ACCOUNTS_CCAS
from .accounts_epci import ACCOUNTS_EPCI
from .actors import INSTITUTION_KINDS, SERVICE_THEMES, actors, not_loaded
from .adjacency import ADJACENCY
from .admin_express import ADMIN_EXPRESS
from .associations import ASSOCIATIONS
from .bd_topo import BD_TOPO
from .boundaries import BOUNDARIES
from .bpe import BPE
from .caf import CAF
from .cars import CARS
from .ccas import CCAS
from .census import CENSUS
from .chef_lieu import CHEF_LIEU
from .cog import PLACES
from .communes import census_persons, communes, contours, projection
from .competences import COMPETENCES
from .context import FIGURES, context
from .data_inclusion import DATA_INCLUSION
from .departures import departures
from .diplomas import DIPLOMAS
from .districts import DISTRICTS
from .eligibility import ELIGIBILITY
from .errors import LayerError
from .european_2024 import EUROPEAN_2024
from .fibre import FIBRE
from .finess import FINESS
from .flows import FLOWS
from .france_services import FRANCE_SERVICES
from .households import HOUSEHOLDS
from .income import INCOME
from .income_2023 import INCOME_2023
from .income_iris import INCOME_IRIS
from .institutions import INSTITUTIONS
from .iris import IRIS
from .jobseekers import JOBSEEKERS
from .jurisdictions import JURISDICTIONS
from .la_poste import LA_POSTE
from .labour import LABOUR
from .mandates import MANDATES
from .membership import MEMBERSHIP
from .movements import MOVEMENTS
from .municipal_2026 import MUNICIPAL_2026
from .networks import NETWORKS
from .occupations import OCCUPATIONS
from .osm import OSM
from .partnerships import PARTNERSHIPS
from .population import POPULATION
from .potential import POTENTIAL
from .prices import PRICES
from .priority import PRIORITY
from .reference import COG
from .road_speeds import MODES, Mode
from .roads import ROADS
from .roads import modes as road_modes
from .roads import network as road_network
from .roads import stamp as road_stamp
from .rural import RURAL
from .schools import SCHOOLS
from .services import SERVICES
from .source import UNDATED, Loaded, Source, Vintage, rows_inside
from .squares import SQUARES
from .store import stamp
from .structures import STRUCTURES
from .survey import SURVEY
from .territory import Territory, epcis, membership_of, perimeter, territory
from .town_halls import TOWN_HALLS
from .zonings import ZONINGS

SOURCES = (
    MEMBERSHIP, MOVEMENTS, POPULATION, ADJACENCY, BOUNDARIES, ADMIN_EXPRESS, IRIS, CHEF_LIEU,
    CENSUS, HOUSEHOLDS, DIPLOMAS, CARS, OCCUPATIONS, LABOUR, JOBSEEKERS, SQUARES, INCOME, INCOME_2023, INCOME_IRIS, CAF,
    FLOWS, ASSOCIATIONS, EUROPEAN_2024, MUNICIPAL_2026, FIBRE,
    MANDATES, DISTRICTS, ZONINGS, RURAL, PRIORITY,
    SERVICES, FRANCE_SERVICES, SCHOOLS, LA_POSTE, FINESS, DATA_INCLUSION, STRUCTURES, ELIGIBILITY, BPE, OSM, NETWORKS,
    INSTITUTIONS, JURISDICTIONS, TOWN_HALLS, CCAS, COMPETENCES,
    POTENTIAL, ACCOUNTS, ACCOUNTS_EPCI, ACCOUNTS_CCAS,
    ROADS, BD_TOPO,
    PRICES, SURVEY, PARTNERSHIPS,
)  # fmt: skip
BY_KEY = {source.key: source for source in SOURCES}

__all__ = [
    "BY_KEY",
    "COG",
    "FIGURES",
    "INSTITUTION_KINDS",
    "MODES",
    "SERVICE_THEMES",
    "SOURCES",
    "UNDATED",
    "LayerError",
    "Loaded",
    "Mode",
    "Source",
    "Territory",
    "Vintage",
    "actors",
    "census_persons",
    "communes",
    "context",
    "contours",
    "coverage",
    "departures",
    "epcis",
    "loaded",
    "membership_of",
    "not_loaded",
    "perimeter",
    "projection",
    "reason",
    "road_modes",
    "road_network",
    "road_stamp",
    "stamp",
    "tables",
    "territory",
]  # fmt: skip


def tables(needs: Iterable[str], place: Territory) -> dict[str, pd.DataFrame]:
    """The figures named, of the sources that hold at least one commune of the territory.

    A need that is absent from the answer is not loaded there: what depends on it is unknown.
    """
    return {key: found.figures for key, found in loaded(needs, place).items()}


def loaded(needs: Iterable[str], place: Territory, also: Iterable[str] = ()) -> dict[str, Loaded]:
    """The same tables, each with the file it was read from.

    `also`: other communes that are read, where services stand outside the territory.
    """
    around = tuple(sorted({*also} - {*place.communes}))
    found = {key: BY_KEY[key].loaded(place.cog, place.communes, around) for key in sorted(set(needs))}
    return {key: one for key, one in found.items() if one is not None}


def coverage(source: Source, place: Territory) -> float:
    """Share of the territory's communes with at least one known figure, in [0, 1].

    For a table of organisations, not of communes: 1 if it holds anything.
    """
    table = source.table(place.cog, place.communes)
    if table is None:
        return 0.0
    rows = rows_inside(table, place.communes)
    listed = [column for column in PLACES if column in rows]
    if listed:
        known = set().union(*(rows[column] for column in listed)) & set(place.communes)
        return len(known) / len(place.communes)
    if table.index.name != "commune":
        return float(len(rows) > 0)
    return len(rows) / len(place.communes)


def reason(key: str, place: Territory, commune: str) -> str:
    """Why the figure of a commune is unknown in a source (a key of ``publisher.REASONS``); "" if it does not say.

    The figure of a source is the first column of its table.
    """
    return _reasons(key, place, stamp()).get(commune, "")


@lru_cache(maxsize=128)
def _reasons(key: str, place: Territory, _: str) -> dict[str, str]:
    table = BY_KEY[key].table(place.cog, place.communes)
    if table is None or table.index.name != "commune" or f"{table.columns[0]}__why" not in table:
        return {}
    return {str(code): str(why) for code, why in table[f"{table.columns[0]}__why"].items()}
