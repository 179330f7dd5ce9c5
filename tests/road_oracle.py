"""Road graphs for the tests: a toy, and networkx on the same roads as an independent judge."""

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from distance.kernels import Array
from distance.road_graph import CLOSED, MS_PER_MINUTE, RoadGraph, SnappedPlaces, snap


def straight(
    nodes: Array, ends: NDArray[Any], forth: NDArray[Any], back: NDArray[Any], stop: NDArray[Any] | None = None
) -> RoadGraph:
    """A graph of straight roads."""
    tail, head = ends[:, 0].astype(np.int32), ends[:, 1].astype(np.int32)
    return RoadGraph(
        nodes=nodes, tail=tail, head=head, forth=forth.astype(np.int32), back=back.astype(np.int32),
        stop=np.ones(len(tail), bool) if stop is None else stop.astype(bool),
        shape_start=np.arange(0, 2 * len(tail) + 1, 2), shape=np.hstack([nodes[tail], nodes[head]]).reshape(-1, 2),
    )  # fmt: skip


def toy() -> RoadGraph:
    """Three roads of 1 km at 60 km/h around a corner, the last one-way, and a loop back in five minutes.

    0 (0, 0) -> 1 (1000, 0) -> 2 (1000, 1000) => 3 (2000, 1000); 3 => 0 in five minutes.
    """
    nodes = np.array([[0, 0], [1000, 0], [1000, 1000], [2000, 1000]], dtype=float)
    ends = np.array([[0, 1], [1, 2], [2, 3], [3, 0]])
    minute = MS_PER_MINUTE
    return straight(nodes, ends, np.full(4, minute) * [1, 1, 1, 5], np.array([minute, minute, CLOSED, CLOSED]))


def town(size: int, seed: int) -> RoadGraph:
    """Random streets, a fifth of them one-way, speeds of 30 to 90 km/h, a few parts cut off."""
    rng = np.random.default_rng(seed)
    nodes = rng.random((size, 2)) * 5000
    triangles = Delaunay(nodes).simplices
    ends = np.unique(np.sort(np.vstack([triangles[:, :2], triangles[:, 1:]]), axis=1), axis=0)
    ends = ends[rng.random(len(ends)) < 0.6]
    metres = np.hypot(*(nodes[ends[:, 0]] - nodes[ends[:, 1]]).T)
    forth = np.maximum(1, np.rint(metres / rng.choice([30, 50, 90], len(ends)) * 3600))
    return straight(nodes, ends, forth, np.where(rng.random(len(ends)) < 0.2, CLOSED, forth))


def somewhere(graph: RoadGraph, count: int, seed: int) -> SnappedPlaces:
    """Random places on the network, up to 300 m from a random point of a road."""
    rng = np.random.default_rng(seed)
    at = graph.shape[rng.choice(len(graph.shape), count)]
    return snap(graph, at + rng.uniform(-200, 200, (count, 2)))


def judge(graph: RoadGraph, places: dict[str, SnappedPlaces]) -> "nx.DiGraph[Any]":
    """The same roads in networkx, cut at every place; place i of a group stands at ``(group, i)``."""
    roads: nx.DiGraph[Any] = nx.DiGraph()
    roads.add_nodes_from(range(len(graph.nodes)))
    on: dict[int, list[tuple[float, tuple[str, int]]]] = {}
    for group, some in places.items():
        for i in np.flatnonzero(~some.off):
            on.setdefault(int(some.edge[i]), []).append((float(some.share[i]), (group, int(i))))
    for road in range(len(graph.tail)):
        _cut(roads, graph, road, sorted(on.get(road, [])))
    for group, some in places.items():
        for row in range(len(some.edge)):
            roads.add_edge(("from", group, row), (group, row), ms=int(some.walk[row]))
            roads.add_edge((group, row), ("to", group, row), ms=int(some.walk[row]))
    return roads


def _cut(roads: "nx.DiGraph[Any]", graph: RoadGraph, edge: int, on: list[tuple[float, tuple[str, int]]]) -> None:
    stops: list[tuple[float, Any]] = [(0.0, int(graph.tail[edge])), *on, (1.0, int(graph.head[edge]))]
    for share, place in on:
        if share in {0.0, 1.0}:
            junction = int(graph.head[edge] if share else graph.tail[edge])
            roads.add_edge(junction, place, ms=0)
            roads.add_edge(place, junction, ms=0)
    for (before, a), (after, b) in pairwise(stops):
        for time, start, end in ((int(graph.forth[edge]), a, b), (int(graph.back[edge]), b, a)):
            if time != CLOSED:
                step = round(after * time) - round(before * time)
                known = roads.get_edge_data(start, end, {"ms": step})["ms"]
                roads.add_edge(start, end, ms=min(step, known))
            elif before == after:
                roads.add_edge(start, end, ms=0)


def judged_minutes(graph: RoadGraph, origins: SnappedPlaces, destinations: SnappedPlaces) -> Array:
    """Minutes by networkx; infinity without a route, NaN off the network."""
    roads = judge(graph, {"o": origins, "d": destinations})
    found = np.full((len(origins.edge), len(destinations.edge)), np.inf)
    for i in range(len(found)):
        times = nx.single_source_dijkstra_path_length(roads, ("from", "o", i), weight="ms")
        found[i] = [times.get(("to", "d", j), np.inf) for j in range(found.shape[1])]
    found[origins.off] = np.nan
    found[:, destinations.off] = np.nan
    return found / MS_PER_MINUTE
