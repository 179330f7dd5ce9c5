"""Which desk serves which commune (DILA): CAF, CPAM, MSA, missions locales... often several desks for a commune."""

import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.directory import DESK_KINDS, DIRECTORY_YEAR, ORIGIN, URL, archived, dicts, text
from ..publishers.files import Published, commune_codes, reading
from ..source import Source

LABEL = Text("Ressort des guichets", "Jurisdictions of desks")
COMMUNES = "*data.gouv*commune*.zip"
"""Member of the archive: one small file per commune. The communes a desk of the main file names are not those it
serves, but where it stands."""


def read(path: Path) -> pd.DataFrame:
    """One row per commune, kind and desk that serves it: columns commune, kind, id."""
    columns: dict[str, list[str]] = {"commune": [], "kind": [], "id": []}
    with reading(LABEL), archived(path, COMMUNES) as packed:
        # Nine million cells share a few thousand texts.
        for row in _rows(packed.read()):
            for name, value in zip(columns, row, strict=True):
                columns[name].append(sys.intern(value))
    table = pd.DataFrame(columns)
    table["commune"] = commune_codes(table["commune"], LABEL)
    return table.dropna().drop_duplicates(ignore_index=True)


def _rows(content: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield from _of_commune(json.loads(archive.read(name)))
    except zlib.error as error:
        raise ValueError(str(error)) from error


def _of_commune(read_file: object) -> Iterator[tuple[str, str, str]]:
    """The desks of one commune; its object is at the root, or the only one of a list "commune"."""
    root = read_file if isinstance(read_file, dict) else {}
    for commune in dicts(root.get("commune")) or [root]:
        for group in dicts(commune.get("type_service_local")) or dicts(commune.get("Type_service_local")):
            kind = text(group, "code_type_service_local")
            for desk in group.get("organisme") or [] if kind in DESK_KINDS else []:
                key = text(desk, "id") if isinstance(desk, dict) else desk
                if isinstance(key, str) and key:
                    yield text(commune, "code_insee_commune"), kind, key


JURISDICTIONS = Source(
    key="jurisdictions",
    label=LABEL,
    publisher="Dila",
    origin=ORIGIN,
    published={
        DIRECTORY_YEAR: Published(
            cog=DIRECTORY_YEAR, url=URL, read=read, names=("all_latest*.tar.bz2", COMMUNES), rolling=True, megabytes=35
        ),
    },
    by=("commune",),
)
