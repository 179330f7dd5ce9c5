"""What formats with a geometry share: the point of each row becomes two columns, in degrees when it can."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import ProjError

from i18n import Text

from .frame import ParsedFile, RowCells, X, Y
from .limits import check_shape

WGS84 = 4326
DIGITS = 7

Geometries = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]

_INSIDE = Text(
    "Géométries qui ne sont pas des points : {count}. Un point pris à l'intérieur en tient lieu.",
    "Geometries that are not points: {count}. A point taken inside stands for them.",
)
_LOST = Text(
    "Géométries illisibles, ou dont les coordonnées ne sont pas des nombres : {count}. Leurs lignes sont sans point.",
    "Geometries that cannot be read, or whose coordinates are no numbers: {count}. Their rows have no point.",
)
_NO_CRS = Text(
    "La projection du fichier n'est pas dite, ou pas reconnue : elle est déduite des valeurs.",
    "The projection of the file is not said, or not recognised: it is inferred from the values.",
)


def authority(name: str) -> pyproj.CRS | None:
    """The projection of a code such as ``EPSG:2154`` or ``urn:ogc:def:crs:OGC:1.3:CRS84``; None if it is none.

    Not ``CRS.from_user_input``: it also takes programs, which name files.
    """
    found = re.fullmatch(r"(?:urn:ogc:def:crs:)?(EPSG|OGC):(?:[\d.]*:)?(CRS84|\d{4,6})", name.strip(), re.IGNORECASE)
    try:
        return pyproj.CRS.from_authority(found[1].upper(), found[2].upper()) if found else None
    except ProjError:
        return None


def described(wkt: str) -> pyproj.CRS | None:
    """The projection that a text describes (WKT): that of its code where it has one; None where none is recognised."""
    try:
        said = pyproj.CRS.from_wkt(wkt)
        code = said.to_epsg()
        return said if code is None else pyproj.CRS.from_epsg(code)
    except ProjError:
        return None


def located(table: ParsedFile, given: Sequence[object], shapes: Geometries, crs: pyproj.CRS | None) -> ParsedFile:
    """The table with the columns X and Y, which a file may not fill otherwise.

    Parameters
    ----------
    given
        By row, what the file gives as a geometry, None where it gives none.
    shapes
        The same, as they could be read.
    """
    x, y, inside = points(shapes)
    change = None if crs is None else _to_degrees(crs)
    if change is not None:
        x, y = change.transform(x, y)
    xs, ys = _written(x), _written(y)
    placed = [east is not None and north is not None for east, north in zip(xs, ys, strict=True)]
    lost = sum(one is not None and not there for one, there in zip(given, placed, strict=True))
    kept = [at for at, name in enumerate(table.columns) if name not in (X, Y)]
    columns = [*(table.columns[at] for at in kept), X, Y]
    check_shape(len(table.rows), len(columns))
    rows: list[RowCells] = [
        [*(row[at] for at in kept), east, north] for row, east, north in zip(table.rows, xs, ys, strict=True)
    ]
    said = ((_INSIDE, inside), (_LOST, lost), (_NO_CRS, change is None))
    notes = [note.format(count=count) for note, count in said if count]
    return table._replace(columns=columns, rows=rows, notes=(*table.notes, *notes))


def points(shapes: Geometries) -> tuple[Floats, Floats, int]:
    """X and Y of each geometry, one inside where it is not a point; how many of these there are.

    A polygon that crosses itself is not mended first, which takes the square of its vertices (a minute for 9 KB):
    the point is taken halfway up, in the widest part between two crossings of its lines, and needs no valid polygon.
    """
    shapes = shapes.copy()
    shapes[~np.isfinite(shapely.bounds(shapes)).all(axis=1)] = None
    others = ~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) != shapely.GeometryType.POINT)
    shapes[others] = shapely.point_on_surface(shapes[others])
    return shapely.get_x(shapes), shapely.get_y(shapes), int(others.sum())


def _to_degrees(crs: pyproj.CRS) -> pyproj.Transformer | None:
    """None from a projection that does not say where it is on Earth."""
    try:
        return pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    except ProjError:
        return None


def _written(values: Floats) -> RowCells:
    return [repr(round(float(value), DIGITS)) if np.isfinite(value) else None for value in values]
