"""Families of communes by their distance: how many, why that many, and whether they are the former perimeters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import minimum_spanning_tree

from .kernels import Array
from .plane import Plane, among_known, left_out, mds
from .regression import ROUNDING
from .tested import CHANCE

__all__ = ["Agreement", "Families", "Plane", "agreement", "edges", "families", "mds", "stability"]

Labels = NDArray[np.int64]
Edges = Literal["apart", "none", "blurred", "clear"]
Pairs = NDArray[np.intp]
Name = TypeVar("Name")
"""What names the dimension that other distances do without."""

MAX_FAMILIES = 12
"""Largest number of families looked at: more than a council remembers."""

STRUCTURE, CLEAR = 0.25, 0.5
"""Mean silhouettes up to which there is no structure, then a weak one (Kaufman & Rousseeuw 1990, table 4)."""

STABLE = 0.8
"""Adjusted Rand index from which two partitions are held for the same (Steinley 2004: good recovery)."""


@dataclass(frozen=True)
class Families:
    """A partition of communes into families.

    Attributes
    ----------
    labels
        Family of each commune, 0 for the largest; -1 where left out.
    k
        How many families.
    silhouette
        Mean silhouette of each number of families tried.
    medoids
        Row of the commune nearest to the others of each family, in the order of the labels.
    left_out
        Rows of the communes left out for unknown distances, in order.
    """

    labels: Labels
    k: int
    silhouette: dict[int, float]
    medoids: tuple[int, ...]
    left_out: tuple[int, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Communes in each family."""
        return tuple(int(size) for size in np.bincount(self.labels[self.labels >= 0]))


@dataclass(frozen=True)
class Agreement:
    """How far families repeat other groups.

    Attributes
    ----------
    ari
        Adjusted Rand index: 1 when the two partitions are the same, 0 on average between shuffled ones.
    low, high
        Between these lie 90 % of the same index under the null, 5 % on either side; NaN where too few are possible: so
        many of the null are the former perimeters again that ``ari`` could not come out of them.
    """

    ari: float
    low: float
    high: float


def families(d: Array, neighbours: Pairs | None = None, k: int | None = None) -> Families:
    """Group communes by average linkage on their distances.

    Parameters
    ----------
    d
        (n, n), NaN where unknown (see ``merger.complete``).
    neighbours
        (m, 2) rows of adjacent communes: families are then in one piece. Pieces that do not touch (islands, or what a
        commune left out parts) are joined where they are nearest.
    k
        Number of families; None for the one with the highest mean silhouette, the smaller of two equals.

    Raises
    ------
    ValueError
        If fewer than three communes have known distances, or if `k` families cannot be made of them.
    """
    known, kept = among_known(d)
    if len(kept) < 3 or not 2 <= (k or 2) < len(kept):
        msg = f"{len(kept)} communes with known distances cannot make {k or 2} families"
        raise ValueError(msg)
    from sklearn import metrics  # noqa: PLC0415 - two seconds to start: only where families are read

    graph = None if neighbours is None else _graph(known, kept, neighbours)
    tried = sorted({*range(2, min(MAX_FAMILIES, len(kept) - 1) + 1), *([k] if k else [])})
    cuts = {count: _cut(known, graph, count) for count in tried}
    curve = {count: float(metrics.silhouette_score(known, cut, metric="precomputed")) for count, cut in cuts.items()}
    chosen = k or max(tried, key=lambda count: (round(curve[count], 9), -count))
    labels = np.full(len(d), -1, dtype=np.int64)
    labels[kept] = _by_size(cuts[chosen])
    medoids = tuple(_medoid(known, kept, labels[kept] == family) for family in range(chosen))
    return Families(labels, chosen, curve, medoids, left_out(kept, len(d)))


def stability(found: Families, variants: Mapping[Name, Array], neighbours: Pairs | None = None) -> dict[Name, float]:
    """Adjusted Rand index between the families and those of other distances, in the same number.

    Parameters
    ----------
    variants
        Distances (n, n), by the name of the dimension they do without. Compared over the communes that both know; NaN
        where those are too few.
    """
    return {name: _alike(found, d, neighbours) for name, d in variants.items()}


def _alike(found: Families, d: Array, neighbours: Pairs | None) -> float:
    from sklearn import metrics  # noqa: PLC0415 - as above

    known, kept = among_known(d)
    both = found.labels[kept] >= 0
    if both.sum() <= found.k:
        return float("nan")
    other = _cut(known, None if neighbours is None else _graph(known, kept, neighbours), found.k)
    return float(metrics.adjusted_rand_score(found.labels[kept][both], other[both]))


def edges(found: Families, stable: Mapping[Name, float]) -> Edges:
    """How clear-cut families are: ``none`` where communes follow one another, ``apart`` where some stand alone.

    Parameters
    ----------
    stable
        What `stability` gives.
    """
    if found.k - sum(size == 1 for size in found.sizes) < 2:
        return "apart"
    if found.silhouette[found.k] <= STRUCTURE:
        return "none"
    blurred = found.silhouette[found.k] <= CLEAR or any(value < STABLE for value in stable.values())
    return "blurred" if blurred else "clear"


def agreement(labels: Labels, former: Labels, null: Labels) -> Agreement:
    """How far families repeat the former perimeters, beside what chance would give.

    Parameters
    ----------
    labels, former
        (n,) groups; a commune at -1 in either is left out.
    null
        (times, n) other ways to draw the former perimeters: contiguous ones of the same sizes, since families of
        neighbours resemble any contiguous perimeter.
    """
    both = (labels >= 0) & (former >= 0)
    if both.sum() < 2:
        return Agreement(*[float("nan")] * 3)
    mine, theirs = (np.unique(groups[both], return_inverse=True)[1] for groups in (labels, former))
    drawn = np.unique(null[:, both], return_inverse=True)[1].reshape(null.shape[0], both.sum())
    ari, chance = float(_rand(mine, theirs[None])[0]), _rand(mine, drawn)
    same = np.count_nonzero(_rand(theirs, drawn) >= 1 - ROUNDING)
    if (1 + same) / (1 + len(chance)) >= CHANCE:
        return Agreement(ari, float("nan"), float("nan"))
    low, high = np.quantile(chance, [0.05, 0.95])
    return Agreement(ari, float(low), float(high))


def _rand(mine: Labels, drawn: Labels) -> Array:
    """Adjusted Rand index of (n,) with each row of (times, n), as scikit-learn's one by one: there are a thousand."""
    times, n = drawn.shape
    cells = int(mine.max() + 1), int(drawn.max(initial=0) + 1)
    where = (np.arange(times)[:, None] * cells[0] + mine[None, :]) * cells[1] + drawn
    table = np.bincount(where.ravel(), minlength=times * cells[0] * cells[1]).reshape(times, *cells).astype(float)
    together, rows, columns = (
        (counts * (counts - 1) / 2).sum(axis=tuple(range(1, counts.ndim)))
        for counts in (table, table.sum(axis=2), table.sum(axis=1))
    )
    expected, most = rows * columns / (n * (n - 1) / 2), (rows + columns) / 2
    index: Array = np.divide(together - expected, most - expected, out=np.ones(times), where=most > expected)
    return index


def _graph(known: Array, kept: Pairs, neighbours: Pairs) -> csr_array:
    """Adjacency of the communes kept, in one piece: a spanning tree that leaves the neighbours only where it must."""
    n = len(known)
    row = {int(commune): position for position, commune in enumerate(kept)}
    found = [(row[a], row[b]) for a, b in neighbours.tolist() if a in row and b in row]
    pairs = np.array(found, dtype=int).reshape(-1, 2)
    cost = known + 1.0
    cost[pairs[:, 0], pairs[:, 1]] = cost[pairs[:, 1], pairs[:, 0]] = 0.5
    np.fill_diagonal(cost, 0.0)
    tree = minimum_spanning_tree(cost).tocoo()
    a, b = np.concatenate([pairs[:, 0], tree.row]), np.concatenate([pairs[:, 1], tree.col])
    ends = np.concatenate([a, b]), np.concatenate([b, a])
    return coo_array((np.ones(len(ends[0])), ends), shape=(n, n)).tocsr()


def _cut(known: Array, graph: csr_array | None, count: int) -> Labels:
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415 - as above

    tree = AgglomerativeClustering(count, metric="precomputed", linkage="average", connectivity=graph)
    return np.asarray(tree.fit_predict(known), dtype=np.int64)


def _by_size(labels: Labels) -> Labels:
    """The same partition, its largest family first; of two as large, the one met first."""
    found, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    rank = np.empty(len(found), dtype=np.int64)
    rank[np.lexsort([first, -sizes])] = np.arange(len(found))
    return rank[labels]


def _medoid(known: Array, kept: Pairs, here: NDArray[np.bool_]) -> int:
    """The row nearest to the others of its family; of two as near, the one nearest to all communes."""
    rows = np.flatnonzero(here)
    inside = known[np.ix_(rows, rows)].sum(axis=1).round(9)
    return int(kept[rows[np.lexsort([known[rows].sum(axis=1), inside])[0]]])
