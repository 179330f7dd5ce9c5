"""What is kept on the disk is there whole, old or new, with its own description, or is set aside and said."""

import errno
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cage
import layers
from layers import LayerError, disk, sealed, store
from layers.notices import notices
from layers.own import given
from layers.own.given import Given, keep, kept, own
from layers.own.known import known
from layers.roads import kept as roads
from tests import toy_roads
from tests.test_given import SURVEY
from tests.test_given import given as survey

ROOT = Path(__file__).parents[1]
KILLS = 80
WRITER = """
import os, random, signal, sys, time
from pathlib import Path
from layers import store
from tests import test_kept_whole as test
store.HOME = Path(sys.argv[1])
draw = random.Random(19)
for _ in sys.stdin:
    child = os.fork()
    if not child:
        while True:
            test.write(draw.randrange(1000))
    time.sleep(draw.uniform(0, 0.06))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("killed", flush=True)
"""


def write(rank: int) -> None:
    """One of each sort of file, every part of which says its rank."""
    noise = np.random.default_rng(rank)
    keep("200000001", Given("survey", f"{rank}.csv", f"{rank};".encode() + noise.bytes(300_000), (("row", f"{rank}"),)))
    rows = pd.Index(np.arange(20_000).astype(str), name="commune")
    store.write(
        "toy", 2025, "france", pd.DataFrame({"rank": float(rank), "x": noise.random(20_000)}, rows), noted(rank)
    )
    network = {
        "nodes": np.full((2, 2), rank),
        "tail": np.zeros(1),
        "shape": np.zeros((2, 2)),
        "shape_start": np.array([0, 2]),
    }
    roads.keep("200000001", {"car": network}, roads.Notes("roads", f"{rank}", "", "", ("01001",)))
    disk.write(store.files() / "toy.csv", f"{rank}\n".encode() * 100_000)


def noted(rank: int) -> dict[str, str]:
    return {"cog": "2026", "sha256": str(rank), "origin": str(rank), "dated": "", "communes": ""}


def ranks() -> list[set[int]]:
    """The ranks found in each file that is there: one, where all its parts are of the same writing."""
    found = [
        {int(one.name[:-4]), int(one.content.split(b";")[0]), int(str(one.columns[0][1]))} for one in kept("200000001")
    ]
    tables = store.parts("toy", 2025, set())
    found += [{int(store.notes(t)["sha256"]), *store.read((t,), (), ())["rank"].astype(int)} for t in tables]
    notes = roads.noted(roads.file_of("200000001"))
    if notes is not None:
        place = layers.Territory("200000001", "", 2026, ("01001",), (), None)
        found.append({int(notes.origin), *(roads.network(place) or {})["nodes"].ravel().tolist()})
    file = store.files() / "toy.csv"
    return [*found, *([set(map(int, file.read_text(encoding="ascii").split()))] if file.exists() else [])]


def test_eighty_processes_killed_while_they_write_leave_whole_files_with_their_own_description(home: Path) -> None:
    write(1000)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(home)]
    seen = set[int]()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as writer:  # noqa: S603
        assert writer.stdin is not None and writer.stdout is not None
        for _ in range(KILLS):
            writer.stdin.write("\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "killed\n"
            found = ranks()
            assert [len(one) for one in found] == [1, 1, 1, 1]
            seen |= set.union(*found)
        writer.stdin.close()
    assert len(seen) > KILLS / 10
    assert not store.unread()
    disk.sweep(home)
    assert not [path for path in home.rglob("*") if ".new" in path.name]


WRITES = re.compile(r"\.(write_bytes|write_text|touch|symlink_to)\(|open\([^)\n]*[\"'][wax]b?[\"']")
ASIDE = {"layers/disk.py", "layers/apart/__main__.py", "layers/fetch/download.py", "atlas/run/postgis.py"}
"""The one that writes; those that write in a folder that `disk.arriving` gave, or that is temporary."""


def test_nothing_is_written_but_by_the_one_way_that_leaves_whole_files() -> None:
    parts = ("layers", "atlas", "pages", "parsing", "reach", "partners")
    files = [file for part in parts for file in (ROOT / part).rglob("*.py")]
    found = {str(file.relative_to(ROOT)) for file in files if WRITES.search(file.read_text(encoding="utf-8"))}
    assert found == ASIDE


def test_what_a_living_process_is_writing_is_not_swept(tmp_path: Path) -> None:
    begun, swept = threading.Event(), threading.Event()

    def slow() -> None:
        with disk.arriving(tmp_path / "a.csv") as aside:
            aside.write_bytes(b"half")
            begun.set()
            swept.wait(20)

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(20)
    disk.sweep(tmp_path)
    disk.write(tmp_path / "b.csv", b"beside")
    swept.set()
    thread.join()
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir()) == [
        ("a.csv", b"half"), ("b.csv", b"beside"),
    ]  # fmt: skip


@pytest.mark.parametrize("left", ["tables/v1/toy/2025/france.parquet.41-7.new", "roads/tmpx1.new", "files/new-a.zip"])
def test_what_an_earlier_version_left_half_written_is_swept(home: Path, left: str) -> None:
    (home / left).parent.mkdir(parents=True)
    (home / left).write_bytes(b"half")
    disk.sweep(home)
    assert not (home / left).exists()


def cut(content: bytes) -> Iterator[bytes]:
    """A file emptied, cut short, a byte of it flipped (every sort of place), another file's end."""
    draw = random.Random(len(content))  # noqa: S311
    yield from (b"", content[: len(content) // 2], content[:-1], content + b"\0")
    for at in (0, 7, 40, len(content) - 1, *(draw.randrange(len(content)) for _ in range(6))):
        yield content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def loaded(toy: str, folder: Path) -> None:
    """One file of each sort kept for the toy EPCI."""
    keep(toy, survey("survey", SURVEY))
    toy_roads.load(layers.territory(toy), folder)
    table = pd.DataFrame({"median": [9e9], "tax_households": [1.0]}, pd.Index(["01001"], name="commune"))
    store.write("income_2023", 2023, "france", table, noted(0))


def warnings(toy: str) -> list[str]:
    """What a page says once it has read everything."""
    place = layers.territory(toy)
    kept(toy)
    layers.loaded(layers.BY_KEY, place)
    for mode in layers.MODES:
        layers.road_network(place, mode)
    return [notice.en for notice in notices(place)]


@pytest.mark.parametrize(("sort", "said"), [
    ("own/*/*", "Your files kept"), ("roads/*", "Road networks kept"), ("tables/*/*/*/*", "Tables kept"),
])  # fmt: skip
def test_a_file_that_changed_on_the_disk_is_set_aside_and_said_and_the_rest_works(
    toy: str, home: Path, tmp_path: Path, sort: str, said: str
) -> None:
    loaded(toy, tmp_path)
    assert warnings(toy) == []
    file = min(home.glob(sort))
    whole = file.read_bytes()
    for damaged in cut(whole):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(damaged)
        assert [warning.startswith(said) for warning in warnings(toy)] == [True]
        assert (home / "set-aside" / file.relative_to(home)).read_bytes() == damaged and not file.exists()
    study = cage.study(toy, layers.COG, cage.RESIDENTS, "", own(kept(toy), known(layers.territory(toy))))
    assert study.values["composite"].notna().any()
    disk.write(file, whole)
    assert warnings(toy) == []


def test_a_damaged_table_counts_as_not_loaded_and_can_be_loaded_again(toy: str, home: Path, tmp_path: Path) -> None:
    loaded(toy, tmp_path)
    source = layers.BY_KEY["income_2023"]
    assert store.has(source.key, 2023, "france") and store.years(source.key) == [2023]
    before, (file,) = layers.stamp(), home.glob("tables/*/*/*/*")
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert not store.has(source.key, 2023, "france") and store.years(source.key) == []
    assert store.parts(source.key, 2023, set()) == () and layers.stamp() != before


@pytest.mark.parametrize("refusal", [PermissionError(errno.EACCES, "no"), OSError(errno.EROFS, "no")], ids=str)
def test_where_nothing_can_be_moved_it_is_said_and_the_rest_works(
    toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: OSError
) -> None:
    loaded(toy, tmp_path)
    file = given._file(toy, "survey")
    file.write_bytes(b"damaged")

    def refuse(*_: object) -> None:
        raise refusal

    monkeypatch.setattr(Path, "replace", refuse)
    for _ in range(2):
        assert kept(toy) == ()
        assert [warning.startswith("Your files kept") for warning in warnings(toy)] == [True]
    monkeypatch.undo()


def test_a_kept_file_that_the_disk_does_not_let_read_is_left_where_it_is_and_said(
    toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(toy, tmp_path)
    file, real = given._file(toy, "survey"), sealed.read

    def refuse(path: Path) -> bytes:
        if path == file:
            raise PermissionError(errno.EACCES, "no", str(path))
        return real(path)

    monkeypatch.setattr(sealed, "read", refuse)
    assert [warning.startswith("Your files kept") for warning in warnings(toy)] == [True] and file.exists()
    monkeypatch.setattr(sealed, "read", real)
    assert warnings(toy) == [] and len(kept(toy)) == 1


@pytest.mark.parametrize(("code", "said"), [(errno.ENOSPC, "Plus de place"), (errno.EROFS, "CAGE_CACHE"),
                                            (errno.EIO, "le disque ne répond pas")])  # fmt: skip
def test_a_disk_that_refuses_is_a_sentence_and_what_was_there_stays(
    toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    loaded(toy, tmp_path)
    before = kept(toy)

    def full(_: int) -> None:
        raise OSError(code, "English words")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LayerError, match=said) as error:
        keep(toy, Given("survey", "b.csv", b"other", ()))
    assert "English words" not in error.value.message.fr
    assert kept(toy) == before and not [p for p in store.HOME.rglob("*") if ".new" in p.name]


def test_two_files_of_an_earlier_version_are_read_when_the_description_is_that_of_the_content(toy: str) -> None:
    folder = store.HOME / "own" / toy
    folder.mkdir(parents=True)
    content, description = folder / "survey.bin", folder / "survey.json"
    content.write_bytes(b"a;b\n")
    description.write_text('{"kind": "survey", "name": "a.csv", "columns": [["commune", "a"]]}', encoding="utf-8")
    assert kept(toy) == (Given("survey", "a.csv", b"a;b\n", (("commune", "a"),)),)
    os.utime(description, ns=(0, content.stat().st_mtime_ns - 1))  # killed between the two: that of the file of before
    assert kept(toy) == () and given.unread(toy) == ["survey"]
    keep(toy, Given("survey", "a.csv", b"a;b\n", ()))
    assert given.unread(toy) == [] and len(kept(toy)) == 1


def test_tables_of_an_earlier_version_are_not_read_and_said_until_they_are_loaded_again(toy: str) -> None:
    older = store.HOME / "tables" / "v1" / "income_2023" / "2023" / "france.parquet"
    older.parent.mkdir(parents=True)
    older.write_bytes(b"PAR1")
    place = layers.territory(toy)
    assert ["earlier version" in notice.en for notice in notices(place)] == [True]
    store.write("income_2023", 2023, "france", pd.DataFrame({"median": [1.0]}, pd.Index(["01001"], name="commune")), {})
    assert notices(place) == []


def test_a_kept_file_that_cannot_be_parsed_does_not_take_the_others_with_it(toy: str, tmp_path: Path) -> None:
    loaded(toy, tmp_path)
    keep(toy, Given("services", "a.zip", b"PK\3\4 not a zip", (("name", "nom"),)))
    found = own(kept(toy), known(layers.territory(toy)))
    assert list(found.unread) == ["services"] and list(found.files) == ["survey"]
