"""The answers of readings, kept: some take seconds, and a page is drawn again at every click."""

import re
from concurrent.futures import wait
from dataclasses import replace
from typing import Literal

import streamlit as st

import merger
from atlas.query import WORDS, Query, query
from atlas.reading import Answer, Reading, Subject
from atlas.run.asked import chosen, pairings
from cage import RESIDENTS, Study
from distance import Pair, Scheme
from i18n import Lang, Text
from layers import COG, LayerError
from merger import chance
from pages.state import address as state
from pages.state.choices import HELD, Held, held, measured, themes

Beside = Literal["chance", "nothing yet"]
"""Whether random borders are drawn yet."""

Studied = tuple[str, int, Pair, str, Scheme]
"""The study that is asked: every choice of it."""

KEYS = {**HELD, Scheme: repr, Query: repr}


# Shared, read-only, between sessions, as the studies of ``pages.state.choices`` are.
@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs=KEYS)
def _subject(place: tuple[str, int], whom: tuple[Pair, str], scheme: Scheme, beside: Beside, held: Held) -> Subject:
    offered = pairings(themes(*place, held))

    def find(key: str) -> Study:
        return measured(*place, *chosen(offered, key), held)

    study = replace(measured(*place, *whom, held), scheme=scheme)
    labels = {key: label for key, (label, *_) in offered.items()}
    return Subject(study, find, lambda: labels, held.own, beside == "chance")


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs=KEYS)
def _answer(
    reading: str, asked: Query, of: Studied, beside: Beside, held: Held, _told: tuple[Reading, Subject]
) -> Answer:
    del reading, of, beside, held  # keys only
    reading_of, subject = _told
    return reading_of.answer(subject, asked)


def of_study(study: Study) -> Subject:
    """What readings are asked of: the study that is chosen, and those beside it."""
    place = study.territory
    return _subject((place.siren, place.cog), (study.pair, study.theme), study.scheme, "chance", held(place.siren))


def between_residents(siren: str, scheme: Scheme) -> Subject:
    """What readings between residents are asked of, whatever pair is chosen.

    Raises
    ------
    LayerError
        If the residents cannot be studied.
    """
    study = measured(siren, COG, RESIDENTS, "", held(siren))
    beside: Beside = "chance" if drawn(study) else "nothing yet"
    return _subject((siren, COG), (RESIDENTS, ""), scheme, beside, held(siren))


def asked_by_address(reading: Reading, siren: str) -> Query:
    """What the address asks of a reading, as its page does."""
    words = {word: state.value(word, "", lambda _: True) for word, choice in WORDS.items() if choice in reading.choices}
    codes = ",".join(re.findall(r"\w+", state.value("codes", "", lambda _: True)))
    if codes and "reunies" in words:
        words["reunies"] = f"{words['reunies'] or siren},{codes}"
    return query(words)


AT_ONCE = 0.3
"""Seconds that a page waits for random borders before it is shown without them."""


def drawn(study: Study) -> bool:
    """Whether random borders are drawn, or none is needed: their drawing starts here."""
    return not merger.merged(study) or bool(wait([chance.drawing(study).whole], AT_ONCE).done)


@st.fragment(run_every=0.5)
def drawing(study: Study, lang: Lang) -> None:
    """How far the drawing of random borders is; the page is drawn again once it ends."""
    borders = chance.drawing(study)
    if borders.whole.done():
        st.rerun()
    st.progress(borders.share, DRAWING.in_lang(lang))


DRAWING = Text(
    "Des limites comparables se tirent au hasard : ce que fait l'ancienne frontière par elle-même vient ensuite…",
    "Comparable borders are being drawn at random: what the former border does by itself comes next…",
)


def answer(reading: Reading, subject: Subject, asked: Query, lang: Lang) -> Answer:
    """What a reading answers; raises LayerError if it cannot, or if a choice does not exist here."""
    why = reading.lacks(subject)
    if why is not None:
        raise LayerError(why)
    study = subject.study
    # A choice that changes nothing here makes no other answer.
    place, asked = study.territory, Query(**{name: getattr(asked, name) for name in reading.choices})
    beside: Beside = "chance" if subject.beside_chance else "nothing yet"
    with st.spinner(READING.in_lang(lang)):
        of = place.siren, place.cog, study.pair, study.theme, study.scheme
        return _answer(reading.key, asked, of, beside, held(place.siren), (reading, subject))


READING = Text("Lecture en cours…", "Reading…")
