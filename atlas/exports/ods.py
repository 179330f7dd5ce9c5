"""OpenDocument workbook, for LibreOffice: written as it goes.

The libraries that write this format hold the whole document as objects: minutes for the pairs of 158 communes.
"""

import io
import re
from collections.abc import Iterator
from html import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from cage import Study
from i18n import Lang, Text

from ..export import Export, Weight
from ..tables.sheets import CellValue, WorkbookSheet, cells, sheets_of, workbook_title

MIME = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
                         ("meta", "meta"), ("config", "config"), ("fo", "xsl-fo-compatible"))
)  # fmt: skip
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold."""

STYLES = (
    '<office:automatic-styles><style:style style:name="co1" style:family="table-column"><style:table-column-properties '
    'style:column-width="2.6cm"/></style:style><style:style style:name="co2" style:family="table-column">'
    '<style:table-column-properties style:column-width="5cm"/></style:style>'
    '<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" '
    'fo:border-bottom="0.5pt solid #000000"/><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="ce2" style:family="table-cell"><style:text-properties fo:color="#595959" '
    'fo:font-size="8pt"/></style:style></office:automatic-styles>'
)
"""Named as LibreOffice names its own: under other names it falls when it saves the workbook."""


def write(study: Study, lang: Lang) -> bytes:
    """The sheets of the Excel workbook."""
    return workbook(sheets_of(study, lang), workbook_title(study, lang))


def workbook(sheets: list[WorkbookSheet], title: str) -> bytes:
    """One sheet per table, as ``atlas.exports.xlsx.workbook`` has them."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        # First and stored: what tells the format of the file.
        archive.writestr(_entry("mimetype", ZIP_STORED), MIME)
        archive.writestr(_entry("META-INF/manifest.xml"), _manifest())
        archive.writestr(_entry("meta.xml"), _meta(title))
        archive.writestr(_entry("settings.xml"), _settings(sheets))
        with archive.open(_entry("content.xml"), "w") as content:
            for part in _content(sheets):
                content.write(part.encode())
    return out.getvalue()


def _entry(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    entry = ZipInfo(name)  # dated 1980: the same study gives the same bytes
    entry.compress_type = compression
    return entry


def _content(sheets: list[WorkbookSheet]) -> Iterator[str]:
    yield f'{DECLARATION}<office:document-content {NAMES} office:version="1.3">{STYLES}'
    yield "<office:body><office:spreadsheet>"
    for sheet in sheets:
        yield from _sheet(sheet)
    ranges = "".join(
        f'<table:database-range table:name="f{rank}" table:display-filter-buttons="true" '
        f'table:target-range-address="{_filtered(sheet)}"/>'
        for rank, sheet in enumerate(sheets)
    )
    yield f"<table:database-ranges>{ranges}</table:database-ranges>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _filtered(sheet: WorkbookSheet) -> str:
    """Address of the keys and rows of a sheet."""
    title = f"&#39;{_escaped(sheet.title)}&#39;"
    return f"{title}.A2:{title}.{_letters(len(sheet.labels))}{2 + len(sheet.table)}"


def _sheet(sheet: WorkbookSheet) -> Iterator[str]:
    columns = cells(sheet.table)
    widths = ("co2" if any(isinstance(value, str) for value in column[:50]) else "co1" for column in columns)
    yield f'<table:table table:name="{_escaped(sheet.title)}">'
    yield "".join(f'<table:table-column table:style-name="{width}"/>' for width in widths)
    for style, names in (("ce1", sheet.labels), ("ce2", tuple(map(str, sheet.table)))):
        heads = "".join(_text(name, f' table:style-name="{style}"') for name in names)
        yield f"<table:table-row>{heads}</table:table-row>"
    for row in zip(*columns, strict=True):
        yield f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
    yield "</table:table>"


def _cell(value: CellValue) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'


def _text(text: str, style: str = "") -> str:
    """A text cell, which is never a formula; successive spaces and tabs have elements of their own."""
    spaced = re.sub(r"(?<= ) +|^ +", lambda run: f'<text:s text:c="{len(run[0])}"/>', _escaped(text))
    lines = "".join(f"<text:p>{line}</text:p>" for line in spaced.replace("\t", "<text:tab/>").splitlines())
    return f'<table:table-cell{style} office:value-type="string">{lines}</table:table-cell>'


def _escaped(text: str) -> str:
    return escape(NOT_XML.sub("\ufffd", text))


def _letters(column: int) -> str:
    """Name of a column counted from 1: 1 is A, 27 is AA."""
    rest, last = divmod(column - 1, 26)
    return (_letters(rest) if rest else "") + chr(ord("A") + last)


def _manifest() -> str:
    name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    files = (("/", MIME), ("content.xml", "text/xml"), ("meta.xml", "text/xml"), ("settings.xml", "text/xml"))
    entries = "".join(f'<m:file-entry m:full-path="{path}" m:media-type="{kind}"/>' for path, kind in files)
    return f'{DECLARATION}<m:manifest xmlns:m="{name}" m:version="1.3">{entries}</m:manifest>'


def _meta(title: str) -> str:
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return (
        f'{DECLARATION}<office:document-meta {NAMES} {dc} office:version="1.3"><office:meta>'
        f"<dc:title>{_escaped(title)}</dc:title></office:meta></office:document-meta>"
    )


def _settings(sheets: list[WorkbookSheet]) -> str:
    """Heads and keys stay in sight."""
    frozen = "".join(
        f'<config:config-item-map-entry config:name="{_escaped(sheet.title)}">'
        + _items("short", HorizontalSplitMode=2, VerticalSplitMode=2)
        + _items("int", HorizontalSplitPosition=sheet.frozen, VerticalSplitPosition=2)
        + _items("int", PositionRight=sheet.frozen, PositionBottom=2)
        + "</config:config-item-map-entry>"
        for sheet in sheets
    )
    return (
        f'{DECLARATION}<office:document-settings {NAMES} xmlns:ooo="http://openoffice.org/2004/office" '
        'office:version="1.3"><office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{frozen}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>"
    )


def _items(kind: str, **values: int) -> str:
    return "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, value in values.items()
    )


ODS = Export(
    key="ods",
    label=Text("Classeur LibreOffice (ODS)", "LibreOffice workbook (ODS)"),
    suffix=".ods",
    mime=MIME,
    note=Text("Les mêmes feuilles, au format ouvert.", "The same sheets, in the open format."),
    group="spreadsheet",
    weight=Weight(0, 0, 800, 150),
    write=write,
)
