"""A source of open data, its vintages, and how one vintage is read."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from i18n import Text

from .errors import LayerError

REFERENCE = Path(__file__).parent.parent / "data" / "reference"
"""The national reference pack, committed: what is known of every territory without a network."""

UNDATED = 0
"""Year of a figure whose publisher's file was passed on without its date."""

LICENCE_OUVERTE = "Licence Ouverte 2.0"
NATIONAL = Text("France entière", "all of France")
PAYS_BASQUE = Text("CA du Pays Basque seulement", "CA du Pays Basque only")


@dataclass(frozen=True)
class File:
    """One vintage: the geography it is expressed in, and its file in the reference pack."""

    cog: int
    name: str


@dataclass(frozen=True)
class Source:
    """A data source.

    Attributes
    ----------
    vintages
        ``{data year: File}``; empty when nothing of it is in the reference pack.
    read
        Turns one vintage's raw table into the table of this source, indexed by commune.
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
    scope: Text = NATIONAL
    licence: str = LICENCE_OUVERTE

    def year(self, cog: int) -> int | None:
        """Data year of the latest vintage whose geography is not after `cog`; None if there is none."""
        return max((year for year, file in self.vintages.items() if file.cog <= cog), default=None)

    def table(self, cog: int) -> pd.DataFrame | None:
        """The table of that vintage; None when the source is not loaded.

        Raises
        ------
        LayerError
            If the pack's file is missing, or lists a commune twice (METHOD 2.3, rule 11).
        """
        year = self.year(cog)
        return None if year is None else _read(self, self.vintages[year].name)

    def sha256(self, cog: int) -> str:
        """SHA-256 of the file the table is read from; empty when not loaded."""
        year = self.year(cog)
        return "" if year is None else str(manifest()[self.vintages[year].name]["sha256"])

    def __hash__(self) -> int:
        return hash(self.key)


@cache
def manifest() -> dict[str, dict[str, object]]:
    """Hash and row count of every file of the reference pack."""
    found: dict[str, dict[str, object]] = json.loads((REFERENCE / "manifest.json").read_text(encoding="utf-8"))
    return found


@cache
def raw(name: str) -> pd.DataFrame:
    """One file of the reference pack, as it is. Read once per process and shared: never write in it."""
    with opened(name) as path:
        return pd.read_parquet(path)


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The path of a file of the reference pack; a sentence instead of a traceback if it cannot be read."""
    try:
        yield REFERENCE / name
    except (FileNotFoundError, pa.ArrowInvalid) as error:
        raise LayerError(
            Text(
                f"Le fichier de référence {name} manque ou est abîmé. Relancez « python -m layers.pack ».",
                f"The reference file {name} is missing or damaged. Run “python -m layers.pack” again.",
            )
        ) from error


@cache
def _read(source: Source, name: str) -> pd.DataFrame:
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
