"""The territory: the heading of every page, and the way to another, by its name, its SIREN or any of its communes."""

import streamlit as st

import layers
from i18n import NBSP, Lang, Text, number, typeset
from layers import COG
from layers.search import Match, matches
from pages.state import address as state
from pages.widgets.markup import element, plain, write

SHOWN = 8
"""Matches that are listed: more would be read by nobody."""


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
    wanted = st.text_input(
        Text("Intercommunalité, commune ou SIREN", "Intercommunality, commune or SIREN").in_lang(lang),
        key=f"search-{siren}", type="search", live=True, autocomplete="off",
        placeholder=Text("Par exemple : Bayonne", "For example: Bayonne").in_lang(lang),
    )  # fmt: skip
    found = matches(wanted or "")
    for match in found[:SHOWN]:
        if st.button(plain(_label(match)), key=f"match-{match.siren}", type="tertiary"):
            state.choose("epci", match.siren)
            st.rerun()
    if wanted:
        write(element("p", _said(wanted, len(found), lang), class_="small", role="status"))


def _label(match: Match) -> str:
    """Name, SIREN and why it is here: "CA du Pays Basque · 200067106 · Bayonne"."""
    return typeset(" · ".join(part for part in (match.name, match.siren, match.commune) if part))


def _said(wanted: str, found: int, lang: Lang) -> str:
    """How many answer, and what to write where none does."""
    if not found:
        return NONE.in_lang(lang).format(wanted=wanted[:40])
    if found > SHOWN:
        return MORE.in_lang(lang).format(found=number(found, lang), shown=SHOWN, n=NBSP)
    return ""


NONE = Text(
    "Aucune intercommunalité ne répond à « {wanted} ». Écrivez son nom, celui d'une de ses communes, ou son numéro "
    "SIREN.",
    "No intercommunality answers to “{wanted}”. Write its name, that of one of its communes, or its SIREN number.",
)
MORE = Text(
    "{found} intercommunalités y répondent : voici les {shown} premières. Écrivez la suite du nom.",
    "{found} intercommunalities answer to it: here are the first {shown}. Write more of the name.",
)
