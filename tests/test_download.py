"""Downloads: every fault ends in a whole file or in a sentence, never in half a file."""

import errno
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from i18n import Text
from layers import LayerError
from layers.fetch import agents, download, resume
from layers.fetch.download import Cancelled, fetch, receipt
from tests.replay import Fault, Replay

URL = "https://www.insee.fr/fr/statistiques/fichier/1/toy.csv"
BODY = b"commune;figure\n01001;1\n" * 20_000
OLD = b"the file of before"


def fine(path: Path) -> None:
    """The reader of the toy file: it refuses anything else."""
    if not path.read_bytes().startswith(b"commune;figure"):
        raise LayerError(Text("pas le fichier", "not the file"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between two attempts are counted, not lived through."""
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.fixture
def served(replay: Replay) -> Replay:
    replay.bodies[URL] = BODY
    return replay


def test_a_file_comes_whole_with_its_receipt(served: Replay, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    got = fetch(URL, tmp_path / "toy.csv", fine, watch=lambda done, total: seen.append((done, total)))
    assert (tmp_path / "toy.csv").read_bytes() == BODY
    assert got == receipt(tmp_path / "toy.csv")
    assert (got.url, got.size, got.sha256) == (URL, len(BODY), download.digest(tmp_path / "toy.csv"))
    assert seen[-1] == (len(BODY), len(BODY)) and len(seen) > 1
    assert served.asked == [URL]


def test_it_is_asked_for_once(served: Replay, tmp_path: Path) -> None:
    assert fetch(URL, tmp_path / "toy.csv", fine) == fetch(URL, tmp_path / "toy.csv", fine)
    assert served.asked == [URL]


@pytest.mark.parametrize(
    ("faults", "asked"),
    [
        ([500], 2),
        ([500, 503, 429], 4),
        (["truncated"], 2),
        (["reset"], 2),
        (["reset", "truncated", 502], 4),
        (["slow"], 1),
    ],
)
def test_it_comes_in_the_end(served: Replay, tmp_path: Path, faults: list[int], asked: int) -> None:
    served.faults[URL] = list(faults)
    fetch(URL, tmp_path / "toy.csv", fine)
    assert (tmp_path / "toy.csv").read_bytes() == BODY
    assert len(served.asked) == asked


def test_a_server_that_asks_to_wait_is_waited_for(
    served: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    served.faults[URL], served.retry_after = [429], "7"
    fetch(URL, tmp_path / "toy.csv", fine)
    assert 7 in waited


def test_a_publisher_that_refuses_plain_clients_sees_a_browser(served: Replay, tmp_path: Path) -> None:
    served.only_browsers = True
    fetch(URL, tmp_path / "toy.csv", fine)
    assert served.agents[0].startswith("Mozilla/5.0") and agents.NAME in served.agents[0]


@pytest.mark.parametrize(
    "faults", [[404], [403], [500] * 20, ["truncated"] * 20, ["reset"] * 20, ["html"]], ids=lambda f: str(f[0])
)
@pytest.mark.parametrize("before", [False, True], ids=["nothing before", "a file before"])
def test_what_was_there_stays(served: Replay, tmp_path: Path, faults: list[int], before: bool) -> None:  # noqa: FBT001
    path = tmp_path / "toy.csv"
    if before:
        path.write_bytes(OLD)
    served.faults[URL] = list(faults)
    with pytest.raises(LayerError) as error:
        fetch(URL, path, fine)
    assert error.value.message.fr != error.value.message.en
    assert receipt(path) is None
    kept = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.suffix != ".lock"}
    assert kept == ({"toy.csv": OLD} if before else {})


@pytest.mark.usefixtures("served")
def test_a_hash_that_differs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="empreinte"):
        fetch(URL, tmp_path / "toy.csv", fine, sha256="0" * 64)
    assert [file.suffix for file in tmp_path.iterdir()] == [".lock"]


@pytest.mark.usefixtures("served")
def test_a_hash_that_agrees_is_kept(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(BODY)
    fetch(URL, tmp_path / "toy.csv", fine, sha256=download.digest(tmp_path / "model"))
    assert (tmp_path / "toy.csv").read_bytes() == BODY


@pytest.mark.usefixtures("served")
def test_the_reader_can_stop(tmp_path: Path) -> None:
    def stop(done: int, _: int) -> None:
        if done > 100_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        fetch(URL, tmp_path / "toy.csv", fine, watch=stop)
    assert [file.suffix for file in tmp_path.iterdir()] == [".lock"]
    fetch(URL, tmp_path / "toy.csv", fine)
    assert (tmp_path / "toy.csv").read_bytes() == BODY


@pytest.mark.usefixtures("served")
def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(LayerError, match="Plus de place"):
        fetch(URL, tmp_path / "toy.csv", fine, watch=full)
    assert [file.suffix for file in tmp_path.iterdir()] == [".lock"]


@pytest.fixture
def stopped(served: Replay, tmp_path: Path) -> Path:
    """A file whose reader stopped after some blocks, from a server that says which version it is."""
    served.versions[URL] = '"one"'

    def stop(done: int, _: int) -> None:
        if done > 100_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        fetch(URL, tmp_path / "toy.csv", fine, watch=stop)
    assert receipt(tmp_path / "toy.csv") is None
    return tmp_path / "toy.csv"


def test_what_was_received_is_not_asked_for_again(served: Replay, stopped: Path) -> None:
    have = resume.part_of(stopped).stat().st_size
    assert 0 < have < len(BODY)
    seen: list[tuple[int, int]] = []
    fetch(URL, stopped, fine, watch=lambda done, total: seen.append((done, total)))
    assert stopped.read_bytes() == BODY and served.ranges == [f"bytes={have}-"]
    assert seen[0][0] > have and seen[-1] == (len(BODY), len(BODY))
    assert {path.name for path in stopped.parent.iterdir()} == {"toy.csv", "toy.csv.json", "toy.csv.lock"}


@pytest.mark.parametrize("fault", ["truncated", "reset"])
def test_a_broken_answer_goes_on_where_it_stopped(served: Replay, tmp_path: Path, fault: Fault) -> None:
    served.versions[URL], served.faults[URL] = '"one"', [fault]
    fetch(URL, tmp_path / "toy.csv", fine)
    assert (tmp_path / "toy.csv").read_bytes() == BODY and len(served.asked) == 2


def test_a_file_that_changed_meanwhile_is_taken_from_its_start(served: Replay, stopped: Path) -> None:
    served.versions[URL], served.bodies[URL] = '"two"', BODY.replace(b"01001", b"64445")
    fetch(URL, stopped, fine)
    assert stopped.read_bytes() == served.bodies[URL]


def test_two_parts_that_do_not_make_the_file_are_taken_again(served: Replay, stopped: Path) -> None:
    # The server says that it is the same version, and it is not.
    served.bodies[URL] = b"another file" * 40_000

    def same(path: Path) -> None:
        if path.read_bytes() != served.bodies[URL]:
            raise LayerError(Text("pas le fichier", "not the file"))

    fetch(URL, stopped, same)
    assert stopped.read_bytes() == served.bodies[URL] and len(served.asked) == 3


def test_a_file_that_was_all_there_is_taken_again(served: Replay, stopped: Path) -> None:
    resume.part_of(stopped).write_bytes(BODY)
    fetch(URL, stopped, fine)
    assert stopped.read_bytes() == BODY and len(served.asked) == 3


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b'{"url": "https://other", "version": "x"}'])
def test_a_part_of_which_nothing_sure_is_noted_is_not_gone_on_with(
    served: Replay, stopped: Path, spoilt: bytes
) -> None:
    part = resume.part_of(stopped)
    part.with_name(part.name + ".json").write_bytes(spoilt)
    fetch(URL, stopped, fine)
    assert stopped.read_bytes() == BODY and not served.ranges


def test_no_network_is_a_sentence(replay: Replay, tmp_path: Path) -> None:
    replay.base = "http://127.0.0.1:9"
    with pytest.raises(LayerError, match="connexion"):
        fetch(URL, tmp_path / "toy.csv", fine)


def test_a_receipt_that_was_cut_is_no_receipt(served: Replay, tmp_path: Path) -> None:
    fetch(URL, tmp_path / "toy.csv", fine)
    note = tmp_path / "toy.csv.json"
    note.write_text(note.read_text(encoding="utf-8")[:20], encoding="utf-8")
    assert receipt(tmp_path / "toy.csv") is None
    fetch(URL, tmp_path / "toy.csv", fine)
    assert len(served.asked) == 2


def test_two_sessions_download_once(served: Replay, tmp_path: Path) -> None:
    served.faults[URL] = ["slow"]
    both = [threading.Thread(target=fetch, args=(URL, tmp_path / "toy.csv", fine)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert served.asked == [URL]


CHILD = """
import sys
from functools import partial
from pathlib import Path
from layers.fetch import client, download
from tests.replay import Replay
replay = Replay(base=sys.argv[1])
download.session = partial(replay.session, client.session)
download.fetch(sys.argv[2], Path(sys.argv[3]), lambda _: None)
"""


def test_two_processes_download_once(served: Replay, tmp_path: Path) -> None:
    served.faults[URL] = ["slow"]
    command = [sys.executable, "-c", CHILD, served.base, URL, str(tmp_path / "toy.csv")]
    both = [
        subprocess.Popen(command, env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": ""})  # noqa: S603
        for _ in range(2)
    ]
    assert [process.wait(60) for process in both] == [0, 0]
    assert served.asked == [URL]
    assert (tmp_path / "toy.csv").read_bytes() == BODY


def _next(url: str, page: dict[str, int]) -> str | None:
    return f"{url.split('=', maxsplit=1)[0]}={page['page'] + 1}" if page["page"] < page["pages"] else None


@pytest.mark.parametrize("faults", [[], [429], ["reset"]], ids=str)
def test_an_api_is_read_to_its_last_page(replay: Replay, tmp_path: Path, faults: list[int]) -> None:
    url = "https://recherche-entreprises.api.gouv.fr/search?page=1"
    pages = [{"page": n, "pages": 3} for n in (1, 2, 3)]
    for page in pages:
        replay.bodies[url.replace("=1", f"={page['page']}")] = json.dumps(page).encode()
    replay.faults[url.replace("=1", "=2")] = list(faults)
    fetch(url, tmp_path / "pages.json", lambda _: None, follow=_next)
    assert json.loads((tmp_path / "pages.json").read_text(encoding="utf-8")) == pages
