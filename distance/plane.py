"""A plane where communes stand as far from one another as their distances say, beside the real map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes
from scipy.optimize import OptimizeResult, minimize
from scipy.spatial.distance import pdist, squareform

from i18n import Text

from .between import complete, symmetric
from .kernels import Array

STARTS, STEPS, KEPT = 10, 25, 3
"""Random starts of the scaling, besides the classical one, which alone may end far from the best; after so many steps,
the best few are led to their end."""

MAX_STEPS = 1000
"""Steps to that end, at most."""

STILL = 0.01
"""Pull, of the largest distance, under which no commune of the plane is moved any more."""

WORDS = (
    (0.05, Text("bonne", "good")),
    (0.1, Text("moyenne", "fair")),
    (0.2, Text("médiocre", "poor")),
    (np.inf, Text("mauvaise", "bad")),
)
"""How well a plane renders distances, by stress-1 (Kruskal 1964: 5 % is good, 10 % fair, 20 % poor)."""


@dataclass(frozen=True)
class Plane:
    """Communes on a plane.

    Attributes
    ----------
    xy
        (n, 2), in the unit of the distance, turned towards the real map; NaN where left out.
    stress
        Stress-1 of Kruskal: 0 where the plane renders every distance, the larger the less it does.
    word
        What that stress is worth.
    left_out
        Rows of the communes left out for unknown distances, in order.
    """

    xy: Array
    stress: float
    word: Text
    left_out: tuple[int, ...]


def among_known(d: Array) -> tuple[Array, NDArray[np.intp]]:
    """The symmetric distances between the communes among which all are known, and their rows: nothing is imputed."""
    kept = np.flatnonzero(complete(d))
    return symmetric(d)[np.ix_(kept, kept)], kept


def left_out(kept: NDArray[np.intp], n: int) -> tuple[int, ...]:
    """The rows that `among_known` did not keep, of `n`."""
    return tuple(int(row) for row in np.setdiff1d(np.arange(n), kept))


def mds(d: Array, lonlat: Array, seed: int = 0) -> Plane:
    """Communes on a plane by metric scaling, turned or mirrored to lie as on the real map.

    Parameters
    ----------
    d
        (n, n), NaN where unknown (see ``merger.complete``).
    lonlat
        (n, 2) degrees; a commune without a point does not count in the turning.

    Raises
    ------
    ValueError
        If fewer than three communes have known distances.

    Notes
    -----
    Kruskal's words were meant for a non-metric scaling, whose stress is lower: they are severe here. The stress that
    SMACOF majorises is brought down along conjugate gradients instead: as low or lower, in less than half of the time.
    """
    known, kept = among_known(d)
    if len(kept) < 3:
        msg = f"{len(kept)} communes with known distances cannot be laid on a plane"
        raise ValueError(msg)
    # Communes that are all alike are one point, drawn as it is.
    flat = _scaled(known, np.random.default_rng(seed)) if known.max() > 0 else np.zeros((len(kept), 2))
    apart = pdist(flat)
    stress = float(np.sqrt(((squareform(known, checks=False) - apart) ** 2).sum() / ((apart**2).sum() or 1.0)))
    xy = np.full((len(d), 2), np.nan)
    xy[kept] = _turned(flat, _metres(lonlat[kept]))
    return Plane(xy, stress, next(word for limit, word in WORDS if stress <= limit), left_out(kept, len(d)))


def _scaled(known: Array, rng: np.random.Generator) -> Array:
    """The plane of least stress that is found, (n, 2)."""
    from sklearn.manifold import ClassicalMDS  # noqa: PLC0415 - two seconds to start: only where a plane is drawn

    # In the unit of the distances, as the classical start is.
    size = float(known.max())
    starts = [size * rng.random((len(known), 2)) for _ in range(STARTS)]
    starts.append(ClassicalMDS(2, metric="precomputed").fit_transform(known))
    # Not L-BFGS-B, whose tiny matrices wake every thread of BLAS: five times slower beside other programs.
    begun = [_led(start.T.ravel(), known, STILL * size, STEPS) for start in starts]
    ended = [_led(one.x, known, STILL * size) for one in sorted(begun, key=lambda one: float(one.fun))[:KEPT]]
    best: Array = min(ended, key=lambda one: float(one.fun)).x
    return best.reshape(2, -1).T


def _led(flat: Array, known: Array, still: float, steps: int = MAX_STEPS) -> OptimizeResult:
    return minimize(_misfit, flat, (known,), method="CG", jac=True, options={"gtol": still, "maxiter": steps})


def _misfit(flat: Array, known: Array) -> tuple[float, Array]:
    """Raw stress of a plane (all first coordinates, then all second ones), and its gradient."""
    x, y = flat.reshape(2, -1)
    across, up = x[:, None] - x, y[:, None] - y
    apart = np.sqrt(across * across + up * up)
    off = apart - known
    # Two communes on one point pull nowhere.
    pull = np.divide(off, apart, out=np.zeros_like(apart), where=apart > 0)
    return float((off * off).sum()) / 2, 2 * np.concatenate([(pull * across).sum(axis=1), (pull * up).sum(axis=1)])


def _metres(lonlat: Array) -> Array:
    """Degrees of longitude made as long as those of latitude: enough to turn a plane."""
    north = lonlat[np.isfinite(lonlat[:, 1]), 1]
    return np.column_stack([lonlat[:, 0] * np.cos(np.radians(north.mean() if len(north) else 0.0)), lonlat[:, 1]])


def _turned(flat: Array, real: Array) -> Array:
    """The plane rotated or mirrored, never stretched, towards the real one (Procrustes)."""
    placed = np.isfinite(real).all(axis=1)
    if not placed.any():
        return flat
    centred = flat - flat[placed].mean(axis=0)
    rotation, _ = orthogonal_procrustes(centred[placed], real[placed] - real[placed].mean(axis=0))
    turned: Array = centred @ rotation
    return turned
