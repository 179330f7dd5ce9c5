"""Names chosen among many, however they are written: without accents, hyphens or capitals, "st" for "saint"."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from i18n import Lang, Text, number
from layers.search import among
from pages.state import address as state
from pages.widgets.markup import element, plain, write

SHOWN = 8
"""Names that are listed: more would be read by nobody."""


class Box(NamedTuple):
    """Where a name is written. ``none``, ``more``: what is said where none answers to ``{wanted}``, or too many."""

    key: str
    label: str
    placeholder: str
    none: Text
    more: Text


def search(box: Box, answers: Callable[[str], Mapping[str, str]], choose: Callable[[str], None], lang: Lang) -> None:
    """A line to write in, and under it the names that answer, by what they choose: each on a button.

    To be called in a fragment: each letter draws it again.
    """
    wanted = st.text_input(
        box.label, key=f"search-{box.key}", type="search", live=True, autocomplete="off", placeholder=box.placeholder
    )
    offered = answers(wanted or "")
    with st.container(gap=None):
        for picked, label in list(offered.items())[:SHOWN]:
            if st.button(plain(label), key=f"match-{box.key}-{picked}", type="tertiary"):
                choose(picked)
                st.rerun()
    if wanted:
        write(element("p", _said(box, wanted, len(offered), lang), class_="small", role="status"))


def _said(box: Box, wanted: str, offered: int, lang: Lang) -> str:
    """How many answer, and what to write where none does."""
    if not offered:
        return box.none.in_lang(lang).format(wanted=wanted[: state.SHOWN])
    if offered > SHOWN:
        return box.more.in_lang(lang).format(n=number(offered, lang), shown=SHOWN)
    return ""


NO_COMMUNE = Text(
    "Aucune commune de ce territoire ne répond à « {wanted} ». Écrivez un mot de son nom, ou son code Insee.",
    "No commune of this territory answers to “{wanted}”. Write a word of its name, or its INSEE code.",
)
COMMUNES = Text(
    "{n} communes y répondent : voici les {shown} premières. Écrivez la suite du nom.",
    "{n} communes answer to it: here are the first {shown}. Write more of the name.",
)


def communes(key: str, label: str, placeholder: str) -> Box:
    """Where the name of a commune of the territory is written."""
    return Box(key, label, placeholder, NO_COMMUNE, COMMUNES)


def one(box: Box, names: Mapping[str, str], lang: Lang) -> None:
    """One of these names, or none: kept in the address under the key of the box."""
    now = state.or_none(box.key, names)
    _pick(box, names, [now] if now else [], lambda codes: state.choose(box.key, codes[-1] if codes else None), lang)


def several(
    box: Box,
    names: Mapping[str, str],
    default: Sequence[str],
    lang: Lang,
    answers: Callable[[str], Mapping[str, str]] | None = None,
) -> list[str]:
    """Some of these names, kept in the address under the key of the box; ``answers``: how they are found."""
    now = state.some_of(box.key, names, default)
    _pick(box, names, now, lambda codes: state.choose(box.key, codes), lang, answers)
    return now


@st.fragment
def _pick(
    box: Box,
    names: Mapping[str, str],
    now: list[str],
    keep: Callable[[list[str]], None],
    lang: Lang,
    answers: Callable[[str], Mapping[str, str]] | None = None,
) -> None:
    """What is chosen, each on a button that takes it away, under a line where others are found."""

    def offered(wanted: str) -> Mapping[str, str]:
        every = answers(wanted) if answers else {code: names[code] for code in among(names, wanted)}
        return {code: name for code, name in every.items() if code not in now}

    # What was written found a name: the next box is another one, which is empty.
    search(box._replace(key=f"{box.key}-{'-'.join(now)}"), offered, lambda code: keep([*now, code]), lang)
    with st.container(horizontal=True, gap="small"):
        for code in now:
            leave = Text("Retirer : {name}", "Remove: {name}").in_lang(lang).format(name=names[code])
            if st.button(plain(names[code]), key=f"leave-{box.key}-{code}", icon=":material/close:", help=plain(leave)):
                keep([other for other in now if other != code])
                st.rerun()
