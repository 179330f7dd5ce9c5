"""Reading publishers' files: archives, encodings, French decimals, secrecy. Shared by every source."""

import csv
import fnmatch
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from python_calamine import CalamineError

from i18n import NBSP, Text

from ..errors import LayerError
from ..fetch.download import Follow

Per = Literal["france", "department", "epci"]

SECRETS = {"s": "secret", "ns": "secret", "c": "secret", "nd": "unavailable", "n/a": "unavailable", "nc": "unavailable"}
"""How publishers write a figure they do not give, and the reason it stands for."""

WORKBOOK = "[Content_Types].xml"
"""What makes a zip an Excel workbook."""

SEPARATORS = (";", ",")
TAIL = 1 << 16
"""Bytes at the end of a file among which its last two lines are looked for."""

SPREADSHEET = "cp1252"
"""What a spreadsheet on a French Windows writes a CSV in."""

REASONS = {
    "secret": Text("secret statistique", "statistical secrecy"),
    "censored": Text("valeur bornée par l'éditeur", "value capped by the publisher"),
    "unavailable": Text("non publié par l'éditeur", "not published"),
    "split": Text("commune divisée depuis", "commune split since"),
    "unreachable": Text("aucune route n'y mène", "no road leads there"),
    "unserved": Text("aucun guichet connu ne sert cette commune", "no known desk serves this commune"),
    "merged": Text("communes fusionnées depuis, non recalculable", "communes merged since, cannot be recomputed"),
}
"""Why a value is unknown: the ``<column>__why`` column beside it."""


@dataclass(frozen=True)
class Published:
    """One file of a publisher: where it is, how it is known when dropped in the folder, how it is read.

    Attributes
    ----------
    cog
        Geography year its codes are written in.
    url
        Official address. ``{department}`` or ``{epci}`` in it: one file per département or per EPCI.
    read
        Publisher's file to the table of the source. Raises LayerError if it is not that file.
    names
        Patterns of the publisher's file names, zipped or not: how a dropped file is recognised.
    sha256
        Of the publisher's file where it never changes; else the hash is noted at the first download.
    follow
        For an API: the address of its next page.
    rolling
        True where the publisher changes the file under the same address: its year is that of the file received.
    every_commune
        True where the file has a row for each commune of its geography: how many is then known beforehand.
    megabytes
        Rough size of the download, for the reader; 0 if not known.
    """

    cog: int
    url: str
    read: Callable[[Path], pd.DataFrame]
    names: tuple[str, ...]
    sha256: str = ""
    follow: Follow | None = None
    rolling: bool = False
    every_commune: bool = False
    megabytes: float = 0

    @property
    def per(self) -> Per:
        """What part of the country one file holds."""
        return "epci" if "{epci}" in self.url else "department" if "{department}" in self.url else "france"


def not_the_file(label: Text, why: Text) -> LayerError:
    """The sentence for a file that is not what it says."""
    return LayerError(
        Text(
            f"{label.fr}{NBSP}: ce fichier n'est pas celui de l'éditeur. {why.fr}",
            f"{label.en}: this is not the publisher's file. {why.en}",
        )
    )


@contextmanager
def reading(label: Text) -> Iterator[None]:
    """Turn what libraries raise on a damaged file into one sentence."""
    try:
        yield
    except (
        UnicodeError, csv.Error, zipfile.BadZipFile, pd.errors.ParserError, pd.errors.EmptyDataError, pa.ArrowInvalid,
        CalamineError, EOFError, KeyError, ValueError, OSError, NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        raise not_the_file(label, Text("Il est abîmé ou incomplet.", "It is damaged or incomplete.")) from error


@contextmanager
def member(path: Path, *patterns: str) -> Iterator[IO[bytes]]:
    """The file itself, or its first member whose name matches a pattern (case aside) if it is a zip.

    Raises KeyError if no member matches.
    """
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        if WORKBOOK in archive.namelist():
            with path.open("rb") as file:
                yield file
            return
        for name in archive.namelist():
            if any(fnmatch.fnmatch(name.rsplit("/", 1)[-1].lower(), pattern.lower()) for pattern in patterns):
                with archive.open(name) as file:
                    yield file
                return
        msg = f"no {' / '.join(patterns)} among {', '.join(archive.namelist()[:5])}"
        raise KeyError(msg)


def header(path: Path, *patterns: str) -> list[str]:
    """Names of the columns of a publisher's CSV, zipped or not."""
    with member(path, *patterns) as file:
        return _columns(file.readline())[1]


def _columns(line: bytes) -> tuple[str, list[str]]:
    """The separator of a first line, the one that makes most columns of it, and these."""
    try:
        head = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        head = line.decode(SPREADSHEET)
    columns = {mark: next(csv.reader([head.rstrip("\r\n")], delimiter=mark), []) for mark in SEPARATORS}
    separator = max(SEPARATORS, key=lambda mark: len(columns[mark]))
    return separator, columns[separator]


def read_csv(path: Path, *patterns: str, label: Text, needs: Iterable[str]) -> pd.DataFrame:
    """The columns `needs` of a publisher's CSV (``;`` or ``,``), zipped or not, as text; "" is missing.

    Columns are found whatever their case and stray spaces, and named as asked. UTF-8, or Windows-1252 where a
    spreadsheet has saved the file again.

    Raises
    ------
    LayerError
        If the file cannot be read, lacks one of the columns, or stops within a line.
    """
    with reading(label):
        try:
            table = _texts(path, patterns, needs, label, "utf-8-sig")
        except UnicodeDecodeError:
            table = _texts(path, patterns, needs, label, SPREADSHEET)
        if _stops_within_a_line(path):
            msg = "the last line is cut"
            raise ValueError(msg)
    return table


def _texts(path: Path, patterns: Iterable[str], needs: Iterable[str], label: Text, encoding: str) -> pd.DataFrame:
    with member(path, *patterns) as file:
        separator, columns = _columns(file.readline())
    found = pick(columns, needs, label)
    with member(path, *patterns) as file:
        table = pd.read_csv(
            file, sep=separator, dtype=str, keep_default_na=False, encoding=encoding, usecols=list(found), engine="c"
        )
    if separator == ",":
        with member(path, *patterns) as file, io.TextIOWrapper(file, encoding, newline="") as lines:
            _check_lengths(lines, len(columns))
    return table.rename(columns=found)[list(needs)]


def _check_lengths(lines: Iterable[str], most: int) -> None:
    """Raise ValueError for a row longer than its header: a comma between digits, which pandas shifts in silence."""
    if any(any(row[most:]) for row in csv.reader(lines)):
        msg = "a row is longer than its header"
        raise ValueError(msg)


def _stops_within_a_line(path: Path) -> bool:
    """True where the last line of a CSV has fewer cells than its header and than the line before it.

    pandas fills such a line with nothing, without a word. A zip checks itself.
    """
    if zipfile.is_zipfile(path):
        return False
    with path.open("rb") as file:
        separator, columns = _columns(file.readline())
        file.seek(max(0, path.stat().st_size - TAIL))
        lines = file.read().decode("latin-1").rstrip("\r\n").split("\n")[-2:]
    # An odd number of quotes: the end of a cell of several lines.
    cells = [len(next(csv.reader([line], delimiter=separator), [])) for line in lines if line.count('"') % 2 == 0]
    return len(cells) == 2 and cells[1] < len(columns) <= cells[0]


_RENAMED = Text(
    "Prenez le fichier de l'année demandée, à l'adresse que donne la page Données.",
    "Take the file of the year asked for, at the address that the Data page gives.",
)


def pick(columns: Iterable[str], needs: Iterable[str], label: Text) -> dict[str, str]:
    """Publisher's column -> name asked for, case and spaces aside.

    Raises LayerError naming the columns that are missing.
    """
    known = {column.strip().casefold(): column for column in columns}
    missing = [name for name in needs if name.casefold() not in known]
    if missing:
        listed = ", ".join(missing[:5])
        raise not_the_file(
            label,
            Text(f"Colonnes absentes{NBSP}: {listed}. {_RENAMED.fr}", f"Missing columns: {listed}. {_RENAMED.en}"),
        )
    return {known[name.casefold()]: name for name in needs}


def numbers(texts: pd.DataFrame) -> pd.DataFrame:
    """Figures of text columns (French or English decimals), with a ``__why`` column for each that has unknowns.

    An empty cell, and a mark of secrecy, are NaN. Raises ValueError on anything else that is no number.
    """
    found: dict[str, pd.Series] = {}
    for name in texts:
        cells = texts[name].str.strip()
        why = cells.str.lower().map(SECRETS).fillna("").where(cells != "", "unavailable")
        plain = cells.str.replace("[\u00a0\u202f ]", "", regex=True).str.replace(",", ".", regex=False)
        found[str(name)] = pd.to_numeric(plain.where(why == "", None)).astype(float)
        if (why != "").any():
            found[f"{name}__why"] = why
    return pd.DataFrame(found, index=texts.index)


def zeros_back(codes: pd.Series, width: int) -> pd.Series:
    """Codes as text, with the zero in front that a spreadsheet took for a number's.

    Certain: codes of communes and of IRIS have one width, and those of the first nine départements begin with one zero.
    """
    written = {code: str(code).strip().upper().removesuffix(".0") for code in codes.unique()}
    return codes.map({code: text.zfill(width) if _lost_a_zero(text, width) else text for code, text in written.items()})


def _lost_a_zero(text: str, width: int) -> bool:
    return len(text) == width - 1 and text.isascii() and text.isdigit() and text[0] != "0"


def commune_codes(codes: pd.Series, label: Text) -> pd.Series:
    """Five-character commune codes, refused if most are not: the wrong file or the wrong column."""
    written = zeros_back(codes, 5).astype(str)
    good = written.str.fullmatch(r"(\d{2}|2[AB])\d{3}")
    if len(written) == 0 or good.mean() < 0.9:
        why = Text("Les codes de communes n'y sont pas.", "It does not hold codes of communes.")
        raise not_the_file(label, why)
    return written.where(good)


def total(table: pd.DataFrame, columns: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Sums of columns, unknown if any part is (a partial sum is a wrong figure)."""
    return pd.DataFrame({name: table[list(parts)].sum(axis=1, skipna=False) for name, parts in columns.items()}).astype(
        np.float64
    )
