"""A perimeter, before a vote: how far apart are those whom a merger would unite."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from distance import Scheme
from i18n import Lang, Text, number, percent
from partners import Perimeter, perimeter

from ..classes import Classes
from ..findings.families import COLORS
from ..findings.partners import of_perimeter
from ..map import Map
from ..maps import BY_KEY, LABELS
from ..query import Query
from ..reading import Answer, AnswerMap, AnswerTable, Cell, Reading, ShownColumn, Subject
from ..tables.meanings import CODE, COUNT, TEXT, Meaning
from ..words import minutes
from .between import SHARE


def answer(subject: Subject, asked: Query) -> Answer:
    """What is asked for, put together; the intercommunality itself where nothing is."""
    place = subject.study.territory
    codes = asked.together.split(",") if asked.together else [place.siren]
    return of_perimeter_found(perimeter(codes, "", place.cog), subject.study.scheme)


def of_perimeter_found(found: Perimeter, scheme: Scheme) -> Answer:
    """What is found of a perimeter, under these weights."""
    place = replace(found.study.territory, name=" + ".join(found.epcis["name"]))
    one = replace(found, study=replace(found.study, territory=place, scheme=scheme))
    return Answer(
        study=one.study,
        caption=PERIMETER_READING.title,
        findings=tuple(of_perimeter(one)),
        drawing=AnswerMap(_map(one), digits=0),
        tables=(_internal(one), *_parts(one)),
    )


def _map(one: Perimeter) -> Map:
    """In which intercommunality of today each commune is."""
    names = one.epcis["name"].tolist()
    ranks = {siren: rank for rank, siren in enumerate(one.epcis.index, start=1)}
    rank = one.present.map(ranks).astype(float)
    classes = Classes(
        breaks=tuple(range(1, len(names))),
        colors=tuple(COLORS[place % len(COLORS)] for place in range(len(names))),
        digits=0,
        names=tuple(Text(name, name) for name in names),
    )
    return Map("perimeter", "composite", TODAY, lambda _: Text("", ""), lambda _: rank, lambda _: classes)


TODAY = Text("Intercommunalités d'aujourd'hui", "Intercommunalities of today")


def _internal(one: Perimeter) -> AnswerTable:
    """Minutes and each distance between two residents; apart and together, where there are several EPCIs."""
    columns = list(SPLIT) if len(one.epcis) > 1 else ["mean"]
    named = {"minutes": BY_KEY["minutes"].title, "composite": BY_KEY["composite"].title} | {
        str(d): label for d, label in LABELS.items()
    }
    return AnswerTable(
        "internal",
        BETWEEN_TWO,
        one.internal.rename_axis("distance").reset_index(),
        (
            ShownColumn(BETWEEN_TWO, lambda row, lang: named[row["distance"]].in_lang(lang)),
            *(ShownColumn(SPLIT[column], _value(column), number=True) for column in columns),
            ShownColumn(SHARE, lambda row, lang: percent(row["known"], lang), number=True),
        ),
        MEANINGS,
        headed=False,
    )


BETWEEN_TWO = Text("Entre deux habitants", "Between two residents")
SPLIT = {
    "mean": Text("en moyenne", "mean"),
    "within": Text("dans une même intercommunalité", "within one intercommunality"),
    "between": Text("d'une à l'autre", "from one to another"),
}


def _value(column: str) -> Cell:
    def cell(row: Mapping[str, Any], lang: Lang) -> str:
        if row["distance"] == "minutes" and pd.notna(row[column]):
            return minutes(row[column], lang, estimated=True)
        return number(row[column], lang, 2)

    return cell


def _parts(one: Perimeter) -> list[AnswerTable]:
    """Who is in it, and what is set aside: in files, the findings count them."""
    members = one.study.communes[["name", "population"]].assign(siren=one.present)
    aside = pd.DataFrame({"indicator": list(one.set_aside)}, dtype=object)
    tables = {"epcis": one.epcis.rename_axis("siren"), "members": members}
    return [
        *(
            AnswerTable(key, PERIMETER_READING.title, table.reset_index(), (), MEANINGS, of="area", headed=False)
            for key, table in tables.items()
        ),
        AnswerTable("set_aside", PERIMETER_READING.title, aside, (), MEANINGS, headed=False),
    ]


MEAN = Text(
    "Moyenne entre deux habitants : minutes, ou note de 0 à 1. Inconnue si moins de la moitié l'est.",
    "Mean between two residents: minutes, or score from 0 to 1. Unknown where less than half is known.",
)
UNIT = Text("minutes, ou 0 à 1", "minutes, or 0 to 1")
MEANINGS = {
    "distance": Meaning(Text("Distance", "Distance"), CODE, Text("Sa clé.", "Its key.")),
    **{column: Meaning(label, UNIT, MEAN) for column, label in SPLIT.items()},
    "known": Meaning(SHARE, Text("0 à 1", "0 to 1"), SHARE),
    "siren": Meaning(Text("Intercommunalité (SIREN)", "Intercommunality (SIREN)"), CODE, TODAY, ("membership",)),
    "communes_in_all": Meaning(
        Text("Communes de l'intercommunalité", "Communes of the intercommunality"),
        COUNT,
        Text("Dedans et dehors.", "Inside and outside."),
        ("membership",),
    ),
    "indicator": Meaning(
        Text("Indicateur mis de côté", "Indicator set aside"),
        TEXT,
        Text("Connu d'une partie des intercommunalités.", "Known of some of the intercommunalities."),
    ),
}
PERIMETER_READING = Reading(
    key="perimeter",
    screen="relier",
    title=Text("Un périmètre, avant de voter", "A perimeter, before a vote"),
    question=Text("Que réunirait ce périmètre ?", "What would this perimeter unite?"),
    answer=answer,
    choices=("together",),
)
