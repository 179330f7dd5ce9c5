"""What separates: every border by the distance across it, former ones marked; whether the territory breaks there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from i18n import Lang, Text, both, number
from merger import faults as lines_of

from ..blocks import Bar
from ..classes import STRONG
from ..findings import faults as said
from ..findings.between import by_itself, proof
from ..findings.distances import named
from ..maps.faults import FAULTS as FAULT_MAP
from ..query import Query
from ..reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import ZERO_TO_ONE, Meaning
from ..tables.parts import fault_table
from .asked import distance, known

WORST = 15
"""Borders, or pairs, listed beside the map; the others are in the file, or on the map."""


def answer(subject: Subject, asked: Query) -> Answer:
    """Every border by what it separates; behind, beside what chance makes and like with like."""
    read, column = subject.merger, distance(subject, asked)
    table = lines_of.faults(read.reading, column)
    effect = read.effects.get(column)
    first = (*said.breaks(table, read.faults.get(column), column), by_itself(effect, column))
    behind = (
        said.like_with_like(read.alike.get(column), column),
        *proof(read.reading, column, read.effects),
    )
    return Answer(
        study=read.reading,
        caption=both(lambda lang: CAPTION.in_lang(lang).format(what=named(column, lang))),
        findings=tuple(one for one in first if one is not None),
        drawing=AnswerMap(replace(FAULT_MAP, key=f"faults_{column}", hue=column, lines=lambda _: table), values={}),
        tables=(_worst(subject, table),),
        proof=tuple(one for one in behind if one is not None),
    )


CAPTION = Text("Ce qui sépare deux communes voisines : {what}", "What separates two neighbours: {what}")


def _worst(subject: Subject, table: pd.DataFrame) -> AnswerTable:
    """The sharpest first, those of a former EPCI told; how many are level with the last one listed."""
    order = table["value"].sort_values(ascending=False, kind="stable").index
    data = fault_table(subject.merger.reading, table).drop(columns="paths")
    data.insert(4, "value", table["value"])
    marked = (ShownColumn(FORMER_SHORT, _former),) if table["former"].notna().any() else ()
    return AnswerTable(
        "fault_lines",
        Text("Les plus marquées", "The sharpest"),
        data.loc[order].reset_index(drop=True),
        (
            ShownColumn(Text("Les plus marquées", "The sharpest"), lambda row, _: f"{row['name_a']} – {row['name_b']}"),
            ShownColumn(DISTANCE, lambda row, _: Bar(float(row["value"]), STRONG[row["dominating"]])),
            ShownColumn(OUT_OF_1, lambda row, lang: number(row["value"], lang, 2), number=True),
            *marked,
        ),
        {"value": Meaning(Text("Distance lue", "Distance read"), ZERO_TO_ONE, ACROSS)},
        of="border",
        notes=_level(table),
        most=WORST,
        headed=False,
    )


DISTANCE, OUT_OF_1 = Text("distance", "distance"), Text("sur 1", "out of 1")
FORMER_SHORT = Text("ancienne frontière", "former border")
ACROSS = Text(
    "Entre les deux communes, sans l'ancienne frontière ni les zonages qui suivent les anciens périmètres.",
    "Between the two communes, without the former border and the zonings that follow the former perimeters.",
)


def _former(row: Mapping[str, Any], lang: Lang) -> str:
    return Text("oui", "yes").in_lang(lang) if row["former_border"] == 1 else ""


def _level(table: pd.DataFrame) -> tuple[Text, ...]:
    """How many borders that are not listed are level, as they are shown, with the last one listed."""
    shown = table["value"].round(2).sort_values(ascending=False)
    more = int((shown.iloc[WORST:] == shown.iloc[WORST - 1]).sum()) if len(shown) > WORST else 0
    return (both(lambda lang: LEVEL.in_lang(lang).format(n=number(more, lang))),) if more else ()


LEVEL = Text(
    "Autres limites à égalité avec la dernière de la liste : {n}.",
    "Other borders level with the last one listed: {n}.",
)
FAULTS_READING = Reading(
    key="faults",
    screen="fusion",
    title=Text("Ce qui sépare", "What separates"),
    question=Text("Où le territoire se sépare-t-il ?", "Where does the territory break?"),
    answer=answer,
    beside_chance=True,
    lacks=known,
)
