"""What is asked on the Access page, and answered. Minutes are searched once for all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import pandas as pd
import streamlit as st

import layers
import reach
from atlas.access import MEANS_LABELS, MEASURE, WHICH_LABELS, Measure
from atlas.findings.access import DAYS, clock
from cage import Study
from distance import Pair
from distance.access import APL_2012, ENHANCED, WITHIN_20, WITHIN_30
from i18n import Lang, Text
from layers.publishers.hours import week
from pages.state import address as state
from pages.state.choices import HELD, Held, study_of
from pages.state.session import own_of
from pages.widgets.markup import element, write
from reach import AccessAnswer, Grid, Means, Question

ANY = "toute"
FIRST_HOUR = "09:00"
HOURS = {f"{half // 2:02}:{30 * (half % 2):02}": clock(half / 2) for half in range(12, 42)}
"""From 6:00 to 20:30, half an hour apart."""

DECAYS = {"30": WITHIN_30, "20": WITHIN_20, "paliers": ENHANCED, "apl": APL_2012}
DECAY_LABELS = {
    "30": Text("30 minutes, à égalité", "30 minutes, all equal"),
    "20": Text("20 minutes, à égalité", "20 minutes, all equal"),
    "paliers": Text("30 minutes, par paliers", "30 minutes, by steps"),
    "apl": Text("15 minutes, APL de 2012", "15 minutes, APL of 2012"),
}
DECAY_HELP = Text(
    "À égalité : un lieu compte autant à 1 minute qu'à la dernière. Par paliers : 1 jusqu'à 10 minutes, 0,68 jusqu'à "
    "20, 0,22 jusqu'à 30 (Luo et Qi, 2009). APL de 2012 (Drees, médecins généralistes) : 1 jusqu'à 5 minutes, 0,3 "
    "jusqu'à 10, 0,1 jusqu'à 15.",
    "All equal: a place counts as much at 1 minute as at the last. By steps: 1 up to 10 minutes, 0.68 up to 20, 0.22 "
    "up to 30 (Luo and Qi, 2009). APL of 2012 (DREES, general practitioners): 1 up to 5 minutes, 0.3 up to 10, 0.1 up "
    "to 15.",
)
NEEDS = {"tous": reach.ALIKE, "aines": (0.0, 0.0, 1.0), "jeunes": (1.0, 0.0, 0.0)}
WHO = {
    "tous": Text("habitants", "residents"),
    "aines": Text("habitants de 65 ans ou plus", "residents aged 65 or over"),
    "jeunes": Text("habitants de moins de 20 ans", "residents under 20"),
}
OWN_WEIGHTS = "poids"
NEED_LABELS = {
    "tous": Text("Tous les habitants", "All residents"),
    "aines": Text("65 ans ou plus", "65 or over"),
    "jeunes": Text("Moins de 20 ans", "Under 20"),
    OWN_WEIGHTS: Text("Vos poids par âge", "Your weights by age"),
}
AGES = {
    "poids_jeunes": Text("Moins de 20 ans", "Under 20"),
    "poids_adultes": Text("De 20 à 64 ans", "From 20 to 64"),
    "poids_aines": Text("65 ans ou plus", "65 or over"),
}
STEPS = {step: Text(step.replace(".", ","), step) for step in ("0", "0.5", "1", "1.5", "2", "3", "4", "5")}

CHANNELS = {
    "place": Text("Ne compter que sur place", "Count on-site only"),
    "distance": Text("Compter moitié pour qui a la fibre", "Count half for those with fibre"),
}
Key = TypeVar("Key", bound=str)


@dataclass(frozen=True)
class AccessChoices:
    """A question, what is mapped of its answer, and how supply is shared."""

    question: Question
    measure: str
    decay: str
    need: str
    weights: tuple[float, ...]


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
    return reach.supply(found, asked.question, minutes, DECAYS[asked.decay], asked.weights)


def answer(study: Study, asked: AccessChoices, lang: Lang) -> AccessAnswer:
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
    modes = {key: MEANS_LABELS[key] for key in reach.modes(study, own)}
    places = {key: WHICH_LABELS[key] for key in reach.ways(study)}
    measures = {key: measure.title for key, measure in MEASURE.items()}
    line = st.columns([8.7, 9, 11, 6.3], vertical_alignment="bottom")
    with line[0]:
        mode = _choice("mode", Text("Mode de déplacement", "Mode of travel"), modes, lang)
    with line[1]:
        which = _choice("lieu", Text("Vers quel lieu", "To which place"), places, lang)
    with line[2]:
        measure = _choice("mesure", Text("Ce qui est montré", "What is shown"), measures, lang)
    with line[3], st.popover(Text("Préciser", "More").in_lang(lang), icon=":material/tune:", width="stretch"):
        at, remote = _when(study, lang), _remote(study, lang)
        decay, need, weights = _sharing(lang)
    return AccessChoices(Question(mode, which, at, remote), measure, decay, need, weights)


def measured(asked: AccessChoices) -> Measure:
    """What is mapped: supply is named by how far it is counted and who shares it."""
    measure = MEASURE[asked.measure]
    if measure.key != "supply":
        return measure
    if asked.need == OWN_WEIGHTS:
        young, between, old = (STEPS[f"{weight:g}"] for weight in asked.weights)
        who = Text(
            f"personnes pondérées par âge ({young.fr}, {between.fr}, {old.fr})",
            f"persons weighed by age ({young.en}, {between.en}, {old.en})",
        )
    else:
        who = WHO[asked.need]
    within = DECAY_LABELS[asked.decay]
    return replace(
        measure,
        title=Text(f"Lieux pour 1 000 {who.fr}", f"Places per 1,000 {who.en}"),
        unit=Text(f"pour 1 000 {who.fr}", f"per 1,000 {who.en}"),
        scale=Text(f"À portée : {within.fr}. {measure.scale.fr}", f"Within reach: {within.en}. {measure.scale.en}"),
    )


def _choice(
    key: str, label: Text, options: Mapping[Key, Text], lang: Lang, default: str = "", about: str | None = None
) -> Key:
    """One of several, the first by default; with its label where a default is named."""
    return state.selectbox(
        key,
        label.in_lang(lang),
        list(options),
        next(one for one in options if one == default) if default else next(iter(options)),
        format_func=lambda one: options[one].in_lang(lang),
        label_visibility="visible" if default else "collapsed",
        help=about,
    )


def _when(study: Study, lang: Lang) -> tuple[int, float] | None:
    """The day and hour of departure, where the hours of some place are known; None for any time."""
    if not any(isinstance(text, str) and week(text) for text in study.destinations["hours"]):
        why = Text(
            "Les heures d'ouverture de ces lieux sont inconnues.", "The opening hours of these places are unknown."
        )
        write(element("p", why.in_lang(lang), class_="small"))
        return None
    days = {ANY: Text("À toute heure", "At any time")} | {str(n): day for n, day in enumerate(DAYS)}
    day = _choice("jour", Text("Ouvert à l'arrivée, en partant le", "Open on arrival, leaving on"), days, lang, ANY)
    if day == ANY:
        return None
    hour = _choice("heure", Text("À", "At"), HOURS, lang, FIRST_HOUR)
    return int(day), int(hour[:2]) + int(hour[3:]) / 60


def _remote(study: Study, lang: Lang) -> bool:
    """Whether being received at a distance counts; not asked where it is not known."""
    if not reach.may_be_remote(study):
        return False
    label = Text("Ces lieux reçoivent aussi à distance", "These places also receive at a distance")
    return _choice("canal", label, CHANNELS, lang, "place") == "distance"


def _sharing(lang: Lang) -> tuple[str, str, tuple[float, ...]]:
    """How supply decays with minutes, who shares it, and what each age weighs."""
    write(element("h3", MEASURE["supply"].title.in_lang(lang), class_="legend-title"))
    decay = _choice("portee", Text("À portée", "Within reach"), DECAY_LABELS, lang, "30", DECAY_HELP.in_lang(lang))
    need = _choice("pour", Text("Partagés entre", "Shared between"), NEED_LABELS, lang, "tous")
    if need != OWN_WEIGHTS:
        return decay, need, NEEDS[need]
    weights = tuple(float(_choice(key, label, STEPS, lang, "1")) for key, label in AGES.items())
    if not any(weights):
        said = Text("Tous les poids sont à zéro : poids égaux appliqués.", "All weights are zero: equal weights apply.")
        write(element("p", said.in_lang(lang), class_="warning"))
    return (decay, need, weights) if any(weights) else (decay, "tous", NEEDS["tous"])
