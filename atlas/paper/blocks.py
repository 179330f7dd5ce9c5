"""What a written document is made of, whatever its file format."""

from typing import NamedTuple


class Heading(NamedTuple):
    """The title of a part."""

    text: str


class Paragraph(NamedTuple):
    """Sentences."""

    text: str


class Field(NamedTuple):
    """What the CCAS has to write."""

    text: str


class Table(NamedTuple):
    """Rows under their heads; the first column is text, the others numbers."""

    heads: list[str]
    rows: list[list[str]]


class Picture(NamedTuple):
    """A map of the study, by the key of the registry."""

    key: str
    alt: str


Block = Heading | Paragraph | Field | Table | Picture
