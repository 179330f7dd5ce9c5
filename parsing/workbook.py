"""Workbooks (XLSX, XLS, ODS): the values of their first filled sheet, never formulas.

A workbook of 2 KB whose last cell is XFD1048576 asks calamine for 500 GB, and Rust then aborts the whole process.
"""

import io
import re
import zipfile

from python_calamine import CalamineSheet, CalamineWorkbook

from i18n import Text

from .archives import names, unpacked
from .frame import AUTOMATIC, Choice, ParsedFile, as_text, from_rows
from .limits import MAX_COLUMNS, MAX_ROWS, check_shape

TITLES = 100
"""Rows that may stand above a table."""


def read(content: bytes, choice: Choice = AUTOMATIC) -> ParsedFile:
    """The table of the sheet that is chosen, else of the first filled one.

    Raises
    ------
    Refused
        If it is empty or too big.
    CalamineError
        If the workbook is damaged or protected.
    """
    book = CalamineWorkbook.from_filelike(io.BytesIO(_in_one_line(content)))
    parts = tuple(book.sheet_names)
    sheet = book.get_sheet_by_name(choice.part) if choice.part in parts else _first_filled(book)
    if sheet is None:
        return from_rows([])
    if sheet.total_height > MAX_ROWS + TITLES or sheet.total_width > MAX_COLUMNS:
        check_shape(sheet.total_height, sheet.total_width)
    cells = sheet.to_python(skip_empty_area=False)
    found = from_rows([[as_text(cell) for cell in row] for row in cells])
    if len(parts) < 2:
        return found
    said = _SHEET.format(name=sheet.name, count=len(parts) - 1)
    return found._replace(parts=parts, part=sheet.name, notes=(said, *found.notes))


def _in_one_line(content: bytes) -> bytes:
    """An ODS without the line ends that GDAL puts between its cells, and that calamine does not expect."""
    if not content.startswith(b"PK") or "content.xml" not in (inside := names(content)):
        return content
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, member in unpacked(content, inside).items():
            archive.writestr(name, re.sub(rb">\s*\n\s*<", b"><", member) if name == "content.xml" else member)
    return written.getvalue()


def _first_filled(book: CalamineWorkbook) -> CalamineSheet | None:
    """The first sheet with two rows or more, else the first with any."""
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    filled = [sheet for sheet in sheets if sheet.height]
    return next((sheet for sheet in filled if sheet.height > 1), filled[0] if filled else None)


_SHEET = Text(
    "Feuille lue : « {name} ». Les autres ({count}) ne le sont pas.",
    "Sheet read: “{name}”. The others ({count}) are not.",
)
