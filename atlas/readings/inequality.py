"""Inequality: incomes and minutes to the nearest service, and how much of the gaps lies between former EPCIs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

import layers
from cage import MINUTES
from i18n import NBSP, Lang, Text, both, number, percent

from ..classes import SEQUENTIAL, natural_breaks
from ..findings.commune import cited
from ..findings.inequality import Spread, said, spread
from ..map import Map
from ..maps import BY_KEY
from ..query import Query
from ..reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from ..run.asked import default_pairing
from ..tables.meanings import TEXT, ZERO_TO_ONE, Meaning
from ..words import COLON, minutes
from .asked import distance, figure, known


def answer(subject: Subject, asked: Query) -> Answer:
    """The figure of the dimension that is read on the map; all that are known in sentences and in a table."""
    study, merged = subject.residents, subject.merger.merged
    spreads = [one for one in (_income(subject), _access(subject)) if one is not None]
    if not spreads:
        return Answer(study, INCOMES, missing=(NO_FIGURE, "donnees", {"onglet": "charger"}))
    shown = spreads[-1] if distance(subject, asked) == "geographic" else spreads[0]
    hue = "geographic" if shown.key == MINUTES else "economic"
    classes = replace(natural_breaks(shown.values, SEQUENTIAL[hue], digits=0), unit=shown.unit)
    drawn = Map(f"unequal_{hue}", hue, shown.label, lambda _: shown.source, lambda _: shown.values, lambda _: classes)
    return Answer(
        study=study,
        caption=both(lambda lang: f"{shown.label.in_lang(lang)} ({shown.source.in_lang(lang)})"),
        # What is drawn is said first.
        findings=tuple(said(one, merged=merged) for one in (shown, *(one for one in spreads if one is not shown))),
        drawing=AnswerMap(drawn, values={shown.label: both_written(shown)}),
        tables=(_table(spreads, merged=merged), _values(subject, spreads)),
        notes=(BETWEEN_COMMUNES,),
    )


def both_written(shown: Spread) -> pd.Series:
    """The figure of each commune as it is printed, in both languages: its class is that of the figure itself."""

    def one(value: float, lang: Lang) -> str:
        if shown.key == MINUTES:
            return minutes(value, lang, estimated=shown.coarse)
        return f"{number(value, lang)}{NBSP}{shown.unit.in_lang(lang)}"

    return shown.values.dropna().map(lambda value: both(lambda lang: one(value, lang)))


INCOMES = Text("Revenu médian par unité de consommation", "Median income per consumption unit")
NO_FIGURE = Text(
    "Ni les revenus des communes ni les services ne sont chargés ici. La page Données dit où les trouver.",
    "Neither the incomes of communes nor services are loaded here. The Data page says where they are.",
)
BETWEEN_COMMUNES = Text(
    "Indices entre communes, chaque habitant ayant la valeur de sa commune : les écarts au sein d'une commune n'y "
    "sont pas. Theil : 0 quand toutes sont égales, décomposable exactement ; Gini : de 0 à 1.",
    "Indices between communes, each resident having the value of their commune: gaps inside a commune are not in them. "
    "Theil: 0 when all are equal, splits exactly; Gini: from 0 to 1.",
)


def _income(subject: Subject) -> Spread | None:
    study = subject.residents
    tables = layers.tables({"income"}, study.territory)
    if "income" not in tables:
        return None
    values = tables["income"]["median"].reindex(study.communes.index).astype(float)
    return spread(study, "income", values, INCOMES, Text("€", "€"), both(lambda lang: cited("income", study, lang)))


def _access(subject: Subject) -> Spread | None:
    """Minutes to the nearest service of the first theme that is loaded."""
    offered = subject.pairings()
    key = default_pairing(list(offered))
    study = subject.find(key)
    if study.pair.destination == "resident":
        return None
    values = study.values[MINUTES].set_axis(study.origins["commune"]).reindex(subject.residents.communes.index)
    title, towards = BY_KEY["minutes"].title, offered[key]
    name = both(lambda lang: f"{title.in_lang(lang)}{COLON.in_lang(lang)}{towards.in_lang(lang)}")
    how = Text("par la route", "by road") if study.by_road else Text("estimation", "estimate")
    return spread(subject.residents, MINUTES, values, name, Text("min", "min"), how, coarse=not study.by_road)


def _table(spreads: list[Spread], *, merged: bool) -> AnswerTable:
    parts = ("total", "between", "within") if merged else ("total",)
    data = pd.DataFrame(
        [
            {"what": one.key, **{f"theil_{part}": getattr(one.theil, part) for part in parts}, "gini": one.gini,
             "known": one.theil.known}
            for one in spreads
        ]
    )  # fmt: skip
    labels = {one.key: one for one in spreads}

    def name(row: Mapping[str, Any], lang: Lang) -> str:
        one = labels[row["what"]]
        return f"{one.label.in_lang(lang)}\n{one.unit.in_lang(lang)}, {one.source.in_lang(lang)}"

    return AnswerTable(
        "inequality",
        Text("Entre communes", "Between communes"),
        data,
        (
            ShownColumn(Text("Entre communes", "Between communes"), name),
            *(ShownColumn(HEADS[part], figure(f"theil_{part}", 4), number=True) for part in parts),
            ShownColumn(Text("Gini", "Gini"), figure("gini", 2), number=True),
            ShownColumn(KNOWN, lambda row, lang: percent(row["known"], lang, 1), number=True),
        ),
        MEANINGS,
        headed=False,
    )


def _values(subject: Subject, spreads: list[Spread]) -> AnswerTable:
    """The figure of each commune: in files, for the map shows it."""
    table = subject.residents.communes[["name", "population"]].reset_index()
    table = table.assign(**{_column(one): one.values.to_numpy() for one in spreads})
    meanings = {_column(one): Meaning(one.label, one.unit, one.source) for one in spreads}
    return AnswerTable("unequal", Text("Communes", "Communes"), table, (), meanings, of="origin", headed=False)


def _column(one: Spread) -> str:
    return "minutes" if one.key == MINUTES else one.key


HEADS = {
    "total": Text("Theil", "Theil"),
    "between": Text("entre", "between"),
    "within": Text("au sein", "within"),
}
KNOWN = Text("habitants connus", "known residents")
MEANINGS = {
    "what": Meaning(Text("Ce qui est réparti", "What is spread"), TEXT, BETWEEN_COMMUNES),
    **{f"theil_{part}": Meaning(Text(f"Theil, {head.fr}", f"Theil, {head.en}"), ZERO_TO_ONE, BETWEEN_COMMUNES)
       for part, head in HEADS.items()},
    "gini": Meaning(Text("Gini", "Gini"), ZERO_TO_ONE, BETWEEN_COMMUNES),
    "known": Meaning(KNOWN, ZERO_TO_ONE, KNOWN),
}  # fmt: skip
INEQUALITY_READING = Reading(
    key="inequality",
    screen="fusion",
    title=Text("Inégalités", "Inequality"),
    question=Text(
        "Comment revenus et accès sont-ils répartis ?", "How are incomes and access spread over the territory?"
    ),
    answer=answer,
    lacks=known,
)
