"""Fetch one file: retried, checked, then moved; one process at a time; never half a file."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from errno import EDQUOT, ENOSPC, EROFS
from pathlib import Path
from typing import Any

import pooch
import requests
from filelock import FileLock, Timeout

from i18n import NBSP, Text

from .. import disk
from ..errors import LayerError, reason
from . import agents
from .client import ATTEMPTS, session

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
    second process asking for the same file waits for the first and finds it there. With `follow`, the answers of an
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
                dated = _download(url, arrived, sha256, follow, watch)
                check(arrived)
                made = Receipt(url, digest(arrived), arrived.stat().st_size, dated)
            # Written last, and read with the file's hash: it is never that of another file.
            disk.write(path.with_name(path.name + ".json"), json.dumps(asdict(made), indent=1).encode())
            return made
    except OSError as error:
        raise unwritten(error, url) from error


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


def _download(url: str, path: Path, sha256: str, follow: Follow | None, watch: Watch) -> str:
    """Write the file; give its date."""
    dates: list[str] = []

    # pooch's own downloader neither waits for Retry-After nor can be stopped; its attempts and its hash are used.
    def stream(_url: str, output: str, _pooch: object) -> None:
        with session() as client:
            if follow is None:
                dates.append(_body(client, url, Path(output), watch))
            else:
                dates.append(_pages(client, url, Path(output), follow, watch))

    keeper = pooch.create(
        path=path.parent,
        base_url="",
        registry={path.name: sha256 or None},
        urls={path.name: url},
        retry_if_failed=ATTEMPTS - 1,
    )
    try:
        keeper.fetch(path.name, downloader=stream)
    except requests.RequestException:
        # Its errors are ValueErrors too, some of them: they are told apart from a wrong hash.
        raise
    except ValueError as error:
        raise _wrong_hash(url) from error
    return dates[-1]


@contextmanager
def _answer(client: requests.Session, url: str) -> Iterator[requests.Response]:
    try:
        opened = client.get(url, stream=True, timeout=TIMEOUT)
    except requests.ConnectionError as error:
        # Not even an answer: the session has tried again already, pooch would once more.
        raise unwritten(error, url) from error
    with opened as answer:
        if not answer.ok:
            # Not an error of requests', which pooch would try again: the session already has.
            raise _refused(url, Text(str(answer.status_code), str(answer.status_code)))
        yield answer


def _dated(answer: requests.Response) -> str:
    written = answer.headers.get("last-modified") or answer.headers.get("date") or ""
    with suppress(ValueError):
        return parsedate_to_datetime(written).date().isoformat()
    return ""


def _body(client: requests.Session, url: str, path: Path, watch: Watch) -> str:
    with _answer(client, url) as answer, path.open("wb") as file:
        total = int(answer.headers.get("content-length", 0))
        done = 0
        for block in answer.iter_content(BLOCK):
            file.write(block)
            done += len(block)
            watch(done, total)
        return _dated(answer)


def _pages(client: requests.Session, url: str, path: Path, follow: Follow, watch: Watch) -> str:
    pages: list[dict[str, Any]] = []
    dated = ""
    address: str | None = url
    done = 0
    while address is not None:
        with _answer(client, address) as answer:
            pages.append(answer.json())
            done += len(answer.content)
            dated = _dated(answer)
        watch(done, 0)
        address = follow(address, pages[-1])
    path.write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")
    return dated


def digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wrong_hash(url: str) -> LayerError:
    return LayerError(
        Text(
            f"Le fichier reçu n'est pas celui attendu (empreinte différente), il n'a pas été gardé{NBSP}: {url}",
            f"The file received is not the one expected (different hash), it was not kept: {url}",
        )
    )


def _refused(url: str, why: Text) -> LayerError:
    return LayerError(
        Text(
            f"L'éditeur n'a pas donné le fichier ({why.fr}). Recommencez plus tard, ou déposez-le à la main{NBSP}: "
            f"{url}",
            f"The publisher did not give the file ({why.en}). Try again later, or drop it by hand: {url}",
        )
    )


def unwritten(error: OSError, url: str) -> LayerError:
    """The sentence for a file that could be neither had nor written."""
    if error.errno in (ENOSPC, EDQUOT):
        return LayerError(
            Text(
                f"Plus de place sur le disque. Libérez-en, puis recommencez{NBSP}: rien n'est perdu ({url}).",
                f"No space left on the disk. Make some room and start again: nothing is lost ({url}).",
            )
        )
    if isinstance(error, PermissionError) or error.errno == EROFS:
        return LayerError(
            Text(
                f"Le dossier des données n'est pas ouvert en écriture ({error.filename}). Donnez-en un autre par la "
                f"variable CAGE_CACHE.",
                f"The data folder cannot be written to ({error.filename}). Give another one in the variable "
                f"CAGE_CACHE.",
            )
        )
    if isinstance(error, requests.ConnectionError):
        return _refused(url, Text("connexion impossible", "no connection"))
    if isinstance(error, requests.RequestException):
        return _refused(url, Text("réponse interrompue", "answer cut short"))
    said = Text(
        "Le fichier n’a pas pu être écrit sur cette machine ({why}) : {url}",
        "The file could not be written on this machine ({why}): {url}",
    )
    return LayerError(said.format(why=reason(error), url=url))
