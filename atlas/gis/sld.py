"""A style as OGC writes it (SLD 1.1, Symbology Encoding), for GeoServer, MapServer and the like."""

from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from ..classes import HATCH
from .styles import Class, Style, Symbol

SLD, SE, OGC = "http://www.opengis.net/sld", "http://www.opengis.net/se", "http://www.opengis.net/ogc"
MM_PER_PIXEL = 0.28
"""What OGC takes a pixel for."""

MARKER_PX = 9


def sld(layer: str, style: Style) -> str:
    """The whole document, for one layer."""
    for prefix, name in (("sld", SLD), ("se", SE), ("ogc", OGC)):
        register_namespace(prefix, name)
    root = Element(f"{{{SLD}}}StyledLayerDescriptor", version="1.1.0")
    named = SubElement(root, f"{{{SLD}}}NamedLayer")
    _text(named, SE, "Name", layer)
    user = SubElement(named, f"{{{SLD}}}UserStyle")
    _text(user, SE, "Name", style.name)
    rules = SubElement(user, f"{{{SE}}}FeatureTypeStyle")
    for rank, one in enumerate(style.classes):
        _rule(rules, style, one, first=rank == 0)
    if style.unknown is not None:
        _rule(rules, style, style.unknown, first=False)
    return tostring(root, encoding="unicode", xml_declaration=True)


def _rule(rules: Element, style: Style, one: Class, *, first: bool) -> None:
    rule = SubElement(rules, f"{{{SE}}}Rule")
    _text(rule, SE, "Name", one.label)
    if style.attribute:
        _filter(SubElement(rule, f"{{{OGC}}}Filter"), style, one, first=first)
    {"MultiPolygon": _polygon, "Point": _point, "LineString": _line, "MultiLineString": _line}[style.geometry](
        rule, one.symbol
    )


def _filter(parent: Element, style: Style, one: Class, *, first: bool) -> None:
    """Over the class before, at most the limit of this one; or no value at all."""
    if one is style.unknown:
        _text(SubElement(parent, f"{{{OGC}}}PropertyIsNull"), OGC, "PropertyName", style.attribute)
        return
    both = SubElement(parent, f"{{{OGC}}}And")
    from_low = not style.by_rules and (first or one.low == one.high)
    over = "PropertyIsGreaterThanOrEqualTo" if from_low else "PropertyIsGreaterThan"
    for test, bound in ((over, one.low), ("PropertyIsLessThanOrEqualTo", one.high)):
        node = SubElement(both, f"{{{OGC}}}{test}")
        _text(node, OGC, "PropertyName", style.attribute)
        _text(node, OGC, "Literal", repr(float(bound)))
    for name, value in one.where:
        node = SubElement(both, f"{{{OGC}}}PropertyIsEqualTo")
        _text(node, OGC, "PropertyName", name)
        _text(node, OGC, "Literal", str(value))


def _polygon(rule: Element, symbol: Symbol) -> None:
    if symbol.fill:
        _fill(SubElement(rule, f"{{{SE}}}PolygonSymbolizer"), symbol.fill)
    top = SubElement(rule, f"{{{SE}}}PolygonSymbolizer")
    if symbol.hatched:
        inside = SubElement(SubElement(SubElement(top, f"{{{SE}}}Fill"), f"{{{SE}}}GraphicFill"), f"{{{SE}}}Graphic")
        mark = SubElement(inside, f"{{{SE}}}Mark")
        _text(mark, SE, "WellKnownName", "shape://slash")
        _stroke(mark, HATCH, 1)
        _text(inside, SE, "Size", "6")
    _stroke(top, symbol.stroke, symbol.width / MM_PER_PIXEL)


def _point(rule: Element, symbol: Symbol) -> None:
    graphic = SubElement(SubElement(rule, f"{{{SE}}}PointSymbolizer"), f"{{{SE}}}Graphic")
    mark = SubElement(graphic, f"{{{SE}}}Mark")
    _text(mark, SE, "WellKnownName", "circle")
    _fill(mark, symbol.fill)
    _stroke(mark, symbol.stroke, symbol.width / MM_PER_PIXEL)
    _text(graphic, SE, "Size", str(MARKER_PX))


def _line(rule: Element, symbol: Symbol) -> None:
    line = SubElement(rule, f"{{{SE}}}LineSymbolizer")
    _stroke(line, symbol.stroke, symbol.width / MM_PER_PIXEL, symbol.opacity)
    if symbol.dashed:
        _parameter(line[0], "stroke-dasharray", "4 8")


def _fill(parent: Element, color: str) -> None:
    _parameter(SubElement(parent, f"{{{SE}}}Fill"), "fill", color)


def _stroke(parent: Element, color: str, pixels: float, opacity: float = 1) -> None:
    node = SubElement(parent, f"{{{SE}}}Stroke")
    _parameter(node, "stroke", color)
    if opacity < 1:
        _parameter(node, "stroke-opacity", str(opacity))
    _parameter(node, "stroke-width", f"{pixels:.2f}")


def _parameter(parent: Element, name: str, value: str) -> None:
    SubElement(parent, f"{{{SE}}}SvgParameter", name=name).text = value


def _text(parent: Element, space: str, tag: str, text: str) -> None:
    SubElement(parent, f"{{{space}}}{tag}").text = text
