"""Fetch one file: retried, checked, then moved; one process at a time; never half a file."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pooch
import requests
from filelock import FileLock, Timeout

from i18n import Text

from .. import disk
from ..errors import LayerError
from . import agents, resume
from .client import ATTEMPTS, session
from .refusals import refused, unwritten, wrong_hash

Watch = Callable[[int, int], None]
"""``watch(done, total)`` in bytes, total 0 when the server does not say. Raises Cancelled to stop."""

Check = Callable[[Path], object]
"""Raises LayerError if the file is not what it should be."""

Follow = Callable[[str, dict[str, Any]], str | None]
"""``follow(url, page)`` gives the address of the next page of an API; None after the last."""

TIMEOUT = (10, 60)
BLOCK = 1 << 16
pooch.get_logger().setLevel("WARNING")  # it announces each file; the page and the terminal already do


class Cancelled(Exception):  # noqa: N818 - asked for by the reader: no error
    """The reader stopped the download."""


@dataclass(frozen=True)
class Receipt:
    """What is known of a file that was fetched: written beside it as ``<name>.json``.

    ``dated``: the day the publisher last changed it, else the day the server gave it (ISO); "" if it says neither.
    """

    url: str
    sha256: str
    size: int
    dated: str


def unwatched(_done: int, _total: int) -> None:
    """Watch nothing."""


def fetch(
    url: str,
    path: Path,
    check: Check,
    *,
    sha256: str = "",
    follow: Follow | None = None,
    watch: Watch = unwatched,
) -> Receipt:
    """Download `url` to `path`, unless it is there already.

    The file is written aside, checked (length, hash where the publisher's file is stable, content), then moved:
    whatever was at `path` stays until then. One that changed on the disk since it was fetched is fetched again. A
    second process asking for the same file waits for the first and finds it there. What was received of a file that
    stopped on its way is not asked for again, where the server can tell that it is still the same (RFC 9110, Range and
    If-Range); if `check` then refuses the whole, it is taken again from its start. With `follow`, the answers of an
    API are fetched page after page and kept as one JSON list.

    Raises
    ------
    LayerError
        If the file cannot be had, or is not what it says.
    Cancelled
        If `watch` asked for it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(path.name + ".lock")):
            known = receipt(path)
            if known is not None and known.sha256 == digest(path):
                return known
            with turn(url, path.parent, watch), disk.arriving(path) as arrived:
                dated = _checked(_Asked(url, resume.part_of(path), sha256, follow, watch), arrived, check)
                made = Receipt(url, digest(arrived), arrived.stat().st_size, dated)
            # Written last, and read with the file's hash: it is never that of another file.
            disk.write(path.with_name(path.name + ".json"), json.dumps(asdict(made), indent=1).encode())
            return made
    except OSError as error:
        raise unwritten(error, url) from error


@dataclass(frozen=True)
class _Asked:
    """What is asked for, and where what was received of it waits for the rest."""

    url: str
    part: Path
    sha256: str
    follow: Follow | None
    watch: Watch


def _checked(asked: _Asked, path: Path, check: Check) -> str:
    """Download and check; once more, from the start, what was made of two parts and is not the file."""
    resumed = bool(resume.rest(asked.part, asked.url))
    try:
        dated = _download(asked, path)
        check(path)
    except LayerError:
        if not resumed or asked.part.exists():
            raise
        path.unlink(missing_ok=True)
        dated = _download(asked, path)
        check(path)
    return dated


def receipt(path: Path) -> Receipt | None:
    """What was noted when the file was fetched; None if it was not fetched whole."""
    noted = path.with_name(path.name + ".json")
    if not path.is_file() or not noted.is_file():
        return None
    with suppress(ValueError, TypeError):
        return Receipt(**json.loads(noted.read_text(encoding="utf-8")))
    return None


def forget(path: Path) -> None:
    """Let the file be fetched again: it stays readable until its successor has arrived whole."""
    path.with_name(path.name + ".json").unlink(missing_ok=True)


@contextmanager
def turn(url: str, folder: Path, watch: Watch) -> Iterator[None]:
    """Wait until no other process asks a server that wants one question at a time; `watch` may stop the wait."""
    if agents.host(url) not in agents.ONE_AT_A_TIME:
        yield
        return
    lock = FileLock(folder / f"{agents.host(url)}.lock", timeout=1)
    while not lock.is_locked:
        try:
            lock.acquire()
        except Timeout:
            watch(0, 0)
    try:
        yield
    finally:
        lock.release()


def _download(asked: _Asked, path: Path) -> str:
    """Write the file; give its date."""
    dates: list[str] = []

    # pooch's own downloader neither waits for Retry-After nor can be stopped; its attempts and its hash are used.
    def stream(_url: str, output: str, _pooch: object) -> None:
        with session() as client:
            write = _body if asked.follow is None else _pages
            dates.append(write(client, asked, Path(output)))

    keeper = pooch.create(
        path=path.parent,
        base_url="",
        registry={path.name: asked.sha256 or None},
        urls={path.name: asked.url},
        retry_if_failed=ATTEMPTS - 1,
    )
    try:
        keeper.fetch(path.name, downloader=stream)
    except requests.RequestException:
        # Its errors are ValueErrors too, some of them: they are told apart from a wrong hash.
        raise
    except ValueError as error:
        raise wrong_hash(asked.url) from error
    return dates[-1]


@contextmanager
def _answer(
    client: requests.Session, url: str, headers: Mapping[str, str] | None = None
) -> Iterator[requests.Response]:
    try:
        opened = client.get(url, stream=True, timeout=TIMEOUT, headers=headers)
    except requests.ConnectionError as error:
        # Not even an answer: the session has tried again already, pooch would once more.
        raise unwritten(error, url) from error
    with opened as answer:
        if not answer.ok and answer.status_code != resume.NOT_SATISFIABLE:
            # Not an error of requests', which pooch would try again: the session already has.
            raise refused(url, Text(str(answer.status_code), str(answer.status_code)))
        yield answer


def _dated(answer: requests.Response) -> str:
    written = answer.headers.get("last-modified") or answer.headers.get("date") or ""
    with suppress(ValueError):
        return parsedate_to_datetime(written).date().isoformat()
    return ""


def _body(client: requests.Session, asked: _Asked, path: Path) -> str:
    url, part = asked.url, asked.part
    with _answer(client, url, resume.rest(part, url)) as answer:
        if answer.status_code != resume.NOT_SATISFIABLE:
            to = _receiving(answer, asked, path)
            _write(answer, to, resume.received(part, answer), asked.watch)
            if to == part:
                part.replace(path)
            resume.forget(part)
            return _dated(answer)
    # Nothing is left to ask for, or the file has become shorter: from the start.
    if not part.exists():
        raise refused(url, Text("416", "416"))
    resume.forget(part)
    return _body(client, asked, path)


def _receiving(answer: requests.Response, asked: _Asked, path: Path) -> Path:
    """Where an answer is written: aside, where the rest could be asked for if it stopped."""
    told = resume.version(answer)
    if not told:
        return path
    if not resume.received(asked.part, answer):
        resume.begin(asked.part, asked.url, told)
    return asked.part


def _write(answer: requests.Response, path: Path, done: int, watch: Watch) -> None:
    total = done + int(answer.headers.get("content-length", 0))
    with path.open("ab" if done else "wb") as file:
        for block in answer.iter_content(BLOCK):
            file.write(block)
            done += len(block)
            watch(done, total)


def _pages(client: requests.Session, asked: _Asked, path: Path) -> str:
    pages: list[dict[str, Any]] = []
    dated = ""
    address: str | None = asked.url
    done = 0
    while address is not None and asked.follow is not None:
        with _answer(client, address) as answer:
            pages.append(answer.json())
            done += len(answer.content)
            dated = _dated(answer)
        asked.watch(done, 0)
        address = asked.follow(address, pages[-1])
    path.write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")
    return dated


def digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
