"""What the figures are made from, in one short text: the same on two machines that would give the same files."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from . import store
from .national import SAMPLE_FILE
from .reference import manifest
from .roads.kept import every, noted

ROOT = Path(__file__).parent.parent
LIBRARIES = ("numpy", "pandas", "scipy", "shapely", "geopandas", "pyproj", "pyogrio", "pyarrow")
"""Another version of one of them may write other bytes."""


def fingerprint() -> str:
    """SHA-256 of the code, the reference pack, every table and network that is loaded, and the libraries' versions.

    Tables are told apart by the publisher's file they were cut from, not by the day they were.
    """
    return _fingerprint(store.stamp())


@lru_cache(maxsize=4)
def _fingerprint(_: str) -> str:
    digest = hashlib.sha256()
    for part in (*_code(), *_loaded(), *(f"{name} {version(name)}" for name in LIBRARIES)):
        digest.update(f"{part}\n".encode())
    return digest.hexdigest()


def _code() -> Iterator[str]:
    packages = (package.parent.rglob("*.py") for package in ROOT.glob("*/__init__.py"))
    for path in sorted([*ROOT.glob("*.py"), *chain(*packages)]):
        yield f"{path.relative_to(ROOT).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    yield from (f"{name} {listed['sha256']}" for name, listed in sorted(manifest().items()))
    yield f"{SAMPLE_FILE.name} {hashlib.sha256(SAMPLE_FILE.read_bytes()).hexdigest()}"


def _loaded() -> Iterator[str]:
    for path in store.every():
        yield f"{path.relative_to(store.tables()).as_posix()} {sorted(store.notes(path).items())}"
    for path in every():
        yield f"{path.name} {noted(path)}"
