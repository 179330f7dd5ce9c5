"""Zip files: checked before anything is unpacked, and nothing in them is written under its own name."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from i18n import Text

from .limits import RATIO, UNPACKED, check_unpacked
from .refused import Refused

NESTED = {".zip", ".7z", ".rar", ".gz", ".bz2", ".xz"}
NOISE = "__MACOSX/"
"""What macOS adds to its zip files."""


def names(content: bytes) -> list[str]:
    """The names in a zip, folders and hidden files left out.

    Raises
    ------
    Refused
        If it is damaged, locked, too big once unpacked, if a name leads out of it, or if it holds an archive.
    """
    with _archive(content) as archive:
        infos = archive.infolist()
    for info in infos:
        _check(info)
    check_unpacked(sum(info.file_size for info in infos), len(content))
    return [info.filename for info in infos if not info.filename.endswith("/") and not _hidden(info.filename)]


def unpacked(content: bytes, wanted: Iterable[str]) -> dict[str, bytes]:
    """The files of a zip that are wanted. A size that lies is never exceeded: the CRC is then wrong."""
    with _archive(content) as archive:
        return {name: archive.read(name) for name in wanted}


@contextmanager
def _archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise _damaged() from error


def tables(found: Iterable[str], suffixes: set[str]) -> tuple[str, ...]:
    """The names with one of these suffixes, sorted. Raises Refused if there is none."""
    inside = sorted(found)
    fit = tuple(name for name in inside if PurePosixPath(name.lower()).suffix in suffixes)
    if fit:
        return fit
    listed = ", ".join(PurePosixPath(name).name for name in inside[:5])
    raise Refused(
        Text(
            "Le zip doit contenir un tableau ou une couche (.csv, .xlsx, .ods, .json, .geojson, .kml, .gpkg, .shp). "
            f"Il contient\u00a0: {listed}.",
            "The zip must hold one table or one layer (.csv, .xlsx, .ods, .json, .geojson, .kml, .gpkg or .shp). "
            f"It holds: {listed}.",
        )
    )


def gunzipped(content: bytes) -> bytes:
    """What a gzip file holds: never more than ``UNPACKED``, or ``RATIO`` times its size."""
    opened = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        inner = opened.decompress(content, min(UNPACKED, RATIO * len(content)) + 1)
    except zlib.error as error:
        raise _damaged() from error
    check_unpacked(len(inner), len(content))
    if not opened.eof:
        raise _damaged()
    return inner


def _damaged() -> Refused:
    return Refused(
        Text(
            "Cette archive est abîmée. Refaites-la, ou envoyez le fichier sans la compresser.",
            "This archive is damaged. Make it again, or send the file uncompressed.",
        )
    )


def _hidden(name: str) -> bool:
    return not name or name.startswith(NOISE) or PurePosixPath(name).name.startswith(".")


def _check(info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in info.filename:
        raise Refused(
            Text(
                "Un fichier du zip porte un chemin qui sort de l'archive. Refaites le zip avec les seuls fichiers "
                "utiles.",
                "A file of the zip has a path that leads out of it. Make the zip again with the useful files only.",
            )
        )
    if path.suffix.lower() in NESTED:
        raise nested()
    if info.flag_bits & 1:
        raise Refused(
            Text(
                "Le zip est protégé par un mot de passe. Envoyez-le sans mot de passe.",
                "The zip is locked by a password. Send it without one.",
            )
        )


def nested() -> Refused:
    """What to say of an archive inside an archive."""
    return Refused(
        Text(
            "Le zip contient une autre archive. Décompressez-la et envoyez le tableau lui-même.",
            "The zip holds another archive. Unpack it and send the table itself.",
        )
    )
