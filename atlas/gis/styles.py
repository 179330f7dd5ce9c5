"""How each layer is drawn: the classes and colours of the screen, in a form that any GIS can hold."""

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from cage import Study
from i18n import Lang, Text, number

from ..classes import NO_DATA
from ..map import Map, evenly
from ..maps import MAPS, first_known
from ..roads import LIMIT_COLORS
from .layers import Layer

BORDER, INK, FAINT, WHITE = "#777777", "#111111", "#8a8a8a", "#ffffff"
"""Border of a commune, border of a former EPCI or of a place, lines between two points, no data."""


@dataclass(frozen=True)
class Symbol:
    """One symbol: fill ("" for none), colour and width (mm) of its border, hatched or not, opaque or not."""

    fill: str
    stroke: str
    width: float
    hatched: bool = False
    opacity: float = 1.0


@dataclass(frozen=True)
class Class:
    """One line of a legend: values from `low` to `high`, both included, less what an earlier class holds."""

    label: str
    low: float
    high: float
    symbol: Symbol


@dataclass(frozen=True)
class Style:
    """How a layer is drawn.

    Attributes
    ----------
    attribute
        Column that is classed; empty for one symbol, that of the only class.
    unknown
        What has no value; None where there is no such thing.
    """

    name: str
    geometry: str
    attribute: str
    classes: tuple[Class, ...]
    unknown: Class | None = None


def styles_of(study: Study, layer: Layer, lang: Lang) -> list[Style]:
    """The styles of a layer, its default first."""
    if layer.key == "isochrones":
        return [_limits(layer, lang)]
    if "composite" in layer.table and layer.of == "origin":
        first = first_known(study)
        known = layer.table.columns[layer.table.notna().any()]
        shown = [first, *(m for m in MAPS if m is not first and m.key in known)]
        even = evenly(study)
        return [_graduated(even, one, layer, lang) for one in shown]
    return [_in_study(layer, lang) if "in_study" in layer.table else _single(layer, lang)]


def _graduated(even: Study, shown: Map, layer: Layer, lang: Lang) -> Style:
    """A map of the application: its classes, counts, colours, and hatching where nothing is known."""
    values, classes = layer.table[shown.key], shown.classes_of(even)
    known = values.dropna().astype(float)
    limits = classes.limits()
    least = min([*known, *limits, 0.0])
    edges = [least, *limits, max([*known, *limits, least])]
    labels, counts = classes.labels(lang), classes.counts(pd.Series(values, dtype=float))
    rows = zip(pairwise(edges), labels, counts, classes.colors, strict=False)
    return Style(
        shown.title.in_lang(lang),
        layer.geometry,
        shown.key,
        tuple(Class(_counted(label, n, lang), *ends, _filled(color)) for ends, label, n, color in rows),
        Class(_counted(NO_DATA.in_lang(lang), counts[-1], lang), 0, 0, Symbol(WHITE, BORDER, 0.16, hatched=True)),
    )


def _counted(label: str, count: int, lang: Lang) -> str:
    return f"{label} ({number(count, lang)})"


def _filled(color: str) -> Symbol:
    return Symbol(color, BORDER, 0.16)


def _limits(layer: Layer, lang: Lang) -> Style:
    minutes = layer.table["limit_minutes"]
    symbols = {value: Symbol("", LIMIT_COLORS[value], 0.6) for value in minutes}
    classes = tuple(Class(f"{number(v, lang)} min", v, v, symbol) for v, symbol in symbols.items())
    return Style(layer.label.in_lang(lang), layer.geometry, "limit_minutes", classes)


def _in_study(layer: Layer, lang: Lang) -> Style:
    around = Class(Text("connus autour", "known around").in_lang(lang), 0, 0, Symbol(FAINT, WHITE, 0.2, opacity=0.6))
    measured = Class(Text("de l'étude", "of the study").in_lang(lang), 1, 1, SINGLE["Point"])
    return Style(layer.label.in_lang(lang), layer.geometry, "in_study", (around, measured))


SINGLE = {
    "MultiPolygon": Symbol("", INK, 0.6),
    "Point": Symbol(INK, WHITE, 0.2),
    "LineString": Symbol("", FAINT, 0.1, opacity=0.5),
}


def _single(layer: Layer, lang: Lang) -> Style:
    label = layer.label.in_lang(lang)
    symbol = _filled("#e9ecef") if layer.key == "communes" else SINGLE[layer.geometry]
    return Style(label, layer.geometry, "", (Class(label, 0, 0, symbol),))
