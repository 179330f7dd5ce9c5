"""What was received of a file that stopped on its way, and how a server is asked for the rest of it."""

import json
from contextlib import suppress
from pathlib import Path

import requests

from .. import disk

NOT_SATISFIABLE = 416
PARTIAL = 206


def part_of(path: Path) -> Path:
    """Where what was received of a file waits for the rest."""
    return path.with_name(path.name + ".part")


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def rest(part: Path, url: str) -> dict[str, str]:
    """Headers that ask for the rest of a file, if it is still the same; none where nothing was received of it."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        noted = json.loads(_note(part).read_text(encoding="utf-8"))
        size = part.stat().st_size
        if noted["url"] == url and size:
            # Of the file itself: a range of a compressed answer is a range of something else.
            return {"Range": f"bytes={size}-", "If-Range": noted["version"], "Accept-Encoding": "identity"}
    return {}


def received(part: Path, answer: requests.Response) -> int:
    """Bytes that an answer goes on from: those that wait, or none where it gives the file from its start."""
    size = part.stat().st_size if part.is_file() else 0
    goes_on = answer.status_code == PARTIAL and answer.headers.get("content-range", "").startswith(f"bytes {size}-")
    return size if goes_on else 0


def version(answer: requests.Response) -> str:
    """What tells this content of the address from the next; "" where the rest could not be asked for (RFC 9110)."""
    ranges = answer.headers.get("accept-ranges", "") == "bytes" or answer.status_code == PARTIAL
    if not ranges or answer.headers.get("content-encoding"):
        return ""
    tag = answer.headers.get("etag", "")
    return tag if tag and not tag.startswith("W/") else answer.headers.get("last-modified", "")


def begin(part: Path, url: str, told: str) -> None:
    """Note what is about to be received. Raises OSError if the disk refuses."""
    disk.write(_note(part), json.dumps({"url": url, "version": told}).encode())


def forget(part: Path) -> None:
    """Let the file be received from its start."""
    for path in (_note(part), part):
        path.unlink(missing_ok=True)
