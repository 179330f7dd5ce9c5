"""Every intercommunality of France on the reference pack: residents to residents, GeoJSON and CSV, by Dask.

``python bench/national.py`` runs one intercommunality in twenty, ``--all`` runs the 1,253: by one worker, then by two,
of one thread each on this machine; the files of both are compared. Prints seconds, speed-up, peak memory, and what the
whole of France would take: the sample is every twentieth by number of communes, so that it has small and large ones.
"""

import argparse
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Self

import psutil
from distributed import LocalCluster

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from atlas.run.asked import StudyChoices
from atlas.run.cluster import dask
from atlas.run.many import Task, run
from layers import territory
from layers.fingerprint import fingerprint
from layers.zones import zone

SAMPLE = 20
ASKED = StudyChoices(to=("residents",), formats=("geojson", "csv"))
BEAT = 0.2


class Peak:
    """The most memory that the processes started from here hold together, in MB."""

    def __init__(self) -> None:
        self.most, self._stop = 0.0, Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(BEAT):
            self.most = max(self.most, sum(map(_resident, psutil.Process().children(recursive=True))) / 1e6)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def timed(tasks: list[Task], out: Path, count: int) -> tuple[float, float]:
    """Seconds and peak memory of a run by so many workers, once they are warm."""
    with (
        LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster,
        dask(cluster.scheduler_address) as workers,
        Peak() as peak,
    ):
        run(tasks[:count], out / "warm", workers, lambda *_: None)
        start = perf_counter()
        failures = run(tasks, out / str(count), workers, lambda *_: None)
        seconds = perf_counter() - start
    if failures:
        sys.exit(f"{len(failures)} failures, the first: {failures[0]}")
    return seconds, peak.most


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="the whole of France, and not a sample")
    whole = parser.parse_args().all
    every = zone("france")
    by_size = sorted(every, key=lambda siren: (len(territory(siren).communes), siren))
    sirens = every if whole else by_size[SAMPLE // 2 :: SAMPLE]
    tasks = [Task(siren, ASKED, (), fingerprint()) for siren in sirens]
    out = Path(tempfile.mkdtemp())
    seconds = {}
    for count in (1, 2):
        seconds[count], most = timed(tasks, out, count)
        pace = seconds[count] / len(tasks)
        print(f"{count} worker(s): {seconds[count]:.0f} s for {len(tasks)}, {most:.0f} MB at most")
        print(f"  {pace:.2f} s each: about {pace * len(every) / 60:.0f} min for the {len(every)} of France")
    print(f"speed-up: {seconds[1] / seconds[2]:.2f}; same bytes: {digests(out / '1') == digests(out / '2')}")
    print(f"size: {sum(path.stat().st_size for path in (out / '1').rglob('*.*')) / 1e6:.0f} MB")
    shutil.rmtree(out)


if __name__ == "__main__":
    main()
