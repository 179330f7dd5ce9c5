"""Many intercommunalities: the same bytes whatever the workers, one killed, what is done skipped, failures told."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import psutil
import pytest

from atlas.__main__ import main
from atlas.run.asked import StudyChoices
from atlas.run.make import Failure, Made, files
from atlas.run.many import FAILURES, RECEIPT, Result, Task, Workers, as_csv, is_done, made, processes, run
from i18n import Text
from layers import fingerprint
from layers.own.given import Given

SMALL = ("200041507", "249730045", "249740119", "249710047")
"""Of Guadeloupe, French Guiana and Réunion: few communes each."""
ASKED = StudyChoices(to=("residents",), formats=("geojson", "csv"))


@pytest.fixture(autouse=True)
def same_data(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """A worker is another process: it is told by the environment that nothing is loaded, as this one is."""
    monkeypatch.setenv("CAGE_CACHE", str(home))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    # Streamlit's AppTest leaves its script as the main module, and each process spawned would run it again.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


def tasks(sirens: tuple[str, ...] = SMALL, asked: StudyChoices = ASKED) -> list[Task]:
    return [Task(siren, asked, (), fingerprint.fingerprint()) for siren in sirens]


def quiet(*_: object) -> None:
    """No report."""


def written(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def alone(task: Task) -> dict[str, bytes]:
    """The files of a task, made here."""
    return {one.name: one.content for one in files(task.siren, task.asked, task.given) if isinstance(one, Made)}


class Here(Executor):
    """A pool that does the work at once, in this process."""

    def __init__(self, asked: list[str]) -> None:
        self.asked = asked

    def submit(self, work: Any, task: Task, /) -> Future[Any]:  # type: ignore[override] # noqa: ANN401
        self.asked.append(task.siren)
        future: Future[Result] = Future()
        future.set_result(work(task))
        return future


def here(asked: list[str]) -> Workers:
    return Workers(lambda: Here(asked), lambda: 1)


@cache
def written_here() -> dict[str, bytes]:
    """What this process alone writes: the same for every test that starts others."""
    with TemporaryDirectory() as out:
        assert run(tasks(), Path(out), here([]), quiet) == []
        return written(Path(out))


def test_one_or_two_processes_and_none_write_the_same_bytes(tmp_path: Path) -> None:
    for jobs in (1, 2):
        assert run(tasks(), tmp_path / str(jobs), processes(jobs), quiet) == []
    assert written(tmp_path / "1") == written(tmp_path / "2") == written_here()
    (task,) = tasks(SMALL[:1])
    for name, content in alone(task).items():
        assert (tmp_path / "1" / task.siren / name).read_bytes() == content


def test_a_process_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    pools: list[ProcessPoolExecutor] = []

    def executor() -> ProcessPoolExecutor:
        pools.append(ProcessPoolExecutor(2, get_context("spawn")))
        return pools[-1]

    def kill(done: int, *_: object) -> None:
        if done == 1:
            os.kill(next(iter(pools[0]._processes)), signal.SIGKILL)

    assert run(tasks(), tmp_path / "killed", Workers(executor, lambda: 2), kill) == []
    assert len(pools) > 1
    assert written(tmp_path / "killed") == written_here()


class Killer:
    """Kills the process that receives it."""

    key = "killer"

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_what_kills_its_process_each_time_fails_alone(tmp_path: Path) -> None:
    killer = Task(SMALL[0], ASKED, (Killer(),), fingerprint.fingerprint())  # type: ignore[arg-type]
    failures = run([killer, *tasks(SMALL[1:2])], tmp_path, processes(2), quiet)
    assert [failure.siren for failure in failures] == [SMALL[0]] and "--jobs" in failures[0].reason.fr
    assert {path.parent.name for path in tmp_path.rglob("*.geojson")} == {SMALL[1]}


PARENT = """
from pathlib import Path
from sys import argv
from tests.test_many import quiet, tasks
from atlas.run.many import processes, run

if __name__ == "__main__":
    run(tasks() * 25, Path(argv[1]), processes(2), quiet)
"""


def test_processes_end_with_the_one_that_started_them_even_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with subprocess.Popen([sys.executable, script, tmp_path / "out"]) as parent:  # noqa: S603 - ours
        family = psutil.Process(parent.pid)
        wait_for(lambda: any((tmp_path / "out").glob("*/*.csv")))
        children = family.children(recursive=True)
        assert len(children) >= 2
        parent.kill()
    wait_for(lambda: not any(map(alive, children)))


def alive(process: psutil.Process) -> bool:
    """False as well for what has ended in a container where nobody collects it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(happens: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_worker_with_other_data_makes_nothing() -> None:
    (one,) = made(replace_data(tasks(SMALL[:1])[0]))
    assert isinstance(one, Failure) and "données" in one.reason.fr


def replace_data(task: Task) -> Task:
    return task._replace(made_from="another")


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    first, second, third, fourth = list[str](), list[str](), list[str](), list[str]()
    run(tasks(SMALL[:2]), tmp_path, here(first), quiet)
    run(tasks(SMALL[:3]), tmp_path, here(second), quiet)
    assert (first, second) == ([*SMALL[:2]], [SMALL[2]])
    # A file that is lost or damaged, other choices, other files of the reader's: made again.
    next((tmp_path / SMALL[0]).glob("*.csv")).unlink()
    next((tmp_path / SMALL[1]).glob("*.csv")).write_text("damaged")
    run(tasks(SMALL[:3]), tmp_path, here(third), quiet)
    assert third == [*SMALL[:2]]
    run(tasks(SMALL[:1], replace(ASKED, lang="en")), tmp_path, here(fourth), quiet)
    assert fourth == [SMALL[0]]


def test_the_key_is_that_of_all_that_a_file_depends_on() -> None:
    (task,) = tasks(SMALL[:1])
    others = [
        task._replace(siren=SMALL[1]),
        task._replace(asked=replace(ASKED, aggregation="quadratic")),
        task._replace(given=(Given("services", "a.csv", b"nom\na\n", ()),)),
        replace_data(task),
    ]
    assert len({task.key, *(other.key for other in others)}) == 5
    assert task.key == tasks(SMALL[:1])[0].key


def test_files_of_before_go_with_the_choices_that_made_them(tmp_path: Path) -> None:
    run(tasks(SMALL[:1]), tmp_path, here([]), quiet)
    (tmp_path / SMALL[0] / "mine.txt").write_text("not ours")
    run(tasks(SMALL[:1], replace(ASKED, formats=("sources",))), tmp_path, here([]), quiet)
    names = {path.name for path in (tmp_path / SMALL[0]).iterdir()}
    assert names == {"mine.txt", RECEIPT, f"cage_{SMALL[0]}_2026_resident-resident_sources.csv"}


def test_a_receipt_never_erases_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    folder = tmp_path / "out" / SMALL[0]
    folder.mkdir(parents=True)
    (folder / RECEIPT).write_text(
        json.dumps({"key": "", "files": {"../../precious": "", str(tmp_path / "precious"): ""}})
    )
    run(tasks(SMALL[:1]), tmp_path / "out", here([]), quiet)
    assert (tmp_path / "precious").read_text() == "mine"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"key": 1, "files": []}', '{"key": "x"}'])
def test_a_receipt_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / RECEIPT).write_text(content)
    assert not is_done(tmp_path, "x")


def test_failures_are_listed_and_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--all", "dep:976", "--to", "residents", "service-nothing", "--format", "sources", "--jobs", "1"]
    assert main([*words, "--out", str(tmp_path)]) == 1
    rows = list(csv.DictReader((tmp_path / FAILURES).read_text("utf-8-sig").splitlines(), delimiter=";"))
    sirens = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    assert [row["siren"] for row in rows] == sirens and {row["what"] for row in rows} == {"service-nothing"}
    assert {json.loads((tmp_path / siren / RECEIPT).read_text())["key"] for siren in sirens} == {""}
    assert f"{len(sirens)}/{len(sirens)}" in capsys.readouterr().err


def test_failures_run_no_formula() -> None:
    table = as_csv([Failure("1", "=cmd|'x'", Text("@a;b", "@b"))], "fr").decode("utf-8-sig")
    assert list(csv.reader(table.splitlines(), delimiter=";"))[1] == ["1", "'=cmd|'x'", "'@a;b"]


def test_a_fault_of_ours_in_one_stops_no_other(tmp_path: Path) -> None:
    broken = tasks(SMALL[:1])[0]._replace(asked=replace(ASKED, weights={}))
    failures = run([*tasks(SMALL[1:2]), broken], tmp_path, processes(1), quiet)
    assert [failure.siren for failure in failures] == [SMALL[0]] and "KeyError" in failures[0].reason.fr
    assert written(tmp_path / SMALL[1])


def test_the_fingerprint_is_that_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.fingerprint()
    assert before == fingerprint.fingerprint() and len(before) == 64
    monkeypatch.setattr(fingerprint, "LIBRARIES", ("pandas",))
    fingerprint._fingerprint.cache_clear()
    assert fingerprint.fingerprint() != before
    fingerprint._fingerprint.cache_clear()
