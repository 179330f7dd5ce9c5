"""What the Fusion page rests on: the studies it compares and what is measured once for all its parts."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

import layers
import merger
from atlas.merger import persons
from atlas.merger_tables import readable
from cage import MINUTES, RESIDENTS, Study
from distance import Scheme
from distance.borders import (
    BorderEffect,
    Fault,
    Matched,
    border_effects,
    contiguous_partitions,
    fault_contrast,
    matched,
)
from distance.kernels import Array, log_ratio
from distance.merger import Groups
from i18n import Lang, Text
from layers import COG
from pages.choices import HELD, Choices, Held, study_of
from pages.session import own_of

TIMES, SEED = 999, 0
"""Random borders the former ones are compared with, always the same."""


@dataclass(frozen=True)
class Merger:
    """The territory between residents, under the reader's weights.

    Attributes
    ----------
    study
        As it is now.
    reading
        Without what follows the former perimeters, former border included.
    with_border
        The same, with the former border.
    before, after
        Under the perimeters before the merger and after it; None where no merger was observed.
    """

    lang: Lang
    study: Study
    reading: Study
    with_border: Study
    before: Study | None
    after: Study | None

    @property
    def offered(self) -> list[str]:
        """The distances that have values here, overall first."""
        return readable(self.reading)


def of(choices: Choices) -> Merger:
    """What the page rests on, under the weights of the moment.

    Raises
    ------
    LayerError
        If the residents cannot be studied.
    """
    siren = choices.study.territory.siren
    studies = _studies(siren, COG, held(siren))
    weighed = [None if one is None else replace(one, scheme=choices.study.scheme) for one in studies]
    return Merger(choices.lang, *weighed)  # type: ignore[arg-type]  # the first three are studies


def held(siren: str) -> Held:
    """What there is to measure with now: the key of every cache."""
    return Held(own_of(siren), layers.stamp())


# Shared, read-only, between sessions, as the studies of ``pages.choices`` are.
@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=HELD)
def _studies(siren: str, cog: int, held: Held) -> tuple[Study, Study, Study, Study | None, Study | None]:
    del held  # a key only
    study = study_of(siren, cog, RESIDENTS, "")
    sides = (merger.before(study), merger.after(study)) if merger.merged(study) else (None, None)
    return study, merger.reading(study), merger.reading(study, border=True), *sides


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=HELD)
def _random_borders(siren: str, cog: int, held: Held) -> Groups:
    del held  # a key only
    study = study_of(siren, cog, RESIDENTS, "")
    return contiguous_partitions(merger.neighbours(study), merger.groups(study), TIMES, SEED)


def random_borders(read: Merger) -> Groups:
    """Contiguous perimeters drawn at random with the sizes of the former ones."""
    place = read.study.territory
    return _random_borders(place.siren, place.cog, held(place.siren))


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _effects(siren: str, cog: int, scheme: Scheme, held: Held, _read: Merger) -> dict[str, BorderEffect]:
    del siren, cog, scheme, held  # keys only
    study = _read.reading
    # Minutes are held equal: of the geographic distance little would be left to read.
    distances = {column: merger.square(study, column) for column in _read.offered if column != "geographic"}
    return border_effects(
        distances, merger.groups(study), _controls(study), merger.neighbours(study), random_borders(_read)
    )


def effects(read: Merger) -> dict[str, BorderEffect]:
    """What the former border itself adds to each distance, between neighbours; nothing where none was observed."""
    if read.before is None:
        return {}
    place = read.study.territory
    with st.spinner(DRAWING.in_lang(read.lang)):
        return _effects(place.siren, place.cog, read.study.scheme, held(place.siren), read)


DRAWING = Text("Comparaison avec des frontières tirées au hasard…", "Comparing with borders drawn at random…")


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _neighbours(siren: str, column: str, scheme: Scheme, held: Held, _read: Merger) -> tuple[Fault, Matched]:
    del siren, scheme, held  # keys only
    study, null = _read.reading, random_borders(_read)
    d, touching, group = merger.square(study, column), merger.neighbours(study), merger.groups(study)
    return fault_contrast(d, touching, group, null), matched(d, group, *_controls(study), touching, null)


def fault(read: Merger, column: str) -> tuple[Fault | None, Matched | None]:
    """Whether neighbours are farther apart across former borders than elsewhere, as they are and like with like.

    None where no merger was observed.
    """
    if read.before is None:
        return None, None
    siren = read.study.territory.siren
    with st.spinner(DRAWING.in_lang(read.lang)):
        return _neighbours(siren, column, read.study.scheme, held(siren), read)


def _controls(study: Study) -> tuple[Array, Array]:
    """Minutes, and the size of the log ratio of populations."""
    people = persons(study)
    return merger.square(study, MINUTES), np.abs(log_ratio(people, people))
