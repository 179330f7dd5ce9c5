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
- Linux on the processors of ``SOCKETS``: it opens no socket of any kind, and nothing that opens one for it;
- Linux where an ordinary user may have a network of his own (most; not Docker's default profile): no network at all.

Nothing of this is needed for the readers as they are: it is there for the day one of them is fooled.
"""

import ctypes
import os
import platform
import signal
import struct
import sys
import sysconfig
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

MAX_MEMORY = 512 << 20
MAX_SECONDS = 20
ANSWER = 400 << 20
"""Bytes."""


class Share(NamedTuple):
    """What a process may take: bytes of addresses, seconds of processor, bytes of one file that it writes."""

    memory: int
    seconds: int
    answer: int

    def told(self) -> dict[str, int]:
        """As it is told to a reader: minutes, and GB."""
        return {"minutes": self.seconds // 60, "memory": self.memory >> 30}


PDEATHSIG, NO_NEW_PRIVS, SECCOMP = 1, 38, 22
NEWUSER, NEWNET = 0x10000000, 0x40000000
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls of Landlock: the same on every architecture. C libraries do not name them yet."""
EXECUTE, READ_FILE, READ_FOLDER, PATH_BENEATH = 1, 1 << 2, 1 << 3, 1
RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""From each version of Landlock, how many rights on files it knows: all are taken away."""
ALL_TCP, ALL_SCOPES = 3, 3
SOCKETS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By processor: how Linux names it in a call, and its number of the call ``socket`` (asm/unistd.h)."""
IO_URING, OTHER_TABLE = 425, 0x40000000
"""The ring that may open a socket without that call, everywhere; the first call of the other table of x86_64."""
ALLOWED, REFUSED, KILLED = 0x7FFF0000, 0x00050000 | 13, 0x80000000
"""What becomes of a call: 13 is "permission denied"."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def confine(
    parent: int, wall: int, share: Share | None = None, reads: Iterable[Path] = (), writes: Iterable[Path] = ()
) -> None:
    """Give up what can be given up on this system, but `share`, the files and folders `reads`, the folders `writes`.

    `parent`: the process that started this one.
    """
    if sys.platform == "win32":
        return
    _limits(wall, share or Share(MAX_MEMORY, MAX_SECONDS, ANSWER))
    end_with(parent)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        # In one call: only the owner of a new user namespace may leave the network.
        if libc.unshare(NEWUSER | NEWNET) != 0:
            libc.unshare(NEWNET)
        libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
        _landlock(libc, (*_libraries(), *reads), writes)
        _no_socket(libc)


def end_with(parent: int) -> None:
    """Have the system end this process when the one that started it ends; at once if it has already."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The server may have ended before it could be told of.
    if os.getppid() != parent:
        sys.exit("orphan")


def _limits(wall: int, share: Share) -> None:
    import resource  # noqa: PLC0415 - unknown to Windows

    signal.alarm(wall)
    bounds = {
        resource.RLIMIT_AS: share.memory,
        resource.RLIMIT_CPU: share.seconds,
        resource.RLIMIT_FSIZE: share.answer,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in bounds.items():
        # macOS refuses a bound on addresses; a container may already be under a lower one.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _landlock(libc: ctypes.CDLL, reads: Iterable[Path], writes: Iterable[Path]) -> None:
    version = libc.syscall(CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    files = (1 << max(count for since, count in RIGHTS.items() if since <= version)) - 1
    rules = _Ruleset(files, ALL_TCP, ALL_SCOPES)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(rules), size, 0)
    rights = [(path, READ_FILE | READ_FOLDER if path.is_dir() else READ_FILE) for path in reads]
    rights += [(path, files & ~EXECUTE) for path in writes]
    for path, granted in rights:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(_Beneath(granted, opened)), 0)
        os.close(opened)
    libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def _no_socket(libc: ctypes.CDLL) -> None:
    """Have the system refuse what opens a socket: UDP, unix, netlink, which Landlock does not know (seccomp(2))."""
    if platform.machine() not in SOCKETS:
        return
    processor, socket = SOCKETS[platform.machine()]
    load, equal, at_least, end = 0x20, 0x15, 0x35, 0x06
    # Each line: what it does, how many lines are skipped if so, if not, and a value. The call's number is at 0 and its
    # processor at 4 in what the system hands over.
    lines = (
        (load, 0, 0, 4), (equal, 1, 0, processor), (end, 0, 0, KILLED),
        (load, 0, 0, 0), (at_least, 2, 0, OTHER_TABLE), (equal, 1, 0, socket), (equal, 0, 1, IO_URING),
        (end, 0, 0, REFUSED), (end, 0, 0, ALLOWED),
    )  # fmt: skip
    code = b"".join(struct.pack("HBBI", *line) for line in lines)
    libc.prctl(SECCOMP, 2, ctypes.byref(_Filter(len(lines), code)), 0, 0)


def _libraries() -> list[Path]:
    """Where Python's libraries are, and this package."""
    named = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    here = Path(__file__).parent
    found = {*map(Path, named), here, here.with_name("i18n.py")}
    return [path for path in found if path.exists()]
