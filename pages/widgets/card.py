"""The card of one commune: what it is far from, and why, component by component."""

import math
from xml.etree.ElementTree import Element

import streamlit as st

from atlas.classes import STRONG
from atlas.findings import commune as card
from atlas.findings.alike import most_like
from atlas.findings.desk import lead_of, notes
from atlas.readings.commune import WHO_LIVES_HERE, dimensions
from atlas.words import N_PEOPLE, at_once, hours
from cage import Study
from i18n import Lang, Text
from pages.state.choices import Choices
from pages.widgets.blocks import bars
from pages.widgets.commune import leave
from pages.widgets.markup import element, paragraphs, spoken, track, write
from pages.widgets.ways import told, way_of


def show(choices: Choices, commune: str) -> None:
    """Who, towards whom, the four bars, then the waterfall of the twelve components."""
    study, lang = choices.study, choices.lang
    write(
        *_heading(study, commune, lang),
        *bars(dimensions(study, commune), lang),
        *_waterfall(study, commune, lang),
        *_context(study, commune, lang),
        paragraphs(spoken(notes(study, commune), lang), "small"),
    )
    st.button(
        Text("Revenir à l'ensemble", "Back to the overview").in_lang(lang), on_click=leave, icon=":material/close:"
    )


def _heading(study: Study, commune: str, lang: Lang) -> list[Element]:
    row = study.communes.loc[commune]
    people = N_PEOPLE.in_lang(lang, row["population"])
    former = f" · {row['former_epci_name']}" if row["former_epci_name"] else ""
    title = element("h2", str(row["name"]), " ", element("small", f"{people}{former}"), class_="place")
    destination = study.values.at[commune, "destination"]
    if card.is_unserved(study, commune):
        return [title, element("p", card.UNSERVED.in_lang(lang), class_="unknown")]
    if not destination:
        return [title, *(element("p", said) for said in spoken(most_like(study, commune), lang))]
    there = study.destinations.loc[destination]
    name = study.communes["name"].get(there["commune"], there["commune"])
    if there["point_quality"] == "commune":
        name += Text(" (placé à la commune)", " (placed at its commune)").in_lang(lang)
    opening = hours(there["hours"], lang)
    if there["hours_flag"] == "implausible":
        opening += Text(" (horaire invraisemblable, non compté)", " (implausible hours, not counted)").in_lang(lang)
    return [
        title,
        element(
            "p",
            lead_of(study, commune).in_lang(lang),
            element("strong", str(there["name"])),
            f", {at_once(there['address'], name)}",
        ),
        element("p", opening, class_="small"),
        *told(way_of(study, commune), lang),
    ]


def _waterfall(study: Study, commune: str, lang: Lang) -> list[Element]:
    """One row per indicator; bars start where the last one ended, so that they add up to the whole."""
    lines = card.lines(study, commune, lang)
    adds_up = any(not math.isnan(line.start) for line in lines)
    total = max((line.start + line.contribution for line in lines if not math.isnan(line.contribution)), default=1.0)
    found = [element("h3", _caption(lang, adds_up=adds_up), class_="legend-title")]
    rows, component = [], ""
    for line in lines:
        if line.component.key != component:
            component = line.component.key
            rows.append(_component_row(line, lang))
        rows.append(_row(line, total if adds_up else 1.0, lang))
    return [*found, element("table", *rows, class_="rows")]


def _caption(lang: Lang, *, adds_up: bool) -> str:
    if adds_up:
        return Text(
            "Ce qui fait la distance : les barres s'ajoutent.", "What makes the distance: bars add up."
        ).in_lang(lang)
    return Text(
        "Scores, indicateur par indicateur (sans addition ici).", "Scores, indicator by indicator (no sum here)."
    ).in_lang(lang)


def _component_row(line: card.IndicatorRow, lang: Lang) -> Element:
    label = element("strong", line.component.label.in_lang(lang))
    return element(
        "tr", element("td", label, " ", element("small", line.component.question.in_lang(lang)), colspan="3")
    )


def _row(line: card.IndicatorRow, total: float, lang: Lang) -> Element:
    about = [line.source, line.provenance]
    if line.noisy:
        about.append(Text("dans le bruit des petits effectifs", "within the noise of small numbers").in_lang(lang))
    proxy = Text(" (approché)", " (proxy)").in_lang(lang) if line.indicator.proxy else ""
    color = STRONG[line.component.dimension]
    length = line.score if math.isnan(line.start) else line.contribution
    start = 0.0 if math.isnan(line.start) else line.start / total
    known = not math.isnan(line.score)
    # A mean under 0 lies within the noise: shown as 0 (METHOD 2.3, rule 6).
    bar = track(start, max(0.0, length) / total, color, hatched=line.noisy) if known else track(0.0, math.nan, color)
    return element(
        "tr",
        element(
            "td",
            line.indicator.label.in_lang(lang) + proxy,
            element("br"),
            element("span", " · ".join(part for part in about if part), class_="small"),
        ),
        element("td", line.value, class_="" if known else "unknown"),
        element("td", bar),
    )


def _context(study: Study, commune: str, lang: Lang) -> list[Element]:
    """Who lives here: figures that enter no distance, where they are loaded."""
    rows = [
        element(
            "tr",
            element("td", fact.label, element("br"), element("span", fact.source, class_="small")),
            element("td", fact.value, class_="number" if fact.known else "unknown"),
        )
        for fact in card.context(study, commune, lang)
    ]
    if not rows:
        return []
    return [element("h3", WHO_LIVES_HERE.in_lang(lang), class_="legend-title"), element("table", *rows, class_="rows")]
