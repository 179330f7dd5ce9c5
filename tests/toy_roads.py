"""Toy roads: one street along the meridian of the toy communes, as OpenStreetMap writes it."""

from pathlib import Path

import numpy as np

from layers import contours
from layers.roads.kept import Kept
from layers.roads.read import keep_file
from layers.roads.speeds import Mode
from layers.territory import Territory


def street(place: Territory, beyond: float = 1.0, gap: tuple[float, float] = (0, 0)) -> str:
    """OpenStreetMap's XML of a tertiary road (58 km/h) from south to north, `beyond` degrees past the territory.

    Nothing between the latitudes of `gap`.
    """
    south, north = contours(place).total_bounds[[1, 3]]
    lats = np.arange(south - beyond, north + beyond, 0.01).round(6)
    points = "".join(f'<node id="{i}" lon="3.0" lat="{lat}"/>' for i, lat in enumerate(lats, start=1))
    ways = "".join(
        f'<way id="{i}"><nd ref="{i}"/><nd ref="{i + 1}"/><tag k="highway" v="tertiary"/>'
        f'<tag k="surface" v="{("asphalt", "paved")[i % 2]}"/></way>'
        for i in range(1, len(lats))
        if lats[i] <= gap[0] or lats[i - 1] >= gap[1]
    )
    return f'<osm version="0.6">{points}{ways}</osm>'


def load(place: Territory, folder: Path, gap: tuple[float, float] = (0, 0)) -> dict[Mode, Kept]:
    """Keep that street as the networks of the territory."""
    file = folder / "toy.osm"
    file.write_text(street(place, gap=gap), encoding="utf-8")
    return keep_file(place, file)
