"""Rows of cells, or records, to a table of text: one header, one name per column, rows numbered as in the file."""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from i18n import Text

from ..errors import LayerError
from .limits import ROWS, check_shape

HEADER_WITHIN = 20
"""Rows among which the header is looked for: titles are often written above a table."""
ROW = "ligne"
"""Name of the index: the row's number, as a spreadsheet shows it, or its rank among the features."""


class Opened(NamedTuple):
    """A file as it was read, before anything is understood of it.

    ``table`` holds text, None where a cell is empty; its index is the row's number in the file.
    ``notes`` say what had to be guessed or left out.
    """

    table: pd.DataFrame
    notes: tuple[Text, ...] = ()


def as_text(value: object) -> str | None:
    """A cell as text: None if empty, a whole number without ".0", a list or an object as JSON."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    written = json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
    return written.strip() or None


def from_rows(rows: Sequence[Sequence[str | None]], most: int = ROWS) -> Opened:
    """The table under the first row that is at least half as filled as the widest of the first twenty.

    ``most`` is how many rows it may have.

    Raises
    ------
    LayerError
        If there is no row under the header, if a row has more cells than the header, or too many of them.
    """
    filled = [sum(cell is not None for cell in row) for row in rows[:HEADER_WITHIN]]
    top = next((i for i, count in enumerate(filled) if count and 2 * count >= max(filled)), 0)
    header = _trimmed(rows[top]) if rows else []
    body = {top + 2 + i: row for i, row in enumerate(rows[top + 1 :]) if any(cell is not None for cell in row)}
    if not header or not body:
        raise LayerError(
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
    return Opened(pd.DataFrame(cells, pd.Index(list(body), name=ROW), names, dtype=object), notes)


def from_records(records: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """The table of records that name their own columns, numbered from 1."""
    names = list(dict.fromkeys(str(key) for record in records for key in record))
    check_shape(len(records), len(names))
    cells = [[as_text(record.get(name)) for name in names] for record in records]
    return pd.DataFrame(cells, pd.RangeIndex(1, len(cells) + 1, name=ROW), names, dtype=object)


_TITLE = Text(
    "L'en-tête est à la ligne {line}\u00a0: ce qui est au-dessus n'est pas lu.",
    "The header is on row {line}: what is above is not read.",
)
_TWICE = Text(
    "Plusieurs colonnes s'appellent «\u00a0{name}\u00a0»\u00a0: elles sont numérotées.",
    "Several columns are called “{name}”: they are numbered.",
)


def _trimmed(row: Sequence[str | None]) -> list[str | None]:
    last = max((i for i, cell in enumerate(row) if cell is not None), default=-1)
    return list(row[: last + 1])


def _fitted(row: Sequence[str | None], width: int, line: int) -> Sequence[str | None]:
    """The cells of one row. A longer row is refused: its values may have slipped to the next column."""
    if len(row) == width:
        return row
    if any(cell is not None for cell in row[width:]):
        raise LayerError(
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
