"""Reads the first filled sheet of a workbook: bytes in, JSON out. A script, run alone in its own process.

A workbook of 2 KB whose last cell is XFD1048576 asks calamine for 500 GB, and Rust then aborts the
whole process: here that is a child with little memory, and not the server.
"""

import datetime as dt
import io
import json
import sys

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

MEMORY = 2 << 30
"""Bytes of address space: 20 million cells."""


def written(cell: object) -> str | None:
    """A cell as text: a whole number without ".0", a day without midnight, None if empty."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell).strip() or None


def first_filled(book: CalamineWorkbook) -> CalamineSheet | None:
    """The first sheet with two rows or more, else the first with any."""
    sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    filled = [sheet for sheet in sheets if sheet.height]
    return next((sheet for sheet in filled if sheet.height > 1), filled[0] if filled else None)


def answer(content: bytes, rows: int, columns: int) -> dict[str, object]:
    """``rows`` and ``sheet``, or ``height`` and ``width`` of a sheet that is too big, or ``damaged``."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = first_filled(book)
    except CalamineError:
        return {"damaged": True}
    if sheet is None:
        return {"rows": []}
    if sheet.total_height > rows or sheet.total_width > columns:
        return {"height": sheet.total_height, "width": sheet.total_width}
    cells = sheet.to_python(skip_empty_area=False)
    return {"rows": [[written(cell) for cell in row] for row in cells], "sheet": sheet.name, "of": book.sheet_names}


if __name__ == "__main__":
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found = answer(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(json.dumps(found).encode())
