"""What an answer or a written document is made of, in one language: page, PDF and OpenDocument draw the same blocks."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from distance.kernels import Array

from .classes import Classes
from .map import Map


class Heading(NamedTuple):
    """The title of a part."""

    text: str


class Paragraph(NamedTuple):
    """Sentences."""

    text: str


class Note(NamedTuple):
    """Small print: the evidence behind a sentence, how to read a table."""

    text: str


class Warned(NamedTuple):
    """What is missing, the screen where it is had, and what that screen then shows; "" for none."""

    text: str
    screen: str = ""
    shown: Mapping[str, str] = {}


class Field(NamedTuple):
    """What the CCAS has to write."""

    text: str


class Bar(NamedTuple):
    """A share of a track, in a cell of a table; hatched where it is doubtful."""

    bar: float
    color: str
    hatched: bool = False


class Table(NamedTuple):
    """Rows under their heads.

    ``numbers`` are the ranks of the columns on the right, all but the first if None; ``above``, what stands over each
    head, once over those that follow one another.
    """

    heads: list[str]
    rows: Sequence[Sequence[str | Bar]]
    numbers: tuple[int, ...] | None = None
    above: tuple[str, ...] = ()

    @property
    def whole_heads(self) -> list[str]:
        """Each head with what stands above it, where one line says both."""
        if not self.above:
            return self.heads
        return [", ".join(part for part in both if part) for both in zip(self.heads, self.above, strict=True)]


class Picture(NamedTuple):
    """A map of the study."""

    shown: Map
    alt: str


class Matrix(NamedTuple):
    """Each of several with each other, coloured by class; the diagonal is set apart.

    ``values``: (n, n), NaN where unknown; ``cells``: how each is written.
    """

    names: list[str]
    values: Array
    cells: list[list[str]]
    classes: Classes


class Dots(NamedTuple):
    """Points on a plane, each with its name and colour; those of ``named`` bear their name.

    ``xy``: (n, 2), in [0, 1] from the left and from the top.
    """

    names: list[str]
    xy: Array
    colors: list[str]
    named: frozenset[int]
    proportions: tuple[float, float]


Block = Heading | Paragraph | Note | Warned | Field | Table | Picture | Matrix | Dots
