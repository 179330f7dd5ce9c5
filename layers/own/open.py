"""A reader's file, whatever its format, as a table of text. The format is read in the bytes, not in the name."""

from i18n import Text

from ..errors import LayerError
from .archives import names, nested, single, unpacked
from .delimited import decoded, read_csv
from .frame import Opened
from .geo import read_gpkg, read_json, read_shapefile
from .limits import check_upload
from .sheets import read_sheet

ZIP, SQLITE, OLE = b"PK\x03\x04", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLES = {".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".geojson", ".gpkg", ".shp"}


def opened(content: bytes) -> Opened:
    """The table of a file, and what had to be guessed to read it.

    Reads CSV, XLSX, XLS, ODS, JSON (GeoJSON, data·inclusion), GeoPackage, and a zip of one of them
    or of a shapefile. Nothing of the file is kept.

    Raises
    ------
    LayerError
        If it is empty, too big, damaged, or none of these formats.
    """
    check_upload(content)
    if not content.startswith(ZIP):
        return _plain(content)
    inside = names(content)
    if _is_workbook(inside):
        return read_sheet(content)
    chosen = single(inside, TABLES)
    if chosen.lower().endswith(".shp"):
        return read_shapefile(unpacked(content, inside), chosen)
    inner = unpacked(content, [chosen])[chosen]
    check_upload(inner)
    if not inner.startswith(ZIP):
        return _plain(inner)
    if not _is_workbook(names(inner)):
        raise nested()
    return read_sheet(inner)


def _is_workbook(inside: list[str]) -> bool:
    return "[Content_Types].xml" in inside or {"mimetype", "content.xml"} <= set(inside)


def _plain(content: bytes) -> Opened:
    if content.startswith(SQLITE):
        return read_gpkg(content)
    if content.startswith(OLE):
        return read_sheet(content)
    # A UTF-16 file starts with its mark: what follows is read as text before it is judged.
    start = decoded(content[:200])[0].lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        raise LayerError(
            Text(
                "Ce fichier est une page web ou du XML, quel que soit son nom. Téléchargez le tableau lui-même.",
                "This file is a web page or XML, whatever its name. Download the table itself.",
            )
        )
    return read_json(content) if start.startswith(("{", "[")) else read_csv(content)
