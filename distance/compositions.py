"""What several components share: the distance between two compositions, less sampling noise."""

import numpy as np
import pandas as pd

from .indicator import Measured
from .kernels import Array, jensen_shannon, sampling_noise
from .noise import FEWEST, Ratios, noise_and_threshold


def noise_reduced(
    counts: pd.DataFrame,
    persons: pd.Series,
    origins: pd.DataFrame,
    destinations: pd.DataFrame,
    ratios: Ratios,
) -> Measured:
    """sqrt(max(0, d2 - f2)) between the compositions of communes, with its parts (METHOD 2.3, rule 6).

    Parameters
    ----------
    counts
        One row per commune, one column per category of the source.
    persons
        How many persons each composition was drawn from: under 5 of them, unknown.
    ratios
        Noise of that composition by numbers of persons.

    Returns
    -------
    (n, m) distances in [0, 1]; parts ``raw`` (d), ``floor`` (f) and ``noisy`` (1 where samples of
    one population would be as far apart one time in twenty). A commune is at 0 from itself.
    """
    raw, (n, m) = _raw(counts, persons, origins, destinations)
    noise, threshold = noise_and_threshold(n, m, ratios)
    noisy = np.where(np.isnan(raw + noise), np.nan, raw**2 < threshold)
    noisy[origins.index.to_numpy()[:, None] == destinations.index.to_numpy()[None, :]] = 0
    return Measured(np.sqrt(np.maximum(0, raw**2 - noise)), {"raw": raw, "floor": np.sqrt(noise), "noisy": noisy})


def less_first_order(
    counts: pd.DataFrame, persons: pd.Series, origins: pd.DataFrame, destinations: pd.DataFrame
) -> tuple[Array, Array]:
    """Squared distance and its noise to the first order, where no national composition tells it closer."""
    raw, (n, m) = _raw(counts, persons, origins, destinations)
    noise = sampling_noise(n, m, counts.shape[1])
    noise[n < FEWEST] = np.nan
    noise[:, m < FEWEST] = np.nan
    return raw**2, noise


def _raw(
    counts: pd.DataFrame, persons: pd.Series, origins: pd.DataFrame, destinations: pd.DataFrame
) -> tuple[Array, tuple[Array, Array]]:
    """Jensen-Shannon distance, and the persons on each side."""
    raw = jensen_shannon(counts.reindex(origins.index), counts.reindex(destinations.index))
    n, m = (persons.reindex(places.index).to_numpy(float) for places in (origins, destinations))
    return raw, (n, m)
