"""Rows of a reader's file that say again what another says: given twice, or the total and its parts."""

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
import pandas as pd

from i18n import Text

from ..spelling import normalised
from .issues import Issue
from .kinds import OwnKind

ONCE = Text(
    "est déjà donné à la ligne entre parenthèses\u00a0: gardez une seule ligne",
    "is already given on the row between brackets: keep one row",
)
TWICE = Text(
    "est déjà donné à la ligne entre parenthèses\u00a0: gardez une seule ligne, ou additionnez-les",
    "is already given on the row between brackets: keep one row, or add them up",
)
PART = Text(
    "est une partie du total donné à la ligne entre parenthèses\u00a0: le total seul est compté",
    "is a part of the total given on the row between brackets: the total alone is counted",
)
WHOLE = Text(
    "est un total inconnu, dont les parties sont données à part\u00a0: elles seules sont comptées",
    "is an unknown total whose parts are given apart: they alone are counted",
)
TOTALS = frozenset(["total", "ensemble", "tous", "toutes", "tous ages", "tous publics", "tout public", "t", "all"])
"""Normalised, "_T" of INSEE among them."""

Lines = npt.NDArray[np.int64]


def repeated(kind: OwnKind, values: pd.DataFrame, lines: Lines) -> list[Issue]:
    """Rows left out because another of the same file says it: ``lines`` are their numbers in the file."""
    again = _twice(kind, values, lines)
    if "public" not in values:
        return again
    return again + _totals(kind, values.drop(index=[issue.row for issue in again]), lines)


def _keys(kind: OwnKind) -> list[str]:
    return ["commune_given" if key == "commune" else key for key in kind.unique]


def _twice(kind: OwnKind, values: pd.DataFrame, lines: Lines) -> list[Issue]:
    """Rows that repeat what an earlier one says; rows without an identifier repeat nothing.

    Two places of one identifier repeat nothing either: a SIRET is shared by the desks of one organisation.
    """
    seen: dict[Hashable, int] = {}
    issues = []
    reason = TWICE if kind.place == "commune" else ONCE
    for row, *key in values.loc[values.duplicated(_keys(kind), keep=False), _keys(kind)].itertuples():
        if key[0] is None:
            continue
        first = seen.setdefault(tuple(key), row)
        if first != row:
            shown = key[:1] if kind.place == "point" else [part for part in key if part is not None]
            written = " · ".join(map(str, shown))
            issues.append(Issue(row, kind.unique[0], f"{written} ({lines[first]})", reason, rejects=True))
    return issues


def _totals(kind: OwnKind, values: pd.DataFrame, lines: Lines) -> list[Issue]:
    """Of a total and its parts, those that would be counted twice: the parts, or a total that is not known."""
    whole = values["public"].map(lambda cell: cell is not None and normalised(cell) in TOTALS)
    issues = []
    for _, rows in values.groupby([key for key in _keys(kind) if key != "public"], dropna=False):
        totals = rows[whole[rows.index]]
        parts = rows.drop(index=totals.index)
        if totals.empty or parts.empty:
            continue
        first = totals.index[0]
        if pd.isna(totals.at[first, "visites"]):
            issues += [Issue(row, "public", str(totals.at[row, "public"]), WHOLE, rejects=True) for row in totals.index]
        else:
            issues += [
                Issue(row, "public", f"{parts.at[row, 'public']} ({lines[first]})", PART, rejects=True)
                for row in parts.index
            ]
    return issues
