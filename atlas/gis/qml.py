"""A style as QGIS writes it (QML): a graduated renderer, and hatching where nothing is known."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from ..classes import HATCH
from .styles import Class, Style, Symbol

UNKNOWN = -9999.0
"""Stands for no value in a graduated renderer, which has no class for it; far from every value mapped."""

VERSION = "3.22.0-Białowieża"
MARKER_MM = 2.6


def qml(style: Style, aliases: Mapping[str, str]) -> str:
    """The whole document. `aliases`: label of each column, which GDAL gives to QGIS only from its version 3.7."""
    root = Element("qgis", version=VERSION, styleCategories="Symbology|Fields")
    if not style.attribute:
        renderer = SubElement(root, "renderer-v2", type="singleSymbol", symbollevels="0", enableorderby="0")
        symbols = SubElement(renderer, "symbols")
        _symbol(symbols, "0", style.classes[0].symbol, style.geometry)
    elif style.by_rules:
        _ruled(root, style)
    else:
        _graduated(root, style)
    said = SubElement(root, "aliases")
    for rank, (field, label) in enumerate(aliases.items(), start=1):
        SubElement(said, "alias", index=str(rank), field=field, name=label)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode")


def _graduated(root: Element, style: Style) -> None:
    attribute = f'"{style.attribute}"'
    classes = list(style.classes)
    if style.unknown is not None:
        attribute = f"coalesce({attribute}, {UNKNOWN:.0f})"
        classes.append(Class(style.unknown.label, UNKNOWN, UNKNOWN, style.unknown.symbol))
    renderer = SubElement(
        root,
        "renderer-v2",
        {"type": "graduatedSymbol", "attr": attribute, "graduatedMethod": "GraduatedColor"},
        symbollevels="0",
        enableorderby="0",
    )
    ranges, symbols = SubElement(renderer, "ranges"), SubElement(renderer, "symbols")
    for rank, one in enumerate(classes):
        bounds = {"lower": repr(float(one.low)), "upper": repr(float(one.high))}
        SubElement(ranges, "range", bounds, render="true", symbol=str(rank), label=one.label)
        _symbol(symbols, str(rank), one.symbol, style.geometry)


def _ruled(root: Element, style: Style) -> None:
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0")
    rules, symbols = SubElement(renderer, "rules", key="root"), SubElement(renderer, "symbols")
    for rank, one in enumerate(style.classes):
        low, high = repr(float(one.low)), repr(float(one.high))
        tests = [f'"{style.attribute}" > {low}', f'"{style.attribute}" <= {high}']
        tests += [f'"{name}" = {value!r}' for name, value in one.where]
        SubElement(rules, "rule", key=f"rule{rank}", filter=" AND ".join(tests), symbol=str(rank), label=one.label)
        _symbol(symbols, str(rank), one.symbol, style.geometry)


def _symbol(parent: Element, name: str, symbol: Symbol, geometry: str) -> None:
    kind = {"MultiPolygon": "fill", "Point": "marker", "LineString": "line", "MultiLineString": "line"}[geometry]
    node = SubElement(parent, "symbol", type=kind, name=name, alpha=str(symbol.opacity), clip_to_extent="1")
    stroke = {"outline_color": rgba(symbol.stroke), "outline_width": str(symbol.width), "outline_width_unit": "MM"}
    if kind == "line":
        width = {"line_width": str(symbol.width), "line_width_unit": "MM"}
        dash = {"use_custom_dash": "1", "customdash": "1;2", "customdash_unit": "MM"} if symbol.dashed else {}
        _layer(node, "SimpleLine", line_color=rgba(symbol.stroke), capstyle="flat", **width, **dash)
    elif kind == "marker":
        _layer(
            node, "SimpleMarker", name="circle", color=rgba(symbol.fill), size=str(MARKER_MM), size_unit="MM", **stroke
        )
    else:
        _layer(node, "SimpleFill", color=rgba(symbol.fill), style="solid" if symbol.fill else "no", **stroke)
        if symbol.hatched:
            pattern = _layer(node, "LinePatternFill", angle="45", distance="1.6", distance_unit="MM")
            inner = SubElement(pattern, "symbol", type="line", name=f"@{name}@1", alpha="1", clip_to_extent="1")
            _layer(inner, "SimpleLine", line_color=rgba(HATCH), line_width="0.4", line_width_unit="MM")


def _layer(parent: Element, kind: str, **options: str) -> Element:
    node = SubElement(parent, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    held = SubElement(node, "Option", type="Map")
    for name, value in options.items():
        SubElement(held, "Option", type="QString", name=name, value=value)
    return node


def rgba(color: str) -> str:
    """A hexadecimal colour as QGIS writes it; transparent if there is none."""
    if not color:
        return "0,0,0,0"
    return ",".join(str(int(color[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
