"""What the old border itself adds to a distance, beside random borders (METHOD 2.3, rule 15).

Former EPCIs are contiguous blocks of unlike size, so communes of two of them are farther apart in minutes and unlike in
size whatever the border did. Here minutes and size are held equal, and the border is compared with random contiguous
ones (see `draws`): communes are dealt anew in blocks, never one by one, which would break up every neighbourhood.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from .between import Groups, symmetric
from .draws import Pairs
from .kernels import Array
from .regression import ROUNDING, basis, partial
from .tested import POWER, BorderEffect, Fault, Matched, together

SAME_MINUTES, SAME_SIZE = 1.0, 0.5
"""Pairs are matched within one minute, and within 0.5 of the log ratio of their populations (a factor 1.65)."""

CHUNK = 2**20
"""Cells of borders x pairs held in memory at once: 8 MB."""


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
        Random borders (`draws.random_borders`).
    """
    i, j = _both_in(pairs, group)
    held = np.array([symmetric(control)[i, j] for control in controls]).reshape(len(controls), len(i))
    values = {name: symmetric(d)[i, j] for name, d in distances.items()}
    known = {name: np.isfinite(y) & np.isfinite(held).all(axis=0) for name, y in values.items()}
    found: dict[str, BorderEffect] = {}
    for mask in {one.tobytes(): one for one in known.values()}.values():
        names = [name for name in values if np.array_equal(known[name], mask)]
        y = np.column_stack([values[name][mask] for name in names])
        every, equal = _others(group, null_groups, i[mask], j[mask]), basis(held[:, mask])
        slopes, r = partial(y, equal, _across(every, i[mask], j[mask]))
        for k, name in enumerate(names):
            effect = _effect(y[:, k], equal, slopes[:, k], float(r[0, k]))
            found[name] = replace(effect, known=len(y) / len(i) if len(i) else float("nan"))
    return together({name: found[name] for name in distances})


def fault_contrast(d: Array, neighbours: Pairs, group: Groups) -> Fault:
    """Does the territory break at the old border? Neighbours across it and inside it, as they are.

    Being neighbours does not make them equally far: see `border_effects` and `matched` for equal minutes and size.
    """
    i, j = _both_in(neighbours, group)
    values = symmetric(d)[i, j]
    known, apart = np.isfinite(values), group[i] != group[j]
    across, inside = _mean(values[known & apart]), _mean(values[known & ~apart])
    return Fault(
        across=across,
        inside=inside,
        difference=across - inside,
        pairs_across=int((known & apart).sum()),
        pairs_inside=int((known & ~apart).sum()),
        known=_mean(known),
    )


def matched(d: Array, group: Groups, minutes: Array, size: Array, neighbours: Pairs) -> Matched:
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
    values, far, unlike = (x[known] for x in (values, far, unlike))
    apart = group[i][known] != group[j][known]
    near = (np.abs(far[apart, None] - far[~apart]) <= SAME_MINUTES) & (
        np.abs(unlike[apart, None] - unlike[~apart]) <= SAME_SIZE
    )
    counterparts = near.sum(axis=1)
    held = counterparts > 0
    across, inside = _mean(values[apart][held]), _mean((near @ values[~apart])[held] / counterparts[held])
    return Matched(across, inside, across - inside, int(held.sum()), int(apart.sum()))


def _effect(y: Array, equal: Array, slopes: Array, r: float) -> BorderEffect:
    """The effect over the pairs known, as if they were all and the only distance; r is its partial correlation."""
    around, left = y - _mean(y), y - equal @ (equal.T @ y)
    spread = float(around @ around)
    drawn = slopes[1:][np.isfinite(slopes[1:])]
    middle, low, high = np.quantile(drawn, [0.5, 0.025, 0.975]) if len(drawn) else (np.nan,) * 3
    p = _p(float(slopes[0]), drawn, ROUNDING * np.abs(y).max(initial=0.0))
    return BorderEffect(
        at_equal=float(slopes[0]),
        random=float(middle),
        low=float(low),
        high=float(high),
        effect=float(slopes[0] - middle),
        p=p,
        error=float(2 * np.sqrt(p / 2 * (1 - p / 2) / len(drawn))) if len(drawn) else float("nan"),
        drawn=len(drawn),
        detectable=float((high - low) / 2 * POWER),
        q=p,
        tested=1,
        explained=r**2 * float(left @ left) / spread if spread > 0 else float("nan"),
        pairs=len(y),
        known=1.0,
    )


def _p(value: float, drawn: Array, tie: float) -> float:
    """The p of a value among those drawn, values apart by rounding being ties; NaN of nothing, or beside nothing."""
    if not (np.isfinite(value) and len(drawn)):
        return float("nan")
    beyond = min((drawn >= value - tie).sum(), (drawn <= value + tie).sum())
    return min(1.0, float(2 * (beyond + 1) / (len(drawn) + 1)))


def _others(group: Groups, null_groups: Groups, i: Groups, j: Groups) -> Groups:
    """The real border, then the random ones that separate other pairs than the very ones it does."""
    real = group[i] != group[j]
    again = [(x == real).all(axis=1) for x in _across(null_groups, i, j)]
    return np.vstack([group, null_groups[~np.concatenate(again)] if again else null_groups])


def _across(groups: Groups, i: Groups, j: Groups) -> Iterator[Array]:
    """1 for the pairs across two groups, 0 for those inside one: some rows of ``groups`` at a time."""
    rows = max(1, CHUNK // max(1, len(i)))
    for first in range(0, len(groups), rows):
        some = np.ascontiguousarray(groups[first : first + rows].T)
        yield (some[i] != some[j]).astype(float).T


def _both_in(pairs: Pairs, group: Groups) -> tuple[Groups, Groups]:
    """Ends of the pairs whose communes were both in a former EPCI."""
    i, j = pairs[(group[pairs] >= 0).all(axis=1)].T
    return i, j


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else float("nan")
