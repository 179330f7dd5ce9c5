"""Before and after the merger under a handle; former EPCIs against one another."""

import math
from functools import partial
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd
import streamlit as st

import merger
from atlas.classes import SEQUENTIAL, Classes, natural_breaks
from atlas.exports import MATRIX_CSV, file_name
from atlas.maps import LABELS
from atlas.maps.sides import MOVED
from atlas.readings import distances as said
from atlas.readings.between import BESIDE, DASH, beside, headline, proof
from atlas.readings.faults import DIAGONAL
from atlas.readings.sides import fell, following, levels, mechanical
from atlas.words import natural
from cage import MINUTES, ROUNDED_TO
from distance import COMPONENTS
from distance.tested import BorderEffect
from i18n import NBSP, Lang, Text, number, percent
from merger import contrast
from merger.tables import short
from pages.methode import two
from pages.widgets.beside import legend
from pages.widgets.choropleth import Swipe
from pages.widgets.fusion_map import draw, labels
from pages.widgets.fusion_read import Contrasted, Merger, contrasts, effects
from pages.widgets.markup import element, finding_block, paragraphs, spoken, write

DARK = 3
"""From this class on, text is white on its colour."""


def before_after(read: Merger, column: str) -> None:
    """The two maps under one legend; how far apart former EPCIs are; what moved, level by level."""
    earlier, later, lang = read.before, read.after, read.lang
    if earlier is None or later is None:
        return
    hue = column if column in MOVED else "administrative"
    a, b = earlier.values[hue], later.values[hue]
    classes = natural_breaks(pd.concat([a, b]), SEQUENTIAL[hue])
    before = Text("avant la fusion de {year}", "before the merger of {year}").format(
        year=read.study.territory.merged_in
    )
    sides, found = [text.in_lang(lang) for text in (before, TODAY)], effects(read)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        title = Text("{what}, avant et après la fusion", "{what}, before and after the merger").in_lang(lang)
        name = said.named(hue, lang)
        write(element("h2", title.format(what=name[:1].upper() + name[1:]), class_="place"))
        draw(
            read.study,
            fills=[classes.color(v) for v in b],
            labels=labels(read.study, dict(zip(sides, (a, b), strict=True)), lang),
            lang=lang,
            swipe=Swipe([classes.color(v) for v in a], *sides),
        )
    with right:
        write(
            finding_block([*fell(earlier, later, hue), *headline(read.reading, column, found)], lang),
            *legend(classes, b, Text("communes aujourd'hui", "communes today").in_lang(lang), lang),
            element("p", mechanical(read.study).in_lang(lang), class_="small"),
            paragraphs(spoken(proof(read.reading, column, found), lang), "small"),
        )
    write(*_levels(read, lang))


TODAY = Text("aujourd'hui", "today")


def _levels(read: Merger, lang: Lang) -> list[Element]:
    """What the administrative distance is made of, and which levels moved."""
    if read.before is None or read.after is None:
        return []
    yes, no = Text("oui, mécaniquement", "yes, mechanically"), Text("non", "no")
    rows = [
        element(
            "tr",
            element("td", row.label.in_lang(lang)),
            element("td", percent(row.before, lang), class_="number"),
            element("td", percent(row.after, lang), class_="number"),
            element("td", (yes if row.moved else no).in_lang(lang)),
        )
        for row in levels(read.before, read.after)
    ]
    title = Text("Ce que la fusion a changé, niveau par niveau", "What the merger changed, level by level")
    return [
        element("h2", title.in_lang(lang), class_="place"),
        element("table", heading(LEVEL_HEADS, lang), *rows, class_="rows"),
        element("p", LEVEL_NOTE.in_lang(lang), class_="small"),
    ]


LEVEL_HEADS = (
    Text("Niveau", "Level"),
    Text("Avant", "Before"),
    Text("Après", "After"),
    Text("La fusion l'a-t-elle changé ?", "Did the merger change it?"),
)
LEVEL_NOTE = Text(
    "Part des paires d'habitants de deux communes que le niveau sépare ; pour l'ancienne frontière, souvenir, de "
    "100 % (séparées) à 0 % (jamais séparées), qui s'efface avec les années de vie commune. Sièges et présence à "
    "l'exécutif n'ont pas d'avant : hors comparaison. Les secteurs des guichets sont ceux d'aujourd'hui, aucune "
    "source ne dit lesquels ont suivi.",
    "Share of pairs of residents of two communes that the level separates; for the former border, a memory from "
    "100% (apart) to 0% (never apart), which fades with the years together. Seats and executive have no before: "
    "left out. Sectors of desks are those of today, no source says which followed.",
)


def heading(texts: tuple[Text, ...], lang: Lang, numbers: tuple[int, ...] = (1, 2)) -> Element:
    """The head of a table; the columns of numbers, by rank, are on the right."""
    cells = (element("th", text.in_lang(lang), class_="number" if i in numbers else "") for i, text in enumerate(texts))
    return element("tr", *cells)


def between(read: Merger, column: str) -> None:
    """Former EPCI by former EPCI, in natural units where there is one; then every distance, between and within."""
    lang, found = read.lang, effects(read)
    left, right = st.columns([8, 5], gap="medium")
    natural_column = _natural_column(read, column)
    with left:
        write(*_matrix(read, natural_column, column, lang))
    with right:
        write(
            finding_block(headline(read.reading, column, found), lang),
            paragraphs([*spoken(following(read.study), lang), DIAGONAL.in_lang(lang)], "small"),
            paragraphs(spoken(proof(read.reading, column, found), lang), "small"),
        )
        st.download_button(
            Text("La matrice (CSV pour Excel)", "The matrix (CSV for French Excel)").in_lang(lang),
            partial(MATRIX_CSV.write, read.study, lang),
            file_name(read.study, MATRIX_CSV),
            MATRIX_CSV.mime,
            key="matrix-csv",
            on_click="ignore",
            icon=":material/download:",
        )
    write(*_contrasts(read, found, lang))


def _natural_column(read: Merger, column: str) -> str:
    """The indicator in a natural unit that says a dimension, where it is known; else the distance itself."""
    unit = said.NATURAL.get(column, column)
    known = unit in read.reading.distances and np.isfinite(merger.square(read.reading, unit)).any()
    return unit if known else column


def _matrix(read: Merger, column: str, hue: str, lang: Lang) -> list[Element]:
    study = read.reading
    mean, names = contrast.matrix(study, column).mean, merger.group_names(study)
    indicator = study.indicators.get(column)
    label = said.named(column, lang) if indicator is None else indicator.label.in_lang(lang)
    if column == MINUTES and not study.by_road:
        label = ABOUT.in_lang(lang)
    order = pd.Series(contrast.persons(study)).groupby(merger.groups(study)).sum().drop(-1, errors="ignore")
    shown = order.sort_values(ascending=False, kind="stable").index.tolist()
    classes = natural_breaks(pd.Series(mean[np.isfinite(mean)]), SEQUENTIAL[hue])
    head = element(
        "tr", element("td"), *(element("th", element("span", short(names[j]), class_="tall")) for j in shown)
    )
    rows = [
        element(
            "tr",
            element("th", short(names[i]), scope="row"),
            *(_cell(float(mean[i, j]), classes, _value(read, column, float(mean[i, j])), own=i == j) for j in shown),
        )
        for i in shown
    ]
    title = Text("{what} entre anciennes intercommunalités", "{what} between former intercommunalities").in_lang(lang)
    return [
        element("h2", title.format(what=label[:1].upper() + label[1:]), class_="place"),
        element("table", head, *rows, class_="heat"),
    ]


ABOUT = Text("Minutes (environ)", "Minutes (about)")


def _value(read: Merger, column: str, value: float) -> str:
    """A cell, short: minutes to 5 where they are estimated, a percentage, or the score out of 1."""
    lang, indicator = read.lang, read.reading.indicators.get(column)
    if math.isnan(value) or indicator is None:
        return number(value, lang, 2) if not math.isnan(value) else "–"
    if column == MINUTES:
        step = 1 if read.study.by_road else ROUNDED_TO
        steps = round(value / step)
        return number(steps * step, lang) if steps else f"<{NBSP}{step}"
    if indicator.unit == "levels":
        return percent(value, lang)
    return natural(indicator, value, math.nan, mean=False, lang=lang)


def _cell(value: float, classes: Classes, text: str, *, own: bool) -> Element:
    rank, color = classes.index(value), classes.color(value)
    ink = "#fff" if rank is not None and classes.colors[rank] in DARKEST else "#161616"
    style = f"background:{color};color:{ink}" if color else ""
    return element("td", text, class_="own" if own else "", style=style)


DARKEST = {color for colors in SEQUENTIAL.values() for color in colors[DARK:]}


def _contrasts(read: Merger, effects: dict[str, BorderEffect], lang: Lang) -> list[Element]:
    """Every distance: between and within, by persons and by communes, its share of the variance, its link with size."""
    found = contrasts(read)
    labels_of = {"composite": OVERALL, **LABELS, **{c.key: c.label for c in COMPONENTS}}
    rows = [_row(found[key], labels_of[key], beside(effects, key, lang), lang) for key in labels_of if key in found]
    if "composite" in found:
        rows.insert(1, _with_border(read, lang))
    title = Text("Entre et au sein des anciennes intercommunalités", "Between and within former intercommunalities")
    return [
        element("h2", title.in_lang(lang), class_="place"),
        element("table", heading(HEADS, lang, tuple(range(1, len(HEADS)))), *rows, class_="rows"),
        element("p", NOTE.in_lang(lang), class_="small"),
    ]


OVERALL = Text("Ensemble", "Overall")
SHARE = Text("part connue", "known share")
HEADS = (
    Text("Distance (sur 1)", "Distance (out of 1)"),
    Text("entre, par habitant", "between, by resident"),
    Text("au sein", "within"),
    Text("entre, par commune", "between, by commune"),
    Text("au sein", "within"),
    SHARE,
    Text("R² des périmètres", "R² of perimeters"),
    Text("au hasard", "at random"),
    Text("lien avec la taille", "link with size"),
    Text("avec les minutes", "with minutes"),
    *BESIDE,
)
NOTE = Text(
    "R² : part de l'inertie entre anciennes intercommunalités (Huygens, PERMANOVA), par habitant ; au hasard : dans "
    "95 % des périmètres d'un seul tenant tirés au hasard, car tout périmètre réunit des voisines. Liens : corrélation "
    "avec le rapport des populations et avec les minutes ; proche de 1, la distance redit surtout cela. Frontière "
    "seule : ce que l'ancienne frontière ajoute entre voisines, à minutes et tailles égales, de plus que des limites "
    "tirées au hasard aux mêmes populations et aussi longues en minutes ; tous zonages : sans laisser de côté ceux qui "
    "suivent les anciens périmètres ; q : son p, corrigé pour tous ces tests à la fois.",
    "R²: share of inertia between former intercommunalities (Huygens, PERMANOVA), by resident; at random: in 95% of "
    "the contiguous perimeters drawn at random, for any perimeter unites neighbours. Links: correlation with the "
    "population ratio and with minutes; close to 1, the distance mostly restates that. Border alone: what the former "
    "border adds between neighbours, at equal minutes and sizes, beyond borders drawn at random with the same "
    "populations and as long in minutes; all zonings: without leaving out those that follow the former perimeters; q: "
    "its p, corrected for all these tests at once.",
)


def _row(one: Contrasted, label: Text, border: list[str], lang: Lang) -> Element:
    chance = DASH
    if one.random is not None and not math.isnan(one.random[0]):
        low, high = (percent(share, lang) for share in one.random)
        chance = Text("{low} à {high}", "{low} to {high}").in_lang(lang).format(low=low, high=high)
    links = [two(one.size, lang), two(one.minutes, lang)]
    return _numbers(label, one.found, [chance, *links, *border], lang)


def _with_border(read: Merger, lang: Lang) -> Element:
    """The overall distance with the former border in it: what rule 14 wants beside."""
    label = Text("… avec l'ancienne frontière", "… with the former border")
    return _numbers(label, contrast.contrast(read.with_border, "composite"), [DASH] * 5, lang)


def _numbers(label: Text, found: contrast.Contrast, others: list[str], lang: Lang) -> Element:
    split = (found.persons.between, found.persons.within, found.communes.between, found.communes.within)
    read_on, of = found.variance.communes, found.of
    fewer = Text("{r2} sur {n} communes", "{r2} on {n} communes") if read_on < of else Text("{r2}", "{r2}")
    r2 = fewer.in_lang(lang).format(r2=percent(found.variance.r2, lang), n=read_on)
    numbers = [*(two(v, lang) for v in split), percent(found.persons.known, lang), r2, *others]
    return element("tr", element("td", label.in_lang(lang)), *(element("td", n, class_="number") for n in numbers))
