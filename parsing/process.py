"""Starts the process that reads a file, waits for it, ends it; what comes back is text, and is read as such."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO, Any

from i18n import Text

from . import confined
from .formats import BY_KEY
from .frame import AUTOMATIC, Choice, ParsedFile, RowCells
from .limits import check_upload
from .refused import Refused

WALL = 60
"""Seconds a file may take, the processor being shared: ``confined.MAX_SECONDS`` of it are its own."""
AT_ONCE = 2
"""Files read at the same time by this server: each may take ``confined.MAX_MEMORY``."""
PATIENCE = 60
"""Seconds to wait for one's turn."""
TOO_MUCH = 3
"""How the process ends when memory, or room for its answer, is missing."""
READER = Path(__file__).with_name("__main__.py")
PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")
"""All that is kept of the environment: without them Python may not start."""
LOG = logging.getLogger(__name__)

_turns = BoundedSemaphore(AT_ONCE)


def read(content: bytes, choice: Choice = AUTOMATIC) -> ParsedFile:
    """The table of a file, and what had to be guessed or replaced to read it. Nothing of the file is kept.

    Reads what ``formats.FORMATS`` lists, and a zip of one of them.

    Raises
    ------
    Refused
        If it is empty, too big, damaged, none of these formats, or too long to read.
    """
    check_upload(content)
    if not _turns.acquire(timeout=PATIENCE):
        raise Refused(_BUSY)
    try:
        with TemporaryFile() as answer, TemporaryFile() as trouble:
            code = _run(content, choice, answer, trouble)
            lines = _lines(answer)
            if code == 0:
                return _table(lines)
            trouble.seek(0)
            LOG.warning("file not read, %s: %s", code, trouble.read(4000).decode(errors="replace"))
            raise Refused(_why(code, lines))
    finally:
        _turns.release()


def _run(content: bytes, choice: Choice, answer: IO[bytes], trouble: IO[bytes]) -> int:
    """How the process ended: 0, ``TOO_MUCH`` or 1, below 0 when a signal ended it."""
    command = [sys.executable, "-I", str(READER), str(os.getpid()), str(WALL), json.dumps(choice)]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # One thread each: the machine is shared. Grids of projections are never fetched.
    environment |= {"OPENBLAS_NUM_THREADS": "1", "PROJ_NETWORK": "OFF"}
    try:
        done = subprocess.run(  # noqa: S603
            command, input=content, stdout=answer, stderr=trouble, env=environment, timeout=WALL + 1, check=False
        )
    except subprocess.TimeoutExpired:
        return TOO_MUCH
    return done.returncode


def _lines(answer: IO[bytes]) -> Iterator[Any]:
    answer.seek(0)
    return (json.loads(line) for line in answer)


def _table(lines: Iterator[Any]) -> ParsedFile:
    head = next(lines)
    match head:
        case {"format": str()}:
            return _table(lines)
        case {"refused": [str(fr), str(en)]}:
            raise Refused(Text(fr, en))
        case {"columns": list(columns), "notes": list(notes), "parts": list(parts), "part": part, "encoding": encoding}:
            numbers: list[int] = []
            rows: list[RowCells] = []
            # Cells that repeat are one text in memory: a table of pairs writes each place a thousand times.
            known: dict[str | None, str | None] = {}
            for block in lines:
                for line, cells in block:
                    numbers.append(line)
                    rows.append([known.setdefault(cell, cell) for cell in cells])
            said = tuple(Text(fr, en) for fr, en in notes)
            return ParsedFile(columns, numbers, rows, said, tuple(parts), part, encoding)
    raise ValueError(head)


def _why(code: int, lines: Iterator[Any]) -> Text:
    match next(lines, None):
        case {"format": str(key)} if code == 1:
            return BY_KEY[key].damaged
    return _TOO_MUCH.format(seconds=confined.MAX_SECONDS, memory=confined.MAX_MEMORY >> 20)


_TOO_MUCH = Text(
    "Ce fichier demande plus de {seconds} secondes ou de {memory} Mo de mémoire à lire. Gardez les lignes de votre "
    "territoire et les colonnes utiles, simplifiez les contours, ou enregistrez-le en CSV.",
    "This file takes over {seconds} seconds or {memory} MB of memory to read. Keep the rows of your territory and the "
    "useful columns, simplify the shapes, or save it as CSV.",
)
_BUSY = Text(
    "D'autres fichiers sont en train d'être lus sur cette installation. Réessayez dans une minute.",
    "Other files are being read on this installation. Try again in a minute.",
)
