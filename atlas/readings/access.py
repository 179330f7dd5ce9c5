"""How many minutes, and for whom: a question of access, answered commune by commune."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

import pandas as pd

import reach
from cage import STANDARDS, Study
from i18n import UNKNOWN, Lang, Text, both
from layers.own import Own
from reach import AccessAnswer, Question

from ..access import BY, Measure, column, farthest, of_former_epcis
from ..access_choices import AGES, AccessChoices, asked_of, decay_of, measured
from ..exports.access import ACCESS_MEANINGS, FROM_RESIDENTS, MEAN, with_supply
from ..finding import Finding, between
from ..findings.access import ACCESS, OPEN, leaving, of_reach
from ..findings.access_notes import notes
from ..findings.minutes import MIN_PERSONS
from ..findings.quoting import around
from ..map import Map
from ..query import Query
from ..reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import YES_NO, Meaning
from ..words import UNITS, destination_label, minutes
from .asked import texts

LONGEST = 10
"""The communes that are listed, most persons beyond the first standard first."""
SHORT = {
    "all": Text("Habitants", "Residents"),
    "over_65": Text("65 ans ou plus", "65 or over"),
    "under_20": Text("Moins de 20", "Under 20"),
    "jobseekers": Text("Chômeurs", "Unemployed"),
}
"""The groups, where columns are many."""


def lacks(subject: Subject) -> Text | None:
    """Why no access can be counted; None where it can."""
    return None if reach.asks(subject.study) else FROM_RESIDENTS


def answer(subject: Subject, asked: Query) -> Answer:
    """The question asked; the one the page opens on where nothing is said of it."""
    study, own = subject.study, subject.own
    choices = asked_of(study, own, asked)
    journeys = reach.grid(study, choices.question.mode, own)
    supply = reach.supply(study, choices.question, journeys, decay_of(choices), choices.weights)
    return of_answer(study, choices, reach.reach(study, choices.question, journeys), supply, own)


def of_answer(study: Study, asked: AccessChoices, reached: AccessAnswer, supply: pd.Series, own: Own) -> Answer:
    """What was found, as it is told."""
    measure, question = measured(asked), asked.question
    values = measure.values(reached.communes.assign(supply=supply.reindex(reached.communes.index)))
    file = own.tables.get("minutes", pd.DataFrame({"label": []}))
    label = ", ".join(dict.fromkeys(file["label"].dropna().astype(str)))
    return Answer(
        study=study,
        caption=both(lambda lang: f"{measure.title.in_lang(lang)} {towards(study, question, lang)}"),
        findings=tuple(of_reach(study, reached)),
        drawing=AnswerMap(_map(measure, values), values={measure.title: values}, digits=measure.digits),
        tables=(_communes(study, asked, reached, supply), _former(study, reached), _farthest(study, reached)),
        proof=(Finding(measure.scale),),
        notes=texts(lambda lang: [*notes(study, reached, lang, label), *around(study, lang)]),
        missing=(ESTIMATES, "donnees", {"onglet": "routes"}) if question.mode == "estimate" else None,
    )


ESTIMATES = Text(
    "Ces minutes sont des estimations : aucune route n'est chargée ici.",
    "These minutes are estimates: no road is loaded here.",
)


def towards(study: Study, question: Question, lang: Lang) -> str:
    """All that was asked, under the name of what is shown."""
    by = Text("{by}, des habitants vers : {to}", "{by}, for residents, towards: {to}").in_lang(lang)
    told = by.format(by=BY[question.mode].in_lang(lang).strip(" ,"), to=destination_label(study, lang))
    if question.leaving is not None:
        told = OPEN.in_lang(lang).format(place=told + ",", when=leaving(question.leaving, lang))
    if question.remote:
        told += FIBRE_HALVES.in_lang(lang)
    if question.mode == "estimate":
        told += Text(" (estimation)", " (estimate)").in_lang(lang)
    return told


FIBRE_HALVES = Text(", moitié des minutes pour qui a la fibre", ", half the minutes for those with fibre")


def _map(measure: Measure, values: pd.Series) -> Map:
    return Map(measure.key, "geographic", measure.title, lambda _: measure.scale, lambda _: values, measure.classes)


def _communes(study: Study, asked: AccessChoices, reached: AccessAnswer, supply: pd.Series) -> AnswerTable:
    """One row per commune: in files, for the map shows it."""
    table = with_supply(study, reached, supply, decay_of(asked), asked.weights)
    return AnswerTable(ACCESS, Text("Communes", "Communes"), table, (), MEANINGS, of="origin", headed=False)


def _former(study: Study, reached: AccessAnswer) -> AnswerTable:
    """Persons beyond each standard, by former EPCI, then in the whole territory."""
    table = of_former_epcis(study, reached).rename_axis("name").reset_index()
    groups = [group for group in SHORT if not table[f"{group}_beyond_{STANDARDS[0]}"].isna().all()]
    lost = [m for m in STANDARDS if not (table[f"all_unknown_{m}"] < MIN_PERSONS).all()]
    shown = [
        *((m, f"{group}_beyond_{m}", SHORT[group]) for m in STANDARDS for group in groups),
        *((m, f"all_unknown_{m}", NOT_KNOWN) for m in lost),
    ]
    return AnswerTable(
        "access_former",
        FORMER,
        table,
        (
            ShownColumn(Text("Ancienne intercommunalité", "Former intercommunality"), lambda row, _: str(row["name"])),
            ShownColumn(Text("Habitants", "Residents"), interval("population"), number=True),
            *(ShownColumn(head, interval(column), number=True, above=OVER.format(m=str(m)))
              for m, column, head in sorted(shown, key=itemgetter(0))),
        ),
        MEANINGS,
        of="area",
        wide=True,
    )  # fmt: skip


OVER = Text("à plus de {m} minutes", "more than {m} minutes away")
FORMER = Text("Habitants au-delà, par ancienne intercommunalité", "Residents beyond, by former intercommunality")
NOT_KNOWN = Text("Inconnus", "Unknown")


def _farthest(study: Study, reached: AccessAnswer) -> AnswerTable:
    """The communes with most persons beyond the first standard, certainly or not."""
    far = STANDARDS[0]
    table = farthest(study, reached, len(study.communes)).rename(columns={"destination": "destination_name"})
    table = table.rename_axis("commune").reset_index()
    sure = table[f"all_beyond_{far}_low"].equals(table[f"all_beyond_{far}_high"])
    none = _none(reached.communes[f"all_beyond_{far}_high"])
    return AnswerTable(
        "access_farthest",
        (MOSTLY_BEYOND if sure else MAYBE).format(m=str(far)),
        table,
        (
            ShownColumn(Text("Commune", "Commune"), lambda row, _: str(row["name"])),
            ShownColumn(SHORT["all"], interval(f"all_beyond_{far}"), number=True),
            ShownColumn(SHORT["over_65"], interval(f"over_65_beyond_{far}"), number=True),
            ShownColumn(Text("En moyenne", "On average"), _minutes, number=True),
            ShownColumn(Text("Vers", "Towards"), lambda row, _: str(row["destination_name"])),
        ) if len(table) else (),
        MEANINGS,
        of="area",
        notes=() if len(table) else (none,),
        most=LONGEST,
        wide=True,
    )  # fmt: skip


MOSTLY_BEYOND = Text(
    "Communes où ils sont le plus nombreux à plus de {m} minutes",
    "Communes where most of them live more than {m} minutes away",
)
MAYBE = Text(
    "Communes où ils sont, ou sont peut-être, à plus de {m} minutes",
    "Communes where they live, or may live, more than {m} minutes away",
)


def interval(column: str) -> Callable[[Mapping[str, Any], Lang], str]:
    """A count; at least and at most so many, where it rests on estimates."""

    def cell(row: Mapping[str, Any], lang: Lang) -> str:
        low, high = (row.get(f"{column}{end}", row[column]) for end in ("_low", "_high"))
        return between(float(low), float(high), lang)

    return cell


def _minutes(row: Mapping[str, Any], lang: Lang) -> str:
    return minutes(row["minutes"], lang, estimated=row["estimated"], digits=1)


def _none(beyond: pd.Series) -> Text:
    """That no commune has anybody beyond, as far as is known."""
    if beyond.isna().all():
        return UNKNOWN
    return NONE_KNOWN if beyond.isna().any() else NONE


NONE = Text("Aucune.", "None.")
NONE_KNOWN = Text("Aucune parmi celles dont les minutes sont connues.", "None of those whose minutes are known.")
MEANINGS = ACCESS_MEANINGS | {
    "minutes": Meaning(Text("Minutes", "Minutes"), UNITS["min"], MEAN),
    "estimated": Meaning(Text("Minutes estimées", "Minutes estimated"), YES_NO, MEAN),
    **{f"all_unknown_{m}": ACCESS_MEANINGS[column(f"all_unknown_{m}")] for m in STANDARDS},
}
ACCESS_READING = Reading(
    key="access",
    screen="acces",
    title=Text("Accès", "Access"),
    question=Text("À combien de minutes, et pour qui ?", "How many minutes, and for whom?"),
    answer=answer,
    choices=("mode", "which", "measure", "day", "hour", "channel", "decay", "need", *AGES),
    lacks=lacks,
)
