"""What lies around a territory on a printed map: the départements of France, communes and countries beyond."""

from functools import cache, lru_cache

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import shapely

from .projections import WGS84, department
from .reference import opened, raw
from .territory import Territory

FINE = 0.004
"""Degrees under which the outline of a département is not drawn: a tenth of a millimetre on the map of France."""

SEA = "sea"
"""What no country covers, in the same table."""

AROUND = 0.6
"""Degrees around the territory where its neighbours are kept: the margin of a printed map."""


@cache
def departments() -> gpd.GeoSeries:
    """Outline of each département, by code ("64", "2A", "974"), in WGS 84, as light as a small map needs."""
    shapes = _packed()
    codes = shapes.index.map(department)
    # Contours are an exact coverage: their union has no sliver.
    whole = {code: shapely.coverage_union_all(part.to_numpy()) for code, part in shapes.groupby(codes)}
    return gpd.GeoSeries(shapely.coverage_simplify(list(whole.values()), FINE), index=list(whole), crs=WGS84)


@lru_cache(maxsize=4)
def neighbours(place: Territory, west: float, south: float, east: float, north: float) -> gpd.GeoSeries:
    """Contours of what is beside a territory, within a box in degrees and a margin around it.

    Foreign countries first, then the communes, itself left out: these are drawn over them, for they are finer.
    """
    shapes = _packed()
    shapes = pd.concat([abroad(), shapes[~shapes.index.isin(place.communes)]])
    return shapes.cx[west - AROUND : east + AROUND, south - AROUND : north + AROUND]


@cache
def abroad() -> gpd.GeoSeries:
    """The countries around each part of France, by name, from Natural Earth: where there is none, the sea."""
    table = raw("around.parquet")
    table = table[table["name"] != SEA]
    return gpd.GeoSeries.from_wkb(table.set_index("name")["geometry"], crs=WGS84)


def _packed() -> gpd.GeoSeries:
    """Every contour of the pack: read each time, too heavy to keep."""
    with opened("contours.parquet") as path:
        table: pd.DataFrame = pq.read_table(path).to_pandas()
    return gpd.GeoSeries.from_wkb(table.set_index("commune")["geometry"].dropna(), crs=WGS84)
