"""Colours, classes, and how many values each holds."""

from xml.etree.ElementTree import Element

import pandas as pd

from atlas import strokes
from atlas.classes import NO_DATA, STRONG, Classes
from atlas.findings.faults import MOSTLY_NOISE
from atlas.maps import LABELS
from distance import DIMENSIONS
from i18n import Lang, Text, number
from pages.widgets.markup import element


def legend(classes: Classes, values: pd.Series, what: str, lang: Lang) -> list[Element]:
    """Colours, classes, and how many values each holds."""
    counts = classes.counts(values)
    rows = [
        entry(swatch(color), label, count, lang)
        for color, label, count in zip(classes.colors, classes.labels(lang), counts, strict=False)
        if values.notna().any()
    ]
    rows.append(entry(element("span", class_="swatch none"), NO_DATA.in_lang(lang), counts[-1], lang))
    unit = Text("nombre de {what} par classe", "number of {what} by class").in_lang(lang).format(what=what)
    small = element("small", f"({unit})")
    title = element("h3", Text("Légende", "Legend").in_lang(lang), " ", small, class_="legend-title")
    return [title, element("ul", *rows, class_="legend")]


def swatch(color: str) -> Element:
    """A colour of a legend."""
    return element("span", class_="swatch", style=f"background:{color}")


def line_legend(lines: pd.DataFrame, column: str, lang: Lang) -> list[Element]:
    """Widths by class, colours by dimension, marks: each with how many borders it has."""
    classes = strokes.classes(lines)
    thick = [strokes.THINNEST + strokes.STEP * strokes.WIDTHS.index(rank) for rank in classes.colors]
    rows = [
        entry(_stroke("#4a4a4a", width), label, count, lang)
        for width, label, count in zip(thick, classes.labels(lang), classes.counts(lines["value"]), strict=False)
    ]
    dominant = lines["hue"].value_counts()
    rows += [
        entry(_stroke(STRONG[d], 6), LABELS[d].in_lang(lang), dominant[d], lang) for d in DIMENSIONS if d in dominant
    ]
    marks = (("former", "marked", strokes.FORMER, lines["former"].eq(True)),
             ("in_noise", "dashed", strokes.IN_NOISE, lines["in_noise"] > MOSTLY_NOISE))  # fmt: skip
    rows += [
        entry(element("span", class_=f"stroke {look}"), said.in_lang(lang), int(flags.sum()), lang)
        for known, look, said, flags in marks
        if lines[known].notna().any()
    ]
    unit = Text("nombre de limites entre communes", "number of borders between communes").in_lang(lang)
    title = (WIDTH_AND_HUE if column == "composite" else strokes.WIDTH).in_lang(lang)
    small = element("small", f"({unit})")
    return [element("h3", title, " ", small, class_="legend-title"), element("ul", *rows, class_="legend")]


WIDTH_AND_HUE = Text(
    "Épaisseur : distance ; couleur : la dimension qui domine", "Width: distance; colour: the dimension that dominates"
)


def entry(mark: Element, label: str, count: int, lang: Lang) -> Element:
    """A line of a legend, and how many have its mark."""
    return element("li", mark, label, element("span", number(count, lang), class_="count"))


def _stroke(color: str, width: float) -> Element:
    return element("span", class_="stroke", style=f"border-top:{width:.1f}px solid {color}")
