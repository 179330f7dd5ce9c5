"""Closer on paper: pairs that the merger brought closer and that culture or economy keeps apart."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from cage import Study
from i18n import Lang, Text, both, number
from merger.closer import closer_table

from ..blocks import Bar
from ..classes import SEQUENTIAL, STRONG, natural_breaks
from ..exports.merger import closer_lacks
from ..findings.faults import MOSTLY_NOISE, on_paper
from ..findings.sides import mechanical
from ..map import Map
from ..maps import LABELS
from ..query import Query
from ..reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import CODE, COMMUNE, FLAG, TEXT, ZERO_TO_ONE, Meaning
from ..words import UNITS, minutes
from .asked import commune_of
from .faults import WORST


def lacks(subject: Subject) -> Text | None:
    """Why pairs closer on paper cannot be told; None where they can."""
    return closer_lacks(subject.residents)


def answer(subject: Subject, asked: Query) -> Answer:
    """The pairs by commune, or those of one; the first of them in a list and as lines."""
    read, study = subject.merger, subject.residents
    table = closer_table(read.before, read.after)
    per = per_commune(study, table)
    one = commune_of(study, asked)
    listed = table[(table["a"] == one) | (table["b"] == one)] if one else table
    classes = replace(natural_breaks(per, SEQUENTIAL["administrative"], digits=0), unit=PAIRS)
    shown = Map("closer", "administrative", CAPTION, lambda _: PER_COMMUNE, lambda _: per, lambda _: classes)
    return Answer(
        study=study,
        caption=CAPTION,
        findings=tuple(on_paper(table, read.after)),
        drawing=AnswerMap(shown, values={PAIRS: per}, digits=0, links=_links(study, listed.head(WORST))),
        tables=(_listed(study, listed, one),),
        notes=(mechanical(study),),
    )  # fmt: skip


CAPTION = Text("Plus près sur le papier seulement", "Closer on paper only")
PER_COMMUNE = Text("Paires de chaque commune.", "Pairs of each commune.")
PAIRS = Text("paires", "pairs")


def per_commune(study: Study, table: pd.DataFrame) -> pd.Series:
    """Pairs of each commune; unknown where it was in no known former EPCI, and so in no pair."""
    count = pd.concat([table["a"], table["b"]]).value_counts().reindex(study.communes.index, fill_value=0)
    return count.astype(float).where(study.communes["former_epci"] != "")


def _links(study: Study, table: pd.DataFrame) -> tuple[tuple[str, str, Text], ...]:
    """A straight line between the two communes of each pair listed."""

    def said(row: dict[str, Any]) -> Text:
        return both(
            lambda lang: (
                f"{row['a_name']} – {row['b_name']}\n{minutes(row['minutes'], lang, estimated=not study.by_road)}"
            )
        )

    return tuple((row["a"], row["b"], said(row)) for row in table.to_dict("records"))


def _listed(study: Study, table: pd.DataFrame, commune: str) -> AnswerTable:
    title = Text("Paires de communes", "Pairs of communes")
    if commune:
        title = Text("Paires de la commune : {name}", "Pairs of {name}").format(name=study.communes.at[commune, "name"])
    known = [d for d in ("cultural", "economic") if d in table and table[d].notna().any()]
    return AnswerTable(
        "closer",
        title,
        table,
        (
            ShownColumn(Text("Paires", "Pairs"), lambda row, _: f"{row['a_name']} – {row['b_name']}"),
            ShownColumn(Text("administrative", "administrative"), _fall, number=True),
            *(ShownColumn(LABELS[d], _bar(d)) for d in known),
        ),
        MEANINGS,
        most=WORST,
        headed=bool(commune),
    )


def _fall(row: Mapping[str, Any], lang: Lang) -> str:
    return f"{number(row['administrative_before'], lang, 2)} → {number(row['administrative'], lang, 2)}"


def _bar(dimension: str) -> Callable[[Mapping[str, Any], Lang], Bar]:
    doubtful = dimension == "cultural"
    return lambda row, _: Bar(
        float(row[dimension]), STRONG[dimension], hatched=doubtful and bool(row["in_noise"] > MOSTLY_NOISE)
    )


FAR = Text("1 si elle est au-dessus de la médiane des paires.", "1 where it is above the median of the pairs.")
ENDS = {"a": Text("Première commune", "First commune"), "b": Text("Seconde commune", "Second commune")}
FORMER = Text("Ancienne intercommunalité", "Former intercommunality")
THEN = Text("Nom à l'époque.", "Its name then.")
MEANINGS = {
    **{
        side: Meaning(Text(f"{rank.fr} (code)", f"{rank.en} (code)"), CODE, COMMUNE, ("membership",))
        for side, rank in ENDS.items()
    },
    **{f"{side}_name": Meaning(Text("Nom", "Name"), TEXT, Text("Son nom.", "Its name.")) for side in ("a", "b")},
    **{
        f"{side}_former_epci": Meaning(FORMER, TEXT, THEN, ("membership",)) for side in ("a", "b")
    },
    "minutes": Meaning(UNITS["min"], UNITS["min"], Text("Entre les deux communes.", "Between the two communes.")),
    "in_noise": Meaning(
        Text("Part dans le bruit", "Share within the noise"), ZERO_TO_ONE,
        Text(
            "Part des distances de composition connues que le hasard seul pourrait faire.",
            "Share of the known compositional distances that chance alone could make.",
        ),
    ),
    "administrative_before": Meaning(
        Text("Distance administrative avant", "Administrative distance before"), ZERO_TO_ONE,
        Text("Sous les périmètres d'avant la fusion.", "Under the perimeters before the merger."),
    ),
    **{
        f"{d}_far": Meaning(Text(f"{label.fr} au-dessus de la médiane", f"{label.en} above the median"), FLAG, FAR)
        for d, label in LABELS.items()
    },
}  # fmt: skip
CLOSER_READING = Reading(
    key="closer",
    screen="fusion",
    title=Text("Plus près sur le papier", "Closer on paper"),
    question=Text(
        "Quelles communes ne sont plus proches que sur le papier ?", "Which communes are closer on paper only?"
    ),
    answer=answer,
    choices=("commune",),
    lacks=lacks,
)
