"""A reading written in one place is on the page, on paper, in every file and on the command line."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import pandas as pd
import pyogrio
import pypdf
import pytest
from streamlit.testing.v1 import AppTest

import cage
from atlas import __main__ as command
from atlas import readings
from atlas.access_choices import asked_of, options
from atlas.classes import SEQUENTIAL, natural_breaks
from atlas.finding import Cells, Figure, Finding
from atlas.map import Map
from atlas.maps import BY_KEY, MAPS
from atlas.paper import details
from atlas.paper.edition import Edition
from atlas.query import Query, query, words_of
from atlas.reading import Answer, AnswerMap, AnswerTable, Reading, ShownColumn, Subject
from atlas.reading_files import READING_FORMATS, Answered, formats_of, write
from atlas.readings import READINGS, overview
from atlas.run import config
from atlas.run.asked import StudyChoices, chosen, default_pairing, pairings
from atlas.run.config import Config
from atlas.tables.meanings import COUNT, Meaning
from cage import Study
from distance import Scheme, weighted_mean
from i18n import Text, number
from layers import COG, LayerError
from layers.own import NOTHING
from pages import fusion
from reach import ALIKE
from tests.test_fusion_page import opened, shown

DAY = date(2026, 11, 22)
LETTERS = Text("Lettres du nom", "Letters of the name")
EMERAUDE, PAYS_BASQUE = "200090579", "200067106"


def answer(subject: Subject, _: Query) -> Answer:
    """How long the names of communes are: nobody asks, every file must tell."""
    study = subject.residents
    letters = study.communes["name"].str.len().astype(float)
    drawn = Map(
        "letters", "composite", LETTERS, lambda _: LETTERS, lambda _: letters,
        lambda values: natural_breaks(values, SEQUENTIAL["composite"], digits=0),
    )  # fmt: skip
    most = Figure(float(letters.max()), "count", Cells("letters", "letters", "max"))
    table = AnswerTable(
        "letters",
        LETTERS,
        study.communes[["name"]].assign(letters=letters).reset_index(),
        (
            ShownColumn(Text("Nom", "Name"), lambda row, _: row["name"]),
            ShownColumn(LETTERS, lambda row, lang: number(row["letters"], lang), number=True),
        ),
        {"letters": Meaning(LETTERS, COUNT, Text("Comptées.", "Counted."))},
        of="origin",
    )
    return Answer(
        study, LETTERS, (Finding(SAID, {"n": most}),), AnswerMap(drawn, values={LETTERS: letters}), (), (table,)
    )


SAID = Text("Le plus long nom compte {n} lettres.", "The longest name has {n} letters.")
TOY = Reading("letters", "fusion", LETTERS, Text("Quel nom est long ?", "Which name is long?"), answer)


@pytest.fixture
def with_toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tuple with one line more."""
    monkeypatch.setattr(readings, "READINGS", (*READINGS, TOY))


@cache
def subject_of(siren: str) -> Subject:
    offered = pairings(cage.themes(siren))

    def find(key: str) -> Study:
        return cage.study(siren, COG, *chosen(offered, key))

    return Subject(
        find(default_pairing(list(offered))),
        find,
        lambda: {key: label for key, (label, *_) in offered.items()},
        NOTHING,
    )


def sentence(subject: Subject) -> str:
    return f"Le plus long nom compte {subject.residents.communes['name'].str.len().max()} lettres."


@pytest.mark.usefixtures("with_toy")
def test_a_reading_of_one_file_is_on_its_page() -> None:
    at: AppTest = opened(epci=EMERAUDE, partie="letters")
    text = shown(at)
    assert sentence(subject_of(EMERAUDE)) in text
    assert "Lettres du nom" in text and "<td>Orgelet</td>" in text


@pytest.mark.usefixtures("with_toy")
def test_a_reading_of_one_file_is_in_every_file_and_on_the_command_line(tmp_path: Path) -> None:
    formats = "xlsx,csv,geojson,gpkg,package,pdf,odt,html"
    assert command.main([EMERAUDE, "--read", "letters", "--format", formats, "--out", str(tmp_path)]) == 0
    said = sentence(subject_of(EMERAUDE))
    made = {path.name.partition("_letters")[2]: path for path in tmp_path.iterdir()}
    book = pd.read_excel(made[".xlsx"], sheet_name=None, header=None, engine="calamine")
    assert said in book["Lecture"][1].tolist()
    assert book["letters"].loc[1].tolist() == ["commune", "name", "letters"]
    assert "Comptées." in book["Dictionnaire"][5].tolist()
    assert "letters" in made["_letters.csv"].read_text("utf-8-sig").splitlines()[0]
    drawn = json.loads(made[".geojson"].read_bytes())
    assert drawn["features"][0]["properties"]["letters"] > 0 and said in str(drawn["reading"])
    assert {"map_letters", "letters", "dictionary"} <= {str(one[0]) for one in pyogrio.list_layers(made[".gpkg"])}
    with zipfile.ZipFile(made["_datapackage.zip"]) as archive:
        described = json.loads(archive.read("datapackage.json"))
        assert {"letters", "dictionary", "sources", "map"} == {one["name"] for one in described["resources"]}
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made[".pdf"].read_bytes())).pages)
    assert "Quel nom est long" in text and "Le plus long nom" in text and "Orgelet" in text
    with zipfile.ZipFile(made[".odt"]) as archive:
        assert "Le plus long nom" in archive.read("content.xml").decode()
    assert "Lettres du nom" in made[".html"].read_text("utf-8")


@pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.key)
def test_every_reading_answers_and_leaves_in_every_format(reading: Reading) -> None:
    """On a territory with a merger; every column of every table has its meaning, every file bytes."""
    subject = subject_of(PAYS_BASQUE if reading.key == "access" else EMERAUDE)
    if reading.lacks(subject) is not None:
        assert reading.key == "closer"
        return
    told = Answered(reading, reading.answer(subject, Query()))
    for table in told.tables.values():
        labels = [told.column(table, str(name)).label for name in table.data]
        assert all(label.fr and label.en for label in labels)
    files = {key: dict(write(told, key, "fr")) for key in formats_of(told.answer) if key in ("xlsx", "geojson", "csv")}
    assert all(content for made in files.values() for content in made.values())
    assert set(formats_of(told.answer)) <= set(READING_FORMATS)


def test_an_unknown_reading_or_choice_gets_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([EMERAUDE, "--read", "nothing"]) == 2
    assert "sides, between, faults" in capsys.readouterr().err
    with pytest.raises(LayerError, match="lue, commune"):
        query({"nothing": "1"})
    with pytest.raises(LayerError, match="administrative"):
        readings.by_key("sides").answer(subject_of(EMERAUDE), Query(distance="nothing"))


def test_the_map_of_a_reading_without_one_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([EMERAUDE, "--read", "years", "--format", "geojson", "--out", str(tmp_path)]) == 1
    assert "n’a pas de carte" in capsys.readouterr().err


def test_what_is_asked_is_the_same_in_the_address_and_in_a_configuration() -> None:
    asked = query({"lue": "economic", "families-joined": "1"})
    assert words_of(asked) == {"lue": "economic", "families-joined": "1"}
    written = config.written(Config(EMERAUDE, StudyChoices(readings=("families",), query=asked)))
    assert config.read(written).asked.query == asked
    assert config.read(written).asked.readings == ("families",)


def test_the_page_is_drawn_from_the_tuple() -> None:
    assert set(fusion.offered_here(subject_of(EMERAUDE))) == {one.key for one in READINGS if one.screen == "fusion"}
    assert pd.Series([one.key for one in READINGS]).is_unique


def test_a_document_bears_the_day_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [EMERAUDE, "--read", "links", "--format", "pdf", "--out", str(tmp_path)]
    assert command.main([*asked, "--day", "2026-11-22"]) == 0
    (made,) = tmp_path.iterdir()
    document = pypdf.PdfReader(made)
    assert "20261122" in str(document.metadata and document.metadata["/CreationDate"])
    assert "22 novembre 2026" in " ".join(document.pages[-1].extract_text().split())
    assert command.main([*asked, "--day", "2026-13-22"]) == 2
    assert "n’est pas une date" in capsys.readouterr().err
    written = config.written(Config(EMERAUDE, StudyChoices(readings=("links",), day=date(2026, 11, 22))))
    assert config.read(written).asked.day == date(2026, 11, 22)


@pytest.mark.parametrize(("key", "word", "named"), [
    ("overview", "carte", "composite"), ("commune", "commune", "code Insee"), ("closer", "commune", "code Insee"),
    ("access", "lieu", "nearest"), ("access", "poids_aines", "1.5"), ("access", "heure", "09:30"),
    ("partners", "par", "minutes"), ("partners", "commune", "code Insee"), ("perimeter", "reunies", "nowhere"),
])  # fmt: skip
def test_what_does_not_exist_here_is_refused_with_what_does(key: str, word: str, named: str) -> None:
    subject = subject_of(PAYS_BASQUE)
    with pytest.raises(LayerError) as told:
        readings.by_key(key).answer(subject, query({word: "nowhere"}))
    assert named in told.value.message.fr and told.value.message.en != told.value.message.fr


def test_the_page_and_a_query_ask_the_same_question_of_access() -> None:
    subject = subject_of(PAYS_BASQUE)
    asked = asked_of(subject.study, subject.own, query({"lieu": "second", "mesure": "supply", "pour": "aines"}))
    assert (asked.question.which, asked.measure, asked.weights) == ("second", "supply", (0.0, 0.0, 1.0))
    nobody = {"pour": "poids", "poids_jeunes": "0", "poids_adultes": "0", "poids_aines": "0"}
    assert asked_of(subject.study, subject.own, query(nobody)).weights == ALIKE
    assert set(options(subject.study, subject.own)) == set(readings.by_key("access").choices)


def test_the_headline_of_a_commune_is_that_of_its_printed_page() -> None:
    subject = subject_of(PAYS_BASQUE)
    told = readings.by_key("commune").answer(subject, Query(commune="64102"))
    printed = details.commune_page(subject.study, "64102", details.means(subject.study), Edition(DAY, "fr"))
    assert told.findings[0].in_lang("fr") == f"{printed['title']}."
    assert [one.in_lang("fr") for one in told.findings[1:]] == cast("list[str]", printed["sentences"])[1:]


def test_a_commune_is_told_first_where_the_map_says_it_is_farthest() -> None:
    study = subject_of(PAYS_BASQUE).study
    told = readings.by_key("commune").answer(subject_of(PAYS_BASQUE), Query())
    first = overview.of_map(study, BY_KEY["composite"]).tables[1].data.loc[0, "name"]
    assert told.caption.fr.startswith(first)


def test_the_parts_of_the_dimensions_add_up_to_the_overall_distance() -> None:
    study = subject_of(PAYS_BASQUE).study
    data = overview.dimensions(study).data
    whole = weighted_mean(study.values["composite"], study.origins["weight"])
    assert data["contribution"].sum() == pytest.approx(whole) and data["weight"].sum() == 1


def test_the_page_to_take_away_offers_every_reading_as_its_page_asks_it() -> None:
    def page() -> None:
        from pages import emporter  # noqa: PLC0415 - AppTest runs the body alone
        from pages.state import choices  # noqa: PLC0415 - AppTest runs the body alone

        chosen = choices.choose()
        if chosen is not None:
            emporter._readings(chosen)

    def asked(**words: str) -> AppTest:
        at = AppTest.from_function(page, default_timeout=600)
        for word, value in ({"epci": PAYS_BASQUE} | words).items():
            at.query_params[word] = value
        at.run()
        assert not at.exception
        return at

    assert not asked().get("download_button")
    assert set(asked().selectbox(key="lecture").options) >= {one.question.in_lang("fr") for one in READINGS}
    at = asked(lecture="access", mesure="supply", portee="apl")
    assert "Lieux pour 1 000 habitants" in shown(at) and len(at.get("download_button")) > len(READING_FORMATS)
    assert "nearest" in shown(asked(lecture="access", lieu="nowhere"))


@pytest.mark.parametrize("siren", ["200067940", "200067106"])
def test_what_each_map_says_is_answered_under_any_weights(siren: str) -> None:
    for pair, theme in ((cage.RESIDENTS, ""), (cage.TO_INSTITUTIONS, "mairie"), (cage.BETWEEN_INSTITUTIONS, "")):
        study = cage.study(siren, COG, pair, theme)
        for scheme in (Scheme(), Scheme(cultural=0, administrative=0, geographic=0)):
            for one in (one for one in MAPS if one.said is None):
                overview.of_map(replace(study, scheme=scheme), one)
