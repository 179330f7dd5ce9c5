"""The sea and the neighbouring countries around France, from Natural Earth (npm world-atlas, TopoJSON)."""

import json
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from ..surroundings import SEA

FRANCE = "250"
"""Its ISO 3166 number: the communes draw it."""

LEAST = 4
"""Points of the smallest ring: a triangle, closed."""

WINDOWS: Mapping[str, tuple[float, float, float, float]] = {
    "metropole": (-7.5, 40.5, 11.5, 52.0),
    "antilles": (-63.5, 13.5, -59.5, 18.5),
    "guyane": (-56.0, 1.5, -50.5, 6.5),
    "reunion": (54.5, -22.0, 56.5, -20.0),
    "mayotte": (44.0, -14.0, 46.5, -12.0),
}
"""Degrees around each part of France: a département's breadth beyond its communes."""


def around(archive: Path) -> pd.DataFrame:
    """One row per window and country, and one for its sea: window, name ("sea"), geometry (WGS84, WKB)."""
    with tarfile.open(archive) as packed:
        member = packed.extractfile("package/countries-10m.json")
        if member is None:
            msg = f"{archive.name} holds no countries-10m.json."
            raise ValueError(msg)
        topology = json.load(member)
    arcs = _arcs(topology)
    countries = topology["objects"]["countries"]["geometries"]
    drawn = {c["properties"]["name"]: _drawn(c, arcs) for c in countries if c.get("id") != FRANCE}
    france = [_drawn(c, arcs) for c in countries if c.get("id") == FRANCE]
    rows = [(window, *row) for window, box in WINDOWS.items() for row in _within(shapely.box(*box), drawn, france)]
    return pd.DataFrame(rows, columns=["window", "name", "geometry"])


def _within(
    box: shapely.Polygon, drawn: Mapping[str, shapely.Geometry], france: list[shapely.Geometry]
) -> Iterator[tuple[str, bytes]]:
    """The countries of a window and, of what is left of it without France, the sea."""
    inside = {name: shapely.intersection(g, box) for name, g in drawn.items() if shapely.intersects(g.envelope, box)}
    ours = [shapely.intersection(land, box) for land in france]
    named = {SEA: shapely.difference(box, shapely.union_all([*inside.values(), *ours])), **inside}
    for name, geometry in sorted(named.items()):
        if not geometry.is_empty:
            yield name, shapely.to_wkb(shapely.normalize(geometry), byte_order=1)


def _arcs(topology: Mapping[str, Any]) -> list[np.ndarray[Any, Any]]:
    """Each arc in degrees: TopoJSON writes steps between points of a grid."""
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(np.array(steps), axis=0) * scale + origin for steps in topology["arcs"]]


def _drawn(country: Mapping[str, Any], arcs: list[np.ndarray[Any, Any]]) -> shapely.Geometry:
    """The polygons of a country; one that has none is empty."""
    parts = country.get("arcs", [])
    polygons = [parts] if country["type"] == "Polygon" else parts
    rings = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    # On the grid of the file, the smallest islets and lakes are a point or a line.
    whole = [[ring for ring in polygon if len(ring) >= LEAST] for polygon in rings if len(polygon[0]) >= LEAST]
    return shapely.make_valid(shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, *holes in whole]))


def _ring(indices: list[int], arcs: list[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    """Arcs end to end; a negative index is that arc backwards."""
    pieces = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
