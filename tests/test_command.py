"""``python -m atlas``: the files of the page to the byte, sentences, exit codes."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

import cage
from atlas.__main__ import main
from atlas.exports import EXPORTS, file_name
from atlas.run import make
from atlas.run.asked import StudyChoices
from atlas.run.config import FILE
from atlas.run.make import Failure, Made, files, put
from i18n import Text
from layers import LayerError
from layers.own import NOTHING
from layers.own.given import Given
from tests.test_given import INSTITUTIONS, SERVICES, given

GEOJSON, CSV = (next(export for export in EXPORTS if export.key == key) for key in ("geojson", "csv"))
PAYS_BASQUE, SMALL = "200067106", "200041507"
ENGLISH = {"epci": SMALL, "lang": "en", "p": "quadratic"}
Taken = dict[str, Callable[[], bytes]]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    """What the buttons of the page would give, by name of file; made when asked for, as the page does."""
    found: Taken = {}

    def kept(data: Any, name: str) -> None:  # noqa: ANN401
        content = data.encode() if isinstance(data, str) else data
        found[name] = content if callable(content) else lambda: content

    def button(_: DeltaGenerator, _label: str, data: object, name: str, *__: object, **___: object) -> None:
        kept(data, name)

    def alone(_label: str, data: object, name: str, *_: object, **__: object) -> None:
        kept(data, name)

    monkeypatch.setattr(DeltaGenerator, "download_button", button)
    # Streamlit's own name is bound when it is imported.
    monkeypatch.setattr(st, "download_button", alone)
    return found


def contents(taken: Taken) -> dict[str, bytes]:
    return {name: content() for name, content in taken.items()}


def page(query: dict[str, str], *session: tuple[str, Given]) -> None:
    """Open the page Emporter and make its document."""
    at = emporter(query, *session)
    assert not at.button(key="paper-make").click().run().exception


def emporter(query: dict[str, str], *session: tuple[str, Given]) -> AppTest:
    """The page Emporter, open."""
    at = AppTest.from_function(_emporter, default_timeout=600)
    for key, value in query.items():
        at.query_params[key] = value
    at.session_state["given"] = list(session)
    assert not at.run().exception
    return at


def _emporter() -> None:
    from pages import emporter  # noqa: PLC0415 - the body is run as a script
    from pages.state import choices  # noqa: PLC0415 - the body is run as a script

    chosen = choices.choose()
    assert chosen is not None
    emporter.show(chosen)


def made(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    "query",
    [
        {},
        ENGLISH | {"vers": "institution-mairie", "geographic": "60", "cultural": "0"},
        {"epci": SMALL, "cultural": "0", "administrative": "0", "geographic": "0", "economic": "0"},
    ],
    ids=["as it opens", "everything chosen", "all weights at zero"],
)
def test_the_configuration_of_the_page_makes_its_files_again(
    query: dict[str, str], taken: Taken, tmp_path: Path
) -> None:
    page(query)
    (tmp_path / FILE).write_bytes(taken.pop(FILE)())
    assert main(["--config", str(tmp_path / FILE), "--out", str(tmp_path / "out")]) == 0
    assert made(tmp_path / "out") == contents(taken) and len(taken) >= 5


def test_so_does_it_with_the_readers_own_files_beside_it(taken: Taken, tmp_path: Path) -> None:
    text = SERVICES.replace("01002;01001,01002", "97113;97113,97125")
    inside = INSTITUTIONS.replace("01001", "97113").replace("01002", "97125").replace("01003", "97128")
    mine = [given("services", text), given("institutions", inside)]
    page({"epci": SMALL, "vers": "service-acces-aux-droits"}, *((SMALL, one) for one in mine))
    assert b"own-s1" in next(content() for name, content in taken.items() if name.endswith("droits.csv"))
    (tmp_path / FILE).write_bytes(taken.pop(FILE)())
    for one in mine:
        (tmp_path / one.name).write_bytes(one.content)
    assert main(["--config", str(tmp_path / FILE), "--out", str(tmp_path / "out")]) == 0
    assert made(tmp_path / "out") == contents(taken)


def test_without_its_files_it_says_which_is_missing(
    taken: Taken, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    emporter({"epci": SMALL}, (SMALL, given("services", SERVICES.replace("01002", "97113"))))
    (tmp_path / FILE).write_bytes(taken[FILE]())
    assert main(["--config", str(tmp_path / FILE), "--out", str(tmp_path / "out")]) == 2
    assert "services.csv" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_options_have_the_last_word(toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE).write_text('epci = "200067106"\nvers = "residents"\nlang = "en"\nformats = ["html"]\n')
    options = ["--to", "service-acces-aux-droits", "institutions", "--format", "csv,geojson"]
    assert main([toy, "--config", str(tmp_path / FILE), *options, "--out", str(tmp_path / "out")]) == 0
    assert sorted(made(tmp_path / "out")) == [
        f"cage_{toy}_2026_{pairing}.{suffix}"
        for pairing in ("institution-institution", "resident-service_acces-aux-droits")
        for suffix in ("csv", "geojson")
    ]
    assert "kB)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "SIREN"),
        (["123456789"], "123456789"),
        ([PAYS_BASQUE, "--cog", "2011"], "2011"),
        ([PAYS_BASQUE, "--format", "csv,pdfx"], "geojson"),
        ([PAYS_BASQUE, "--config", "nowhere.toml"], "nowhere.toml"),
        ([PAYS_BASQUE, "--format", ""], "geojson"),
        ([PAYS_BASQUE, "--print", "citizen", "--day", "2026-11-22"], "--to"),
        ([PAYS_BASQUE, "--print", "atlas"], "--day 2026-11-22"),
        ([PAYS_BASQUE, "--print", "atlas", "--day", "yesterday"], "yesterday"),
        ([PAYS_BASQUE, "--print"], "annex_pdf"),
        (["nowhere", "at", "all"], "nowhere at all"),
        (["saint", "etienne"], "244200770  Saint-Etienne Métropole"),
        (["--all", "dep:99"], "dep:99"),
        (["--all", "dep:64", PAYS_BASQUE], "--all"),
        (["--all", "dep:64", "--jobs", "0"], "--jobs"),
        (["--all", "dep:64", "--postgis", "postgresql://me:secret@host/base"], "--postgis"),
    ],
)
def test_a_wrong_command_is_a_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    told = capsys.readouterr().err
    assert said in told and "secret" not in told


def test_a_name_will_do_for_a_siren(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--to", "residents", "--format", "sources", "--out", str(tmp_path)]
    assert main(["riviera", "levant", *options]) == 0
    assert list(made(tmp_path)) == [f"cage_{SMALL}_2026_resident-resident_sources.csv"]
    assert SMALL in capsys.readouterr().err


def test_it_lists_what_to_takes_and_each_of_them_is_taken(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([toy, "--list"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    keys = [line.split()[1] for line in lines]
    assert first.startswith(toy) and "residents" in keys and all(line.split()[0] == "--to" for line in lines)
    assert not any(isinstance(one, Failure) for one in make.studies(toy, StudyChoices(to=tuple(keys)), NOTHING))


def test_it_lists_the_sirens_of_a_zone_and_of_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    for words, some in (("--all dep:64", PAYS_BASQUE), ("pays", PAYS_BASQUE), ("--all france", SMALL)):
        assert main([*words.split(), "--list"]) == 0
        listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
        assert some in listed and len(listed) == len(set(listed)) > 5 and all(len(siren) == 9 for siren in listed)


def test_a_document_needs_no_data_format(toy: str, tmp_path: Path) -> None:
    printed = ["--print", "annex_odt", "--day", "2026-11-22", "--to", "residents"]
    assert main([toy, *printed, "--out", str(tmp_path / "one")]) == 0
    assert list(made(tmp_path / "one")) == [f"cage_{toy}_2026_resident-resident_annex_odt.odt"]
    (tmp_path / FILE).write_text(
        f'epci = "{toy}"\nvers = "residents"\nformats = []\n[[print]]\ndocument = "annex_odt"\nday = 2026-11-22\n'
    )
    assert main(["--config", str(tmp_path / FILE), "--out", str(tmp_path / "two")]) == 0
    assert list(made(tmp_path / "two")) == list(made(tmp_path / "one"))
    options = ["--config", str(tmp_path / FILE), "--print", "--format", "csv", "--out", str(tmp_path / "three")]
    assert main(options) == 0
    assert len(made(tmp_path / "three")) == 2


@pytest.mark.parametrize(
    ("codes", "code", "said"),
    [
        (["64102", "64122"], 0, "gardées 2, rejetées 0"),
        (["64102", "99999"], 1, "« 99999 » n’est le code d’aucune commune"),
        (["64102", "75056"], 0, "d’un autre territoire 1"),
        (["75056", "75056"], 1, "gardées 0"),
    ],
    ids=["all kept", "a code of nothing", "one is elsewhere", "none is here"],
)
def test_it_says_what_became_of_the_rows_of_own_files(
    codes: list[str], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{rank},acces-aux-droits,{code}\n" for rank, code in enumerate(codes))
    (tmp_path / "mine.csv").write_text(f"nom,theme,code_insee\n{rows}")
    (tmp_path / FILE).write_text(
        f'epci = "{PAYS_BASQUE}"\nvers = "residents"\nformats = ["sources"]\n'
        '[[own]]\nkind = "services"\nfile = "mine.csv"\n'
    )
    assert main(["--config", str(tmp_path / FILE), "--out", str(tmp_path / "out")]) == code
    told = capsys.readouterr().err.replace("\u00a0", " ")
    assert "mine.csv : 2 lignes lues" in told and said in told
    # The files that can be made are, all the same.
    assert len(made(tmp_path / "out")) == 1


def test_one_pairing_that_fails_stops_no_other(toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([toy, "--to", "service-nothing", "residents", "--format", "csv", "--out", str(tmp_path)]) == 1
    assert list(made(tmp_path)) == [f"cage_{toy}_2026_resident-resident.csv"]
    assert "service-nothing" in capsys.readouterr().err


def test_a_configuration_of_another_version_of_the_method_is_told(
    toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).write_text(f'epci = "{toy}"\nmethod = 0\nformats = ["sources"]\n')
    assert main(["--config", str(tmp_path / FILE), "--out", str(tmp_path / "out")]) == 0
    assert "version 0" in capsys.readouterr().err


def test_it_can_be_stopped(monkeypatch: pytest.MonkeyPatch, toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("atlas.__main__.files", stopped)
    assert main([toy]) == 130
    assert "Arrêté" in capsys.readouterr().err


def test_kept_files_count_unless_the_configuration_says_which(
    toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = (given("services", SERVICES),)
    monkeypatch.setattr("atlas.run.ordered.kept", lambda _: mine)
    options = [toy, "--to", "service-acces-aux-droits", "--format", "csv", "--out", str(tmp_path)]
    assert main(options) == 0
    (name,) = made(tmp_path)
    assert b"own-s1" in made(tmp_path)[name]
    (tmp_path / FILE).write_text("own = []")
    assert main([*options, "--config", str(tmp_path / FILE)]) == 0
    assert b"own-s1" not in made(tmp_path)[name]


def test_files_are_those_of_the_exports_that_have_something_to_write(toy: str) -> None:
    (study,) = (s for s in make.studies(toy, StudyChoices(to=("residents",)), NOTHING) if isinstance(s, cage.Study))
    offered = [export for export in EXPORTS if export.lacks(study) is None and export.key != "csv"]
    found = [one for one in files(toy, StudyChoices(to=("residents",)), ()) if isinstance(one, Made)]
    assert [one.name for one in found] == [file_name(study, export) for export in offered]
    assert [one.content for one in found] == [export.write(study, "fr") for export in offered]
    (document,) = (json.loads(one.content) for one in found if one.name == file_name(study, GEOJSON))
    assert document["provenance"]["scheme"]["cultural"] == 25


def test_one_that_has_nothing_to_write_fails_where_it_is_asked_for(toy: str) -> None:
    (found,) = files(toy, StudyChoices(to=("residents",), formats=("access",)), ())
    assert isinstance(found, Failure) and "habitants vers un service" in found.reason.fr


def test_a_format_that_fails_stops_no_other(toy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bytes:
        raise LayerError(Text("en panne", "broken"))

    monkeypatch.setattr(make, "EXPORTS", (replace(GEOJSON, write=broken), CSV))
    failed, made_after = files(toy, StudyChoices(to=("residents",), formats=("geojson", "csv")), ())
    assert isinstance(failed, Failure) and failed.reason.en == "broken" and isinstance(made_after, Made)


def test_nothing_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "new", Made("a.csv", b"before"))

    def refused(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(LayerError, match="plus de place sur le disque") as caught:
        put(tmp_path / "new", Made("a.csv", b"after"))
    assert made(tmp_path / "new") == {"a.csv": b"before"} and "no space left" in caught.value.message.en
