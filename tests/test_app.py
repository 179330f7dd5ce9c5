"""The pages, run without a browser: choices, language, URL, bad input."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import distance
from pages.state import choices

MAIN = str(Path(__file__).parent.parent / "pages" / "main.py")
PATIENCE = 600


def run(**query: str) -> AppTest:
    at = AppTest.from_file(MAIN, default_timeout=PATIENCE)
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def shown(at: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in at.get("html"))


def test_opens_on_the_embedded_territory_in_french() -> None:
    at = run()
    assert not at.exception
    assert "<h1>Communauté d’agglomération du Pays Basque</h1>" in shown(at)
    assert at.selectbox(key="vers").value == "service-acces-aux-droits"
    assert "France services" in shown(at) and "Légende" in shown(at)


def test_everything_is_in_english_on_the_switch() -> None:
    at = run(lang="en")
    assert not at.exception
    assert "Legend" in shown(at) and "Légende" not in shown(at)
    assert at.selectbox(key="vers").label == "From whom to whom"


def test_a_link_carries_the_choices() -> None:
    at = run(epci="200067106", vers="residents", geographic="60", p="quadratic", carte="economic", commune="64102")
    assert not at.exception
    assert at.slider(key="geographic").value == 60
    assert at.button(key="leave-commune-64102").label == "Bayonne"
    assert "Bayonne" in shown(at)
    assert at.query_params["geographic"] == "60" and at.query_params["vers"] == "residents"
    assert "cultural" not in at.query_params


@pytest.mark.parametrize(
    "query",
    [
        {"epci": "123"},
        {"commune": "99999"},
        {"vers": "service-nothing"},
        {"carte": "nothing"},
        {"geographic": "a lot"},
        {"lang": "de"},
        {"p": "cubic"},
    ],
    ids=str,
)
def test_a_wrong_address_gets_a_sentence_and_the_default(query: dict[str, str]) -> None:
    at = run(**query)
    assert not at.exception
    assert next(iter(query.values())) in at.warning[0].value


def test_a_territory_without_services_opens_on_its_residents_and_says_what_is_missing() -> None:
    at = run(epci="200090579")
    assert not at.exception
    assert at.selectbox(key="vers").value == "residents"
    text = " ".join(shown(at).split())
    assert "Distance d’ensemble partielle : on connaît ici 50 % de ce qui la compose" in text
    assert "il manque surtout, par dimension : culturelle et économique" in text


@pytest.mark.parametrize("siren", ["200054781", "249740119", "249730045", "200069193"])
def test_any_intercommunality_can_be_opened(siren: str) -> None:
    assert not run(epci=siren).exception


@pytest.mark.parametrize(
    "pairing", ["institution-mission_locale", "institution-mairie", "residents", "institutions", "service-ecole"]
)
def test_every_kind_of_pair_has_a_page(pairing: str) -> None:
    at = run(vers=pairing)
    assert not at.exception and "Légende" in shown(at)


def test_a_commune_without_a_point_has_a_card_and_no_figure() -> None:
    at = run(epci="200066637", vers="institution-mairie", commune="15031")
    assert not at.exception
    assert "inconnu" in shown(at)


def test_tables_between_institutions() -> None:
    at = run(vers="institutions")
    at.toggle(key="tables").set_value(True).run()
    assert not at.exception
    assert len(at.dataframe) == 2


def test_all_weights_at_zero_is_said_and_weighs_equally() -> None:
    at = run(cultural="0", administrative="0", geographic="0", economic="0")
    assert not at.exception
    assert "zéro" in at.warning[0].value


def test_a_preset_sets_the_four_weights() -> None:
    at = run()
    at.selectbox(key="preset").select("rights").run()
    assert [at.slider(key=d).value for d in distance.DIMENSIONS] == [15, 40, 30, 15]


def test_moving_a_weight_measures_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    real = distance.matrix

    def counted(*arguments: object) -> object:
        calls.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(distance, "matrix", counted)
    choices.measured.clear()
    at = run()
    before = len(calls)
    at.slider(key="geographic").set_value(60).run()
    at.slider(key="geographic").set_value(0).run()
    assert before > 0 and len(calls) == before and not at.exception


def test_tables_are_drawn_when_asked_for() -> None:
    at = run(epci="200067106")
    assert not at.dataframe
    at.toggle(key="tables").set_value(True).run()
    assert not at.exception
    assert len(at.dataframe) == 2 and len(at.dataframe[1].value) == 158 and len(at.dataframe[0].value) == 11
