"""Coordinates as files write them: one number, or a pair in one cell; degrees, minutes and seconds; exponents."""

import math
import re

from .cells import decimal

NUMBER = r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?"
PAIR = re.compile(rf"[\[(]?\s*({NUMBER})\s*(?:[;/|]|,\s+|,(?=\s*[+-]?\d+\.)|\s)\s*({NUMBER})\s*[\])]?", re.IGNORECASE)
NAMED = re.compile(rf"[\"']?(lon|lng|long|longitude|x|lat|latitude|y)[\"']?\s*[:=]\s*[\"']?({NUMBER})", re.IGNORECASE)
""""{"lon": -1.47, "lat": 43.49}", as portals of open data write their geo_point_2d."""
SIDE = r"(?P<side>nord|sud|ouest|est|north|south|west|east|[nsweo])(?![a-z])"
DMS = re.compile(
    r"(?P<sign>[+-]?)(?P<d>\d{1,3}(?:[.,]\d+)?)\s*[°d:\s]\s*"
    r"(?:(?P<m>\d{1,2}(?:[.,]\d+)?)\s*(?:['’′m:]|\s|$)\s*)?(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''|’’|′′|[”″s])?\s*)?",
    re.IGNORECASE,
)
SIDED = re.compile(rf"^\s*{SIDE}\s*|\s*{SIDE.replace('side', 'end')}\s*$", re.IGNORECASE)
BACKWARDS = ("s", "w", "o")
"""First letters of the sides where degrees are negative: south, west, ouest."""
TWO = re.compile(
    r"^(.+?[nsweo]\b)[\s,;/|]*(.+)$|^(.+?[\"″”'′’])\s*[,;/|]\s*(.+)$|^([nsweo].+?)[\s,;/|]+([nsweo].+)$", re.IGNORECASE
)
"""Two angles: after the letter or the mark that ends the first, or before the letter that starts the second."""


def number(cell: str | None) -> float:
    """A coordinate: -1,56 or -1.5e+00, 1°28'29.7"O or 43.4935 N; NaN if it is none."""
    if cell is None:
        return math.nan
    plain = decimal(cell)
    return plain if not math.isnan(plain) else _angle(cell)


def _angle(cell: str) -> float:
    # "43d29m36s": its s is no south.
    cell = re.sub(r"(\d)\s*m\s*([\d.,]+)\s*s$", r"\1'\2", cell.strip(), flags=re.IGNORECASE)
    side = SIDED.search(cell)
    bare = SIDED.sub("", cell).strip()
    letter = ((side["side"] or side["end"]) if side else "").lower()[:1]
    value = decimal(bare)
    found = DMS.fullmatch(f"{bare} ")
    if math.isnan(value) and found and (letter or re.search(r"[°'’′d\"]", bare)):
        degrees, minutes, seconds = (float((found[part] or "0").replace(",", ".")) for part in "dms")
        if minutes >= 60 or seconds >= 60:
            return math.nan
        value = (degrees + minutes / 60 + seconds / 3600) * (-1 if found["sign"] == "-" else 1)
    elif not letter:
        return math.nan
    return -value if letter in BACKWARDS else value


def pair(cell: str | None) -> tuple[str | None, str | None]:
    """Latitude (or northing) and longitude of one cell, in its order where it does not name them; None if empty."""
    if cell is None:
        return None, None
    named = {name.lower()[:2].replace("ln", "lo"): value for name, value in NAMED.findall(cell)}
    for y, x in (("la", "lo"), ("y", "x")):
        if y in named and x in named:
            return named[y], named[x]
    plain = PAIR.fullmatch(cell)
    if plain:
        return plain[1], plain[2]
    two = TWO.match(cell.strip())
    if two is None:
        return cell, cell
    first, second = (part.strip(" ,;/|") for part in two.groups() if part is not None)
    return (second, first) if _is_longitude(first) and not _is_longitude(second) else (first, second)


def _is_longitude(cell: str) -> bool:
    side = SIDED.search(cell)
    return side is not None and (side["side"] or side["end"]).lower()[:1] in "weo"
