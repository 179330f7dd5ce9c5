"""Minutes on a road graph held as arrays: from origins to services, nearest services, isochrones, routes.

Everything is directed, from the origin to the service; what is asked the other way is asked of ``graph.reverse()``.
Milliseconds are whole, so minutes are the same to the last bit whatever the question. No route is infinity; a place
off the network is NaN.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from multiprocessing import cpu_count

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from .dijkstra import NEVER, Arcs, Ints, Longs, k_nearest, merge, offer, to_nodes, to_places
from .kernels import Array

CLOSED = -1
"""Milliseconds of an edge in the direction nobody may take."""

WALK_KM_H = 4.0
"""Pace from a place to its road: that of IGN's own route service."""

JUNCTION_M = 1.0
"""A place this close to the end of its edge stands at the junction, and may take any of its roads."""

REACH_M = 1000.0
"""A place further than this from every road is off the network."""

MS_PER_MINUTE = 60_000
CORES = cpu_count()


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """A road network: n nodes, e edges, in metres and milliseconds.

    Attributes
    ----------
    nodes
        (n, 2) easting and northing.
    tail, head
        (e,) the nodes an edge joins.
    forth, back
        (e,) milliseconds from tail to head and from head to tail, at least 1; CLOSED where one may not.
    stop
        (e,) whether a journey may start or end along the edge: not on a motorway, a ferry, in a tunnel.
    shape_start, shape
        (e + 1,) and (p, 2): the line of edge i is rows ``shape_start[i]`` to ``shape_start[i + 1]``, from tail to head.
    """

    nodes: Array
    tail: Ints
    head: Ints
    forth: Ints
    back: Ints
    stop: NDArray[np.bool_]
    shape_start: Longs
    shape: Array

    def __post_init__(self) -> None:
        for name in ("forth", "back"):
            times = getattr(self, name)
            if ((times < 1) & (times != CLOSED)).any():
                msg = f"an edge takes at least 1 ms or is CLOSED ({CLOSED}), got {name} = {times.min()!r}"
                raise ValueError(msg)

    def reverse(self) -> "RoadGraph":
        """The same roads driven backwards: distances from every origin *to* one place."""
        return replace(self, forth=self.back, back=self.forth)

    @cached_property
    def outward(self) -> Arcs:
        """The arcs that leave each node."""
        edges = np.arange(len(self.tail), dtype=np.int32)
        forth, back = edges[self.forth > 0], edges[self.back > 0]
        leaves = np.concatenate([self.tail[forth], self.head[back]])
        to = np.column_stack(
            [
                np.concatenate([self.head[forth], self.tail[back]]),
                np.concatenate([self.forth[forth], self.back[back]]),
            ]
        ).astype(np.int32)
        order = np.argsort(leaves, kind="stable")
        start = np.concatenate([[0], np.cumsum(np.bincount(leaves, minlength=len(self.nodes)))]).astype(np.int64)
        return Arcs(start, to[order], np.concatenate([2 * forth, 2 * back + 1])[order].astype(np.int32))

    @cached_property
    def inward(self) -> Arcs:
        """The arcs that lead to each node, taken backwards."""
        return self.reverse().outward

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """(e,) the line of each edge."""
        return np.asarray(
            shapely.linestrings(self.shape, indices=np.repeat(np.arange(len(self.tail)), np.diff(self.shape_start)))
        )

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Spatial index of the edges where a journey may start or end."""
        return shapely.STRtree(self.lines[self.stop])


@dataclass(frozen=True, eq=False)
class SnappedPlaces:
    """Where k places join the network: an edge, the share of it from its tail, and the walk there in milliseconds."""

    edge: Ints
    share: Array
    walk: Ints

    @property
    def off(self) -> NDArray[np.bool_]:
        """(k,) places too far from any road: their minutes are unknown, and whoever asks is to be told which."""
        return np.asarray(self.edge < 0)

    def __getitem__(self, chosen: NDArray[np.intp] | NDArray[np.bool_] | slice) -> "SnappedPlaces":
        return SnappedPlaces(self.edge[chosen], self.share[chosen], self.walk[chosen])


def snap(graph: RoadGraph, points: ArrayLike) -> SnappedPlaces:
    """Join places, (k, 2) metres, to the nearest point of the nearest edge; ties to the first edge.

    A place that is not finite is off the network.
    """
    xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    known = np.isfinite(xy).all(axis=1)
    at = np.full(len(xy), None, dtype=object)
    at[known] = shapely.points(xy[known])
    allowed = np.flatnonzero(graph.stop)
    who, which = graph.tree.query_nearest(at, max_distance=REACH_M)
    nearest = np.full(len(at), len(allowed))
    np.minimum.at(nearest, who, which)
    on = nearest < len(allowed)
    edge = np.full(len(at), -1, np.int32)
    edge[on] = allowed[nearest[on]]
    share, walk = np.full(len(at), np.nan), np.zeros(len(at), np.int32)
    lines = graph.lines[edge[on]]
    along, length = shapely.line_locate_point(lines, at[on]), shapely.length(lines)
    share[on] = np.select([along <= JUNCTION_M, length - along <= JUNCTION_M], [0, 1], along / np.maximum(length, 1))
    walk[on] = np.rint(shapely.distance(lines, at[on]) * 3600 / WALK_KM_H)
    return SnappedPlaces(edge, share, walk)


def _along(graph: RoadGraph, places: SnappedPlaces) -> tuple[Ints, Ints, Ints, Ints]:
    """Milliseconds, walk left out: from the tail to the place, on to the head, from the head, on to the tail."""
    forth, back = graph.forth[places.edge], graph.back[places.edge]
    share = np.nan_to_num(places.share)
    done, left = np.rint(share * forth).astype(np.int32), np.rint(share * back).astype(np.int32)
    ahead, behind = ~places.off & (forth > 0), ~places.off & (back > 0)
    times = np.full((4, len(forth)), NEVER, np.int32)
    np.copyto(times[:2], [done, forth - done], where=ahead)
    np.copyto(times[2:], [back - left, left], where=behind)
    times[0::3, places.share == 0] = 0  # at a junction: a one-way street there closes no other
    times[1:3, places.share == 1] = 0
    return times[0], times[1], times[2], times[3]


def joints(graph: RoadGraph, places: SnappedPlaces, *, leaving: bool) -> tuple[Ints, Ints]:
    """(k, 2) nodes at both ends of a place's edge, and milliseconds to them when leaving, from them when arriving."""
    from_tail, to_head, from_head, to_tail = _along(graph, places)
    times = np.column_stack([to_tail, to_head] if leaving else [from_tail, from_head])
    times = np.where(times < NEVER, times + places.walk[:, None], NEVER).astype(np.int32)
    return np.column_stack([graph.tail[places.edge], graph.head[places.edge]]), times


def _in_threads(task: Callable[[slice], object], count: int) -> None:
    """Share the rows between the cores; each row is computed alone, so their number changes nothing."""
    bounds = np.linspace(0, count, min(count, 4 * CORES) + 1).astype(int)
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(task, [slice(int(a), int(b)) for a, b in pairwise(bounds)]))


def minutes_to_nodes(graph: RoadGraph, origins: SnappedPlaces, limit: float = np.inf) -> Array:
    """Minutes from each of k places to each of n nodes, (k, n); infinity beyond `limit` minutes."""
    seeds, costs = joints(graph, origins, leaving=True)
    bound = int(min(limit * MS_PER_MINUTE, NEVER - 1))
    out, arcs = np.empty((len(seeds), len(graph.nodes))), graph.outward
    _in_threads(lambda rows: to_nodes(arcs, seeds[rows], costs[rows], bound, out[rows]), len(out))
    out[origins.off] = np.nan
    return out


def minutes(graph: RoadGraph, origins: SnappedPlaces, destinations: SnappedPlaces) -> Array:
    """Minutes from each of n places to each of m places, (n, m)."""
    seeds, costs = joints(graph, origins, leaving=True)
    ends, tails = joints(graph, destinations, leaving=False)
    out, arcs = np.empty((len(seeds), len(ends)), np.int64), graph.outward
    _in_threads(lambda rows: to_places(arcs, seeds[rows], costs[rows], ends, tails, out[rows]), len(out))
    i, j, time = same_edge(graph, origins, destinations)
    np.minimum.at(out, (i, j), time)
    found = np.where(out < NEVER, out / MS_PER_MINUTE, np.inf)
    found[origins.off, :] = np.nan
    found[:, destinations.off] = np.nan
    return found


def same_edge(graph: RoadGraph, origins: SnappedPlaces, destinations: SnappedPlaces) -> tuple[Longs, Longs, Longs]:
    """Pairs on one edge that can be driven along it without passing a node: origin, destination, milliseconds."""
    order = np.argsort(destinations.edge, kind="stable")
    first, last = (np.searchsorted(destinations.edge[order], origins.edge, side) for side in ("left", "right"))
    count = np.where(origins.off, 0, last - first)
    i = np.repeat(np.arange(len(count)), count)
    j = order[np.arange(len(i)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)]
    here, there = origins[i], destinations[j]
    (a, _, _, b), (c, _, _, d) = _along(graph, here), _along(graph, there)
    onward = (c < NEVER) & (here.share <= there.share)
    backward = (d < NEVER) & (here.share >= there.share)
    time = np.minimum(
        np.where(onward, c.astype(np.int64) - a, NEVER), np.where(backward, b.astype(np.int64) - d, NEVER)
    )
    able = time < NEVER
    return i[able], j[able], (time + here.walk + there.walk)[able]


def nearest_to_nodes(graph: RoadGraph, services: SnappedPlaces, themes: ArrayLike, k: int) -> tuple[Ints, Ints]:
    """The k nearest services of each theme from every node.

    ``themes`` (s,) are numbers from 0. Returns milliseconds and rows of `services`, both (themes, n, k): nearest
    first, ties by row; NEVER and -1 where there are fewer.
    """
    seeds, costs = joints(graph, services, leaving=False)
    theme = np.asarray(themes)
    groups = [np.flatnonzero(theme == t).astype(np.int32) for t in range(int(theme.max(initial=-1)) + 1)]
    least = np.empty((len(groups), len(graph.nodes), k), np.int32)
    which, arcs = np.empty_like(least), graph.inward

    def one(rows: slice) -> None:
        for t in range(rows.start, rows.stop):
            k_nearest(arcs, seeds[groups[t]], costs[groups[t]], groups[t], least[t], which[t])

    _in_threads(one, len(groups))
    return least, which


def nearest(
    graph: RoadGraph, origins: SnappedPlaces, services: SnappedPlaces, themes: ArrayLike, k: int
) -> tuple[Array, Ints]:
    """The k nearest services of each theme from each of n places.

    Returns minutes and rows of `services`, both (themes, n, k): nearest first, ties by row; infinity and -1 where
    there are fewer, NaN and -1 for an origin off the network.
    """
    ends, costs = joints(graph, origins, leaving=True)
    least, which = nearest_to_nodes(graph, services, themes, k)
    out = np.full((len(least), len(ends), k), NEVER, np.int32)
    found = np.full_like(out, -1)
    for t in range(len(out)):
        merge(least[t], which[t], ends, costs, out[t], found[t])
    theme = np.asarray(themes)
    for i, j, time in zip(*same_edge(graph, origins, services), strict=True):
        offer(out[theme[j], i], found[theme[j], i], time, j)
    times = np.where(out < NEVER, out / MS_PER_MINUTE, np.inf)
    times[:, origins.off] = np.nan
    return times, found
