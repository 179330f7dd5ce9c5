"""The app as a reader meets it: first map, weight slider, memory of a session. Real server, real Chromium.

``python bench/page.py`` prints each figure beside its target, and the slider beside Streamlit's own
floor (a slider and a line of text) in the same run.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PORT = 8733
MOVES = 12
SESSIONS = 5
FLOOR = """
import streamlit as st
st.text(f"value {st.slider('weight', 0, 100, 25, step=5)}")
"""
CLOCK = """node => { const read = () => node.dataset.painted ?? node.innerText;
  return {wait: new Promise(done => window.addEventListener('keydown', () => {
    const start = performance.now(), before = read();
    const look = () => read() !== before ? done(performance.now() - start) : requestAnimationFrame(look);
    look();
  }, {once: true, capture: true}))}; }"""
PAINTED, TEXT = "[data-painted]", "[data-testid=stText]"


@contextmanager
def server(script: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Streamlit on a port, stopped at the end."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*command, "--server.headless", "true"], cwd=ROOT, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def open_when_up(page: Page, url: str) -> None:
    """Go to a page as soon as the server answers, as a browser opened by the command would."""
    while True:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
        else:
            page.goto(url)
            return


def first_map(browser: Browser, port: int) -> float:
    """Seconds from the command to the first painted map."""
    page = browser.new_page()
    start = time.perf_counter()
    with server(ROOT / "app.py", port):
        open_when_up(page, f"http://localhost:{port}")
        page.wait_for_selector(PAINTED, timeout=60_000)
        seconds = time.perf_counter() - start
    page.close()
    return seconds


def slider(page: Page, watched: str) -> list[float]:
    """Milliseconds from each key to the change it makes."""
    page.wait_for_timeout(1500)
    found = []
    for _ in range(MOVES):
        page.get_by_role("slider").first.focus()
        clock = page.locator(watched).evaluate_handle(CLOCK)
        page.keyboard.press("ArrowRight")
        found.append(float(page.evaluate("clock => clock.wait", clock)))
        page.wait_for_timeout(400)
    return found


def resident(process: subprocess.Popen[bytes]) -> float:
    """Resident memory of a process, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def sessions(browser: Browser, process: subprocess.Popen[bytes], url: str) -> float:
    """MB added by each session above the first."""
    before = resident(process)
    for _ in range(SESSIONS):
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector(PAINTED)
    return (resident(process) - before) / SESSIONS


def with_page(browser: Browser, url: str, ready: Callable[[Page], object], watched: str) -> list[float]:
    """Latency of one slider."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    open_when_up(page, url)
    ready(page)
    found = slider(page, watched)
    page.close()
    return found


def open_weights(page: Page) -> None:
    """Wait for the map, then open the weights."""
    page.wait_for_selector(PAINTED, timeout=60_000)
    page.get_by_role("button", name="Pondérer").click()


def main() -> None:
    """Print the three figures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    floor_script = Path(tempfile.mkdtemp()) / "floor.py"
    floor_script.write_text(FLOOR)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        starts = [first_map(browser, PORT + i) for i in range(3)]
        print(f"first map: {statistics.median(starts):.1f} s (runs {', '.join(f'{s:.1f}' for s in starts)}; target 3)")
        app, floor = f"http://localhost:{PORT + 10}", f"http://localhost:{PORT + 11}"
        with server(ROOT / "app.py", PORT + 10) as process, server(floor_script, PORT + 11):
            moved = with_page(browser, app, open_weights, PAINTED)
            least = with_page(browser, floor, lambda page: page.wait_for_selector(TEXT), TEXT)
            a, b = statistics.median(moved), statistics.median(least)
            print(f"weight to repaint: {a:.0f} ms (target 150), floor {b:.0f} ms, ratio {a / b:.2f}")
            print(f"memory of a further session: {sessions(browser, process, app):.0f} MB (target 50)")
        browser.close()


if __name__ == "__main__":
    main()
