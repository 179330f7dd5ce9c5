"""Rejected rows, in a table to write in: what is written there is taken again."""

import hashlib

import pandas as pd
import streamlit as st

from i18n import Lang, Text
from layers.own import Imported, OwnKind
from layers.own.cells import SECRET
from layers.own.columns import WHERE
from layers.own.read import WIDE, Mended
from parsing import ROW

SHOWN = 200
"""Rows that can be mended at once: the others come as these go."""


def taken(kind: OwnKind, content: bytes) -> tuple[Mended, ...]:
    """The cells of this file that the reader wrote again in this session."""
    cells: dict[tuple[int, str], str] = st.session_state.get(_key(kind, content), {})
    return tuple((row, column, value) for (row, column), value in cells.items())


def show(
    kind: OwnKind, content: bytes, table: pd.DataFrame, columns: dict[str, str | None], found: Imported, lang: Lang
) -> None:
    """The rows to mend with the columns that count and why each is there, and the button that takes them again."""
    faults = faulty(kind, columns, found)
    if faults.empty:
        return
    key = _key(kind, content)
    cells: dict[tuple[int, str], str] = st.session_state.get(key, {})
    shown = to_mend(kind, table, columns, faults, dict(cells))
    labels = {column.key: column.label.in_lang(lang) for column in kind.columns}
    why = faults.groupby(ROW)[f"motif_{lang}"].agg(lambda reasons: " ; ".join(dict.fromkeys(reasons)))
    reason, number = Text("Motif", "Reason").in_lang(lang), Text("Ligne", "Row").in_lang(lang)
    drawn = shown.rename(columns=labels).assign(**{reason: why.reindex(shown.index)}).rename_axis(number).reset_index()
    title = _TITLE if len(faults) == len(found.rejected) else _TITLE_OF_COUNTS
    with st.expander(title.in_lang(lang)):
        # Another table once some are taken: its widget starts anew.
        edited = st.data_editor(
            drawn, disabled=[number, reason], hide_index=True, width="stretch", key=f"{key}_{len(cells)}"
        )
        if st.button(Text("Reprendre ces lignes", "Take these rows again").in_lang(lang), key=f"{key}_take"):
            again = edited.set_index(number)[[labels[column] for column in shown]].set_axis(shown.columns, axis=1)
            st.session_state[key] = cells | changed(shown, again)
            st.rerun()


_TITLE = Text("Corriger les lignes rejetées", "Mend the rejected rows")
_TITLE_OF_COUNTS = Text("Corriger les lignes rejetées ou mal lues", "Mend the rows rejected or misread")


def faulty(kind: OwnKind, columns: dict[str, str | None], found: Imported) -> pd.DataFrame:
    """Why rows are to be mended: the rejected ones, then those whose count cannot be read. A hidden one is no fault."""
    counted = [columns[column.key] for column in kind.columns if column.counted and columns.get(column.key)]
    unread = found.warnings[found.warnings["colonne"].isin(counted) & (found.warnings["motif_fr"] != SECRET.fr)]
    return pd.concat([found.rejected, unread])


def to_mend(
    kind: OwnKind,
    table: pd.DataFrame,
    columns: dict[str, str | None],
    faults: pd.DataFrame,
    cells: dict[tuple[int, str], str],
) -> pd.DataFrame:
    """The cells of these rows, by column of the kind: those of the file, and those that would place a row."""
    rows = pd.Index(faults[ROW].unique()[:SHOWN], name=ROW)
    places = [column.key for column in WHERE] if kind.place in ("point", "commune") else []
    keys = [column.key for column in kind.columns if columns.get(column.key) or column.key in places or column.required]
    # The count of a table with one column per age is in these columns.
    keys = [key for key in keys if columns.get(key) or key not in WIDE.get(kind.key, ())]
    shown = pd.DataFrame(
        {key: table[columns[key]].reindex(rows) if columns.get(key) else None for key in keys}, rows, dtype=object
    )
    for (row, key), value in cells.items():
        if row in shown.index and key in shown:
            shown.at[row, key] = value
    return shown.fillna("")


def changed(before: pd.DataFrame, after: pd.DataFrame) -> dict[tuple[int, str], str]:
    """The cells that are not what they were."""
    after = after.fillna("").astype(str)
    return {
        (int(row), str(key)): after.at[row, key]
        for key in before
        for row in before.index[before[key].astype(str) != after[key]]
    }


def _key(kind: OwnKind, content: bytes) -> str:
    return f"mended_{kind.key}_{hashlib.sha256(content).hexdigest()[:16]}"
