"""Bilingual text: French is the default, English is always there too."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

Lang = Literal["fr", "en"]

NBSP = "\u00a0"
"""Non-breaking space. The narrow one (U+202F) is missing from common fonts, so it is not used."""


@lru_cache(maxsize=8192)
def typeset(french: str) -> str:
    """A French sentence with its non-breaking spaces: before : ; ? ! » % € and after «."""
    return re.sub(r" (?=[:;?!»%€](?:\s|[.,)]|$))|(?<=«) ", NBSP, french)


class Text(NamedTuple):
    """One sentence in both languages; ``text.in_lang("fr")`` reads it."""

    fr: str
    en: str

    def in_lang(self, lang: Lang) -> str:
        """Read it in one language."""
        return typeset(self.fr) if lang == "fr" else self.en

    def format(self, **values: object) -> "Text":
        """Fill the same placeholders in both languages."""
        return Text(self.fr.format(**values), self.en.format(**values))


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
