"""A loopback server that replays publishers' files under their official addresses, faults included."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

Fault = Literal["truncated", "reset", "slow", "hang", "html"] | int
PAGE = b"<!DOCTYPE html><html><body>Service indisponible</body></html>"


@dataclass
class Replay:
    """What the server answers: bodies by official address, faults used up one by one, requests received.

    An address of `versions` has that ETag, and its ranges may be asked for: `ranges` are those that were.
    """

    bodies: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    retry_after: str = ""
    only_browsers: bool = False
    versions: dict[str, str] = field(default_factory=dict)
    ranges: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    base: str = ""

    def session(self, real: Any) -> requests.Session:  # noqa: ANN401 - the session factory of layers.download
        """The product's own session, whose addresses lead here."""
        made: requests.Session = real()
        theirs = made.adapters["https://"]
        assert isinstance(theirs, HTTPAdapter)
        made.mount("https://", Through(self.base, max_retries=theirs.max_retries))
        return made


class Through(HTTPAdapter):
    """Sends what is meant for a publisher to the loopback server."""

    def __init__(self, base: str, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self.base = base

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:  # noqa: ANN401
        parts = urlsplit(str(request.url))
        request.url = f"{self.base}/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return super().send(request, *args, **options)


class Handler(BaseHTTPRequestHandler):
    """One answer."""

    def __init__(self, replay: Replay, *args: Any) -> None:  # noqa: ANN401
        self.replay = replay
        super().__init__(*args)

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        url = f"https:/{self.path}"
        self.replay.asked.append(url)
        self.replay.agents.append(self.headers.get("User-Agent", ""))
        faults = self.replay.faults[url]
        fault = faults.pop(0) if faults else None
        refused = self.replay.only_browsers and not self.headers.get("User-Agent", "").startswith("Mozilla/")
        if refused:
            fault = 403
        body = self.replay.bodies.get(url)
        if body is None:
            fault = 404
        if isinstance(fault, int):
            self.send_response(fault)
            if self.replay.retry_after:
                self.send_header("Retry-After", self.replay.retry_after)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._send(PAGE if fault == "html" else body or b"", fault, url)

    def do_HEAD(self) -> None:
        url = f"https:/{self.path}"
        self.replay.asked.append(f"HEAD {url}")
        faults = self.replay.faults[url]
        status = faults.pop(0) if faults else 200 if url in self.replay.bodies else 404
        self.send_response(status if isinstance(status, int) else 200)
        self.send_header("Content-Length", str(len(self.replay.bodies.get(url, b""))))
        if url in self.replay.versions:
            self.send_header("ETag", self.replay.versions[url])
        self.end_headers()

    def _start(self, url: str, whole: int) -> int:
        """From which byte the file is given, once the headers are sent."""
        version, asked = self.replay.versions.get(url), self.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if asked:
            self.replay.ranges.append(asked)
        if not asked or version is None or self.headers.get("If-Range") != version:
            self.send_response(200)
            start = 0
        else:
            self.send_response(206 if start < whole else 416)
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}" if start < whole else f"*/{whole}")
        if version is not None:
            self.send_header("ETag", version)
            self.send_header("Accept-Ranges", "bytes")
        return start

    def _send(self, body: bytes, fault: Fault | None, url: str) -> None:
        body = body[self._start(url, len(body)) :]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault in ("truncated", "reset", "hang"):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            if fault == "hang":
                time.sleep(5)
            if fault == "reset":
                # An abrupt end: the socket is closed with data unread.
                self.connection.setsockopt(1, 13, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            self.close_connection = True
            self.connection.close()
            return
        step = max(1, len(body) // 20) if fault == "slow" else len(body)
        for start in range(0, len(body), max(1, step)):
            self.wfile.write(body[start : start + step])
            if fault == "slow":
                time.sleep(0.02)


@contextmanager
def serving() -> Iterator[Replay]:
    """A server on loopback, until the end of the block."""
    replay = Replay()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, replay))
    replay.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
