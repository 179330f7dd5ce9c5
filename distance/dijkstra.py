"""Shortest paths on arrays, compiled by numba: the loops behind `distance.road_graph`.

Times are whole milliseconds: sums are exact, so that neither the order of the arcs nor the direction of the search
changes a minute by one bit. Kernels release the GIL and share nothing: `distance.road_graph` runs them in threads.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

NEVER = 2**31 - 1
"""Milliseconds of what cannot be reached (596 hours)."""


class Arcs(NamedTuple):
    """Arcs by the node they leave: those of node u are rows ``start[u]`` to ``start[u + 1]``.

    ``to`` (m, 2) holds the node they lead to and their milliseconds, side by side in memory; ``edge`` (m,) twice the
    edge they follow, plus one where they follow it from its head.
    """

    start: Longs
    to: Ints
    edge: Ints


@njit(nogil=True, cache=True, inline="always")
def _push(keys: Longs, values: Ints, size: int, key: int, value: int) -> int:
    """Add to a heap of four children a node; its new size."""
    place = size
    while place > 0:
        parent = (place - 1) >> 2
        if keys[parent] <= key:
            break
        keys[place], values[place] = keys[parent], values[parent]
        place = parent
    keys[place], values[place] = key, value
    return size + 1


@njit(nogil=True, cache=True, inline="always")
def _pop(keys: Longs, values: Ints, size: int) -> int:
    """Take off the smallest, which the caller has read in place 0; the new size.

    The four children are written out: a loop over them takes twice the time.
    """
    last = size - 1
    key, value, place = keys[last], values[last], 0
    while True:
        child = 4 * place + 1
        if child >= last:
            break
        least, small = child, keys[child]
        if child + 1 < last and keys[child + 1] < small:
            least, small = child + 1, keys[child + 1]
        if child + 2 < last and keys[child + 2] < small:
            least, small = child + 2, keys[child + 2]
        if child + 3 < last and keys[child + 3] < small:
            least, small = child + 3, keys[child + 3]
        if small >= key:
            break
        keys[place], values[place] = small, values[least]
        place = least
    keys[place], values[place] = key, value
    return last


@njit(nogil=True, cache=True)
def settle(arcs: Arcs, seeds: Ints, costs: Ints, limit: int, reached: Ints) -> None:
    """Milliseconds from the cheapest seed to every node, in `reached` (n,); NEVER beyond `limit`."""
    keys, values = np.empty(len(arcs.to) + len(seeds), np.int32), np.empty(len(arcs.to) + len(seeds), np.int32)
    _settle(arcs, seeds, costs, limit, reached, keys, values)


@njit(nogil=True, cache=True)
def _settle(arcs, seeds, costs, limit, reached, keys, values):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    start, to = arcs.start, arcs.to
    reached[:] = NEVER
    size = 0
    for i in range(len(seeds)):
        if costs[i] <= limit and costs[i] < reached[seeds[i]]:
            reached[seeds[i]] = costs[i]
            size = _push(keys, values, size, costs[i], seeds[i])
    while size > 0:
        now, node = keys[0], values[0]
        size = _pop(keys, values, size)
        if now > reached[node]:
            continue
        for arc in range(start[node], start[node + 1]):
            beyond, then = to[arc, 0], now + to[arc, 1]
            if then < reached[beyond] and then <= limit:
                reached[beyond] = then
                size = _push(keys, values, size, then, beyond)


@njit(nogil=True, cache=True)
def to_nodes(arcs: Arcs, seeds: Ints, costs: Ints, limit: int, out: NDArray[np.float64]) -> None:
    """Minutes from each origin, (n, 2) seeds and costs, to every node, in `out` (n, nodes); inf if beyond `limit`."""
    room = len(arcs.to) + 2
    keys, values, reached = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(out.shape[1], np.int32)
    for i in range(len(out)):
        _settle(arcs, seeds[i], costs[i], limit, reached, keys, values)
        for node in range(out.shape[1]):
            out[i, node] = np.inf if reached[node] == NEVER else reached[node] / 60000


@njit(nogil=True, cache=True)
def to_places(arcs: Arcs, seeds: Ints, costs: Ints, ends: Ints, tails: Ints, out: Longs) -> None:
    """Milliseconds from each origin to each destination, (m, 2) ends and what is left from them, in `out` (n, m)."""
    room = len(arcs.to) + 2
    keys, values, reached = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(len(arcs.start) - 1, np.int32)
    for i in range(len(out)):
        _settle(arcs, seeds[i], costs[i], NEVER - 1, reached, keys, values)
        for j in range(len(ends)):
            best = np.int64(NEVER)
            for side in range(2):
                if tails[j, side] < NEVER and reached[ends[j, side]] < NEVER:
                    best = min(best, np.int64(reached[ends[j, side]]) + tails[j, side])
            out[i, j] = best


@njit(nogil=True, cache=True)
def k_nearest(arcs: Arcs, seeds: Ints, costs: Ints, number: Ints, least: Ints, which: Ints) -> None:
    """The k nearest services of every node, in `least` (n, k) milliseconds and `which` (n, k).

    `arcs` are reversed: the search leaves the services, (s, 2) seeds and costs, numbered by `number` (s,).
    The heap's key holds the time, then the service: services at equal times come in the order of their number.
    """
    room = 2 * len(seeds) + least.shape[1] * len(arcs.to)
    keys, values, size = np.empty(room, np.int64), np.empty(room, np.int32), 0
    least[:], which[:] = NEVER, -1
    for i in range(len(seeds)):
        for side in range(2):
            if costs[i, side] < NEVER:
                size = _push(keys, values, size, (np.int64(costs[i, side]) << 32) | number[i], seeds[i, side])
    while size > 0:
        key, node = keys[0], values[0]
        size = _pop(keys, values, size)
        now, service = key >> 32, np.int32(key & 0xFFFFFFFF)
        rank = _rank(which, node, service)
        if rank < 0:
            continue
        least[node, rank], which[node, rank] = now, service
        for arc in range(arcs.start[node], arcs.start[node + 1]):
            beyond, then = arcs.to[arc, 0], now + arcs.to[arc, 1]
            if then < NEVER and _rank(which, beyond, service) >= 0:
                size = _push(keys, values, size, (then << 32) | service, beyond)


@njit(nogil=True, cache=True, inline="always")
def _rank(which: Ints, node: np.int32, service: np.int32) -> int:
    """The rank a service would have at a node that already knows nearer ones; -1 if it knows k, or this one."""
    for k in range(which.shape[1]):
        if which[node, k] < 0:
            return k
        if which[node, k] == service:
            return -1
    return -1


@njit(nogil=True, cache=True)
def offer(least: Ints, which: Ints, time: int, service: int) -> None:
    """Put a service in a sorted list of the k nearest, (k,) and (k,), unless k are nearer or it is there sooner."""
    last = len(least) - 1
    for k in range(len(least)):
        if which[k] == service:
            last = k
    place = last
    if time >= NEVER or (least[last], which[last]) <= (time, service):
        return
    while place > 0 and (least[place - 1], which[place - 1]) > (time, service):
        least[place], which[place] = least[place - 1], which[place - 1]
        place -= 1
    least[place], which[place] = time, service


@njit(nogil=True, cache=True)
def merge(least: Ints, which: Ints, ends: Ints, costs: Ints, out: Ints, found: Ints) -> None:
    """The k nearest of each origin, in `out` and `found` (n, k), from those of the two ends of its edge."""
    for i in range(len(ends)):
        for side in range(2):
            if costs[i, side] < NEVER:
                for k in range(least.shape[1]):
                    if least[ends[i, side], k] < NEVER:
                        time = np.int64(least[ends[i, side], k]) + costs[i, side]
                        offer(out[i], found[i], time, which[ends[i, side], k])
