"""Where the territory is: in its département, and in France."""

import geopandas as gpd
import numpy as np
import shapely

from layers import Territory
from layers.projections import METROPOLITAN, OVERSEAS, department
from layers.surroundings import departments

from .frame import UNIT, Frame, fit
from .ground import Ground

INSET_SIDE = 28.0
"""Millimetres of the side of an inset."""

BACK, EDGE, HERE = "#e3e5e8", "#ffffff", "#b2182b"
BOX = 5.2
"""Millimetres of the side of the box of an overseas département."""

BEND = 0.3
"""Millimetres under which a bend of an outline is not drawn: the insets are on every page."""

LEAST = 1.2
"""Millimetres across: a smaller territory gets a ring around it."""


def in_department(place: Territory, ground: Ground) -> str:
    """The département, or départements, of the territory, and where it lies there."""
    codes = sorted({department(code) for code in place.communes})
    shapes = departments().reindex(codes).dropna().to_crs(ground.epsg)
    frame = fit(tuple(shapes.total_bounds), INSET_SIDE, INSET_SIDE, 0.02, exact=True)
    return _svg([*_parts(frame, shapes), *_here(frame, ground.outline)])


def in_france(ground: Ground) -> str:
    """Metropolitan France and a box per overseas département, and where the territory lies there."""
    outlines = departments()
    overseas = outlines.index.isin(list(OVERSEAS))
    mainland = outlines[~overseas].to_crs(METROPOLITAN)
    whole = fit(tuple(mainland.total_bounds), INSET_SIDE - BOX, INSET_SIDE, 0.01, exact=True)
    frame = Frame(whole.west - BOX * whole.scale / 1000, whole.north, INSET_SIDE, INSET_SIDE, whole.scale)
    drawn = _parts(frame, mainland)
    if ground.epsg == METROPOLITAN:
        drawn += _here(frame, ground.outline)
    for rank, (code, epsg) in enumerate(OVERSEAS.items()):
        shape = outlines[outlines.index == code].to_crs(epsg)
        drawn += _box(shape, rank, ground.outline if epsg == ground.epsg and _meets(shape, ground) else None)
    return _svg(drawn)


def _meets(shape: gpd.GeoSeries, ground: Ground) -> bool:
    """Guadeloupe and Martinique share their projection: the one where the territory is."""
    return bool(shape.to_crs(ground.epsg).intersects(ground.outline).any())


def _box(shape: gpd.GeoSeries, rank: int, here: shapely.Geometry | None) -> list[str]:
    """One overseas département in its box, down the left side."""
    side, top = round((BOX - 0.3) * UNIT), round(rank * (BOX + 0.35) * UNIT)
    frame = fit(tuple(shape.total_bounds), BOX - 0.3, BOX - 0.3, 0.08, exact=True)
    inside = _parts(frame, shape) + (_here(frame, here) if here is not None else [])
    line = f'<rect width="{side}" height="{side}" fill="none" stroke="#9a9da3" stroke-width="8"/>'
    return [f'<g transform="translate(10 {top + 10})">{"".join(inside)}{line}</g>']


def _parts(frame: Frame, shapes: gpd.GeoSeries) -> list[str]:
    light = shapely.coverage_simplify(np.asarray(shapes), frame.scale / 1000 * BEND)
    paths = (frame.path(shape) for shape in light)
    return [f'<path fill="{BACK}" stroke="{EDGE}" stroke-width="10" d="{path}"/>' for path in paths]


def _here(frame: Frame, outline: shapely.Geometry) -> list[str]:
    west, south, east, north = shapely.bounds(outline)
    path = frame.path(outline.simplify(frame.scale / 1000 * 0.04))
    drawn = [f'<path fill="{HERE}" stroke="{HERE}" stroke-width="10" d="{path}"/>'] if path else []
    if max(east - west, north - south) * 1000 / frame.scale < LEAST:
        x, y = frame.at((west + east) / 2, (south + north) / 2)
        drawn.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="130" fill="none" stroke="{HERE}" stroke-width="28"/>')
    return drawn


def _svg(drawn: list[str]) -> str:
    side = round(INSET_SIDE * UNIT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{INSET_SIDE}mm" height="{INSET_SIDE}mm" '
        f'viewBox="0 0 {side} {side}" stroke-linejoin="round">{"".join(drawn)}</svg>'
    )


__all__ = ["INSET_SIDE", "in_department", "in_france"]
