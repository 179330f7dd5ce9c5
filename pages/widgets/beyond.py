"""One commune of the Access page; former EPCIs and communes by persons beyond 20 and 30 minutes."""

import math
from xml.etree.ElementTree import Element

import pandas as pd
import streamlit as st

from atlas.findings.commune import UNSERVED, is_unserved
from atlas.findings.minutes import MIN_PERSONS
from atlas.reading import Answer
from atlas.readings.access import interval
from atlas.words import N_PEOPLE, minutes
from cage import STANDARDS, Study
from i18n import UNKNOWN, Lang, Text, number, percent
from layers import Mode
from pages.widgets import ways
from pages.widgets.blocks import table
from pages.widgets.commune import leave
from pages.widgets.markup import element, scrolling, write
from pages.widgets.tables import TABLE_GROUPS
from reach import AccessAnswer, Which


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
        (beyond.format(who=who.in_lang(lang), m=STANDARDS[0]), interval(f"{group}_beyond_{STANDARDS[0]}")(row, lang))
        for group, who in TABLE_GROUPS.items()
    ]
    if row["all_unknown"] >= MIN_PERSONS:
        lost = Text("Habitants dont les minutes sont inconnues", "Residents whose minutes are unknown")
        lines.append((lost.in_lang(lang), number(row["all_unknown"], lang)))
    return [element("tr", element("td", label), element("td", value, class_="number")) for label, value in lines]


def show(told: Answer, lang: Lang) -> None:
    """Persons beyond by former EPCI; the communes with most of them."""
    _, *beyond = told.tables
    for one in beyond:
        title = one.title.in_lang(lang)
        write(
            element("h3", title, class_="legend-title"),
            *([scrolling(title, *table(one.written(lang)))] if one.shown else []),
            *(element("p", note.in_lang(lang), class_="small") for note in one.notes),
        )
