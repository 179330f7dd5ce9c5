"""Files that carry the SHA-256 of what they hold: they are read as they were written, or not at all.

Hashed at every read: on the machine of the benches SHA-256 takes a second for 1,000 MB, the same Parquet read by pandas
ten to two hundred.
"""

import hashlib
from pathlib import Path

from . import disk

SUFFIX = ".sealed"
MARK = b"cage 1 "
LENGTH = len(MARK) + 64 + 1


class DamagedError(Exception):
    """A file does not hold what was written in it."""


def write(path: Path, content: bytes) -> None:
    """Write a file and its hash, whole or not at all. Raises OSError if the disk refuses."""
    disk.write(path, _head(content), content)


def read(path: Path) -> bytes:
    """What was written in a file.

    Raises
    ------
    DamagedError
        If a byte of it has changed, or if it was not sealed.
    OSError
        If it is not there, or the disk refuses.
    """
    whole = memoryview(path.read_bytes())
    head, content = whole[:LENGTH], whole[LENGTH:]
    if head != _head(content):
        raise DamagedError(path)
    return bytes(content)


def _head(content: bytes | memoryview) -> bytes:
    return MARK + hashlib.sha256(content).hexdigest().encode() + b"\n"
