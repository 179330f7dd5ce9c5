"""A source of open data, its vintages, and how one vintage is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from i18n import Text

from . import store
from .cog import PLACE_COLUMNS
from .counted import Count, counted
from .errors import LayerError
from .merging import WHY
from .projections import department
from .publishers.files import Published
from .reference import manifest, raw

UNDATED = 0
"""Year of a figure whose publisher's file was passed on without its date."""

LICENCE_OUVERTE = "Licence Ouverte 2.0"
NATIONAL = Text("France entière", "all of France")
PAYS_BASQUE = Text("CA du Pays Basque seulement", "CA du Pays Basque only")


Codes = tuple[str, ...]
"""Codes of communes."""


@dataclass(frozen=True)
class File:
    """One vintage: the geography it is expressed in, and its file in the reference pack."""

    cog: int
    name: str


@dataclass(frozen=True)
class Vintage:
    """Which file a table was read from.

    Attributes
    ----------
    year
        Data year; UNDATED if the publisher's file came without it.
    cog
        Geography year of that file, before it was carried to the study's.
    origin
        Address it came from, or the name of the dropped file; empty for the reference pack.
    own
        True where rows of the reader's own file come before the publisher's, or stand alone (year UNDATED).
    count
        What was read of the publisher's file; None for the reference pack.
    """

    year: int
    cog: int
    sha256: str
    origin: str = ""
    own: bool = False
    count: Count | None = None


@dataclass(frozen=True)
class Loaded:
    """A table as it is known for a territory, and the file it was read from."""

    table: pd.DataFrame
    vintage: Vintage

    @property
    def figures(self) -> pd.DataFrame:
        """The table without the columns that say why a figure is unknown."""
        reasons = [column for column in self.table if str(column).endswith(WHY)]
        return self.table.drop(columns=reasons) if reasons else self.table


@dataclass(frozen=True)
class Source:
    """A data source.

    Attributes
    ----------
    vintages
        ``{data year: File}`` of the reference pack.
    read
        Turns the raw table of the pack into the table of this source.
    published
        ``{data year: Published}``: the publisher's files, to download or to drop in the folder.
    rules
        How each column is carried to another geography (see ``cog.carry``).
    derive
        Completes a table once it is in the study's geography: shares are computed there from counts.
    made
        Makes the table of a territory from other sources, where no vintage of its own knows it.
    by
        Columns of communes by which a large table is read; empty where it is read whole.
    history
        True where every vintage is wanted, not only the latest.
    extra
        True for what enters no distance: context, sharper contours. Fetched when asked for.
    scope
        What part of the country the pack holds.
    origin
        Where the figures come from, or will come from: shown when a reader misses them.
    """

    key: str
    label: Text
    publisher: str
    origin: Text
    vintages: Mapping[int, File] = field(default_factory=dict)
    read: Callable[[pd.DataFrame], pd.DataFrame] = lambda raw: raw
    published: Mapping[int, Published] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    derive: Callable[[pd.DataFrame], pd.DataFrame] = lambda table: table
    made: Callable[[int, Codes, Codes], Loaded | None] = lambda _cog, _inside, _also: None
    by: tuple[str, ...] = ()
    history: bool = False
    extra: bool = False
    scope: Text = NATIONAL
    licence: str = LICENCE_OUVERTE

    def loaded(self, cog: int, inside: Codes = (), also: Codes = ()) -> Loaded | None:
        """The latest vintage that knows any of the communes `inside` (all, when empty); None if none does.

        At the same year what was downloaded comes before the reference pack, which may hold one
        territory only. `also`: other communes whose rows are read, that never decide of the vintage.

        Raises
        ------
        LayerError
            If the pack's file is missing, or lists a commune twice (METHOD 2.3, rule 11).
        """
        for year in self.years(cog):
            candidate = self.at(year, cog, inside, also)
            if candidate is not None:
                return candidate
        return self.made(cog, inside, also)

    def years(self, cog: int) -> list[int]:
        """Data years of the pack and of what was downloaded, latest first."""
        packed = {year for year, file in self.vintages.items() if file.cog <= cog}
        return sorted(packed | set(store.years(self.key) if self.published else []), reverse=True)

    def at(self, year: int, cog: int, inside: Codes = (), also: Codes = ()) -> Loaded | None:
        """One vintage; None if it knows none of the communes `inside`. Raises as `loaded` does."""
        candidates = [self._kept(year, inside, also)] if year in self.published else []
        if year in self.vintages and self.vintages[year].cog <= cog:
            candidates += [self._packed(year, self.vintages[year])]
        known = (
            candidate for candidate in candidates if candidate is not None and len(rows_inside(candidate.table, inside))
        )
        return next(known, None)

    def table(self, cog: int, inside: Codes = (), also: Codes = ()) -> pd.DataFrame | None:
        """The table of that vintage; None when the source is not loaded there."""
        kept = self.loaded(cog, inside, also)
        return None if kept is None else kept.table

    def _packed(self, year: int, file: File) -> Loaded:
        table = _read(self, file.name, store.stamp(self.key))
        # A history is the pack's, and every further year that was loaded.
        years = store.years(self.key) if self.history else []
        noted = [store.notes(path) for kept in years for path in store.parts(self.key, kept, set())]
        hashes = [str(manifest()[file.name]["sha256"]), *(n["sha256"] for n in noted)]
        return Loaded(table, Vintage(year, file.cog, ", ".join(hashes), ", ".join(n["origin"] for n in noted)))

    def _kept(self, year: int, inside: Codes, also: Codes) -> Loaded | None:
        here = {department(code) for code in inside}
        paths = store.parts(self.key, year, {*here, *(department(code) for code in also)})
        held = {path.stem for path in paths}
        # Half of a territory's départements is no list of its places.
        if not paths or (self.published[year].per == "department" and "france" not in held and not here <= held):
            return None
        table = unique(store.read(paths, self.by, (*inside, *also)), self.label)
        noted = [store.notes(path) for path in paths]
        mine = [
            n for n in noted if not inside or not n["communes"] or set(n["communes"].split()) & set(inside)
        ] or noted
        hashes, origins = (", ".join(dict.fromkeys(n[key] for n in mine)) for key in ("sha256", "origin"))
        oldest = min(n["dated"] for n in mine)[:4]
        known = (int(oldest) if oldest else UNDATED) if self.published[year].rolling else year
        return Loaded(table, Vintage(known, int(mine[0]["cog"]), hashes, origins, count=counted(mine[0])))

    def __hash__(self) -> int:
        return hash(self.key)


def rows_inside(table: pd.DataFrame, inside: Codes) -> pd.DataFrame:
    """Rows of a table that touch these communes and hold anything; every row when none is asked for."""
    if not inside:
        return table
    listed = [column for column in PLACE_COLUMNS if column in table]
    if listed:
        return table[np.logical_or.reduce([table[column].isin(inside) for column in listed])]
    if table.index.name not in ("commune", "organisation"):
        return table
    known = table.drop(columns=[column for column in table if str(column).endswith(WHY)])
    return known[known.index.isin(inside)].dropna(how="all")


@cache
def _read(source: Source, name: str, _: str) -> pd.DataFrame:
    return unique(source.read(raw(name)), source.label)


def unique(table: pd.DataFrame, label: Text) -> pd.DataFrame:
    """The table itself, refused if a row is given twice."""
    if table.index.is_unique:
        return table
    twice = ", ".join(sorted({str(key) for key in table.index[table.index.duplicated()]})[:5])
    raise LayerError(
        Text(
            f"{label.fr} : lignes en double ({twice}). Gardez une seule ligne par commune.",
            f"{label.en}: duplicate rows ({twice}). Keep one row per commune.",
        )
    )


def by_commune(*columns: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A reader that keeps these columns, indexed by commune."""
    return lambda raw_table: raw_table.set_index("commune")[list(columns)]
