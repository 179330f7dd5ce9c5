"""What the checks want of this machine: one list, each check says what it opens, what is left out is counted."""

import ast
import re
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from tests import machine
from tests.test_architecture import TESTS, name, tree

ROOT = Path(__file__).parents[1]
OPENED = {
    "ogrinfo": "gdal", "ogr2ogr": "gdal", "osgeo_utils.samples.validate_gpkg": "gdal", "soffice": "libreoffice",
    "pdftotext": "poppler", "pdffonts": "poppler", "qgis_reader.py": "qgis", "qgis_faults.py": "qgis",
}  # fmt: skip
"""Words by which a check opens a program."""


def constants(node: ast.AST) -> set[str]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_every_check_that_opens_a_program_says_so() -> None:
    silent, told = [], set()
    for file in TESTS:
        for check in (node for node in tree(file).body if isinstance(node, ast.FunctionDef)):
            wants = {word for one in check.decorator_list if "wants" in ast.dump(one) for word in constants(one)}
            told |= wants
            opens = {OPENED[word] for word in constants(check) & set(OPENED)}
            if check.name.startswith("test_") and file != Path(__file__) and opens - wants:
                silent.append(f"{name(file)} {check.name}: {opens - wants}")
    assert not silent and told >= set(machine.PROGRAMS) - {"chromium"}


OLDEST = "3.11.2"
"""Of Python, where this must work: Debian 12's own."""


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_version_is_for_the_oldest_python_too(lock: str) -> None:
    names = re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    needed = {name: (metadata(name).get_all("Requires-Python") or [""])[0] for name in names}
    assert len(names) > 20
    assert not {name: python for name, python in needed.items() if OLDEST not in SpecifierSet(python)}


CHECKS = """
import pytest

@pytest.mark.wants("gdal")
def test_one(): pass

@pytest.mark.wants("gdal", "qgis")
@pytest.mark.parametrize("n", [1, 2])
def test_two(n): pass

@pytest.mark.browser
def test_three(): pass

def test_four(): pass
"""


@pytest.mark.parametrize("processes", ["0", "2"])
def test_on_a_machine_without_them_the_rest_runs_and_they_are_counted(processes: str, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(CHECKS)
    (tmp_path / "conftest.py").write_text(
        "from tests.conftest import *\nfrom tests import machine\n"
        "machine.PROGRAMS.update({k: p._replace(is_here=lambda: False) for k, p in machine.PROGRAMS.items()})\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    done = subprocess.run(  # noqa: S603 - ours
        [*command, "-n", processes, "-p", "no:cacheprovider"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("left out: ")]
    assert done.returncode == 0 and "1 passed" in done.stdout and "skipped" not in done.stdout
    assert lines == [
        f"left out: {n} checks want {what}, which this machine has not"
        for n, what in ((1, "GDAL"), (2, "GDAL, QGIS"), (1, "Chromium"))
    ]


def test_what_cannot_be_installed_is_named_with_its_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[tuple[object, ...]] = []

    def refused(*command: object) -> bool:
        ran.append(command)
        return False

    monkeypatch.setattr(machine, "_runs", refused)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    absent = machine.Program("GDAL", ("gdal-bin", "python3-gdal"), lambda: False)
    machine.install([absent, machine.Program("here", ("b",), lambda: True)])
    said = capsys.readouterr().err
    assert "Not on this machine: GDAL." in said and "apt-get install gdal-bin python3-gdal\n" in said
    assert ran == [("sudo", "-n", "true")]
