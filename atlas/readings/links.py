"""Size is everywhere: how much each distance restates size, or minutes, in this territory (METHOD 2.3, rule 13)."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from distance import COMPONENTS
from i18n import Lang, Text, percent
from merger.links import correlations

from ..maps import LABELS
from ..query import Query
from ..reading import Answer, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import TEXT, ZERO_TO_ONE, Meaning
from .asked import two


def answer(subject: Subject, _: Query) -> Answer:
    """Mean, spread and correlations of every level of score, over the pairs of the study."""
    return Answer(subject.study, LINKS_READING.title, tables=(_links(subject),), notes=(NOTE,))


NOTE = Text(
    "Corrélations entre couples de cette étude : avec la distance d'ensemble, avec le rapport des populations (en "
    "logarithme), avec les minutes. Proche de 1 : la distance redit surtout cela.",
    "Correlations over the pairs of this study: with the overall distance, with the log ratio of populations, with "
    "minutes. Close to 1: the distance mostly restates that.",
)


def _links(subject: Subject) -> AnswerTable:
    labels = {"composite": Text("Ensemble", "Overall"), **{str(d): label for d, label in LABELS.items()}}
    labels |= {c.key: c.label for c in COMPONENTS}
    table = correlations(subject.study).add_prefix("pairs_").rename_axis("distance").reset_index()
    return AnswerTable(
        "links",
        LINKS_READING.title,
        table,
        (
            ShownColumn(Text("Distance", "Distance"), lambda row, lang: labels[row["distance"]].in_lang(lang)),
            ShownColumn(HEADS["mean"], _two("mean"), number=True),
            ShownColumn(HEADS["sd"], _two("sd"), number=True),
            ShownColumn(HEADS["known"], _known, number=True),
            *(ShownColumn(HEADS[key], _two(key), number=True) for key in ("composite", "size", "minutes")),
        ),
        MEANINGS,
        wide=True,
        headed=False,
    )


def _two(key: str) -> Callable[[Mapping[str, Any], Lang], str]:
    return lambda row, lang: two(row[f"pairs_{key}"], lang)


def _known(row: Mapping[str, Any], lang: Lang) -> str:
    return "–" if math.isnan(row["pairs_known"]) else percent(row["pairs_known"], lang)


HEADS = {
    "mean": Text("Moyenne", "Mean"),
    "sd": Text("Écart-type", "Std dev."),
    "known": Text("Couples connus", "Known pairs"),
    "composite": Text("avec l'ensemble", "with overall"),
    "size": Text("avec la taille", "with size"),
    "minutes": Text("avec les minutes", "with minutes"),
}
MEANINGS = {
    "distance": Meaning(Text("Distance", "Distance"), TEXT, NOTE),
    **{f"pairs_{key}": Meaning(head, ZERO_TO_ONE, NOTE) for key, head in HEADS.items()},
}
LINKS_READING = Reading(
    key="links",
    screen="methode",
    title=Text("La taille est partout", "Size is everywhere"),
    question=Text("Que redisent ces distances de la taille ?", "What do these distances restate of size?"),
    answer=answer,
    choices=(),
)
