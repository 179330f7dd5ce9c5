"""The extracts of publishers' files, packed as the publisher packs them."""

import bz2
import fnmatch
import gzip
import io
import tarfile
import zipfile
from pathlib import Path

from layers import SOURCES
from layers.load import Wanted

FOLDER = Path(__file__).parent / "data" / "published"
PARTS = {"france": "france", "department": "64", "epci": "200067106"}
EVERY = [Wanted(s, year, PARTS[file.per]) for s in SOURCES for year, file in s.published.items()]
"""Every published file of every source, for one part of France."""

IDS = [f"{one.source.key}-{one.year}" for one in EVERY]


def extracts(one: Wanted) -> list[Path]:
    """The extracts committed for a published file; sources that read the same file may share one."""
    same = [one, *(other for other in EVERY if other.url == one.url and other.source.key != one.source.key)]
    found = ([*(FOLDER / other.source.key).glob(f"{one.year}-*")] for other in same)
    return next((listed for listed in found if listed), [])


def inner_name(extract: Path) -> str:
    """The publisher's own name: the extract's, less the year it is filed under."""
    return extract.name.split("-", 1)[1]


def body(one: Wanted, altered: bytes | None = None) -> bytes:
    """What the publisher's address answers: the extract, or another content in its place."""
    extract = extracts(one)[0]
    content, address = altered or extract.read_bytes(), one.url.split("?")[0]
    if address.endswith(".zip") and not zipfile.is_zipfile(extract):
        return zipped(inner_name(extract), content)
    if address.endswith(".tar.bz2") and extract.suffix != ".bz2":
        return bz2.compress(_tar(inner_name(extract), content))
    if address.endswith(".gz") and extract.suffix != ".gz":
        return gzip.compress(content, mtime=0)
    return content


def zipped(name: str, content: bytes) -> bytes:
    """A zip of one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


def _tar(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def dropped(one: Wanted) -> tuple[str, bytes]:
    """The same as a file put in the folder by hand: its name, and its bytes."""
    inner = inner_name(extracts(one)[0])
    if _known(inner, one) and (one.part == "france" or one.part in inner):
        return inner, extracts(one)[0].read_bytes()
    made = (pattern.replace("*", f"-{one.part}-") for pattern in one.file.names)
    return next(name for name in made if one.part == "france" or one.part in name), body(one)


TABLES = {".csv", ".xlsx", ".json"}
ZIPPABLE = [
    one
    for one in EVERY
    if {Path(name).suffix for name in one.file.names} & TABLES and {path.suffix for path in extracts(one)} <= TABLES
]
"""Those whose table a reader may hold in a zip of their own."""


def dropped_zipped(one: Wanted) -> tuple[str, bytes]:
    """The table of the publisher in another zip than the publisher's."""
    pattern = next(name for name in one.file.names if Path(name).suffix in TABLES)
    inner = inner_name(extracts(one)[0])
    name = inner if _known(inner, one) else pattern.replace("*", "x")
    return f"{one.part}-mes donnees.zip", zipped(name, extracts(one)[0].read_bytes())


def _known(name: str, one: Wanted) -> bool:
    return any(fnmatch.fnmatch(name.casefold(), pattern.casefold()) for pattern in one.file.names)
