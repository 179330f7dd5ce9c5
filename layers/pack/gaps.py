"""Gaps left in the coverage by communes that merged after the contours were drawn, given back to them.

The wheel's contours are those of 1 January 2024. A commune that absorbed others on 1 January 2025 keeps
there the contour it had alone, and a new code has no contour at all: the rest is a hole between neighbours.
All other communes being there, a hole that only one commune can claim is exactly what it lacks.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ..projections import Geometries

CONTOUR_YEAR = 2024
"""Geography of the wheel's contours: every commune of COG 2024 has one, the codes created in 2025 have none."""
SMALLEST = 500_000.0
"""Square metres under which a hole is water or a drawing error: the smallest real one is 1.3 km2, the next 0.1."""


@dataclass(frozen=True)
class Heirs:
    """Who may claim a gap.

    ``absorbed``: how many communes each commune absorbed since the contours were drawn, for those that have a
    contour. ``delegated``: contours (WGS84) of the delegated communes of those that have none: columns commune,
    geometry.
    """

    absorbed: Mapping[str, int]
    delegated: pd.DataFrame


def holes(coverage: Geometries) -> Geometries:
    """Polygons (metres) of the holes of a valid coverage, large ones only, less the communes that lie in them."""
    whole = shapely.get_parts(shapely.coverage_union_all(coverage))
    filled = np.array([shapely.Polygon(ring) for part in whole for ring in part.interiors], dtype=object)
    large = filled[shapely.area(filled) >= SMALLEST]
    islands = shapely.STRtree(whole)
    found = np.empty(len(large), dtype=object)
    for gap, polygon in enumerate(large):
        within = whole[islands.query(polygon, predicate="covers")]
        found[gap] = shapely.difference(polygon, shapely.union_all(within))
    return found


def owners(claims: Mapping[int, frozenset[str]], room: Mapping[str, int]) -> dict[int, str]:
    """Commune that owns each gap, when the claims leave no doubt.

    ``claims``: communes that touch each gap; ``room``: gaps a commune may own, at most. A gap with one
    claimant goes to it; a claimant whose room is full gives up its other claims; and so on.
    """
    left, owned = dict(room), dict[int, str]()
    while True:
        sure = {
            gap: next(iter(able))
            for gap, claimants in sorted(claims.items())
            if gap not in owned and len(able := {c for c in claimants if left[c] > 0}) == 1
        }
        if not sure:
            return owned
        gap, commune = next(iter(sure.items()))
        owned[gap] = commune
        left[commune] -= 1


def complete(
    communes: pd.Series, coverage: Geometries, delegated: pd.DataFrame, heirs: Heirs
) -> tuple[Geometries, list[str]]:
    """Contours (metres, None allowed) with the gaps given back, and the communes that got one.

    ``delegated`` is that of ``heirs``, in metres.
    """
    row_of = {code: row for row, code in enumerate(communes)}
    found = holes(coverage[~shapely.is_missing(coverage)])
    room = {code: count for code, count in heirs.absorbed.items() if code in row_of}
    room |= {code: count for code, count in Counter(delegated["commune"]).items() if code in row_of}
    claims = {gap: _claimants(polygon, coverage, row_of, delegated, room) for gap, polygon in enumerate(found)}
    completed, owned = coverage.copy(), owners(claims, room)
    for gap, commune in owned.items():
        row = row_of[commune]
        # The union of a missing contour and the gap is the gap.
        completed[row] = found[gap] if completed[row] is None else shapely.union(completed[row], found[gap])
    return completed, sorted(set(owned.values()))


def _claimants(
    gap: shapely.Polygon,
    coverage: Geometries,
    row_of: Mapping[str, int],
    delegated: pd.DataFrame,
    room: Mapping[str, int],
) -> frozenset[str]:
    inside = shapely.contains_properly(gap, shapely.point_on_surface(delegated["geometry"].to_numpy()))
    found = set(delegated.loc[inside, "commune"])
    for commune in room:
        contour = coverage[row_of[commune]]
        if contour is not None and shapely.length(shapely.intersection(gap.boundary, contour)) > 0:
            found.add(commune)
    return frozenset(found)
