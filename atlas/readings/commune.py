"""Why is one commune far? Where it goes, its dimensions, and what each indicator makes of the distance."""

import math
from functools import cache

import pandas as pd

from cage import BETWEEN_INSTITUTIONS, Study
from distance import DIMENSIONS
from i18n import Text, both

from ..blocks import Bar
from ..classes import STRONG
from ..findings import commune as card
from ..findings.desk import desk, headline, notes
from ..maps import BY_KEY, LABELS
from ..query import Query
from ..ranking import farthest
from ..reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import CODE, FLAG, LEVELS, MADE, ZERO_TO_ONE, Meaning
from ..words import KNOWN_SHARE, N_PEOPLE, with_known
from .asked import commune_of, figure
from .overview import CONTRIBUTION, default_map


def lacks(subject: Subject) -> Text | None:
    """Why no commune can be told; None where one can."""
    return IN_NO_COMMUNE if subject.study.pair == BETWEEN_INSTITUTIONS else None


IN_NO_COMMUNE = Text(
    "Entre institutions, aucune distance n'est celle d'une commune : choisissez des habitants vers quelqu'un.",
    "Between institutions, no distance is that of a commune: choose residents towards somebody.",
)


def answer(subject: Subject, asked: Query) -> Answer:
    """The commune asked for, or the farthest on the map that the page opens on."""
    study = subject.study
    shown = BY_KEY[default_map(study)]
    first = next(iter(farthest(study, shown.key).values.index), study.communes.index[0])
    commune = commune_of(study, asked) or str(first)
    row = study.communes.loc[commune]
    about = both(lambda lang: " · ".join(
        part for part in (row["name"], N_PEOPLE.in_lang(lang, row["population"]), row["former_epci_name"]) if part
    ))  # fmt: skip
    return Answer(
        study=study,
        caption=about,
        findings=(headline(study, commune), *desk(study, commune)),
        drawing=AnswerMap(shown, values={shown.title: shown.values(study)}),
        tables=(dimensions(study, commune), _indicators(study, commune), _context(study, commune)),
        notes=tuple(notes(study, commune)),
    )


def dimensions(study: Study, commune: str) -> AnswerTable:
    """The whole and each dimension: score, and the share of its weight that is known."""
    row = study.values.loc[commune]
    labels = {"composite": Text("Ensemble", "Overall")} | {str(d): LABELS[d] for d in DIMENSIONS}
    known = {key: "coverage" if key == "composite" else f"coverage_{key}" for key in labels}
    table = pd.DataFrame(
        {
            "distance": list(labels),
            "score": [float(row.get(key, math.nan)) for key in labels],
            "coverage": [float(row.get(known[key], math.nan)) for key in labels],
        }
    )
    return AnswerTable(
        "commune_dimensions",
        Text("Dimensions", "Dimensions"),
        table,
        (
            ShownColumn(DISTANCE, lambda row, lang: labels[row["distance"]].in_lang(lang)),
            ShownColumn(Text("de 0 à 1", "0 to 1"), lambda row, _: Bar(row["score"], STRONG[row["distance"]])),
            ShownColumn(SCORE, lambda row, lang: with_known(row["score"], row["coverage"], lang), number=True),
        ),
        MEANINGS,
        notes=(KNOWN_SHARE,),
    )


def _indicators(study: Study, commune: str) -> AnswerTable:
    """Every indicator that applies: its value in its own unit, its score, what it makes of the whole, its source."""
    rows = cache(lambda lang: {line.column: line for line in card.lines(study, commune, lang)})
    table = pd.DataFrame(
        {
            "component": line.component.key,
            "indicator": column,
            "value": float(study.values.at[commune, column]) if column in study.values else math.nan,
            "score": line.score,
            "contribution": math.nan if math.isnan(line.score) else line.contribution,
            "noisy": int(line.noisy),
        }
        for column, line in rows("fr").items()
    )
    return AnswerTable(
        "commune_indicators",
        WHAT_MAKES_IT,
        table,
        (
            ShownColumn(
                Text("Indicateur", "Indicator"),
                lambda row, lang: (
                    f"{rows(lang)[row['indicator']].component.label.in_lang(lang)}\n"
                    f"{rows(lang)[row['indicator']].indicator.label.in_lang(lang)}"
                ),
            ),
            ShownColumn(HERE, lambda row, lang: rows(lang)[row["indicator"]].value),
            ShownColumn(SCORE, lambda row, _: _bar(rows("fr")[row["indicator"]])),
            ShownColumn(CONTRIBUTION, figure("contribution", 2), number=True),
            ShownColumn(SOURCE, lambda row, lang: _source(rows(lang)[row["indicator"]])),
        ),
        MEANINGS,
    )


def _bar(line: card.IndicatorRow) -> Bar:
    return Bar(line.score, STRONG[line.component.dimension], hatched=line.noisy)


def _source(line: card.IndicatorRow) -> str:
    """Where a figure comes from; what is not loaded is said on the page of data."""
    return "" if math.isnan(line.score) else line.source


def _context(study: Study, commune: str) -> AnswerTable:
    """Who lives there: figures that enter no distance, where they are loaded."""
    facts = cache(lambda lang: {fact.key: fact for fact in card.context(study, commune, lang)})
    return AnswerTable(
        "commune_context",
        WHO_LIVES_HERE,
        pd.DataFrame({"figure": key, "value": fact.figure} for key, fact in facts("fr").items()),
        (
            ShownColumn(WHO_LIVES_HERE, lambda row, lang: facts(lang)[row["figure"]].label),
            ShownColumn(HERE, lambda row, lang: facts(lang)[row["figure"]].value, number=True),
            ShownColumn(SOURCE, lambda row, lang: facts(lang)[row["figure"]].source),
        ),
        MEANINGS,
        headed=False,
    )


DISTANCE, SCORE = Text("Distance", "Distance"), Text("Note, sur 1", "Score, out of 1")
HERE, SOURCE = Text("Ici", "Here"), Text("Source", "Source")
WHAT_MAKES_IT = Text("Ce qui fait la distance", "What makes the distance")
WHO_LIVES_HERE = Text("Qui vit ici (n'entre pas dans la distance)", "Who lives here (enters no distance)")
KEY = Text("Sa clé.", "Its key.")
MEANINGS = {
    "distance": Meaning(DISTANCE, CODE, Text("composite ou la dimension.", "composite, or the dimension.")),
    "component": Meaning(Text("Composante", "Component"), CODE, KEY),
    "indicator": Meaning(Text("Indicateur", "Indicator"), CODE, KEY),
    "figure": Meaning(Text("Chiffre", "Figure"), CODE, KEY),
    "value": Meaning(
        Text("Valeur", "Value"),
        Text("celle du chiffre", "that of the figure"),
        Text("Vide si inconnue.", "Empty if unknown."),
    ),
    "score": Meaning(
        SCORE,
        ZERO_TO_ONE,
        Text("Distance ramenée à son repère national.", "Distance brought to its national goalpost."),
    ),
    "contribution": Meaning(CONTRIBUTION, *MADE["contribution"][1:]),
    "coverage": Meaning(*LEVELS["coverage"]),
    "noisy": Meaning(
        Text("Dans le bruit des petits effectifs", "Within the noise of small numbers"),
        FLAG,
        Text("1 si la plupart des paires y sont.", "1 where most pairs are."),
    ),
}
COMMUNE_READING = Reading(
    key="commune",
    screen="carte",
    title=Text("Une commune", "One commune"),
    question=Text("Pourquoi une commune est-elle loin ?", "Why is one commune far?"),
    answer=answer,
    choices=("commune",),
    lacks=lacks,
)
