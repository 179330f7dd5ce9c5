"""What a road network draws: the way of a commune to its destination, the limits at some minutes, on the page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from streamlit.testing.v1 import AppTest

import cage
import layers
from atlas.road_lines import LIMIT_COLORS, LIMITS, _filled, _nested, way, within
from cage import Study
from i18n import Lang
from pages.state import choices
from pages.widgets import ways
from tests import toy_roads
from tests.test_by_road import AROUND_DUNE, driven, metres

StudyOf = Callable[..., Study]
RIGHTS = (cage.TO_SERVICES, "acces-aux-droits")
MAIN = str(Path(__file__).parent.parent / "pages" / "main.py")


@pytest.fixture
def street(toy: str, tmp_path: Path) -> str:
    toy_roads.load(layers.territory(toy), tmp_path)
    return toy


def test_the_way_goes_along_the_road_to_the_destination(study_of: StudyOf, street: str) -> None:
    assert street
    found = way(study_of(*RIGHTS), "01004")
    assert found is not None
    assert found.kilometres == pytest.approx(metres(46.10, 46.20) / 1000, rel=2e-3)
    assert found.minutes == pytest.approx(driven(46.10, 46.20), rel=1e-3)
    assert found.on_foot == pytest.approx(0, abs=0.01)
    assert found.points[0] == pytest.approx((3.0, 46.20), abs=1e-4)
    assert found.points[-1] == pytest.approx((3.0, 46.10), abs=1e-4)


def test_no_network_no_way_and_no_limit(study_of: StudyOf) -> None:
    assert way(study_of(*RIGHTS), "01004") is None
    assert within(study_of(*RIGHTS)) == {}


def test_off_the_network_or_beyond_it_there_is_no_way(study_of: StudyOf, toy: str, tmp_path: Path) -> None:
    toy_roads.load(layers.territory(toy), tmp_path, AROUND_DUNE)
    study = study_of(*RIGHTS)
    assert way(study, "01004") is None
    assert way(study, "01005") is None
    assert way(study, "01003") is not None


def test_limits_hold_one_another_and_end_where_the_minutes_do(study_of: StudyOf, street: str) -> None:
    assert street
    found = within(study_of(*RIGHTS))
    assert list(found) == sorted(LIMITS, reverse=True)
    assert found[30].buffer(1e-4).covers(found[20]) and found[20].buffer(1e-4).covers(found[10])
    per_degree = metres(46.10, 46.20) / 0.1
    for minutes, area in found.items():
        north = 46.10 + (minutes / 60 * 58_000 + 250) / per_degree
        assert area.bounds[3] == pytest.approx(min(north, 46.71), abs=0.01), minutes
    assert shapely.is_valid(np.array(list(found.values()))).all()
    assert within(study_of()) == {}


def test_small_gaps_between_roads_are_not_drawn_and_large_ones_are() -> None:
    town, gap, lake = shapely.box(0, 0, 9000, 9000), shapely.box(100, 100, 1100, 1100), shapely.box(3e3, 3e3, 8e3, 8e3)
    assert _filled(town.difference(gap).difference(lake)).equals(town.difference(lake))


def test_an_area_drawn_short_of_the_last_holds_it_all_the_same() -> None:
    near, far = _nested([shapely.box(0, 0, 2, 2), shapely.box(-5, -5, 1.9, 1.9)])
    assert far.covers(near) and far.area == pytest.approx(4 + 6.9**2 - 1.9**2)


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing of this territory is known of the app's caches, before or after."""
    cached = (choices.epci_names, choices.measured, choices.themes, choices._classes, ways._way, ways._within)
    for one in cached:
        one.clear()
    yield
    for one in cached:
        one.clear()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(("lang", "drawn", "box"), [("fr", "Trajet dessiné", "Limites"), ("en", "Way drawn", "Limits")])
def test_the_page_draws_them(street: str, monkeypatch: pytest.MonkeyPatch, lang: Lang, drawn: str, box: str) -> None:
    given: list[dict[str, object]] = []
    monkeypatch.setattr("pages.carte.choropleth", lambda **arguments: given.append(arguments))
    monkeypatch.setattr(choices, "EMBEDDED", street)
    at = AppTest.from_file(MAIN, default_timeout=600)
    for key, value in {"epci": street, "vers": "service-acces-aux-droits", "commune": "01004", "lang": lang}.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    assert drawn in " ".join(str(element.proto.body) for element in at.get("html"))
    assert len(given[-1]["route"]) > 2 and given[-1]["areas"] == []  # type: ignore[arg-type]
    assert at.checkbox(key="areas").label.startswith(box)
    at.checkbox(key="areas").check().run()
    assert not at.exception
    assert [area.color for area in given[-1]["areas"]] == list(LIMIT_COLORS.values())[::-1]
    assert not any("environ" in label or "or so" in label for label in given[-1]["labels"])  # type: ignore[attr-defined]
