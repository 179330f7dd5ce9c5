"""The Access page and its exports: sentences, maps, tables, files; what is missing says so."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

import cage
import layers
import reach
from atlas import access
from atlas.exports import BY_KEY
from atlas.exports.access import of_communes
from atlas.findings import access as access_words
from atlas.findings import access_notes
from atlas.road_lines import within
from cage import Study
from distance.access import WITHIN_30
from i18n import Lang
from layers import LayerError
from pages.state import choices
from pages.widgets import asking, ways
from reach import AccessAnswer, Question
from tests import toy_roads
from tests.test_by_road import AROUND_DUNE, driven

RIGHTS = (cage.TO_SERVICES, "acces-aux-droits")
StudyOf = Callable[..., Study]
MAIN = str(Path(__file__).parent.parent / "pages" / "main.py")


def text(sentences: list[str]) -> str:
    return " ".join(sentences).replace("\u00a0", " ")


def asked(study: Study, question: Question) -> AccessAnswer:
    return reach.reach(study, question, reach.grid(study, question.mode))


@pytest.fixture
def street(toy: str, tmp_path: Path) -> str:
    toy_roads.load(layers.territory(toy), tmp_path)
    return toy


def test_the_finding_counts_persons_and_estimates_are_told(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    said = text(access_words.finding(study, asked(study, Question("estimate")), "fr"))
    assert said.startswith(
        "Environ 100 habitants (1,7 %) vivent à plus de 20 minutes en voiture du lieu le plus proche"
    )
    assert "Parmi eux, de 65 ans ou plus : environ 20 ; de moins de 20 ans : environ 20." in said
    assert (
        "chômeurs" not in said
        and "Environ 100 habitants (1,7 %) vivent à plus de 30 minutes." in said
        and "en moyenne à environ" in said
    )


def test_by_road_nothing_is_estimated_and_each_mode_says_its_own(study_of: StudyOf, street: str) -> None:
    assert street
    study = study_of(*RIGHTS)
    by = {mode: asked(study, Question(mode)) for mode in reach.modes(study)}
    said = {mode: text(access_words.finding(study, one, "en")) for mode, one in by.items()}
    assert said["car"].startswith("100 residents (1.7%) live more than 20 minutes by car from the nearest known place")
    assert "by bicycle" in said["bicycle"] and "on foot" in said["foot"]
    noted = {mode: text(access_notes.notes(study, one, "fr")) for mode, one in by.items()}
    assert "15 km/h" in noted["bicycle"] and "4 km/h" in noted["foot"] and "OpenStreetMap" in noted["foot"]


def test_who_is_unknown_or_without_a_way_is_named(study_of: StudyOf, toy: str, tmp_path: Path) -> None:
    toy_roads.load(layers.territory(toy), tmp_path, AROUND_DUNE)
    study = study_of(*RIGHTS)
    said = text(access_words.finding(study, asked(study, Question("foot")), "fr"))
    assert "Au moins 5 500 habitants" in said and "Minutes inconnues pour 400 habitants (Dune)." in said
    assert "100 habitants n’ont aucun lieu qui réponde à la question et où mène un chemin (Grande-Île)" in said


def test_the_question_is_in_the_sentence(study_of: StudyOf, street: str) -> None:
    assert street
    study = study_of(*RIGHTS)
    hours = pd.Series({"fs-haut": "Mo 09:00-12:00", "fs-bas": None})
    study = replace(study, destinations=study.destinations.assign(hours=hours))
    reached = asked(study, Question("car", leaving=(0, 9.5)))
    said = text(access_words.finding(study, reached, "fr"))
    assert "ouvert à l’arrivée, en partant le lundi à 9 h 30" in said
    assert "Ne compte pas, ses horaires" in text(access_notes.notes(study, reached, "fr"))
    assert "unknown: France services du Bas." in text(access_notes.notes(study, reached, "en"))
    hours["fs-bas"] = "Mo 14:00-18:00"
    study = replace(study, destinations=study.destinations.assign(hours=hours))
    tuesday = text(access_words.finding(study, asked(study, Question("car", leaving=(1, 9.5))), "en"))
    assert tuesday.startswith("6,000 residents find no place open on arrival, leaving on Tuesday at 9:30 (Amont,")
    assert access_words.leaving((1, 14.0), "en") == "Tuesday at 14:00"


def test_nothing_known_says_so(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    nobody = asked(study, Question("estimate"))
    lost = replace(nobody, communes=nobody.communes.assign(minutes=float("nan"), reached=float("nan")))
    assert text(access_words.finding(study, lost, "en")).startswith("No duration is known")


@pytest.mark.parametrize("measure", access.MEASURES, ids=lambda measure: measure.key)
def test_every_measure_colours_each_value_inside_its_legend(
    study_of: StudyOf, street: str, measure: access.Measure
) -> None:
    assert street
    study = study_of(*RIGHTS)
    minutes = reach.grid(study, "car")
    found = asked(study, Question("car")).communes
    found["supply"] = reach.supply(study, Question("car"), minutes, WITHIN_30)
    values = measure.values(found)
    classes = measure.classes(values)
    assert values.notna().all() and sum(classes.counts(values)) == 5 and classes.counts(values)[-1] == 0


def test_former_epcis_add_up_and_the_farthest_are_named(study_of: StudyOf, street: str) -> None:
    assert street
    study = study_of(*RIGHTS)
    reached = asked(study, Question("car"))
    table = access.of_former_epcis(study, reached)
    assert table.index[-1] == study.territory.name and table["population"].iloc[-1] == 6000
    assert table["all_beyond_20"].iloc[:-1].sum() == table["all_beyond_20"].iloc[-1] == 100
    assert table["jobseekers_beyond_20"].isna().any()
    top = access.farthest(study, reached, 10)
    assert top["name"].tolist() == ["Grande-Île"] and top["all_beyond_20"].tolist() == [100]
    assert top["destination"].tolist() == ["France services du Bas"]


def test_the_file_has_every_figure_with_its_unit(study_of: StudyOf, street: str) -> None:
    assert street
    study = study_of(*RIGHTS)
    written = BY_KEY["access"].write(study, "fr").decode("utf-8-sig")
    rows = {row["commune"]: row for row in csv.DictReader(io.StringIO(written), delimiter=";")}
    dune = rows["01004"]
    assert float(dune["mean_minutes"].replace(",", ".")) == pytest.approx(driven(46.10, 46.20), rel=1e-3)
    assert dune["mode"] == "car" and dune["destination"] == "fs-bas" and dune["minutes_estimated"] == "False"
    assert dune["all_within_20_min_persons"] == "400" and rows["01005"]["all_beyond_30_min_persons"] == "100"
    assert rows["01005"]["jobseekers_beyond_20_min_persons"] == "" and rows["01005"]["places_per_1000_persons"] == "0"
    names = set(of_communes(study, asked(study, Question("car"))))
    assert {"within_20_min_share", "places_within_30_min", "all_unreached_persons", "reached_share"} <= names


def test_limits_as_geojson_one_by_mode_and_bound(study_of: StudyOf, street: str) -> None:
    assert street
    study = study_of(*RIGHTS)
    document = json.loads(BY_KEY["isochrones"].write(study, "fr"))
    assert [f["id"] for f in document["features"]] == [
        f"{m}-{t}" for m in ("car", "bicycle", "foot") for t in (30, 20, 10)
    ]
    first = document["features"][0]
    assert first["properties"]["minutes"] == 30 and first["properties"]["theme"] == "acces-aux-droits"
    assert "OpenStreetMap" in first["properties"]["attribution"] and "OpenStreetMap" in document["attribution"][0]
    area = shapely.geometry.shape(first["geometry"])
    assert area.is_valid and area.symmetric_difference(within(study)[30]).area < 1e-6
    assert all(part.exterior.is_ccw for part in shapely.get_parts(area))
    assert BY_KEY["isochrones"].write(study, "fr") == BY_KEY["isochrones"].write(study, "fr")


@pytest.mark.parametrize("key", ["access", "isochrones"])
def test_an_export_that_has_nothing_to_say_says_why(study_of: StudyOf, key: str) -> None:
    between, export = study_of(), BY_KEY[key]
    why = export.lacks(between)
    assert why is not None and "habitants vers un service" in why.fr
    with pytest.raises(LayerError, match="habitants vers un service"):
        export.write(between, "en")
    if key == "isochrones":
        no_roads = export.lacks(study_of(*RIGHTS))
        assert no_roads is not None and "onglet Routes" in no_roads.fr


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing of this territory is known of the app's caches, before or after."""
    cached = (
        choices.epci_names, choices.measured, choices.themes, choices._classes, ways._way, ways._within,
        asking._grid, asking._reach, asking._supply,
    )  # fmt: skip
    for one in cached:
        one.clear()
    yield
    for one in cached:
        one.clear()


Given = list[dict[str, object]]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, toy: str, fresh: None) -> Given:
    """What each run gives the map."""
    del fresh
    given: Given = []
    monkeypatch.setattr("pages.acces.choropleth", lambda **arguments: given.append(arguments))
    monkeypatch.setattr(choices, "EMBEDDED", toy)
    return given


def opened(**query: str) -> AppTest:
    """The page itself: AppTest opens the first page of the navigation only."""

    def page() -> None:
        from pages import acces  # noqa: PLC0415 - AppTest runs the body alone
        from pages.state import choices  # noqa: PLC0415 - AppTest runs the body alone

        chosen = choices.choose()
        if chosen is not None:
            acces.show(chosen)

    at = AppTest.from_function(page, default_timeout=600)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in at.get("html")).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lang", "finding", "link"),
    [("fr", "vivent à plus de 20", "Charger les routes"), ("en", "live more than 20", "Load the roads")],
)
def test_without_roads_minutes_are_estimates_and_roads_one_click_away(
    drawn: Given, lang: Lang, finding: str, link: str
) -> None:
    at = opened(lang=lang)
    assert finding in shown(at) and link in shown(at) and "onglet=routes" in shown(at)
    assert at.selectbox(key="mode").options == [access.MEANS_LABELS["estimate"].in_lang(lang)]
    labels = drawn[-1]["labels"]
    assert isinstance(labels, list) and any("1\u00a0h\u00a010" in label and "Grande-Île" in label for label in labels)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_choice_has_an_answer_and_stays_in_the_address(drawn: Given, street: str, lang: Lang) -> None:
    at = opened(lang=lang, commune="01004")
    assert at.selectbox(key="mode").options == [
        access.MEANS_LABELS[m].in_lang(lang) for m in ("car", "bicycle", "foot")
    ]
    assert len(drawn[-1]["route"]) > 2  # type: ignore[arg-type]
    for key, value in {
        "mode": "foot",
        "lieu": "second",
        "mesure": "supply",
        "pour": "aines",
        "portee": "paliers",
    }.items():
        at.selectbox(key=key).set_value(value).run()
        assert not at.exception
        assert at.query_params[key] == value or at.query_params[key] == [value]
    at.selectbox(key="pour").set_value("poids").run()
    for key in ("poids_jeunes", "poids_adultes", "poids_aines"):
        at.selectbox(key=key).set_value("0").run()
    assert not at.exception and ("poids égaux" in shown(at) or "equal weights" in shown(at))
    at.checkbox(key="areas").check().run()
    assert not at.exception and len(drawn[-1]["areas"]) == 3  # type: ignore[arg-type]
    at.button(key="close").click().run()
    assert not at.exception and "commune" not in at.query_params
    assert street


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "L’accès se compte des habitants"), ("en", "Access is counted from")]
)
def test_between_other_actors_it_says_so_and_offers_the_switch(drawn: Given, lang: Lang, said: str) -> None:
    at = opened(lang=lang, vers="residents")
    assert said in shown(at) and not drawn
    at.button(key="towards").click().run()
    assert not at.exception and drawn and at.selectbox(key="vers").value == "service-acces-aux-droits"


def test_a_wrong_address_gets_a_sentence_and_the_default(drawn: Given) -> None:
    at = opened(mode="rocket")
    assert "rocket" in at.warning[0].value and at.selectbox(key="mode").value == "estimate" and drawn
