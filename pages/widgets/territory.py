"""The territory: the heading of every page, and the way to another, by its name, its SIREN or any of its communes."""

import streamlit as st

import layers
from i18n import Lang, Text, typeset
from layers import COG
from layers.search import matches
from pages.state import address as state
from pages.widgets import names
from pages.widgets.markup import element, write


def heading(siren: str, lang: Lang) -> None:
    """The territory as the heading of the page, with "Change" beside it, which gives the session another."""
    with st.container(horizontal=True, vertical_alignment="center", key="territory"):
        write(element("h1", str(layers.epcis(COG).at[siren, "name"])))
        # Another territory is another box, which is closed and empty.
        change = Text("Changer", "Change").in_lang(lang)
        with st.popover(change, icon=":material/search:", key=f"change-{siren}"):
            _search(siren, lang)


@st.fragment
def _search(siren: str, lang: Lang) -> None:
    """What is written, and what answers to it, each on a button."""
    label = Text("Intercommunalité, commune ou SIREN", "Intercommunality, commune or SIREN").in_lang(lang)
    box = names.Box(siren, label, Text("Par exemple : Bayonne", "For example: Bayonne").in_lang(lang), NONE, MORE)
    names.search(box, answers, lambda picked: state.choose("epci", picked), lang)


def answers(wanted: str) -> dict[str, str]:
    """Intercommunalities that answer, by SIREN: "CA du Pays Basque · 200067106 · Bayonne", the commune if it is why."""
    return {
        match.siren: typeset(" · ".join(part for part in (match.name, match.siren, match.commune) if part))
        for match in matches(wanted)
    }


NONE = Text(
    "Aucune intercommunalité ne répond à « {wanted} ». Écrivez son nom, celui d'une de ses communes, ou son numéro "
    "SIREN.",
    "No intercommunality answers to “{wanted}”. Write its name, that of one of its communes, or its SIREN number.",
)
MORE = Text(
    "{n} intercommunalités y répondent : voici les {shown} premières. Écrivez la suite du nom.",
    "{n} intercommunalities answer to it: here are the first {shown}. Write more of the name.",
)
