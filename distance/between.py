"""What lies between the former EPCIs of a territory and what lies within them (METHOD 1.8)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .kernels import MIN_KNOWN, Array

Groups = NDArray[np.int64]
"""Former EPCI of each commune, as ``pandas.factorize`` numbers them; -1 where it was in none."""


@dataclass(frozen=True)
class Split:
    """Mean distance of the pairs inside one former EPCI, and of those across two (pair form).

    Attributes
    ----------
    within, between
        Means over the known pairs, in the unit of the distance; NaN where under half of their weight is known.
    overall
        The same over all pairs.
    weight_between
        Share of the pairs (of the weight, in the weighted form) that are across two former EPCIs, in [0, 1].
    pairs_within, pairs_between
        Known pairs.
    known
        Share of the pairs (of the weight) that are known, in [0, 1].
    """

    within: float
    between: float
    overall: float
    weight_between: float
    pairs_within: int
    pairs_between: int
    known: float


@dataclass(frozen=True)
class Huygens:
    """Sums of squared distances (PERMANOVA, Anderson 2001), for a total weight of 1.

    Attributes
    ----------
    total, within, between
        In the square of the unit; ``total = within + between``, unless ``floored``.
    r2, f
        Share of the total that lies between the former EPCIs; pseudo-F, with the degrees of freedom of the communes.
    communes
        Communes that entered: those left once every pair among them is known.
    floored
        True where the distance, not being Euclidean, gave a negative term between: it is shown as 0.
    """

    total: float
    within: float
    between: float
    r2: float
    f: float
    communes: int
    floored: bool


class GroupMatrix(NamedTuple):
    """Mean distance between former EPCIs, internal distance on the diagonal; and the share known of each mean."""

    mean: Array
    known: Array


@dataclass(frozen=True)
class Theil:
    """Theil's T of a variable and its exact split; ``known`` is the share of the weight it was read from."""

    total: float
    within: float
    between: float
    known: float


def symmetric(d: Array) -> Array:
    """Mean of both directions, unknown where either is; nobody is at a distance from oneself here."""
    both: Array = (np.asarray(d, float) + np.asarray(d, float).T) / 2
    np.fill_diagonal(both, 0.0)
    return both


def split(d: Array, group: Groups, weight: Array | None = None) -> Split:
    """Mean distance within former EPCIs and between them, over pairs of two different communes.

    Parameters
    ----------
    d
        (n, n), in any unit; made symmetric by the mean, unknown pairs (NaN) left out.
    group
        (n,) former EPCI; a commune that was in none (-1) is in no pair.
    weight
        (n,) persons: a pair weighs the product of its two. None: pairs weigh the same.

    Returns
    -------
    Split
        All NaN where a weight is unknown.
    """
    i, j = _pairs(group)
    values = symmetric(d)[i, j]
    pair = np.ones(len(i)) if weight is None else np.asarray(weight, float)[i] * np.asarray(weight, float)[j]
    known, across = np.isfinite(values), group[i] != group[j]
    return Split(
        within=_mean(values, pair, ~across),
        between=_mean(values, pair, across),
        overall=_mean(values, pair, np.ones_like(across)),
        weight_between=_ratio(pair[known & across].sum(), pair[known].sum()),
        pairs_within=int((known & ~across).sum()),
        pairs_between=int((known & across).sum()),
        known=_ratio(pair[known].sum(), pair.sum()),
    )


def huygens(d: Array, group: Groups, weight: Array | None = None) -> Huygens:
    """Split the sum of squared distances between former EPCIs and within them.

    Equal weights give the pseudo-F of ``skbio.stats.distance.permanova`` and the R2 of vegan's ``adonis2``. Communes
    are left out until every pair is known (`complete`): nothing is imputed. Parameters as in `split`.
    """
    kept = np.flatnonzero(complete(d) & (group >= 0))
    square, labels, share = symmetric(d)[np.ix_(kept, kept)] ** 2, group[kept], _shares(weight, kept)
    present = np.unique(labels)
    if len(present) < 2 or len(kept) <= len(present):
        nan = float("nan")
        return Huygens(nan, nan, nan, nan, nan, len(kept), floored=False)
    total = float(share @ square @ share) / 2
    within = float(_within(square, np.searchsorted(present, labels)[None, :], share)[0])
    between = max(0.0, total - within)
    f = _ratio(between / (len(present) - 1), within / (len(kept) - len(present)))
    return Huygens(total, within, between, _ratio(between, total), f, len(kept), floored=within > total)


def r2_of_many(d: Array, groups: Groups, weight: Array | None = None) -> Array:
    """R2 of `huygens` for each row of ``groups`` (m, n), such as random partitions; not floored."""
    kept = np.flatnonzero(complete(d) & (groups >= 0).all(axis=0))
    square, share = symmetric(d)[np.ix_(kept, kept)] ** 2, _shares(weight, kept)
    total = float(share @ square @ share) / 2
    r2: Array = 1 - _within(square, groups[:, kept], share) / (total or np.nan)
    return r2


def complete(d: Array) -> NDArray[np.bool_]:
    """Communes kept once those with the most unknown pairs are left out, until none is unknown."""
    unknown = ~np.isfinite(symmetric(d))
    kept = np.ones(len(unknown), dtype=bool)
    while (count := (unknown & kept & kept[:, None]).sum(axis=1)).any():
        kept &= count < count.max()
    return kept


def matrix_of_groups(d: Array, group: Groups, weight: Array, inside: Array | None = None) -> GroupMatrix:
    """Mean distance between two inhabitants of two former EPCIs, or of one on the diagonal.

    The diagonal is the internal distance of Helliwell & Verdier (2001), never zero (case 17): with ``inside`` (n,),
    the distance inside each commune, both inhabitants may live in the same one; without, they live in two communes.

    Returns
    -------
    GroupMatrix
        (g, g) in the order of the numbers of ``group``; NaN where under half of the weight is known.
    """
    values = symmetric(d)
    np.fill_diagonal(values, np.nan if inside is None else inside)
    pair = np.outer(weight, weight)
    if inside is None:
        np.fill_diagonal(pair, 0.0)
    member = (group[:, None] == np.arange(group.max() + 1)).astype(float)
    known = np.isfinite(values)
    total, read, summed = (
        member.T @ cells @ member
        for cells in (pair, np.where(known, pair, 0.0), np.where(known, pair * np.nan_to_num(values), 0.0))
    )
    share = np.divide(read, total, out=np.zeros_like(read), where=total > 0)
    mean = np.divide(summed, read, out=np.full_like(read, np.nan), where=share >= MIN_KNOWN)
    return GroupMatrix(mean, share)


def theil(values: Array, weight: Array, group: Groups) -> Theil:
    """Theil's T of a positive variable, weighted by persons, and its split between former EPCIs and within them.

    Of a commune's median income it tells the gaps between communes, not those between persons. A commune of unknown
    value or weight, or in no former EPCI, is left out. Equal weights give PySAL's ``inequality.theil.TheilD``.

    Raises
    ------
    ValueError
        If a value is negative.
    """
    kept = np.isfinite(values) & np.isfinite(weight) & (group >= 0)
    y, w = np.asarray(values, float)[kept], np.asarray(weight, float)[kept]
    if (y < 0).any():
        msg = f"Theil's T wants no negative value, got {y.min()!r}"
        raise ValueError(msg)
    persons, amount = (np.bincount(group[kept], x).astype(float) for x in (w, w * y))
    known = _ratio(w.sum(), np.nansum(np.where(group >= 0, weight, 0.0)))
    if not amount.sum() > 0:
        return Theil(float("nan"), float("nan"), float("nan"), known)
    total = _t(w * y, w)
    between = _t(amount, persons)
    return Theil(total, total - between, between, known)


def gini(values: Array, weight: Array) -> float:
    """Gini index weighted by persons, without the n / (n - 1) correction; unknown values are left out (case 21)."""
    kept = np.isfinite(values) & np.isfinite(weight)
    y, w = np.asarray(values, float)[kept], np.asarray(weight, float)[kept]
    apart = np.abs(y[:, None] - y)
    return _ratio(float((np.outer(w, w) * apart).sum()), float(2 * w.sum() * (w @ y)))


def _t(amount: Array, persons: Array) -> float:
    """Sum of s ln(s / p) over shares of the amount and of the persons; a share of 0 adds 0."""
    held = amount > 0
    s, p = amount[held] / amount.sum(), persons[held] / persons.sum()
    return float((s * np.log(s / p)).sum())


def _within(square: Array, groups: Groups, share: Array) -> Array:
    """Sum of squares within groups, for each row of ``groups`` (m, n): one matrix product for all."""
    times, count = len(groups), int(groups.max(initial=-1)) + 1
    member = (groups[:, :, None] == np.arange(count)).transpose(1, 0, 2).reshape(len(share), times * count)
    held = member * share[:, None]
    size = held.sum(axis=0)
    inner = (held * (square @ held)).sum(axis=0)
    ratio: Array = np.divide(inner, 2 * size, out=np.zeros_like(inner), where=size > 0)
    return ratio.reshape(times, count).sum(axis=1)


def _shares(weight: Array | None, kept: NDArray[np.int64]) -> Array:
    """Weights of the communes kept, of sum 1."""
    w = np.ones(len(kept)) if weight is None else np.asarray(weight, float)[kept]
    shares: Array = w / w.sum() if len(w) else w
    return shares


def _pairs(group: Groups) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of two different communes that were both in a former EPCI."""
    i, j = np.triu_indices(len(group), 1)
    both = (group[i] >= 0) & (group[j] >= 0)
    return i[both], j[both]


def _mean(values: Array, weight: Array, counted: NDArray[np.bool_]) -> float:
    """Mean of those counted that are known; NaN where they are under half of the weight."""
    known = counted & np.isfinite(values)
    if weight[known].sum() < MIN_KNOWN * weight[counted].sum():
        return float("nan")
    return _ratio(float((values * weight)[known].sum()), weight[known].sum())


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below != 0 else float("nan")
