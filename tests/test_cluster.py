"""A Dask cluster as the README starts it: a scheduler and workers that are processes of their own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from distributed import Client

from atlas.run.cluster import dask
from atlas.run.many import run
from layers import LayerError
from tests.test_many import quiet, tasks, wait_for, written, written_here

ROOT = Path(__file__).parents[1]
PATIENCE = 120
"""Seconds."""

Start = Callable[..., None]


@contextmanager
def _process(folder: Path, words: list[str], environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-P", "-m", "dask", *words]  # as the command dask: this folder is no place for modules
    with subprocess.Popen(command, cwd=folder, env=environment) as started:  # noqa: S603 - the command under test
        yield
        started.terminate()


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """Nothing is loaded, as in this process; nothing says where the application is."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return {**inherited, "CAGE_CACHE": str(home)}


@pytest.fixture
def scheduler(tmp_path: Path, environment: dict[str, str]) -> Iterator[str]:
    """The address of a scheduler that runs from a folder without the application."""
    folder, file = tmp_path / "elsewhere", tmp_path / "scheduler.json"
    folder.mkdir()
    words = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    with _process(folder, words, environment):
        wait_for(file.exists)
        yield json.loads(file.read_text())["address"]


@pytest.fixture
def worker(scheduler: str, environment: dict[str, str]) -> Iterator[Start]:
    """``worker(folder)`` starts one, and waits until the scheduler knows it."""
    with ExitStack() as running:

        def start(folder: Path = ROOT) -> None:
            words = ["worker", scheduler, "--nthreads", "1", "--no-dashboard"]
            with Client(scheduler, set_as_default=False) as client:
                known = len(client.nthreads())
                running.enter_context(_process(folder, words, environment))
                client.wait_for_workers(known + 1, timeout=PATIENCE)

        yield start


def test_one_worker_or_two_of_which_one_is_killed_write_the_same_bytes(
    scheduler: str, worker: Start, tmp_path: Path
) -> None:
    worker()
    with dask(scheduler) as workers:
        assert workers.slots() == 1
        assert run(tasks(), tmp_path / "one", workers, quiet) == []
        # It comes after the client, and finds the application all the same.
        worker()
        assert workers.slots() == 2
        with Client(scheduler, set_as_default=False) as client:
            processes = list(client.run(os.getpid).values())

        def kill(done: int, *_: object) -> None:
            if done == 1:
                os.kill(processes[0], signal.SIGKILL)

        assert run(tasks(), tmp_path / "two", workers, kill) == []
    assert written(tmp_path / "one") == written(tmp_path / "two") == written_here()


def test_a_worker_that_runs_from_another_folder_is_a_sentence(scheduler: str, worker: Start, tmp_path: Path) -> None:
    # Installed, this application is found from any folder: another one has to stand in its place.
    (tmp_path / "atlas").mkdir()
    (tmp_path / "atlas" / "__init__.py").touch()
    worker(tmp_path)
    with pytest.raises(LayerError, match="dans un dossier de l’application") as caught, dask(scheduler):
        pass
    assert "atlas" in caught.value.message.en


def test_a_cluster_without_a_worker_is_a_sentence(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atlas.run.cluster.PATIENCE", 5)
    with pytest.raises(LayerError, match="aucun ouvrier"), dask(scheduler):
        pass


def test_a_scheduler_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atlas.run.cluster.PATIENCE", 0.2)
    with pytest.raises(LayerError, match=r"127\.0\.0\.1:9"), dask("tcp://127.0.0.1:9"):
        pass


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(LayerError, match=r"requirements-cluster\.txt"), dask("tcp://127.0.0.1:9"):
        pass
