"""Brackets of quotient familial, as price lists write them."""

import math
import re

from i18n import Text

from ..spelling import normalised
from .cells import EITHER, THOUSANDS, TWO_WAYS, Cell, Refusal

Bracket = tuple[float, float]
"""Lowest and highest quotient, both included."""

EVERYONE: Bracket = (0.0, math.inf)
NOT_A_BRACKET = Text(
    "n'est pas une tranche de quotient familial (attendu\u00a0: 400, 0-400, moins de 400, plus de 1200, tous)",
    "is not a bracket of family quotient (expected: 400, 0-400, < 400, > 1200, tous)",
)
NUMBER = r"(\d+(?:[.,]\d+)?)"
EURO = r"\s*(?:€|euros?)?"
FORMS = (
    (rf"{NUMBER}{EURO}", "exactly"),
    (rf"(?:de|entre)?\s*{NUMBER}{EURO}\s*(?:-|–|à|et)\s*{NUMBER}{EURO}", "between"),
    (rf"(?:<|moins de|inférieur à){EURO}\s*{NUMBER}{EURO}", "under"),
    (rf"(?:<=|≤|jusqu'à|jusqu’à){EURO}\s*{NUMBER}{EURO}", "up to"),
    (rf"(?:>|plus de|supérieur à|au-delà de)\s*{NUMBER}{EURO}", "over"),
    (rf"(?:>=|≥|à partir de)\s*{NUMBER}{EURO}|{NUMBER}{EURO}\s*et (?:plus|\+)", "from"),
)


def quotient(cell: str) -> Cell:
    """The bracket a cell writes, as a :data:`Bracket`. A single number is that quotient alone, not a ceiling."""
    bare = THOUSANDS.sub("", cell.strip().lower()).removeprefix("qf").strip()
    if normalised(bare) in {"tous", "toutes", "unique", "tarif unique", "all"}:
        return Cell(EVERYONE)
    if EITHER.search(bare):
        return Cell(None, (Refusal(cell, TWO_WAYS),))
    for form, meaning in FORMS:
        found = re.fullmatch(form, bare)
        if found:
            numbers = [float(part.replace(",", ".")) for part in found.groups() if part]
            low, high = _bounds(meaning, numbers)
            return Cell((low, high)) if low <= high else Cell(None, (Refusal(cell, NOT_A_BRACKET),))
    return Cell(None, (Refusal(cell, NOT_A_BRACKET),))


def _bounds(meaning: str, numbers: list[float]) -> Bracket:
    first, last = numbers[0], numbers[-1]
    return {
        "exactly": (first, first),
        "between": (first, last),
        "under": (0.0, math.nextafter(first, -math.inf)),
        "up to": (0.0, first),
        "over": (math.nextafter(first, math.inf), math.inf),
        "from": (first, math.inf),
    }[meaning]
