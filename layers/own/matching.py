"""Rows tied to the territory: their commune, their point, their perimeter, the institutions they name."""

import geopandas as gpd
import numpy as np
import pandas as pd

from i18n import Text

from ..communes import projection
from .gazetteer import POSTAL, UNKNOWN_CODE, Commune, Gazetteer
from .issues import Issue, MatchedRows
from .kinds import OwnKind
from .pairs import paired
from .points import located, pair

NEAR = 500.0
"""Metres from its commune within which a point is believed (METHOD 2.3, rule 17)."""
MOSTLY_UNKNOWN = 0.5
"""Share of unknown codes above which the column does not hold codes of communes."""

NOWHERE = Text("Ni commune ni coordonnées.", "Neither commune nor coordinates.")
NOT_CODES = Text(
    "n'est pas utilisé\u00a0: plus de la moitié des codes de la colonne ne sont pas des codes Insee (codes "
    "postaux\u00a0?)",
    "is not used: more than half of the codes in the column are no INSEE codes (postcodes?)",
)
OTHER_NAME = Text(
    "ne vont pas ensemble\u00a0: le code et le nom de deux communes", "do not go together: the code and the name of two"
)
BY_NAME = Text(
    "n'est pas un code connu\u00a0: la commune est lue à son nom", "is no known code: the commune is read by its name"
)
TOO_FAR = Text(
    "est à plus de 500\u00a0m de sa commune (distance donnée)", "is over 500 m from its commune (distance given)"
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
    issues: list[Issue] = []
    outside = np.zeros(len(values), dtype=bool)
    if kind.place == "perimeter":
        values, issues, outside = _perimeters(values, places)
    elif kind.place == "pair":
        values, issues, outside = paired(values, places)
    elif kind.place != "none":
        values, issues = _communes(values, places)
        nowhere = values["commune_code"].isna()
        if kind.place == "point":
            values, found = _points(values, places, reading)
            issues += found
            nowhere = values["commune_code"].isna() & values["lon"].isna()
        told = {issue.row for issue in issues if issue.rejects}
        issues += [Issue(row, "", "", NOWHERE, rejects=True) for row in values.index[nowhere] if row not in told]
        outside = ~values["commune_code"].isin(places.territory).to_numpy()
    for key in kind.actors:
        values[f"{key}_id"], found = _actors(values[key], key, places)
        issues += found
    return values, issues, outside


def _communes(values: pd.DataFrame, places: Gazetteer) -> tuple[pd.DataFrame, list[Issue]]:
    coded = {cell: places.by_code(cell) for cell in values["code_insee"].dropna().unique()}
    unknown = [cell for cell, commune in coded.items() if commune.note in (POSTAL, UNKNOWN_CODE)]
    if len(coded) > 2 and len(unknown) > MOSTLY_UNKNOWN * len(coded):
        coded = dict.fromkeys(coded, Commune(None, None, NOT_CODES))
    named = {cell: places.by_name(cell) for cell in values["commune"].dropna().unique()}
    found, issues = [], []
    for row, code, name in zip(values.index, values["code_insee"], values["commune"], strict=True):
        commune, said = _commune(code, name, coded.get(code), named.get(name), places)
        found.append(commune)
        issues += [Issue(row, *one) for one in said]
    for column, cells in (("commune_code", [c.code for c in found]), ("commune_given", [c.given for c in found])):
        values[column] = pd.Series(cells, values.index, dtype=object)
    return values, issues


Said = list[tuple[str, str, Text, bool]]


def _commune(
    code: str, name: str, coded: Commune | None, named: Commune | None, places: Gazetteer
) -> tuple[Commune, Said]:
    """The commune of a row from its code, else from its name; refused when they name two communes."""
    if coded is None:
        refused: Said = [("commune", name, named.note, True)] if named and named.note else []
        return named or Commune(None), refused
    if coded.code is None:
        if named and named.code:
            return named, [("code_insee", code, BY_NAME, False)]
        return coded, [("code_insee", code, coded.note or UNKNOWN_CODE, True)]
    if named and named.code in places.territory and named.code != coded.code == coded.given:
        own = places.communes.at[coded.code, "name"]
        return coded, [("code_insee", f"{code} ({own}) ≠ {name}", OTHER_NAME, True)]
    return coded, [("code_insee", code, coded.note, False)] if coded.note else []


def _points(values: pd.DataFrame, places: Gazetteer, reading: str | None) -> tuple[pd.DataFrame, list[Issue]]:
    """Add lon, lat and point_quality; deduce the commune where only the point is given."""
    alone = values["longitude"].isna() & values["latitude"].isna()
    pairs = [pair(cell) if one else (None, None) for one, cell in zip(alone, values["coordonnees"], strict=True)]
    y, x = (
        values[column].mask(alone, pd.Series([both[i] for both in pairs], values.index, dtype=object))
        for i, column in enumerate(("latitude", "longitude"))
    )
    found = located(x, y, reading)
    issues = [
        Issue(
            row, "coordonnees" if alone[row] else "longitude", f"{x[row] or ''} ; {y[row] or ''}", reason, rejects=True
        )
        for row, reason in found["reason"].items()
        if reason is not None
    ]
    points = gpd.GeoSeries(gpd.points_from_xy(found["lon"], found["lat"]), values.index, crs=4326)
    points[found["lon"].isna()] = None
    values["commune_code"] = values["commune_code"].where(values["commune_code"].notna(), _standing_in(points, places))
    values["commune_given"] = values["commune_given"].where(values["commune_given"].notna(), values["commune_code"])
    issues += _far(points, values["commune_code"], places)
    values[["lon", "lat"]] = found[["lon", "lat"]]
    return _placed(values, issues, places)


def _standing_in(points: gpd.GeoSeries, places: Gazetteer) -> pd.Series:
    """The commune of the territory each point stands in, None elsewhere."""
    known = places.contours.dropna()
    at, contour = known.sindex.query(points, predicate="intersects")
    found = pd.Series(None, points.index, dtype=object)
    found.iloc[at[::-1]] = known.index.to_numpy()[contour[::-1]]
    return found


def _far(points: gpd.GeoSeries, communes: pd.Series, places: Gazetteer) -> list[Issue]:
    """Points of the territory that stand over ``NEAR`` from their commune."""
    known = places.contours.dropna()
    checked = communes[communes.isin(known.index) & points.notna()]
    epsg = projection(tuple(sorted(places.territory)))
    theirs = known.to_crs(epsg).reindex(checked).set_axis(checked.index)
    metres = points[checked.index].to_crs(epsg).distance(theirs)
    return [
        Issue(row, "longitude", f"{points[row].x} ; {points[row].y} ({far:.0f} m)", TOO_FAR, rejects=True)
        for row, far in metres[metres > NEAR].items()
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
    return values, issues, np.array(outside, dtype=bool)


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
