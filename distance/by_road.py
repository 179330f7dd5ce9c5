"""Minutes of a study on a road network: from where residents set out to where services are.

Imported only once a network is loaded: numba takes seconds to start.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.sparse import csr_array

from .components.physical_distance import inside_minutes
from .kernels import MIN_KNOWN, Array
from .road_graph import RoadGraph, SnappedPlaces, minutes, snap

AT_ONCE = 100
"""Destinations searched from together: a table of squares and destinations fits in memory."""


def by_road(graph: RoadGraph, crs: int, departures: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
    """Minutes by car from each origin to each destination, directed.

    Parameters
    ----------
    crs
        EPSG code of the metres of `graph`.
    departures
        Where each origin sets out from, one row or several: columns ``origin``, ``lon``, ``lat`` (degrees), ``weight``
        (persons, above 0), ``area_km2``. Nobody is nearer than the mean distance inside that area (METHOD 2.3, rule 8).
    destinations
        Indexed by actor: columns ``lon``, ``lat``.

    Returns
    -------
    One row per origin, one column per destination: the mean over its departures, by weight. NaN where the origin or the
    destination is off the network, infinity where no road leads there.
    """
    least = inside_minutes(departures["area_km2"].to_numpy(float))[:, None]
    rows, origins = pd.factorize(departures["origin"])
    weights = csr_array((departures["weight"].to_numpy(float), (rows, np.arange(len(rows)))), (len(origins), len(rows)))
    found = [_means(np.maximum(grid, least), weights) for grid in between(graph, crs, departures, destinations)]
    return pd.DataFrame(np.hstack(found), index=origins, columns=destinations.index)


def between(graph: RoadGraph, crs: int, departures: pd.DataFrame, destinations: pd.DataFrame) -> Iterator[Array]:
    """Minutes from each departure to each destination, directed, a hundred destinations at a time.

    Columns ``lon``, ``lat`` of both. NaN off the network, infinity where no road leads.
    """
    leaving, arriving, back = snapped(graph, crs, departures), snapped(graph, crs, destinations), graph.reverse()
    for start in range(0, len(destinations), AT_ONCE):
        some = arriving[slice(start, start + AT_ONCE)]
        # From the side with fewer places: one search each.
        few = len(leaving.edge) <= len(some.edge)
        yield minutes(graph, leaving, some) if few else minutes(back, some, leaving).T


def snapped(graph: RoadGraph, crs: int, points: pd.DataFrame) -> SnappedPlaces:
    """Where points, columns ``lon`` and ``lat``, join the network; off it where they are unknown."""
    to_metres = Transformer.from_crs(4326, crs, always_xy=True).transform
    return snap(graph, np.column_stack(to_metres(points["lon"].to_numpy(float), points["lat"].to_numpy(float))))


def _means(grid: Array, weights: csr_array) -> Array:
    """Means of the rows of each origin, over those that arrive; infinity where too few do, NaN where most are off."""
    known, off = np.isfinite(grid), np.isnan(grid)
    total = weights.sum(axis=1)[:, None]
    arrive = weights @ known.astype(float)
    mean = weights @ np.where(known, grid, 0.0) / np.where(arrive > 0, arrive, np.nan)
    stuck = np.where(weights @ off.astype(float) >= MIN_KNOWN * total, np.nan, np.inf)
    return np.asarray(np.where(arrive >= MIN_KNOWN * total, mean, stuck))
