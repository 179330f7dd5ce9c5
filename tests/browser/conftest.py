"""A real server and a real Chromium for the tests of this folder."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests import machine

ROOT = Path(__file__).parents[2]
# No sandbox in containers; the other flags keep Chromium itself from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
PATIENCE = 180.0
"""Seconds until a test gives up: it waits for events, so this costs nothing on a quick machine."""

expect.set_options(timeout=1000 * PATIENCE)  # Playwright's own is 5 seconds


@dataclass
class Log:
    """What a page did that it should not have done; the ``page`` fixture wants it empty at the end."""

    third_party: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what the test provoked and checked itself."""
        self.third_party.clear()
        self.errors.clear()

    def on_request(self, request: Request) -> None:
        """Note a request that leaves this machine."""
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in {"127.0.0.1", "localhost"}:
            self.third_party.append(request.url)

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error written to the console, such as a refusal of the Content-Security-Policy."""
        # Streamlit first looks for its own two files under each page's path, then finds them at the root.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            self.errors.append(f"{message.text[:300]} {message.location['url']}")

    def on_crash(self, error: Error) -> None:
        """Note an exception nobody caught in the page."""
        self.errors.append(str(error)[:300])


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """``serve(script)`` runs it as a reader would, and gives the address; stopped at the end of the session."""
    with ExitStack() as running:
        yield lambda script: running.enter_context(_server(script))


@pytest.fixture(scope="session")
def product(serve: Callable[[Path], str]) -> str:
    """Address of the app itself."""
    return serve(ROOT / "app.py")


@contextmanager
def _server(script: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    log = Path(tempfile.mkdtemp()) / "server.log"
    # From the root, for .streamlit/config.toml; a script made elsewhere imports the product all the same.
    with log.open("w") as out:
        # A cache of its own, empty: no test reads what this machine has loaded.
        own = {"PYTHONPATH": str(ROOT), "CAGE_CACHE": str(log.parent / "cache")}
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"The server did not answer:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, the machine's own or Playwright's."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=machine.chromium(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """One reader for all tests, so that Streamlit's own files are fetched once; each page is a session of its own."""
    context = browser.new_context(viewport=LAPTOP, locale="fr-FR")
    yield context
    context.close()


STILL = """element => new Promise(done => {
    let last = "", frames = 0;
    const look = () => {
        const now = element.outerHTML + JSON.stringify(element.getBoundingClientRect());
        frames = now === last ? frames + 1 : 0;
        last = now;
        frames < 20 ? requestAnimationFrame(look) : done();
    };
    look();
})"""


@pytest.fixture(scope="session")
def still() -> Callable[[Locator], None]:
    """``still(drawn)`` waits until nothing of it has moved for twenty frames."""
    return lambda drawn: drawn.evaluate(STILL)


@pytest.fixture
def log() -> Log:
    """What the ``page`` of the same test did wrong so far."""
    return Log()


@pytest.fixture
def page(reader: BrowserContext, log: Log) -> Iterator[Page]:
    """A new window; the test fails if it called a third party or wrote an error and ``log`` was not cleared."""
    window = reader.new_page()
    window.set_default_timeout(1000 * PATIENCE)
    window.on("request", log.on_request)
    window.on("console", log.on_console)
    window.on("pageerror", log.on_crash)
    yield window
    window.close()
    assert not log.third_party, "requests to third parties"
    assert not log.errors, "errors in the page"
