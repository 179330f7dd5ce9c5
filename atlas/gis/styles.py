"""How each layer is drawn: the classes and colours of the screen, in a form that any GIS can hold."""

from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

import merger
from cage import Study
from distance import DIMENSIONS
from i18n import Lang, Text, number
from merger import faults

from .. import strokes
from ..classes import NO_DATA, STRONG
from ..map import Map, evenly
from ..maps import LABELS, MAPS, first_known
from ..road_lines import LIMIT_COLORS
from .layers import Layer

BORDER, INK, FAINT, WHITE = "#777777", "#111111", "#8a8a8a", "#ffffff"
"""Border of a commune, border of a former EPCI or of a place, lines between two points, no data."""


@dataclass(frozen=True)
class Symbol:
    """One symbol: fill ("" for none), colour and width (mm) of its border, hatched, opaque, dashed or not."""

    fill: str
    stroke: str
    width: float
    hatched: bool = False
    opacity: float = 1.0
    dashed: bool = False


@dataclass(frozen=True)
class Class:
    """One line of a legend: values from `low` to `high`, both included, less what an earlier class holds.

    ``where``: columns that have to hold a value besides; where some class has one, a feature is drawn by every class
    that it fits, in order, and `low` is not included.
    """

    label: str
    low: float
    high: float
    symbol: Symbol
    where: tuple[tuple[str, str | int], ...] = ()


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

    @property
    def by_rules(self) -> bool:
        """Whether a feature may be drawn by several classes."""
        return any(one.where for one in self.classes)


def styles_of(study: Study, layer: Layer, lang: Lang) -> list[Style]:
    """The styles of a layer, its default first."""
    if layer.key == "isochrones":
        return [_limits(layer, lang)]
    if layer.key == "fault_lines":
        return [_fault_lines(study, layer, lang)]
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


def _fault_lines(study: Study, layer: Layer, lang: Lang) -> Style:
    """Widths by class, colours by what dominates; dark edges under a former border, white dashes over the noise."""
    column = faults.read_from(merger.reading(study))
    values = layer.table[column].astype(float)
    classes = strokes.classes(pd.DataFrame({"value": values}))
    edges = [UNDER, *classes.limits(), max([*values, *classes.limits()])]
    rows = list(zip(pairwise(edges), classes.labels(lang), classes.colors, strict=True))
    wide = [MM_PER_PIXEL * (strokes.THINNEST + strokes.STEP * strokes.WIDTHS.index(rank)) for *_, rank in rows]
    ranked = list(zip(rows, wide, strict=True))
    first, last = strokes.FORMER.in_lang(lang), strokes.IN_NOISE.in_lang(lang)
    under = [_line(f"{first}, {label}", ends, INK, mm + 0.7, "former_border", 1) for (ends, label, _), mm in ranked]
    hues = [d for d in DIMENSIONS if layer.table["dominating"].eq(d).any()]
    made = [
        _line(f"{LABELS[d].in_lang(lang)}, {label}", ends, STRONG[d], mm, "dominating", d)
        for d in hues for (ends, label, _), mm in ranked
    ]  # fmt: skip
    over = [_line(f"{last}, {label}", ends, WHITE, mm, "within_noise", 1) for (ends, label, _), mm in ranked]
    over = [replace(one, symbol=replace(one.symbol, dashed=True)) for one in over]
    return Style(layer.label.in_lang(lang), layer.geometry, column, (*under, *made, *over))


def _line(label: str, ends: tuple[float, float], color: str, mm: float, column: str, value: str | int) -> Class:
    return Class(label, *ends, Symbol("", color, round(mm, 2)), ((column, value),))


UNDER = -1.0
"""Less than any distance: rules leave their lower bound out."""

MM_PER_PIXEL = 0.24
"""From the widths of the screen to millimetres, as on paper."""

SINGLE = {
    "MultiPolygon": Symbol("", INK, 0.6),
    "Point": Symbol(INK, WHITE, 0.2),
    "LineString": Symbol("", FAINT, 0.1, opacity=0.5),
}


def _single(layer: Layer, lang: Lang) -> Style:
    label = layer.label.in_lang(lang)
    symbol = _filled("#e9ecef") if layer.key == "communes" else SINGLE[layer.geometry]
    return Style(label, layer.geometry, "", (Class(label, 0, 0, symbol),))
