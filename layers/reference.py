"""The national reference pack on disk: what is known of every territory without a network."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from i18n import Text

from .errors import LayerError

COG = 2026
"""Geography year of the reference pack."""

REFERENCE = Path(__file__).parent.parent / "data" / "reference"


MANIFEST = "manifest.json"

Stamp = tuple[int, int]
"""Modification time (ns) and size of a file: when to hash it again."""


@cache
def raw(name: str) -> pd.DataFrame:
    """One file of the reference pack, as it is. Read once per process and shared: never write in it."""
    with opened(name) as path:
        return pd.read_parquet(path)


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The path of a file of the reference pack, whose hash is that of the manifest.

    Raises
    ------
    LayerError
        If it is missing, or is not the file that the manifest lists.
    """
    path = REFERENCE / name
    try:
        if manifest()[name]["sha256"] != _digest(path, _stamp(path)):
            raise _altered(name)
        yield path
    except (KeyError, OSError, pa.ArrowInvalid) as error:
        raise _altered(name) from error


def manifest() -> dict[str, dict[str, object]]:
    """Hash and row count of every file of the reference pack. Raises LayerError if it cannot be read."""
    path = REFERENCE / MANIFEST
    try:
        return _manifest(path, _stamp(path))
    except (OSError, ValueError, TypeError) as error:
        raise _altered(MANIFEST) from error


def check() -> list[Text]:
    """A sentence for each file of the reference pack that is missing or altered; none is as it should be."""
    faults = []
    for name in _listed():
        try:
            with opened(name):
                pass
        except LayerError as error:
            faults.append(error.message)
    return faults


def _listed() -> list[str]:
    try:
        return sorted(manifest())
    except LayerError:
        return [MANIFEST]


def _stamp(path: Path) -> Stamp:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=64)
def _digest(path: Path, _: Stamp) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=4)
def _manifest(path: Path, _: Stamp) -> dict[str, dict[str, object]]:
    return {name: dict(listed) for name, listed in dict(json.loads(path.read_text(encoding="utf-8"))).items()}


def _altered(name: str) -> LayerError:
    return LayerError(
        Text(
            f"Le fichier de référence data/reference/{name} manque ou n’est pas celui de cette version : aucun chiffre "
            "n’en est tiré. Téléchargez de nouveau le dépôt, ou lancez « make pack » (python -m layers.pack).",
            f"The reference file data/reference/{name} is missing, or is not the one of this version: no figure is "
            "taken from it. Download the repository again, or run “make pack” (python -m layers.pack).",
        )
    )
