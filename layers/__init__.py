"""Data access: the only package that reads files or the network."""

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from .actors import INSTITUTION_KINDS, SERVICE_THEMES, actors, not_loaded
from .by_law import is_deduced, observed_first
from .cog import PLACE_COLUMNS
from .communes import census_persons, communes, contours, projection
from .context import FIGURES, context
from .departures import departures
from .errors import LayerError
from .national import national_pairs
from .organisations import organisations
from .reference import COG
from .roads.kept import modes as road_modes
from .roads.kept import network as road_network
from .roads.kept import stamp as road_stamp
from .roads.speeds import MODES, Mode
from .source import UNDATED, Loaded, Source, Vintage, rows_inside
from .sources import BY_KEY, SOURCES
from .store import stamp
from .territory import Territory, epcis, membership_of, perimeter, territory

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
    "is_deduced",
    "loaded",
    "membership_of",
    "national_pairs",
    "not_loaded",
    "observed_first",
    "organisations",
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
    listed = [column for column in PLACE_COLUMNS if column in rows]
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
