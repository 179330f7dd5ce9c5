"""FlatGeobuf: its header and its features are read here, offset by offset; the format is small and asks no library.

Source: the schemas header.fbs and feature.fbs of FlatGeobuf 3, and the binary format of FlatBuffers.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyproj
import shapely

from i18n import Text

from .frame import AUTOMATIC, Choice, ParsedFile, from_values
from .limits import MAX_ROWS
from .refused import Refused
from .shapes import authority, described, located

MAGIC = 8
"""Bytes before the header."""
NODE = 40
"""Bytes of a node of the index."""
FIXED = "bB?hHiIqQfd"
"""Types 0 to 10 of a column, as struct names them; then text, JSON, a day, which are texts, and bytes."""
BYTES = 14
POINT, LINE, POLYGON, POINTS, LINES, POLYGONS = range(1, 7)
CORNERS = 4
"""Fewest points of a ring, the first one twice."""


class FlatTable(NamedTuple):
    """A table of FlatBuffers: where it starts in the bytes."""

    buffer: bytes
    at: int

    def field(self, rank: int) -> int:
        """Where a field is; 0 if it is not there."""
        entries = self.at - _read(self.buffer, "i", self.at)
        offset = 4 + 2 * rank
        found = _read(self.buffer, "H", entries + offset) if offset < _read(self.buffer, "H", entries) else 0
        return self.at + found if found else 0

    def scalar(self, rank: int, kind: str, default: int) -> int:
        """A number."""
        at = self.field(rank)
        return int(_read(self.buffer, kind, at)) if at else default

    def vector(self, rank: int) -> tuple[int, int]:
        """Where the items of a list start, and how many there are."""
        at = self.field(rank)
        start = at + _read(self.buffer, "I", at) if at else 0
        return (start + 4, _read(self.buffer, "I", start)) if at else (0, 0)

    def text(self, rank: int) -> str:
        """A text, "" if it is not there."""
        start, count = self.vector(rank)
        return self.buffer[start : start + count].decode("utf-8", "replace")

    def numbers(self, rank: int, kind: str) -> list[float]:
        """A list of numbers."""
        start, count = self.vector(rank)
        return list(struct.unpack_from(f"<{count}{kind}", self.buffer, start)) if count else []

    def tables(self, rank: int) -> list["FlatTable"]:
        """A list of tables."""
        start, count = self.vector(rank)
        if 4 * count > len(self.buffer):
            raise struct.error(count)
        return [_follow(self.buffer, start + 4 * i) for i in range(count)]

    def table(self, rank: int) -> "FlatTable | None":
        """A table inside."""
        at = self.field(rank)
        return _follow(self.buffer, at) if at else None


def read(content: bytes, _: Choice = AUTOMATIC) -> ParsedFile:
    """The features of a FlatGeobuf.

    Raises
    ------
    Refused
        If it has none.
    struct.error
        If it is damaged.
    """
    header = _follow(content, MAGIC + 4)
    columns = [(one.text(0), one.scalar(1, "B", 0)) for one in header.tables(7)]
    kind = header.scalar(2, "B", 0)
    start = MAGIC + 4 + _read(content, "I", MAGIC) + _index(header.scalar(8, "Q", 0), header.scalar(9, "H", 16))
    rows, shapes = [], []
    for feature in _features(content, start):
        rows.append(_values(feature, columns))
        geometry = feature.table(0)
        shapes.append(None if geometry is None else _shape(geometry, kind or geometry.scalar(6, "B", 0)))
    if not rows:
        raise Refused(Text("Cette couche FlatGeobuf est vide.", "This FlatGeobuf layer is empty."))
    table = from_values([name for name, _ in columns], rows, len(rows))
    return located(table, list(shapes), np.array([*shapes, None], dtype=object)[:-1], _crs(header.table(10)))


def _read(buffer: bytes, kind: str, at: int) -> int:
    found: int = struct.unpack_from(f"<{kind}", buffer, at)[0]
    return found


def _follow(buffer: bytes, at: int) -> FlatTable:
    return FlatTable(buffer, at + _read(buffer, "I", at))


def _index(features: int, node: int) -> int:
    """Bytes of the index: a tree of nodes, up to one that holds all."""
    if not node or not features:
        return 0
    total = level = features
    while level > 1:
        level = -(-level // max(node, 2))
        total += level
    return total * NODE


def _features(content: bytes, at: int) -> Iterator[FlatTable]:
    count = 0
    while at + 4 < len(content) and count <= MAX_ROWS:
        size = _read(content, "I", at)
        if not size or at + 4 + size > len(content):
            raise struct.error(size)
        yield _follow(content[at + 4 : at + 4 + size], 0)
        at, count = at + 4 + size, count + 1


def _values(feature: FlatTable, columns: list[tuple[str, int]]) -> list[object]:
    """The values of a feature by column: each is written after the rank of its own."""
    at, count = feature.vector(1)
    end, found = at + count, dict[int, object]()
    while at < end:
        rank, at = _read(feature.buffer, "H", at), at + 2
        if rank >= len(columns):
            raise struct.error(rank)
        kind = columns[rank][1]
        if kind < len(FIXED):
            found[rank] = _read(feature.buffer, FIXED[kind], at)
            at += struct.calcsize(f"<{FIXED[kind]}")
        else:
            size = _read(feature.buffer, "I", at)
            text = feature.buffer[at + 4 : at + 4 + size]
            found[rank] = None if kind == BYTES else text.decode("utf-8", "replace")
            at += 4 + size
    return [found.get(rank) for rank in range(len(columns))]


def _shape(geometry: FlatTable, kind: int) -> shapely.Geometry | None:
    """A geometry; of one made of parts, its first part."""
    parts = geometry.tables(7)
    if parts:
        return _shape(parts[0], POLYGON if kind == POLYGONS else kind)
    xy = np.array(geometry.numbers(1, "d"), dtype=float).reshape(-1, 2)
    ends = [int(end) for end in geometry.numbers(0, "I")]
    if not len(xy) or not np.isfinite(xy).all():
        return None
    if kind == POINT:
        return shapely.Point(xy[0])
    if kind == POINTS:
        return shapely.MultiPoint(xy)
    pieces = np.split(xy, ends[:-1]) if ends else [xy]
    if kind == POLYGON:
        rings = [piece for piece in pieces if len(piece) >= CORNERS]
        return shapely.Polygon(rings[0], rings[1:]) if rings else None
    return shapely.MultiLineString([piece for piece in pieces if len(piece) > 1]) if kind in (LINE, LINES) else None


def _crs(said: FlatTable | None) -> pyproj.CRS | None:
    if said is None:
        return None
    return authority(f"{said.text(0) or 'EPSG'}:{said.scalar(1, 'i', 0)}") or described(said.text(4))
