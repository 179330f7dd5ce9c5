"""The frame of every page: language, navigation, and the strip of choices."""

from functools import partial
from pathlib import Path
from types import ModuleType

import streamlit as st

from i18n import Text
from pages import carte, choices, donnees, emporter, methode

STYLE = Path(__file__).parent / "style.css"
ICON = Path(__file__).parent.parent / "static" / "icon.png"
SCREENS = (
    (carte, Text("Carte", "Map"), "carte"),
    (donnees, Text("Données", "Data"), "donnees"),
    (emporter, Text("Emporter", "Take away"), "emporter"),
    (methode, Text("Méthode", "Method"), "methode"),
)


def main() -> None:
    """Draw the frame, then the page asked for."""
    # No page has a Material icon: Streamlit would fetch it from a third party to make the browser's tab icon.
    st.set_page_config(page_title="CAGE", page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    lang = choices.known_language()
    page = st.navigation(
        [
            st.Page(partial(_show, screen), title=title.in_lang(lang), url_path=path, default=path == "carte")
            for screen, title, path in SCREENS
        ],
        position="top",
    )
    page.run()


def _show(screen: ModuleType) -> None:
    chosen = choices.choose()
    if chosen is not None:
        screen.show(chosen)


main()
