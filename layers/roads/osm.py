"""Ways from an OpenStreetMap extract: .osm.pbf, .osm.gz, .osm, or a graph OSMnx saved as GraphML."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from xml.etree.ElementTree import ParseError

import numpy as np
import osmium
import osmnx
import shapely

from .speeds import EVERYWHERE, MODES, Box, Mode, Tags, Use, blocked, use, uses
from .ways import EARTH, Ways

Drawn = tuple[Mode, list[int], list[tuple[float, float]], Use]
"""A way for a mode: its vertices' identifiers, their degrees, and how it is used."""

Vertex = tuple[int, tuple[float, float]] | None
"""A node and its degrees; None where it is not in the extract."""


def extract(path: Path, box: Box = EVERYWHERE) -> dict[Mode, Ways]:
    """The ways of an extract that enter a box, for each mode: the file is read once.

    Raises
    ------
    RuntimeError
        If the file cannot be read to its end.
    """
    return gathered(_extract(path, box))


def graphml(path: Path, box: Box = EVERYWHERE) -> dict[Mode, Ways]:
    """The ways of a graph that OSMnx saved, which enter a box, for the modes it was drawn for.

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
    modes = drawn_for(data for *_, data in edges)
    return gathered(way for mode in modes for way in _edges(edges, places, mode) if _enters(way[2], box))


def drawn_for(edges: Iterable[Mapping[str, object]]) -> tuple[Mode, ...]:
    """The modes a graph of OSMnx may serve: it does not say for whom it was drawn, its roads do.

    Drawn for walking, OSMnx forgets one-way streets and leaves out motorways; for cycling, it leaves out motorways and
    footways; for driving, all but what cars take.
    """
    kinds: set[str] = set()
    one_way = False
    for data in edges:
        kind: object = data.get("highway", "")
        kinds.update(map(str, kind) if isinstance(kind, list) else [str(kind)])
        one_way = one_way or str(data.get("oneway")) == "True"
    if kinds & {"footway", "steps"}:
        return MODES if one_way else ("foot",)
    return ("bicycle",) if kinds & {"cycleway", "path", "track", "bridleway"} else ("car",)


def gathered(drawn: Iterable[Drawn]) -> dict[Mode, Ways]:
    """Ways as arrays, for each mode that has any."""
    piles: dict[Mode, _Pile] = {}
    for mode, identifiers, points, how in drawn:
        piles.setdefault(mode, _Pile()).add(identifiers, points, how)
    return {mode: piles[mode].ways() for mode in MODES if mode in piles}


class _Pile:
    """Ways that come one after the other."""

    def __init__(self) -> None:
        self.vertex, self.lonlat, self.start = array("q"), array("d"), array("q", [0])
        self.uses: list[Use] = []

    def add(self, identifiers: list[int], points: list[tuple[float, float]], how: Use) -> None:
        self.vertex.extend(identifiers)
        for point in points:
            self.lonlat.extend(point)
        self.start.append(len(self.vertex))
        self.uses.append(how)

    def ways(self) -> Ways:
        speeds = np.array(self.uses, dtype=np.float64).reshape(-1, 3)
        return Ways(
            np.array(self.vertex, dtype=np.int64), np.array(self.lonlat, dtype=np.float64).reshape(-1, 2),
            np.array(self.start, dtype=np.int64), speeds[:, 0], speeds[:, 1], speeds[:, 2] > 0,
        )  # fmt: skip


def _enters(points: Iterable[tuple[float, float]], box: Box) -> bool:
    west, south, east, north = box
    lons, lats = zip(*points, strict=True)
    return bool(max(lons) >= west and min(lons) <= east and max(lats) >= south and min(lats) <= north)


def _extract(path: Path, box: Box) -> Iterator[Drawn]:
    """Ways in the order of the file. A node that stops a mode ends its way, and another starts beyond it."""
    stops: dict[Mode, set[int]] = {mode: set() for mode in MODES}
    nobody = count(-1, -1)
    keys = osmium.filter.KeyFilter("highway", "route", "barrier")
    for entity in osmium.FileProcessor(str(path)).with_locations().with_filter(keys):
        tags = dict(entity.tags)
        if isinstance(entity, osmium.osm.Node):
            for mode in MODES:
                if blocked(tags, mode):
                    stops[mode].add(entity.id)
        elif isinstance(entity, osmium.osm.Way) and (found := uses(tags)):
            nodes = [(n.ref, (n.lon, n.lat)) if n.location.valid() else None for n in entity.nodes]
            known = [node[1] for node in nodes if node]
            if known and _enters(known, box):
                for mode, how in _timed(found, tags, known).items():
                    yield from _between(nodes, stops[mode], mode, how, nobody)


def _between(nodes: list[Vertex], stops: set[int], mode: Mode, how: Use, nobody: Iterator[int]) -> Iterator[Drawn]:
    """A way for one mode; a barrier is a vertex of its own on either side."""
    for stretch in _stretches(nodes, stops):
        yield mode, [next(nobody) if ref in stops else ref for ref, _ in stretch], [at for _, at in stretch], how


def _stretches(nodes: Iterable[Vertex], stops: set[int]) -> Iterator[list[tuple[int, tuple[float, float]]]]:
    """The parts of a way between its barriers, and between its nodes that are not in the extract."""
    stretch: list[tuple[int, tuple[float, float]]] = []
    for node in (*nodes, None):
        if node is not None:
            stretch.append(node)
        if node is None or node[0] in stops:
            if len(stretch) > 1:
                yield stretch
            stretch = [] if node is None else [node]


def _timed(used: dict[Mode, Use], tags: Tags, known: list[tuple[float, float]]) -> dict[Mode, Use]:
    """A ferry that says how long it takes goes at that speed."""
    hours = ferry_hours(tags.get("duration", ""))
    if "highway" in tags or hours is None:
        return used
    lons, lats = zip(*known, strict=True)
    speed = EARTH.line_length(lons, lats) / 1000 / hours
    return {mode: Use(speed * (how.forth > 0), speed * (how.back > 0), how.stop) for mode, how in used.items()}


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
        yield mode, [tail, *(next(nobody) for _ in points[2:]), head], points, how


def _first(value: object) -> str:
    """OSMnx lists the values of the ways it joined: the first stands for all."""
    return str(value[0] if isinstance(value, list) and value else value)
