"""Random contiguous regions with the persons of given ones, cut from spanning trees: compiled by numba.

A region is cut off by an edge of a minimum spanning tree of the communes left, whose keys are minutes² times an
exponential draw (METHOD 2.3, rule 15): short links hold together, so that borders run where minutes are long, as the
real ones do. What is cut off and what stays are both in one piece.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

Cut = tuple[int, int, int]
"""A node of a tree, 1 for its side below or 0 for the one above, and the region that side becomes; -1: none."""

TREES = 30
"""Trees drawn for one region before its partition is given up."""

NEAR = 0.2
"""A region has the persons of the real one it stands for, give or take this share."""


Land = tuple[Ints, Ints, Ints, Floats, Ints, Floats]
"""What is divided: start, to, edge, weight, area, persons.

Neighbours of node u are ``to[start[u]:start[u + 1]]``, by the edges of these numbers, in both directions; the key of an
edge is its ``weight`` times an exponential draw; ``area`` is the number of the area each node is in, each in one piece,
-1 for those in none; ``persons`` are those of each node. A plain tuple: numba keeps what it compiles by class names.
"""

Regions = tuple[Floats, Ints]
"""What it is divided into: the persons of each region, and the area it is in."""


@njit(nogil=True, cache=True, inline="always")
def _below(count: int) -> int:
    """A whole number in [0, count)."""
    return int(np.random.random() * count)  # noqa: NPY002 - numba takes 10 s to compile a Generator


@njit(nogil=True, cache=True)
def _tree(land: Land, free: Ints, order: Ints, parent: Ints) -> int:
    """Minimum spanning tree (Prim) of the free nodes under keys drawn anew: parents first in ``order``. Its size."""
    start, to, edge, weight, _, _ = land
    key = np.empty_like(weight)
    for k in range(len(key)):
        key[k] = -weight[k] * np.log(1 - np.random.random())  # noqa: NPY002 - as `_below`
    least, waiting, count = np.full(len(free), np.inf), free.copy(), 0
    node = int(np.argmax(free))
    while node >= 0:
        waiting[node], order[count], count = 0, node, count + 1
        for arc in range(start[node], start[node + 1]):
            near = to[arc]
            if waiting[near] and key[edge[arc]] < least[near]:
                least[near], parent[near] = key[edge[arc]], node
        node = -1
        for other in range(len(free)):
            if waiting[other] and least[other] < np.inf and (node < 0 or least[other] < least[node]):
                node = other
    return count


@njit(nogil=True, cache=True)
def _fit(below: float, above: float, wanted: Floats, left: Ints) -> tuple[int, int]:
    """A side of a cut, and a region left that has its persons, drawn among all; -1 if there is none."""
    chosen, found = (-1, -1), 0
    for region in range(len(wanted)):
        for lower in range(2 * left[region]):
            if abs((below if lower else above) - wanted[region]) <= NEAR * wanted[region]:
                found += 1
                if _below(found) == 0:
                    chosen = (lower, region)
    return chosen


@njit(nogil=True, cache=True)
def _cut(order: Ints, parent: Ints, persons: Floats, wanted: Floats, left: Ints) -> Cut:
    """A cut of a tree with a side as peopled as a region left, drawn among all."""
    below = persons.copy()
    for k in range(len(order) - 1, 0, -1):
        below[parent[order[k]]] += below[order[k]]
    chosen, found = (-1, -1, -1), 0
    for node in order[1:]:
        lower, region = _fit(below[node], below[order[0]] - below[node], wanted, left)
        if region >= 0:
            found += 1
            if _below(found) == 0:
                chosen = (node, lower, region)
    return chosen


@njit(nogil=True, cache=True)
def _take(order: Ints, parent: Ints, cut: Cut, free: Ints, drawn: Ints) -> None:
    """Give one side of a cut its region: its nodes are no longer free."""
    node, lower, region = cut
    under = np.zeros_like(free)
    under[node] = 1
    for one in order[1:]:
        under[one] |= under[parent[one]]
    for one in order:
        if under[one] == lower:
            drawn[one], free[one] = region, 0


@njit(nogil=True, cache=True)
def _divide(land: Land, wanted: Floats, left: Ints, free: Ints, drawn: Ints) -> bool:
    """Divide the free nodes between the regions left, the most peopled of which is what stays; False if given up."""
    persons, rest, open_ = land[5], -1, 0
    for region in range(len(wanted)):
        open_ += left[region]
        if left[region] and (rest < 0 or wanted[region] > wanted[rest]):
            rest = region
    left[rest] = 0
    order, parent = np.empty_like(free), np.empty_like(free)
    for _ in range(open_ - 1):
        cut, trees = (-1, -1, -1), 0
        while cut[2] < 0 and trees < TREES:
            count, trees = _tree(land, free, order, parent), trees + 1
            cut = _cut(order[:count], parent, persons, wanted, left)
        if cut[2] < 0:
            return False
        _take(order[:count], parent, cut, free, drawn)
        left[cut[2]] = 0
    stays = 0.0
    for node in range(len(free)):
        if free[node]:
            drawn[node], stays = rest, stays + persons[node]
    return bool(abs(stays - wanted[rest]) <= NEAR * wanted[rest])


@njit(nogil=True, cache=True)
def _pick(numbers: Ints, number: int, here: Ints) -> None:
    """Write 1 where a number stands, 0 elsewhere."""
    for k in range(len(numbers)):
        here[k] = int(numbers[k] == number)


@njit(nogil=True, cache=True)
def partitions(land: Land, regions: Regions, wanted: int, attempts: int, seed: int) -> Ints:
    """Partitions of every area into its regions, each in one piece and as peopled as it should.

    Returns
    -------
    (.., n) numbers of regions, -1 off the areas: the first ``wanted`` that were ended in so many ``attempts``.
    """
    areas, (people, within) = land[4], regions
    drawn = np.full((wanted, len(areas)), -1, np.int64)
    np.random.seed(seed)  # noqa: NPY002 - numba's own generator, one per thread
    free, left, ended = np.empty_like(areas), np.empty_like(within), 0
    for _ in range(attempts):
        whole = True
        for area in range(areas.max() + 1):
            _pick(areas, area, free)
            _pick(within, area, left)
            whole = whole and _divide(land, people, left, free, drawn[ended])
        ended += whole
        if ended == wanted:
            break
    return drawn[:ended]
