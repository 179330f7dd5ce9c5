"""The frame of every page: language, navigation, and the strip of choices."""

from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st

from i18n import Text
from pages import choices

STYLE = Path(__file__).parent / "style.css"
ICON = Path(__file__).parent.parent / "static" / "icon.png"
SCREENS = (
    ("carte", Text("Carte", "Map")),
    ("acces", Text("Accès", "Access")),
    ("relier", Text("Relier", "Connect")),
    ("fusion", Text("Fusion", "Merger")),
    ("donnees", Text("Données", "Data")),
    ("emporter", Text("Emporter", "Take away")),
    ("methode", Text("Méthode", "Method")),
)


def main() -> None:
    """Draw the frame, then the page asked for."""
    # No page has a Material icon: Streamlit would fetch it from a third party to make the browser's tab icon.
    st.set_page_config(page_title="CAGE", page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    lang = choices.known_language()
    page = st.navigation(
        [
            st.Page(partial(_show, screen), title=title.in_lang(lang), url_path=screen, default=screen == "carte")
            for screen, title in SCREENS
        ],
        position="top",
    )
    page.run()


def _show(screen: str) -> None:
    """Draw one screen, whose file is only read when it is asked for: the first map waits for no other page."""
    chosen = choices.choose()
    if chosen is not None:
        import_module(f"pages.{screen}").show(chosen)


main()
