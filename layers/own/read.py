"""A reader's table under one kind: the columns proposed, what is kept of each row, what is not and why."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from i18n import Text
from parsing import ROW
from parsing.limits import too_big

from ..errors import LayerError
from ..spelling import normalised, squashed
from .cells import Cell, decimal
from .columns import OwnColumn
from .gazetteer import Gazetteer
from .issues import Issue
from .kinds import KINDS_OF_INSTITUTION, SURVEY, THEMES_OF_SERVICE, OwnKind
from .matching import matched
from .repeated import repeated

Mapped = Mapping[str, str | None]
"""OwnColumn of the file for each column of the kind; None where the file has none."""

Mended = tuple[int, str, str]
"""The number of a row in the file, the column of the kind, and what the reader writes there."""


class ByHand(NamedTuple):
    """What the reader writes in the file's stead: by column of the kind the value of all rows, then single cells."""

    constants: Mapping[str, str] = MappingProxyType({})
    mended: tuple[Mended, ...] = ()


NOTHING_BY_HAND = ByHand()

ISSUE = [ROW, "colonne", "valeur", "motif_fr", "motif_en"]

LONGEST_TOLD = 200
"""Characters of a value that is reported."""

EMPTY = Text("est vide", "is empty")
UNNAMED = Text("n'a pas de nom\u00a0: gardé sous ce qu'il est", "has no name: kept under what it is")
SHARED = Text(
    "est l'identifiant de plusieurs lieux\u00a0: ils sont gardés, et ne sont pas désignés par lui",
    "is the identifier of several places: they are kept, and not known by it",
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
    reading
        How coordinates were read, a key of ``points.POINT_PROJECTIONS``; None where there are none.
    """

    kind: OwnKind
    table: pd.DataFrame
    rejected: pd.DataFrame
    warnings: pd.DataFrame
    read: int
    outside: int
    reading: str | None = None


def imported(
    table: pd.DataFrame,
    kind: OwnKind,
    mapping: Mapped,
    places: Gazetteer,
    reading: str | None = None,
    by_hand: ByHand = NOTHING_BY_HAND,
) -> Imported:
    """Read a table of text under one kind.

    Parameters
    ----------
    table
        See :class:`layers.own.open.Opened`.
    reading
        Key of :data:`layers.own.points.POINT_PROJECTIONS`; None to recognise the coordinates.
    by_hand
        What the reader writes in the file's stead.

    Raises
    ------
    LayerError
        If a column the kind requires is not mapped, or if there are more rows than it may hold.
    """
    read = len(table)
    if read > kind.rows:
        raise LayerError(too_big(kind.rows))
    table, mapping = _with_mended(*_with_constants(table, mapping, by_hand.constants), by_hand.mended)
    if kind.key in WIDE and not any(mapping.get(key) for key in WIDE[kind.key]):
        table, mapping = _long(kind, table, mapping)
    _check(kind, table, mapping)
    # Rows are counted from 0: a survey with one column per answer gives several of them a same line.
    lines = table.index.to_numpy()
    table = table.reset_index(drop=True)
    values, issues = _parsed(kind, table, mapping)
    values, found, outside, used = matched(kind, values, places, reading)
    issues += found
    away = values.index[outside].difference([issue.row for issue in issues if issue.rejects])
    left = values.drop(index=away).drop(index=[issue.row for issue in issues if issue.rejects], errors="ignore")
    again = repeated(kind, left, lines)
    kept = left.drop(index=[issue.row for issue in again])
    issues += _shared(kept)
    names = {key: column for key, column in mapping.items() if column}
    return Imported(
        kind,
        kept.set_axis(pd.Index(lines[kept.index], name=ROW)),
        _issues([issue for issue in [*issues, *again] if issue.rejects], lines, names),
        _issues([issue for issue in issues if not issue.rejects and issue.row in kept.index], lines, names),
        read,
        len(set(lines[away])),
        used,
    )


def _with_constants(table: pd.DataFrame, mapping: Mapped, constants: Mapping[str, str]) -> tuple[pd.DataFrame, Mapped]:
    for key, value in constants.items():
        header = _unused(key, table)
        table, mapping = table.assign(**{header: value}), {**mapping, key: header}
    return table, mapping


def _with_mended(table: pd.DataFrame, mapping: Mapped, mended: Iterable[Mended]) -> tuple[pd.DataFrame, Mapped]:
    table = table.copy()
    for row, key, value in mended:
        if row not in table.index:
            continue
        if not mapping.get(key):
            mapping = {**mapping, key: _unused(key, table)}
            table[mapping[key]] = pd.Series(None, table.index, dtype=object)
        table.at[row, mapping[key]] = value.strip() or None
    return table, mapping


def _shared(kept: pd.DataFrame) -> list[Issue]:
    """Identifiers that several kept rows have."""
    if "id" not in kept:
        return []
    several = kept["id"].notna() & kept["id"].duplicated(keep=False)
    return [Issue(row, "id", str(kept.at[row, "id"]), SHARED, rejects=False) for row in kept.index[several]]


def _check(kind: OwnKind, table: pd.DataFrame, mapping: Mapped) -> None:
    wanted = [
        column.label
        for column in kind.columns
        if column.required and not mapping.get(column.key) and not mapping.get(column.instead or "")
    ]
    ways = {
        "point": {"code_insee", "commune", "code_postal", "adresse", "longitude", "coordonnees"},
        "commune": {"code_insee", "commune", "code_postal"},
    }.get(kind.place, set())
    if ways and not any(mapping.get(way) for way in ways):
        wanted.append(Text("Code Insee de la commune", "INSEE code of the commune"))
    unknown = [column for column in mapping.values() if column and column not in table]
    if wanted or unknown:
        fr, en = (", ".join([*(label.in_lang(lang) for label in wanted), *unknown]) for lang in ("fr", "en"))
        raise LayerError(
            Text(f"Colonnes à désigner dans le fichier\u00a0: {fr}.", f"Columns to point out in the file: {en}.")
        )


WIDE = {"survey": ("reponse", "effectif"), "visits": ("public", "visites")}
"""Kinds whose file may have one column per answer, or per age: what these columns say, and what they count."""
AGES = re.compile(
    r"(?:(?:\d{1,3}|ans?|de|a|et|ou|plus|moins|hommes?|femmes?|total|ensemble|tous|mineurs?|majeurs?|enfants?|jeunes?|"
    r"adultes?|seniors?|h|f)(?: |$))+"
)
"""Headers, normalised, of columns that each count the visits of an age or a sex: others may count anything."""


def _long(kind: OwnKind, table: pd.DataFrame, mapping: Mapped) -> tuple[pd.DataFrame, Mapped]:
    """A table with one column per answer or age, as one row for each.

    Of a survey, empty cells and columns of text are none. Visits of an age that are not given are unknown.
    """
    known = [column for column in mapping.values() if column]
    free = [column for column in table if column not in known]
    if kind is SURVEY:
        wide = [column for column in free if _counts(table[column])]
    else:
        wide = [column for column in free if AGES.fullmatch(normalised(str(column)))]
    if not wide:
        return table, mapping
    said, count = (_unused(name, table) for name in WIDE[kind.key])
    long = table.melt(known, wide, said, count, ignore_index=False)
    long = (long[long[count].notna()] if kind is SURVEY else long).sort_index(kind="stable")
    return long, {**mapping, **dict(zip(WIDE[kind.key], (said, count), strict=True))}


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
        if column.key == "public":
            cells = _together(cells, [table[name] for name in _details(table, column, mapping)])
        if column.instead:
            cells, told = _named(kind, column, cells, table, mapping)
            issues += told
        known = {text: column.parse(text) for text in cells.dropna().unique()}
        said = {text: cell.value for text, cell in known.items()}
        values[column.key] = pd.Series([said.get(text) for text in cells], table.index, dtype=object)
        if header:
            issues += _of_column(column, cells, known)
    return values, issues


def _details(table: pd.DataFrame, column: OwnColumn, mapping: Mapped) -> list[str]:
    """Further columns that part the same counts: by age, and by sex."""
    names = {squashed(name) for name in (column.key, *column.synonyms)}
    return [str(name) for name in table if squashed(str(name)) in names and name not in mapping.values()]


def _together(cells: pd.Series, others: list[pd.Series]) -> pd.Series:
    """What several columns say of a row, in one text."""
    if not others:
        return cells
    rows = zip(cells, *others, strict=True)
    return pd.Series([" · ".join(cell for cell in row if cell) or None for row in rows], cells.index, dtype=object)


def _named(
    kind: OwnKind, column: OwnColumn, cells: pd.Series, table: pd.DataFrame, mapping: Mapped
) -> tuple[pd.Series, list[Issue]]:
    """The names, and for a place that has none what it is: a place without a name is a place all the same."""
    other = next(one for one in kind.columns if one.key == column.instead)
    header = mapping.get(other.key)
    empty = cells.index[cells.isna()]
    if header is None:
        return cells.fillna(kind.label.fr), [Issue(row, column.key, "", UNNAMED, rejects=False) for row in empty]
    labels = KINDS_OF_INSTITUTION | THEMES_OF_SERVICE
    raw = table[header].fillna(kind.label.fr)
    keys = {text: other.parse(text).value for text in raw[empty].unique()}
    named = {text: text if key == "other" else labels[str(key)].fr for text, key in keys.items()}
    return cells.fillna(raw.map(named)), [
        Issue(row, column.key, named[raw[row]], UNNAMED, rejects=False) for row in empty
    ]


def _of_column(column: OwnColumn, cells: pd.Series, known: Mapping[str, Cell]) -> list[Issue]:
    must = column.required or column.filled
    issues = []
    if must and not column.blank:
        issues += [Issue(row, column.key, "", EMPTY, not column.counted) for row in cells.index[cells.isna()]]
    faulty = [text for text, cell in known.items() if cell.refused]
    for row, text in cells[cells.isin(faulty)].items() if faulty else ():
        rejects = must and not column.counted and known[text].value is None
        issues += [Issue(row, column.key, value, reason, rejects=rejects) for value, reason in known[text].refused]
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
