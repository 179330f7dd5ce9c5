"""Excel workbook: numbers are numbers, so that decimals follow the reader's language; no text is ever a formula."""

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cage import Study
from i18n import Lang, Text

from ..export import Export, Weight
from ..tables.sheets import CellValue, WorkbookSheet, cells, sheets_of, workbook_title

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST = 32_767
"""Characters an Excel cell holds."""


def write(study: Study, lang: Lang) -> bytes:
    """The workbook of a study."""
    return workbook(sheets_of(study, lang), workbook_title(study, lang), study.territory.cog)


def workbook(sheets: list[WorkbookSheet], title: str, cog: int) -> bytes:
    """One sheet per table, under two rows of heads: labels, then the keys that the dictionary explains."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    # Else the time of writing: the same study gives the same bytes.
    book.set_properties({"title": title, "created": datetime(cog, 1, 1)})  # noqa: DTZ001
    label = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    key = book.add_format({"font_color": "#595959", "font_size": 8})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        page.freeze_panes(2, sheet.frozen)
        page.autofilter(1, 0, 1 + len(sheet.table), len(sheet.labels) - 1)
        _widths(page, sheet)
        page.set_row(0, 60)
        for rank, head in enumerate(sheet.labels):
            page.write_string(0, rank, head, label)
        for rank, name in enumerate(sheet.table):
            page.write_string(1, rank, str(name), key)
        for row, values in enumerate(zip(*cells(sheet.table), strict=True), start=2):
            _row(page, row, values)
    book.close()
    return out.getvalue()


def _row(page: Worksheet, row: int, values: tuple[CellValue, ...]) -> None:
    for column, value in enumerate(values):
        if isinstance(value, str):
            page.write_string(row, column, value[:LONGEST])
        elif isinstance(value, bool):
            page.write_boolean(row, column, value)
        elif value is not None:
            page.write_number(row, column, value)


def _widths(page: Worksheet, sheet: WorkbookSheet) -> None:
    for rank, (name, kind) in enumerate(sheet.table.dtypes.items()):
        text = not hasattr(kind, "kind") or kind.kind not in "fiub"
        page.set_column(rank, rank, 60 if name == "formula" else 24 if text else 14)


XLSX = Export(
    key="xlsx",
    label=Text("Classeur Excel (XLSX)", "Excel workbook (XLSX)"),
    suffix=".xlsx",
    mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    note=Text(
        "Feuilles : communes ou institutions, anciennes intercommunalités, couples, dictionnaire, sources.",
        "Sheets: communes or institutions, former intercommunalities, pairs, dictionary, sources.",
    ),
    group="spreadsheet",
    weight=Weight(0, 0, 1_030, 278),
    write=write,
)
