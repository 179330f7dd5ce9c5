"""Time the distances from every commune of CA du Pays Basque to every service, beside a plain version.

The plain version writes each formula with SciPy's ``cdist`` on one row per actor: no indicator knows that the 416
services stand in fewer communes. It computes the distances only; the product also keeps their parts (signs, noise).
Both are timed in turn in one process: read the ratio, not the seconds.
"""

import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import cdist

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import distance
import layers
from cage import NEEDS, TO_SERVICES
from distance import COMPONENTS
from distance.kernels import Array

SIREN, RUNS = "200067106", 7


def apart(x: pd.Series, y: pd.Series) -> Array:
    """1 where two labels differ, NaN where one is missing."""
    codes = {label: code for code, label in enumerate(pd.concat([x, y]).dropna().unique())}
    differ: Array = np.sign(between(x.map(codes), y.map(codes)))
    return differ


def between(x: ArrayLike, y: ArrayLike) -> Array:
    """Absolute difference of two columns of numbers."""
    a, b = (np.asarray(column, dtype=np.float64).reshape(-1, 1) for column in (x, y))
    return cdist(a, b, "cityblock")


def shannon(counts: pd.DataFrame, here: pd.Index, there: pd.Index, persons: pd.Series | None = None) -> Array:
    """Jensen-Shannon distance in base 2, less the noise of so few persons."""
    shares = counts.div(counts.sum(axis=1), axis=0)
    found: Array = np.nan_to_num(cdist(shares.loc[here], shares.loc[there], "jensenshannon")) / np.sqrt(np.log(2))
    if persons is None:
        return found
    inverse = 1 / persons
    noise = np.add.outer(inverse[here].to_numpy(), inverse[there].to_numpy()) * (counts.shape[1] - 1) / (8 * np.log(2))
    reduced: Array = np.sqrt(np.maximum(0, found**2 - noise))
    return reduced


def border(membership: pd.DataFrame, here: pd.Index, there: pd.Index) -> Array:
    """Memory of the former border: exp(-years together / 10)."""
    years = [int(str(year)) for year in membership]
    found = np.zeros((len(here), len(there)))
    for earlier, later in zip(years, [*years[1:], None], strict=True):
        value = 1.0 if later is None else np.exp(-(years[-1] - later) / 10)
        column = membership[earlier]
        found = np.where(apart(column.loc[here], column.loc[there]) == 1, value, found)
    return found


def hops(edges: pd.DataFrame, here: pd.Index, there: pd.Index) -> Array:
    """Borders crossed, on the national graph of neighbours."""
    codes = pd.Index(pd.unique(edges.to_numpy(str).ravel()))
    ends = codes.get_indexer(edges["a"]), codes.get_indexer(edges["b"])
    graph = coo_array((np.ones(len(edges)), ends), shape=(len(codes), len(codes))).tocsr()
    return dijkstra(graph, directed=False, unweighted=True, indices=codes.get_indexer(here), limit=40)[
        :, codes.get_indexer(there)
    ]


def minutes(origins: pd.DataFrame, destinations: pd.DataFrame) -> Array:
    """Straight line x 1.3 at 50 km/h, at least half the radius of the origin's disc."""
    i, j = (grid.ravel() for grid in np.indices((len(origins), len(destinations))))
    a, b = origins[["lon", "lat"]].to_numpy(float)[i], destinations[["lon", "lat"]].to_numpy(float)[j]
    metres = Geod(ellps="WGS84").inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
    inside = np.sqrt(origins["area_km2"].to_numpy(float) / np.pi) / 2
    return np.maximum(np.reshape(metres, (len(origins), -1)) / 1000, inside[:, None]) * 1.3 / 50 * 60


def plain(origins: pd.DataFrame, services: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> dict[str, Array]:
    """Every distance of METHOD 2.1 that the loaded data allow, actor by actor."""
    here, there = pd.Index(origins["commune"]), pd.Index(services["commune"])
    votes, census, jobs, zones = (tables[key] for key in ("european_2024", "census", "occupations", "zonings"))
    ages, turnout, income = (
        census.iloc[:, :3],
        votes["voters"] / votes["registered"],
        np.log(tables["income"]["median"]),
    )
    lists = votes[[name for name in votes if str(name).startswith("L")]]
    districts = [apart(level.loc[here], level.loc[there]) for _, level in tables["districts"].items()]
    known = np.isfinite(districts)
    ones = np.ones((len(here), len(there)))
    return {
        "values__european_ballot": shannon(lists, here, there, votes["valid"]),
        "social_norms__age_mix": shannon(ages, here, there, ages.sum(axis=1)),
        "social_norms__housing_use": shannon(census.iloc[:, 3:], here, there),
        "social_norms__occupation_mix": shannon(jobs, here, there, jobs.sum(axis=1) / 4),
        "networks__commuting_basin": apart(*(zones["employment_zone_2020"].loc[x] for x in (here, there))),
        "trust__european_turnout": between(turnout.loc[here], turnout.loc[there]),
        "institutional_norms__levels": np.nansum(districts, axis=0) / known.sum(axis=0),
        "institutional_norms__former_border": border(tables["membership"], here, there),
        "physical_distance__car_minutes": minutes(origins, services),
        "communication__fibre": (1 - tables["fibre"]["share"].loc[here].to_numpy(float) / 100)[:, None] * ones,
        "communication__desk_closed": np.maximum(0, 1 - services["weekly_hours"].to_numpy(float) / 35)[None, :] * ones,
        "territorial_proximity__contiguity_hops": hops(tables["adjacency"], here, there),
        "territorial_proximity__living_area": apart(*(zones["living_area_2022"].loc[x] for x in (here, there))),
        "wealth_level__median_income": between(income.loc[here], income.loc[there]),
    }


def difference(ours: pd.DataFrame, theirs: dict[str, Array]) -> float:
    """Largest difference over the indicator's largest value; infinite if only one of the two is unknown."""
    left = ours[list(theirs)].to_numpy(float)
    right = np.column_stack([matrix.ravel() for matrix in theirs.values()])
    if (np.isnan(left) != np.isnan(right)).any():
        return float("inf")
    return float(np.nanmax(np.abs(left - right) / np.nanmax(right, axis=0)))


def main() -> None:
    """Measure and print."""
    place = layers.territory(SIREN)
    actors = layers.actors(place, layers.communes(place))
    origins, services = (actors[(actors["kind"] == kind) & actors["lon"].notna()] for kind in TO_SERVICES)
    tables = layers.tables(NEEDS, place)
    ours, theirs = [], []
    for _ in range(RUNS):
        start = perf_counter()
        found = distance.matrix(COMPONENTS, origins, services, tables, TO_SERVICES)
        middle = perf_counter()
        expected = plain(origins, services, tables)
        ours.append(middle - start)
        theirs.append(perf_counter() - middle)
    loaded = [name for name in map(str, found) if found[name].notna().any() and name.count("__") == 1]
    print(f"{place.name}: {len(origins)} x {len(services)} pairs, {len(expected)} indicators known, median of {RUNS}")
    print(f"product {1000 * median(ours):.0f} ms, plain {1000 * median(theirs):.0f} ms", end=", ")
    print(f"ratio {median(theirs) / median(ours):.2f}; largest relative difference {difference(found, expected):.1e}")
    print("Not in the plain version:", ", ".join(set(loaded) - set(expected)) or "none")


if __name__ == "__main__":
    main()
