"""Pairs of communes that the merger brought closer on paper only."""

import numpy as np
import pandas as pd

from cage import MINUTES, Study

from .contrast import noise

EQUAL = 1e-6
"""Under this a score has not moved: distances are held as float32."""


def closer_on_paper(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Pairs whose administrative distance fell while the cultural or the economic one is above its median.

    Parameters
    ----------
    earlier, later
        Scores of the dimensions before and after, one row per (origin, destination), a full product.

    Returns
    -------
    One row per unordered pair: ``administrative_before``, ``administrative``, ``cultural``, ``economic``, and whether
    each of the last two is over its median (``..._far``). Those far in both come first, then by the mean of the two.
    """
    n = len(later.index.unique("origin"))
    once = np.triu(np.ones((n, n), dtype=bool), 1).ravel()
    columns = [name for name in ("administrative", "cultural", "economic") if name in later]
    table = later.loc[once, columns].assign(administrative_before=earlier["administrative"][once])
    far = [name for name in ("cultural", "economic") if name in table]
    for name in far:
        table[f"{name}_far"] = table[name] > table[name].median()
    fell = table["administrative"] < table["administrative_before"] - EQUAL
    count = table[[f"{name}_far" for name in far]].sum(axis=1)
    order = pd.DataFrame({"count": count, "mean": table[far].mean(axis=1)})[fell & (count > 0)]
    return table.loc[order.sort_values(["count", "mean"], ascending=False, kind="stable").index]


def closer_table(earlier: Study, later: Study) -> pd.DataFrame:
    """The pairs that are closer on paper (see ``closer_on_paper``), with names, former EPCIs and minutes.

    ``in_noise``: share of the known compositional distances of the pair that chance alone could make.
    """
    pairs = closer_on_paper(earlier.scores.dimensions, later.scores.dimensions)
    communes, at = later.communes, later.origins["commune"]
    table = pd.DataFrame(index=pairs.index)
    for side, level in (("a", "origin"), ("b", "destination")):
        codes = at[pairs.index.get_level_values(level)].to_numpy()
        table[side] = codes
        table[f"{side}_name"] = communes["name"].reindex(codes).to_numpy()
        table[f"{side}_former_epci"] = communes["former_epci_name"].reindex(codes).to_numpy()
    table["minutes"] = later.distances[MINUTES].reindex(pairs.index)
    table["in_noise"] = noise(later).reindex(pairs.index).mean(axis=1)
    return pd.concat([table, pairs], axis=1).reset_index(drop=True)
