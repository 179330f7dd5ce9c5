"""``python -m layers``: what it prints, what it gives back."""

import pytest

from layers import BY_KEY, store
from layers.__main__ import main
from layers.load import Wanted
from tests.published import body
from tests.replay import Replay

PAYS_BASQUE = "200067106"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


def played(replay: Replay, key: str) -> None:
    one = Wanted(BY_KEY[key], max(BY_KEY[key].published), "france")
    replay.bodies[one.url] = body(one)


def test_it_lists_what_it_would_fetch_and_fetches_nothing(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([PAYS_BASQUE, "--list"]) == 0
    said = capsys.readouterr().out
    assert "income 2021  https://www.insee.fr/" in said and str(store.drop()) in said
    assert not replay.asked


def test_it_loads_one_source_then_finds_it_there(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    played(replay, "income")
    assert main([PAYS_BASQUE, "--source", "income"]) == 0
    assert "income 2021: téléchargé" in capsys.readouterr().out
    assert main([PAYS_BASQUE, "--source", "income", "--lang", "en"]) == 0
    assert "income 2021: already here" in capsys.readouterr().out
    assert len(replay.asked) == 1


def test_a_failure_is_told_and_is_the_exit_code(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    played(replay, "income")
    assert main([PAYS_BASQUE, "--source", "income", "--source", "fibre"]) == 1
    told = capsys.readouterr()
    assert "income 2021: téléchargé" in told.out and "fibre 2026: échec" in told.out
    assert "404" in told.err


def test_an_unknown_territory_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["123456789"]) == 2
    assert "SIREN" in capsys.readouterr().err


def test_it_can_be_stopped(replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    played(replay, "income")
    monkeypatch.setattr("layers.load.fetch", stopped)
    assert main([PAYS_BASQUE, "--source", "income"]) == 130
    assert "Arrêté" in capsys.readouterr().err
