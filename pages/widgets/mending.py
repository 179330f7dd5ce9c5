"""Rejected rows, in a table to write in: what is written there is taken again."""

import hashlib

import pandas as pd
import streamlit as st

from i18n import Lang, Text
from layers.own import Imported, OwnKind
from layers.own.columns import WHERE
from layers.own.read import Mended
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
    """The rejected rows with the columns that count and why each is left out, and the button that takes them again."""
    if found.rejected.empty:
        return
    key = _key(kind, content)
    cells: dict[tuple[int, str], str] = st.session_state.get(key, {})
    shown = rejected(kind, table, columns, found, dict(cells))
    labels = {column.key: column.label.in_lang(lang) for column in kind.columns}
    why = found.rejected.groupby(ROW)[f"motif_{lang}"].agg(lambda reasons: " ; ".join(dict.fromkeys(reasons)))
    reason, number = Text("Motif", "Reason").in_lang(lang), Text("Ligne", "Row").in_lang(lang)
    drawn = shown.rename(columns=labels).assign(**{reason: why.reindex(shown.index)}).rename_axis(number).reset_index()
    with st.expander(Text("Corriger les lignes rejetées", "Mend the rejected rows").in_lang(lang)):
        # Another table once some are taken: its widget starts anew.
        edited = st.data_editor(
            drawn, disabled=[number, reason], hide_index=True, width="stretch", key=f"{key}_{len(cells)}"
        )
        if st.button(Text("Reprendre ces lignes", "Take these rows again").in_lang(lang), key=f"{key}_take"):
            again = edited.set_index(number)[[labels[column] for column in shown]].set_axis(shown.columns, axis=1)
            st.session_state[key] = cells | changed(shown, again)
            st.rerun()


def rejected(
    kind: OwnKind,
    table: pd.DataFrame,
    columns: dict[str, str | None],
    found: Imported,
    cells: dict[tuple[int, str], str],
) -> pd.DataFrame:
    """The cells of the rejected rows, by column of the kind: those of the file, and those that would place a row."""
    rows = pd.Index(found.rejected[ROW].unique()[:SHOWN], name=ROW)
    places = [column.key for column in WHERE] if kind.place in ("point", "commune") else []
    keys = [column.key for column in kind.columns if columns.get(column.key) or column.key in places or column.required]
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
