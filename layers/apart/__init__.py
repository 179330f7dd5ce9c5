"""Files of publishers and road extracts, read in a process of their own that reaches nothing else.

Anyone may put a file in the folder, and an address may be answered by another than its publisher: the libraries that
read them (GDAL, osmium, 7z, spreadsheets) are never given one in the server's process. One process stands ready for a
whole load, for its libraries take seconds to start; each file is read in a copy of it, which first gives up all but
that file and the folder of its answer (``parsing.confined``). Answers are tables of Arrow, arrays and text.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Lock
from typing import IO

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from i18n import Text
from parsing.process import PASSED_ON

from ..errors import LayerError
from ..roads.kept import Network
from ..roads.speeds import MODES, Box, Mode
from .share import ALLOWED, ANSWER, ARRAYS, REFUSED, TABLE

LOG = logging.getLogger(__name__)
READER = Path(__file__).with_name("__main__.py")


_users = 0
_counting = Lock()


@contextmanager
def ready() -> Iterator["Reader"]:
    """The process that stands ready: one for all who are in such a ``with``, ended with the last of them."""
    global _users  # noqa: PLW0603 - one process for this server, whatever its sessions
    with _counting:
        _users += 1
    try:
        yield _READER
    finally:
        with _counting:
            _users -= 1
            if not _users:
                _READER.end()


class Reader:
    """The process that stands ready, started with the first file: it reads one at a time."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._trouble: IO[bytes] | None = None

    def end(self) -> None:
        """End the process, if it was started."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
        if self._trouble is not None:
            self._trouble.close()
            self._trouble = None

    def table(self, source: str, year: int, path: Path) -> pd.DataFrame:
        """The table of a publisher's file, as ``Published.read`` makes it.

        Raises
        ------
        LayerError
            If it is not that file, is damaged, or takes more than its share to read.
        """
        with self._asked("table", path, source=source, year=year) as folder:
            return pq.read_table(folder / TABLE).to_pandas()

    def networks(self, paths: Sequence[Path], box: Box, crs: int) -> tuple[dict[Mode, Network], str]:
        """The road networks of an extract, or of its tiles, within a box, and the day it says it is of.

        Raises
        ------
        LayerError
            As ``table``.
        """
        with self._asked("networks", *paths, box=box, crs=crs) as folder:
            found: dict[Mode, Network] = {}
            for mode in MODES:
                if (file := folder / f"{mode}{ARRAYS}").exists():
                    with np.load(file, allow_pickle=False) as arrays:
                        found[mode] = {name: arrays[name] for name in arrays.files}
            return found, str(json.loads((folder / ANSWER).read_bytes())["dated"])

    def has_roads(self, path: Path) -> bool:
        """Whether GDAL finds a layer of roads in a file. Raises LayerError as ``table``."""
        with self._asked("has_roads", path) as folder:
            return bool(json.loads((folder / ANSWER).read_bytes())["has_roads"])

    @contextmanager
    def _asked(self, what: str, *paths: Path, **how: object) -> Iterator[Path]:
        """Have a file read, and give the folder of its answer."""
        with TemporaryDirectory() as folder:
            with self._turn:
                code = self._run(
                    {"what": what, "paths": [str(path.resolve()) for path in paths], "folder": folder, **how}
                )
            refused = Path(folder) / REFUSED
            if refused.exists():
                fr, en = json.loads(refused.read_bytes())
                raise LayerError(Text(str(fr), str(en)))
            if code != 0:
                LOG.warning("file not read, %s: %s", code, self._told())
                raise LayerError((_DAMAGED if code == 1 else _TOO_MUCH).format(name=paths[0].name, **ALLOWED.told()))
            yield Path(folder)

    def _told(self) -> str:
        """What the process wrote of its trouble."""
        if self._trouble is None:
            return ""
        self._trouble.seek(0)
        return self._trouble.read()[-4000:].decode(errors="replace")

    def _run(self, asked: dict[str, object], *, again: bool = True) -> int:
        """How the reading ended: 0, 1 for what a library raised, another number when it was ended."""
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._trouble = TemporaryFile()  # noqa: SIM115 - closed with the process
            command = [sys.executable, "-I", str(READER), str(os.getpid())]
            kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
            threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PROJ_NETWORK": "OFF"}
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._trouble, env=kept | threads
            )
        asks, answers = self._process.stdin, self._process.stdout
        if asks is None or answers is None:
            raise ValueError(self._process)
        with suppress(BrokenPipeError):
            asks.write(json.dumps(asked).encode() + b"\n")
            asks.flush()
        ended = answers.readline()
        # Each file is read in a copy: the process itself ends only if something else than a file ended it.
        if not ended and again:
            return self._run(asked, again=False)
        return int(ended or -1)


_READER = Reader()


_DAMAGED = Text(
    "{name} ne peut pas être lu : il est abîmé, ou n'est pas ce que son nom dit. Téléchargez-le de nouveau, en entier.",
    "{name} cannot be read: it is damaged, or is not what its name says. Download it again, whole.",
)
_TOO_MUCH = Text(
    "{name} demande plus de {minutes} minutes de processeur ou de {memory} Go de mémoire à lire. Prenez un extrait "
    "plus petit, d'un département par exemple.",
    "{name} takes over {minutes} minutes of processor or {memory} GB of memory to read. Take a smaller extract, of one "
    "département for example.",
)
