"""Services of a territory: each theme from the first list that holds it there, never from two."""

from dataclasses import replace
from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from .communes import contours, projection
from .reference import raw
from .source import Source
from .sources.bpe import BPE
from .sources.data_inclusion import DATA_INCLUSION
from .sources.finess import FINESS
from .sources.france_services import FRANCE_SERVICES
from .sources.la_poste import LA_POSTE
from .sources.osm import OSM
from .sources.schools import SCHOOLS
from .sources.services import SERVICES
from .sources.structures import STRUCTURES
from .territory import Territory

ORDER = (SCHOOLS, LA_POSTE, FINESS, DATA_INCLUSION, SERVICES, BPE, OSM)
"""Lists in order of preference: each ministry or network on its own desks first, then those that gather lists."""

FIRST = {"acces-aux-droits": (FRANCE_SERVICES, SERVICES, DATA_INCLUSION, BPE)}
"""Themes with an order of their own."""

FRANCE_SERVICE = "france-service"
RIGHTS = "acces-aux-droits"

AROUND_KM = 30.0
"""How far outside the territory a service counts (METHOD 2.3, rule 8)."""

MARGIN_KM = 15.0
"""How far a service may stand from the point of its commune."""

OUTSIDE_METRES = 1_000.0
"""From the simplified contour of its commune, beyond which the point of a service is not believed (rule 17)."""

EARTH_KM = 6_371.0

Points = npt.NDArray[np.float64]


def supply(place: Territory, communes: pd.DataFrame) -> pd.DataFrame:
    """Every service for this territory, one row for each theme it serves: in it, or within 30 km of its communes.

    A theme comes from the first list, in its order, that has a point for it in the territory. Services of that
    list without a point are there too: ``point_quality`` says why. Index: the id of the service, with its theme
    after ``@`` from the second theme on.
    """
    around = neighbourhood(place)
    held: dict[str, pd.DataFrame] = {}
    for source in dict.fromkeys([*ORDER, *(one for order in FIRST.values() for one in order)]):
        table = source.table(place.cog, place.communes, around)
        if table is not None:
            offered = _offered(source, table[table["commune"].isin(around)], place, around)
            held[source.key] = offered if source is SERVICES else _believed(offered, place)
    inside = set(place.communes)
    themes = {key: set(one.loc[one["commune"].isin(inside) & one["lon"].notna(), "theme"]) for key, one in held.items()}
    chosen = []
    for theme in sorted(set().union(*themes.values()) - {""}):
        first = next((s.key for s in FIRST.get(theme, ORDER) if theme in themes.get(s.key, ())), None)
        if first is not None:
            chosen.append(held[first][held[first]["theme"] == theme])
    if not chosen:
        return pd.DataFrame()
    table = pd.concat(chosen)
    return table[table["commune"].isin(inside) | _near(table, communes)]


def by_theme(table: pd.DataFrame) -> pd.DataFrame:
    """One row per service and theme: ``theme`` holds several, separated by spaces. Without theme, one row."""
    rows = table.assign(theme=table["theme"].str.split(" ")).explode("theme")
    again = rows.index.duplicated()
    names = rows.index.to_series().where(~again, rows.index.to_series() + "@" + rows["theme"])
    return rows.set_index(pd.Index(names, name=table.index.name))


@lru_cache(maxsize=64)
def neighbourhood(place: Territory) -> tuple[str, ...]:
    """Communes whose services may count: those of the territory, and those within 45 km of one of them, sorted."""
    points = raw("communes.parquet").set_index("commune")[["lon", "lat"]].dropna()
    own = points[points.index.isin(place.communes)]
    if own.empty:
        return tuple(sorted(place.communes))
    close = _kilometres(points, own) <= AROUND_KM + MARGIN_KM
    return tuple(sorted({*place.communes, *points.index[close]}))


def _near(table: pd.DataFrame, communes: pd.DataFrame) -> npt.NDArray[np.bool_]:
    own = communes[["lon", "lat"]].dropna()
    near = np.zeros(len(table), dtype=bool)
    known = table["lon"].notna().to_numpy()
    if len(own) and known.any():
        near[known] = _kilometres(table.loc[known, ["lon", "lat"]], own) <= AROUND_KM
    return near


def _kilometres(points: pd.DataFrame, targets: pd.DataFrame) -> Points:
    """Great-circle kilometres from each point to the nearest target."""
    chord, _ = cKDTree(_on_sphere(targets)).query(_on_sphere(points))
    kilometres: Points = 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return kilometres


def _on_sphere(points: pd.DataFrame) -> Points:
    lon, lat = (np.radians(points[name].to_numpy(float)) for name in ("lon", "lat"))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _offered(source: Source, table: pd.DataFrame, place: Territory, around: tuple[str, ...]) -> pd.DataFrame:
    """The places of a source, one row per theme; services of data·inclusion with what their structure knows."""
    if source is not DATA_INCLUSION:
        return by_theme(table)
    structures = STRUCTURES.table(place.cog, place.communes, around)
    if structures is not None:
        table = _with_structures(table, structures)
    return pd.concat([by_theme(table), _rights(table)])


def _with_structures(table: pd.DataFrame, structures: pd.DataFrame) -> pd.DataFrame:
    """Network and SIREN of the structure; its hours where the service gives none."""
    theirs = structures.reindex(table["structure"]).set_axis(table.index)
    silent = table["hours"] == ""
    hours = {name: table[name].mask(silent, theirs[name]) for name in ("hours", "weekly_hours", "hours_flag")}
    return table.assign(network=theirs["network"].fillna(""), operator=theirs["operator"], **hours)


def _rights(table: pd.DataFrame) -> pd.DataFrame:
    """One France services desk per structure of that network, whatever the number of its services."""
    desks = table[table["network"].str.split().map(lambda names: FRANCE_SERVICE in names) & table["lon"].notna()]
    desks = desks[~desks.duplicated("structure") & ~desks.duplicated(["lon", "lat"])]
    # How one of its services is given does not tell how the desk receives.
    unsaid = pd.Series(pd.NA, desks.index, dtype="boolean")
    return desks.assign(theme=RIGHTS, remote=unsaid).set_index(desks["structure"] + "@" + RIGHTS)


def _believed(table: pd.DataFrame, place: Territory) -> pd.DataFrame:
    """The same rows; a point too far from the contour of its commune is none (METHOD 2.3, rule 17)."""
    codes = tuple(sorted(set(table.loc[table["lon"].notna(), "commune"])))
    if not codes:
        return table
    shapes = contours(replace(place, communes=codes)).to_crs(projection(codes))
    points = table[["lon", "lat"]].dropna()
    drawn = gpd.GeoSeries.from_xy(points["lon"], points["lat"], crs=4326).to_crs(shapes.crs)
    metres = drawn.distance(shapes.reindex(table.loc[points.index, "commune"]), align=False)
    lost = points.index[metres.to_numpy() > OUTSIDE_METRES]
    far = table.index.isin(lost)
    return table.assign(
        lon=table["lon"].mask(far),
        lat=table["lat"].mask(far),
        point_quality=table["point_quality"].mask(far, "outside"),
    )
