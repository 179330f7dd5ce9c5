"""An answer to take away: each of its files, made when it is asked for."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from atlas.reading_files import READING_FORMATS, Answered, formats_of, write
from i18n import Lang, Text


def show(told: Answered, lang: Lang) -> None:
    """A box of buttons, one a format; one a table for CSV."""
    label = Text("Emporter cette lecture", "Take this reading away").in_lang(lang)
    with st.popover(label, icon=":material/download:"):
        for key in formats_of(told.answer):
            tables = list(told.tables) if key == "csv" else [""]
            for rank, table in enumerate(tables):
                name = f"{told.stem}_{table}.csv" if table else told.stem + told.suffix(key)
                st.download_button(
                    " · ".join(part for part in (READING_FORMATS[key][0].in_lang(lang), table) if part),
                    _maker(told, key, rank, lang),
                    name,
                    key=f"take-{told.reading.key}-{key}{table}",
                    on_click="ignore",
                    width="stretch",
                )


def _maker(told: Answered, key: str, rank: int, lang: Lang) -> Callable[[], bytes]:
    return lambda: list(write(told, key, lang, date.today()))[rank][1]  # noqa: DTZ011 - the reader's own day
