"""The formats that are read: by which signature each is known, which module reads it. The name of a file says nothing.

Each has one reader, called by its name: no library is ever asked to guess what bytes are.
"""

import re
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from i18n import Text

from .archives import gunzipped, names, nested, tables, unpacked
from .delimited import decoded
from .frame import AUTOMATIC, Choice, ParsedFile, cleaned
from .geometry_columns import placed
from .limits import check_upload
from .refused import Refused

ZIP, SQLITE, OLE = b"PK\x03\x04", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GZIP, FLATGEOBUF = b"\x1f\x8b", b"fgb"
COMPRESSED = (b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x28\xb5\x2f\xfd")
START = 4096
"""Bytes among which a signature is looked for."""


class Format(NamedTuple):
    """One format.

    Attributes
    ----------
    fits
        Whether bytes start as this format does.
    reader
        The module of this package whose ``read`` reads it: bytes and what the reader chose to
        :class:`frame.ParsedFile`. Imported where it is
        needed only: its libraries are slow to start.
    damaged
        What to say when it cannot be read.
    """

    key: str
    fits: Callable[[bytes], bool]
    reader: str
    damaged: Text


def _text(start: bytes) -> str:
    # A UTF-16 file starts with its mark: what follows is read as text before it is judged. Some lists of GeoJSON start
    # each line with a mark of their own.
    return decoded(start[:200]).lstrip("\ufeff\x1e \t\r\n")


def _is_xml(start: bytes, root: bytes) -> bool:
    return _text(start).startswith("<") and re.search(rb"<(?:\w+:)?" + root + rb"[\s>]", start) is not None


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
    Format("flatgeobuf", lambda start: start.startswith(FLATGEOBUF), "flatgeobuf", _LAYER),
    Format("kml", lambda start: _is_xml(start, b"kml"), "kml", _LAYER),
    Format("gpx", lambda start: _is_xml(start, b"gpx"), "gpx", _LAYER),
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
IN_A_ZIP = {
    ".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".geojson", ".geojsonl", ".ndjson", ".kml", ".gpx",
    ".gpkg", ".fgb", ".shp",
}  # fmt: skip


def readers(content: bytes) -> list[ModuleType]:
    """The modules that may read these bytes: all when they are a zip, whose inside is not looked at yet.

    Their libraries come from places of the system that the process closes before it reads (see :mod:`confined`).
    """
    return [_reader(one) for one in (FORMATS if content.startswith((ZIP, GZIP)) else [_plain(content)])]


def recognised(content: bytes, part: str | None = None) -> tuple[Format, bytes, tuple[str, ...]]:
    """The format of a file, what its reader takes, and the files of an archive that holds several.

    What is taken is the file itself, or one table of a zip: the ``part`` that is chosen, else the first by name.

    Raises
    ------
    Refused
        If it is none of these formats, or if an archive cannot be opened or holds no table.
    """
    if content.startswith(GZIP):
        content = gunzipped(content)
        check_upload(content)
    if not content.startswith(ZIP):
        _refuse_other(content)
        return _plain(content), content, ()
    inside = names(content)
    if _is_workbook(inside):
        return WORKBOOK, content, ()
    parts = tables(inside, IN_A_ZIP)
    chosen = part if part in parts else parts[0]
    parts = parts if len(parts) > 1 else ()
    if chosen.lower().endswith(".shp"):
        return SHAPEFILE, content, parts
    inner = unpacked(content, [chosen])[chosen]
    check_upload(inner)
    if inner.startswith(ZIP):
        if not _is_workbook(names(inner)):
            raise nested()
        return WORKBOOK, inner, parts
    _refuse_other(inner)
    return _plain(inner), inner, parts


def as_table(one: Format, content: bytes, parts: tuple[str, ...] = (), choice: Choice = AUTOMATIC) -> ParsedFile:
    """Read with the reader of that format, and make its text harmless. Raises Refused, or what libraries raise.

    ``parts``: the files of the archive it comes from.
    """
    read: Callable[[bytes, Choice], ParsedFile] = _reader(one).read
    table = placed(cleaned(read(content, choice)))
    if not parts:
        return table
    part = choice.part if choice.part in parts else parts[0]
    return table._replace(parts=parts, part=part, notes=(_FILE.format(name=part, count=len(parts) - 1), *table.notes))


_FILE = Text(
    "Fichier lu dans le zip : « {name} ». Les autres ({count}) ne le sont pas.",
    "File read in the zip: “{name}”. The others ({count}) are not.",
)


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
    if _text(content).startswith("<") and _plain(content).key not in ("kml", "gpx"):
        raise Refused(
            Text(
                "Ce fichier est une page web ou du XML, quel que soit son nom. Téléchargez le tableau lui-même.",
                "This file is a web page or XML, whatever its name. Download the table itself.",
            )
        )
