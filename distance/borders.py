"""What the old border itself adds to a distance, beside random borders (METHOD 2.3, rule 15).

Former EPCIs are contiguous blocks of unlike size, so communes of two of them are farther apart in minutes and unlike in
size whatever the border did. Here minutes and size are held equal, and the border is compared with random contiguous
ones: communes are dealt anew in blocks of the same sizes, never one by one, which would break up every neighbourhood.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .between import Groups, symmetric
from .kernels import Array
from .regression import ROUNDING, basis, partial
from .tested import CHANCE, BorderEffect, Fault, Matched, together

Pairs = NDArray[np.int64]
"""(k, 2) rows of communes, each pair once."""

Indices = NDArray[np.int64]

SAME_MINUTES, SAME_SIZE = 1.0, 0.5
"""Pairs are matched within one minute, and within 0.5 of the log ratio of their populations (a factor 1.65)."""

CHUNK = 2**20
"""Cells of borders x pairs held in memory at once: 8 MB."""

BorderRange = tuple[float, float, float]
"""Low, high and p: see `BorderEffect`."""


def contiguous_partitions(neighbours: Pairs, group: Groups, times: int, seed: int) -> Groups:
    """Random former EPCIs: as many, of the same numbers of communes, each in one piece (or in its number of pieces).

    Partitions into connected parts of given sizes cannot be drawn uniformly in reasonable time. These are cut from
    spanning trees (see `partitions`), as the redistricting literature does (DeFord, Duchin & Solomon 2021): the chance
    of a partition grows with the spanning trees of its parts, so compact parts, like real EPCIs, come more often.

    Returns
    -------
    (times, n), less the few that came to nothing; -1 where `group` says so.
    """
    from .partitions import GIVEN_UP, partitions  # noqa: PLC0415 - starts numba: only where a border is tested

    held = neighbours[(group[neighbours] >= 0).all(axis=1)]
    together = held[group[held[:, 0]] == group[held[:, 1]]]
    area, piece = _connected(held, len(group)), _connected(together, len(group))
    start, to = _arcs(held, len(group))
    areas = np.unique(area[group >= 0])
    seeds = np.random.SeedSequence(seed).generate_state(len(areas))
    drawn = np.full((times, len(group)), -1, np.int64)
    for number, state in zip(areas, seeds, strict=True):
        nodes = (area == number) & (group >= 0)
        _, first, sizes = np.unique(np.where(nodes, piece, -1), return_index=True, return_counts=True)
        kept = nodes[first]
        found = partitions(start, to, nodes.astype(np.int64), sizes[kept], times, int(state))[:, nodes]
        drawn[:, nodes] = np.where(found < 0, GIVEN_UP, group[first[kept]][found])
    return drawn[(drawn != GIVEN_UP).all(axis=1)]


def border_effects(
    distances: Mapping[str, Array], group: Groups, controls: Sequence[Array], pairs: Pairs, null_groups: Groups
) -> dict[str, BorderEffect]:
    """Effect of a former border on each distance at equal controls, over the pairs given.

    Parameters
    ----------
    distances
        (n, n) by name; made symmetric by the mean, unknown pairs left out.
    group
        (n,) former EPCI; communes that were in none (-1) are in no pair.
    controls
        (n, n) each, such as minutes and the absolute log ratio of populations. Each enters as a line that bends at its
        quantiles: a straight one would leave to the border what bends, and nearly every score saturates.
    pairs
        Those of neighbouring communes, or all.
    null_groups
        Random borders (`contiguous_partitions`).
    """
    i, j = _both_in(pairs, group)
    held = np.array([symmetric(control)[i, j] for control in controls]).reshape(len(controls), len(i))
    values = {name: symmetric(d)[i, j] for name, d in distances.items()}
    known = {name: np.isfinite(y) & np.isfinite(held).all(axis=0) for name, y in values.items()}
    found: dict[str, BorderEffect] = {}
    for mask in {one.tobytes(): one for one in known.values()}.values():
        names = [name for name in values if np.array_equal(known[name], mask)]
        y = np.column_stack([values[name][mask] for name in names])
        every, equal = np.vstack([group, null_groups]), basis(held[:, mask])
        slopes, r = partial(y, equal, _across(every, i[mask], j[mask]))
        same = _drawn_again(every, i[mask], j[mask])
        for k, name in enumerate(names):
            effect = _effect(y[:, k], equal, slopes[:, k], float(r[0, k]), same)
            found[name] = replace(effect, known=len(y) / len(i) if len(i) else float("nan"))
    return together({name: found[name] for name in distances})


def fault_contrast(d: Array, neighbours: Pairs, group: Groups, null_groups: Groups) -> Fault:
    """Does the territory break at the old border? Neighbours across it and inside it, beside random borders.

    Being neighbours does not make them equally far: see `border_effects` and `matched` for equal minutes and size.
    """
    i, j = _both_in(neighbours, group)
    values = symmetric(d)[i, j]
    known = np.isfinite(values)
    every = np.vstack([group, null_groups])
    x = np.vstack([*_across(every, i[known], j[known])])
    sums = np.column_stack([values[known], np.ones(known.sum())])
    across, inside = _divide(*(x @ sums).T), _divide(*((1 - x) @ sums).T)
    low, high, p = _beside(across - inside, values[known], _drawn_again(every, i[known], j[known]))
    return Fault(
        across=float(across[0]),
        inside=float(inside[0]),
        difference=float(across[0] - inside[0]),
        low=low,
        high=high,
        p=p,
        q=p,
        tested=1,
        pairs_across=int(x[0].sum()),
        pairs_inside=int((1 - x[0]).sum()),
        known=float(known.mean()) if len(known) else float("nan"),
    )


def matched(d: Array, group: Groups, minutes: Array, size: Array, neighbours: Pairs, null_groups: Groups) -> Matched:
    """Each pair of neighbours across the old border beside the mean of its counterparts inside.

    Counterparts are within `SAME_MINUTES` and `SAME_SIZE` of it, all of them (radius matching, Dehejia & Wahba 2002).

    Parameters
    ----------
    minutes, size
        (n, n) minutes, and absolute log ratio of populations.
    """
    i, j = _both_in(neighbours, group)
    values, far, unlike = (symmetric(x)[i, j] for x in (d, minutes, size))
    known = np.isfinite([values, far, unlike]).all(axis=0)
    values, far, unlike = values[known], far[known], unlike[known]
    near = (np.abs(far - far[:, None]) <= SAME_MINUTES) & (np.abs(unlike - unlike[:, None]) <= SAME_SIZE)
    alike = near.astype(float)
    every = np.vstack([group, null_groups])
    x, same = np.vstack([*_across(every, i[known], j[known])]), _drawn_again(every, i[known], j[known])
    counterparts = (1 - x) @ alike
    theirs = _divide(((1 - x) * values) @ alike, counterparts)
    held = (x == 1) & (counterparts > 0)
    across, inside = (_divide(np.where(held, y, 0.0).sum(axis=1), held.sum(axis=1)) for y in (values, theirs))
    random, count = _beside(across - inside, values, same), (int(held[0].sum()), int(x[0].sum()))
    p = random[-1]
    return Matched(float(across[0]), float(inside[0]), float(across[0] - inside[0]), *random, p, 1, *count)


def _effect(y: Array, equal: Array, slopes: Array, r: float, same: int) -> BorderEffect:
    """The effect over the pairs known, as if they were all and the only distance; r is its partial correlation."""
    low, high, p = _beside(slopes, y, same)
    around, left = y - _mean(y), y - equal @ (equal.T @ y)
    return BorderEffect(
        at_equal=float(slopes[0]),
        low=low,
        high=high,
        p=p,
        q=p,
        tested=1,
        explained=r**2 * float(_divide(left @ left, around @ around)),
        pairs=len(y),
        known=1.0,
    )


def _beside(values: Array, y: Array, same: int) -> BorderRange:
    """Low, high and p of the first value among the others, of which `same` are by construction its own."""
    value, drawn = values[0], values[1:][np.isfinite(values[1:])]
    if not (np.isfinite(value) and 2 * (same + 1) / (len(drawn) + 1) < CHANCE):
        return float("nan"), float("nan"), float("nan")
    low, high = np.quantile(drawn, [0.025, 0.975])
    # Values apart by rounding are ties.
    tie = ROUNDING * np.abs(y).max()
    beyond = min((drawn >= value - tie).sum(), (drawn <= value + tie).sum())
    return float(low), float(high), min(1.0, float(2 * (beyond + 1) / (len(drawn) + 1)))


def _drawn_again(groups: Groups, i: Indices, j: Indices) -> int:
    """Rows after the first that separate the very pairs the first does."""
    real = groups[0][i] != groups[0][j]
    return sum(int((x == real).all(axis=1).sum()) for x in _across(groups[1:], i, j))


def _across(groups: Groups, i: Indices, j: Indices) -> Iterator[Array]:
    """1 for the pairs across two groups, 0 for those inside one: some rows of ``groups`` at a time."""
    rows = max(1, CHUNK // max(1, len(i)))
    for first in range(0, len(groups), rows):
        some = np.ascontiguousarray(groups[first : first + rows].T)
        yield (some[i] != some[j]).astype(float).T


def _both_in(pairs: Pairs, group: Groups) -> tuple[Indices, Indices]:
    """Ends of the pairs whose communes were both in a former EPCI."""
    i, j = pairs[(group[pairs] >= 0).all(axis=1)].T
    return i, j


def _connected(pairs: Pairs, count: int) -> Groups:
    """Number of the connected part each commune is in."""
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    labels: Groups = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def _arcs(pairs: Pairs, count: int) -> tuple[Indices, Indices]:
    """Neighbours of commune u, in order: ``to[start[u]:start[u + 1]]``."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return np.searchsorted(both[:, 0], np.arange(count + 1)).astype(np.int64), np.ascontiguousarray(both[:, 1])


def _divide(above: Array, below: Array) -> Array:
    ratio: Array = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=np.asarray(below) > 0)
    return ratio


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else float("nan")
