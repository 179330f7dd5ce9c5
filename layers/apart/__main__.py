"""The process that stands ready: a question a line comes by its input, how the reading ended goes by its output.

Started by ``layers.apart``, isolated (``-I``): it finds the product by its own place. Each file is read in a copy of
this process (fork), so that nothing of one file is left when the next is read.
"""

import glob
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))

from layers import BY_KEY, LayerError
from layers.apart.share import ALLOWED, ANSWER, ARRAYS, REFUSED, TABLE
from layers.roads import read as roads
from layers.roads.files import layer_of
from layers.roads.overpass import merged
from parsing.confined import confine
from parsing.process import TOO_MUCH

ROOT = Path(__file__).parents[2]
MEMORY = [path for path in (Path("/proc/meminfo"),) if path.exists()]
"""7z asks how much there is."""
WALL = 2 * ALLOWED.seconds
"""Seconds a file may take, the processor being shared."""


def table(folder: Path, path: Path, source: str, year: int) -> None:
    """Write the table of a publisher's file."""
    read = BY_KEY[source].published[year].read(path)
    pq.write_table(pa.Table.from_pandas(read), folder / TABLE)


def networks(folder: Path, path: Path, *others: Path, box: Any, crs: int) -> None:  # noqa: ANN401 - out of JSON
    """Write the networks of a road extract, or of several tiles, and the day it is of."""
    path = merged((path, *others), folder / "tiles.osm.pbf") if others else path
    for mode, network in roads.read(path, tuple(box), crs).items():
        np.savez(folder / f"{mode}{ARRAYS}", allow_pickle=False, **network)
    (folder / ANSWER).write_text(json.dumps({"dated": roads.dated(path)}), encoding="utf-8")


def has_roads(folder: Path, path: Path) -> None:
    """Write whether a file has a layer of roads."""
    (folder / ANSWER).write_text(json.dumps({"has_roads": layer_of(path) is not None}), encoding="utf-8")


READINGS: dict[str, Callable[..., None]] = {"table": table, "networks": networks, "has_roads": has_roads}


def answer(asked: dict[str, Any]) -> int:
    """Read one file, in the copy."""
    paths, folder = [Path(path) for path in asked.pop("paths")], Path(asked.pop("folder"))
    # A shapefile is several files.
    parts = {part for path in paths for part in path.parent.glob(f"{glob.escape(path.stem)}.*") if part.is_file()}
    tempfile.tempdir = str(folder)
    confine(os.getppid(), WALL, ALLOWED, reads=(*paths, *parts, ROOT, *MEMORY), writes=(folder,))
    try:
        READINGS[asked.pop("what")](folder, *paths, **asked)
    except LayerError as refused:
        (folder / REFUSED).write_text(json.dumps(refused.message), encoding="utf-8")
    except MemoryError:
        return TOO_MUCH
    return 0


def copied(asked: dict[str, Any], server: int) -> int:
    """Read one file in a copy of this process, where the system can copy one; how it ended."""
    child = os.fork() if hasattr(os, "fork") else None
    if child:
        return _waited(child, server)
    code = 1
    try:
        code = answer(asked)
    finally:
        if child is not None:
            # Whatever a library raised ends the copy, and is told to the log.
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            sys.stderr.flush()
            os._exit(code)
    return code


def _waited(child: int, server: int) -> int:
    """How a copy ended; it ends with the server, whichever of its threads asked."""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if os.getppid() != server:
            os.kill(child, signal.SIGKILL)
        time.sleep(PULSE)


PULSE = 0.01
"""Seconds."""

if __name__ == "__main__":
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(b"%d\n" % copied(json.loads(line), int(sys.argv[1])))
        sys.stdout.buffer.flush()
