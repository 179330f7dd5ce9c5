"""What GDAL is given: it guesses what a file is, and some of what it may take it for names other files or addresses."""

import zipfile
from pathlib import Path, PurePosixPath

SIGNATURES = {".shp": b"\x00\x00\x27\x0a", ".gpkg": b"SQLite format 3\0"}
"""How each format starts: GDAL then opens it as such, and looks for no other."""
COMPANIONS = {".shx", ".dbf", ".prj", ".cpg", ".qix", ".qmd", ".sbn", ".sbx", ".xml", ".txt", ".pdf", ".html"}
"""What goes with a shapefile in a zip."""


def is_genuine(path: Path) -> bool:
    """Whether a file is, by its first bytes, what its name says: a shapefile, a GeoPackage, a zip of shapefiles alone.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    if path.suffix.lower() == ".zip":
        return _of_shapefiles(path)
    signature = SIGNATURES.get(path.suffix.lower())
    with path.open("rb") as file:
        return signature is not None and file.read(len(signature)) == signature


def _of_shapefiles(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            layers = [name for name in names if name.lower().endswith(".shp")]
            others = {PurePosixPath(name.lower()).suffix for name in names} - {".shp"}
            starts = [_start(archive, name) for name in layers]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        return False
    return bool(layers) and others <= COMPANIONS and set(starts) == {SIGNATURES[".shp"]}


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(len(SIGNATURES[".shp"]))
