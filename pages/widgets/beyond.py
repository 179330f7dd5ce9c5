"""One commune of the Access page; former EPCIs and communes by persons beyond 20 and 30 minutes."""

import math
from xml.etree.ElementTree import Element

import pandas as pd
import streamlit as st

from atlas.access import farthest, of_former_epcis
from atlas.finding import between
from atlas.findings.commune import UNSERVED, is_unserved
from atlas.findings.minutes import MIN_PERSONS
from atlas.words import N_PEOPLE, minutes
from cage import STANDARDS, Study
from i18n import UNKNOWN, Lang, Text, number, percent
from layers import Mode
from pages.widgets import ways
from pages.widgets.commune import leave
from pages.widgets.markup import element, scrolling, write
from pages.widgets.tables import TABLE_GROUPS
from reach import AccessAnswer, Which

LONGEST = 10
SHORT = {
    "all": Text("Habitants", "Residents"),
    "over_65": Text("65 ans ou plus", "65 or over"),
    "under_20": Text("Moins de 20", "Under 20"),
    "jobseekers": Text("Chômeurs", "Unemployed"),
}
"""The groups, where columns are many."""
NOT_KNOWN = Text("Inconnus", "Unknown")


def commune(study: Study, reached: AccessAnswer, code: str, mode: Mode | None, lang: Lang) -> None:
    """What is known of one commune: minutes, where they go, persons within and beyond."""
    row, about = reached.communes.loc[code], study.communes.loc[code]
    people = N_PEOPLE.in_lang(lang, about["population"])
    former = f" · {about['former_epci_name']}" if about["former_epci_name"] else ""
    there = row["destination"]
    drawn = ways.way_of(study, code, mode, there) if mode is not None and there else None
    write(
        element("h2", str(about["name"]), " ", element("small", f"{people}{former}"), class_="place"),
        _where(study, row, reached.question.which, lang),
        scrolling(str(about["name"]), *_figures(row, about["population"], lang)),
        *ways.told(drawn, lang),
    )
    back = Text("Revenir à l'ensemble", "Back to the overview").in_lang(lang)
    st.button(back, on_click=leave, icon=":material/close:", key="close")


def _where(study: Study, row: pd.Series, reached_as: Which, lang: Lang) -> Element:
    if row["destination"]:
        lead = Text("La plupart vont à : ", "Most go to: ").in_lang(lang)
        if row["own_desk"]:
            lead = Text("Le guichet compétent : ", "The competent desk: ").in_lang(lang)
        return element("p", lead, element("strong", str(study.destinations.at[row["destination"], "name"])))
    if reached_as == "competent" and is_unserved(study, str(row.name)):
        return element("p", UNSERVED.in_lang(lang), class_="unknown")
    none = Text("Aucun tel lieu n'est joignable d'ici.", "No such place can be reached from here.")
    unknown = Text(
        "Nul ne sait si un tel lieu est joignable d'ici.", "Nobody knows whether such a place can be reached."
    )
    return element("p", (none if row["reached"] == 0 else unknown).in_lang(lang), class_="unknown")


def _figures(row: pd.Series, population: float, lang: Lang) -> list[Element]:
    """One line per figure, with its unit."""
    mean = row["minutes"]
    said = UNKNOWN.in_lang(lang) if math.isnan(mean) else minutes(mean, lang, estimated=row["estimated"])
    lines = [(Text("Minutes, en moyenne", "Minutes, on average").in_lang(lang), said)]
    within = Text("Habitants à {m} minutes ou moins", "Residents within {m} minutes").in_lang(lang)
    places = Text("Lieux à {m} minutes ou moins", "Places within {m} minutes").in_lang(lang)
    beyond = Text("{who} à plus de {m} minutes", "{who} more than {m} minutes away").in_lang(lang)
    for m in STANDARDS:
        persons, share = row[f"all_within_{m}"], row[f"all_within_{m}"] / population if population else math.nan
        lines.append((within.format(m=m), f"{number(persons, lang)} ({percent(share, lang)})"))
        count = row[f"places_{m}"]
        lines.append((places.format(m=m), number(count, lang, 0 if count % 1 == 0 else 1)))
    lines += [
        (beyond.format(who=who.in_lang(lang), m=STANDARDS[0]), _persons(row, f"{group}_beyond_{STANDARDS[0]}", lang))
        for group, who in TABLE_GROUPS.items()
    ]
    if row["all_unknown"] >= MIN_PERSONS:
        lost = Text("Habitants dont les minutes sont inconnues", "Residents whose minutes are unknown")
        lines.append((lost.in_lang(lang), number(row["all_unknown"], lang)))
    return [element("tr", element("td", label), element("td", value, class_="number")) for label, value in lines]


def show(study: Study, reached: AccessAnswer, lang: Lang) -> None:
    """Persons beyond by former EPCI; the communes with most of them."""
    write(*_former(study, reached, lang))
    write(*_most(study, reached, lang))


def _former(study: Study, reached: AccessAnswer, lang: Lang) -> list[Element]:
    table = of_former_epcis(study, reached)
    groups = [group for group in TABLE_GROUPS if not table[f"{group}_beyond_{STANDARDS[0]}"].isna().all()]
    shown = {m: {f"{group}_beyond_{m}": SHORT[group] for group in groups} for m in STANDARDS}
    for m, columns_of in shown.items():
        if not (table[f"all_unknown_{m}"] < MIN_PERSONS).all():
            columns_of[f"all_unknown_{m}"] = NOT_KNOWN
    title = Text("Habitants au-delà, par ancienne intercommunalité", "Residents beyond, by former intercommunality")
    over = Text("à plus de {m} minutes", "more than {m} minutes away").in_lang(lang)
    head = [
        element("tr", element("td"), element("td"),
                *(element("th", over.format(m=m), colspan=str(len(columns_of)), style="text-align:center")
                  for m, columns_of in shown.items())),
        element("tr", *(element("th", text.in_lang(lang), class_=c) for text, c in [
            (Text("Ancienne intercommunalité", "Former intercommunality"), ""),
            (Text("Habitants", "Residents"), "number"),
            *((label, "number") for columns_of in shown.values() for label in columns_of.values()),
        ])),
    ]  # fmt: skip
    columns = ["population", *(column for columns_of in shown.values() for column in columns_of)]
    rows = [
        element(
            "tr",
            element("td", str(name)),
            *(element("td", _persons(row, column, lang), class_="number") for column in columns),
        )
        for name, row in table.iterrows()
    ]
    said = title.in_lang(lang)
    return [element("h3", said, class_="legend-title"), scrolling(said, *head, *rows)]


def _most(study: Study, reached: AccessAnswer, lang: Lang) -> list[Element]:
    far = STANDARDS[0]
    table = farthest(study, reached, LONGEST)
    sure = table[f"all_beyond_{far}_low"].equals(table[f"all_beyond_{far}_high"])
    said = (MOSTLY_BEYOND if sure else MAYBE).in_lang(lang).format(m=far)
    if table.empty:
        none = _none(reached.communes[f"all_beyond_{far}_high"]).in_lang(lang)
        return [element("h3", said, class_="legend-title"), element("p", none, class_="small")]
    heads = [
        (Text("Commune", "Commune"), ""), (SHORT["all"], "number"), (SHORT["over_65"], "number"),
        (Text("En moyenne", "On average"), "number"), (Text("Vers", "Towards"), ""),
    ]  # fmt: skip
    head = element("tr", *(element("th", text.in_lang(lang), class_=c) for text, c in heads))
    rows = [
        element(
            "tr",
            element("td", str(one["name"])),
            element("td", _persons(one, f"all_beyond_{far}", lang), class_="number"),
            element("td", _persons(one, f"over_65_beyond_{far}", lang), class_="number"),
            element("td", minutes(one["minutes"], lang, estimated=one["estimated"], digits=1), class_="number"),
            element("td", str(one["destination"])),
        )
        for _, one in table.iterrows()
    ]
    return [element("h3", said, class_="legend-title"), scrolling(said, head, *rows)]


MOSTLY_BEYOND = Text(
    "Communes où ils sont le plus nombreux à plus de {m} minutes",
    "Communes where most of them live more than {m} minutes away",
)
MAYBE = Text(
    "Communes où ils sont, ou sont peut-être, à plus de {m} minutes",
    "Communes where they live, or may live, more than {m} minutes away",
)


def _persons(row: pd.Series, column: str, lang: Lang) -> str:
    """A count; at least and at most so many, where it rests on estimates."""
    low, high = (row.get(f"{column}{end}", row[column]) for end in ("_low", "_high"))
    return between(float(low), float(high), lang)


def _none(beyond: pd.Series) -> Text:
    """That no commune has anybody beyond, as far as is known."""
    if beyond.isna().all():
        return UNKNOWN
    return NONE_KNOWN if beyond.isna().any() else NONE


NONE = Text("Aucune.", "None.")
NONE_KNOWN = Text("Aucune parmi celles dont les minutes sont connues.", "None of those whose minutes are known.")
