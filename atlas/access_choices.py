"""What may be chosen of a question of access, in the words of the address: the page draws it, a query names it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import reach
from cage import Study
from i18n import Text
from layers import LayerError
from layers.own import Own
from layers.publishers.hours import week
from reach import Means, Question, Which

from .access import MEANS_LABELS, MEASURE, WHICH_LABELS, Measure
from .findings.access import DAYS, clock
from .query import WORDS, Query

if TYPE_CHECKING:
    from distance.access import Decay

ANY = "toute"
HOURS = {f"{half // 2:02}:{30 * (half % 2):02}": clock(half / 2) for half in range(12, 42)}
"""From 6:00 to 20:30, half an hour apart."""

DECAY_LABELS = {
    "30": Text("30 minutes, à égalité", "30 minutes, all equal"),
    "20": Text("20 minutes, à égalité", "20 minutes, all equal"),
    "paliers": Text("30 minutes, par paliers", "30 minutes, by steps"),
    "apl": Text("15 minutes, APL de 2012", "15 minutes, APL of 2012"),
}
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
    "young": Text("Moins de 20 ans", "Under 20"),
    "adult": Text("De 20 à 64 ans", "From 20 to 64"),
    "old": Text("65 ans ou plus", "65 or over"),
}
STEPS = {step: Text(step.replace(".", ","), step) for step in ("0", "0.5", "1", "1.5", "2", "3", "4", "5")}
CHANNELS = {
    "place": Text("Ne compter que sur place", "Count on-site only"),
    "distance": Text("Compter moitié pour qui a la fibre", "Count half for those with fibre"),
}
DEFAULTS = {"hour": "09:00", **dict.fromkeys(AGES, "1")}
"""Of the choices that do not start with their first option."""


@dataclass(frozen=True)
class AccessChoices:
    """A question, what is mapped of its answer, and how supply is shared."""

    question: Question
    measure: str
    decay: str
    need: str
    weights: tuple[float, ...]


def options(study: Study, own: Own) -> dict[str, Mapping[str, Text]]:
    """What each choice of a query may be here, the default first but for ``DEFAULTS``."""
    days = {str(n): day for n, day in enumerate(DAYS)} if hours_known(study) else {}
    return {
        "mode": {key: MEANS_LABELS[key] for key in reach.modes(study, own)},
        "which": {key: WHICH_LABELS[key] for key in reach.ways(study)},
        "measure": {key: measure.title for key, measure in MEASURE.items()},
        "day": {ANY: Text("À toute heure", "At any time"), **days},
        "hour": HOURS,
        "channel": CHANNELS if reach.may_be_remote(study) else {"place": CHANNELS["place"]},
        "decay": DECAY_LABELS,
        "need": NEED_LABELS,
        **dict.fromkeys(AGES, STEPS),
    }


def hours_known(study: Study) -> bool:
    """Whether the opening hours of some place are."""
    return any(isinstance(text, str) and week(text) for text in study.destinations["hours"])


def asked_of(study: Study, own: Own, asked: Query) -> AccessChoices:
    """The question that a query asks here.

    Raises
    ------
    LayerError
        If something it asks for does not exist here: the sentence names what does.
    """
    told = {}
    for choice, offered in options(study, own).items():
        told[choice] = getattr(asked, choice) or DEFAULTS.get(choice) or next(iter(offered))
        if told[choice] not in offered:
            word = next(word for word, one in WORDS.items() if one == choice)
            raise LayerError(_NOT_HERE.format(word=word, asked=told[choice], known=", ".join(offered)))
    weights = tuple(float(told[age]) for age in AGES)
    need = told["need"] if told["need"] != OWN_WEIGHTS or any(weights) else "tous"
    leaving = None if told["day"] == ANY else (int(told["day"]), int(told["hour"][:2]) + int(told["hour"][3:]) / 60)
    return AccessChoices(
        Question(cast("Means", told["mode"]), cast("Which", told["which"]), leaving, told["channel"] == "distance"),
        told["measure"],
        told["decay"],
        need,
        weights if need == OWN_WEIGHTS else NEEDS[need],
    )


_NOT_HERE = Text(
    "« {word}={asked} » n'existe pas ici. Choix possibles : {known}.",
    "“{word}={asked}” does not exist here. Possible choices: {known}.",
)


def decay_of(asked: AccessChoices) -> "Decay":
    """How much a place counts at so many minutes."""
    from distance import access  # noqa: PLC0415 - PySAL is slow to start: the list of readings does without

    known = {"30": access.WITHIN_30, "20": access.WITHIN_20, "paliers": access.ENHANCED, "apl": access.APL_2012}
    return known[asked.decay]


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
