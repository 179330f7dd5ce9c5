"""How a document is printed: sheet, date, pages, colours and logo of the collectivity."""

import base64
import io
import math
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from PIL import Image, UnidentifiedImageError

from i18n import Lang, Text
from layers import LayerError

from .ink import luminance

Size = Literal["a4", "a3"]
COLOR = "#1f4e8c"
"""The accent of the app, where the collectivity gives none."""

HEAVIEST_LOGO = 2_000_000
"""Bytes."""

LARGEST_LOGO = 6_000_000
"""Pixels: a small file may unfold into one that fills the memory."""

SHARPEST = 1200
"""Pixels of the longest side kept: 300 to the inch on ten centimetres."""

PAPER_SIDES: dict[Size, tuple[float, float]] = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
"""Millimetres of the short and long side."""


@dataclass(frozen=True)
class PaperSheet:
    """A sheet of paper and the room its parts take, in millimetres."""

    size: Size = "a4"
    landscape: bool = True

    @property
    def width(self) -> float:
        """From left to right."""
        return PAPER_SIDES[self.size][int(self.landscape)]

    @property
    def height(self) -> float:
        """From top to bottom."""
        return PAPER_SIDES[self.size][int(not self.landscape)]

    @property
    def name(self) -> str:
        """A4 or A3, as said."""
        return self.size.upper()

    @property
    def text(self) -> float:
        """Points of the running text."""
        return 9.0 if self.size == "a4" else 10.5

    @property
    def margin(self) -> float:
        """White around the page."""
        return 12.0 if self.size == "a4" else 15.0

    @property
    def header(self) -> float:
        """Title, subtitle and sentences, above the map."""
        return {("a4", True): 29.0, ("a4", False): 36.0}.get((self.size, self.landscape), 37.0)

    @property
    def notes(self) -> float:
        """Reading, coverage and sources, under the map."""
        return {("a4", True): 19.0, ("a4", False): 27.0, ("a3", True): 19.0}.get((self.size, self.landscape), 24.0)

    @property
    def panel(self) -> float:
        """The legend: its width beside the map in landscape, its height under it in portrait."""
        return {("a4", True): 66.0, ("a4", False): 68.0, ("a3", True): 92.0}.get((self.size, self.landscape), 100.0)

    @property
    def map(self) -> tuple[float, float]:
        """Width and height of the map of the territory."""
        wide, high = self.width - 2 * self.margin, self.height - 2 * self.margin - FOOT - self.header - self.notes - GAP
        return (wide - self.panel - GAP, high) if self.landscape else (wide, high - self.panel - GAP)

    @property
    def half(self) -> tuple[float, float]:
        """Width and height of each of two maps of the territory side by side, less the title of each."""
        wide, high = self.map
        return (wide - GAP) / 2, high - HALF_TITLE

    @property
    def room(self) -> tuple[float, float]:
        """Width and height between the title and the notes."""
        high = self.height - 2 * self.margin - FOOT - self.header - self.notes - GAP
        return self.width - 2 * self.margin, high

    @property
    def close_up(self) -> tuple[float, float]:
        """Width and height of the map of one commune."""
        wide, high = self.room
        return (round(wide * 0.39), high) if self.landscape else (wide - self.side - GAP, round(high * 0.56))

    def beneath(self, rows: int) -> bool:
        """Whether a table of so many rows fits under the legend of a former EPCI, beside its map."""
        return self.landscape and self._table(rows) <= self.room[1] - LEGEND * self.text - GAP

    def part(self, rows: int) -> tuple[float, float]:
        """Width and height of the map of a former EPCI: the shorter the table of its communes, the larger."""
        wide, high = self.room
        if not self.landscape:
            table = self._table(math.ceil(rows / 2) if rows > ONE_COLUMN else rows)
            return wide - self.side - GAP, max(0.4 * high, high - table - GAP)
        return (wide - self.side - 2 * GAP - INSETS if self.beneath(rows) else round(wide * 0.39)), high

    def _table(self, rows: int) -> float:
        return (HEAD + ROW * rows) * self.text

    @property
    def side(self) -> float:
        """Width of the figures beside a close-up."""
        return 62.0 if self.size == "a4" else 84.0

    @property
    def labels(self) -> tuple[float, ...]:
        """Sizes of the names on a map, the preferred one first: five points at least."""
        return (2.3, 2.05, 1.8) if self.size == "a4" else (2.9, 2.5, 2.1, 1.8)


GAP, FOOT, HALF_TITLE = 5.0, 3.0, 5.6
"""Millimetres between two parts of a page, of the line under it, and of the title of each of two maps."""


LEGEND, HEAD, ROW = 5.8, 2.9, 0.3
"""Height of a legend, of the turned heads of a table of communes and of one row: millimetres per point of text."""

INSETS = 60.0
"""Millimetres of the two insets, side by side."""

ONE_COLUMN = 6
"""Rows of a table that is not set in two columns."""


@dataclass(frozen=True)
class Charter:
    """Colour (#rrggbb) and logo (the bytes of a PNG or JPEG image, or none) of the collectivity.

    Raises
    ------
    LayerError
        If the colour is none, too light to be read, or if the image cannot be used; says what to give.
    """

    color: str = COLOR
    logo: bytes = b""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.color):
            raise LayerError(_NOT_A_COLOR.format(color=self.color[:20]))
        if luminance(self.color) > 0.183:  # under 4.5 to 1 on white (WCAG 2.1 AA)
            raise LayerError(_TOO_LIGHT.format(color=self.color))
        if self.logo:
            _ = self.picture

    @cached_property
    def picture(self) -> str:
        """The logo drawn anew, as SVG: nothing of the file given goes to print but its pixels."""
        image = _redrawn(self.logo)
        with io.BytesIO() as held:
            image.save(held, "PNG")
            content = base64.b64encode(held.getvalue()).decode()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {image.width} {image.height}">'
            f'<image width="{image.width}" height="{image.height}" href="data:image/png;base64,{content}"/></svg>'
        )


def _redrawn(logo: bytes) -> Image.Image:
    if len(logo) > HEAVIEST_LOGO:
        raise LayerError(_TOO_HEAVY)
    try:
        with Image.open(io.BytesIO(logo), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > LARGEST_LOGO:
                raise LayerError(_TOO_LARGE)
            drawn = image.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise LayerError(_NOT_AN_IMAGE) from error
    drawn.thumbnail((SHARPEST, SHARPEST))
    return drawn


_NOT_A_COLOR = Text(
    "« {color} » n'est pas une couleur : écrivez-la #rrvvbb, par exemple #1f4e8c.",
    "“{color}” is not a colour: write it #rrggbb, for instance #1f4e8c.",
)
_TOO_LIGHT = Text(
    "La couleur {color} est trop claire pour être lue sur du papier blanc : choisissez-en une plus foncée.",
    "The colour {color} is too light to be read on white paper: choose a darker one.",
)
_TOO_HEAVY = Text(
    "Le logo pèse plus de 2 Mo : enregistrez-le plus petit (PNG ou JPEG).",
    "The logo weighs more than 2 MB: save it smaller (PNG or JPEG).",
)
_TOO_LARGE = Text(
    "Le logo compte plus de 6 millions de pixels : réduisez-le (1 200 pixels de large suffisent).",
    "The logo has more than 6 million pixels: make it smaller (1,200 pixels wide is enough).",
)
_NOT_AN_IMAGE = Text(
    "Le logo n'est pas une image lisible : donnez un fichier PNG ou JPEG.",
    "The logo is not an image that can be read: give a PNG or JPEG file.",
)


@dataclass(frozen=True)
class Edition:
    """One printing of a document.

    Attributes
    ----------
    day
        Date written on every page: given, so that the same choices print the same bytes.
    maps
        Keys of the maps to print, and ``between`` for the matrix of former EPCIs, in atlas order whatever theirs;
        the maps of which nothing is known are left out, and listed.
    former
        A page per former EPCI.
    communes
        Codes of the communes that have their page.
    photocopy
        Hatching in black and white in place of colours.
    """

    day: date
    lang: Lang = "fr"
    sheet: PaperSheet = PaperSheet()
    maps: tuple[str, ...] = ()
    former: bool = True
    communes: tuple[str, ...] = ()
    photocopy: bool = False
    charter: Charter = Charter()


def said_day(day: date, lang: Lang) -> str:
    """A date as it is written: 22 novembre 2026, 22 November 2026."""
    name = MONTHS[day.month - 1].in_lang(lang)
    first = day.day == 1 and lang == "fr"
    return f"{'1er' if first else day.day} {name} {day.year}"


MONTHS = (
    Text("janvier", "January"), Text("février", "February"), Text("mars", "March"), Text("avril", "April"),
    Text("mai", "May"), Text("juin", "June"), Text("juillet", "July"), Text("août", "August"),
    Text("septembre", "September"), Text("octobre", "October"), Text("novembre", "November"),
    Text("décembre", "December"),
)  # fmt: skip
