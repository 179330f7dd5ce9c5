"""CSV files: the encoding and the separator are found, not asked."""

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from i18n import Text

from .frame import AUTOMATIC, Choice, ParsedFile, RowCells, from_rows
from .limits import MAX_COLUMNS, MAX_PAIR_ROWS, check_shape
from .refused import Refused
from .unreadable import LONGEST_CELL

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
OLD_ENCODINGS = {
    "cp1252": "Windows-1252", "iso8859-15": "ISO-8859-15", "mac_roman": "Mac Roman", "cp850": "DOS (850)",
}  # fmt: skip
"""What French software wrote before UTF-8, the likeliest first."""
TWICE = "utf-8-twice"
ENCODINGS = {"utf-8": "UTF-8", **OLD_ENCODINGS, "utf-16": "UTF-16", TWICE: "UTF-8 ×2"}
"""Those a reader may choose; the last one is UTF-8 that was taken for Windows-1252 and written in UTF-8 again."""
TWICE_WRITTEN = re.compile("Ã[\x80-\xbf\u0152-\u0178\u2013-\u2122\u02c6\u02dc\u20ac¡-¿]|â€[™œ“”\x9d\u2013\u2014]")
"""What such a file shows: "Ã©" for "é"."""
BAD_BYTES = "bad-bytes"
CAPITALS = "ÀÂÇÉÈÊËÎÏÔÙÛŒ"
LETTERS = f"àâäçéèêëîïôöùûüÿæœñ{CAPITALS}"
FOREIGN = re.compile(
    rf"[^\x00-\x7f\xa0{LETTERS}«»€°’‘“”–—…²³½§·]|(?<=[a-z])[{CAPITALS}]|(?<=[A-Z])[{CAPITALS}](?=[a-z])"
)
"""A character French does not use, or an accented capital within a word in small letters."""
SEPARATORS = {";": "«\u00a0;\u00a0»", ",": "«\u00a0,\u00a0»", "\t": "tabulation", "|": "«\u00a0|\u00a0»"}
SAID = re.compile(rf"\ufeff?\"?sep=([{''.join(SEPARATORS)}])\"?\s*", re.IGNORECASE)
"""A first line by which Excel is told the separator."""
SAMPLE = 50
"""Records that vote for a separator."""
SAMPLED_LINES = 1000
"""Lines these may be written on."""


def encoding_of(content: bytes) -> str:
    """The name Python gives to the encoding of a text.

    A few bytes of another encoding do not change that of a file: it is UTF-8 where more of its accents are than not.
    Not charset-normalizer: on a short price list it takes the € of Windows for DOS (850).
    """
    for bom, encoding in BOMS.items():
        if content.startswith(bom):
            return encoding
    start = content[:1000]
    for zeros, encoding in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
        if len(zeros) > 1 and zeros.count(0) > 0.4 * len(zeros):  # every other byte of a Latin letter is 0
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        if sum(character > "\x7f" for character in text) - bad > bad:
            return "utf-8"
        sample = content[:1_000_000]
        return min(OLD_ENCODINGS, key=lambda encoding: len(FOREIGN.findall(sample.decode(encoding, "replace"))))
    return "utf-8"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """What bytes that are no UTF-8 would be in Windows-1252, the likeliest other one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(BAD_BYTES, _as_windows)


def named(encoding: str) -> str:
    """The name of an encoding as readers know it."""
    return ENCODINGS.get(encoding, encoding.upper().removesuffix("-SIG"))


def decoded(content: bytes, encoding: str | None = None) -> str:
    """The text of these bytes, in the encoding that is given, else found."""
    return "".join(_pieces(content, encoding or encoding_of(content)))


def doubts(content: bytes, encoding: str) -> tuple[Text, ...]:
    """What is to be said of a text read in this encoding: bytes that are not of it, accents written twice."""
    notes = []
    if encoding == "utf-8":
        lines = [at + 1 for at, line in enumerate(content.split(b"\n")) if not _is_utf_8(line)]
        shown = ", ".join(map(str, lines[:SHOWN])) + (", …" if len(lines) > SHOWN else "")
        notes += [_BAD_BYTES.format(count=len(lines), lines=shown)] if lines else []
    written = TWICE_WRITTEN.search(content[:1_000_000].decode(encoding, "replace")) if encoding != TWICE else None
    return (*notes, _TWICE_WRITTEN.format(seen=written[0])) if written else tuple(notes)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


SHOWN = 5
"""Lines listed."""
_BAD_BYTES = Text(
    "Lignes dont certains octets ne sont pas en UTF-8, lus en Windows-1252 : {count} ({lines}).",
    "Lines where some bytes are no UTF-8, read as Windows-1252: {count} ({lines}).",
)
_TWICE_WRITTEN = Text(
    "Des accents semblent encodés deux fois (« {seen} »). Si c'est le cas, choisissez l'encodage « UTF-8 ×2 ».",
    "Some accents seem to be encoded twice (“{seen}”). If so, choose the encoding “UTF-8 ×2”.",
)


def _pieces(content: bytes, encoding: str) -> Iterator[str]:
    """The text, line by line: one of 50 MB would take 200 in memory."""
    plain = "utf-8" if encoding == TWICE else encoding
    for line in io.TextIOWrapper(io.BytesIO(content), plain, errors=BAD_BYTES, newline=""):
        yield _once(line) if encoding == TWICE else line


def _once(text: str) -> str:
    """A text whose accents were encoded twice."""
    try:
        return text.encode("cp1252").decode()
    except UnicodeError:
        return text


def separator(lines: Iterable[str]) -> str:
    """The separator that gives most records the same number of fields, at least two; ";" when none does."""
    sample = list(itertools.islice(lines, SAMPLED_LINES))

    def votes(mark: str) -> tuple[int, int]:
        records = itertools.islice(csv.reader(sample, delimiter=mark), SAMPLE)
        widths = Counter(len(record) for record in records if len(record) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=votes)


def read(content: bytes, choice: Choice = AUTOMATIC) -> ParsedFile:
    """The table of a CSV file, every cell as text.

    Raises
    ------
    Refused
        If it is no text, has no row, or is too big.
    """
    encoding = choice.encoding or encoding_of(content)
    # Of the whole process: an open quote would swallow the file as one cell.
    csv.field_size_limit(LONGEST_CELL)
    try:
        given = SAID.fullmatch(next(_lines(content, encoding), ""))
        mark = given[1] if given else separator(_lines(content, encoding))
        rows = _rows(_lines(content, encoding), mark)
        found = from_rows([[], *rows[1:]] if given else rows, MAX_PAIR_ROWS)
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
    return found._replace(notes=(said, *doubts(content, encoding), *found.notes), encoding=encoding)


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    for line in _pieces(content, encoding):
        if "\0" in line:
            raise Refused(
                Text(
                    "Ce fichier n'est pas du texte. Formats lus : CSV, XLSX, XLS, ODS, GeoJSON, KML, GPX, GeoPackage, "
                    "FlatGeobuf, shapefile zippé.",
                    "This file is not text. Formats read: CSV, XLSX, XLS, ODS, GeoJSON, KML, GPX, GeoPackage, "
                    "FlatGeobuf, zipped shapefile.",
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
