"""The one way anything is written on the disk: aside, flushed, then moved.

A process killed at any instant leaves the old file or the new one, whole.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

NEW = ".new"
LOCK = f"{NEW}.lock"


@contextmanager
def arriving(path: Path) -> Iterator[Path]:
    """Where to write what is to take the place of `path`: it does when the block ends, and nothing changes if it fails.

    It has the name of `path`, in a hidden folder beside it: on the same disk, and readers go by the suffix. A lock is
    held as long as it is being written, and the system lets go of it when a process dies: that is how what a killed
    process left is told from what another one is writing.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _clean(path.parent)
    folder = path.with_name(f".{uuid4().hex}{NEW}")
    lock = path.with_name(f"{folder.stem}{LOCK}")
    with FileLock(lock):
        try:
            folder.mkdir()
            yield folder / path.name
            _flush(folder / path.name)
            (folder / path.name).replace(path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            # While the lock is held: whoever waited for this file sees that it is gone, and makes another.
            with suppress(OSError):
                lock.unlink()
    _flush_folder(path.parent)


def write(path: Path, *parts: bytes) -> None:
    """Write a file whole, or not at all. Raises OSError if the disk refuses."""
    with arriving(path) as aside, aside.open("wb") as file:
        file.writelines(parts)


def sweep(home: Path) -> None:
    """Remove, in a folder and all it holds, what killed processes left; nothing of what a living one is writing."""
    for folder in {lock.parent for lock in home.rglob(f".*{LOCK}")}:
        _clean(folder)
    # Names of the versions that held no lock.
    for left in (path for pattern in (f"*{NEW}", "files/new-*") for path in home.rglob(pattern) if path.is_file()):
        with suppress(OSError):
            left.unlink()


def _clean(folder: Path) -> None:
    for path in folder.glob(f".*{LOCK}"):
        with suppress(Timeout, OSError), FileLock(path, timeout=0):
            shutil.rmtree(path.with_suffix(""), ignore_errors=True)
            path.unlink()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make a move last through a power cut. Windows has no such thing."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
