"""Who the downloader says it is, to each publisher; how it waits for a server that volunteers share."""

import re
import threading
from pathlib import Path

import pytest
import requests

from layers import SOURCES, LayerError
from layers.fetch import agents, download
from layers.fetch.client import session
from layers.fetch.download import Cancelled, fetch
from layers.roads import overpass as road_overpass
from tests.replay import Replay

ROOT = Path(__file__).parents[1]
OVERPASS = f"{road_overpass.SERVER}?data=a"
ADDRESSES = sorted(
    {file.url.format(department="64", epci="200067106") for source in SOURCES for file in source.published.values()}
    | {OVERPASS}
)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits between two attempts are counted, not lived through."""
    found: list[float] = []
    monkeypatch.setattr("time.sleep", found.append)
    return found


def test_each_publisher_is_told_what_the_table_says(replay: Replay, tmp_path: Path) -> None:
    for rank, url in enumerate(ADDRESSES):
        replay.bodies[url] = b"x"
        fetch(url, tmp_path / str(rank), lambda _: None)
    assert replay.asked == ADDRESSES
    browsers = {agents.host(url) for url, told in zip(ADDRESSES, replay.agents, strict=True) if "Mozilla" in told}
    assert browsers == set(agents.REFUSES_OTHERS) <= {agents.host(url) for url in ADDRESSES}
    assert all(f"{agents.NAME}/{agents.VERSION}" in told for told in replay.agents)
    assert all(len(reason) > 20 for reason in agents.REFUSES_OTHERS.values())


def test_overpass_is_told_our_own_name_alone(replay: Replay, tmp_path: Path) -> None:
    replay.bodies[OVERPASS] = b"x"
    fetch(OVERPASS, tmp_path / "a", lambda _: None)
    assert replay.agents == [agents.OURS] and agents.CONTACT in agents.OURS


def test_the_name_is_followed_by_the_version_of_the_citation() -> None:
    said = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert said is not None and said[1] == agents.VERSION


def test_a_redirection_is_told_who_we_are_to_where_it_leads(replay: Replay) -> None:
    with replay.session(session) as client:
        client.send(client.prepare_request(requests.Request("GET", OVERPASS, headers={"User-Agent": "x"})))
    assert replay.agents == [agents.OURS]


@pytest.mark.parametrize("busy", [429, 504])
def test_a_busy_server_that_does_not_say_how_long_is_left_alone_for_half_a_minute(
    replay: Replay, tmp_path: Path, waits: list[float], busy: int
) -> None:
    replay.bodies[OVERPASS], replay.faults[OVERPASS] = b"x", [busy, busy]
    fetch(OVERPASS, tmp_path / "a", lambda _: None)
    assert [wait for wait in waits if wait >= 30] == [30, 30] and len(replay.asked) == 3


def test_a_refusal_is_not_asked_again(replay: Replay, tmp_path: Path) -> None:
    replay.bodies[OVERPASS], replay.faults[OVERPASS] = b"x", [406]
    with pytest.raises(LayerError, match="406"):
        fetch(OVERPASS, tmp_path / "a", lambda _: None)
    assert len(replay.asked) == 1


def test_overpass_is_asked_one_question_at_a_time_and_who_waits_can_stop(replay: Replay, tmp_path: Path) -> None:
    urls = [f"{OVERPASS}{rank}" for rank in range(3)]
    together = list[int]()

    def ask(url: str) -> None:
        with download.turn(url, tmp_path, download.unwatched):
            together.append(1)
            assert sum(together) == 1
            threading.Event().wait(0.05)
            together.append(-1)

    threads = [threading.Thread(target=ask, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [1, -1] * 3

    def stop(*_: int) -> None:
        raise Cancelled

    def wait() -> None:
        with pytest.raises(Cancelled), download.turn(OVERPASS, tmp_path, stop):
            pass

    with download.turn(OVERPASS, tmp_path, download.unwatched):
        other = threading.Thread(target=wait)
        other.start()
        other.join(20)
        assert not other.is_alive()
    assert not replay.asked
