"""Ways as every source gives them, and the road network they make."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from numba import njit
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

ISLAND_M = 5_000.0
"""Roads cut off from all others are kept if they are this long together (an island); else they are slips."""

CLOSED = -1
EARTH = Geod(ellps="WGS84")


@dataclass(frozen=True, eq=False)
class Ways:
    """w ways and their p vertices.

    Attributes
    ----------
    vertex
        (p,) identifiers: ways meet where they share one.
    lonlat
        (p, 2) degrees.
    start
        (w + 1,) the vertices of way i are rows ``start[i]`` to ``start[i + 1]``.
    forth, back
        (w,) km/h along the way and against it, 0 where closed.
    stop
        (w,) whether a journey may start or end there.
    """

    vertex: Longs
    lonlat: Floats
    start: Longs
    forth: Floats
    back: Floats
    stop: Flags


@dataclass(frozen=True, eq=False)
class Segments:
    """What lies between two vertices in a row: nodes a and b, metres, the speeds of the way."""

    a: Longs
    b: Longs
    metres: Floats
    forth: Floats
    back: Floats
    stop: Flags

    def __getitem__(self, chosen: NDArray[Any]) -> "Segments":
        return Segments(*(getattr(self, name)[chosen] for name in ("a", "b", "metres", "forth", "back", "stop")))


def network(ways: Ways, crs: int) -> dict[str, NDArray[Any]]:
    """The arrays of a road network (see ``distance.road_graph.RoadGraph``), in the metres of an EPSG projection.

    Nodes are the junctions, and the places where speed or direction changes: between two of them, vertices are only
    the shape of an edge. Empty arrays if no way has two vertices.
    """
    lonlat, stretches = segments(ways)
    stretches = _without_slips(stretches, len(lonlat))
    chain, at, flipped = _chains(stretches, len(lonlat))
    xy = np.column_stack(Transformer.from_crs(4326, crs, always_xy=True).transform(*lonlat.T)).reshape(-1, 2).round(2)
    first = chain[:-1]
    metres = np.add.reduceat(stretches.metres[at[0]], first) if len(first) else np.empty(0)
    one = at[0][first], flipped[first]
    forth = np.where(one[1], stretches.back[one[0]], stretches.forth[one[0]])
    back = np.where(one[1], stretches.forth[one[0]], stretches.back[one[0]])
    starts = chain + np.arange(len(chain))
    shape = np.insert(at[2], first, at[1][first])
    tail, head = at[1][first], at[2][chain[1:] - 1]
    nodes, (tails, heads) = _renumbered(tail, head, xy)
    return {
        "nodes": xy[nodes], "tail": tails, "head": heads, "forth": _times(metres, forth), "back": _times(metres, back),
        "stop": stretches.stop[one[0]], "shape_start": starts, "shape": xy[shape],
    }  # fmt: skip


def segments(ways: Ways) -> tuple[Floats, Segments]:
    """Degrees of each node, and the segments between them."""
    _, where, node = np.unique(ways.vertex, return_index=True, return_inverse=True)
    way = np.repeat(np.arange(len(ways.forth)), np.diff(ways.start))
    inner = np.flatnonzero((way[1:] == way[:-1]) & (node[1:] != node[:-1]))
    here, there = ways.lonlat[inner], ways.lonlat[inner + 1]
    metres = EARTH.inv(*here.T, *there.T)[2] if len(inner) else np.empty(0)
    of = way[inner]
    return ways.lonlat[where], Segments(
        node[inner], node[inner + 1], np.asarray(metres), ways.forth[of], ways.back[of], ways.stop[of]
    )


def _without_slips(stretches: Segments, count: int) -> Segments:
    """The segments whose ends can be left and come back to, through the largest part of the network or an island."""
    forth, back = stretches.forth > 0, stretches.back > 0
    leaves = np.concatenate([stretches.a[forth], stretches.b[back]])
    leads = np.concatenate([stretches.b[forth], stretches.a[back]])
    arcs = coo_array((np.ones(len(leaves), bool), (leaves, leads)), shape=(count, count))
    part = connected_components(arcs, connection="strong")[1]
    inside = part[stretches.a] == part[stretches.b]
    length = np.bincount(part[stretches.a[inside]], stretches.metres[inside], minlength=part.max(initial=0) + 1)
    kept = (length >= min(ISLAND_M, length.max(initial=0.0))) & (length > 0)
    return stretches[kept[part[stretches.a]] & kept[part[stretches.b]]]


def _chains(stretches: Segments, count: int) -> tuple[Longs, tuple[Longs, Longs, Longs], Flags]:
    """Segments in a row between two junctions.

    Returns where each chain starts, (e + 1,); then, for its segments in the order of travel: (segment, from, to), and
    whether it is travelled from b to a.
    """
    ends = np.concatenate([stretches.a, stretches.b])
    rank = np.argsort(ends, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=count))])
    junction = _junctions(stretches, rank, start)
    order = np.concatenate([np.flatnonzero(junction), np.flatnonzero(~junction)])
    incident = rank % max(len(stretches.a), 1)
    chain, segment, gone, reached = _walk(stretches.a, stretches.b, start, incident, junction, order)
    return chain, (segment, gone, reached), stretches.a[segment] != gone


def _junctions(stretches: Segments, rank: Longs, start: Longs) -> Flags:
    """Whether a node is more than a bend: another number of segments than two, or two that are not used alike."""
    leaving = np.concatenate([stretches.forth, stretches.back])[rank]
    coming = np.concatenate([stretches.back, stretches.forth])[rank]
    stop, segment = np.concatenate([stretches.stop, stretches.stop])[rank], rank % max(len(stretches.a), 1)
    junction: Flags = np.diff(start) != 2
    one = start[:-1][~junction]
    two = one + 1
    unlike = (leaving[one] != coming[two]) | (coming[one] != leaving[two]) | (stop[one] != stop[two])
    junction[np.flatnonzero(~junction)] = unlike | (segment[one] == segment[two])
    return junction


# Compiled when it is imported: a process that reads a file may write nowhere but its answer.
@njit("(int64[::1], int64[::1], int64[::1], int64[::1], boolean[::1], int64[::1])", cache=True)
def _walk(a, b, start, incident, junction, order):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """From every junction along every segment to the next junction; then round the rings that have none."""
    total, size, chains = len(a), 0, 0
    seen = np.zeros(total, np.bool_)
    chain, segment = np.zeros(total + 1, np.int64), np.empty(total, np.int64)
    gone, reached = np.empty(total, np.int64), np.empty(total, np.int64)
    for source in order:
        for first in incident[start[source] : start[source + 1]]:
            node, step = source, first
            if seen[step]:
                continue
            while not seen[step]:
                seen[step] = True
                beyond = b[step] if a[step] == node else a[step]
                segment[size], gone[size], reached[size] = step, node, beyond
                size, node = size + 1, beyond
                if not junction[node]:
                    step = incident[start[node]] if incident[start[node]] != step else incident[start[node] + 1]
            chains += 1
            chain[chains] = size
    return chain[: chains + 1], segment[:size], gone[:size], reached[:size]


def _renumbered(tail: Longs, head: Longs, xy: Floats) -> tuple[Longs, tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Nodes along a Hilbert curve, so that neighbours are close in memory, and the ends of the edges in that order."""
    nodes, ends = np.unique(np.concatenate([tail, head]), return_inverse=True)
    along = gpd.GeoSeries(gpd.points_from_xy(*xy[nodes].T)).hilbert_distance().to_numpy()
    order = np.argsort(along, kind="stable")
    place = np.empty(len(nodes), np.int32)
    place[order] = np.arange(len(nodes), dtype=np.int32)
    return nodes[order], (place[ends[: len(tail)]], place[ends[len(tail) :]])


def _times(metres: Floats, kmh: Floats) -> NDArray[np.int32]:
    """Whole milliseconds, at least one; CLOSED at speed 0."""
    times = np.maximum(np.rint(metres * 3600 / np.where(kmh > 0, kmh, 1)), 1)
    return np.where(kmh > 0, times, CLOSED).astype(np.int32)
