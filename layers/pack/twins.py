"""The fifty EPCIs most alike each one, by what is known of all of them."""

import numpy as np
import pandas as pd
import shapely
from sklearn.neighbors import NearestNeighbors

from ..projections import Geometries

MOST = 50
EARTH = 6371.0088
"""Mean radius in kilometres (IUGG)."""


def twins(communes: pd.DataFrame, census: pd.DataFrame, membership: pd.DataFrame, shapes: Geometries) -> pd.DataFrame:
    """For each EPCI, the fifty others most alike: siren, rank, twin, gap.

    Alike in size and density (logarithms), in the shares of residents under 20 and of 65 and over, in the number of
    communes, and in having changed perimeter since 2019; each standardised over all EPCIs, at equal weight. Incomes are
    not in it: no table of the pack knows them everywhere. `gap` is the Euclidean distance, in standard deviations;
    where ages are unknown (Mayotte), that of the rest, scaled to as many.
    """
    features = profile(communes, census, membership, shapes)
    spread = features.std(ddof=0).replace(0, 1)
    points = ((features - features.mean()) / spread).round(9).to_numpy()
    asked = min(MOST + 1, len(features))
    nearest = NearestNeighbors(n_neighbors=asked, algorithm="brute", metric="nan_euclidean").fit(points)
    gaps, rows = nearest.kneighbors(points)
    sirens = features.index.to_numpy()
    found = []
    for here, (far, others) in enumerate(zip(gaps, rows, strict=True)):
        # Ties go by SIREN, so that the same content gives the same bytes.
        listed = [(round(float(gap), 6), sirens[other]) for gap, other in zip(far, others, strict=True)]
        ranked = sorted(pair for pair in listed if pair[1] != sirens[here])
        found += [(sirens[here], rank, twin, gap) for rank, (gap, twin) in enumerate(ranked[:MOST], 1)]
    return pd.DataFrame(found, columns=["siren", "rank", "twin", "gap"])


def profile(communes: pd.DataFrame, census: pd.DataFrame, membership: pd.DataFrame, shapes: Geometries) -> pd.DataFrame:
    """What EPCIs are compared by, one row each, in order of SIREN."""
    # Counts may be of pandas' nullable integers, whose NA scikit-learn does not know.
    counts = census.set_index("commune").astype(float)
    table = communes.astype({"population": float}).assign(area=area(shapes)).join(counts, on="commune")
    moved = membership.set_index("commune")
    changed = (moved["2019"].notna() & (moved["2019"] != moved["2026"])).rename("changed")
    table = table.join(changed, on="commune").dropna(subset="epci")
    ages = ["under_20", "from_20_to_64", "over_65"]
    sums = table.groupby("epci")[["population", "area", *ages]].sum()
    persons = sums[ages].sum(axis=1)
    return pd.DataFrame(
        {
            "size": np.log(sums["population"]),
            "density": np.log(sums["population"] / sums["area"]),
            "young": sums["under_20"] / persons,
            "old": sums["over_65"] / persons,
            "communes": np.log(table.groupby("epci").size()),
            "changed": table.groupby("epci")["changed"].any().astype(float),
        }
    ).sort_index()


def area(shapes: Geometries) -> pd.Series:
    """Square kilometres of contours in degrees, on a sphere: an equal-area cylinder."""
    flat = shapely.transform(shapes, lambda xy: np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))]))
    return pd.Series(shapely.area(flat) * EARTH**2)
