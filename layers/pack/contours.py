"""Contours of the communes: cleaned into one coverage, simplified together, and who touches whom."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ..projections import SNAP, Geometries, blocks, project, unproject
from .gaps import Heirs, complete
from .history import Changes

TOLERANCE = 100.0
"""Metres, for shapely.coverage_simplify."""


@dataclass(frozen=True)
class Contours:
    """Contours in the order of the communes given, None where the source has none.

    ``fine``: cleaned, not simplified, metres. ``coarse``: cleaned and simplified, metres.
    ``degrees``: ``coarse`` in WGS84. ``epsg``: the metric projection of each row. ``completed``: communes that
    were given a gap back.
    """

    fine: Geometries
    coarse: Geometries
    degrees: Geometries
    epsg: pd.Series
    completed: frozenset[str]


def clean(geometries: Geometries) -> Geometries:
    """Polygons (metres) that tile without overlap and share their vertices. Raises ValueError if they cannot."""
    cleaned: Geometries = shapely.coverage_clean(geometries, snapping_distance=SNAP)
    return _checked(cleaned, "cleaned")


def simplify(geometries: Geometries) -> Geometries:
    """A valid coverage with fewer vertices, borders simplified once for both sides."""
    simplified: Geometries = shapely.coverage_simplify(geometries, TOLERANCE)
    return _checked(simplified, "simplified")


def _checked(geometries: Geometries, what: str) -> Geometries:
    sound = shapely.is_valid(geometries).all() and not shapely.is_empty(geometries).any()
    if not (sound and shapely.coverage_is_valid(geometries)):
        msg = f"the {what} contours are not a valid coverage"
        raise ValueError(msg)
    return geometries


def contours(table: pd.DataFrame, source: Geometries, heirs: Heirs) -> Contours:
    """Clean, complete and simplify ``source`` (WGS84, None allowed) block by block.

    ``table`` has one row per contour: commune, department.
    """
    fine, coarse, degrees = (np.full(len(source), None, dtype=object) for _ in range(3))
    epsg = pd.Series(0, index=table.index)
    given: set[str] = set()
    for code, rows in blocks(table["department"]):
        epsg[rows] = code
        fine[rows], owned = _cleaned(table.loc[rows, "commune"], source[rows], heirs, code)
        given |= set(owned)
        drawn = rows & ~shapely.is_missing(fine)
        coarse[drawn] = simplify(fine[drawn])
        degrees[drawn] = shapely.normalize(unproject(coarse[drawn], code))
    if not shapely.is_valid(degrees[~shapely.is_missing(degrees)]).all():
        msg = "rounding the coordinates made an invalid contour"
        raise ValueError(msg)
    return Contours(fine, coarse, degrees, epsg, frozenset(given))


def _cleaned(communes: pd.Series, source: Geometries, heirs: Heirs, epsg: int) -> tuple[Geometries, list[str]]:
    fine = np.full(len(source), None, dtype=object)
    drawn = ~shapely.is_missing(source)
    fine[drawn] = clean(project(source[drawn], epsg))
    here = heirs.delegated[heirs.delegated["commune"].isin(communes)]
    delegated = here.assign(geometry=project(here["geometry"].to_numpy(), epsg))
    completed, owned = complete(communes, fine, delegated, heirs)
    _checked(completed[~shapely.is_missing(completed)], "completed")
    return completed, owned


def neighbours(communes: pd.Series, coverage: Geometries) -> pd.DataFrame:
    """Pairs (a < b) of communes with a common border of positive length.

    ``coverage`` is a valid one, so that a common border is made of segments with the same two ends:
    the communes that hold the same segment are neighbours; a common point is not enough.
    """
    segments = _segments(coverage)
    pairs = segments.merge(segments, on=["x1", "y1", "x2", "y2"])
    pairs = pairs[pairs["row_x"] != pairs["row_y"]]
    codes = communes.to_numpy()
    touching = pd.DataFrame({"a": codes[pairs["row_x"]], "b": codes[pairs["row_y"]]})
    touching = touching[touching["a"] < touching["b"]].drop_duplicates()
    return touching.sort_values(["a", "b"], ignore_index=True)


def _segments(coverage: Geometries) -> pd.DataFrame:
    parts, rows = shapely.get_parts(coverage, return_index=True)
    rings, parents = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    start, end = points[:-1][inside], points[1:][inside]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start[swap], end[swap] = end[swap], start[swap]
    ends = np.column_stack([start, end])
    table = pd.DataFrame(ends, columns=["x1", "y1", "x2", "y2"])
    return table.assign(row=rows[parents][ring[:-1][inside]])


def adjacency(communes: pd.Series, drawn: Contours) -> pd.DataFrame:
    """The national graph of neighbours, from the cleaned contours that are not simplified."""
    tables = []
    for epsg in sorted(drawn.epsg.unique()):
        # Guadeloupe and Martinique share a projection and were cleaned apart; they do not touch.
        rows = (drawn.epsg == epsg).to_numpy() & ~shapely.is_missing(drawn.fine)
        tables.append(neighbours(communes[rows].reset_index(drop=True), drawn.fine[rows]))
    return pd.concat(tables).sort_values(["a", "b"], ignore_index=True)


def contour_quality(communes: pd.Series, given: Geometries, drawn: Contours, changes: Changes) -> pd.Series:
    """How each contour is known; None without contour.

    source: as given. completed: it absorbed communes since and a gap was given back. rebuilt: it had none, and
    is the gap where its delegated communes lie. partial: it absorbed communes, but no gap could be told its own.
    too_large: it still covers communes restored since.
    """
    kinds: list[str | None] = []
    for code, before, after in zip(communes, given, drawn.fine, strict=True):
        if after is None or before is None:
            kinds.append(None if after is None else "rebuilt")
        elif code in changes.absorbed:
            kinds.append("completed" if code in drawn.completed else "partial")
        else:
            kinds.append("too_large" if code in changes.cut else "source")
    return pd.Series(kinds, index=communes.index, dtype=object)
