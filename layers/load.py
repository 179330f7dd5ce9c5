"""Load a territory: what it lacks, from the folder of dropped files or from the publishers."""

import fnmatch
import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock
from typing import Literal

import pandas as pd

from i18n import Text

from . import cog, store
from .apart import ready
from .counted import Count, communes, count, counted, not_shorter
from .errors import LayerError
from .fetch.agents import host
from .fetch.download import Cancelled, digest, fetch, forget
from .fetch.refusals import unwritten
from .projections import department
from .publishers.files import Published
from .reference import raw
from .source import Source, unique
from .territory import Territory

Status = Literal["kept", "downloaded", "dropped", "failed"]


@dataclass(frozen=True)
class Wanted:
    """One file to have for a territory: the source, its data year, and what part of France it holds."""

    source: Source
    year: int
    part: str

    @property
    def file(self) -> Published:
        """How it is published."""
        return self.source.published[self.year]

    @property
    def latest(self) -> bool:
        """True for the last vintage of its source."""
        return self.year == max(self.source.published)

    @property
    def url(self) -> str:
        """Its official address."""
        return self.file.url.format(department=self.part, epci=self.part)

    @property
    def path(self) -> Path:
        """Where the publisher's file is kept: by its address, for several sources may read the same file."""
        name = self.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1][:60]
        return store.files() / f"{hashlib.sha256(self.url.encode()).hexdigest()[:12]}-{name}"


@dataclass(frozen=True)
class Outcome:
    """What became of one file: ``problem`` says why it failed, ``count`` what was read of it."""

    wanted: Wanted
    status: Status
    problem: Text | None = None
    count: Count | None = None


SourceProgress = Callable[[Wanted, int, int], None]
"""``report(wanted, done, total)`` in bytes, at every block. Raises Cancelled to stop."""


def wanted(sources: Iterable[Source], place: Territory, *, extra: bool = False) -> list[Wanted]:
    """The files that hold this territory: the latest vintage of each source, every one where history counts.

    An older vintage is wanted too when its file is in the folder. With `extra`, those that enter no distance.
    """
    every = [
        Wanted(source, year, part)
        for source in sources
        if extra or not source.extra
        for year in sorted(source.published)
        for part in _parts(source.published[year], place)
    ]
    return _of_use(every)


def everywhere(sources: Iterable[Source], *, extra: bool = False) -> list[Wanted]:
    """The files that hold all of France, every département of those cut by département: for every territory at once.

    Not those cut by EPCI: contours are in the pack, and OpenStreetMap's servers are not for that. Vintages as `wanted`.
    """
    departments = sorted({department(code) for code in raw("communes.parquet")["commune"]})
    every = [
        Wanted(source, year, part)
        for source in sources
        if extra or not source.extra
        for year in sorted(source.published)
        for part in {"france": ["france"], "department": departments, "epci": []}[source.published[year].per]
    ]
    return _of_use(every)


def _of_use(files: list[Wanted]) -> list[Wanted]:
    """The latest vintage of each source, every one where history counts, and those whose file is in the folder."""
    return [file for file in files if file.source.history or file.latest or dropped(file) is not None]


def lacking(files: Iterable[Wanted]) -> list[Wanted]:
    """Those that were not loaded yet."""
    return [one for one in files if not store.has(one.source.key, one.year, one.part)]


def _parts(file: Published, place: Territory) -> list[str]:
    if file.per == "france":
        return ["france"]
    return [place.siren] if file.per == "epci" else sorted({department(code) for code in place.communes})


AT_ONCE = 4
"""Publishers asked at the same time; each of them, one file after the other."""

ONE_READ = Lock()
"""Only one file is opened at a time: some are a gigabyte once read, and reading is not what takes long."""


def load(files: Iterable[Wanted], to: int, report: SourceProgress, *, again: bool = False) -> Iterator[Outcome]:
    """Have each file, as they come: several publishers at once, one file of each at a time.

    A failure of one is told and does not stop the others. A table can be used as soon as its outcome is given.

    Parameters
    ----------
    to
        Geography year the tables are carried to.
    report
        Called from several threads.
    again
        Ask the publishers again for what is already here; it stays until the new file has come whole.

    Raises
    ------
    Cancelled
        If `report` asked for it. What was loaded stays.
    """
    files = list(files)
    if again:
        # Once each: several sources may read the same file.
        for path in {file.path for file in files}:
            forget(path)
    stopped, ended = Event(), SimpleQueue[Outcome | Future[None]]()

    def ask(listed: list[Wanted]) -> None:
        for file in listed:
            if not stopped.is_set():
                ended.put(_outcome(file, to, _until(stopped, report), again=again))

    with ready(), ThreadPoolExecutor(AT_ONCE, thread_name_prefix="publisher") as pool:
        asked = [pool.submit(ask, listed) for listed in by_publisher(files)]
        for future in asked:
            future.add_done_callback(ended.put)
        try:
            yield from _ended(ended, len(asked))
        finally:
            stopped.set()


def _until(stopped: Event, report: SourceProgress) -> SourceProgress:
    def watched(file: Wanted, done: int, total: int) -> None:
        if stopped.is_set():
            raise Cancelled
        report(file, done, total)

    return watched


def by_publisher(files: Iterable[Wanted]) -> list[list[Wanted]]:
    """Files of each server, in the order of the first of each."""
    found: dict[str, list[Wanted]] = {}
    for file in files:
        found.setdefault(host(file.url), []).append(file)
    return list(found.values())


def _ended(ended: SimpleQueue[Outcome | Future[None]], publishers: int) -> Iterator[Outcome]:
    """Outcomes as they come, until each publisher was asked for all its files."""
    while publishers:
        got = ended.get()
        if isinstance(got, Outcome):
            yield got
        else:
            publishers -= 1
            got.result()


def _outcome(one: Wanted, to: int, report: SourceProgress, *, again: bool) -> Outcome:
    if not again and store.has(one.source.key, one.year, one.part):
        return Outcome(one, "kept")
    try:
        status, read = _have(one, to, report)
    except LayerError as error:
        return Outcome(one, "failed", error.message)
    except OSError as error:
        return Outcome(one, "failed", unwritten(error, one.url).message)
    return Outcome(one, status, count=read)


def _read(one: Wanted, path: Path) -> pd.DataFrame:
    with ready() as reader:
        return reader.table(one.source.key, one.year, path)


def _have(one: Wanted, to: int, report: SourceProgress) -> tuple[Status, Count]:
    found = dropped(one)
    if found is not None:
        noted = {"sha256": digest(found), "origin": found.name, "dated": ""}
        with ONE_READ:
            return "dropped", keep(one, _read(one, found), noted, to)
    checked: list[pd.DataFrame] = []

    def check(path: Path) -> None:
        with ONE_READ:
            checked.append(_read(one, path))

    def watch(done: int, total: int) -> None:
        report(one, done, total)

    got = fetch(one.url, one.path, check, sha256=one.file.sha256, follow=one.file.follow, watch=watch)
    with ONE_READ:
        table = checked[-1] if checked else _read(one, one.path)
        return "downloaded", keep(one, table, {"sha256": got.sha256, "origin": one.url, "dated": got.dated}, to)


def keep(one: Wanted, table: pd.DataFrame, noted: dict[str, str], to: int) -> Count:
    """Carry a publisher's table to the geography of year `to`, complete it and keep it.

    `noted` is kept with it: sha256 and origin of the file, the date it was given (empty if it came by hand).

    Raises
    ------
    LayerError
        If it lists a commune twice, or far fewer communes than the table that is kept.
    """
    source, file = one.source, one.file
    read = count(table, file.cog, national=one.part == "france", every_commune=file.every_commune)
    not_shorter(read, counted(store.noted(source.key, one.year, one.part)))
    carried = source.derive(cog.carry(unique(table, source.label), file.cog, to, source.rules))
    # Of a table of part of France, which: to tell whose file it is.
    held = "" if one.part == "france" else " ".join(sorted(communes(carried)))
    store.write(
        source.key, one.year, one.part, carried, {"cog": str(file.cog), "communes": held, **noted, **read.notes}
    )
    return read


def dropped(one: Wanted) -> Path | None:
    """The file of the folder that goes by one of the publisher's names, itself or inside a zip; None if none does."""
    folder = store.drop()
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    named = [path for path in files if any(_matches(name, one) for name in _names(path))]
    if one.file.per != "france":
        # "64", and not the 64 of 20260409 or of 264.
        part = re.compile(rf"(?<![0-9A-Za-z]){re.escape(one.part)}(?![0-9A-Za-z])", re.IGNORECASE)
        named = [path for path in named if part.search(path.name)]
    return named[0] if named else None


def _matches(name: str, one: Wanted) -> bool:
    return any(fnmatch.fnmatch(name.casefold(), pattern.casefold()) for pattern in one.file.names)


def _names(path: Path) -> list[str]:
    """The name of a file, and of what a zip holds."""
    if path.suffix.casefold() != ".zip" or not zipfile.is_zipfile(path):
        return [path.name]
    with zipfile.ZipFile(path) as archive:
        return [path.name, *(name.rsplit("/", 1)[-1] for name in archive.namelist())]


def unknown_files(sources: Iterable[Source]) -> list[str]:
    """Names of the files of the folder that go by no name of these publishers' files."""
    folder = store.drop()
    if not folder.is_dir():
        return []
    patterns = [name.casefold() for s in sources for file in s.published.values() for name in file.names]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        path.name
        for path in files
        if not any(fnmatch.fnmatch(name.casefold(), pattern) for name in _names(path) for pattern in patterns)
    ]
