"""Every command of the documentation, and of what the product itself advises, run as written on a clean copy.

A command that is not in the table below fails here until it says how it is run.
"""

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

from atlas.run import config
from atlas.run.asked import StudyChoices
from atlas.run.config import Config
from tests.postgres import postgis
from tests.test_architecture import PRODUCT, tree
from tests.test_many import wait_for

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "README.fr.md", "CONTRIBUTING.md")
PROGRAMS = r"(?:\. |(?:python|pip|make|dask|docker|pytest|pre-commit|streamlit)(?: |$)|\.venv|\.ci/|bench/)"
SMALL = "200041507"


class Run(NamedTuple):
    """How a command is run. ``instead``: what takes the place of each of its parts that only a reader has."""

    instead: tuple[tuple[str, str], ...] = ()
    needs: str = ""
    answers: str = ""
    wants: str = ""


AS_WRITTEN = Run()
ZONE = ("dep:64", "dep:973 --to residents --format sources")  # four intercommunalities and not thirteen, one small file
DRY = Run((("make ", "make -n "),))  # it installs, serves or tests for minutes: its recipe is only worked out
FEW = Run((("pytest ", "pytest --collect-only -q tests/test_i18n.py tests/test_exports_opened.py "),))
NO_NETWORK = (("200067106", "200067106 --list"),)
IN_BASE = Run((("postgresql://me@host/gis", "$BASE"),), wants="postgis")
FRENCH = {"moi@hote/sig": "me@host/gis", "//hote:": "//host:", "[FICHIER]": "[FILE]", "DOSSIER": "FOLDER"}
"""What only a reader has, as the French documents call it."""

RUNS: dict[str, Run] = {
    "make run": DRY,
    "make test": DRY,
    "make lint": DRY,
    "make format": DRY,
    "make pack": DRY,
    ". .venv/bin/activate": AS_WRITTEN,
    "python -m venv .venv": Run((("venv .venv", "venv --without-pip .another"),)),
    "python -m layers 200067106": Run(NO_NETWORK),
    "python -m layers 200067106 --roads [FILE]": Run(((" [FILE]", " --list"),)),
    "python -m atlas 200067106": Run((("200067106", f"{SMALL} --format sources"),)),
    "python -m atlas pays basque": Run((("basque", "basque --to residents --format sources"),)),
    "python -m atlas pays basque --list": AS_WRITTEN,
    "python -m atlas --all dep:64 --list": AS_WRITTEN,
    "python -m atlas 200067106 --to service-acces-aux-droits --format geojson,csv --out export": AS_WRITTEN,
    "python -m atlas 200067106 --read families --format xlsx,pdf --out export": Run((("200067106", SMALL),)),
    "python -m atlas 200067106 --print annex_odt --day 2026-11-22": AS_WRITTEN,
    "python -m atlas --config cage.toml": AS_WRITTEN,
    "python -m atlas --all dep:64 --jobs 4": Run((ZONE,)),
    "python -m atlas 200067106 --postgis postgresql://me@host/gis --schema cage": IN_BASE,
    "python -m atlas serve export": Run(needs="export", answers="http://127.0.0.1:8600/"),
    "python -m atlas serve FOLDER": Run((("FOLDER", "export"),), needs="export", answers="http://127.0.0.1:8600/"),
    "python -m atlas SIREN --out export": Run((("SIREN", f"{SMALL} --format sources"),)),
    "pip install -r requirements-cluster.txt -c requirements-dev.lock": AS_WRITTEN,
    "pip install -r requirements-cluster.txt": AS_WRITTEN,
    'pytest -m "not browser"': FEW,
    'pytest -m "not desktop"': FEW,
    "pytest -m long": Run((("pytest ", "pytest --collect-only -q tests/test_state.py "),)),
    "pytest -m rebuild": Run((("pytest ", "pytest --collect-only -q tests/test_pack_shared.py "),)),
    "bench/goalposts.py": Run((("bench/", "python bench/"), (".py", ".py --help"))),
}
CLUSTER = {
    "dask scheduler",
    "dask worker tcp://host:8786 --nthreads 1",
    "python -m atlas --all dep:64 --scheduler tcp://host:8786",
}
"""Run together, by ``test_the_cluster_of_the_readme_makes_every_file``."""

ELSEWHERE = {
    "docker build -t cage . && docker run -p 8501:8501 -v cage:/data cage": "needs Docker, which no check may start",
    r".venv\Scripts\pip install -r requirements.lock": "Windows",
    r".venv\Scripts\streamlit run app.py": "Windows; tests/browser runs the same",
    "pip install pre-commit && pre-commit install": "writes in the reader's own git; what it runs is `make lint`",
}
"""Not run here, and why."""


def written(document: str) -> list[str]:
    """The commands of a document: lines of its ``sh`` blocks, then pieces of code that start like one."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    lines = [re.split(r"\s+# ", line)[0].strip() for block in blocks for line in block.splitlines()]
    pieces = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [filled(one, FRENCH) for one in [*filter(None, lines), *pieces] if is_command(one)]


def filled(command: str, values: Mapping[str, str]) -> str:
    """The command with some of its parts replaced."""
    return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], command)


def is_command(text: str) -> bool:
    alone = {"make", ".venv", "streamlit", "dask", "bench/", "python", "pip", "pytest", "docker"}
    return bool(re.match(PROGRAMS, text)) and text not in alone


@cache
def advised() -> list[str]:
    """The commands that sentences of the product quote, or that a configuration starts with."""
    texts = [
        node.value
        for file in PRODUCT
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    quoted = r"[«“#][ \u00a0]?((?:python -m|pip|dask|make) [^»”\n]+?)(?=[ \u00a0]?»|”|\n)"
    found = [re.sub(r"\s+", " ", one) for text in texts for one in re.findall(quoted, text)]
    values = {"{file}": "cage.toml", "{place}": "export", "{address}": "tcp://host:8786 --nthreads 1"}
    return [filled(one, FRENCH | values) for one in found]


def test_every_command_says_how_it_is_run() -> None:
    found = {*chain.from_iterable(map(written, DOCUMENTS)), *advised()}
    shortened = {"python -m atlas", "dask worker"}  # their names alone
    assert found - {*RUNS, *CLUSTER, *ELSEWHERE, *shortened} == set()
    assert {*RUNS, *CLUSTER, *ELSEWHERE} - found == set()
    assert len(advised()) > 6


def test_both_readmes_have_the_same_commands() -> None:
    assert set(written("README.md")) == set(written("README.fr.md"))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git would clone: every file but those it ignores. Its ``.venv`` is the environment of these checks."""
    copy = tmp_path_factory.mktemp("clean") / "project"
    ignored = [line.rstrip("/").rpartition("/")[2] for line in (ROOT / ".gitignore").read_text().split()]
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", *ignored), symlinks=True)
    (copy / ".venv").mkdir()
    for one in Path(sys.prefix).iterdir():
        (copy / ".venv" / one.name).symlink_to(one)
    asked = StudyChoices(to=("residents",), formats=("csv",))
    (copy / "cage.toml").write_text(config.written(Config(SMALL, asked)), encoding="utf-8")
    return copy


@pytest.fixture
def environment(clean: Path, home: Path) -> dict[str, str]:
    """That of a reader who has activated ``.venv``: nothing says where the application is."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST"))}
    path = f"{clean / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "PATH": path, "CAGE_CACHE": str(home)}


def run(command: str, clean: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S602 - the commands of the documentation
        command, shell=True, cwd=clean, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


@pytest.fixture
def started(clean: Path, environment: dict[str, str]) -> Iterator[Callable[[str], None]]:
    """``started(command)``: it runs until the end of the test, with all that it starts."""
    running: list[subprocess.Popen[bytes]] = []

    def start(command: str) -> None:
        running.append(
            subprocess.Popen(command, shell=True, cwd=clean, env=environment, start_new_session=True)  # noqa: S602
        )

    yield start
    for one in reversed(running):
        os.killpg(one.pid, signal.SIGTERM)
        one.wait()


@pytest.mark.parametrize(
    "command", [pytest.param(c, marks=[pytest.mark.wants(r.wants)] if r.wants else []) for c, r in RUNS.items()]
)
def test_a_command_runs_as_written(
    command: str, clean: Path, environment: dict[str, str], started: Callable[[str], None]
) -> None:
    how, typed = RUNS[command], command
    for part, instead in how.instead:
        typed = typed.replace(part, instead)
    if how.needs and not (clean / how.needs).exists():
        run(f"python -m atlas {SMALL} --to residents --format geojson --out {how.needs}", clean, environment)
    if how.answers:
        started(typed)
        wait_for(lambda: answers(how.answers))
    elif how.wants == "postgis":
        with postgis() as base:
            run(f'psql "{base}" -qc "CREATE EXTENSION postgis"', clean, environment)
            run(typed, clean, {**environment, "BASE": base})
    else:
        run(typed, clean, environment)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - a server of our own
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_the_cluster_of_the_readme_makes_every_file(
    clean: Path, environment: dict[str, str], started: Callable[[str], None]
) -> None:
    scheduler, worker, work = (one.replace("//host", "//127.0.0.1") for one in written("README.md") if one in CLUSTER)
    started(scheduler)
    started(worker)
    started(worker)
    run(f"{work.replace(*ZONE)} --out cluster", clean, environment)
    assert len(list((clean / "cluster").glob("*/*_sources.csv"))) == 4
