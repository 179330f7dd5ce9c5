"""Random borders that compare with the old one: its persons, its pieces, and as long in minutes (METHOD 2.3, rule 15).

Partitions into connected parts cannot be drawn uniformly in reasonable time. These are cut from spanning trees, as the
redistricting literature does (DeFord, Duchin & Solomon 2021).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .between import Groups
from .kernels import Array

Pairs = NDArray[np.int64]
"""(k, 2) rows of communes, each pair once."""

WANTED, BATCH, ATTEMPTS, BATCHES = 999, 1000, 5000, 20
"""Borders wanted; partitions ended in a batch, and attempted at most; batches at most."""

FEWEST, FEWEST_DISTINCT = 199, 99
"""Under these, a border is compared with too few."""

MINUTE, SHARE = 1.0, 0.2
"""Borders compare where mean minutes across less inside are within one minute, or a fifth, of the real ones."""

UNKNOWN = 1e9
"""Minutes² of a link that nobody knows: longer than any."""


class OldBorder(NamedTuple):
    """A former border and what random ones must have of it.

    Attributes
    ----------
    neighbours, minutes
        (k, 2) pairs of communes that touch, and the minutes of each, NaN where unknown.
    group, persons
        (n,) former EPCI of each commune, -1 for those that were in none; persons of each.
    """

    neighbours: Pairs
    minutes: Array
    group: Groups
    persons: Array


@dataclass(frozen=True)
class Drawn:
    """Random borders: those kept (m, n), numbered as the real one, and how many were ended to have them."""

    groups: Groups
    ended: int

    @property
    def distinct(self) -> int:
        """How many of those kept differ."""
        return len(np.unique(self.groups, axis=0))

    @property
    def enough(self) -> bool:
        """Whether a border can be compared with them."""
        return len(self.groups) >= FEWEST and self.distinct >= FEWEST_DISTINCT


def draws(old: OldBorder) -> Iterator[Drawn]:
    """Those drawn so far, batch after batch, the same each time; the last is all.

    A former EPCI in several pieces has each of them matched: pieces of a territory that do not touch are drawn apart.
    """
    from .partitions import partitions  # noqa: PLC0415 - starts numba: only where a border is tested

    regions, group_of = _divided(old)
    land = (*_arcs(old.neighbours[_held(old)], len(old.group)), *_measures(old))
    i, j = old.neighbours[_held(old)].T
    kept = Drawn(np.empty((0, len(old.group)), np.int64), 0)
    for seed in range(BATCHES):
        drawn = partitions(land, regions, BATCH, ATTEMPTS, seed)
        groups = np.append(group_of, -1)[drawn]
        fit = groups[_alike(old, groups[:, i] != groups[:, j])]
        kept = Drawn(np.concatenate([kept.groups, fit])[:WANTED], kept.ended + len(drawn))
        yield kept
        if len(kept.groups) == WANTED:
            return


def random_borders(old: OldBorder) -> Drawn:
    """All the random borders that compare with an old one."""
    *_, drawn = draws(old)
    return drawn


def _held(old: OldBorder) -> NDArray[np.bool_]:
    """Pairs whose two communes were in a former EPCI."""
    return np.asarray((old.group[old.neighbours] >= 0).all(axis=1), bool)


def _alike(old: OldBorder, across: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Borders (m, k) that are as long in minutes as the old one, and are not that one."""
    held = _held(old)
    i, j = old.neighbours[held].T
    minutes, real = old.minutes[held], np.not_equal(old.group[i], old.group[j])
    known = np.isfinite(minutes)
    longer, target = (_longer(minutes[known], x[:, known]) for x in (across, real[None]))
    near = np.abs(longer - target) <= np.maximum(MINUTE, SHARE * np.abs(target))
    return np.asarray(near & (across != real).any(axis=1))


def _longer(minutes: Array, across: NDArray[np.bool_]) -> Array:
    """Mean minutes across each border less inside; NaN where there is no pair on one side."""
    x = across.astype(float)
    parts = ((x @ minutes, x.sum(axis=1)), ((1 - x) @ minutes, (1 - x).sum(axis=1)))
    out, within = (np.divide(a, b, out=np.full(len(b), np.nan), where=b > 0) for a, b in parts)
    return np.asarray(out - within)


def _measures(old: OldBorder) -> tuple[Array, Groups, Array]:
    """Minutes² of each link, the area of each commune and its persons, as `partitions` wants them."""
    minutes, inside = old.minutes[_held(old)], old.group >= 0
    # A link of unknown minutes holds nothing together but what would fall apart.
    weight = np.where(np.isfinite(minutes), minutes**2, UNKNOWN)
    area = np.full(len(old.group), -1, np.int64)
    pieces = _connected(old.neighbours[_held(old)], len(old.group))
    area[inside] = np.unique(pieces[inside], return_inverse=True)[1]
    return weight, area, np.asarray(old.persons, float)


def _divided(old: OldBorder) -> tuple[tuple[Array, Groups], Groups]:
    """Persons and area of each piece of a former EPCI, and the number of that EPCI."""
    pairs, inside = old.neighbours[_held(old)], old.group >= 0
    piece = _connected(pairs[old.group[pairs[:, 0]] == old.group[pairs[:, 1]]], len(old.group))
    _, first, region = np.unique(piece[inside], return_index=True, return_inverse=True)
    _, area, persons = _measures(old)
    sizes = np.bincount(region, persons[inside], len(first)).astype(float)
    return (sizes, area[inside][first]), old.group[inside][first]


def _connected(pairs: Pairs, count: int) -> Groups:
    """Number of the connected part each commune is in."""
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    labels: Groups = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def _arcs(pairs: Pairs, count: int) -> tuple[Groups, Groups, Groups]:
    """Neighbours of commune u: ``to[start[u]:start[u + 1]]``, by the edges (rows of ``pairs``) of these numbers."""
    both = np.column_stack([np.concatenate([pairs, pairs[:, ::-1]]), np.tile(np.arange(len(pairs)), 2)])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start = np.searchsorted(both[:, 0], np.arange(count + 1)).astype(np.int64)
    return start, np.ascontiguousarray(both[:, 1]), np.ascontiguousarray(both[:, 2])
