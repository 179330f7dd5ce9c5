"""A sentence that carries its figures: each can be checked against the cells of the table it was read from."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from i18n import Counted, Lang, Text, number, percent, signed, typeset

from .words import enumeration, minutes

How = Literal["is", "sum", "mean", "count", "min", "max"]
Unit = Literal["count", "persons", "trip", "score", "signed_score", "share"]

DIGITS: dict[Unit, int] = {"count": 0, "persons": 0, "trip": 0, "score": 2, "signed_score": 2, "share": 0}
COARSE = 1_000
"""Persons counted on estimates are told to 10 up to here, to 100 above (METHOD 2.3, rule 10)."""


@dataclass(frozen=True)
class Cells:
    """Where a figure is read.

    Attributes
    ----------
    table
        Name of a table of the study, as it is exported: ``communes``, ``pairs``...
    column
        Its column; "" to count rows.
    where
        Which rows, as ``pandas.DataFrame.query`` reads it; "" for all.
    how
        What is made of them: the only one, their sum, their mean weighted by ``weight``, their number, the lowest, the
        highest.
    """

    table: str
    column: str
    how: How = "is"
    where: str = ""
    weight: str = ""


@dataclass(frozen=True)
class Figure:
    """A number as it is said.

    Attributes
    ----------
    cells, over, less
        What it is read from, what that is divided by, and what is then taken off, where something is.
    digits
        Decimals; None for those of the unit.
    coarse
        Whether it rests on estimates: persons are not known to one, nor a trip to a minute.
    noun
        What it counts, said with it: none, one or many.
    """

    value: float
    unit: Unit
    cells: Cells
    over: Cells | None = None
    less: Cells | None = None
    digits: int | None = None
    coarse: bool = False
    noun: Counted | None = None

    def in_lang(self, lang: Lang) -> str:
        """Write it as the language does."""
        digits = DIGITS[self.unit] if self.digits is None else self.digits
        if self.unit == "trip":
            return minutes(self.value, lang, estimated=self.coarse)
        if self.unit == "share":
            return percent(self.value, lang, digits)
        if self.unit == "signed_score":
            return signed(self.value, lang, digits)
        if self.noun is not None:
            return self.noun.in_lang(lang, self.told, digits)
        return number(self.told, lang, digits)

    @property
    def told(self) -> float:
        """The value as it is rounded to be told, before its digits."""
        if self.coarse and self.unit == "persons":
            return coarsely(self.value)
        return self.value


@dataclass(frozen=True)
class Span:
    """Persons counted on estimates, as an interval: certainly, centrally and possibly so many (METHOD 2.3, rule 10)."""

    low: Figure
    central: Figure
    high: Figure

    def in_lang(self, lang: Lang) -> str:
        """Write both ends, or the one number they are; unknown where nobody knows."""
        if math.isnan(self.central.value):
            return Text("nombre inconnu", "unknown number").in_lang(lang)
        if self.low.told != self.high.told:
            said = Text("entre {low} et {high} environ", "between {low} and about {high}").in_lang(lang)
            return said.format(low=self.low.in_lang(lang), high=self.high.in_lang(lang))
        one = self.central.in_lang(lang)
        exact = not self.central.coarse or self.low.value == 0
        return one if exact else Text("environ {n}", "about {n}").in_lang(lang).format(n=one)


def between(low: float, high: float, lang: Lang) -> str:
    """Persons at least and at most, in a cell of a table: one number where they are the same."""
    if low == high or math.isnan(low):
        return number(low, lang)
    return "–".join(number(end, lang) for end in dict.fromkeys(map(coarsely, (low, high))))


def by_number(n: float, one: Text, many: Text) -> Text:
    """The pattern for so many: French is plural from two on, English but at one."""
    told = round(n)
    return Text(one.fr if told < 2 else many.fr, one.en if told == 1 else many.en)


def adding_up(parts: Iterable[float], whole: float, least: int = 2) -> int:
    """The fewest decimals with which parts, once rounded, make their whole as it is rounded (METHOD 2.3, rule 20)."""
    held = list(parts)
    for digits in range(least, MOST_DIGITS):
        if round(sum(round(part, digits) for part in held) - round(whole, digits), digits) == 0:
            return digits
    return MOST_DIGITS


MOST_DIGITS = 6


def coarsely(persons: float) -> float:
    """Persons counted on estimates, to 10 under 1,000 and to 100 above; nobody is nobody (METHOD 2.3, rule 10)."""
    step = 10 if persons < COARSE else 100
    return float(max(round(persons / step) * step, 10 if persons > 0 else 0))


@dataclass(frozen=True)
class Names:
    """Names from data, and what naming them claims: that they come first in a column, or are its first by a hair.

    Attributes
    ----------
    keys
        Their rows in the table.
    lead
        By how much the last of them leads the next; where they are ``tied``, within how much of the first they all
        are; 0: different, or equal, as they are shown, with two digits.
    among
        The rows that are ranked together, as ``pandas.DataFrame.query`` reads it.
    least
        Whether they come first by the least, not by the most.
    """

    keys: tuple[str, ...]
    names: tuple[str | Text, ...]
    table: str
    column: str
    lead: float = 0.0
    tied: bool = False
    among: str = ""
    least: bool = False

    def in_lang(self, lang: Lang) -> str:
        """Write them one after the other; labels of our own as inside a sentence."""
        return enumeration([n if isinstance(n, str) else inside(n.in_lang(lang)) for n in self.names], lang)


def inside(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it starts with an acronym."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


Value = Figure | Span | Names | Text | str


@dataclass(frozen=True)
class Finding:
    """A sentence: its pattern, and the values of its placeholders. ``finding.in_lang("fr")`` reads it."""

    pattern: Text
    values: Mapping[str, Value] = field(default_factory=dict)

    def in_lang(self, lang: Lang) -> str:
        """Write it in one language."""
        written = {key: value if isinstance(value, str) else value.in_lang(lang) for key, value in self.values.items()}
        sentence = (self.pattern.fr if lang == "fr" else self.pattern.en).format(**written)
        return typeset(sentence)
