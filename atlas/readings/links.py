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
from .asked import two_of


def answer(subject: Subject, _: Query) -> Answer:
    """Mean, spread and correlations of every level of score, over the pairs of the study."""
    return Answer(subject.study, LINKS_READING.title, tables=(_links(subject),), notes=(NOTE,))


NOTE = Text(
    "Corrélations entre couples de cette étude : avec la distance d'ensemble, avec le rapport des populations (en "
    "logarithme), avec les minutes. Proche de 1 : la distance redit surtout cela. Entre habitants, dernière "
    "colonne : part des différences que taille et minutes expliquent (R²). Un reste n'est pas un effet.",
    "Correlations over the pairs of this study: with the overall distance, with the log ratio of populations, with "
    "minutes. Close to 1: the distance mostly restates that. Between residents, the last column: share of the "
    "differences that size and minutes explain (R²). A residual is no effect.",
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
            ShownColumn(HEADS["mean"], two_of("pairs_mean"), number=True),
            ShownColumn(HEADS["sd"], two_of("pairs_sd"), number=True),
            ShownColumn(HEADS["known"], _share("known"), number=True),
            *(ShownColumn(HEADS[key], two_of(f"pairs_{key}"), number=True) for key in ("composite", "size", "minutes")),
            ShownColumn(HEADS["explained"], _share("explained"), number=True),
        ),
        MEANINGS,
        wide=True,
        headed=False,
    )


def _share(key: str) -> Callable[[Mapping[str, Any], Lang], str]:
    return lambda row, lang: "–" if math.isnan(row[f"pairs_{key}"]) else percent(row[f"pairs_{key}"], lang)


HEADS = {
    "mean": Text("Moyenne", "Mean"),
    "sd": Text("Écart-type", "Std dev."),
    "known": Text("Couples connus", "Known pairs"),
    "composite": Text("avec l'ensemble", "with overall"),
    "size": Text("avec la taille", "with size"),
    "minutes": Text("avec les minutes", "with minutes"),
    "explained": Text("expliqué par les deux", "explained by both"),
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
