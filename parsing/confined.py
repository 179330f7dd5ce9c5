"""What a process gives up before it reads somebody else's bytes.

What holds where, for a process of an ordinary user:

- everywhere: bytes come by its input and a table goes by its output; it is told no address, no password, no path (its
  environment is emptied); no library it calls opens another file or an address for what it reads. The server ends it
  after ``process.WALL`` seconds;
- Linux and macOS: ``MAX_SECONDS`` of processor, after which the system ends it; it ends itself after ``process.WALL``
  seconds even where the server that started it was killed; it writes no file bigger than ``ANSWER``;
- Linux: ``MAX_MEMORY`` bytes of addresses in all, libraries included; it ends when the server ends; it gains no right
  by running another program;
- Linux with Landlock (5.13 and later): it opens no file but Python's own libraries, to read them, and runs none; from
  6.7 no TCP address, and from 6.12 it signals no process that is not its own;
- Linux where an ordinary user may have a network of his own (most; not Docker's default profile): no network at all.

Nothing of this is needed for the readers as they are: it is there for the day one of them is fooled.
"""

import ctypes
import os
import signal
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path

MAX_MEMORY = 512 << 20
MAX_SECONDS = 20
ANSWER = 400 << 20
"""Bytes."""

PDEATHSIG, NO_NEW_PRIVS = 1, 38
NEWUSER, NEWNET = 0x10000000, 0x40000000
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls of Landlock: the same on every architecture. C libraries do not name them yet."""
READ_FILE, READ_FOLDER, PATH_BENEATH = 1 << 2, 1 << 3, 1
RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""From each version of Landlock, how many rights on files it knows: all are taken away."""
ALL_TCP, ALL_SCOPES = 3, 3


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def confine(parent: int, wall: int) -> None:
    """Give up what can be given up on this system. `parent`: the process that started this one."""
    if sys.platform == "win32":
        return
    _limits(wall)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        # The server may have ended before it could be told of.
        if os.getppid() != parent:
            sys.exit("orphan")
        # In one call: only the owner of a new user namespace may leave the network.
        if libc.unshare(NEWUSER | NEWNET) != 0:
            libc.unshare(NEWNET)
        libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
        _landlock(libc)


def _limits(wall: int) -> None:
    import resource  # noqa: PLC0415 - unknown to Windows

    signal.alarm(wall)
    bounds = {
        resource.RLIMIT_AS: MAX_MEMORY,
        resource.RLIMIT_CPU: MAX_SECONDS,
        resource.RLIMIT_FSIZE: ANSWER,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in bounds.items():
        # macOS refuses a bound on addresses; a container may already be under a lower one.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _landlock(libc: ctypes.CDLL) -> None:
    version = libc.syscall(CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    files = (1 << max(count for since, count in RIGHTS.items() if since <= version)) - 1
    rules = _Ruleset(files, ALL_TCP, ALL_SCOPES)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(rules), size, 0)
    for folder in _libraries():
        opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        rule = _Beneath(READ_FILE | READ_FOLDER if folder.is_dir() else READ_FILE, opened)
        libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
        os.close(opened)
    libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _libraries() -> list[Path]:
    """Where Python's libraries are, and this package."""
    named = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    here = Path(__file__).parent
    found = {*map(Path, named), here, here.with_name("i18n.py")}
    return [path for path in found if path.exists()]
