"""Characters that no file could write again, that show another text than theirs, or that a spreadsheet would run."""

import re

LONGEST_CELL = 131_072
"""Characters: what Python's csv module allows by default."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula, the full-width signs of East Asian ones included."""

REPLACEMENT = "\ufffd"
_NO_CHARACTER = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr((plane << 16) + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
"""Halves of a pair, control characters, what Unicode says will never be one: UTF-8, XML and databases refuse them."""
_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn the direction of what follows: a name would be read backwards, with the sentence around it."""
_REPLACED, _DROPPED, _EITHER = (re.compile(f"[{these}]") for these in (_NO_CHARACTER, _TURNS, _NO_CHARACTER + _TURNS))


def is_readable(text: str) -> bool:
    """Whether nothing is to be replaced in a text, which is no longer than a cell may be."""
    return len(text) <= LONGEST_CELL and ((text.isascii() and text.isprintable()) or _EITHER.search(text) is None)


def readable(text: str) -> str:
    """The same text: U+FFFD where there was no character, without what turns the direction of reading."""
    return _DROPPED.sub("", _REPLACED.sub(REPLACEMENT, text))


def inert(text: str) -> str:
    """A text that a spreadsheet will show and not run."""
    return f"'{text}" if text.startswith(FORMULA) else text
