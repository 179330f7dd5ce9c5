"""Data access: the only package that reads files or the network."""

from collections.abc import Iterable

import pandas as pd

from .accounts import ACCOUNTS
from .actors import INSTITUTION_KINDS, NOT_LOADED, SERVICE_THEMES, actors
from .adjacency import ADJACENCY
from .associations import ASSOCIATIONS
from .census import CENSUS
from .chef_lieu import CHEF_LIEU
from .communes import communes, contours, projection
from .districts import DISTRICTS
from .eligibility import ELIGIBILITY
from .errors import LayerError
from .european_2024 import EUROPEAN_2024
from .fibre import FIBRE
from .flows import FLOWS
from .income import INCOME
from .institutions import INSTITUTIONS
from .labour import LABOUR
from .mandates import MANDATES
from .membership import MEMBERSHIP
from .municipal_2026 import MUNICIPAL_2026
from .networks import NETWORKS
from .occupations import OCCUPATIONS
from .population import POPULATION
from .potential import POTENTIAL
from .prices import PRICES
from .services import SERVICES
from .source import UNDATED, Source
from .territory import COG, Territory, epcis, territory
from .town_halls import TOWN_HALLS
from .zonings import ZONINGS

SOURCES = (
    MEMBERSHIP, POPULATION, ADJACENCY, CHEF_LIEU, CENSUS, OCCUPATIONS, LABOUR, EUROPEAN_2024, MUNICIPAL_2026,
    MANDATES, DISTRICTS, ZONINGS, TOWN_HALLS, FIBRE, INCOME, SERVICES, NETWORKS, INSTITUTIONS,
    FLOWS, ASSOCIATIONS, ELIGIBILITY, PRICES, POTENTIAL, ACCOUNTS,
)  # fmt: skip
BY_KEY = {source.key: source for source in SOURCES}

__all__ = [
    "BY_KEY", "COG", "INSTITUTION_KINDS", "NOT_LOADED", "SERVICE_THEMES", "SOURCES", "UNDATED", "LayerError", "Source",
    "Territory", "actors", "communes", "contours", "coverage", "epcis", "projection", "tables", "territory",
]  # fmt: skip


def tables(needs: Iterable[str], place: Territory) -> dict[str, pd.DataFrame]:
    """The tables named, those that hold at least one commune of the territory.

    A need that is absent from the answer is not loaded there: what depends on it is unknown.
    """
    found = {}
    for key in sorted(set(needs)):
        table = BY_KEY[key].table(place.cog)
        if table is not None and coverage(BY_KEY[key], place) > 0:
            found[key] = table
    return found


def coverage(source: Source, place: Territory) -> float:
    """Share of the territory's communes with at least one known figure, in [0, 1].

    For a table of organisations, not of communes: 1 if it holds anything.
    """
    table = source.table(place.cog)
    if table is None:
        return 0.0
    inside = list(place.communes)
    listed = [column for column in ("commune", "a", "b", "origin", "destination") if column in table]
    if listed:
        known = set().union(*(table.loc[table[column].isin(inside), column] for column in listed))
        return len(known) / len(inside)
    if table.index.name != "commune":
        return float(len(table) > 0)
    return float(table.reindex(inside).notna().any(axis=1).mean())
