"""The Roads tab of the Data page: state, button, dropped extract, refusals."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import osmnx
import pytest
from streamlit.testing.v1 import AppTest

import layers
from i18n import Lang, number
from layers import store
from layers.roads import kept as roads
from layers.roads import overpass as road_overpass
from layers.roads.speeds import CAR, CYCLE, MODE_LABELS, MODES, WALK
from layers.territory import Territory, territory
from pages.state import choices
from pages.widgets import road_networks as tab
from pages.widgets import speeds
from pages.widgets.road_networks import Cutting
from tests import toy_roads
from tests.replay import Replay


def page() -> None:
    """The Data page, and what it measured left for the test."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs the body alone

    from pages import donnees  # noqa: PLC0415
    from pages.state import choices  # noqa: PLC0415

    chosen = choices.choose()
    if chosen is not None:
        st.session_state["seen"] = chosen.study
        donnees.show(chosen)


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    cached = (tab.runs, choices.epci_names, choices.measured, choices.themes, choices._classes)
    for one in cached:
        one.clear()
    yield
    for one in cached:
        one.clear()


@pytest.fixture
def place(toy: str, monkeypatch: pytest.MonkeyPatch) -> Territory:
    monkeypatch.setattr(choices, "EMBEDDED", toy)
    return territory(toy)


def opened(lang: str = "fr") -> AppTest:
    at = AppTest.from_function(page, default_timeout=600)
    at.query_params["lang"] = lang
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def study(at: AppTest) -> Any:  # noqa: ANN401 - the session holds anything
    return at.session_state["seen"]


def shown(at: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in at.get("html"))


def pressed(at: AppTest, key: str, place: Territory) -> Cutting:
    at.button(key=key).click()
    at.run()
    found = tab.runs()[place.siren]
    assert found.thread is not None
    found.thread.join(60)
    assert not found.running
    run(at)
    return found


@pytest.mark.parametrize(("lang", "said"), [("fr", "Aucun réseau routier"), ("en", "No road network")])
def test_nothing_loaded_says_minutes_are_estimated(place: Territory, lang: str, said: str) -> None:
    at = opened(lang)
    assert f"{said}" in shown(at) and place.name in shown(at)
    assert "road_file" not in {box.key for box in at.selectbox}
    assert not study(at).by_road


def test_the_button_loads_the_roads_and_the_study_follows(place: Territory, replay: Replay) -> None:
    urls = [road_overpass.url(box) for box in road_overpass.tiles(place)]
    replay.bodies |= dict.fromkeys(urls, toy_roads.street(place).encode())
    at = opened()
    assert pressed(at, "load_roads", place).problem is None
    assert "les minutes sont celles des routes" in shown(at) and "licence ODbL 1.0" in shown(at)
    kilometres = number(layers.road_modes(place)["car"].kilometres, "fr")
    assert f"En voiture\u00a0: {kilometres}\u00a0km de voies." in shown(at)
    assert all(
        f"<td>{label.fr}</td>" in shown(at) for label in MODE_LABELS.values()
    ) and "pas chargé</td>" not in shown(at)
    assert "auparavant" not in shown(at)
    assert road_overpass.SERVER in shown(at)
    assert study(at).by_road
    assert at.button(key="load_roads").label == "Demander des routes plus récentes"
    pressed(at, "load_roads", place)
    assert len(replay.asked) == 2 * len(urls)
    assert f"(auparavant {kilometres}\u00a0km)" in shown(at)


def test_a_refusal_is_a_sentence_and_minutes_stay_estimated(place: Territory, replay: Replay) -> None:
    assert not replay.bodies
    at = opened()
    problem = pressed(at, "load_roads", place).problem
    assert problem is not None and "(404)" in problem.fr and "(404)" in shown(at)
    assert roads.network(place) is None and "Aucun réseau routier" in shown(at)


def test_a_dropped_extract_is_offered_read_and_not_called_unknown(place: Territory) -> None:
    store.drop().mkdir(parents=True)
    (store.drop() / "extrait.osm").write_text(toy_roads.street(place), encoding="utf-8")
    (store.drop() / "liste.txt").write_bytes(b"?")
    at = opened()
    assert "Non reconnus\u00a0: liste.txt." in shown(at)
    assert at.selectbox(key="road_file").options == ["extrait.osm"]
    assert pressed(at, "read_roads", place).problem is None
    assert '<td>non daté</td><td class="long">extrait.osm</td>' in shown(at)
    assert list(layers.loaded(["roads"], place)) == ["roads"]


def test_a_dropped_extract_of_elsewhere_is_refused_by_name(place: Territory) -> None:
    store.drop().mkdir(parents=True)
    text = toy_roads.street(place).replace('lon="3.0"', 'lon="6.0"')
    (store.drop() / "ailleurs.osm").write_text(text, encoding="utf-8")
    at = opened()
    pressed(at, "read_roads", place)
    assert "ailleurs.osm n" in shown(at) and "aucune route dans le territoire" in shown(at)


def test_it_is_stopped_from_the_page_and_nothing_is_kept(place: Territory, replay: Replay) -> None:
    urls = [road_overpass.url(box) for box in road_overpass.tiles(place)]
    replay.bodies |= dict.fromkeys(urls, toy_roads.street(place).encode())
    stopped = Cutting(place, None)
    stopped.stop()
    stopped.start()
    assert stopped.thread is not None
    stopped.thread.join(60)
    assert stopped.problem is None and roads.network(place) is None and len(replay.asked) == 1


def test_a_graph_for_cars_says_what_it_does_not_give_and_keeps_what_was(place: Territory, tmp_path: Path) -> None:
    (tmp_path / "street.osm").write_text(toy_roads.street(place), encoding="utf-8")
    store.drop().mkdir(parents=True)
    osmnx.save_graphml(osmnx.graph_from_xml(tmp_path / "street.osm"), store.drop() / "b.graphml")
    at = opened()
    assert pressed(at, "read_roads", place).problem is None
    assert "À vélo\u00a0: ce fichier ne donne pas ce réseau." in shown(at)
    assert shown(at).count("pas chargé</td>") == 2 and list(layers.road_modes(place)) == ["car"]
    toy_roads.load(place, tmp_path)
    pressed(run(at), "read_roads", place)
    assert "À pied\u00a0: ce fichier n’en donne pas, le réseau d’avant est gardé." in shown(at)
    kept = layers.road_modes(place)
    assert [kept[mode].origin for mode in MODES] == ["b.graphml", "toy.osm", "toy.osm"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_speed_of_the_networks_is_on_the_page(place: Territory, lang: Lang) -> None:
    assert place
    page = shown(opened(lang))
    assert sorted(kind for kinds in speeds.KINDS for kind in kinds) == sorted(CAR)
    for kinds in speeds.KINDS:
        assert len({CAR[kind] for kind in kinds}) == 1
        assert all(f"<code>{kind}</code>" in page for kind in kinds)
        outside, inside = (number(speed, lang) for speed in CAR[kinds[0]])
        assert f'</code></td><td class="number">{outside}</td><td class="number">{inside}</td>' in page
    assert f"{number(WALK, lang)}\u00a0km/h" in page and f"{number(CYCLE, lang)}\u00a0km/h" in page and "OSRM" in page
