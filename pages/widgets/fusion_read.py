"""What the Fusion page rests on: the studies it compares and what is measured once for all its parts."""

from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import streamlit as st

import layers
import merger
from atlas.readings.commune import cited
from atlas.words import COLON, SEMICOLON
from cage import RESIDENTS, Study
from distance import Scheme
from distance.tested import BorderEffect, Fault, Matched
from i18n import Lang, Text, collation
from layers import COG
from merger import chance
from merger.chance import random_borders
from merger.contrast import Contrast, chance_of_r2, contrast, persons
from merger.tables import readable
from pages.methode import correlations
from pages.state.choices import HELD, Choices, Held, study_of
from pages.state.session import own_of


@dataclass(frozen=True)
class Merger:
    """The territory between residents, under the reader's weights; each other study is made when a part asks for it.

    Attributes
    ----------
    study
        As it is now.
    """

    lang: Lang
    study: Study

    @cached_property
    def merged(self) -> bool:
        """Whether a merger is known."""
        return merger.merged(self.study)

    @cached_property
    def reading(self) -> Study:
        """Without what follows the former perimeters, former border included."""
        return self._weighed(_reading, False)

    @cached_property
    def with_border(self) -> Study:
        """The same, with the former border."""
        return self._weighed(_reading, True)

    @cached_property
    def before(self) -> Study | None:
        """Under the perimeters before the merger; None where no merger is known."""
        return self._weighed(_before) if self.merged else None

    @cached_property
    def after(self) -> Study | None:
        """On the same basis as `before`."""
        return self._weighed(_after) if self.merged else None

    @cached_property
    def offered(self) -> list[str]:
        """The distances that have values here, overall first."""
        return readable(self.reading)

    def _weighed(self, made: Callable[..., Study], *args: bool) -> Study:
        place = self.study.territory
        return replace(made(place.siren, place.cog, *args, held(place.siren)), scheme=self.study.scheme)


def of(choices: Choices) -> Merger:
    """What the page rests on, under the weights of the moment.

    Raises
    ------
    LayerError
        If the residents cannot be studied.
    """
    study = study_of(choices.study.territory.siren, COG, RESIDENTS, "")
    return Merger(choices.lang, replace(study, scheme=choices.study.scheme))


def sources(study: Study, lang: Lang) -> str:
    """Publishers and years of everything the distances are made of."""
    listed = sorted({cited(key, study, lang) for key in study.loaded}, key=collation)
    return f"Sources{COLON.in_lang(lang)}{SEMICOLON.in_lang(lang).join(listed)}."


def held(siren: str) -> Held:
    """What there is to measure with now: the key of every cache."""
    return Held(own_of(siren), layers.stamp())


# Shared, read-only, between sessions, as the studies of ``pages.state.choices`` are.
@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs=HELD)
def _reading(siren: str, cog: int, border: bool, held: Held) -> Study:  # noqa: FBT001 - a key of the cache
    del held  # a key only
    return merger.reading(study_of(siren, cog, RESIDENTS, ""), border=border)


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=HELD)
def _before(siren: str, cog: int, held: Held) -> Study:
    del held  # a key only
    return merger.before(study_of(siren, cog, RESIDENTS, ""))


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=HELD)
def _after(siren: str, cog: int, held: Held) -> Study:
    del held  # a key only
    return merger.after(study_of(siren, cog, RESIDENTS, ""))


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _effects(siren: str, cog: int, scheme: Scheme, held: Held, _read: Merger) -> dict[str, BorderEffect]:
    del siren, cog, scheme, held  # keys only
    return chance.effects(_read.study)


def effects(read: Merger) -> dict[str, BorderEffect]:
    """What the former border itself adds to each distance, between neighbours; nothing until it can be told."""
    place = read.study.territory
    return _effects(place.siren, place.cog, read.study.scheme, held(place.siren), read) if drawn(read) else {}


AT_ONCE = 0.3
"""Seconds that a page waits for random borders before it is shown without them."""


def drawn(read: Merger) -> bool:
    """Whether random borders are drawn, where there is a former border: their drawing starts here."""
    return read.merged and bool(wait([chance.drawing(read.study).whole], AT_ONCE).done)


@st.fragment(run_every=0.5)
def drawing(study: Study, lang: Lang) -> None:
    """How far the drawing of random borders is; the page is drawn again once it ends."""
    borders = chance.drawing(study)
    if borders.whole.done():
        st.rerun()
    st.progress(borders.share, DRAWING.in_lang(lang))


DRAWING = Text(
    "Des limites comparables se tirent au hasard : ce que fait l'ancienne frontière par elle-même vient ensuite…",
    "Comparable borders are being drawn at random: what the former border does by itself comes next...",
)


class Contrasted(NamedTuple):
    """One distance between former EPCIs and within them, and its links with size and with minutes.

    ``random``: 95 % of what random borders give in place of its R2 lies between these two; None where none was drawn
    for it.
    """

    found: Contrast
    size: float
    minutes: float
    random: tuple[float, float] | None


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _contrasts(
    siren: str,
    cog: int,
    scheme: Scheme,
    held: Held,
    drawn: bool,  # noqa: FBT001 - a key of the cache
    _read: Merger,
) -> dict[str, Contrasted]:
    del siren, cog, scheme, held  # keys only
    study, found = _read.reading, {}
    null = random_borders(study) if drawn else None
    for key, links in correlations(study).iterrows():
        if not np.isfinite(d := merger.square(study, str(key))).any():
            continue
        random = chance_of_r2(d, null, persons(study)) if null is not None and key in _read.offered else None
        found[str(key)] = Contrasted(contrast(study, str(key)), float(links["size"]), float(links["minutes"]), random)
    return found


def contrasts(read: Merger) -> dict[str, Contrasted]:
    """Each distance, dimension and component that is known, between former EPCIs and within them."""
    place = read.study.territory
    return _contrasts(place.siren, place.cog, read.study.scheme, held(place.siren), drawn(read), read)


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _neighbours(siren: str, scheme: Scheme, held: Held, _read: Merger) -> tuple[dict[str, Fault], dict[str, Matched]]:
    del siren, scheme, held  # keys only
    return chance.contrasts(_read.reading), chance.alike(_read.reading)


def neighbours(read: Merger) -> tuple[dict[str, Fault], dict[str, Matched]]:
    """Whether neighbours are farther apart across former borders than elsewhere, as they are and like with like.

    By distance; nothing where no merger is known.
    """
    siren = read.study.territory.siren
    return _neighbours(siren, read.study.scheme, held(siren), read)
