"""A reader's table under one kind: the columns proposed, what is kept of each row, what is not and why."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from i18n import Text
from parsing import ROW
from parsing.limits import too_big

from ..errors import LayerError
from ..spelling import squashed
from .cells import Cell, decimal
from .gazetteer import Gazetteer
from .issues import Issue
from .kinds import SURVEY, OwnColumn, OwnKind
from .matching import matched

Mapped = Mapping[str, str | None]
"""Column of the file for each column of the kind; None where the file has none."""

ISSUE = [ROW, "colonne", "valeur", "motif_fr", "motif_en"]

LONGEST_TOLD = 200
"""Characters of a value that is reported."""

EMPTY = Text("est vide", "is empty")
ONCE = Text(
    "est déjà donné à la ligne entre parenthèses\u00a0: gardez une seule ligne",
    "is already given on the row between brackets: keep one row",
)
TWICE = Text(
    "est déjà donné à la ligne entre parenthèses\u00a0: gardez une seule ligne, ou additionnez-les",
    "is already given on the row between brackets: keep one row, or add them up",
)


@dataclass(frozen=True)
class Imported:
    """What a file gave for one territory.

    Attributes
    ----------
    table
        Rows kept, indexed by their number in the file: one column per column of the kind, and, by its
        ``place``, ``commune_code``, ``lon``, ``lat``, ``point_quality``, or ``communes``.
    rejected, warnings
        Why a row was left out; what was changed or set aside in a row that was kept. Columns ``ISSUE``.
    read
        Rows in the file.
    outside
        Rows of other territories, left out without a fault.
    """

    kind: OwnKind
    table: pd.DataFrame
    rejected: pd.DataFrame
    warnings: pd.DataFrame
    read: int
    outside: int


def propose(table: pd.DataFrame, kind: OwnKind) -> dict[str, str | None]:
    """For each column of the kind, the column of the file with its name or one of its synonyms; None if there is none.

    A column of the file is proposed once.
    """
    headers = {squashed(str(name)): str(name) for name in reversed(list(table.columns))}
    proposed: dict[str, str | None] = {}
    for column in kind.columns:
        names = [squashed(name) for name in (column.key, *column.synonyms)]
        free = [headers[name] for name in names if name in headers and headers[name] not in proposed.values()]
        proposed[column.key] = free[0] if free else None
    return proposed


def imported(
    table: pd.DataFrame, kind: OwnKind, mapping: Mapped, places: Gazetteer, reading: str | None = None
) -> Imported:
    """Read a table of text under one kind.

    Parameters
    ----------
    table
        See :class:`layers.own.open.Opened`.
    reading
        Key of :data:`layers.own.points.POINT_PROJECTIONS`; None to recognise the coordinates.

    Raises
    ------
    LayerError
        If a column the kind requires is not mapped, or if there are more rows than it may hold.
    """
    read = len(table)
    if read > kind.rows:
        raise LayerError(too_big(kind.rows))
    if kind is SURVEY and not (mapping.get("reponse") or mapping.get("effectif")):
        table, mapping = _long(table, mapping)
    _check(kind, table, mapping)
    # Rows are counted from 0: a survey with one column per answer gives several of them a same line.
    lines = table.index.to_numpy()
    table = table.reset_index(drop=True)
    values, issues = _parsed(kind, table, mapping)
    values, found, outside = matched(kind, values, places, reading)
    issues += found
    away = values.index[outside].difference([issue.row for issue in issues if issue.rejects])
    left = values.drop(index=away).drop(index=[issue.row for issue in issues if issue.rejects], errors="ignore")
    twice = _twice(kind, left, lines)
    kept = left.drop(index=[issue.row for issue in twice])
    names = {key: column for key, column in mapping.items() if column}
    return Imported(
        kind,
        kept.set_axis(pd.Index(lines[kept.index], name=ROW)),
        _issues([issue for issue in [*issues, *twice] if issue.rejects], lines, names),
        _issues([issue for issue in issues if not issue.rejects and issue.row in kept.index], lines, names),
        read,
        len(set(lines[away])),
    )


def _check(kind: OwnKind, table: pd.DataFrame, mapping: Mapped) -> None:
    wanted = [column.label for column in kind.columns if column.required and not mapping.get(column.key)]
    ways = {
        "point": {"code_insee", "commune", "longitude", "coordonnees"},
        "commune": {"code_insee", "commune"},
    }.get(kind.place, set())
    if ways and not any(mapping.get(way) for way in ways):
        wanted.append(Text("Code Insee de la commune", "INSEE code of the commune"))
    unknown = [column for column in mapping.values() if column and column not in table]
    if wanted or unknown:
        fr, en = (", ".join([*(label.in_lang(lang) for label in wanted), *unknown]) for lang in ("fr", "en"))
        raise LayerError(
            Text(f"Colonnes à désigner dans le fichier\u00a0: {fr}.", f"Columns to point out in the file: {en}.")
        )


def _long(table: pd.DataFrame, mapping: Mapped) -> tuple[pd.DataFrame, Mapped]:
    """A survey with one column per answer, as one row per answer; empty cells and columns of text are none."""
    known = [column for column in mapping.values() if column]
    answers = [column for column in table if column not in known and _counts(table[column])]
    said, count = (_unused(name, table) for name in ("réponse", "effectif"))
    long = table.melt(known, answers, said, count, ignore_index=False)
    long = long[long[count].notna()].sort_index(kind="stable")
    return long, {**mapping, "reponse": said, "effectif": count}


def _unused(name: str, table: pd.DataFrame) -> str:
    """The name, or a longer one where the reader's file has a column of that name already."""
    return name if name not in table else _unused(f"{name} *", table)


def _counts(cells: pd.Series) -> bool:
    """True when a cell at least is a number: the others are then refused one by one, not left out in silence."""
    return any(not math.isnan(decimal(cell)) for cell in cells.dropna())


def _parsed(kind: OwnKind, table: pd.DataFrame, mapping: Mapped) -> tuple[pd.DataFrame, list[Issue]]:
    values = pd.DataFrame(index=table.index)
    issues: list[Issue] = []
    for column in kind.columns:
        header = mapping.get(column.key)
        cells = table[header] if header else pd.Series(None, table.index, dtype=object)
        known = {text: column.parse(text) for text in cells.dropna().unique()}
        said = {text: cell.value for text, cell in known.items()}
        values[column.key] = pd.Series([said.get(text) for text in cells], table.index, dtype=object)
        if header:
            issues += _of_column(column, cells, known)
    return values, issues


def _of_column(column: OwnColumn, cells: pd.Series, known: Mapping[str, Cell]) -> list[Issue]:
    must = column.required or column.filled
    issues = []
    if must and not column.blank:
        issues += [Issue(row, column.key, "", EMPTY, rejects=True) for row in cells.index[cells.isna()]]
    faulty = [text for text, cell in known.items() if cell.refused]
    for row, text in cells[cells.isin(faulty)].items() if faulty else ():
        rejects = must and known[text].value is None
        issues += [Issue(row, column.key, value, reason, rejects=rejects) for value, reason in known[text].refused]
    return issues


def _twice(kind: OwnKind, values: pd.DataFrame, lines: npt.NDArray[np.int64]) -> list[Issue]:
    """Rows that repeat what an earlier one says; rows without an identifier repeat nothing."""
    seen: dict[Hashable, int] = {}
    issues = []
    keys = ["commune_given" if key == "commune" else key for key in kind.unique]
    reason = TWICE if kind.place == "commune" else ONCE
    for row, *key in values.loc[values.duplicated(keys, keep=False), keys].itertuples():
        if all(part is None for part in key):
            continue
        first = seen.setdefault(tuple(key), row)
        if first != row:
            written = " · ".join(str(part) for part in key if part is not None)
            issues.append(Issue(row, kind.unique[0], f"{written} ({lines[first]})", reason, rejects=True))
    return issues


def _issues(issues: list[Issue], lines: npt.NDArray[np.int64], names: Mapping[str, str]) -> pd.DataFrame:
    """Issues as a table, under the names the file gives to its rows and columns."""
    rows = [
        (lines[issue.row], names.get(issue.column, issue.column), _short(issue.value), issue.reason.fr, issue.reason.en)
        for issue in issues
    ]
    return pd.DataFrame(rows, columns=ISSUE).drop_duplicates(ignore_index=True)


def _short(value: str) -> str:
    """The start of a value, to tell it from others."""
    return value if len(value) <= LONGEST_TOLD else f"{value[:LONGEST_TOLD]}…"
