"""``python -m layers --check``: every address asked, what fails and what changed is said."""

from functools import partial

import pytest

from layers import SOURCES
from layers.__main__ import main
from layers.addresses import Response, addresses, change, last_answers
from layers.fetch import agents
from layers.fetch.client import session
from layers.publishers.pages import page_of
from tests.replay import Replay

FILES = addresses(SOURCES)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.fixture
def there(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """Every file is at its address."""
    monkeypatch.setattr("layers.addresses.session", partial(replay.session, session))
    replay.bodies |= {file.url: b"x" * 10 for file in FILES}
    replay.versions |= {file.url: '"one"' for file in FILES}
    return replay


def test_each_address_is_asked_once_and_no_file_comes(there: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert f"Adresses qui répondent : {len(FILES)} sur {len(FILES)}." in capsys.readouterr().out.replace("\u00a0", " ")
    assert sorted(there.asked) == sorted(f"HEAD {file.url}" for file in FILES)
    assert not any(agents.host(file.url) in agents.ONE_AT_A_TIME for file in FILES)


def test_what_fails_or_changed_since_is_said(there: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--check"])
    gone, moved, back = FILES[0], FILES[1], FILES[2]
    assert not capsys.readouterr().err
    del there.bodies[gone.url]
    there.bodies[moved.url], there.versions[moved.url] = b"y" * 2000, '"two"'
    there.faults[back.url] = [404]
    assert main(["--check", "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert f"{gone.source.key} {gone.year}: no longer answers (404)" in said and page_of(gone.url) in said
    assert gone.file.names[0] in said and "the file changed (10 bytes, 2,000 now)" in said.replace("\u00a0", " ")
    assert f"Addresses that answer: {len(FILES) - 2} of {len(FILES)}." in said
    main(["--check", "--lang", "en"])
    assert f"{back.source.key} {back.year}: answers again" in capsys.readouterr().out


def test_a_server_that_knows_no_head_is_asked_for_the_file(there: Replay) -> None:
    there.faults[FILES[0].url] = [405]
    assert main(["--check"]) == 0
    assert FILES[0].url in there.asked


def test_without_a_network_every_address_is_silent(there: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    there.base = "http://127.0.0.1:9"
    assert main(["--check"]) == 1
    assert "aucune réponse" in capsys.readouterr().out
    assert not any(answer.good for answer in last_answers().values())


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (Response(200, "a", "1", "x"), None, ""),
        (Response(200, "a", "1", "x"), Response(200, "a", "1", "x"), ""),
        (Response(200, "b", "1", "x"), Response(200, "a", "1", "x"), "now answers from b"),
        (Response(200, "a", "", "y"), Response(200, "a", "1", "x"), "the file changed (1 bytes, ? now)"),
        (Response(0), Response(200, "a", "1", "x"), "no answer"),
    ],
)
def test_what_is_said_of_an_address(now: Response, before: Response | None, said: str) -> None:
    assert change(now, before, "en").replace("\u00a0", " ") == said


def test_every_address_has_a_page_for_people() -> None:
    pages = {file.url: page_of(file.url) for file in FILES}
    assert all(page.startswith("https://") and "?" not in page for page in pages.values())
    assert sum(page != url.split("?")[0] for url, page in pages.items()) > len(pages) / 2
    assert page_of("https://www.insee.fr/fr/statistiques/fichier/7671844/x.zip") == (
        "https://www.insee.fr/fr/statistiques/7671844"
    )
