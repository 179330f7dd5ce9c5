"""What the process that reads a file cannot do, tried from inside; how it ends."""

import ast
import ctypes
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from parsing import Refused, confined, process, read

ROOT = Path(__file__).parents[1]
LANDLOCK = ctypes.CDLL(None).syscall(confined.CREATE_RULESET, None, 0, 1) if sys.platform == "linux" else 0
"""Version of what closes files; below 1 where the system has none."""
INSIDE = f"""
import os, sys
sys.path.append({str(ROOT)!r})
from parsing import confined
confined.MAX_SECONDS = 1
confined.confine(os.getppid(), 20)
"""
OPENS = {
    "users": "open('/etc/passwd')",
    "environment": "open('/proc/self/environ')",
    "what is kept": f"os.listdir({str(ROOT / 'data')!r})",
    "code": f"open({str(ROOT / 'cage.py')!r})",
    "write": "open('/tmp/left_behind', 'w')",
    "program": "os.execv('/bin/sh', ['sh', '-c', 'exit 0'])",
    "server": "os.kill(os.getppid(), 0)",
}
SINCE = {"server": 6}


def inside(attempt: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", "-c", INSIDE + attempt]
    return subprocess.run(command, capture_output=True, timeout=60, check=False)  # noqa: S603


@pytest.mark.parametrize("what", OPENS)
def test_it_opens_nothing_but_libraries(what: str) -> None:
    done = inside(OPENS[what])
    assert (b"PermissionError" in done.stderr) == (SINCE.get(what, 1) <= LANDLOCK)


def test_it_reaches_no_address() -> None:
    done = inside("import socket; socket.create_connection(('127.0.0.1', 9), 1)")
    # Refused for want of a network, or of the right to call: never by whoever is there.
    assert b"unreachable" in done.stderr or b"PermissionError" in done.stderr or LANDLOCK < 4


KINDS = {"udp": ("INET", "DGRAM"), "unix": ("UNIX", "STREAM"), "netlink": ("NETLINK", "RAW"), "v6": ("INET6", "DGRAM")}


@pytest.mark.parametrize("kind", KINDS)
def test_it_opens_no_socket_of_any_kind(kind: str) -> None:
    family, how = KINDS[kind]
    done = inside(f"import socket; socket.socket(socket.AF_{family}, socket.SOCK_{how})")
    assert b"PermissionError" in done.stderr or platform.machine() not in confined.SOCKETS


@pytest.mark.parametrize(
    ("attempt", "ends"),
    [
        ("x = bytearray(600 << 20)", lambda done: b"MemoryError" in done.stderr),
        ("while True: pass", lambda done: done.returncode in (-signal.SIGKILL, -signal.SIGXCPU)),
        ("confined.confine(1, 20)", lambda done: b"orphan" in done.stderr),
    ],
    ids=["memory", "processor", "orphan"],
)
def test_it_takes_no_more_than_its_share(attempt: str, ends: object) -> None:
    assert callable(ends) and ends(inside(attempt))


def test_it_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    real = subprocess.run

    def watched(*command: Any, **how: Any) -> Any:  # noqa: ANN401
        seen.append(how["env"])
        return real(*command, **how)

    monkeypatch.setenv("PGPASSWORD", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://secret")
    monkeypatch.setattr(subprocess, "run", watched)
    assert read(b"a;b\n1;2\n").rows == [["1", "2"]]
    assert set(seen[0]) <= {*process.PASSED_ON, "OPENBLAS_NUM_THREADS", "PROJ_NETWORK"}


def test_it_ends_with_the_server() -> None:
    reader = [sys.executable, "-I", "-c", f"{INSIDE}print('ready', flush=True); import time; time.sleep(15)"]
    started = f"import subprocess; p = subprocess.Popen({reader!r}, stdout=subprocess.PIPE); p.stdout.readline()"
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", f"{started}; print(p.pid, flush=True); p.wait()"], stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    child = Path(f"/proc/{int(server.stdout.readline())}/stat")
    assert child.read_text().split()[2] in "RSD"
    server.kill()
    server.wait()
    server.stdout.close()
    ends = time.monotonic() + 10
    while child.exists() and child.read_text().split()[2] != "Z":
        assert time.monotonic() < ends, "the reader outlived the server"
        time.sleep(0.05)


def test_too_long_a_file_is_ended_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "WALL", 0)
    with pytest.raises(Refused, match="20 secondes"):
        read(b"a;b\n" + b"1;2\n" * 1_000_000)


def test_two_files_are_read_at_once_and_others_wait_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PATIENCE", 0)
    taken = [process._turns.acquire(timeout=60) for _ in range(process.AT_ONCE)]
    try:
        with pytest.raises(Refused, match="Réessayez"):
            read(b"a;b\n1;2\n")
    finally:
        for _ in taken:
            process._turns.release()
    monkeypatch.setattr(process, "PATIENCE", 60)
    found: list[object] = []
    readers = [Thread(target=lambda: found.append(read(b"a;b\n1;2\n").rows)) for _ in range(5)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert found == [[["1", "2"]]] * 5


GUESS = {"pyogrio", "geopandas", "fiona", "osgeo", "pandas"}
"""Libraries that look for themselves at what bytes are, and some at other files or addresses for it."""
READ = {*GUESS, "python_calamine", "shapefile", "sqlite3", "zipfile", "ijson", "lxml", "xml"} - {"pandas", "geopandas"}


def imports(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name.split(".")[0] for name in plain | {str(n.module) for n in nodes if isinstance(n, ast.ImportFrom)}}


def test_readers_bytes_go_to_no_library_that_guesses_and_to_none_outside_the_process() -> None:
    assert not [file.name for file in (ROOT / "parsing").glob("*.py") if imports(file) & GUESS]
    assert not [file.name for file in (ROOT / "layers" / "own").glob("*.py") if imports(file) & READ]
