"""Every official address asked whether it still answers, and what changed since it was last asked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from i18n import Lang, Text, number

from . import disk, store
from .fetch import agents
from .fetch.client import session
from .fetch.download import TIMEOUT
from .load import AT_ONCE, Wanted, by_publisher
from .source import Source

SAMPLE = {"france": "france", "department": "64", "epci": "200067106"}
"""The part of France that is asked for, of files that are cut by département or by EPCI."""

NO_HEAD = (403, 405, 501)
"""What servers that know no HEAD answer to it: they are asked for the file, and left before it comes."""


@dataclass(frozen=True)
class Response:
    """What an address answered.

    Attributes
    ----------
    status
        0 where there was no answer at all.
    host
        The server that answered in the end, redirections followed.
    size, version
        Content-Length, and ETag or else Last-Modified; "" where it does not say.
    """

    status: int
    host: str = ""
    size: str = ""
    version: str = ""

    @property
    def good(self) -> bool:
        """True where the file is there."""
        return 200 <= self.status < 300


def addresses(sources: Iterable[Source]) -> list[Wanted]:
    """One file of each vintage of each source, each address once; none of servers shared by volunteers."""
    files = (Wanted(s, year, SAMPLE[file.per]) for s in sources for year, file in s.published.items())
    found = {file.url: file for file in files if agents.host(file.url) not in agents.ONE_AT_A_TIME}
    return list(found.values())


def ask(files: Iterable[Wanted]) -> Iterator[tuple[Wanted, Response]]:
    """What each address answers: several servers at once, one question to each at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for answers in pool.map(_of_one_publisher, by_publisher(files)):
            yield from answers


def _of_one_publisher(files: list[Wanted]) -> list[tuple[Wanted, Response]]:
    with session() as client:
        return [(file, _answer(client, file.url)) for file in files]


def _answer(client: requests.Session, url: str) -> Response:
    try:
        found = client.head(url, allow_redirects=True, timeout=TIMEOUT)
        if found.status_code in NO_HEAD:
            with client.get(url, stream=True, timeout=TIMEOUT) as found:
                pass
    except requests.RequestException:
        return Response(0)
    told = found.headers
    version = told.get("etag") or told.get("last-modified") or ""
    return Response(found.status_code, agents.host(str(found.url)), told.get("content-length", ""), version)


def _noted() -> Path:
    return store.HOME / "addresses.json"


def last_answers() -> dict[str, Response]:
    """What each address answered when it was last asked; nothing where it never was."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        return {url: Response(**told) for url, told in json.loads(_noted().read_text(encoding="utf-8")).items()}
    return {}


def note(answers: Mapping[str, Response]) -> None:
    """Keep the answers, to tell next time what changed. Raises OSError if the disk refuses."""
    told = {url: asdict(answer) for url, answer in sorted(answers.items())}
    disk.write(_noted(), json.dumps(told, indent=1).encode())


def change(now: Response, before: Response | None, lang: Lang) -> str:
    """What to say of an address: that it fails, or what changed; "" where all is as it was."""
    if not now.good:
        return FAILS.in_lang(lang).format(status=now.status) if now.status else SILENT.in_lang(lang)
    if before is None:
        return ""
    if not before.good:
        return BACK.in_lang(lang)
    if now.host != before.host:
        return MOVED.in_lang(lang).format(host=now.host)
    if (now.size, now.version) == (before.size, before.version):
        return ""
    sizes = [number(int(size), lang) if size.isdigit() else "?" for size in (before.size, now.size)]
    return CHANGED.in_lang(lang).format(before=sizes[0], now=sizes[1])


FAILS = Text("ne répond plus ({status})", "no longer answers ({status})")
SILENT = Text("aucune réponse", "no answer")
BACK = Text("répond de nouveau", "answers again")
MOVED = Text("répond maintenant depuis {host}", "now answers from {host}")
CHANGED = Text(
    "le fichier a changé ({before} octets, {now} maintenant)", "the file changed ({before} bytes, {now} now)"
)
