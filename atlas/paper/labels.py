"""Names on a printed map: inside their commune where they fit, else a number keyed to the index; never overlapping."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from PIL import ImageFont
from shapely import STRtree

from ..words import alphabetical
from .frame import Frame

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "atkinson"
FAMILY = "Atkinson Hyperlegible Next"
BOLD = FONTS / "AtkinsonHyperlegibleNext_600SemiBold.ttf"
LEADING = 1.08

LONGEST_LEADER = 9.0
"""Millimetres: a number stands no farther from a commune too small for it."""


@dataclass(frozen=True)
class Label:
    """Lines of text centred on (x, y), in drawing units; ``leader`` is the end of the line to a small commune."""

    commune: str
    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    leader: tuple[float, float] | None = None

    @property
    def is_number(self) -> bool:
        """True where the name is in the index."""
        return self.lines[0].isdecimal()


class Labels:
    """Where names go for one territory: anchors are found once, then placed in any window."""

    def __init__(self, shapes: pd.Series, names: pd.Series, rank: pd.Series) -> None:
        self.names, self.order = names, list(rank.sort_values(ascending=False, kind="stable").index)
        self.numbers = {code: str(n) for n, code in enumerate(alphabetical(names).index, start=1)}
        self.main = {code: _largest(shape) for code, shape in shapes.items()}
        self.anchors = {code: _anchors(shape) for code, shape in self.main.items()}
        shapely.prepare(list(self.main.values()))

    def place(self, frame: Frame, sizes: Sequence[float], taken: Sequence[shapely.Geometry] = ()) -> list[Label]:
        """Labels of the communes whose middle is in the window, none on another nor on what is ``taken`` (metres).

        ``sizes`` of the text in millimetres, the preferred one first. Names first, then numbers, then the numbers of
        the communes too small for one, at the end of a line.
        """
        window = shapely.box(*frame.window)
        shapely.prepare(window)
        seen = [c for c in self.order if c in self.main and window.contains(self.anchors[c][0])]
        full, small, found = _Taken(taken), [], []
        for code in seen:
            label = self._inside(code, frame, sizes, full, window)
            if label is None:
                small.append(code)
            else:
                found.append(label)
        rest = []
        for code in small:
            label = self._number(code, frame, sizes[-1], full)
            if label is None:
                rest.append(code)
            else:
                found.append(label)
        return found + [found_out for code in rest if (found_out := self._beside(code, frame, sizes[-1], full, window))]

    def _inside(
        self, code: str, frame: Frame, sizes: Sequence[float], full: "_Taken", window: shapely.Geometry
    ) -> Label | None:
        for size, lines in product(sizes, wrapped(str(self.names[code]))):
            wide, high = _extent(lines, size, frame)
            for point in self.anchors[code]:
                box = _around(point, wide, high)
                if self.main[code].contains(box) and window.contains(box) and full.take(box):
                    return Label(code, lines, *frame.at(point.x, point.y), size)
        return None

    def _number(self, code: str, frame: Frame, size: float, full: "_Taken") -> Label | None:
        lines = (self.numbers[code],)
        wide, high = _extent(lines, size, frame)
        for point in self.anchors[code]:
            box = _around(point, wide, high)
            if self.main[code].contains(box) and full.take(box):
                return Label(code, lines, *frame.at(point.x, point.y), size)
        return None

    def _beside(self, code: str, frame: Frame, size: float, full: "_Taken", window: shapely.Geometry) -> Label | None:
        """A number near its commune; None, and only in the index, where there is no room at all."""
        lines, middle = (self.numbers[code],), self.anchors[code][0]
        wide, high = _extent(lines, size, frame)
        for x, y in _spiral():
            point = shapely.Point(middle.x + x * frame.scale / 1000, middle.y + y * frame.scale / 1000)
            box = _around(point, wide, high)
            if window.contains(box) and full.take(box):
                return Label(code, lines, *frame.at(point.x, point.y), size, frame.at(middle.x, middle.y))
        return None


class _Taken:
    """Boxes already on the map."""

    def __init__(self, boxes: Sequence[shapely.Geometry]) -> None:
        self.fixed = STRtree(boxes)
        self.placed: list[tuple[float, float, float, float]] = []

    def take(self, box: shapely.Geometry) -> bool:
        """Keep a box and say yes if it is on no other."""
        west, south, east, north = box.bounds
        if any(west < e and w < east and south < n and s < north for w, s, e, n in self.placed):
            return False
        if self.fixed.query(box, predicate="intersects").size:
            return False
        self.placed.append((west, south, east, north))
        return True


def wrapped(name: str) -> Iterator[tuple[str, ...]]:
    """A name on one line, then on two, then on three, cut after its spaces and hyphens."""
    yield (name,)
    parts = re.split(r"(?<=[- ])", name)
    for k in range(1, len(parts)):
        yield "".join(parts[:k]).strip(), "".join(parts[k:]).strip()
    for k in range(1, len(parts) - 1):
        for m in range(k + 1, len(parts)):
            yield "".join(parts[:k]).strip(), "".join(parts[k:m]).strip(), "".join(parts[m:]).strip()


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(BOLD), 100)


@cache
def _length(text: str) -> float:
    return _font().getlength(text) / 100


def _extent(lines: tuple[str, ...], size: float, frame: Frame) -> tuple[float, float]:
    """Width and height of a text in metres on the ground, with the air around it."""
    wide = (max(_length(line) for line in lines) + 0.25) * size
    return wide * frame.scale / 1000, (len(lines) * LEADING + 0.1) * size * frame.scale / 1000


def _around(point: shapely.Point, wide: float, high: float) -> shapely.Geometry:
    return shapely.box(point.x - wide / 2, point.y - high / 2, point.x + wide / 2, point.y + high / 2)


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    """The largest part of a commune: its name goes there."""
    parts = shapely.get_parts(shape)
    return parts[int(np.argmax(shapely.area(parts)))]


def _anchors(shape: shapely.Geometry) -> list[shapely.Point]:
    """Where a name may be centred: the middle of the widest room, of the area, then a little above and below."""
    room = shapely.maximum_inscribed_circle(shape, tolerance=math.sqrt(shape.area) / 50)
    middle = shapely.Point(room.coords[0])
    reach = room.length / 3
    shifted = [shapely.Point(middle.x + dx * reach, middle.y + dy * reach) for dx, dy in SHIFTS]
    return [middle, shape.centroid, *shifted]


SHIFTS = ((0, 1), (0, -1), (1, 0), (-1, 0), (0, 2), (0, -2))


def _spiral() -> Iterator[tuple[float, float]]:
    """Millimetres around a point, nearest first."""
    for radius in np.arange(2.0, LONGEST_LEADER + 0.1, 1.0):
        for turn in range(16):
            angle = 2 * math.pi * turn / 16 + math.pi / 16
            yield radius * math.cos(angle), radius * math.sin(angle)
