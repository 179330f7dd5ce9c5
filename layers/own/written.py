"""A place as people write it: its name, with a CEDEX, a postcode, a département, another language beside it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..spelling import normalised

POSTCODE = re.compile(r"(?<!\d)(?:F-?)?(\d{5})(?!\d)")
DEPARTMENT = re.compile(r"\(\s*(\d{2,3}|2[AB])\s*\)", re.IGNORECASE)
CEDEX = re.compile(r"\bCEDEX\b(\s*\d{1,2})?", re.IGNORECASE)
ARTICLE = re.compile(r"(.+?)\s*[(,]\s*(le|la|les|l['’]|las|los|aux)\s*\)?", re.IGNORECASE)
"""As INSEE wrote names: "Mées (Les)"."""
OFFICE = re.compile(r"(?:commune|ville|mairie|village) (?:de la|de l|des|de|du|d) ")
DISTRICT = re.compile(
    r"(paris|lyon|marseille) ?(?:0?\d{1,2}|[ivx]+)(?: ?(?:er|e|eme|ieme))?(?: arr(?:ondissements?|dt)?)?"
)
"""Of the three cities that have some, normalised: "paris 12e", "lyon 3eme arrondissement", "marseille 08"."""
SHORT = {"s": "sur", "ss": "sous", "lez": "les", "nd": "notre dame"}
"""Words that files shorten: "Chalon s/ Saône"."""
BESIDE = re.compile(r"\s*[/|;,(\[]\s*|\s+[-–—]\s+")
"""What stands between two names of one place, or between a street and its commune."""


class Written(NamedTuple):
    """What a text says of a place: names to look for, those of one rank together, the surest first; its postcodes.

    ``department``: "" where it says none.
    """

    names: tuple[tuple[str, ...], ...]
    postcodes: tuple[str, ...]
    department: str


def written(cell: str) -> Written:
    """Read a name as people write it: "64700 HENDAYE", "Biarritz (64)", "BAYONNE CEDEX 9", "Anglet / Angelu"."""
    bare = CEDEX.sub(" ", DEPARTMENT.sub(" ", POSTCODE.sub(" ", cell))).strip(" ,;-–—/")
    names = dict.fromkeys(names for names in _names(cell, bare) if any(names))
    department = DEPARTMENT.search(cell)
    return Written(tuple(names), tuple(POSTCODE.findall(cell)), department[1].upper() if department else "")


def of_address(cell: str) -> Written:
    """Read where an address ends: what follows its last postcode, or its last comma."""
    last = max((found.start() for found in POSTCODE.finditer(cell)), default=None)
    if last is not None:
        return written(cell[last:])
    street, comma, end = cell.rpartition(",")
    return written(end) if comma and street else Written((), (), "")


def _names(cell: str, bare: str) -> Iterator[tuple[str, ...]]:
    yield (normalised(cell),)
    yield (normalised(bare),)
    article = ARTICLE.fullmatch(bare)
    if article:
        yield (normalised(f"{article[2]} {article[1]}"),)
    yield (_in_full(bare),)
    parts = [part for part in BESIDE.split(bare) if part.strip()]
    if len(parts) > 1:
        yield tuple(_in_full(part) for part in parts)


def _in_full(text: str) -> str:
    """A name without what offices put around it, its short words in full."""
    whole = OFFICE.sub("", normalised(text))
    city = DISTRICT.fullmatch(whole)
    return city[1] if city else " ".join(SHORT.get(word, word) for word in whole.split())
