"""The commune chosen, one for all the pages: clicked on any map, picked by its name, or in the address."""

import streamlit as st

from atlas.words import alphabetical
from cage import BETWEEN_INSTITUTIONS, Study
from i18n import Lang, Text
from pages.state import address as state
from pages.widgets import names


def chosen(study: Study) -> str | None:
    """The INSEE code of the commune chosen; None between institutions, which stand in none."""
    if study.pair == BETWEEN_INSTITUTIONS:
        return None
    return state.or_none("commune", study.communes.index)


def take(clicked: str | None, commune: str | None) -> None:
    """Choose the commune just clicked on a map, and draw the page again."""
    if clicked and clicked != commune:
        state.choose("commune", clicked)
        st.rerun()


def leave() -> None:
    """Choose no commune any more."""
    state.choose("commune", None)


def by_name(study: Study, lang: Lang) -> None:
    """Pick it by its name; not asked between institutions."""
    if study.pair == BETWEEN_INSTITUTIONS:
        return
    label = Text("Pourquoi ? Choisir une commune", "Why? Choose a commune").in_lang(lang)
    hint = Text("Cliquer sur la carte ou écrire un nom", "Click on the map or write a name").in_lang(lang)
    names.one(names.communes("commune", label, hint), alphabetical(study.communes["name"]).to_dict(), lang)
