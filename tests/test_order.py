"""Printed documents from the terminal: those of the page to the byte, and sentences for what cannot be printed."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

import cage
from atlas import readings
from atlas.__main__ import main
from atlas.paper.order import ALL, PrintOrder, edition, file_name, with_logo, write
from atlas.reading import Subject
from atlas.run.asked import StudyChoices
from atlas.run.config import FILE, Config, written
from atlas.run.make import Failure, Made, files
from atlas.run.many import Task
from cage import Study
from layers import COG, LayerError
from layers.own import NOTHING
from tests.test_command import PAYS_BASQUE, SMALL, Taken, emporter, made, taken

__all__ = ["taken"]
DAY = date(2026, 11, 22)
Choose = Callable[[AppTest], None]
RIGHTS = "service-acces-aux-droits"


def nowhere(_: str) -> Study:
    raise AssertionError


def silent(_: float) -> None:
    """Nobody waits."""


def logo() -> bytes:
    with io.BytesIO() as held:
        Image.new("RGB", (20, 10), "#aa0000").save(held, "PNG")
        return held.getvalue()


def atlas(at: AppTest) -> None:
    """Everything that can be moved, and a logo."""
    at.segmented_control(key="paper-size").set_value("a3")
    at.segmented_control(key="paper-way").set_value(False)
    at.toggle(key="paper-photocopy").set_value(True)
    at.multiselect(key="paper-maps").set_value(["minutes"])
    at.color_picker(key="paper-color").set_value("#8c1f1f")
    at.file_uploader(key="paper-logo").set_value(("logo de l'agglo.png", logo(), "image/png"))
    at.segmented_control(key="paper-which-none").set_value("some")


def every_commune_apart(at: AppTest) -> None:
    at.segmented_control(key="paper-which-none").set_value("all").run()
    at.toggle(key="paper-apart").set_value(True)


def as_it_is(_: AppTest) -> None:
    """As the page opens."""


@pytest.mark.usefixtures("no_export")
@pytest.mark.parametrize(
    ("query", "document", "choose", "end"),
    [
        ({}, "atlas", atlas, "_resident-service_acces-aux-droits_atlas.pdf"),
        ({"epci": SMALL, "vers": "residents"}, "atlas", every_commune_apart, "_resident-resident_atlas.zip"),
        (
            {"lang": "en", "cultural": "0", "epci": SMALL, "vers": "institution-mairie"},
            "citizen",
            as_it_is,
            "_citizen.pdf",
        ),
        ({}, "agent", as_it_is, "_agent.pdf"),
        ({"epci": SMALL}, "annex_pdf", as_it_is, "_annex_pdf.pdf"),
        ({"p": "quadratic"}, "annex_odt", as_it_is, "_annex_odt.odt"),
    ],
    ids=["atlas", "one file per commune", "citizen", "agent", "annex", "annex to fill in"],
)
def test_the_configuration_of_the_page_prints_its_document_again(
    query: dict[str, str], document: str, choose: Choose, end: str, taken: Taken, tmp_path: Path
) -> None:
    at = emporter(query)
    at.segmented_control(key="paper-document").set_value(document).run()
    choose(at)
    at.run()
    at.button(key="paper-make").click().run()
    assert not at.exception
    (tmp_path / FILE).write_bytes(taken[FILE]())
    (tmp_path / "logo de l'agglo.png").write_bytes(logo())
    assert main(["--config", str(tmp_path / FILE), "--out", str(tmp_path / "out")]) == 0
    (found,) = (one for one in made(tmp_path / "out").items() if one[0].endswith(end))
    assert taken[found[0]]() == found[1]


@pytest.fixture
def no_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other files are made elsewhere in the tests."""
    monkeypatch.setattr("atlas.run.make.EXPORTS", ())


@pytest.fixture
def study(study_of: Callable[..., Study]) -> Study:
    return study_of()


def test_a_second_document_of_a_name_gets_a_number(study: Study) -> None:
    order = PrintOrder("atlas", DAY)
    names = [file_name(study, order)]
    names.append(file_name(study, order, names))
    names.append(file_name(study, replace(order, apart=True), names))
    names.append(file_name(study, order, names))
    stem = "cage_200000001_2026_resident-resident_atlas"
    assert names == [f"{stem}.pdf", f"{stem}-2.pdf", f"{stem}.zip", f"{stem}-3.pdf"]


def test_one_document_that_fails_stops_no_other(toy: str) -> None:
    asked = StudyChoices(
        to=("residents",),
        formats=("sources",),
        printed=(
            PrintOrder("citizen", DAY, communes=(ALL,), towards=("service-nothing",)),
            PrintOrder("atlas", DAY, maps=("minutes",), communes=("01001", "64102")),
            PrintOrder("annex_odt", DAY),
        ),
    )
    sources, citizen, atlas_failed, annex = files(toy, asked, ())
    assert isinstance(sources, Made) and isinstance(annex, Made)
    assert isinstance(citizen, Failure) and "service-nothing" in citizen.reason.fr
    assert isinstance(atlas_failed, Failure) and "64102" in atlas_failed.reason.fr
    assert "01001" not in atlas_failed.reason.fr


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (PrintOrder("citizen", DAY, communes=(ALL,)), "au moins un service"),
        (PrintOrder("agent", DAY, towards=(RIGHTS,)), "au moins un service et une commune"),
        (PrintOrder("atlas", DAY, apart=True), "au moins une commune"),
        (PrintOrder("atlas", DAY, color="red"), "n'est pas une couleur"),
    ],
    ids=["no service", "no commune", "nothing apart", "no colour"],
)
def test_what_cannot_be_printed_is_a_sentence(order: PrintOrder, said: str, study: Study) -> None:
    with pytest.raises(LayerError, match=said):
        write(Subject(study, nowhere, dict, NOTHING), order, "fr", silent)


@pytest.mark.parametrize("document", ["atlas", "citizen", "agent"])
def test_between_institutions_no_commune_has_its_page(document: str, study_of: Callable[..., Study]) -> None:
    order = PrintOrder(document, DAY, communes=(ALL,))  # type: ignore[arg-type]
    with pytest.raises(LayerError, match="part des habitants"):
        edition(study_of(cage.BETWEEN_INSTITUTIONS), order, "fr")


def test_all_stands_for_every_commune_that_has_a_contour_by_name(study: Study) -> None:
    names = study.communes["name"].sort_values(kind="stable")
    found = edition(study, PrintOrder("atlas", DAY, communes=(ALL,)), "fr").communes
    assert list(found) == list(names.index) and len(found) > 1
    assert edition(study, PrintOrder("atlas", DAY), "fr").communes == ()


def test_a_logo_that_is_missing_or_no_picture_is_told_before_anything_is_made(
    toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = StudyChoices(to=("residents",), printed=(PrintOrder("annex_pdf", DAY, logo="logo.png"),))
    (tmp_path / FILE).write_text(written(Config(toy, asked)), encoding="utf-8")
    command = ["--config", str(tmp_path / FILE), "--out", str(tmp_path / "out")]
    assert main(command) == 2
    assert "logo.png" in capsys.readouterr().err
    (tmp_path / "logo.png").write_bytes(b"<svg/>")
    assert main(command) == 2
    assert "PNG ou JPEG" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_formats_of_the_command_line_leave_documents_aside(toy: str, tmp_path: Path) -> None:
    asked = StudyChoices(to=("residents",), printed=(PrintOrder("annex_pdf", DAY, logo="not there.png"),))
    (tmp_path / FILE).write_text(written(Config(toy, asked)), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["--config", str(tmp_path / FILE), "--format", "sources", "--out", str(out)]) == 0
    assert list(made(out)) == [f"cage_{toy}_{COG}_resident-resident_sources.csv"]


def test_a_run_of_many_is_done_again_when_the_day_or_the_logo_changes(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(logo())
    plain = PrintOrder("atlas", DAY)
    orders = (plain, replace(plain, day=date(2026, 11, 23)), with_logo(replace(plain, logo="logo.png"), tmp_path))
    keys = {
        Task(PAYS_BASQUE, StudyChoices(printed=(order,)), (), "").key for order in (*orders, PrintOrder("atlas", DAY))
    }
    assert len(keys) == len(orders)


def test_a_reading_has_its_pages_in_the_atlas(study: Study) -> None:
    order = PrintOrder("atlas", DAY, maps=("composite",), former=False, readings=("overview", "commune"))
    subject = Subject(study, lambda _: cage.study(study.territory.siren), dict, NOTHING)
    made = pypdf.PdfReader(io.BytesIO(write(subject, order, "fr", silent)))
    text = [" ".join(page.extract_text().split()) for page in made.pages]
    assert text[3].startswith(readings.by_key("overview").question.fr) and "Édité le" in " ".join(text)
    assert any(page.startswith(readings.by_key("commune").question.fr[:20]) for page in text)
    with pytest.raises(LayerError, match="sides, between"):
        write(subject, replace(order, readings=("nothing",)), "fr", silent)
