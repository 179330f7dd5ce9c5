"""CSV files: the encoding and the separator are found, not asked."""

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from i18n import Text

from .frame import ParsedFile, RowCells, from_rows
from .limits import MAX_COLUMNS, MAX_PAIR_ROWS, check_shape
from .refused import Refused
from .unreadable import LONGEST_CELL

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
OLD_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (850)"}
"""What French software wrote before UTF-8, the likeliest first."""
CAPITALS = "ÀÂÇÉÈÊËÎÏÔÙÛŒ"
LETTERS = f"àâäçéèêëîïôöùûüÿæœñ{CAPITALS}"
FOREIGN = re.compile(
    rf"[^\x00-\x7f\xa0{LETTERS}«»€°’‘“”–—…²³½§·]|(?<=[a-z])[{CAPITALS}]|(?<=[A-Z])[{CAPITALS}](?=[a-z])"
)
"""A character French does not use, or an accented capital within a word in small letters."""
SEPARATORS = {";": "«\u00a0;\u00a0»", ",": "«\u00a0,\u00a0»", "\t": "tabulation", "|": "«\u00a0|\u00a0»"}
SAMPLE = 50
"""Records that vote for a separator."""
SAMPLED_LINES = 1000
"""Lines these may be written on."""


def encoding_of(content: bytes) -> str:
    """The name Python gives to the encoding of a text.

    Not charset-normalizer: on a short price list it takes the € of Windows for DOS (850).
    """
    for bom, encoding in BOMS.items():
        if content.startswith(bom):
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        sample = content[:1_000_000]
        return min(OLD_ENCODINGS, key=lambda encoding: len(FOREIGN.findall(sample.decode(encoding, "replace"))))
    return "utf-8"


def named(encoding: str) -> str:
    """The name of an encoding as readers know it."""
    return OLD_ENCODINGS.get(encoding, encoding.upper().removesuffix("-SIG"))


def decoded(content: bytes) -> str:
    """The text of these bytes, in the encoding that is found."""
    return content.decode(encoding_of(content), errors="replace")


def separator(lines: Iterable[str]) -> str:
    """The separator that gives most records the same number of fields, at least two; ";" when none does."""
    sample = list(itertools.islice(lines, SAMPLED_LINES))

    def votes(mark: str) -> tuple[int, int]:
        records = itertools.islice(csv.reader(sample, delimiter=mark), SAMPLE)
        widths = Counter(len(record) for record in records if len(record) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=votes)


def read(content: bytes) -> ParsedFile:
    """The table of a CSV file, every cell as text.

    Raises
    ------
    Refused
        If it is no text, has no row, or is too big.
    """
    encoding = encoding_of(content)
    # Of the whole process: an open quote would swallow the file as one cell.
    csv.field_size_limit(LONGEST_CELL)
    try:
        mark = separator(_lines(content, encoding))
        found = from_rows(_rows(_lines(content, encoding), mark), MAX_PAIR_ROWS)
    except csv.Error as error:
        raise Refused(
            Text(
                "Ce CSV ne se lit pas : un guillemet n'est pas fermé, ou une cellule est démesurée. "
                "Enregistrez-le de nouveau depuis un tableur.",
                "This CSV cannot be read: a quote is not closed, or a cell is oversized. "
                "Save it again from a spreadsheet.",
            )
        ) from error
    name = named(encoding)
    said = Text(f"Encodage {name}, séparateur {SEPARATORS[mark]}.", f"Encoding {name}, separator {mark!r}.")
    return found._replace(notes=(said, *found.notes))


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    """One by one: a text of 50 MB would take 200 in memory."""
    for line in io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline=""):
        if "\0" in line:
            raise Refused(
                Text(
                    "Ce fichier n'est pas du texte. Formats lus : CSV, XLSX, XLS, ODS, GeoJSON, GeoPackage, "
                    "shapefile zippé.",
                    "This file is not text. Formats read: CSV, XLSX, XLS, ODS, GeoJSON, GeoPackage, zipped shapefile.",
                )
            )
        yield line


def _rows(lines: Iterable[str], mark: str) -> list[RowCells]:
    rows: list[RowCells] = []
    # Cells that repeat are one text in memory: a table of pairs writes each place a thousand times.
    known: dict[str, str | None] = {}
    for record in csv.reader(lines, delimiter=mark):
        cells = [known[cell] if cell in known else known.setdefault(cell, cell.strip() or None) for cell in record]
        rows.append(cells if any(cells) else [])
        if len(rows) > MAX_PAIR_ROWS + 100 or len(record) > MAX_COLUMNS + 100:
            check_shape(len(rows), len(record), MAX_PAIR_ROWS)
    return rows
