"""Before and after: what the merger moved, level by level, and what it did not."""

import pandas as pd

from cage import Study
from i18n import Text, both, percent

from ..findings.between import headline, proof
from ..findings.distances import named
from ..findings.sides import Level, fell, levels, mechanical
from ..maps import BY_KEY
from ..maps.sides import MOVED
from ..query import Query
from ..reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import CODE, FLAG, ZERO_TO_ONE, Meaning
from ..words import capital
from .asked import distance, merged_only


def answer(subject: Subject, asked: Query) -> Answer:
    """The two maps under one legend; how far apart former EPCIs are; what moved, level by level."""
    read, column = subject.merger, distance(subject, asked)
    hue = column if column in MOVED else "administrative"
    year, effects = read.study.territory.merged_in, read.effects
    before = Text("avant la fusion de {year}", "before the merger of {year}").format(year=year)
    sides = {before: read.before.values[hue], TODAY: read.after.values[hue]}
    return Answer(
        study=read.study,
        caption=both(lambda lang: CAPTION.in_lang(lang).format(what=capital(named(hue, lang)))),
        findings=(*fell(read.before, read.after, hue), *headline(read.reading, column, effects)),
        drawing=AnswerMap(BY_KEY[f"after_{hue}"], before=BY_KEY[f"before_{hue}"], values=sides),
        tables=(_levels(read.before, read.after),),
        notes=(mechanical(read.study),),
        proof=tuple(proof(read.reading, column, effects)),
    )


TODAY = Text("aujourd'hui", "today")
CAPTION = Text("{what}, avant et après la fusion", "{what}, before and after the merger")


def _levels(earlier: Study, later: Study) -> AnswerTable:
    """What the administrative distance is made of, and which levels moved."""
    found: list[Level] = levels(earlier, later)
    data = pd.DataFrame(
        {
            "level": [one.column for one in found],
            "share_before": [one.before for one in found],
            "share_after": [one.after for one in found],
            "moved": [int(one.moved) for one in found],
        }
    )
    labels = {one.column: one.label for one in found}
    return AnswerTable(
        "levels",
        Text("Ce que la fusion a changé, niveau par niveau", "What the merger changed, level by level"),
        data,
        (
            ShownColumn(Text("Niveau", "Level"), lambda row, lang: labels[row["level"]].in_lang(lang)),
            ShownColumn(Text("Avant", "Before"), lambda row, lang: percent(row["share_before"], lang), number=True),
            ShownColumn(Text("Après", "After"), lambda row, lang: percent(row["share_after"], lang), number=True),
            ShownColumn(
                Text("La fusion l'a-t-elle changé ?", "Did the merger change it?"),
                lambda row, lang: (YES if row["moved"] else NO).in_lang(lang),
            ),
        ),
        MEANINGS,
        notes=(LEVEL_NOTE,),
        wide=True,
    )


YES, NO = Text("oui, mécaniquement", "yes, mechanically"), Text("non", "no")
LEVEL_NOTE = Text(
    "Part des paires d'habitants de deux communes que le niveau sépare ; pour l'ancienne frontière, souvenir, de "
    "100 % (séparées) à 0 % (jamais séparées), qui s'efface avec les années de vie commune. Sièges et présence à "
    "l'exécutif n'ont pas d'avant : hors comparaison. Les secteurs des guichets sont ceux d'aujourd'hui, aucune "
    "source ne dit lesquels ont suivi.",
    "Share of pairs of residents of two communes that the level separates; for the former border, a memory from "
    "100% (apart) to 0% (never apart), which fades with the years together. Seats and executive have no before: "
    "left out. Sectors of desks are those of today, no source says which followed.",
)
MEANINGS = {
    "level": Meaning(
        Text("Niveau", "Level"), CODE, Text("Indicateur ou partie d'indicateur.", "Indicator, or part of one.")
    ),
    "share_before": Meaning(Text("Avant la fusion", "Before the merger"), ZERO_TO_ONE, LEVEL_NOTE),
    "share_after": Meaning(Text("Aujourd'hui", "Today"), ZERO_TO_ONE, LEVEL_NOTE),
    "moved": Meaning(
        Text("La fusion l'a changé", "The merger changed it"),
        FLAG,
        Text("1 si une paire au moins a bougé.", "1 where at least one pair moved."),
    ),
}
SIDES_READING = Reading(
    key="sides",
    screen="fusion",
    title=Text("Avant, après", "Before, after"),
    question=Text("Qu'est-ce que la fusion a changé ?", "What did the merger change?"),
    answer=answer,
    beside_chance=True,
    lacks=merged_only,
)
