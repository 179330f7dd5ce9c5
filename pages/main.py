"""The frame of every page: language, navigation, and the strip of choices."""

from functools import partial
from pathlib import Path

import streamlit as st

from i18n import Text
from pages import carte, choices, donnees, emporter, methode

STYLE = Path(__file__).parent / "style.css"
SCREENS = (
    (carte, Text("Carte", "Map"), "carte", ":material/map:"),
    (donnees, Text("Données", "Data"), "donnees", ":material/database:"),
    (emporter, Text("Emporter", "Take away"), "emporter", ":material/download:"),
    (methode, Text("Méthode", "Method"), "methode", ":material/function:"),
)


def main() -> None:
    """Draw the frame, then the page asked for."""
    st.set_page_config(page_title="CAGE", layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    _, switch = st.columns([10, 1])
    with switch:
        lang = choices.language()
    page = st.navigation(
        [
            st.Page(partial(_show, screen, lang), title=title.in_lang(lang), url_path=path, icon=icon, default=path == "carte")
            for screen, title, path, icon in SCREENS
        ],
        position="top",
    )
    page.run()


def _show(screen: object, lang: str) -> None:
    chosen = choices.choose(lang)
    if chosen is not None:
        screen.show(chosen)


main()
