"""Over the years: what compares from one year to another, and why the rest cannot."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from distance import COMPONENTS
from i18n import Lang, Text
from partners import Convergence, convergences

from ..blocks import Bar
from ..classes import STRONG
from ..findings.years import counted, of_years
from ..query import Query
from ..reading import Answer, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import COUNT, TEXT, ZERO_TO_ONE, Meaning
from .asked import distance, figure, known

DIMENSION = {c.key: c.dimension for c in COMPONENTS}


def answer(subject: Subject, asked: Query) -> Answer:
    """The series that compare, year by year; then what is withheld, and why."""
    column = distance(subject, asked)
    every = convergences(subject.residents)
    listed = {name: one for name, one in every.items() if column in ("composite", _dimension(name))}
    told = {name: one for name, one in listed.items() if any(split.overall > 0 for split in one.splits.values())}
    withheld = tuple(of_years(name, one) for name, one in listed.items() if not one.splits)
    among = "" if column == "composite" else f"dimension == '{column}'"
    return Answer(
        study=subject.residents,
        caption=Text("Au fil des ans", "Over the years"),
        findings=(counted(len(told), len(told) + len(withheld), among), *(of_years(*one) for one in told.items())),
        tables=tuple(_by_year(name, one) for name, one in told.items()),
        notes=withheld,
        missing=None if told else (NOTHING, "donnees", {"onglet": "charger"}),
    )


NOTHING = Text(
    "Aucune série ne se compare ici d'une année à l'autre. La page Données charge d'autres années.",
    "No series compares here from one year to another. The Data page loads other years.",
)


def _dimension(name: str) -> str:
    return DIMENSION[name.partition("__")[0]]


def _by_year(name: str, one: Convergence) -> AnswerTable:
    """One series: a bar for each year, between two residents of the territory, of two former EPCIs, and of one."""
    data = pd.DataFrame(
        [
            {
                "indicator": name,
                "year": year,
                **{part: float(getattr(split, part)) for part in PARTS},
                "known": one.known,
            }
            for year, split in sorted(one.splits.items())
        ]
    )
    color = STRONG[_dimension(name)]
    columns = [ShownColumn(Text("Année", "Year"), lambda row, _: str(row["year"]))]
    for part, head in PARTS.items():
        if np.isfinite(data[part]).all():
            columns.append(ShownColumn(head, _bar(part, color)))
            columns.append(ShownColumn(Text("sur 1", "out of 1"), figure(part, 2), number=True))
    return AnswerTable("years", one.indicator.label, data, tuple(columns), MEANINGS)


def _bar(part: str, color: str) -> Callable[[Mapping[str, Any], Lang], Bar]:
    return lambda row, _: Bar(row[part], color)


PARTS = {
    "overall": Text("Ensemble du territoire", "Whole territory"),
    "between": Text("D'une ancienne intercommunalité à l'autre", "Between former intercommunalities"),
    "within": Text("Au sein d'une même", "Within one"),
}
MEAN = Text(
    "Moyenne de la note entre deux habitants, sur les paires connues toutes les années.",
    "Mean score between two residents, over the pairs known in every year.",
)
MEANINGS = {
    "indicator": Meaning(Text("Indicateur", "Indicator"), TEXT, Text("Sa colonne.", "Its column.")),
    "year": Meaning(Text("Année", "Year"), COUNT, Text("Année des données.", "Year of the data.")),
    **{part: Meaning(head, ZERO_TO_ONE, MEAN) for part, head in PARTS.items()},
    "known": Meaning(Text("Part connue", "Known share"), ZERO_TO_ONE, MEAN),
}
YEARS_READING = Reading(
    key="years",
    screen="fusion",
    title=Text("Au fil des ans", "Over the years"),
    question=Text("Les communes se rapprochent-elles ?", "Are communes getting nearer?"),
    answer=answer,
    lacks=known,
)
