"""A shapefile in a zip: its members are read in memory, none is ever a file with a name of its choosing."""

import codecs
import io
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt
import shapefile
import shapely

from i18n import Text

from .archives import names, tables, unpacked
from .delimited import TWICE, decoded, encoding_of, named
from .frame import AUTOMATIC, Choice, ParsedFile, from_values
from .limits import check_shape
from .refused import Refused
from .shapes import described, located

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MAGIC = b"\x00\x00\x27\x0a"
"""9994: how both a .shp and a .shx start."""
TEXTS = re.compile(r"utf-8|ascii|cp\d+|iso8859-\d+|mac-roman")
"""Python's names of encodings that a table may be in: others it knows are programs, such as zip."""
RING = 4
"""Fewest points of a ring, the first one twice."""


def read(content: bytes, choice: Choice = AUTOMATIC) -> ParsedFile:
    """The shapefile of a zip that is chosen, else the first by name.

    Raises
    ------
    Refused
        If a part is missing, or is something else under its name.
    """
    parts = _parts(content, choice.part)
    if not {".shx", ".dbf"} <= set(parts):
        raise Refused(
            Text(
                "Le shapefile est incomplet : mettez dans le zip les fichiers .shp, .shx, .dbf et .prj.",
                "The shapefile is incomplete: put the .shp, .shx, .dbf and .prj files in the zip.",
            )
        )
    if not all(parts[suffix].startswith(MAGIC) for suffix in (".shp", ".shx")):
        raise Refused(
            Text(
                "Le zip contient un fichier .shp qui n'est pas un shapefile. Exportez la couche de nouveau depuis "
                "votre logiciel.",
                "The zip holds a .shp file that is not a shapefile. Export the layer again from your software.",
            )
        )
    return _read(parts, choice.encoding)


def _parts(content: bytes, part: str | None) -> Mapping[str, bytes]:
    """The files that go by the name of the .shp, by their suffix."""
    inside = names(content)
    layers = tables(inside, {".shp"})
    stem = PurePosixPath((part if part in layers else layers[0]).lower()).with_suffix("")
    of_layer = {PurePosixPath(name.lower()): name for name in inside}
    chosen = {suffix: of_layer[path] for suffix in PARTS if (path := stem.with_suffix(suffix)) in of_layer}
    found = unpacked(content, chosen.values())
    return {suffix: found[name] for suffix, name in chosen.items()}


def _read(parts: Mapping[str, bytes], chosen: str | None) -> ParsedFile:
    encoding = chosen if chosen and chosen != TWICE else _encoding(parts)
    said = Text(f"Encodage {named(encoding)}.", f"Encoding {named(encoding)}.")
    shp, shx, dbf = (io.BytesIO(parts[suffix]) for suffix in (".shp", ".shx", ".dbf"))
    layer = shapefile.Reader(shp=shp, shx=shx, dbf=dbf, encoding=encoding, encodingErrors="replace")
    check_shape(max(layer.numRecords or 0, layer.numShapes or 0), len(layer.fields))
    # Erased rows are still in the table, and their shapes in the layer.
    both = zip(layer.iterShapes(), layer.iterRecords(deleted_as_None=True), strict=True)
    kept = [(_geometry(shape), shape, list(record)) for shape, record in both if record is not None]
    if not kept:
        raise Refused(Text("Ce shapefile n'a aucune ligne.", "This shapefile has no row."))
    shapes, shown, records = zip(*kept, strict=True)
    given = [shape.points or None if shape else None for shape in shown]
    columns = [field.name for field in layer.fields if field.name != "DeletionFlag"]
    table = from_values(columns, records, len(kept))
    crs = described(decoded(parts[".prj"])) if ".prj" in parts else None
    return located(
        table._replace(notes=(said, *table.notes), encoding=encoding), given, np.array(shapes, dtype=object), crs
    )


def _encoding(parts: Mapping[str, bytes]) -> str:
    """The encoding the .cpg names, unless its table is in UTF-8, or is not when it says so; else the likeliest."""
    written = decoded(parts.get(".cpg", b"")).strip().lower().removeprefix("ansi ")
    try:
        told = codecs.lookup(f"cp{written}" if written.isdecimal() else written).name
    except LookupError:
        told = ""
    # Windows writes its own letters (œ, €) under the name of ISO-8859-1.
    told = "cp1252" if told == "iso8859-1" else told
    # After the header, which is no text.
    table = parts[".dbf"][int.from_bytes(parts[".dbf"][8:10], "little") :]
    seen = encoding_of(table)
    agrees = table.isascii() or (seen == "utf-8") == (told == "utf-8")
    return told if agrees and TEXTS.fullmatch(told) else seen


def _geometry(shape: shapefile.Shape | None) -> shapely.Geometry | None:
    """A geometry whose inside is that of the shape: its rings are not sorted into parts and holes.

    The inside of several rings is what an odd number of them goes around, whichever is called the outer one.
    """
    if shape is None or not shape.points:
        return None
    xy = np.array([point[:2] for point in shape.points], dtype=float)
    if not np.isfinite(xy).all():
        return None
    parts = np.split(xy, list(shape.parts)[1:]) if hasattr(shape, "parts") else [xy]
    if isinstance(shape, shapefile.Polygon):
        rings = sorted((part for part in parts if len(part) >= RING), key=_area, reverse=True)
        return shapely.Polygon(rings[0], rings[1:]) if rings else None
    if isinstance(shape, shapefile.Polyline):
        return shapely.MultiLineString([part for part in parts if len(part) > 1])
    return shapely.Point(xy[0]) if len(xy) == 1 else shapely.MultiPoint(xy)


def _area(ring: npt.NDArray[np.float64]) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))))
