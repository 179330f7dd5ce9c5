"""Ways from an OpenStreetMap extract: .osm.pbf, .osm.gz, .osm, or a graph OSMnx saved as GraphML."""

from array import array
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from xml.etree.ElementTree import ParseError

import numpy as np
import osmium
import osmnx
import shapely

from .road_speeds import EVERYWHERE, Box, Mode, Tags, Use, blocked, use
from .road_ways import EARTH, Ways

Drawn = tuple[list[int], list[tuple[float, float]], Use]
"""A way: its vertices' identifiers, their degrees, and how it is used."""


def extract(path: Path, mode: Mode, box: Box = EVERYWHERE) -> Ways:
    """The ways of an extract that enter a box.

    Raises
    ------
    RuntimeError
        If the file cannot be read to its end.
    """
    return gathered(_inside(_extract(path, mode), box))


def graphml(path: Path, mode: Mode, box: Box = EVERYWHERE) -> Ways:
    """The ways of a graph that OSMnx saved, which enter a box.

    Raises
    ------
    RuntimeError
        If the file is not such a graph, or is cut short.
    """
    try:
        graph = osmnx.load_graphml(path)
    except (ParseError, KeyError, ValueError, TypeError, OSError) as error:
        raise RuntimeError(path.name) from error
    edges = [(tail, head, data) for tail, head, data in graph.edges(data=True)]
    places = {node: (float(data["x"]), float(data["y"])) for node, data in graph.nodes(data=True)}
    return gathered(_inside(_edges(edges, places, mode), box))


def gathered(drawn: Iterable[Drawn]) -> Ways:
    """Ways as arrays."""
    vertex, lonlat, start = array("q"), array("d"), array("q", [0])
    uses: list[Use] = []
    for identifiers, points, how in drawn:
        vertex.extend(identifiers)
        for point in points:
            lonlat.extend(point)
        start.append(len(vertex))
        uses.append(how)
    speeds = np.array(uses, dtype=np.float64).reshape(-1, 3)
    return Ways(
        np.array(vertex, dtype=np.int64), np.array(lonlat, dtype=np.float64).reshape(-1, 2),
        np.array(start, dtype=np.int64), speeds[:, 0], speeds[:, 1], speeds[:, 2] > 0,
    )  # fmt: skip


def _inside(drawn: Iterable[Drawn], box: Box) -> Iterator[Drawn]:
    west, south, east, north = box
    for way in drawn:
        lons, lats = zip(*way[1], strict=True)
        if max(lons) >= west and min(lons) <= east and max(lats) >= south and min(lats) <= north:
            yield way


def _extract(path: Path, mode: Mode) -> Iterator[Drawn]:
    """Ways in the order of the file. A node that stops this mode ends the way, and another starts beyond it."""
    stops: set[int] = set()
    nobody = count(-1, -1)
    keys = osmium.filter.KeyFilter("highway", "route", "barrier")
    for entity in osmium.FileProcessor(str(path)).with_locations().with_filter(keys):
        if isinstance(entity, osmium.osm.Node):
            if blocked(dict(entity.tags), mode):
                stops.add(entity.id)
        elif isinstance(entity, osmium.osm.Way) and (how := _use_of(entity, mode)):
            for stretch in _stretches(entity.nodes, stops):
                if len(stretch) > 1:
                    yield [next(nobody) if ref in stops else ref for ref, _ in stretch], [at for _, at in stretch], how


def _stretches(nodes: "osmium.osm.WayNodeList", stops: set[int]) -> Iterator[list[tuple[int, tuple[float, float]]]]:
    """A way cut at its barriers, and where its nodes are not in the extract."""
    stretch: list[tuple[int, tuple[float, float]]] = []
    for node in nodes:
        if not node.location.valid():
            yield stretch
            stretch = []
            continue
        stretch.append((node.ref, (node.lon, node.lat)))
        if node.ref in stops:
            yield stretch
            stretch = stretch[-1:]
    yield stretch


def _use_of(way: "osmium.osm.Way", mode: Mode) -> Use | None:
    tags = dict(way.tags)
    how = use(tags, mode)
    hours = ferry_hours(tags.get("duration", ""))
    if how is None or "highway" in tags or hours is None:
        return how
    known = [node for node in way.nodes if node.location.valid()]
    speed = EARTH.line_length([node.lon for node in known], [node.lat for node in known]) / 1000 / hours
    return Use(speed * (how.forth > 0), speed * (how.back > 0), how.stop)


def ferry_hours(text: str) -> float | None:
    """Hours of a crossing written as OpenStreetMap does, HH:MM, HH:MM:SS or minutes; None otherwise."""
    parts = text.split(":")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return None
    units = (1 / 60,) if len(parts) == 1 else (1.0, 1 / 60, 1 / 3600)
    return sum(int(part) * unit for part, unit in zip(parts, units, strict=False)) or None


def _edges(edges: list[tuple[int, int, Tags]], places: dict[int, tuple[float, float]], mode: Mode) -> Iterator[Drawn]:
    """Each street once. OSMnx writes a two-way street twice, once each way, and says neither is one-way."""
    nobody = count(-1, -1)
    done: set[tuple[int, int, float]] = set()
    for tail, head, data in edges:
        tags = {key: _first(value) for key, value in data.items() if key not in {"geometry", "oneway"}}
        how = use({**tags, "oneway": "yes" if str(data.get("oneway")) == "True" else "no"}, mode)
        twin = (head, tail, float(data["length"]))
        if how is None or (twin in done and how.back > 0):
            continue
        done.add((tail, head, float(data["length"])))
        line = data.get("geometry", shapely.LineString([places[tail], places[head]]))
        points = [(float(x), float(y)) for x, y, *_ in line.coords]
        yield [tail, *(next(nobody) for _ in points[2:]), head], points, how


def _first(value: object) -> str:
    """OSMnx lists the values of the ways it joined: the first stands for all."""
    return str(value[0] if isinstance(value, list) and value else value)
