"""Who is nearest: the intercommunalities around, or the communes around one, ranked with their direction."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from cage import Study
from distance import DIMENSIONS
from i18n import Lang, Text, both
from layers import LayerError
from partners import LARGER, RICHER, Partners

from ..blocks import Bar
from ..classes import SEQUENTIAL, STRONG, Classes, natural_breaks
from ..findings.partners import NOBODY, direction, of_neighbours
from ..map import Map
from ..maps import BY_KEY, LABELS
from ..query import Query
from ..reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import CODE, COMMUNE, COUNT, TEXT, YES_NO, Meaning
from ..words import N_PEOPLE, enumeration, minutes
from .asked import commune_of, figure

LISTED = 15
"""Neighbours in the list, over all its groups."""
READ = ("composite", *DIMENSIONS, "minutes")


def answer(subject: Subject, asked: Query) -> Answer:
    """The neighbours of the intercommunality, or of the commune asked for, by the distance asked for."""
    around, root = subject.around, commune_of(subject.study, asked)
    known = readable(around, root)
    if asked.by and asked.by not in known:
        raise LayerError(_NOT_KNOWN.format(asked=asked.by, known=", ".join(known)))
    return of_partners(subject.residents, around, asked.by or known[0], root)


_NOT_KNOWN = Text(
    "La distance « {asked} » n'est pas connue vers les voisins. Distances possibles : {known}.",
    "The distance “{asked}” is not known towards the neighbours. Possible distances: {known}.",
)


def readable(around: Partners, root: str) -> list[str]:
    """The distances that are known there, from a commune or from them all."""
    table = around.of_commune(root) if root else around.epcis
    return [by for by in READ if table[by].notna().any()] or ["minutes"]


def of_partners(study: Study, around: Partners, by: str, root: str) -> Answer:
    """What is found around, seen from a commune; "" for the whole intercommunality."""
    table = around.nearest(around.of_commune(root) if root else around.epcis, by)
    who, known = str(study.communes.at[root, "name"] if root else study.territory.name), table[table[by].notna()]
    title = FROM_COMMUNE.format(name=who) if root else FROM_AROUND
    return Answer(
        study=study,
        caption=title,
        findings=tuple(of_neighbours(around, table, by, who)) if len(known) else (),
        drawing=_drawing(study, around, by, root, title),
        tables=_ranked(around, known, by),
        notes=(ABOUT,),
        missing=None if len(known) else (NOBODY, "", {}),
    )


FROM_COMMUNE = Text("À quelle distance, depuis {name}", "How far from {name}")
FROM_AROUND = Text("À quelle distance des habitants d'à côté", "How far from the residents around")
ABOUT = Text(
    "Entre habitants. Une distance n'est pas un défaut : des revenus plus "
    "ou moins élevés, plus ou moins d'habitants disent le sens, pas la valeur. Minutes estimées, à 5 minutes près.",
    "Between residents. A distance is no fault: higher or lower incomes, more or "
    "fewer residents tell the direction, not the worth. Minutes are estimated, to 5 minutes.",
)


def _drawing(study: Study, around: Partners, by: str, root: str, title: Text) -> AnswerMap:
    """From one commune, how far each other is; else, how far each is from the intercommunalities around."""
    values = (around.of_commune(root)[by] if root else around.from_others(by)).reindex(study.communes.index)
    hue = by if by in SEQUENTIAL else "geographic"

    def classes(of: pd.Series) -> Classes:
        if by != "minutes":
            return natural_breaks(of, SEQUENTIAL[hue])
        return replace(natural_breaks(of, SEQUENTIAL[hue], digits=0), unit=Text("min", "min"), exact=True)

    shown = Map("partners", hue, title, BY_KEY[by].scale, lambda _: values, classes)
    return AnswerMap(shown, values={BY_KEY[by].title: values}, digits=0 if by == "minutes" else 2)


def _ranked(around: Partners, known: pd.DataFrame, by: str) -> tuple[AnswerTable, ...]:
    """The nearest first, group by group: only those known on the same indicators compare (METHOD 2.3, rule 12)."""
    side = known["epci"] if "epci" in known else pd.Series(known.index, known.index)
    basis = side.map(lambda siren: len(around.bases[siren]))
    groups = sorted((rows for _, rows in known.groupby("ranked_with")), key=len, reverse=True)
    notes = (RANKED,) if len(groups) > 1 else ()
    return tuple(
        _group(rows, int(basis[rows.index[0]]), by, LISTED // len(groups), notes if rank == len(groups) else ())
        for rank, rows in enumerate(groups, start=1)
    )


RANKED = Text(
    "Un rang ne se compare qu'entre voisins connus sur les mêmes indicateurs : chaque groupe a son premier.",
    "A rank compares only neighbours known on the same indicators: each group has its first.",
)


def _group(rows: pd.DataFrame, indicators: int, by: str, most: int, notes: tuple[Text, ...]) -> AnswerTable:
    """Neighbours known on the same indicators: name, which way they lie, the distance as a bar, minutes."""
    same = [LABELS[d] for d in DIMENSIONS if rows[d].notna().all()]
    on = both(lambda lang: KNOWN_ON.in_lang(lang).format(
        n=indicators, same=enumeration([label.in_lang(lang).lower() for label in same], lang)
    ))  # fmt: skip
    bars = (
        ShownColumn(BY_KEY[by].title, lambda row, _: Bar(float(row[by]), STRONG[by])),
        ShownColumn(Text("sur 1", "out of 1"), figure(by, 2), number=True),
    )
    return AnswerTable(
        "neighbours",
        TITLE,
        rows.reset_index(),
        (
            ShownColumn(Text("rang", "rank"), figure("rank"), number=True),
            # Minutes are read the same way for all.
            ShownColumn(Text("voisins", "neighbours") if by == "minutes" else on, _who),
            *(() if by == "minutes" else bars),
            ShownColumn(Text("minutes", "minutes"), _minutes, number=True),
        ),
        MEANINGS,
        notes=notes,
        most=most,
        headed=False,
    )


KNOWN_ON = Text("connus sur {n} indicateurs ({same})", "known on {n} indicators ({same})")


def _who(row: Mapping[str, Any], lang: Lang) -> str:
    people = N_PEOPLE.in_lang(lang, row["population"])
    return f"{row['name']}\n{people} · {direction(row[RICHER], row[LARGER]).in_lang(lang)}"


def _minutes(row: Mapping[str, Any], lang: Lang) -> str:
    return minutes(float(row["minutes"]), lang, estimated=True)


TITLE = Text("Voisins", "Neighbours")
LOG = Text("rapport (logarithme)", "log ratio")
MORE = Text("Positif où l'autre en a plus.", "Positive where the other has more.")
ALONE = Text("Parmi les voisins connus sur les mêmes indicateurs.", "Among neighbours known on the same indicators.")
MEANINGS = {
    "siren": Meaning(
        Text("Intercommunalité (SIREN)", "Intercommunality (SIREN)"), CODE, Text("Son SIREN.", "Its SIREN.")
    ),
    "epci": Meaning(
        Text("Son intercommunalité (SIREN)", "Its intercommunality (SIREN)"), CODE, COMMUNE, ("membership",)
    ),
    "epci_name": Meaning(
        Text("Son intercommunalité", "Its intercommunality"), TEXT, Text("Son nom.", "Its name."), ("membership",)
    ),
    RICHER: Meaning(Text("Écart de revenu médian", "Difference of median income"), LOG, MORE, ("income",)),
    LARGER: Meaning(Text("Écart de population", "Difference of population"), LOG, MORE, ("population",)),
    "touches": Meaning(
        Text("Communes voisines", "Neighbouring communes"),
        YES_NO,
        Text("Elles ont une limite en commun.", "They share a border."),
        ("adjacency",),
    ),
    "ranked_with": Meaning(
        Text("Rangés ensemble", "Ranked together"),
        CODE,
        Text(
            "Dimensions connues, et numéro de la liste d'indicateurs connus.",
            "Known dimensions, and number of the list of known indicators.",
        ),
    ),
    "rank": Meaning(Text("Rang, le plus proche d'abord", "Rank, the nearest first"), COUNT, ALONE),
}
PARTNERS_READING = Reading(
    key="partners",
    screen="relier",
    title=Text("Voisins", "Neighbours"),
    question=Text("De qui est-on le plus proche, et dans quel sens ?", "Who is nearest, and which way do they lie?"),
    answer=answer,
    choices=("commune", "by"),
)
