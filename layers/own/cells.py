"""One cell of a reader's file: what it says, and why it is refused when it cannot be read."""

import datetime as dt
import json
import math
import re
from collections.abc import Callable
from typing import NamedTuple

from i18n import Text

THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f\u2009 '’](?=\d{3}(?!\d))")
EUROS, HOURS = "€|euros?|eur", "h|heures?"
COUNTED = "visites?|passages?|entr[ée]es?|usagers?|personnes?|pers\\.?|r[ée]ponses?|r[ée]pondants?|habitants?|hab\\.?"
"""Units that a cell may say: in a column of another unit, what it says is no figure of that column."""
EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
"""A thousand of one country, one and a bit of another."""
CLOCK = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)|(\d{1,2})\s?h\s?([0-5]\d)?(?:\s?min)?", re.IGNORECASE)
"""Hours, minutes and seconds, or hours and minutes."""
MINUTES = re.compile(r"\s*(min|mn|minutes?)$", re.IGNORECASE)
DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d{1,3})?", re.IGNORECASE)
"""With an exponent: software that exports tables writes -1.5e+00."""
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

LONGEST_TEXT = 1000
"""Characters of a name or an address: a cell of a spreadsheet holds 32,767 and loses a longer text whole."""
TOO_LONG = Text("est coupé à 1 000 caractères", "is cut after 1,000 characters")
NOT_A_NUMBER = Text("n'est pas un nombre", "is not a number")
NEGATIVE = Text("est négatif", "is negative")
TWO_WAYS = Text(
    "peut se lire de deux façons\u00a0: écrivez 1234, ou 1,23", "may be read in two ways: write 1234, or 1.23"
)
SECRET = Text(
    "est caché (secret statistique, ou non communiqué)\u00a0: la valeur est inconnue, et non nulle",
    "is hidden (statistical secrecy, or not given): the value is unknown, not zero",
)
NOT_MINUTES = Text(
    "n'est pas un nombre de minutes. «\u00a01:30\u00a0» peut se lire de deux façons\u00a0: écrivez 90, 1 h 30 ou "
    "1:30:00",
    "is not a number of minutes. “1:30” may be read in two ways: write 90, 1 h 30 or 1:30:00",
)
NOT_A_DAY = Text(
    "n'est pas une date (attendu\u00a0: 2025-01-31 ou 31/01/2025)", "is not a date (expected: 2025-01-31 or 31/01/2025)"
)


HIDDEN = re.compile(
    r"[(\[]?(?:s|ss|sec|c|secret|secret stat(?:istique|\.)?|n\.?[acdrs]\.?|n/[acdrs]|"
    r"non (?:communiqu[ée]|diffus[ée]|disponible|renseign[ée])|[*.…x]+|"
    r"(?:<|≤|<=|=<|moins de|inf(?:érieur)?\.? à)\s*\d+(?:\s*\S+)?|(?:entre )?\d\s*(?:-|–|à|et)\s*\d{1,2}|"
    r"\d+ ou moins)[)\]]?",
    re.IGNORECASE,
)
"""How publishers write a count they hide: s, c, ss, nc, nd, ***, "<5", "moins de 11", "1 à 4"."""


class Refusal(NamedTuple):
    """A value that cannot be used, and why: "« value » reason"."""

    value: str
    reason: Text


class Cell(NamedTuple):
    """What a cell says, None when nothing can be kept of it, and what was refused in it."""

    value: object
    refused: tuple[Refusal, ...] = ()


CellParser = Callable[[str], Cell]


def text(cell: str) -> Cell:
    """The text itself; the start of one that no sheet, map or list could show."""
    if len(cell) <= LONGEST_TEXT:
        return Cell(cell)
    return Cell(cell[:LONGEST_TEXT].rstrip(), (Refusal(cell, TOO_LONG),))


def decimal(cell: str) -> float:
    """A number as French or English files write it: decimal comma, spaces between thousands; NaN if not one.

    "1,234" is 1.234: files of French authorities write decimals with a comma, thousands with a space.
    """
    bare = THOUSANDS.sub("", cell.strip().replace("\u2212", "-"))
    value = float(bare.replace(",", ".")) if DECIMAL.fullmatch(bare) else math.nan
    return value if math.isfinite(value) else math.nan


def measured(unit: str) -> CellParser:
    """A parser of numbers that are not negative, in one unit (a pattern). One that is hidden is unknown."""
    ending = re.compile(rf"\s*(?:{unit})$", re.IGNORECASE)

    def parse(cell: str) -> Cell:
        if HIDDEN.fullmatch(cell.strip()):
            return Cell(math.nan, (Refusal(cell, SECRET),))
        bare = ending.sub("", cell.strip())
        value = decimal(bare)
        if math.isnan(value):
            return Cell(None, (Refusal(cell, NOT_A_NUMBER),))
        if EITHER.fullmatch(bare):
            return Cell(None, (Refusal(cell, TWO_WAYS),))
        return Cell(None, (Refusal(cell, NEGATIVE),)) if value < 0 else Cell(value)

    return parse


euros, hours, count = map(measured, (EUROS, HOURS, COUNTED))


def minutes(cell: str) -> Cell:
    """A duration in minutes: 12,5 or 12.5 min, 1 h 05, 1:05:00. Refused: "1:05", of hours or of minutes."""
    clock = CLOCK.fullmatch(cell)
    if clock:
        hours, left, seconds = clock[1] or clock[4], clock[2] or clock[5] or 0, clock[3] or 0
        return Cell(60.0 * int(hours) + int(left) + int(seconds) / 60)
    value = decimal(MINUTES.sub("", cell))
    if math.isnan(value):
        return Cell(None, (Refusal(cell, NOT_MINUTES),))
    return Cell(None, (Refusal(cell, NEGATIVE),)) if value < 0 else Cell(value)


def day(cell: str) -> Cell:
    """A date, 2025-01-31 or 31/01/2025."""
    iso, french = ISO_DAY.fullmatch(cell), FRENCH_DAY.fullmatch(cell)
    parts = iso.groups() if iso else french.groups()[::-1] if french else None
    try:
        return Cell(dt.date(*map(int, parts or ())))
    except (TypeError, ValueError):
        return Cell(None, (Refusal(cell, NOT_A_DAY),))


def items(cell: str) -> list[str]:
    """The values of a list: JSON, PostgreSQL braces, or values between ``;`` ``,`` ``|``; duplicates dropped."""
    values: object = None
    if cell.startswith("["):
        try:
            values = json.loads(cell)
        except (ValueError, RecursionError):
            values = None
    if not isinstance(values, list):
        values = [part.strip().strip("\"'") for part in re.split(r"[;,|\n]", cell.strip("{}[]"))]
    return list(dict.fromkeys(str(value).strip() for value in values if str(value).strip()))


def listed(cell: str) -> Cell:
    """A list of texts."""
    return Cell(tuple(items(cell)))
