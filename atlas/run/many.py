"""Many intercommunalities, by several workers: failures listed, what is done skipped, the same bytes however many."""

import csv
import hashlib
import io
import json
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing.connection import wait as ended
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from i18n import Lang, Text
from layers import LayerError
from layers.errors import refusal
from layers.fingerprint import fingerprint
from layers.own.given import Given

from ..exports.csv import neutral
from .asked import StudyChoices
from .make import Failure, Made, OwnFileRows, files, put

RECEIPT = "done.json"
FAILURES = "failures.csv"
AHEAD = 4
"""Tasks handed out for each that may run at once: no worker waits, and few results wait here."""

PULSE = 5
"""Seconds."""

TerritoryProgress = Callable[[int, int, str, int], None]
"""``report(done, total, siren, failures)`` after each intercommunality."""


class Task(NamedTuple):
    """One intercommunality. ``key``: what its files depend on; ``made_from``: see :mod:`layers.fingerprint`."""

    siren: str
    asked: StudyChoices
    given: tuple[Given, ...]
    made_from: str

    @property
    def key(self) -> str:
        """The same choices, the same files of the reader's and the same data have the same key."""
        parts = [self.siren, asdict(self.asked), [one.key for one in self.given], self.made_from]
        return hashlib.sha256(json.dumps(parts, default=_plain).encode()).hexdigest()


def _plain(value: date | bytes) -> str:
    """A day, or the bytes of a logo, as a key tells them."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value.isoformat()


@dataclass(frozen=True)
class Workers:
    """Who makes the files.

    Attributes
    ----------
    executor
        Opens a new pool.
    slots
        How many tasks may run at once, now.
    """

    executor: Callable[[], AbstractContextManager[Executor]]
    slots: Callable[[], int]


Result = list[OwnFileRows | Made | Failure]


def processes(jobs: int) -> Workers:
    """Processes of this machine; spawned, because threads of GDAL and numba do not survive a fork."""

    def executor() -> Executor:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), end_with_parent)

    return Workers(executor, lambda: jobs)


def end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, even killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        # The end of a pipe that only the parent holds open.
        ended([parent.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def made(task: Task) -> Result:
    """What a worker does: every file of one intercommunality, in memory, so that it need not share our disk."""
    if fingerprint() != task.made_from:
        return [Failure(task.siren, "", OTHER_DATA)]
    try:
        return list(files(task.siren, task.asked, task.given))
    except LayerError as error:
        return [Failure(task.siren, "", error.message)]


OTHER_DATA = Text(
    "La machine qui calcule n'a pas la même version de l'application, ou pas les mêmes données que celle-ci.",
    "The machine that computes has not the same version of the application, or not the same data, as this one.",
)


def run(tasks: Sequence[Task], out: Path, workers: Workers, report: TerritoryProgress) -> list[Failure]:
    """Make what is not done yet, each intercommunality in its own folder; the failures, in order of SIREN.

    Rows that were left out of the reader's own files are failures too, told again by each run.

    Raises
    ------
    LayerError
        If the disk refuses.
    """
    left = [task for task in tasks if not is_done(out / task.siren, task.key)]
    failures = [one for task in tasks if task not in left for one in _receipt(out / task.siren).left]
    try:
        for rank, (task, result) in enumerate(_results(left, workers), len(tasks) - len(left) + 1):
            failed = _kept(task, result, out / task.siren)
            failures += failed
            report(rank, len(tasks), task.siren, len(failed))
    finally:
        # Also when it is stopped: what failed until then is told.
        failures.sort(key=lambda failure: failure[:2])
        put(out, Made(FAILURES, as_csv(failures, tasks[0].asked.lang)))
    return failures


def _results(tasks: Sequence[Task], workers: Workers) -> Iterator[tuple[Task, Result]]:
    """Each task and what it gave, as they come.

    When a process dies, its pool is lost with all it was doing. These tasks are then done again, each alone in a new
    pool: one that kills it again is the cause, and fails; the others are not touched.
    """
    queue = deque(tasks)
    while queue:
        for lost in (yield from _in_one_pool(queue, workers)):
            for killer in (yield from _in_one_pool(deque([lost]), workers)):
                yield killer, [Failure(killer.siren, "", KILLED)]


def _in_one_pool(queue: deque[Task], workers: Workers) -> Generator[tuple[Task, Result], None, list[Task]]:
    """Empty the queue, and return nothing; or, if the pool breaks, stop there and return what it was doing."""
    running: dict[Future[Result], Task] = {}
    lost: list[Task] = []
    with workers.executor() as executor:
        try:
            while queue or running:
                while queue and not lost and len(running) < AHEAD * workers.slots():
                    task = queue.popleft()
                    try:
                        running[executor.submit(made, task)] = task
                    except BrokenExecutor:
                        lost.append(task)
                if not running:
                    break
                # Waited for by pulses: a future that a cluster cancels wakes nobody up.
                wait(running, PULSE, FIRST_COMPLETED)
                for future in [future for future in running if future.done()]:
                    task = running.pop(future)
                    if not future.cancelled() and isinstance(future.exception(), BrokenExecutor):
                        lost.append(task)
                    else:
                        yield task, _told(task, future)
        finally:
            for future in running:
                future.cancel()
    return lost


def _told(task: Task, future: Future[Result]) -> Result:
    """What a task gave; a fault of ours in one territory is told as its failure, and stops no other."""
    error = None if future.cancelled() else future.exception()
    if future.cancelled():
        return [Failure(task.siren, "", LOST)]
    if isinstance(error, OSError):
        return [Failure(task.siren, "", refusal(error))]
    if error is not None:
        return [Failure(task.siren, "", FAULT.format(what=f"{type(error).__name__} {error}".strip()))]
    return future.result()


LOST = Text(
    "Le calcul a été abandonné par la grappe. Relancez la même commande : ce qui est fait n'est pas refait.",
    "The cluster dropped the computation. Run the same command again: what is done is not done again.",
)
FAULT = Text("Erreur de l'application : {what}.", "Fault of the application: {what}.")
KILLED = Text(
    "Le processus a été tué deux fois, sans doute faute de mémoire. Relancez avec moins de processus (--jobs).",
    "The process was killed twice, for lack of memory no doubt. Run it again with fewer processes (--jobs).",
)


def _kept(task: Task, result: Result, folder: Path) -> list[Failure]:
    """Put the files of an intercommunality in its folder, in place of those of before; give back what failed."""
    _forget(folder)
    done = [one for one in result if isinstance(one, Made)]
    failed = [one for one in result if isinstance(one, Failure)]
    left = [
        Failure(one.siren, one.name, one.said) for one in result if isinstance(one, OwnFileRows) and one.report.rejected
    ]
    for one in done:
        put(folder, one)
    if done:
        # Written last: without it nothing is done. What failed is tried again by the next run.
        digests = {one.name: hashlib.sha256(one.content).hexdigest() for one in done}
        receipt = Manifest("" if failed else task.key, digests, left)
        put(folder, Made(RECEIPT, json.dumps(receipt._asdict(), indent=1).encode()))
    return failed + left


class Manifest(NamedTuple):
    """What a folder holds: of which key, the digest of each file, and the rows left out of the reader's own files."""

    key: str
    files: dict[str, str]
    left: list[Failure]


def _receipt(folder: Path) -> Manifest:
    """That of a folder; an empty one if it has none that can be read."""
    try:
        manifest = json.loads((folder / RECEIPT).read_bytes())
        files = {Path(name).name: str(digest) for name, digest in manifest["files"].items()}
        left = [Failure(str(siren), str(what), Text(str(fr), str(en))) for siren, what, (fr, en) in manifest["left"]]
        return Manifest(str(manifest["key"]), files, left)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest("", {}, [])


def is_done(folder: Path, key: str) -> bool:
    """True if the folder holds, unharmed, every file of this key."""
    kept_key, digests, _ = _receipt(folder)
    return kept_key == key and all(
        (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        for name, digest in digests.items()
    )


def _forget(folder: Path) -> None:
    digests = _receipt(folder).files
    (folder / RECEIPT).unlink(missing_ok=True)
    for name in digests:
        (folder / name).unlink(missing_ok=True)


def as_csv(failures: Collection[Failure], lang: Lang) -> bytes:
    """The failures as CSV for French Excel; the header alone if there is none."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(["siren", "what", "reason"])
    table.writerows([f.siren, neutral(f.what), neutral(f.reason.in_lang(lang))] for f in failures)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
