"""Where the territory really breaks: borders drawn by distance; pairs that are closer on paper only."""

from dataclasses import replace
from functools import partial
from xml.etree.ElementTree import Element

import pandas as pd
import streamlit as st

from atlas import strokes
from atlas.classes import SEQUENTIAL, STRONG, Classes, natural_breaks
from atlas.exports import CLOSER_CSV, file_name
from atlas.maps import LABELS
from atlas.readings import distances as said
from atlas.readings import faults as merger_findings
from atlas.readings.between import by_itself, proof
from atlas.readings.sides import mechanical
from atlas.words import COLON, minutes
from cage import Study
from distance import DIMENSIONS
from i18n import Lang, Text, number
from merger import faults as lines_of
from merger.closer import closer_table
from pages.widgets import commune
from pages.widgets.beside import legend
from pages.widgets.choropleth import MapLine
from pages.widgets.fusion_map import NEUTRAL, draw, labels
from pages.widgets.fusion_read import Merger, effects, neighbours
from pages.widgets.fusion_sides import heading
from pages.widgets.markup import element, finding_block, paragraphs, spoken, track, write

WORST = 15
"""Borders, or pairs, listed beside the map; the others are in the file, or on the map."""


def faults(read: Merger, column: str) -> None:
    """Every border by what it separates, former ones marked; whether the territory breaks there."""
    lang, study = read.lang, read.reading
    table = lines_of.faults(study, column)
    classes = strokes.classes(table)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        title = Text("Ce qui sépare deux communes voisines : {what}", "What separates two neighbours: {what}")
        write(element("h2", title.in_lang(lang).format(what=said.named(column, lang)), class_="place"))
        # The thickest on top: a thin line crosses none.
        drawn = [_line(study, row, classes, lang) for row in table.sort_values("value").itertuples()]
        fills = [NEUTRAL] * len(study.communes)
        draw(study, fills=fills, labels=labels(study, {}, lang), lines=drawn, lang=lang)
    with right:
        found, alike = neighbours(read)
        effect = effects(read)
        first = [*merger_findings.breaks(table, found.get(column), column), by_itself(effect.get(column), column)]
        behind = [
            merger_findings.like_with_like(alike.get(column), column),
            *proof(study, column, effect),
        ]
        write(
            finding_block(first, lang),
            *_legend(table, classes, column, lang),
            *_worst(study, table, lang),
            paragraphs(spoken(behind, lang), "small"),
        )


def _line(study: Study, row: object, classes: Classes, lang: Lang) -> MapLine:
    colon, names = COLON.in_lang(lang), study.communes["name"]
    fields = ("a", "b", "value", "hue", "minutes", "former", "paths", "in_noise")
    a, b, value, hue, apart, former, paths, in_noise = (getattr(row, field) for field in fields)
    parts = [
        f"{names[a]} – {names[b]}{colon}{number(value, lang, 2)}",
        f"{DOMINATES.in_lang(lang)}{colon}{LABELS[hue].in_lang(lang).lower()}",
        minutes(apart, lang, estimated=not study.by_road),
        FORMER.in_lang(lang) if former else "",
    ]
    label = "\n".join(part for part in parts if part)
    doubtful = bool(in_noise > merger_findings.MOSTLY_NOISE)
    return MapLine(paths, label, STRONG[hue], strokes.width(classes, value), marked=former is True, dashed=doubtful)


DOMINATES = Text("ce qui domine", "what dominates")
FORMER = Text("ancienne frontière intercommunale", "former intercommunal border")


def _legend(table: pd.DataFrame, classes: Classes, column: str, lang: Lang) -> list[Element]:
    """Widths by class, colours by dimension, marks: each with how many borders it has."""
    thick = [strokes.THINNEST + strokes.STEP * strokes.WIDTHS.index(rank) for rank in classes.colors]
    rows = [
        _entry(_stroke("#4a4a4a", width), label, count, lang)
        for width, label, count in zip(thick, classes.labels(lang), classes.counts(table["value"]), strict=False)
    ]
    dominant = table["hue"].value_counts()
    rows += [
        _entry(_stroke(STRONG[d], 6), LABELS[d].in_lang(lang), dominant[d], lang) for d in DIMENSIONS if d in dominant
    ]
    if table["former"].notna().any():
        rows.append(
            _entry(element("span", class_="stroke marked"), FORMER.in_lang(lang), _count(table["former"]), lang)
        )
    if table["in_noise"].notna().any():
        doubtful = _count(table["in_noise"] > merger_findings.MOSTLY_NOISE)
        rows.append(_entry(element("span", class_="stroke dashed"), IN_NOISE.in_lang(lang), doubtful, lang))
    unit = Text("nombre de limites entre communes", "number of borders between communes").in_lang(lang)
    title = (WIDTH_AND_HUE if column == "composite" else WIDTH).in_lang(lang)
    return [
        element("h3", title, " ", element("small", f"({unit})"), class_="legend-title"),
        element("ul", *rows, class_="legend"),
    ]


WIDTH = Text("Épaisseur : distance", "Width: distance")
WIDTH_AND_HUE = Text(
    "Épaisseur : distance ; couleur : la dimension qui domine", "Width: distance; colour: the dimension that dominates"
)
IN_NOISE = Text("dans le bruit des petits effectifs", "within the noise of small numbers")


def _count(flags: pd.Series) -> int:
    return int((flags == True).sum())  # noqa: E712 - unknown is not false


def _entry(mark: Element, label: str, count: int, lang: Lang) -> Element:
    return element("li", mark, label, element("span", number(count, lang), class_="count"))


def _stroke(color: str, width: float) -> Element:
    return element("span", class_="stroke", style=f"border-top:{width:.1f}px solid {color}")


def _worst(study: Study, table: pd.DataFrame, lang: Lang) -> list[Element]:
    top = table.sort_values("value", ascending=False, kind="stable").head(WORST)
    names = study.communes["name"]
    marked = (FORMER_SHORT,) if table["former"].notna().any() else ()
    rows = [
        element(
            "tr",
            element("td", f"{names[row.a]} – {names[row.b]}"),
            element("td", track(0.0, float(row.value), STRONG[row.hue])),
            element("td", number(row.value, lang, 2), class_="number"),
            element("td", Text("oui", "yes").in_lang(lang)) if row.former else None,
        )
        for row in top.itertuples()
    ]
    heads = (Text("Les plus marquées", "The sharpest"), DISTANCE, Text("sur 1", "out of 1"), *marked)
    return [element("table", heading(heads, lang, (2,)), *rows, class_="rows"), *_level(table, lang)]


def _level(table: pd.DataFrame, lang: Lang) -> list[Element]:
    """How many borders that are not listed are level, as they are shown, with the last one listed."""
    shown = table["value"].round(2).sort_values(ascending=False)
    more = int((shown.iloc[WORST:] == shown.iloc[WORST - 1]).sum()) if len(shown) > WORST else 0
    said = LEVEL.in_lang(lang).format(n=number(more, lang))
    return [element("p", said, class_="small")] if more else []


LEVEL = Text(
    "Autres limites à égalité avec la dernière de la liste : {n}.",
    "Other borders level with the last one listed: {n}.",
)


DISTANCE = Text("distance", "distance")
FORMER_SHORT = Text("ancienne frontière", "former border")


def closer(read: Merger, column: str) -> None:
    """Pairs whose administrative distance fell, though culture or economy keeps them apart: list, map, file."""
    del column  # culture and economy are both read here
    if read.before is None or read.after is None:
        return
    lang, study = read.lang, read.study
    why = CLOSER_CSV.lacks(study)
    if why is not None:
        write(paragraphs([why.in_lang(lang)], "warning"))
        return
    table = closer_table(read.before, read.after)
    per = per_commune(study, table)
    classes = replace(natural_breaks(per, SEQUENTIAL["administrative"], digits=0), unit=PAIRS)
    chosen = commune.chosen(study)
    shown = (table[(table["a"] == chosen) | (table["b"] == chosen)] if chosen else table).head(WORST)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        write(element("h2", BY_COMMUNE.in_lang(lang), " ", element("small", CLICK.in_lang(lang)), class_="place"))
        said_of = labels(study, {PAIRS.in_lang(lang): per}, lang, 0)
        draw(
            study, fills=[classes.color(v) for v in per], labels=said_of, lines=_threads(study, shown, lang), lang=lang
        )
    with right:
        write(
            finding_block(merger_findings.on_paper(table, read.after), lang),
            *legend(classes, per, Text("communes", "communes").in_lang(lang), lang),
            element("p", mechanical(study).in_lang(lang), class_="small"),
        )
        _filtered(study, chosen, lang)
        write(*_pairs(shown, lang))
        st.download_button(
            Text("Toutes les paires (CSV pour Excel)", "Every pair (CSV for French Excel)").in_lang(lang),
            partial(CLOSER_CSV.write, study, lang),
            file_name(study, CLOSER_CSV),
            CLOSER_CSV.mime,
            key="closer-csv",
            on_click="ignore",
            icon=":material/download:",
        )


def per_commune(study: Study, table: pd.DataFrame) -> pd.Series:
    """Pairs of each commune; unknown where it was in no known former EPCI, and so in no pair."""
    count = pd.concat([table["a"], table["b"]]).value_counts().reindex(study.communes.index, fill_value=0)
    return count.astype(float).where(study.communes["former_epci"] != "")


def _filtered(study: Study, chosen: str | None, lang: Lang) -> None:
    """Say that the list is of one commune, and how to see all again."""
    if chosen is None:
        return
    said, button = st.columns([3, 1], vertical_alignment="center")
    name = study.communes.at[chosen, "name"]
    with said:
        write(
            element(
                "h2",
                Text("Paires de la commune : {name}", "Pairs of {name}").in_lang(lang).format(name=name),
                class_="place",
            )
        )
    button.button(Text("Toutes", "All").in_lang(lang), key="closer-all", on_click=commune.leave)


PAIRS = Text("paires", "pairs")
BY_COMMUNE = Text("Plus près sur le papier seulement", "Closer on paper only")
CLICK = Text("(paires par commune ; cliquer pour celles d'une commune)", "(pairs by commune; click for those of one)")


def _threads(study: Study, table: pd.DataFrame, lang: Lang) -> list[MapLine]:
    """A straight line between the two communes of each pair listed."""
    at = study.communes[["lon", "lat"]]
    return [
        MapLine(
            [at.loc[[row.a, row.b]].to_numpy(float).tolist()],
            f"{row.a_name} – {row.b_name}\n{minutes(row.minutes, lang, estimated=not study.by_road)}",
            STRONG["cultural"],
            2.0,
            marked=False,
        )
        for row in table.itertuples()
        if at.loc[[row.a, row.b]].notna().all(axis=None)
    ]


def _pairs(table: pd.DataFrame, lang: Lang) -> list[Element]:
    known = [d for d in ("cultural", "economic") if d in table and table[d].notna().any()]
    heads = [Text("Paires", "Pairs"), Text("administrative", "administrative")]
    rows = []
    for row in table.itertuples():
        fall = f"{number(row.administrative_before, lang, 2)} → {number(row.administrative, lang, 2)}"
        hatched = row.in_noise > merger_findings.MOSTLY_NOISE
        bars = [
            element("td", track(0.0, float(getattr(row, d)), STRONG[d], hatched=hatched and d == "cultural"))
            for d in known
        ]
        name = f"{row.a_name} – {row.b_name}"
        rows.append(element("tr", element("td", name), element("td", fall, class_="number"), *bars))
    head = heading((*heads, *(LABELS[d] for d in known)), lang, (1,))
    return [element("table", head, *rows, class_="rows")]
