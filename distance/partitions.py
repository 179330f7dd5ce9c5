"""Random contiguous regions of given sizes, cut from random spanning trees: compiled by numba, as `dijkstra` is.

A region is cut off by an edge of a uniform spanning tree of the nodes left, with just its size on one side: what is cut
off and what stays are both connected. Of `TRIES` such cuts the one that parts fewest neighbours is kept.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]

GIVEN_UP = -2
"""Region of every node of a partition that could not be ended."""

TREES = 300
"""Trees drawn for one region before its partition is given up."""

TRIES = 3
"""Cuts among which the shortest is kept: with 3, what is drawn is as compact as EPCIs of 2026 (``bench/merger.py``)."""


@njit(nogil=True, cache=True, inline="always")
def _below(count: int) -> int:
    """A whole number in [0, count)."""
    return int(np.random.random() * count)  # noqa: NPY002 - numba takes 10 s to compile a Generator


@njit(nogil=True, cache=True)
def _tree(start: Ints, to: Ints, free: Ints, order: Ints, parent: Ints) -> int:
    """Draw a uniform spanning tree of the free nodes (Wilson 1996): ``order`` lists parents first. Returns its size."""
    reached, walk = 1 - free, np.empty_like(free)
    left = free.sum()
    # Any root will do, so long as it is free: the tree is uniform whichever it is.
    root = np.argmax(free)
    reached[root], parent[root], order[0], size = 1, -1, root, 1
    for leaf in range(len(free)):
        node = leaf
        while not reached[node]:
            # Leaving a node again overwrites where it led: loops erase themselves.
            following = to[start[node] + _below(start[node + 1] - start[node])]
            if free[following]:
                parent[node] = following
                node = following
        node, steps = leaf, 0
        while not reached[node]:
            walk[steps], steps = node, steps + 1
            reached[node] = 1
            node = parent[node]
        for step in range(steps):
            order[size + step] = walk[steps - 1 - step]
        size += steps
        if size == left:
            break
    return size


@njit(nogil=True, cache=True)
def _edge(order: Ints, parent: Ints, count: int, size: int, below: Ints) -> int:
    """An edge with ``size`` nodes on one side, drawn among all: its lower node; -1 if none. ``below`` counts nodes."""
    for k in range(count):
        below[order[k]] = 1
    chosen, found = -1, 0
    for k in range(count - 1, 0, -1):
        node = order[k]
        below[parent[node]] += below[node]
        if below[node] == size or count - below[node] == size:
            found += 1
            if _below(found) == 0:
                chosen = node
    return chosen


@njit(nogil=True, cache=True)
def _side(order: Ints, parent: Ints, count: int, node: int, lower: int, taken: Ints) -> None:
    """Write 1 in ``taken`` on one side of the edge above ``node``, the lower one if ``lower`` is 1; 0 elsewhere."""
    for k in range(len(taken)):
        taken[k] = 0
    taken[node] = 1
    for k in range(1, count):
        taken[order[k]] |= taken[parent[order[k]]]
    for k in range(count):
        taken[order[k]] ^= 1 - lower


@njit(nogil=True, cache=True)
def _parted(start: Ints, to: Ints, free: Ints, taken: Ints) -> int:
    """Pairs of neighbours that a cut parts."""
    found = 0
    for node in range(len(taken)):
        if taken[node]:
            for arc in range(start[node], start[node + 1]):
                found += free[to[arc]] * (1 - taken[to[arc]])
    return found


@njit(nogil=True, cache=True)
def _region(start: Ints, to: Ints, free: Ints, size: int, best: Ints) -> int:
    """Write 1 in ``best`` on ``size`` free nodes that part the others least; from how many cuts it was chosen."""
    order, parent, below, taken = (np.empty_like(free), np.empty_like(free), np.empty_like(free), np.empty_like(free))
    found, fewest = 0, len(to)
    for _ in range(TREES):
        count = _tree(start, to, free, order, parent)
        node = _edge(order, parent, count, size, below)
        if node >= 0:
            _side(order, parent, count, node, int(below[node] == size), taken)
            parted = _parted(start, to, free, taken)
            if parted < fewest:
                fewest = parted
                best[:] = taken
            found += 1
            if found == TRIES:
                break
    return found


@njit(nogil=True, cache=True)
def _partition(start: Ints, to: Ints, free: Ints, sizes: Ints, drawn: Ints) -> None:
    """Number the free nodes by region in ``drawn``; regions are cut off in random order, the last is what stays."""
    turns, best = np.arange(len(sizes)), np.empty_like(free)
    for place in range(len(sizes) - 1, 0, -1):
        other = _below(place + 1)
        turn, turns[other] = turns[other], turns[place]
        if not _region(start, to, free, sizes[turn], best):
            drawn[:] = GIVEN_UP
            return
        for node in range(len(free)):
            if best[node]:
                drawn[node], free[node] = turn, 0
    for node in range(len(free)):
        if free[node]:
            drawn[node] = turns[0]


@njit(nogil=True, cache=True)
def partitions(start: Ints, to: Ints, nodes: Ints, sizes: Ints, times: int, seed: int) -> Ints:
    """Partitions of connected nodes into connected regions, ``sizes[k]`` nodes in region k.

    Parameters
    ----------
    start, to
        Neighbours of node u are ``to[start[u]:start[u + 1]]``, in both directions.
    nodes
        (n,) 1 on the nodes to divide, 0 elsewhere.

    Returns
    -------
    (times, n) numbers of regions, -1 off the nodes; `GIVEN_UP` throughout the rows that came to nothing.
    """
    drawn = np.full((times, len(nodes)), -1, np.int64)
    np.random.seed(seed)  # noqa: NPY002 - numba's own generator, one per thread
    for row in range(times):
        _partition(start, to, nodes.copy(), sizes, drawn[row])
    return drawn
