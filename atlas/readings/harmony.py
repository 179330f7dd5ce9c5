"""Harmonise: what a rule is in each former EPCI, who gains or loses when it is aligned; competences exercised."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

import layers
from cage import Study
from i18n import Lang, Text, number
from layers import LayerError
from layers.own import Imported
from merger.rules import aligned, by_former, competences, offered, quotients

from ..findings.harmony import COMPETENCES, RULES, WAYS, Rule, amount, gaps
from ..query import Query
from ..reading import Answer, AnswerTable, Reading, ShownColumn, Subject
from ..tables.meanings import CODE, PERSONS, YES_NO, Meaning
from .asked import merged_only


def rules_of(subject: Subject) -> Imported | None:
    """The reader's file of prices and rules, where it says something."""
    file = subject.own.files.get("prices")
    return file if file is not None and offered(file) else None


def answer(subject: Subject, asked: Query) -> Answer:
    """The gaps between former EPCIs and what aligning would change, where the reader brought the rules."""
    study, file = subject.residents, rules_of(subject)
    exercised = _competences(study)
    if file is None:
        bring = (BRING, "donnees", {"onglet": "fichiers", "own_kind": "prices"})
        return Answer(study, HARMONY_READING.title, tables=exercised, missing=bring)
    policy, rule, quotient = asked_for(file, asked)
    table = by_former(study, file, policy, quotient, rule)
    return Answer(
        study=study,
        caption=HARMONY_READING.title,
        findings=tuple(gaps(table, RULES[rule])),
        tables=(_aligned(aligned(table), RULES[rule]), *exercised),
    )


def asked_for(file: Imported, asked: Query) -> tuple[str, str, float]:
    """The policy, the rule and the quotient read: the first of each unless another of the file is asked for.

    Raises
    ------
    LayerError
        If the file does not say it.
    """
    policies = offered(file)
    policy = _among(asked.policy, list(policies))
    brackets = {f"{low:g}": low for low in quotients(file, policy) or [0.0]}
    return (
        policy,
        _among(asked.rule, policies[policy]),
        brackets[_among(asked.quotient.removesuffix(".0"), list(brackets))],
    )


def _among(asked: str, known: list[str]) -> str:
    if asked and asked not in known:
        raise LayerError(_NOT_IN_FILE.format(asked=asked, known=", ".join(known)))
    return asked or known[0]


_NOT_IN_FILE = Text(
    "Votre fichier ne dit rien de « {asked} ». Il dit : {known}.",
    "Your file says nothing of “{asked}”. It has: {known}.",
)
BRING = Text(
    "Apportez le fichier « Tarifs et règles par ancien périmètre » (page Données, Vos fichiers) : une ligne par "
    "ancienne intercommunalité, service et tranche de quotient familial, avec le tarif, le plafond d'aide ou les "
    "heures. Cette page dira les écarts, et qui gagne ou perd à aligner vers le bas, vers le haut ou à la moyenne.",
    "Bring the file “Prices and rules by former perimeter” (Data page, Your files): one row per former "
    "intercommunality, service and bracket of family quotient, with the price, the aid ceiling or the hours. This page "
    "will tell the gaps, and who gains or loses when aligning down, up or on the mean.",
)
FROM_FILE = Text(
    "D'après votre fichier. Habitants du périmètre, et non usagers : le fichier ne dit pas combien paient.",
    "From your file. Residents of the perimeter, not users: the file does not say how many pay.",
)


def _aligned(table: pd.DataFrame, rule: Rule) -> AnswerTable:
    return AnswerTable(
        "rules",
        Text("Aligner", "Aligning"),
        table.rename_axis("former_epci").reset_index(),
        (
            ShownColumn(Text("Ancienne intercommunalité", "Former intercommunality"), lambda row, _: str(row["name"])),
            ShownColumn(PERSONS_HERE, lambda row, lang: number(row["persons"], lang), number=True),
            ShownColumn(rule.label, _amount("value", rule, sign=False), number=True),
            *(ShownColumn(label, _amount(way, rule, sign=True), number=True) for way, label in WAYS.items()),
        ),
        {
            "persons": Meaning(PERSONS_HERE, PERSONS, FROM_FILE, ("population",)),
            "value": Meaning(rule.label, rule.unit, FROM_FILE),
            **{way: Meaning(Text(f"Aligner {label.fr}", f"Aligning {label.en}"), rule.unit, FROM_FILE)
               for way, label in WAYS.items()},
        },
        notes=(FROM_FILE,),
        headed=False,
    )  # fmt: skip


PERSONS_HERE = Text("habitants", "residents")


def _amount(column: str, rule: Rule, *, sign: bool) -> Callable[[Mapping[str, Any], Lang], str]:
    return lambda row, lang: "–" if math.isnan(row[column]) else amount(row[column], rule, lang, sign=sign)


def _competences(study: Study) -> tuple[AnswerTable, ...]:
    """Who exercises what today, where Banatic is loaded; that it is not, where it is not."""
    table = competences(study)
    if table is None or table.empty:
        return (AnswerTable("competences", EXERCISED, pd.DataFrame(), (), {}, notes=(NO_BANATIC,)),)
    year = layers.loaded(["competences"], study.territory)["competences"].vintage.year
    data = table[[*COMPETENCES]].T.rename_axis("competence").reset_index()
    return (
        AnswerTable(
            "competences",
            EXERCISED,
            data,
            (
                ShownColumn(Text("", ""), lambda row, lang: COMPETENCES[row["competence"]].in_lang(lang)),
                *(ShownColumn(Text(name, name), _answer(str(siren))) for siren, name in table["name"].items()),
            ),
            {
                "competence": Meaning(EXERCISED, CODE, TODAY_ONLY.format(year=year)),
                **{str(siren): Meaning(Text(name, name), YES_NO, EXERCISED, ("competences",))
                   for siren, name in table["name"].items()},
            },
            notes=(TODAY_ONLY.format(year=year),),
        ),
    )  # fmt: skip


def _answer(siren: str) -> Callable[[Mapping[str, Any], Lang], str]:
    def said(row: Mapping[str, Any], lang: Lang) -> str:
        value = row[siren]
        unknown = Text("inconnu", "unknown")
        return (unknown if pd.isna(value) else Text("oui", "yes") if value else Text("non", "no")).in_lang(lang)

    return said


EXERCISED = Text("Compétences sociales exercées", "Social competences exercised")
NO_BANATIC = Text(
    "Banatic n'est pas chargé : la page Données le fait. Il ne tient que les intercommunalités d'aujourd'hui, pas "
    "celles que la fusion a dissoutes.",
    "Banatic is not loaded: the Data page does it. It only holds the intercommunalities of today, not those that the "
    "merger dissolved.",
)
TODAY_ONLY = Text(
    "DGCL, Banatic {year}. Les intercommunalités que la fusion a dissoutes n'y sont plus.",
    "DGCL, Banatic {year}. Those that the merger dissolved are no longer in it.",
)
HARMONY_READING = Reading(
    key="harmony",
    screen="fusion",
    title=Text("Harmoniser", "Harmonise"),
    question=Text("Que changerait d'aligner les règles ?", "What would aligning rules change?"),
    answer=answer,
    choices=("policy", "rule", "quotient"),
    lacks=merged_only,
)
