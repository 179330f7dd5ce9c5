"""What several components share: the distance between two compositions, less sampling noise."""

import numpy as np
import pandas as pd

from .indicator import Measured
from .kernels import jensen_shannon, noise_threshold, sampling_noise


def noise_reduced(
    counts: pd.DataFrame, persons: pd.Series, origins: pd.DataFrame, destinations: pd.DataFrame
) -> Measured:
    """sqrt(max(0, d2 - f2)) between the compositions of communes, with its parts (METHOD 2.3, rule 6).

    Parameters
    ----------
    counts
        One row per commune, one column per category of the source.
    persons
        How many persons each composition was drawn from.

    Returns
    -------
    (n, m) distances in [0, 1]; parts ``raw`` (d), ``floor`` (f) and ``noisy`` (1 where samples of
    one population would be as far apart one time in twenty). A commune is at 0 from itself.
    """
    a, b = counts.reindex(origins.index), counts.reindex(destinations.index)
    n, m = persons.reindex(origins.index), persons.reindex(destinations.index)
    raw = jensen_shannon(a, b)
    noise = sampling_noise(n, m, counts.shape[1])
    noisy = np.where(np.isnan(raw + noise), np.nan, raw**2 < noise_threshold(noise, counts.shape[1]))
    noisy[origins.index.to_numpy()[:, None] == destinations.index.to_numpy()[None, :]] = 0
    reduced = np.sqrt(np.maximum(0, raw**2 - noise))
    return Measured(reduced, {"raw": raw, "floor": np.sqrt(noise), "noisy": noisy})
