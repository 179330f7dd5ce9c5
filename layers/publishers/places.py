"""What every list of places shares: its columns, its points in degrees, the commune a point stands in."""

from collections.abc import Sequence
from functools import cache
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer

from i18n import Text

from ..projections import METROPOLITAN, OVERSEAS, department
from ..reference import raw
from .files import not_the_file

TEXTS = ("name", "theme", "network", "form", "hours", "address", "source")
COLUMNS = (
    "name", "theme", "network", "form", "commune", "operator", "lon", "lat", "hours", "weekly_hours", "hours_flag",
    "address", "source", "point_quality",
)  # fmt: skip

WITHOUT_POINT = {
    "none": Text("point non publié", "point not published"),
    "itinerant": Text("itinérant", "itinerant"),
    "remote": Text("à distance seulement", "remote only"),
    "invalid": Text("fiche refusée par le schéma de l'éditeur", "refused by the publisher's own schema"),
    "outside": Text("point hors de sa commune", "point outside its commune"),
}
"""Why a place has no point: its ``point_quality``. Else it is ``own``, or ``commune`` where it is the commune's."""

BOXES = ((-5.3, 41.2, 9.8, 51.2), (-63.3, 14.2, -60.7, 18.3), (-54.7, 2.0, -51.5, 6.0), (45.0, -13.1, 45.4, -12.5),
         (55.1, -21.5, 56.0, -20.8), (-56.6, 46.6, -56.0, 47.3))  # fmt: skip
"""West, south, east, north: mainland France and Corsica, Antilles, Guyane, Mayotte, La Réunion, Saint-Pierre."""

Degrees = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def as_places(table: pd.DataFrame, label: Text) -> pd.DataFrame:
    """The columns of places, in order, indexed by ``id``: a point out of France is none, and so is half a point.

    Raises
    ------
    LayerError
        If there is no place, or if none has a point.
    """
    found = table.reindex(columns=[*COLUMNS, *(c for c in table if c not in COLUMNS)])
    given = found.astype(object).where(found.notna(), None)
    found[list(TEXTS)] = given[list(TEXTS)].fillna("").astype("str")
    found[["operator", "hours_flag"]] = given[["operator", "hours_flag"]].astype("str")
    found[["weekly_hours", "lon", "lat"]] = found[["weekly_hours", "lon", "lat"]].apply(pd.to_numeric, errors="coerce")
    found["point_quality"] = given["point_quality"].fillna("own").astype("str")
    lost = ~in_france(found["lon"], found["lat"]) & ~found["point_quality"].isin(WITHOUT_POINT)
    found["point_quality"] = found["point_quality"].mask(lost, "none")
    found.loc[found["point_quality"].isin(WITHOUT_POINT), ["lon", "lat"]] = np.nan
    if found["lon"].isna().all():
        raise not_the_file(label, Text("Aucun lieu n'y a de point.", "No place in it has a point."))
    return found.rename_axis("id")


def in_france(lon: pd.Series, lat: pd.Series) -> npt.NDArray[np.bool_]:
    """Whether each point (degrees) lies in the surroundings of a part of France."""
    inside = [lon.between(west, east) & lat.between(south, north) for west, south, east, north in BOXES]
    return cast("npt.NDArray[np.bool_]", np.logical_or.reduce([one.to_numpy(bool) for one in inside]))


def degrees(x: pd.Series, y: pd.Series, epsg: pd.Series) -> Degrees:
    """Longitudes and latitudes of metres in the projection of each row (EPSG code; missing: unknown point)."""
    lon, lat = (np.full(len(x), np.nan) for _ in range(2))
    for code in epsg.dropna().unique():
        rows = ((epsg == code) & x.notna() & y.notna()).to_numpy()
        move = Transformer.from_crs(int(code), 4326, always_xy=True)
        lon[rows], lat[rows] = move.transform(x[rows].to_numpy(float), y[rows].to_numpy(float))
    return lon, lat


def legal_projection(communes: pd.Series) -> pd.Series:
    """EPSG code of the legal projection of each commune (decree 2000-1276); missing without a commune."""
    return communes.map(lambda code: OVERSEAS.get(department(code), METROPOLITAN), na_action="ignore")


def commune_at(lon: pd.Series, lat: pd.Series) -> pd.Series:
    """Commune of 2026 whose simplified contour holds each point; missing in none, or without a point."""
    tree, codes = _contours()
    known = (lon.notna() & lat.notna()).to_numpy()
    points = shapely.points(lon[known], lat[known])
    which, contour = tree.query(points, predicate="intersects")
    # On a border drawn twice: the first commune.
    first = ~pd.Index(which).duplicated()
    found = np.full(len(lon), None, dtype=object)
    found[np.flatnonzero(known)[which[first]]] = codes[contour[first]]
    return pd.Series(found, lon.index, dtype="str")


@cache
def _contours() -> tuple[shapely.STRtree, npt.NDArray[np.object_]]:
    table = raw("contours.parquet")
    return shapely.STRtree(shapely.from_wkb(table["geometry"].to_numpy())), table["commune"].to_numpy(object)


def joined(parts: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """One line from the parts of an address, the empty ones left out."""
    lines = pd.Series("", parts.index, dtype="str")
    for column in columns:
        lines = (lines + " " + parts[column].fillna("").str.strip()).str.strip()
    return lines
