"""Rows of cells, or records, to a table of text: one header, one name per column, rows numbered as in the file."""

import datetime as dt
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from i18n import Text

from .limits import MAX_ROWS, check_shape
from .refused import Refused
from .unreadable import LONGEST_CELL, is_readable, readable

HEADER_WITHIN = 20
"""Rows among which the header is looked for: titles are often written above a table."""
ROW = "ligne"
"""Name of the index: the row's number, as a spreadsheet shows it, or its rank among the features."""


X, Y = "géométrie x", "géométrie y"
"""Columns of the point: degrees (WGS84) when the file says its projection, else what it holds."""

RowCells = list[str | None]
"""The cells of one row, None where one is empty."""


class Choice(NamedTuple):
    """What a reader may choose of a file; None to have it found.

    ``part``: the sheet, the layer, or the file of an archive.
    """

    encoding: str | None = None
    part: str | None = None


AUTOMATIC = Choice()


class ParsedFile(NamedTuple):
    """A file as it was read, before anything is understood of it.

    ``columns`` are unique; ``lines`` number the rows as the file does.
    ``notes`` say what had to be guessed, replaced or left out. ``parts``: sheets, layers or files one may choose
    between, ``part`` the one that is read. ``encoding``: of a text, how it was read.
    """

    columns: list[str]
    lines: list[int]
    rows: list[RowCells]
    notes: tuple[Text, ...] = ()
    parts: tuple[str, ...] = ()
    part: str | None = None
    encoding: str | None = None


def as_text(value: object) -> str | None:
    """A cell as text: None if empty, a whole number without ".0", a day without midnight, a list as JSON."""
    if value is None or isinstance(value, bytes) or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    written = json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
    return written.strip() or None


def from_rows(rows: Sequence[RowCells], most: int = MAX_ROWS) -> ParsedFile:
    """The table under the first row that is at least half as filled as the widest of the first twenty.

    ``most`` is how many rows it may have.

    Raises
    ------
    Refused
        If there is no row under the header, if a row has more cells than the header, or too many of them.
    """
    filled = [sum(cell is not None for cell in row) for row in rows[:HEADER_WITHIN]]
    widest = max(filled, default=0)
    # A cell alone above a table is its title, even of two columns.
    top = next((i for i, count in enumerate(filled) if 2 * count >= widest and (count > 1 or count == widest)), 0)
    header = _trimmed(rows[top]) if rows else []
    body = {top + 2 + i: row for i, row in enumerate(rows[top + 1 :]) if any(cell is not None for cell in row)}
    if not header or not body:
        raise Refused(
            Text(
                "Aucune ligne sous l'en-tête. La première ligne doit nommer les colonnes, les suivantes les remplir.",
                "No row under the header. The first row must name the columns, the next ones fill them.",
            )
        )
    check_shape(len(body), len(header), most)
    cells = [_fitted(row, len(header), line) for line, row in body.items()]
    names, notes = _named(header)
    if any(filled[:top]):
        notes = (*notes, _TITLE.format(line=top + 1))
    return ParsedFile(names, list(body), cells, notes)


def from_records(records: Sequence[Mapping[str, object]]) -> ParsedFile:
    """The table of records that name their own columns, numbered from 1."""
    names = list(dict.fromkeys(key for record in records for key in record))
    return from_values(names, ([record.get(name) for name in names] for record in records), len(records))


def from_values(names: Sequence[str], values: Iterable[Sequence[object]], count: int) -> ParsedFile:
    """The table of `count` rows of values under these names, numbered from 1."""
    check_shape(count, len(names))
    columns, notes = _named([as_text(name) for name in names])
    rows = [[as_text(value) for value in row] for row in values]
    return ParsedFile(columns, list(range(1, len(rows) + 1)), rows, notes)


def cleaned(read: ParsedFile) -> ParsedFile:
    """The same table; what no file could write again is replaced (see :mod:`unreadable`), and told.

    Words by which software says that a cell is empty leave it empty.

    Raises
    ------
    Refused
        If a cell is longer than ``LONGEST_CELL``.
    """
    names, _ = _named([readable(name).strip() or None for name in read.columns])
    touched = [names[at] for at, name in enumerate(read.columns) if readable(name) != name]
    rows: list[RowCells] = [[None if cell in EMPTY else cell for cell in row] for row in read.rows]
    for line, row in zip(read.lines, rows, strict=True):
        # The whole row at once: most have nothing to replace.
        if is_readable("".join(filter(None, row))):
            continue
        for at, cell in enumerate(row):
            if cell is not None and len(cell) > LONGEST_CELL:
                raise Refused(_ENDLESS.format(line=line, column=names[at]))
            if cell is not None and (clean := readable(cell)) != cell:
                row[at] = clean.strip() or None
                touched.append(f"{names[at]} ({line})")
    notes = (_REPLACED.format(count=len(touched), first=touched[0]),) if touched else ()
    return read._replace(columns=names, rows=rows, notes=(*read.notes, *notes))


EMPTY = frozenset([
    "NA", "N/A", "n/a", "#N/A", "#N/D", "NULL", "null", "None", "NaN", "nan", "<NA>", "<null>", "-", "--", "–", "—",
    "(vide)", "(null)", "#REF!", "#VALEUR!", "#VALUE!", "#NOM?", "#NAME?", "#DIV/0!",
])  # fmt: skip
"""What R, pandas, SQL, QGIS and spreadsheets write for nothing, and for a formula that failed."""


_REPLACED = Text(
    "Caractères illisibles ou invisibles, remplacés par « \ufffd » ou ôtés. Cellules touchées : {count}, dont {first}.",
    "Unreadable or invisible characters, replaced by “\ufffd” or left out. Cells touched: {count}, among them {first}.",
)
_ENDLESS = Text(
    "La cellule de la ligne {line}, colonne « {column} », est démesurée. Videz-la, ou ôtez cette colonne.",
    "The cell on row {line}, column “{column}”, is oversized. Empty it, or leave that column out.",
)
_TITLE = Text(
    "L'en-tête est à la ligne {line}\u00a0: ce qui est au-dessus n'est pas lu.",
    "The header is on row {line}: what is above is not read.",
)
_TWICE = Text(
    "Plusieurs colonnes s'appellent «\u00a0{name}\u00a0»\u00a0: elles sont numérotées.",
    "Several columns are called “{name}”: they are numbered.",
)


def _trimmed(row: Sequence[str | None]) -> RowCells:
    last = max((i for i, cell in enumerate(row) if cell is not None), default=-1)
    return list(row[: last + 1])


def _fitted(row: RowCells, width: int, line: int) -> RowCells:
    """The cells of one row. A longer row is refused: its values may have slipped to the next column."""
    if len(row) == width:
        return row
    if any(cell is not None for cell in row[width:]):
        raise Refused(
            Text(
                f"La ligne {line} a plus de cellules que l'en-tête n'a de colonnes ({width}). Nommez toutes les "
                "colonnes, et mettez entre guillemets les textes qui contiennent le séparateur.",
                f"Row {line} has more cells than the header has columns ({width}). Name every column, and put texts "
                "that hold the separator between quotes.",
            )
        )
    return [*row[:width], *[None] * (width - len(row))]


def _named(header: Sequence[str | None]) -> tuple[list[str], tuple[Text, ...]]:
    """One name per column: a rank where there is none, a number where it is not the first."""
    names = [f"({i + 1})" if cell is None else cell for i, cell in enumerate(header)]
    counts, seen, taken = Counter(names), Counter[str](), set(names)
    unique = []
    for name in names:
        seen[name] += 1
        number, chosen = seen[name], name
        while number > 1 and chosen in taken:
            chosen = f"{name} ({number})"
            number += 1
        taken.add(chosen)
        unique.append(chosen)
    return unique, tuple(_TWICE.format(name=name) for name, count in counts.items() if count > 1)
