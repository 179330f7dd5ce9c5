"""One map as SVG: neighbours, communes by class, former borders, places, names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
import shapely

import layers
from cage import BETWEEN_INSTITUTIONS, Study
from i18n import typeset

from ..classes import Classes
from ..map import Map
from .frame import UNIT, Frame
from .ground import Ground
from .ink import DARK, LIGHT, Fill, definition, fills, missing
from .labels import FAMILY, LEADING, Label
from .lines import Lines, lines

SEA, LAND, BEYOND = "#ffffff", "#f3f3f1", "#cfcfca"
BORDER, FORMER, OUTLINE = "#6b6b6b", "#111111", "#111111"
NEUTRAL = Fill("#f4f4f2")
"""Communes where what is mapped is places, or the borders between communes."""

DOT = 0.75
"""Radius of a place, in millimetres."""


@dataclass(frozen=True)
class Painted:
    """What a map paints and says: values, classes, fills and notes, decided once for all its pages."""

    shown: Map
    values: pd.Series
    classes: Classes
    fills: tuple[Fill, ...]
    missing: Fill
    on_places: bool
    lines: Lines | None = None
    said: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> list[int]:
        """How many origins each class holds; the last entry counts the unknown."""
        return self.classes.counts(self.values)

    def fill(self, key: str) -> Fill:
        """How one origin is painted."""
        if self.lines is not None:
            return NEUTRAL
        rank = self.classes.index(self.values.get(key, float("nan")))
        return self.missing if rank is None else self.fills[rank]


def painted(study: Study, shown: Map, *, photocopy: bool) -> Painted:
    """The same values, classes and colours as on the screen."""
    classes = shown.classes_of(study)
    drawn = None
    if shown.lines is not None:
        epsg = layers.projection(study.territory.communes)
        drawn = lines(study, shown.lines(study), epsg, photocopy=photocopy)
    return Painted(
        shown,
        shown.values(study),
        classes,
        tuple(fills(classes, photocopy=photocopy)),
        missing(photocopy=photocopy),
        study.pair == BETWEEN_INSTITUTIONS,
        drawn,
    )


def draw(ground: Ground, frame: Frame, paint: Painted, labels: Sequence[Label], focus: str = "") -> str:
    """One map inside its frame.

    Parameters
    ----------
    focus
        Code of a commune, or SIREN of a former EPCI, whose border is underlined; empty for none.
    """
    wide, high = round(frame.width * UNIT), round(frame.height * UNIT)
    body = [
        _neighbours(ground, frame),
        _communes(ground, frame, paint),
        _borders(ground, frame, focus),
        "" if paint.lines is None else paint.lines.draw(frame),
        _places(ground, frame, paint),
        *(_label(label, Fill(LAND) if paint.on_places else paint.fill(label.commune)) for label in labels),
    ]
    patterns = "".join(dict.fromkeys(definition(fill) for fill in (*paint.fills, paint.missing)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width}mm" height="{frame.height}mm" '
        f'viewBox="0 0 {wide} {high}" font-family={quoteattr(FAMILY)} font-weight="600" text-anchor="middle">'
        f'<defs>{patterns}<clipPath id="frame"><rect width="{wide}" height="{high}"/></clipPath></defs>'
        f'<g clip-path="url(#frame)" stroke-linejoin="round"><rect width="{wide}" height="{high}" fill="{SEA}"/>'
        f"{''.join(body)}</g>"
        f'<rect x="6" y="6" width="{wide - 12}" height="{high - 12}" fill="none" stroke="{BEYOND}" stroke-width="12"/>'
        f"</svg>"
    )


def _neighbours(ground: Ground, frame: Frame) -> str:
    near = ground.around.iloc[ground.around.sindex.query(shapely.box(*frame.window))]
    paths = (f'<path d="{found}"/>' for shape in near if (found := frame.path(shape.simplify(frame.scale / 10_000))))
    return f'<g fill="{LAND}" stroke="{BEYOND}" stroke-width="12">{"".join(paths)}</g>'


def _communes(ground: Ground, frame: Frame, paint: Painted) -> str:
    near = ground.communes.iloc[sorted(ground.communes.sindex.query(shapely.box(*frame.window)))]
    drawn = []
    for code, shape in zip(near.index, frame.thin(near.to_numpy()), strict=True):
        fill = Fill("#e9ecef") if paint.on_places else paint.fill(code)
        drawn.append(_area(frame.path(shape), fill))
    return f'<g stroke="{BORDER}" stroke-width="14">{"".join(drawn)}</g>'


def _area(path: str, fill: Fill) -> str:
    lines = f'<path fill="url(#{fill.pattern})" d="{path}"/>' if fill.lines else ""
    return f'<path fill="{fill.color}" d="{path}"/>{lines}'


def _borders(ground: Ground, frame: Frame, focus: str) -> str:
    def line(shape: shapely.Geometry, color: str, width: int) -> str:
        path = frame.path(shape.simplify(frame.scale / 1000 * 0.03))
        return f'<path fill="none" stroke="{color}" stroke-width="{width}" d="{path}"/>'

    drawn = [line(border, FORMER, 42) for border in ground.borders]
    drawn.append(line(ground.outline.boundary, OUTLINE, 42))
    if focus:
        edge = ground.borders[focus] if focus in ground.borders.index else ground.communes[focus].boundary
        drawn += [line(edge, LIGHT, 190), line(edge, DARK, 100)]
    return "".join(drawn)


def _places(ground: Ground, frame: Frame, paint: Painted) -> str:
    """A dot per place; coloured by class where places are what is mapped."""
    west, south, east, north = frame.window
    radius = round(DOT * UNIT * (1.6 if paint.on_places else 1))
    drawn = []
    for key, point in ground.places.items():
        if west < point.x < east and south < point.y < north:
            x, y = frame.at(point.x, point.y)
            fill = paint.fill(str(key)).color if paint.on_places else DARK
            stroke = DARK if paint.on_places else LIGHT
            drawn.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius}" fill="{fill}" stroke="{stroke}"/>')
    return f'<g stroke-width="22">{"".join(drawn)}</g>'


def boxes(ground: Ground, frame: Frame) -> list[shapely.Geometry]:
    """The room that the dots of the places take, in metres: no name goes over them."""
    reach = DOT * 1.3 * frame.scale / 1000
    return [shapely.box(p.x - reach, p.y - reach, p.x + reach, p.y + reach) for p in ground.places]


def _label(label: Label, fill: Fill) -> str:
    size = label.size * UNIT
    first = label.y - (len(label.lines) - 1) * LEADING * size / 2 + 0.34 * size
    ink, halo = (fill.text, _halo(fill)) if label.leader is None else (DARK, _halo(Fill(LIGHT, halo=True)))
    lines = "".join(
        f'<text x="{label.x:.0f}" y="{first + rank * LEADING * size:.0f}" font-size="{size:.0f}" fill="{ink}"{halo}>'
        f"{escape(line)}</text>"
        for rank, line in enumerate(label.lines)
    )
    return f"{_leader(label)}{lines}"


def _halo(fill: Fill) -> str:
    return f' stroke="{LIGHT}" stroke-width="55" paint-order="stroke"' if fill.halo else ""


def _leader(label: Label) -> str:
    if label.leader is None:
        return ""
    x, y = label.leader
    return (
        f'<path d="M{x:.0f} {y:.0f}L{label.x:.0f} {label.y:.0f}" stroke="{LIGHT}" stroke-width="38" fill="none"/>'
        f'<path d="M{x:.0f} {y:.0f}L{label.x:.0f} {label.y:.0f}" stroke="{DARK}" stroke-width="12" fill="none"/>'
    )


def swatch(fill: Fill) -> str:
    """The legend's sample of a fill."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="4.4mm" viewBox="0 0 800 440">'
        f'<defs>{definition(fill)}</defs><g stroke="{BORDER}" stroke-width="14">'
        f"{_area('M7 7H793V433H7Z', fill)}</g></svg>"
    )


def signs(frame: Frame, turn: float, unit: Mapping[str, str]) -> str:
    """Scale bar and geographic north, side by side; ``unit`` names kilometres and metres."""
    metres = next(step for step in STEPS if step * frame.per_metre <= 3400)
    long = metres * frame.per_metre
    written = typeset(f"{metres // 1000} {unit['km']}" if metres >= 1000 else f"{metres} {unit['m']}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="46mm" height="11mm" viewBox="0 0 4600 1100" '
        f'font-family={quoteattr(FAMILY)} fill="{DARK}">'
        f'<g transform="translate(40 780)"><rect width="{long:.0f}" height="110" fill="{LIGHT}" stroke="{DARK}" '
        f'stroke-width="16"/><rect width="{long / 2:.0f}" height="110"/><text y="-90" font-size="260">0</text>'
        f'<text x="{long:.0f}" y="-90" font-size="260" text-anchor="middle">{escape(written)}</text></g>'
        f'<g transform="translate(4330 560) rotate({turn:.2f})"><path d="M0 -480L200 130L0 0L-200 130Z"/>'
        f'<text y="480" font-size="330" font-weight="600" text-anchor="middle">N</text></g></svg>'
    )


STEPS = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)


def silhouette(ground: Ground, frame: Frame, color: str) -> str:
    """Communes in one tint, former EPCIs in white: a drawing, not a map of anything."""
    thin = frame.thin(ground.communes.to_numpy())
    communes = "".join(f'<path d="{frame.path(shape)}"/>' for shape in thin)
    borders = "".join(f'<path d="{frame.path(shape)}"/>' for shape in ground.borders)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width}mm" height="{frame.height}mm" '
        f'viewBox="0 0 {frame.width * 100:.0f} {frame.height * 100:.0f}" stroke-linejoin="round">'
        f'<g fill="{color}" fill-opacity=".82" stroke="#ffffff" stroke-width="9">{communes}</g>'
        f'<g fill="none" stroke="#ffffff" stroke-width="42">{borders}</g></svg>'
    )
