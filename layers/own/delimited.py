"""CSV files: the encoding and the separator are found, not asked."""

import codecs
import csv
import io
import itertools
import re
from collections import Counter

from i18n import Text

from ..errors import LayerError
from .frame import Opened, as_text, from_rows
from .limits import COLUMNS, PAIRS, check_shape

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
LONGEST_CELL = 131_072
"""Characters: what the csv module allows by default."""


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    Not charset-normalizer: on a short price list it takes the € of Windows for DOS (850).
    """
    for bom, encoding in BOMS.items():
        if content.startswith(bom):
            return content.decode(encoding, errors="replace"), encoding.upper().removesuffix("-SIG")
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        sample = content[:1_000_000]
        found = min(OLD_ENCODINGS, key=lambda encoding: len(FOREIGN.findall(sample.decode(encoding, "replace"))))
        return content.decode(found, errors="replace"), OLD_ENCODINGS[found]


def separator(text: str) -> str:
    """The separator that gives most records the same number of fields, at least two; ";" when none does."""

    def votes(mark: str) -> tuple[int, int]:
        records = itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), SAMPLE)
        widths = Counter(len(record) for record in records if len(record) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=votes)


def read_csv(content: bytes) -> Opened:
    """The table of a CSV file, every cell as text.

    Raises
    ------
    LayerError
        If it is no text, has no row, or is too big.
    """
    text, encoding = decoded(content)
    if "\0" in text:
        raise LayerError(
            Text(
                "Ce fichier n'est pas du texte. Formats lus\u00a0: CSV, XLSX, XLS, ODS, GeoJSON, GeoPackage, "
                "shapefile zippé.",
                "This file is not text. Formats read: CSV, XLSX, XLS, ODS, GeoJSON, GeoPackage, zipped shapefile.",
            )
        )
    # Of the whole process, and other libraries lift it: an open quote would swallow the file as one cell.
    csv.field_size_limit(LONGEST_CELL)
    try:
        mark = separator(text)
        table, notes = from_rows(_rows(text, mark), PAIRS)
    except csv.Error as error:
        raise LayerError(
            Text(
                "Ce CSV ne se lit pas\u00a0: un guillemet n'est pas fermé, ou une cellule est démesurée. "
                "Enregistrez-le de nouveau depuis un tableur.",
                "This CSV cannot be read: a quote is not closed, or a cell is oversized. "
                "Save it again from a spreadsheet.",
            )
        ) from error
    read = Text(f"Encodage {encoding}, séparateur {SEPARATORS[mark]}.", f"Encoding {encoding}, separator {mark!r}.")
    return Opened(table, (read, *notes))


def _rows(text: str, mark: str) -> list[list[str | None]]:
    rows = []
    # Cells that repeat are one text in memory: a table of pairs writes each place a thousand times.
    known: dict[str, str | None] = {}
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
        cells = [known[cell] if cell in known else known.setdefault(cell, as_text(cell)) for cell in record]
        rows.append(cells if any(cells) else [])
        if len(rows) > PAIRS + 100 or len(record) > COLUMNS + 100:
            check_shape(len(rows), len(record), PAIRS)
    return rows
