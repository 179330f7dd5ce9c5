"""Every published file of every source, from its official address to its table, faults included."""

import errno
import threading
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from layers import COG, LayerError, store
from layers.fetch import agents
from layers.fetch.download import Cancelled
from layers.load import AT_ONCE, Outcome, Wanted, load, unknown_files, wanted
from layers.territory import territory
from tests import published
from tests.published import EVERY, IDS, ZIPPABLE, body
from tests.replay import PAGE, Replay

every = pytest.mark.parametrize("one", EVERY, ids=IDS)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


@cache
def answer(one: Wanted) -> bytes:
    return body(one)


def loading(one: Wanted, *, again: bool = False) -> Outcome:
    (outcome,) = load([one], COG, lambda *_: None, again=again)
    return outcome


def kept(one: Wanted) -> pd.DataFrame:
    return store.read(store.parts(one.source.key, one.year, set()), (), ())


@every
def test_it_has_one_extract_with_its_provenance(one: Wanted) -> None:
    found = published.extracts(one)
    assert len(found) == 1
    assert (found[0].parent / "README.md").is_file()
    assert found[0].stat().st_size < 60_000


@every
def test_it_comes_from_its_official_address(one: Wanted, replay: Replay) -> None:
    replay.bodies[one.url] = answer(one)
    outcome = loading(one)
    assert outcome.status == "downloaded", outcome.problem
    table = kept(one)
    assert len(table)
    assert one.source.loaded(COG) is not None
    (noted,) = map(store.notes, store.parts(one.source.key, one.year, set()))
    assert len(noted["sha256"]) == 64 and noted["origin"] == one.url and noted["cog"] == str(one.file.cog)
    assert loading(one).status == "kept"


@every
@pytest.mark.parametrize("fault", ["missing", "page", "cut", "empty"])
def test_a_bad_answer_is_a_sentence_and_what_was_there_stays(one: Wanted, replay: Replay, fault: str) -> None:
    good = answer(one)
    replay.bodies[one.url] = good
    assert loading(one).status == "downloaded"
    before = kept(one)
    bad = {"missing": b"", "page": PAGE, "cut": good[: len(good) // 3], "empty": b""}[fault]
    replay.bodies[one.url] = bad
    if fault == "missing":
        del replay.bodies[one.url]
    outcome = loading(one, again=True)
    if fault == "cut" and outcome.status == "downloaded":
        # A text file cut between two lines is a shorter text file: nothing in it says so. Its lines are right.
        assert len(kept(one)) <= len(before)
        return
    assert outcome.status == "failed" and outcome.problem is not None
    assert outcome.problem.fr != outcome.problem.en
    pd.testing.assert_frame_equal(kept(one), before)


def put(name: str, content: bytes) -> None:
    store.drop().mkdir(parents=True)
    (store.drop() / name).write_bytes(content)
    (store.drop() / "liste de courses.txt").write_bytes(b"pain")


@every
def test_a_file_dropped_in_the_folder_is_recognised(one: Wanted, replay: Replay) -> None:
    put(*published.dropped(one))
    outcome = loading(one)
    assert outcome.status == "dropped", outcome.problem
    assert not replay.asked
    assert unknown_files([one.source]) == ["liste de courses.txt"]
    assert len(kept(one))


@pytest.mark.parametrize("one", ZIPPABLE, ids=lambda one: f"{one.source.key}-{one.year}")
def test_so_it_is_in_a_zip_of_the_readers_own(one: Wanted, replay: Replay) -> None:
    put(*published.dropped_zipped(one))
    outcome = loading(one)
    assert outcome.status == "dropped", outcome.problem
    assert not replay.asked


def test_one_that_fails_does_not_stop_the_others(replay: Replay) -> None:
    first, second = EVERY[0], next(one for one in EVERY if one.url != EVERY[0].url)
    replay.bodies[second.url] = answer(second)
    outcomes = list(load([first, second], COG, lambda *_: None))
    assert {o.wanted: o.status for o in outcomes} == {first: "failed", second: "downloaded"}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_table_that_cannot_be_written_is_a_sentence(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(code, "no", "/cache")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    replay.bodies[EVERY[0].url] = answer(EVERY[0])
    outcome = loading(EVERY[0])
    assert outcome.status == "failed" and outcome.problem is not None
    assert ("place" if code == errno.ENOSPC else "CAGE_CACHE") in outcome.problem.fr
    assert not list(store.HOME.rglob("*.new"))


def test_publishers_are_asked_at_once_and_each_for_one_file_at_a_time(replay: Replay) -> None:
    files = [file for file in EVERY if file.part == "france" and not file.file.follow]
    replay.bodies |= {file.url: answer(file) for file in files}
    busy, most = set[str](), [0]
    lock = threading.Lock()

    class Seen(dict[str, bytes]):
        def get(self, url: str, default: object = None, /) -> object:  # type: ignore[override]  # noqa: ARG002
            with lock:
                assert agents.host(url) not in busy
                busy.add(agents.host(url))
                most[0] = max(most[0], len(busy))
            paused.wait(0.01)
            with lock:
                busy.discard(agents.host(url))
            return super().get(url, b"")

    paused = threading.Event()
    replay.bodies = Seen(replay.bodies)
    outcomes = list(load(files, COG, lambda *_: None))
    assert {outcome.wanted for outcome in outcomes} == set(files)
    assert 1 < most[0] <= AT_ONCE


def test_a_table_is_there_when_its_outcome_is_told(replay: Replay) -> None:
    files = [next(file for file in EVERY if file.source.key == key) for key in ("income", "municipal_2026")]
    replay.bodies |= {file.url: answer(file) for file in files}
    for outcome in load(files, COG, lambda *_: None):
        assert store.has(outcome.wanted.source.key, outcome.wanted.year, outcome.wanted.part)
        break


def test_the_reader_can_stop_between_blocks(replay: Replay) -> None:
    replay.bodies[EVERY[0].url] = answer(EVERY[0])

    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(load(EVERY[:1], COG, stop))
    assert not store.years(EVERY[0].source.key)


def test_a_territory_wants_its_own_parts_and_the_latest_vintage() -> None:
    files = wanted({one.source for one in EVERY}, territory("200067106"))
    assert {one.part for one in files} <= {"france", "64", "200067106"}
    for one in files:
        assert one.source.history or one.year == max(one.source.published)


def test_an_older_vintage_is_wanted_when_its_file_is_in_the_folder() -> None:
    older = next(one for one in EVERY if not one.latest and not one.source.history)
    place = territory("200067106")
    assert older not in wanted([older.source], place, extra=True)
    put(*published.dropped(older))
    assert older in wanted([older.source], place, extra=True)


def test_a_table_cut_short_on_the_disk_is_never_read(home: Path) -> None:
    store.write("toy", 2025, "france", pd.DataFrame({"figure": [1.0]}, index=pd.Index(["01001"], name="commune")), {})
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["france.sealed"]


def test_a_territory_that_does_not_exist_is_a_sentence() -> None:
    with pytest.raises(LayerError):
        territory("000000000")
