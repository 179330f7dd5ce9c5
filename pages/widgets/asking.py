"""What is asked on the Access page, and answered. Minutes are searched once for all."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

import layers
import reach
from atlas.access import MEASURE
from atlas.access_choices import (
    AGES,
    ANY,
    DEFAULTS,
    OWN_WEIGHTS,
    AccessChoices,
    asked_of,
    decay_of,
    hours_known,
    options,
)
from atlas.query import WORDS, Query
from cage import Study
from distance import Pair
from i18n import Lang, Text
from pages.state import address as state
from pages.state.choices import HELD, Held, study_of
from pages.state.session import own_of
from pages.widgets.markup import element, write
from reach import AccessAnswer, Grid, Means, Question

DECAY_HELP = Text(
    "À égalité : un lieu compte autant à 1 minute qu'à la dernière. Par paliers : 1 jusqu'à 10 minutes, 0,68 jusqu'à "
    "20, 0,22 jusqu'à 30 (Luo et Qi, 2009). APL de 2012 (Drees, médecins généralistes) : 1 jusqu'à 5 minutes, 0,3 "
    "jusqu'à 10, 0,1 jusqu'à 15.",
    "All equal: a place counts as much at 1 minute as at the last. By steps: 1 up to 10 minutes, 0.68 up to 20, 0.22 "
    "up to 30 (Luo and Qi, 2009). APL of 2012 (DREES, general practitioners): 1 up to 5 minutes, 0.3 up to 10, 0.1 up "
    "to 15.",
)
WORD = {choice: word for word, choice in WORDS.items()}


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=HELD)
def _grid(siren: str, cog: int, pair: Pair, theme: str, mode: Means, held: Held) -> Grid:
    return reach.grid(study_of(siren, cog, pair, theme), mode, held.own)


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs=HELD)
def _reach(siren: str, cog: int, pair: Pair, theme: str, question: Question, held: Held) -> AccessAnswer:
    return reach.reach(study_of(siren, cog, pair, theme), question, _grid(siren, cog, pair, theme, question.mode, held))


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs=HELD)
def _supply(siren: str, cog: int, pair: Pair, theme: str, asked: AccessChoices, held: Held) -> pd.Series:
    minutes = _grid(siren, cog, pair, theme, asked.question.mode, held)
    found = study_of(siren, cog, pair, theme)
    return reach.supply(found, asked.question, minutes, decay_of(asked), asked.weights)


def answered(study: Study, asked: AccessChoices, lang: Lang) -> AccessAnswer:
    """What is found; minutes are searched the first time."""
    place = study.territory
    with st.spinner(Text("Calcul des minutes…", "Computing minutes…").in_lang(lang)):
        return _reach(place.siren, place.cog, study.pair, study.theme, asked.question, _held(study))


def supply(study: Study, asked: AccessChoices) -> pd.Series:
    """Places per 1,000 persons, by commune."""
    place = study.territory
    return _supply(place.siren, place.cog, study.pair, study.theme, asked, _held(study))


def _held(study: Study) -> Held:
    return Held(own_of(study.territory.siren), layers.stamp())


def controls(study: Study, lang: Lang) -> AccessChoices:
    """One line: by what, to which place, what is mapped; the rest in a popover."""
    own = own_of(study.territory.siren)
    box = Boxes(options(study, own), lang)
    line = st.columns([8.7, 9, 11, 6.3], vertical_alignment="bottom")
    told = {}
    for place, choice, label in zip(line, ("mode", "which", "measure"), FIRST, strict=False):
        with place:
            told[choice] = box.one(choice, label, named=False)
    with line[3], st.popover(Text("Préciser", "More").in_lang(lang), icon=":material/tune:", width="stretch"):
        told |= _when(study, box) | _remote(study, box) | _sharing(box)
    return asked_of(study, own, Query(**told))


FIRST = (
    Text("Mode de déplacement", "Mode of travel"),
    Text("Vers quel lieu", "To which place"),
    Text("Ce qui est montré", "What is shown"),
)


@dataclass(frozen=True)
class Boxes:
    """Lists to choose from, by choice of a query."""

    options: Mapping[str, Mapping[str, Text]]
    lang: Lang

    def one(self, choice: str, label: Text, about: str | None = None, *, named: bool = True) -> str:
        """One of several, the first unless another is the default; under its label, or not."""
        offered = self.options[choice]
        return state.selectbox(
            WORD[choice],
            label.in_lang(self.lang),
            list(offered),
            DEFAULTS.get(choice) or next(iter(offered)),
            format_func=lambda one: offered[one].in_lang(self.lang),
            label_visibility="visible" if named else "collapsed",
            help=about,
        )


def _when(study: Study, box: Boxes) -> dict[str, str]:
    """The day and hour of departure, where the hours of some place are known."""
    if not hours_known(study):
        why = Text(
            "Les heures d'ouverture de ces lieux sont inconnues.", "The opening hours of these places are unknown."
        )
        write(element("p", why.in_lang(box.lang), class_="small"))
        return {}
    day = box.one("day", Text("Ouvert à l'arrivée, en partant le", "Open on arrival, leaving on"))
    return {"day": day} if day == ANY else {"day": day, "hour": box.one("hour", Text("À", "At"))}


def _remote(study: Study, box: Boxes) -> dict[str, str]:
    """Whether being received at a distance counts; not asked where it is not known."""
    if not reach.may_be_remote(study):
        return {}
    label = Text("Ces lieux reçoivent aussi à distance", "These places also receive at a distance")
    return {"channel": box.one("channel", label)}


def _sharing(box: Boxes) -> dict[str, str]:
    """How supply decays with minutes, who shares it, and what each age weighs."""
    lang = box.lang
    write(element("h3", MEASURE["supply"].title.in_lang(lang), class_="legend-title"))
    told = {"decay": box.one("decay", Text("À portée", "Within reach"), DECAY_HELP.in_lang(lang))}
    told["need"] = box.one("need", Text("Partagés entre", "Shared between"))
    if told["need"] != OWN_WEIGHTS:
        return told
    weights = {age: box.one(age, label) for age, label in AGES.items()}
    if not any(map(float, weights.values())):
        said = Text("Tous les poids sont à zéro : poids égaux appliqués.", "All weights are zero: equal weights apply.")
        write(element("p", said.in_lang(lang), class_="warning"))
    return told | weights
