"""The formats that are read: by which signature each is known, which module reads it. The name of a file says nothing.

Each has one reader, called by its name: no library is ever asked to guess what bytes are.
"""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from i18n import Text

from .archives import names, nested, single, unpacked
from .delimited import decoded
from .frame import ParsedFile, cleaned
from .limits import check_upload
from .refused import Refused

ZIP, SQLITE, OLE = b"PK\x03\x04", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x28\xb5\x2f\xfd")
START = 4096
"""Bytes among which a signature is looked for."""


class Format(NamedTuple):
    """One format.

    Attributes
    ----------
    fits
        Whether bytes start as this format does.
    reader
        The module of this package whose ``read`` reads it: bytes to :class:`frame.ParsedFile`. Imported where it is
        needed only: its libraries are slow to start.
    damaged
        What to say when it cannot be read.
    """

    key: str
    fits: Callable[[bytes], bool]
    reader: str
    damaged: Text


def _text(start: bytes) -> str:
    # A UTF-16 file starts with its mark: what follows is read as text before it is judged.
    return decoded(start[:200]).lstrip("\ufeff \t\r\n")


_LAYER = Text(
    "Cette couche cartographique est abîmée. Exportez-la de nouveau depuis votre logiciel.",
    "This map layer is damaged. Export it again from your software.",
)
WORKBOOK = Format(
    "workbook",
    lambda start: start.startswith(OLE),
    "workbook",
    Text(
        "Ce classeur ne se lit pas : abîmé, protégé par un mot de passe, ou démesuré. Enregistrez la feuille utile "
        "en CSV.",
        "This workbook cannot be read: damaged, locked by a password, or oversized. Save the useful sheet as CSV.",
    ),
)
SHAPEFILE = Format("shapefile", lambda _: False, "shapefile_zip", _LAYER)
"""Known by its members, inside a zip."""
FORMATS = (
    WORKBOOK,
    SHAPEFILE,
    Format("geopackage", lambda start: start.startswith(SQLITE), "geopackage", _LAYER),
    Format(
        "json",
        lambda start: _text(start).startswith(("{", "[")),
        "geojson",
        Text(
            "Ce JSON n'est ni un GeoJSON (FeatureCollection) ni une liste de services ou de structures data·inclusion.",
            "This JSON is neither a GeoJSON (FeatureCollection) nor a list of data·inclusion services or structures.",
        ),
    ),
    Format(
        "csv",
        lambda _: True,
        "delimited",
        Text(
            "Ce CSV ne se lit pas. Enregistrez-le de nouveau depuis un tableur.",
            "This CSV cannot be read. Save it again from a spreadsheet.",
        ),
    ),
)
"""The first that fits: text is what is nothing else."""
BY_KEY = {one.key: one for one in FORMATS}
IN_A_ZIP = {".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".geojson", ".gpkg", ".shp"}


def readers(content: bytes) -> list[ModuleType]:
    """The modules that may read these bytes: all when they are a zip, whose inside is not looked at yet.

    Their libraries come from places of the system that the process closes before it reads (see :mod:`confined`).
    """
    return [_reader(one) for one in (FORMATS if content.startswith(ZIP) else [_plain(content)])]


def recognised(content: bytes) -> tuple[Format, bytes]:
    """The format of a file, and what its reader takes: the file itself, or the one table of a zip.

    Raises
    ------
    Refused
        If it is none of these formats, or if a zip cannot be opened or holds no table, or several.
    """
    if not content.startswith(ZIP):
        _refuse_other(content)
        return _plain(content), content
    inside = names(content)
    if _is_workbook(inside):
        return WORKBOOK, content
    chosen = single(inside, IN_A_ZIP)
    if chosen.lower().endswith(".shp"):
        return SHAPEFILE, content
    inner = unpacked(content, [chosen])[chosen]
    check_upload(inner)
    if inner.startswith(ZIP):
        if not _is_workbook(names(inner)):
            raise nested()
        return WORKBOOK, inner
    _refuse_other(inner)
    return _plain(inner), inner


def as_table(one: Format, content: bytes) -> ParsedFile:
    """Read with the reader of that format, and make its text harmless. Raises Refused, or what libraries raise."""
    read: Callable[[bytes], ParsedFile] = _reader(one).read
    return cleaned(read(content))


def _reader(one: Format) -> ModuleType:
    return import_module(f"{__package__}.{one.reader}")


def _plain(content: bytes) -> Format:
    return next(one for one in FORMATS if one.fits(content[:START]))


def _is_workbook(inside: list[str]) -> bool:
    return "[Content_Types].xml" in inside or {"mimetype", "content.xml"} <= set(inside)


def _refuse_other(content: bytes) -> None:
    if content.startswith(COMPRESSED):
        raise Refused(
            Text(
                "Ce fichier est une archive. Décompressez-la et envoyez le tableau lui-même, ou dans un zip.",
                "This file is an archive. Unpack it and send the table itself, or in a zip.",
            )
        )
    if _text(content).startswith("<"):
        raise Refused(
            Text(
                "Ce fichier est une page web ou du XML, quel que soit son nom. Téléchargez le tableau lui-même.",
                "This file is a web page or XML, whatever its name. Download the table itself.",
            )
        )
