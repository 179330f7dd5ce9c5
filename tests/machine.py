"""The programs of this machine that the checks want, besides Python's libraries: the one list of them.

``python tests/machine.py`` installs those that are missing where it can, and says which where it cannot: their checks
are then left out, and counted. ``python tests/machine.py venv`` does so for what makes ``.venv`` alone. Nothing but
Python's own library is imported: it runs before anything is installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

DEBIAN_PYTHON = "/usr/bin/python3"
"""Debian's own, which has the modules of GDAL and QGIS."""

PLAYWRIGHT = (sys.executable, "-m", "playwright")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


class Program(NamedTuple):
    """What a check may want: how it is called, Debian's packages of it, whether it is here."""

    name: str
    packages: tuple[str, ...]
    is_here: Callable[[], bool]


def _commands(*names: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(name) for name in names)


def _runs(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - ours
    except OSError:
        return False


def _modules(*names: str) -> Callable[[], bool]:
    """Whether Debian's Python has them."""
    return lambda: _runs(DEBIAN_PYTHON, "-c", f"import {', '.join(names)}")


def _exists(pattern: str) -> bool:
    return any(Path("/").glob(pattern))


def chromium() -> str | None:
    """The path of a Chromium that starts: the machine's, or Playwright's own; None if there is none."""
    asked = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    own = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)  # noqa: S603
    found = [*map(shutil.which, CHROMIUMS), own.stdout.strip()]
    return next((path for path in found if path and _runs(path, "--version")), None)


VENV = {"venv": Program("Python's venv", ("python3-venv",), lambda: find_spec("ensurepip") is not None)}
PROGRAMS = {
    "gdal": Program(
        "GDAL",
        ("gdal-bin", "python3-gdal"),
        lambda: _commands("ogrinfo", "ogr2ogr")() and _modules("osgeo_utils")(),
    ),
    "qgis": Program("QGIS", ("python3-qgis",), _modules("qgis.core")),
    "libreoffice": Program(
        "LibreOffice",
        ("libreoffice-calc-nogui", "libreoffice-writer-nogui"),
        lambda: _commands("soffice")() and _exists("usr/lib*/libreoffice/program/libswlo.so"),
    ),
    "poppler": Program("poppler", ("poppler-utils",), _commands("pdftotext", "pdffonts")),
    "postgis": Program(
        "PostGIS",
        # PostgreSQL refuses to run as root: runuser gives it another user.
        ("postgresql-postgis", "util-linux"),
        lambda: _exists("usr/share/postgresql/*/extension/postgis.control") and _commands("runuser")(),
    ),
    "chromium": Program(
        "Chromium",
        # Playwright itself needs libatomic, which a bare Debian lacks.
        ("chromium", "fonts-liberation", "libatomic1"),
        lambda: _runs(*PLAYWRIGHT, "--version") and chromium() is not None,
    ),
}
"""By the name that a test gives to its marker ``wants``."""


def missing(programs: Iterable[Program]) -> list[Program]:
    """Those that are not here."""
    return [one for one in programs if not one.is_here()]


def install(programs: Iterable[Program]) -> None:
    """Install Debian's packages of what is missing, as root or with a sudo that asks nothing; else say what is."""
    absent = missing(programs)
    packages = [package for one in absent for package in one.packages]
    if not packages:
        return
    first = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not (shutil.which("apt-get") and _runs(*first, "true")):
        if PROGRAMS["chromium"] in absent:
            subprocess.run([*PLAYWRIGHT, "install", "chromium"], check=False)  # noqa: S603
        names = ", ".join(one.name for one in missing(absent))
        sys.stderr.write(f"Not on this machine: {names}. On Debian: apt-get install {' '.join(packages)}\n")
        return
    apt = [*first, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    subprocess.run([*apt, "update", "-qq"], check=False)  # noqa: S603
    subprocess.run([*apt, "install", "-qq", "-y", "--no-install-recommends", *packages], check=False)  # noqa: S603


if __name__ == "__main__":
    install((VENV if sys.argv[1:] == ["venv"] else PROGRAMS).values())
