"""What can be drawn of a road graph: the roads reached within a bound, and the shortest route itself."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from .dijkstra import NEVER, Ints, Longs, settle
from .kernels import Array
from .road_graph import MS_PER_MINUTE, RoadGraph, SnappedPlaces, joints, same_edge


@dataclass(frozen=True, eq=False)
class Isochrone:
    """What is within a bound of minutes.

    Attributes
    ----------
    minutes
        (n,) minutes to each node, infinity beyond the bound.
    edge, start, end
        (s,) the stretches of road reached: an edge, and the shares of it, from its tail, where the stretch starts and
        ends. They do not overlap.
    """

    minutes: Array
    edge: Ints
    start: Array
    end: Array

    def lines(self, graph: RoadGraph) -> list[shapely.LineString]:
        """The line of each stretch."""
        whole = (self.start == 0) & (self.end == 1)
        lines = list(graph.lines[self.edge])
        for i in np.flatnonzero(~whole):
            lines[i] = substring(lines[i], self.start[i], self.end[i], normalized=True)
        return lines

    def outline(self, graph: RoadGraph, width: float) -> shapely.Geometry:
        """Everything within `width` metres of the stretches, as one polygon or several."""
        # Bends much finer than the width cost time and change nothing.
        lines = shapely.simplify(np.array(self.lines(graph), dtype=object), width / 10)
        return shapely.union_all(shapely.buffer(lines, width, quad_segs=4))


def reached(graph: RoadGraph, origins: SnappedPlaces, limit: float) -> Isochrone:
    """Nodes and stretches of road within `limit` minutes of the nearest of some places.

    From the places; for what lies within `limit` minutes *of* them, ask it of ``graph.reverse()``.
    """
    bound = int(limit * MS_PER_MINUTE)
    seeds, costs = joints(graph, origins, leaving=True)
    times = np.empty(len(graph.nodes), np.int32)
    settle(graph.outward, seeds.ravel(), costs.ravel(), bound, times)
    edges = np.arange(len(graph.tail), dtype=np.int32)
    onward = _share(bound - times[graph.tail].astype(np.int64), graph.forth)
    backward = _share(bound - times[graph.head].astype(np.int64), graph.back)
    on = origins[~origins.off]
    ahead = on.share + _share(bound - on.walk.astype(np.int64), graph.forth[on.edge])
    behind = on.share - _share(bound - on.walk.astype(np.int64), graph.back[on.edge])
    edge, start, end = _union(
        np.concatenate([edges, edges, on.edge]),
        np.concatenate([np.zeros(len(edges)), 1 - backward, np.maximum(behind, 0)]),
        np.concatenate([onward, np.ones(len(edges)), np.minimum(ahead, 1)]),
    )
    return Isochrone(np.where(times < NEVER, times / MS_PER_MINUTE, np.inf), edge, start, end)


def _share(left: Longs, edge_time: Ints) -> Array:
    """Share of an edge driven in the milliseconds left, in [0, 1]; 0 against a one-way."""
    share: Array = np.where(edge_time > 0, np.clip(left / np.maximum(edge_time, 1), 0, 1), 0.0)
    return share


def _union(edge: Ints, start: Array, end: Array) -> tuple[Ints, Array, Array]:
    """Stretches merged where they touch, the empty ones left out."""
    kept = end > start
    edge, start, end = edge[kept], start[kept], end[kept]
    order = np.lexsort((start, edge))
    edge, start, end = edge[order], start[order], end[order]
    furthest = np.maximum.accumulate(2.0 * edge + end) if len(edge) else end
    first = np.ones(len(edge), bool)
    first[1:] = 2.0 * edge[1:] + start[1:] > furthest[:-1]
    last = np.append(first[1:], np.ones(min(len(edge), 1), bool))
    return edge[first], start[first], furthest[last] - 2.0 * edge[last]


@dataclass(frozen=True, eq=False)
class Route:
    """The shortest route between two places: its minutes, walks included, and its line along the roads."""

    minutes: float
    line: shapely.LineString


def route(graph: RoadGraph, origin: SnappedPlaces, destination: SnappedPlaces) -> Route | None:
    """The shortest route from one place to another (each of length 1); None where there is none.

    Between routes of equal minutes, the arcs that come first in the graph.
    """
    if origin.off[0] or destination.off[0]:
        return None
    (seeds, costs), (stops, tails) = joints(graph, origin, leaving=True), joints(graph, destination, leaving=False)
    times = np.empty(len(graph.nodes), np.int32)
    settle(graph.outward, seeds[0], costs[0], NEVER - 1, times)
    totals = np.minimum(times[stops[0]].astype(np.int64) + tails[0], NEVER)
    side = int(np.argmin(totals))
    direct = same_edge(graph, origin, destination)[2].min(initial=NEVER)
    if min(direct, totals[side]) >= NEVER:
        return None
    if direct <= totals[side]:
        line = substring(graph.lines[origin.edge[0]], origin.share[0], destination.share[0], normalized=True)
        return Route(float(direct) / MS_PER_MINUTE, shapely.LineString(_coordinates([line])))
    first, trail = _backtrack(graph, times, seeds[0], costs[0], int(stops[0, side]))
    pieces = [substring(graph.lines[origin.edge[0]], origin.share[0], float(first), normalized=True)]
    pieces += [graph.lines[code >> 1].reverse() if code & 1 else graph.lines[code >> 1] for code in trail]
    pieces += [substring(graph.lines[destination.edge[0]], float(side), destination.share[0], normalized=True)]
    return Route(float(totals[side]) / MS_PER_MINUTE, shapely.LineString(_coordinates(pieces)))


def _backtrack(graph: RoadGraph, times: Ints, seeds: Ints, costs: Ints, node: int) -> tuple[int, list[int]]:
    """The end of its edge by which the origin leaves, and the arcs followed to a node, read off exact times."""
    arcs, trail = graph.inward, list[int]()
    while not (gone := np.flatnonzero((seeds == node) & (costs == times[node]))).size:
        rows = np.arange(arcs.start[node], arcs.start[node + 1])
        before, taken = arcs.to[rows].T.astype(np.int64)
        step = rows[np.flatnonzero(times[before] + taken == times[node])[0]]
        trail.append(int(arcs.edge[step]) ^ 1)
        node = int(arcs.to[step, 0])
    return int(gone[0]), trail[::-1]


def _coordinates(pieces: list[shapely.Geometry]) -> Array:
    """Vertices in a row, each once; twice the same for a route that goes nowhere."""
    found = shapely.get_coordinates(pieces)
    moved = np.append(True, (np.diff(found, axis=0) != 0).any(axis=1))
    return found[moved] if moved.sum() > 1 else found[[0, 0]]
