"""Zones without a table of communes (cantons, constituencies): assigned by shared area (METHOD, rule 16)."""

from pathlib import Path

import pandas as pd
import shapely

from ..projections import Geometries, blocks, project
from .archives import from_hex, wheel_table
from .contours import Contours

SECOND_ZONE = 0.10
"""From this share of its covered area in a second zone, a commune is split: its zone is unknown."""
COVERED = 0.50
"""Under this share of its area in any zone, too little of a commune is covered: its zone is unknown."""
TRUE_CANTON = "C"
"""Type of a canton; V is a town cut into several cantons, N a merged commune astride: pseudo-cantons."""


def overlay(communes: pd.DataFrame, shapes: Geometries, zones: pd.DataFrame, areas: Geometries) -> pd.DataFrame:
    """Common areas: columns commune, zone, area (in the square of the unit), covered (share of the commune).

    ``communes`` (commune, department) and ``zones`` (code, department) describe ``shapes`` and ``areas``. Only zones
    of the commune's own department are met: none crosses its border by law, but coarse drawings do.
    """
    rows, hits = shapely.STRtree(areas).query(shapes, predicate="intersects")
    own = communes["department"].to_numpy()[rows] == zones["department"].to_numpy()[hits]
    rows, hits = rows[own], hits[own]
    common = pd.DataFrame(
        {
            "commune": communes["commune"].to_numpy()[rows],
            "zone": zones["code"].to_numpy()[hits],
            "area": shapely.area(shapely.intersection(shapes[rows], areas[hits])),
        }
    )
    whole = pd.Series(shapely.area(shapes), index=communes["commune"].to_numpy())
    met = common.groupby("commune")["area"].sum() / whole
    return common.assign(covered=common["commune"].map(met))


def main_zone(common: pd.DataFrame) -> pd.DataFrame:
    """Zone of each commune by the table of ``overlay``: index commune, columns zone and fault.

    fault: "split" (a second zone holds a tenth or more), "uncovered" (zones cover less than half of it); the
    zone is then None. Communes that no zone meets are absent.
    """
    held = common.assign(share=common["area"] / common.groupby("commune")["area"].transform("sum"))
    held = held.sort_values(["commune", "share", "zone"], ascending=[True, False, True])
    rank = held.groupby("commune").cumcount()
    split = held.loc[(rank == 1) & (held["share"] >= SECOND_ZONE), "commune"]
    first = held.drop_duplicates("commune").set_index("commune")
    fault = pd.Series(None, index=first.index, dtype=object)
    fault[first.index.isin(split)] = "split"
    fault[first["covered"] < COVERED] = "uncovered"
    return pd.DataFrame({"zone": first["zone"].astype(object).where(fault.isna(), None), "fault": fault})


def zones_of(communes: pd.DataFrame, drawn: Contours, table: pd.DataFrame) -> pd.DataFrame:
    """Zone of each commune, and why it is unknown: columns zone and fault, rows of ``communes``.

    ``table`` has the zones: code, department, geometry (hexadecimal WKB in WGS84 or None). A commune that no
    zone meets is "uncovered" too.
    """
    found = []
    zones = table[table["geometry"].notna()]
    pairs = zip(blocks(communes["department"]), blocks(zones["department"]), strict=True)
    for (epsg, rows), (_, near) in pairs:
        here = rows & ~shapely.is_missing(drawn.fine)
        areas = shapely.make_valid(project(from_hex(zones.loc[near, "geometry"]), epsg))
        common = overlay(communes[here], drawn.fine[here], zones[near], areas)
        found.append(main_zone(common))
    known = pd.concat(found).reindex(communes["commune"]).set_index(communes.index)
    known.loc[known["zone"].isna() & known["fault"].isna(), "fault"] = "uncovered"
    return known


def cantons(wheel: Path, departments: dict[str, str]) -> pd.DataFrame:
    """Cantons of the wheel: code, type, department, geometry (hexadecimal WKB or None)."""
    table = wheel_table(wheel, "cantons", ("code", "type", "departement_id", "geometry"))
    return table.assign(department=table["departement_id"].map(departments))


def constituencies(wheel: Path, departments: dict[str, str]) -> pd.DataFrame:
    """Legislative constituencies of the wheel: code, department, geometry (hexadecimal WKB or None)."""
    table = wheel_table(wheel, "circonscriptions_legislatives", ("code", "departement_id", "geometry"))
    return table.assign(department=table["departement_id"].map(departments))


def true_cantons(found: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """``found`` with the pseudo-cantons unknown (fault "pseudo"): the real canton of their communes is not given."""
    kinds = table.set_index("code")["type"]
    pseudo = found["zone"].notna() & (found["zone"].map(kinds) != TRUE_CANTON)
    return pd.DataFrame({"zone": found["zone"].mask(pseudo, None), "fault": found["fault"].mask(pseudo, "pseudo")})
