"""Distances at equal minutes and size: least squares over pairs, for many predictors at once."""

from collections.abc import Iterable

import numpy as np

from .kernels import Array

KNOTS, PAIRS_PER_KNOT = 9, 40
"""A control bends at its deciles at most, and once for 40 pairs at most."""

ROUNDING = 1e-9
"""Values closer than this, of the largest, are the same."""


def basis(controls: Array) -> Array:
    """Orthonormal columns (k, c) that span the constant and lines that bend at the quantiles of each control (., k)."""
    k = controls.shape[1]
    inner = np.linspace(0, 1, 2 + min(KNOTS, k // PAIRS_PER_KNOT))[1:-1]
    columns = [np.ones(k)]
    for control in controls if k else ():
        bends = [control, *(np.maximum(0.0, control - knot) for knot in np.quantile(control, inner))]
        columns += [column / (np.abs(column).max() or 1.0) for column in bends]
    u, s, _ = np.linalg.svd(np.column_stack(columns), full_matrices=False)
    spanned: Array = u[:, s > 1e-9 * s.max(initial=0.0)]
    return spanned


def partial(y: Array, held: Array, chunks: Iterable[Array]) -> tuple[Array, Array]:
    """Slope and correlation of each distance on each predictor at equal controls (Frisch & Waugh 1933).

    Parameters
    ----------
    y
        (k, q) pairs x distances.
    held
        (k, c) orthonormal columns of the controls, the constant among them (see `basis`).
    chunks
        (., k) predictors x pairs, m in all. With one predictor and no control the correlation is Mantel's.

    Returns
    -------
    (m, q) slopes and correlations; NaN where a predictor says no more than the controls.
    """
    rest = y - held @ (held.T @ y)
    columns = np.column_stack([rest, held])
    sums = [(x @ columns, np.einsum("mk,mk->m", x, x)) for x in chunks]
    product, total = (np.concatenate(parts) for parts in zip(*sums, strict=True))
    own = total - (product[:, y.shape[1] :] ** 2).sum(axis=1)
    own = np.where(own > ROUNDING * total, own, np.nan)[:, None]
    left = (rest**2).sum(axis=0)
    left = np.where(left > ROUNDING * (y**2).sum(axis=0), left, np.nan)
    slopes = product[:, : y.shape[1]] / own
    return slopes, slopes * np.sqrt(own / left)
