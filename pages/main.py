"""The frame of every page: language, navigation, and the strip of choices."""

from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st

from i18n import Text
from layers import LayerError
from pages.state import address as state
from pages.state import choices, kept
from pages.widgets.markup import element, write

STYLE = Path(__file__).parent / "style.css"
ICON = Path(__file__).parent.parent / "static" / "icon.png"
WHOM, WEIGHTS = "vers", "weights"
SCREENS = (
    ("carte", Text("Carte", "Map"), (WHOM, WEIGHTS)),
    ("acces", Text("Accès", "Access"), (WHOM,)),
    ("relier", Text("Relier", "Connect"), (WEIGHTS,)),
    ("fusion", Text("Fusion", "Merger"), (WEIGHTS,)),
    ("donnees", Text("Données", "Data"), ()),
    ("emporter", Text("Emporter", "Take away"), (WHOM, WEIGHTS)),
    ("methode", Text("Méthode", "Method"), (WHOM, WEIGHTS)),
)
"""Key, title, and the controls on top that change something there."""


def main() -> None:
    """Draw the frame, then the page asked for."""
    # No page has a Material icon: Streamlit would fetch it from a third party to make the browser's tab icon.
    st.set_page_config(page_title="CAGE", page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    state.begin([screen for screen, _, _ in SCREENS])
    lang = state.language()
    page = st.navigation(
        [
            st.Page(
                partial(_show, screen, controls), title=title.in_lang(lang), url_path=screen, default=screen == "carte"
            )
            for screen, title, controls in SCREENS
        ],
        position="top",
    )
    page.run()


def _show(screen: str, controls: tuple[str, ...]) -> None:
    """Draw one screen, whose file is only read when it is asked for: the first map waits for no other page."""
    try:
        chosen = choices.choose(controls)
        if chosen is not None:
            kept.show(chosen.study.territory, chosen.lang)
            import_module(f"pages.{screen}").show(chosen)
        # Everything has been drawn, and so checked.
        state.write()
    except LayerError as error:
        # No st.error: it would read Markdown in the names that a file brings.
        write(element("p", error.message.in_lang(state.language()), class_="warning", role="alert"))


main()
