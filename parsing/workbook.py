"""Workbooks (XLSX, XLS, ODS): the values of their first filled sheet, never formulas.

A workbook of 2 KB whose last cell is XFD1048576 asks calamine for 500 GB, and Rust then aborts the whole process.
"""

import io

from python_calamine import CalamineSheet, CalamineWorkbook

from i18n import Text

from .frame import ParsedFile, as_text, from_rows
from .limits import MAX_COLUMNS, MAX_ROWS, check_shape

TITLES = 100
"""Rows that may stand above a table."""


def read(content: bytes) -> ParsedFile:
    """The table of the first filled sheet.

    Raises
    ------
    Refused
        If it is empty or too big.
    CalamineError
        If the workbook is damaged or protected.
    """
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheet = _first_filled(book)
    if sheet is None:
        return from_rows([])
    if sheet.total_height > MAX_ROWS + TITLES or sheet.total_width > MAX_COLUMNS:
        check_shape(sheet.total_height, sheet.total_width)
    cells = sheet.to_python(skip_empty_area=False)
    found = from_rows([[as_text(cell) for cell in row] for row in cells])
    others = len(book.sheet_names) - 1
    return found if not others else found._replace(notes=(_SHEET.format(name=sheet.name, count=others), *found.notes))


def _first_filled(book: CalamineWorkbook) -> CalamineSheet | None:
    """The first sheet with two rows or more, else the first with any."""
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    filled = [sheet for sheet in sheets if sheet.height]
    return next((sheet for sheet in filled if sheet.height > 1), filled[0] if filled else None)


_SHEET = Text(
    "Feuille lue : « {name} ». Les autres ({count}) ne le sont pas.",
    "Sheet read: “{name}”. The others ({count}) are not.",
)
