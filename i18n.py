"""Bilingual text: French is the default, English is always there too."""

import math
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

Lang = Literal["fr", "en"]

NBSP = "\u00a0"
"""Non-breaking space. The narrow one (U+202F) is missing from common fonts, so it is not used."""


UNITS = "km/h|km²|km|min|ko|Mo|Go|MB|kB|GB|ha|h|m|euros|points?|pts?"
COUNTED = (
    "ans|minutes?|heures?|habitants?|communes?|personnes?|ménages?|lieux|services?|guichets?|limites?|paires?|sources?|"
    "intercommunalités?|indicateurs?|niveaux|fois|years?|hours?|residents?|persons?|households?|places?|borders?|pairs?"
)
"""What is counted: a number is not parted from it at the end of a line."""

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|«)")
_KEPT = re.compile(
    "|".join((
        r" (?=[:;?!»%€](?:\s|[.,)]|$))|(?<=«) ",  # the signs that French sets apart
        r"(?<=\d) (?=\d{3}(?!\d))",  # thousands
        rf"(?<=\d) (?=(?:{UNITS}|{COUNTED})(?![\w/]))",
        r"(?<=\b1er) |(?<=\b1re) |(?<=\bR\.) (?=\d)|(?<=[nN]°) (?=\d)",
        r"(?<=\b1 :|\b1\u00a0:) (?=\d)",  # a scale
        r"(?<=\b[àa]) (?=\d+\))|(?<=\bto) (?=\d+\))",  # the end of a bracket is not alone on its line
    ))
)  # fmt: skip


@lru_cache(maxsize=8192)
def typeset(sentence: str) -> str:
    """A finished sentence, names and numbers in it, as it is printed: ’ between letters, spaces that do not break.

    The last thing done to what a reader sees, in both languages; done twice, it changes nothing more. Spaces: before
    ; ? ! : » %, after «, in thousands, between a number and its unit or what it counts, after 1er and R.
    """
    return _KEPT.sub(NBSP, _APOSTROPHE.sub("’", sentence))


class Sentence(str):
    """A text in one language: well set, and still so once its placeholders are filled."""

    __slots__ = ()

    def format(self, *given: object, **values: object) -> "Sentence":
        """Fill the placeholders; the whole is set again, for what a name or a number brought."""
        return Sentence(typeset(super().format(*given, **values)))


def collation(name: str) -> str:
    """The key of dictionary order, for every list of names a reader sees: accents, capitals and marks aside."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return f"{letters}\0{name}"


class Text(NamedTuple):
    """One sentence in both languages; ``text.in_lang("fr")`` reads it."""

    fr: str
    en: str

    def in_lang(self, lang: Lang) -> str:
        """Read it in one language."""
        return Sentence(typeset(self.fr if lang == "fr" else self.en))

    def format(self, **values: object) -> "Text":
        """Fill the same placeholders in both languages, each with its own half of a value that is a text."""
        fr = {key: value.fr if isinstance(value, Text) else value for key, value in values.items()}
        en = {key: value.en if isinstance(value, Text) else value for key, value in values.items()}
        return Text(self.fr.format(**fr), self.en.format(**en))


class Counted(NamedTuple):
    """A number ``{n}`` with its noun, and its verb where it has one: for none, for one, for several."""

    none: Text
    one: Text
    many: Text

    def in_lang(self, lang: Lang, value: float, digits: int = 0, **values: object) -> str:
        """Say a count: French is plural from two on, English but at one; what is told is what is written.

        A number that nobody knows has no noun: it is unknown.
        """
        if math.isnan(value):
            return UNKNOWN.in_lang(lang)
        told = round(value, digits)
        several = told >= 2 if lang == "fr" else told != 1
        pattern = self.none if told == 0 else self.many if several else self.one
        return pattern.in_lang(lang).format(n=number(value, lang, digits), **values)


UNKNOWN = Text("inconnu", "unknown")


def both(write: Callable[[Lang], str]) -> Text:
    """A text that the same function writes in each language."""
    return Text(write("fr"), write("en"))


def number(value: float, lang: Lang, digits: int = 0) -> str:
    """Write a number as the language does: 1 234,5 in French, 1,234.5 in English; unknown if NaN."""
    if math.isnan(value):
        return UNKNOWN.in_lang(lang)
    written = f"{value:,.{digits}f}"
    if float(written.replace(",", "")) == 0:
        written = written.lstrip("-")
    if lang == "fr":
        table: dict[str, str | int | None] = {",": NBSP, ".": ",", "-": "\u2212"}
        return written.translate(str.maketrans(table))
    return written.replace("-", "\u2212")


def signed(value: float, lang: Lang, digits: int = 0) -> str:
    """A number with its sign always written: +12, −3; zero has none."""
    written = number(value, lang, digits)
    return f"+{written}" if value > 0 and any(c in "123456789" for c in written) else written


def percent(share: float, lang: Lang, digits: int = 0) -> str:
    """A share of [0, 1] as a percentage: 75 % in French, 75% in English."""
    written = number(100 * share, lang, digits)
    if math.isnan(share):
        return written
    return f"{written}{NBSP}%" if lang == "fr" else f"{written}%"
