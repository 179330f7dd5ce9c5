"""What is known of a territory's communes: names, points, contours, persons."""

from functools import cache, lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from i18n import Text

from .errors import LayerError
from .projections import METROPOLITAN, OVERSEAS
from .reference import opened, raw
from .source import unique
from .sources.adjacency import ADJACENCY
from .sources.admin_express import ADMIN_EXPRESS
from .sources.boundaries import BOUNDARIES
from .sources.census import CENSUS
from .sources.chef_lieu import CHEF_LIEU
from .sources.labour import LABOUR
from .sources.population import POPULATION
from .territory import Territory


def projection(communes: tuple[str, ...]) -> int:
    """EPSG code of the legal metric projection of these communes."""
    return OVERSEAS.get(communes[0][:3], METROPOLITAN) if communes else METROPOLITAN


def communes(place: Territory) -> pd.DataFrame:
    """One row per commune of the territory, in its order.

    Columns: name, population, then under_20, from_20_to_64, over_65 (persons of the census, of another year than
    ``population``: see ``census_persons``), jobseekers, active (persons of the census who work or look for work; NaN
    if unknown), lon, lat, point_quality, area_km2, former_epci, former_epci_name, outer_border (has a French
    neighbour outside the territory).
    """
    codes = pd.Index(place.communes, name="commune")
    base = _listed().reindex(codes)
    table = base[["name", "population", "lon", "lat", "point_quality"]].astype({"population": float})
    table = _with_chef_lieu(_with_town_hall(table, place), place)
    table["area_km2"] = contours(place).to_crs(projection(place.communes)).area / 1e6
    ages, labour = CENSUS.table(place.cog, place.communes), LABOUR.table(place.cog, place.communes)
    for source, columns in ((ages, AGES), (labour, WORK)):
        for column, given in columns.items():
            table[column] = np.nan if source is None else source[given].reindex(codes)
    table["former_epci"], table["former_epci_name"] = zip(*place.former, strict=True)
    table["outer_border"] = codes.isin(_with_neighbours_outside(place))
    return table


@cache
def _listed() -> pd.DataFrame:
    """Every commune of the pack. Indexed once per process and shared, as what it is read from."""
    return unique(raw("communes.parquet").set_index("commune"), POPULATION.label)


AGES = {"under_20": "under_20", "from_20_to_64": "from_20_to_64", "over_65": "over_65"}
WORK = {"jobseekers": "unemployed", "active": "active"}
"""Columns of the table by those of the census that they are."""


def census_persons(communes: pd.DataFrame) -> pd.Series:
    """Persons of each commune in the census: what a share of an age is computed on, never the population."""
    return communes[[*AGES]].sum(axis=1, skipna=False)


def _with_town_hall(table: pd.DataFrame, place: Territory) -> pd.DataFrame:
    """Give the communes without a point in the pack the one that came with the contours, if any was loaded."""
    points = BOUNDARIES.table(place.cog, place.communes)
    if points is None:
        return table
    known = points.index[points["lon"].notna()]
    here = table.index[table["lon"].isna()].intersection(known)
    columns = ["lon", "lat", "point_quality"]
    table.loc[here, columns] = points.loc[here, columns]
    return table


def _with_chef_lieu(table: pd.DataFrame, place: Territory) -> pd.DataFrame:
    """Use the chef-lieu as the commune's point where it is known (METHOD 2.3, rule 8)."""
    centres = CHEF_LIEU.table(place.cog, place.communes)
    if centres is None:
        return table
    here = table.index.intersection(centres.index)
    table.loc[here, ["lon", "lat"]] = centres.loc[here, ["lon", "lat"]]
    table.loc[here, "point_quality"] = "chef_lieu"
    return table


def _with_neighbours_outside(place: Territory) -> pd.Index:
    return pd.Index([]) if ADJACENCY.table(place.cog) is None else _touching(place)


@lru_cache(maxsize=64)
def _touching(place: Territory) -> pd.Index:
    """Communes on both sides of the limit of a territory."""
    edges, inside = ADJACENCY.table(place.cog), set(place.communes)
    if edges is None:
        raise ValueError(place)
    a_in, b_in = edges["a"].isin(inside), edges["b"].isin(inside)
    touching: pd.Index = pd.Index(pd.concat([edges.loc[a_in & ~b_in, "a"], edges.loc[b_in & ~a_in, "b"]]))
    return touching


def contours(place: Territory) -> gpd.GeoSeries:
    """Contours in WGS 84, indexed by commune; missing for the few without one.

    Those that were loaded, sharper; those of the pack where they lack.

    Raises
    ------
    LayerError
        If no commune of the territory has a contour.
    """
    shapes = _loaded(place)
    if shapes is None or shapes.isna().any():
        shapes = _completed(shapes, _packed(place.communes))
    if shapes.isna().all():
        raise LayerError(
            Text(
                f"Aucun contour de commune n'est connu pour {place.name}.",
                f"No commune contour is known for {place.name}.",
            )
        )
    return shapes


def _loaded(place: Territory) -> gpd.GeoSeries | None:
    """Contours of the finest source that was loaded."""
    for source in (ADMIN_EXPRESS, BOUNDARIES):
        table = source.table(place.cog, place.communes)
        if table is not None:
            return _shapes(table["geometry"], place.communes)
    return None


def _completed(loaded: gpd.GeoSeries | None, packed: gpd.GeoSeries) -> gpd.GeoSeries:
    """The pack's contours where none was loaded, less what those loaded cover: nothing is drawn or counted twice."""
    if loaded is None:
        return packed
    rest = packed[loaded.isna()].difference(loaded.union_all())
    return loaded.fillna(rest[~rest.is_empty])


def _shapes(packed: pd.Series, codes: tuple[str, ...]) -> gpd.GeoSeries:
    shapes = gpd.GeoSeries.from_wkb(packed.reindex(list(codes)), crs=4326)
    shapes.index = pd.Index(codes, name="commune")
    return shapes


@cache
def _row_groups() -> pd.DataFrame:
    """First and last row of each commune's row group, to read one EPCI and not France."""
    with opened("contours.parquet") as path:
        file = pq.ParquetFile(path)
        codes = file.read(columns=["commune"]).column("commune").to_pandas()
    sizes = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
    return pd.DataFrame({"group": np.repeat(np.arange(len(sizes)), sizes)}, index=codes)


def _packed(codes: tuple[str, ...]) -> gpd.GeoSeries:
    groups = sorted(set(_row_groups()["group"].reindex(list(codes)).dropna().astype(int)))
    with opened("contours.parquet") as path:
        table = pq.ParquetFile(path).read_row_groups(groups)
    table = table.filter(np.isin(table.column("commune").to_numpy(zero_copy_only=False).astype(str), codes))
    return _shapes(table.to_pandas().set_index("commune")["geometry"], codes)
