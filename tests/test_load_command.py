"""``python -m layers``: what it prints, what it gives back."""

from pathlib import Path

import pytest

from layers import BY_KEY, MODES, SOURCES, road_modes, store
from layers.__main__ import main
from layers.load import Wanted, everywhere
from layers.roads import overpass as road_overpass
from layers.territory import Territory, territory
from tests import toy_roads
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
    assert "Essayez un mot de son nom, une de ses communes" in capsys.readouterr().err


def test_it_can_be_stopped(replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    played(replay, "income")
    monkeypatch.setattr("layers.load.fetch", stopped)
    assert main([PAYS_BASQUE, "--source", "income"]) == 130
    assert "Arrêté" in capsys.readouterr().err


def test_all_of_france_is_had_once_and_what_is_here_is_not_asked_again(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in ("zonings", "income"):
        played(replay, key)
    files = everywhere(SOURCES)
    assert {file.part for file in files} >= {"france", "01", "2A", "976"} and "200067106" not in {f.part for f in files}
    asked = ["--france", "--source", "zonings", "--source", "income", "--source", "schools"]
    assert main(asked) == 1
    said = capsys.readouterr()
    assert "zonings 2026: téléchargé" in said.out and "income 2021: téléchargé" in said.out
    assert "Fichiers lus\u00a0: 2, en échec\u00a0: 101." in said.out and "404" in said.err
    before = len(replay.asked)
    main(asked)
    assert len(replay.asked) == before + 101
    assert "income 2021: déjà là" in capsys.readouterr().out


@pytest.mark.parametrize("asked", [[], ["--lang", "en"]])
def test_nothing_asked_for_is_a_sentence(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked) == 2
    assert "--france" in capsys.readouterr().err


def asked(place: Territory, replay: Replay) -> list[str]:
    """Overpass plays the toy street in every tile back."""
    urls = [road_overpass.url(box) for box in road_overpass.tiles(place)]
    replay.bodies |= dict.fromkeys(urls, toy_roads.street(place).encode())
    return urls


def test_it_asks_overpass_for_the_roads_square_by_square(
    toy: str, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = asked(territory(toy), replay)
    assert main([toy, "--roads", "--list"]) == 0
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == urls and not replay.asked
    assert main([toy, "--roads"]) == 0
    said = capsys.readouterr().out
    assert f"carré {len(urls)} sur {len(urls)}" in said and "À pied\u00a0: " in said and "km de voies" in said
    assert sorted(replay.asked) == sorted(urls) and list(road_modes(territory(toy))) == [*MODES]


def test_it_cuts_the_roads_out_of_a_file(toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "street.osm"
    file.write_text(toy_roads.street(territory(toy)), encoding="utf-8")
    assert main([toy, "--roads", str(file), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "By car: " in said and "(street.osm, undated)" in said
    assert list(road_modes(territory(toy))) == [*MODES]


@pytest.mark.parametrize("content", [None, b"<osm", b'<osm version="0.6"></osm>'])
def test_a_file_without_the_roads_is_a_sentence_and_1(
    toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "street.osm").write_bytes(content)
    assert main([toy, "--roads", str(tmp_path / "street.osm")]) == 1
    assert "street.osm" in capsys.readouterr().err and not road_modes(territory(toy))


def test_overpass_down_is_a_sentence_and_1(toy: str, replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    urls = asked(territory(toy), replay)
    del replay.bodies[urls[1]]
    assert main([toy, "--roads"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"Carré 2 sur {len(urls)}\u00a0: ") and "(404)" in told and "data=" not in told
    assert not road_modes(territory(toy))


def test_the_roads_can_be_stopped(
    toy: str, replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    asked(territory(toy), replay)
    monkeypatch.setattr("layers.roads.overpass.fetch", stopped)
    assert main([toy, "--roads"]) == 130
    assert "Arrêté" in capsys.readouterr().err
