"""Rows tied to the territory: their commune, their point, their perimeter, the institutions they name."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from i18n import Text

from .coordinates import pair
from .gazetteer import Commune, Gazetteer
from .issues import Issue, MatchedRows
from .kinds import OwnKind
from .pairs import paired
from .points import SAMPLE, located, numbers, recognised
from .resolver import PointedAt, Resolved, resolved

NEAR = 500.0
"""Metres from its commune within which a point is believed (METHOD 2.3, rule 17)."""

NOWHERE = Text("Ni commune ni coordonnées.", "Neither commune nor coordinates.")
TOO_FAR = Text(
    "est à plus de 500\u00a0m de sa commune (distance donnée)\u00a0: placé au point de la commune",
    "is over 500 m from its commune (distance given): placed at the commune's point",
)
AT_COMMUNE = Text(
    "Sans coordonnées\u00a0: placé au point de la commune.", "No coordinates: placed at the commune's point."
)
NO_PERIMETER = Text(
    "n'est ni une commune, ni une intercommunalité, ancienne ou non, ni un service chargé",
    "is neither a commune, nor an intercommunality, former or not, nor a loaded service",
)
NO_ACTOR = Text(
    "n'est le nom ni l'identifiant d'aucun lieu chargé\u00a0: gardé tel quel",
    "is neither the name nor the identifier of a loaded place: kept as it is",
)


def matched(kind: OwnKind, values: pd.DataFrame, places: Gazetteer, reading: str | None) -> MatchedRows:
    """Tie each row to the territory, as its kind says (see :class:`OwnKind`). The index must be unique."""
    ways = {"perimeter": _perimeters, "pair": paired, "commune": _communes}
    if kind.place == "point":
        found = _points(values, places, reading)
    elif kind.place == "none":
        found = MatchedRows(values, [], np.zeros(len(values), dtype=bool))
    else:
        found = ways[kind.place](values, places)
    for key in kind.actors:
        found.values[f"{key}_id"], missed = _actors(values[key], key, places)
        found.issues.extend(missed)
    return found


def _communes(values: pd.DataFrame, places: Gazetteer) -> MatchedRows:
    found, issues = resolved(values, {}, places)
    values = _with_communes(values, found)
    issues += _nowhere(values["commune_code"].isna(), issues)
    return MatchedRows(values, issues, _outside(values, places))


def _outside(values: pd.DataFrame, places: Gazetteer) -> npt.NDArray[np.bool_]:
    return ~values["commune_code"].isin(places.territory).to_numpy()


def _with_communes(values: pd.DataFrame, found: list[Resolved]) -> pd.DataFrame:
    code, given = (
        pd.Series(cells, values.index, dtype=object) for cells in zip(*((r.code, r.given) for r in found), strict=True)
    )
    return values.assign(commune_code=code, commune_given=given)


def _nowhere(lost: pd.Series, issues: list[Issue]) -> list[Issue]:
    """Rows that nothing places, of which nothing was said yet."""
    told = {issue.row for issue in issues if issue.rejects}
    return [Issue(row, "", "", NOWHERE, rejects=True) for row in lost.index[lost] if row not in told]


def _points(values: pd.DataFrame, places: Gazetteer, chosen: str | None) -> MatchedRows:
    """Add lon, lat and point_quality, and the commune that the point and the other columns agree on."""
    x, y, column = _written(values)
    reading = chosen or _recognised(values, x, y, places)
    at = located(x, y, reading)
    points = gpd.GeoSeries(gpd.points_from_xy(at["lon"], at["lat"]), values.index, crs=4326)[at["lon"].notna()]
    found, issues = resolved(values, _said_by(points, places), places)
    values = _with_communes(values, found)
    faults = at["reason"].dropna()
    # A point that cannot be read loses a row that nothing else places.
    issues += [
        Issue(row, column[row], _pair(x[row], y[row]), reason, rejects=values.at[row, "commune_code"] is None)
        for row, reason in faults.items()
    ]
    issues += _nowhere(values["commune_code"].isna() & at["lon"].isna(), issues)
    astray = ~pd.Series([one.follows for one in found], values.index, dtype=bool)
    issues += _far(points[astray[points.index]], values["commune_code"], places)
    values[["lon", "lat"]] = at[["lon", "lat"]].mask(astray)
    values, issues = _placed(values, issues, places)
    return MatchedRows(values, issues, _outside(values, places), reading)


def _written(values: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """X and Y of each row as they are written, in two columns or in one; in which column a fault is told."""
    alone = values["longitude"].isna() & values["latitude"].isna()
    pairs = [pair(cell) if single else (None, None) for single, cell in zip(alone, values["coordonnees"], strict=True)]
    y, x = (
        values[column].mask(alone, pd.Series([both[i] for both in pairs], values.index, dtype=object))
        for i, column in enumerate(("latitude", "longitude"))
    )
    return x, y, pd.Series(np.where(alone, "coordonnees", "longitude"), values.index)


def _pair(x: str | None, y: str | None) -> str:
    return f"{x or ''} ; {y or ''}"


def _recognised(values: pd.DataFrame, x: pd.Series, y: pd.Series, places: Gazetteer) -> str | None:
    """The projection of the file, by where its points fall beside what the other columns say."""
    given = values[x.notna() & y.notna()][:SAMPLE]
    without, _ = resolved(given, {}, places)
    known = [r.code if r.code in places.territory or r.code is None else "" for r in without]
    return recognised(numbers(x[given.index]), numbers(y[given.index]), known, places)


def _said_by(points: gpd.GeoSeries, places: Gazetteer) -> dict[int, PointedAt]:
    """What each point says of the commune of its row."""
    metric = points.to_crs(places.metric.crs)
    near, inside = (
        places.metric.sindex.query(metric, predicate=predicate, distance=distance)
        for predicate, distance in (("dwithin", NEAR), ("intersects", None))
    )
    codes = places.metric.index.to_numpy()
    around: dict[int, set[str]] = {}
    for at, contour in zip(*near, strict=True):
        around.setdefault(at, set()).add(codes[contour])
    within = {at: codes[contour] for at, contour in zip(inside[0][::-1], inside[1][::-1], strict=True)}
    edge = metric.dwithin(places.edge, NEAR).to_numpy()
    return {
        row: PointedAt(
            frozenset(around.get(at, ())), within.get(at), at not in within or bool(edge[at]), _pair(point.x, point.y)
        )
        for at, (row, point) in enumerate(points.items())
    }


def _far(points: gpd.GeoSeries, communes: pd.Series, places: Gazetteer) -> list[Issue]:
    """How far from its commune each point that is set aside is."""
    known = points[communes[points.index].isin(places.metric.index)]
    theirs = places.metric.reindex(communes[known.index]).set_axis(known.index)
    metres = known.to_crs(places.metric.crs).distance(theirs)
    return [
        Issue(row, "longitude", f"{_pair(known[row].x, known[row].y)} ({far:.0f} m)", TOO_FAR, rejects=False)
        for row, far in metres.items()
    ]


def _placed(values: pd.DataFrame, issues: list[Issue], places: Gazetteer) -> tuple[pd.DataFrame, list[Issue]]:
    """Put rows without coordinates at their commune's point, and say how each point is known."""
    refused = values.index.isin({issue.row for issue in issues if issue.rejects})
    own = values["lon"].notna()
    shared = values[own].groupby(["lon", "lat"])["nom"].transform("nunique").reindex(values.index) > 1
    stood = places.communes[["lon", "lat"]].reindex(values["commune_code"]).set_axis(values.index)
    fallback = ~own & stood["lon"].notna() & ~refused
    for column in ("lon", "lat"):
        values[column] = values[column].mask(fallback, stood[column])
    values["point_quality"] = pd.Series("own", values.index, dtype=object).mask(shared, "shared")
    values.loc[fallback, "point_quality"] = "commune"
    values.loc[values["lon"].isna(), "point_quality"] = None
    here = values["commune_code"].isin(places.territory)
    return values, issues + [Issue(row, "", "", AT_COMMUNE, rejects=False) for row in values.index[fallback & here]]


def _perimeters(values: pd.DataFrame, places: Gazetteer) -> MatchedRows:
    """Add ``communes`` (a set) and ``actor`` (an identifier): one of them is known, or the row is rejected."""
    cells = values["perimetre"]
    coded = {cell: places.by_code(cell) for cell in cells.dropna().unique()}
    sets = {cell: _set(cell, commune, places) for cell, commune in coded.items()}
    values["communes"] = pd.Series([sets.get(cell) for cell in cells], values.index, dtype=object)
    values["actor"], _ = _actors(cells.mask(values["communes"].notna(), None), "perimetre", places)
    unknown = values["communes"].isna() & values["actor"].isna() & cells.notna()
    issues = [Issue(row, "perimetre", cells[row], NO_PERIMETER, rejects=True) for row in values.index[unknown]]
    for row, cell in cells.dropna().items():
        commune = coded[cell]
        if commune.code and commune.note:
            issues.append(Issue(row, "perimetre", cell, commune.note, rejects=False))
    outside = [communes is not None and not communes & places.territory for communes in values["communes"]]
    return MatchedRows(values, issues, np.array(outside, dtype=bool))


def _set(cell: str, commune: Commune, places: Gazetteer) -> frozenset[str] | None:
    if commune.code:
        return frozenset({commune.code})
    named = places.by_name(cell).code
    return places.group(cell) or (frozenset({named}) if named else None)


def _actors(cells: pd.Series, key: str, places: Gazetteer) -> tuple[pd.Series, list[Issue]]:
    known = {cell: places.actor(cell) for cell in cells.dropna().unique()}
    found = pd.Series([known.get(cell) for cell in cells], cells.index, dtype=object)
    missed = cells.index[cells.notna() & found.isna()]
    return found, [Issue(row, key, cells[row], NO_ACTOR, rejects=False) for row in missed]
