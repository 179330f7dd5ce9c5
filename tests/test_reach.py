"""Access on the toy street: minutes, places and persons worked out by hand, one rule at a time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cage
import layers
import reach as access
from atlas.findings import minutes
from cage import MINUTES, Study
from distance import road_graph
from distance.access import ENHANCED, WITHIN_30
from distance.components.physical_distance import inside_minutes
from layers import COG, store
from layers.own import Own
from layers.roads.speeds import WALK
from reach import AccessAnswer, Grid, Question
from tests import toy_roads
from tests.test_by_road import AROUND_DUNE, driven, metres, squares

RIGHTS = (cage.TO_SERVICES, "acces-aux-droits")
StudyOf = Callable[..., Study]
CAR = Question("car")


@pytest.fixture
def street(toy: str, tmp_path: Path) -> None:
    toy_roads.load(layers.territory(toy), tmp_path)


@pytest.fixture
def broken_street(toy: str, tmp_path: Path) -> None:
    toy_roads.load(layers.territory(toy), tmp_path, AROUND_DUNE)


def asked(study: Study, question: Question = CAR, own: Own | None = None) -> AccessAnswer:
    return access.reach(study, question, access.grid(study, question.mode, own or Own()))


def inside(study: Study, commune: str) -> float:
    return float(inside_minutes(study.origins.loc[[commune], "area_km2"].to_numpy())[0])


@pytest.mark.usefixtures("street")
def test_the_nearest_the_second_and_the_third(study_of: StudyOf) -> None:
    """A desk in Amont (46.00), another in Combe (46.10); Dune is at 46.20."""
    study = study_of(*RIGHTS)
    first, second, third = (asked(study, Question("car", w)).communes for w in ("nearest", "second", "third"))
    assert first.at["01004", "minutes"] == pytest.approx(driven(46.10, 46.20), rel=1e-3)
    assert first.at["01004", "destination"] == "fs-bas"
    assert second.at["01004", "minutes"] == pytest.approx(driven(46.00, 46.20), rel=1e-3)
    assert second.at["01004", "destination"] == "fs-haut"
    assert first.at["01001", "minutes"] == pytest.approx(inside(study, "01001"))
    assert second.at["01001", "minutes"] == pytest.approx(driven(46.00, 46.10), rel=1e-3)
    assert third["minutes"].isna().all() and third["reached"].eq(0).all()


@pytest.mark.usefixtures("street")
def test_places_within_reach_and_persons_beyond(study_of: StudyOf) -> None:
    """Grande-Île (100 residents, 25 of 65 or over) is 46 minutes from Combe; the others are under 12."""
    found = asked(study_of(*RIGHTS)).communes
    assert found["places_20"].to_dict() == {"01001": 2, "01002": 2, "01003": 2, "01004": 1, "01005": 0}
    assert found["places_30"].to_dict() == {"01001": 2, "01002": 2, "01003": 2, "01004": 2, "01005": 0}
    assert found["within_20"].tolist() == [1, 1, 1, 1, 0]
    assert found["all_beyond_20"].tolist() == [0, 0, 0, 0, 100]
    assert found["over_65_beyond_30"].sum() == 25 and found["under_20_beyond_30"].sum() == 25
    assert found["all_within_20"].sum() == 4000 + 1000 + 500 + 400


def test_without_roads_it_is_what_the_map_page_says(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    assert access.modes(study) == ("estimate",)
    found = asked(study, Question("estimate")).communes
    np.testing.assert_allclose(found["minutes"], study.values[MINUTES], rtol=1e-6)
    assert found["estimated"].all() and found["destination"].tolist() == study.values["destination"].tolist()
    for limit in (20, 30):
        said = {g: minutes.span(study, limit, column).central.value for g, column in access.PERSON_GROUPS.items()}
        counted = {group: found[f"{group}_beyond_{limit}"].sum(skipna=False) for group in access.PERSON_GROUPS}
        assert counted == pytest.approx(said, nan_ok=True)


@pytest.mark.usefixtures("street")
@pytest.mark.parametrize("theme", ["acces-aux-droits", "numerique"])
def test_by_road_too_it_is_what_the_map_page_says(study_of: StudyOf, theme: str) -> None:
    study = study_of(cage.TO_SERVICES, theme)
    found = asked(study).communes
    np.testing.assert_allclose(found["minutes"], study.values[MINUTES], rtol=1e-6)
    assert found["all_beyond_20"].sum() == minutes.span(study, 20).central.value == 100


@pytest.mark.usefixtures("broken_street")
def test_off_the_roads_the_estimate_stands_by_car_and_nothing_on_foot(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    found = asked(study).communes
    assert found.at["01004", "estimated"] and found["estimated"].sum() == 1
    assert found.at["01004", "minutes"] == pytest.approx(study.values.at["01004", MINUTES], rel=1e-6)
    on_foot = asked(study, Question("foot")).communes
    assert not on_foot["estimated"].any() and np.isnan(on_foot.at["01004", "minutes"])
    assert np.isnan(on_foot.at["01004", "all_beyond_20"]) and on_foot.at["01004", "destination"] == ""


@pytest.mark.usefixtures("broken_street")
def test_who_has_no_way_is_counted_apart(study_of: StudyOf) -> None:
    found = asked(study_of(*RIGHTS)).communes.loc["01005"]
    assert np.isnan(found["minutes"]) and found["reached"] == 0 and found["destination"] == ""
    assert found["all_unreached"] == 100
    assert found["all_beyond_20"] == found["all_beyond_30"] == found["all_within_20"] == 0


@pytest.mark.usefixtures("street")
def test_on_foot_at_a_walkers_pace(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    assert access.modes(study) == ("car", "bicycle", "foot")
    found = asked(study, Question("foot")).communes
    assert found.at["01004", "minutes"] == pytest.approx(metres(46.10, 46.20) / 1000 / WALK * 60, rel=1e-3)
    assert found.at["01001", "minutes"] == pytest.approx(inside(study, "01001") * 50 / WALK)


def with_squares() -> None:
    noted = {"cog": str(COG), "sha256": "0", "origin": "squares.csv", "dated": "", "communes": ""}
    store.write("squares", 2021, "france", squares(), noted)


@pytest.mark.usefixtures("street")
def test_a_commune_may_be_a_quarter_within(study_of: StudyOf) -> None:
    """Amont's squares: 100 persons at 46.00, 300 at 46.02. Those in the middle are held up 20 minutes."""
    with_squares()
    study = study_of(*RIGHTS)
    whole = access.grid(study, "car")
    assert whole.from_squares and len(whole.minutes) == 2 + 4
    slow = replace(whole, minutes=whole.minutes + np.where(whole.share == 0.25, 20, 0).astype(np.float32)[:, None])
    found = access.reach(study, CAR, slow).communes.loc["01001"]
    assert found["within_20"] == pytest.approx(0.75) and found["within_30"] == 1
    assert found["all_beyond_20"] == pytest.approx(1000) and found["over_65_beyond_20"] == pytest.approx(250)
    near = driven(46.00, 46.02)
    at_home = float(inside_minutes(np.array([0.04]))[0])
    assert found["minutes"] == pytest.approx(0.75 * near + 0.25 * (20 + at_home), rel=1e-3)


@pytest.mark.usefixtures("street")
def test_only_the_places_whose_zone_holds_the_commune(study_of: StudyOf) -> None:
    """fs-haut is open to Amont and Bourg-l'Étang; nobody says to whom the other is."""
    study = study_of(*RIGHTS)
    assert access.ways(study) == ("nearest", "second", "third", "eligible")
    reached = asked(study, Question("car", "eligible"))
    assert reached.communes["destination"].tolist() == ["fs-haut", "fs-haut", "", "", ""]
    assert reached.communes["minutes"].isna().tolist() == [False, False, True, True, True]
    assert reached.left_out == ("fs-bas",)
    assert reached.communes["reached"].isna().tolist() == [False, False, True, True, True]


@pytest.mark.usefixtures("street")
def test_a_place_counts_if_it_is_open_when_one_arrives(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    hours = {"fs-haut": "Mo 09:00-12:00", "fs-bas": "Mo 14:00-18:00"}
    study = replace(study, destinations=study.destinations.assign(hours=pd.Series(hours)))
    morning = asked(study, Question("car", leaving=(0, 9.0)))
    assert morning.left_out == ()
    assert set(morning.communes["destination"]) == {"fs-haut"}
    assert morning.communes.at["01003", "minutes"] == pytest.approx(driven(46.00, 46.10), rel=1e-3)
    on_the_way = asked(study, Question("car", leaving=(0, 11.9))).communes
    assert on_the_way.at["01001", "destination"] == "fs-haut" and np.isnan(on_the_way.at["01003", "minutes"])
    assert morning.communes["places_20"].tolist() == [1, 1, 1, 0, 0]
    tuesday = asked(study, Question("car", leaving=(1, 9.0))).communes
    assert tuesday["reached"].eq(0).all() and tuesday["all_unreached"].sum() == 6000


@pytest.mark.usefixtures("street")
def test_a_place_of_unknown_hours_is_left_out_by_name(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    hours = pd.Series({"fs-haut": "Mo 09:00-12:00", "fs-bas": None})
    study = replace(study, destinations=study.destinations.assign(hours=hours))
    morning, evening = (asked(study, Question("car", leaving=(0, hour))) for hour in (9.0, 19.0))
    assert morning.left_out == evening.left_out == ("fs-bas",)
    assert set(morning.communes["destination"]) == {"fs-haut"}
    assert evening.communes["reached"].isna().all() and evening.communes["all_beyond_20"].isna().all()
    assert evening.communes["places_20"].eq(0).all()


@pytest.mark.usefixtures("street")
def test_half_for_those_with_fibre_and_never_for_the_oldest(study_of: StudyOf) -> None:
    """Dune: 75 % of premises with fibre, a quarter of its 400 residents of 65 or over; 11.5 minutes from Combe."""
    study = study_of(*RIGHTS)
    assert not access.may_be_remote(study)
    study = replace(study, destinations=study.destinations.assign(remote=pd.array([True] * 2, "boolean")))
    assert access.may_be_remote(study)
    plain, helped = (asked(study, Question("car", remote=r)).communes for r in (False, True))
    share = 0.75 * 0.75
    assert helped.at["01004", "minutes"] == pytest.approx(plain.at["01004", "minutes"] * (1 - share / 2))
    far = replace(access.grid(study, "car"), minutes=access.grid(study, "car").minutes + np.float32(15))
    found = access.reach(study, Question("car", remote=True), far).communes.loc["01004"]
    assert found["all_beyond_20"] == pytest.approx(400 * (1 - share))
    assert found["over_65_beyond_20"] == 100 and found["under_20_beyond_20"] == pytest.approx(100 * 0.25)


@pytest.mark.usefixtures("street")
def test_supply_is_shared_and_none_is_lost(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    found = access.supply(study, CAR, access.grid(study, "car"), WITHIN_30)
    assert found.to_dict() == pytest.approx(dict.fromkeys(study.communes.index[:4], 2000 / 5900) | {"01005": 0})
    assert (found * study.communes["population"]).sum() / 1000 == pytest.approx(2)
    old = access.supply(study, CAR, access.grid(study, "car"), WITHIN_30, (0.0, 0.0, 1.0))
    assert old["01001"] == pytest.approx(2000 / 1350)
    double = access.supply(study, CAR, access.grid(study, "car"), ENHANCED, (2.0, 2.0, 2.0))
    single = access.supply(study, CAR, access.grid(study, "car"), ENHANCED)
    np.testing.assert_allclose(double * 2, single)


def test_the_readers_minutes_to_a_place_or_to_its_commune(study_of: StudyOf) -> None:
    rows = [("01001", "fs-haut", 12.0), ("01002", "01003", 25.0), ("01003", "01003", 0.0), ("01004", "fs-bas", np.inf)]
    own = Own("mine", tables={"minutes": pd.DataFrame(rows, columns=["origin", "destination", "minutes"])})
    study = study_of(*RIGHTS)
    assert access.modes(study, own) == ("estimate", "table")
    reached = asked(study, Question("table"), own)
    assert reached.communes["minutes"].fillna(-1).tolist() == [12, 25, 0, -1, -1]
    assert reached.communes["destination"].tolist() == ["fs-haut", "fs-bas", "fs-bas", "", ""]
    assert reached.communes["all_within_20"].fillna(-1).tolist() == [4000, -1, 500, -1, -1]
    # 25 minutes to the one that is known: the other may be nearer than 20, and cannot be further than 30.
    assert reached.communes["all_unknown_20"].tolist() == [0, 1000, 0, 400, 100]
    assert reached.communes["all_unknown_30"].tolist() == [0, 0, 0, 400, 100]
    assert reached.communes["all_unknown"].tolist() == [0, 0, 0, 400, 100]
    assert reached.communes["all_within_30"].tolist()[:3] == [4000, 1000, 500]
    assert np.isnan(reached.communes.at["01005", "all_beyond_20"]) and not reached.communes["estimated"].any()


@pytest.mark.usefixtures("street")
def test_a_mode_without_minutes_is_refused(study_of: StudyOf) -> None:
    with pytest.raises(ValueError, match="'table'"):
        access.grid(study_of(*RIGHTS), "table")


@pytest.mark.usefixtures("street")
def test_the_number_of_threads_changes_no_bit(study_of: StudyOf, monkeypatch: pytest.MonkeyPatch) -> None:
    with_squares()
    study = study_of(*RIGHTS)
    several = access.grid(study, "car").minutes
    monkeypatch.setattr(road_graph, "CORES", 1)
    assert access.grid(study, "car").minutes.tobytes() == several.tobytes()


@pytest.mark.usefixtures("street")
def test_too_many_squares_leave_from_their_commune(study_of: StudyOf, monkeypatch: pytest.MonkeyPatch) -> None:
    with_squares()
    monkeypatch.setattr("reach.journeys.MAX_PAIRS", 10)
    whole = access.grid(study_of(*RIGHTS), "car")
    assert not whole.from_squares and len(whole.minutes) == 5


def test_one_place_more_is_never_further(study_of: StudyOf) -> None:
    study, none = study_of(*RIGHTS), np.zeros((5, 2), dtype=bool)

    @given(st.lists(st.one_of(st.floats(0, 90, width=32), st.just(np.inf)), min_size=10, max_size=10))
    @settings(max_examples=40)
    def never(times: list[float]) -> None:
        whole = np.array(times, np.float32).reshape(5, 2)
        fewer = np.column_stack([whole[:, 0], np.full(5, np.inf, np.float32)])
        grids = [Grid(np.arange(5), np.ones(5), m, none, from_squares=False) for m in (fewer, whole)]
        before, after = (access.reach(study, CAR, one).communes for one in grids)
        assert (after["minutes"].fillna(np.inf) <= before["minutes"].fillna(np.inf)).all()
        assert (after["all_within_20"] >= before["all_within_20"]).all()
        assert (after["places_30"] >= before["places_30"]).all()

    never()
