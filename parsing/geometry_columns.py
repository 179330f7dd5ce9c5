"""A column of text that holds geometries (WKT, or WKB in hexadecimal as PostGIS writes it): its points are read."""

import json
import re

import numpy as np
import pyproj
import shapely

from i18n import Text

from .frame import ParsedFile, X
from .shapes import authority, located

WKT = re.compile(r"(?:SRID=(\d+);)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:Z|M|ZM)?\s*\(", re.IGNORECASE)
WKB = re.compile(r"0[01](?:[0-9A-F]{2}){20,}", re.IGNORECASE)
GEOJSON = re.compile(r"\{.*\"(?:coordinates)\"\s*:", re.DOTALL)
MOST = 0.5
"""Share of the filled cells that must be geometries."""
SAMPLED = 200


def placed(table: ParsedFile) -> ParsedFile:
    """The table with the columns X and Y, where it has none and one of its columns holds geometries."""
    if X in table.columns:
        return table
    for at, name in enumerate(table.columns):
        cells = [row[at] for row in table.rows]
        sample = [cell for cell in cells if cell is not None][:SAMPLED]
        if sample and sum(map(_is_geometry, sample)) > MOST * len(sample):
            shapes = np.array([*map(_shape, cells), None], dtype=object)[:-1]
            found = located(table, cells, shapes, _crs(sample[0], shapes))
            return found._replace(notes=(*found.notes, _COLUMN.format(name=name)))
    return table


def _is_geometry(cell: str) -> bool:
    return any(form.match(cell) for form in (WKT, WKB, GEOJSON))


def _shape(cell: str | None) -> shapely.Geometry | None:
    if cell is None:
        return None
    try:
        if WKB.fullmatch(cell):
            return shapely.from_wkb(cell)
        if GEOJSON.match(cell):
            return shapely.from_geojson(json.dumps(json.loads(cell)))
        return shapely.from_wkt(cell.rpartition(";")[2] if cell[:4].upper() == "SRID" else cell)
    except (shapely.errors.GEOSException, ValueError, RecursionError):
        return None


def _crs(first: str, shapes: np.ndarray) -> pyproj.CRS | None:
    """The projection that the first geometry says it is in."""
    said = WKT.match(first)
    codes = [said[1]] if said and said[1] else [str(code) for code in shapely.get_srid(shapes) if code > 0][:1]
    return authority(f"EPSG:{codes[0]}") if codes else None


_COLUMN = Text(
    "Points lus dans la colonne de géométries « {name} ».", "Points read in the column of geometries “{name}”."
)
