"""Access where something is unknown: nobody is counted on a side nobody knows; sentences and files say so."""

import csv
import io
import re
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
import reach
from atlas import access
from atlas.exports import BY_KEY
from atlas.exports.access import of_communes
from atlas.findings import access as access_words
from atlas.findings import access_notes
from cage import MINUTES, Study
from distance import by_road
from layers import COG, LayerError
from layers.own import Own
from layers.roads.read import keep_file
from reach import AccessAnswer, Grid, Question
from tests import toy_roads
from tests.test_by_road import AROUND_DUNE
from tests.test_reach import with_squares

RIGHTS = (cage.TO_SERVICES, "acces-aux-droits")
StudyOf = Callable[..., Study]
CAR = Question("car")
SIDES = ("within_20", "beyond_20", "unknown_20", "unreached")


@pytest.fixture
def street(toy: str, tmp_path: Path) -> None:
    toy_roads.load(layers.territory(toy), tmp_path)


def text(sentences: list[str]) -> str:
    return " ".join(sentences).replace("\u00a0", " ")


def two_squares(first: tuple[float, float], second: tuple[float, float], share: float = 0.6) -> Grid:
    """Amont (4,000 residents) in two squares, the first with `share` of them; the other communes near both desks."""
    minutes = np.array([first, second, (6, 6), (7, 7), (8, 8), (9, 9)], np.float32)
    shares = np.array([share, 1 - share, 1, 1, 1, 1])
    return Grid(np.array([0, 0, 1, 2, 3, 4]), shares, minutes, np.zeros(minutes.shape, dtype=bool), from_squares=True)


def found(study: Study, grid: Grid, question: Question = CAR) -> AccessAnswer:
    return reach.reach(study, question, grid)


def said(study: Study, reached: AccessAnswer) -> str:
    return text(access_words.finding(study, reached, "fr"))


@pytest.mark.usefixtures("street")
def test_whose_minutes_are_unknown_is_neither_within_nor_beyond(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    reached = found(study, two_squares((5, 10), (np.nan, np.nan)))
    amont = reached.communes.loc["01001"]
    assert amont["minutes"] == 5 and amont["within_20"] == amont["reached"] == 1
    assert amont["all_within_20"] == pytest.approx(2400) and amont["all_unknown"] == pytest.approx(1600)
    assert amont["over_65_within_20"] == pytest.approx(600) and amont["over_65_unknown_20"] == pytest.approx(400)
    assert amont["all_beyond_20"] == amont["all_unreached"] == 0
    sentence = said(study, reached)
    assert "Minutes inconnues pour 1 600 habitants (Amont)." in sentence
    assert "Aucun" not in sentence and "Ceux dont les minutes sont connues sont en moyenne à" in sentence
    table = access.of_former_epcis(study, reached)
    assert table["all_unknown_20"].iloc[-1] == pytest.approx(1600) and table["all_beyond_20"].iloc[-1] == 0


@pytest.mark.usefixtures("street")
def test_a_commune_known_by_less_than_half_has_no_count(study_of: StudyOf) -> None:
    amont = found(study_of(*RIGHTS), two_squares((5, 10), (np.nan, np.nan), 0.4)).communes.loc["01001"]
    assert amont[["all_within_20", "all_beyond_20", "all_unreached", "within_20", "minutes"]].isna().all()
    assert amont["all_unknown"] == amont["all_unknown_20"] == 4000


@pytest.mark.usefixtures("street")
def test_beyond_with_unknown_is_at_least(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    over = said(study, found(study, two_squares((25, 25), (np.nan, np.nan))))
    assert over.startswith("Au moins 2 400 habitants (40,0 %)") and "30 minutes" not in over
    further = said(study, found(study, two_squares((35, 35), (np.nan, np.nan))))
    assert "Au moins 2 400 habitants (40,0 %) vivent à plus de 30 minutes." in further
    known = said(study, found(study, two_squares((25, 25), (5, 5))))
    assert known.startswith("2 400 habitants") and "Aucun habitant ne vit à plus de 30 minutes." in known
    assert "Un habitant est en moyenne à" in known


@pytest.mark.usefixtures("street")
def test_those_without_a_way_are_named_where_they_live(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    reached = found(study, two_squares((5, 10), (np.inf, np.inf)))
    assert reached.communes.at["01001", "all_unreached"] == pytest.approx(1600)
    assert "1 600 habitants n’ont aucun lieu" in said(study, reached) and "chemin (Amont)" in said(study, reached)


@pytest.mark.usefixtures("street")
def test_a_place_of_unknown_minutes_may_be_the_nearest(study_of: StudyOf) -> None:
    """25 minutes to one desk, nobody knows to the other: within 30, but nobody says beyond 20."""
    study = study_of(*RIGHTS)
    reached = found(study, two_squares((25, np.nan), (25, np.nan)))
    amont = reached.communes.loc["01001"]
    assert np.isnan(amont["all_beyond_20"]) and amont["all_unknown_20"] == 4000
    assert amont["all_within_30"] == 4000 and amont["all_unknown_30"] == amont["all_unknown"] == 0
    assert "On ignore si 4 000 autres vivent à plus de 20 minutes" in said(study, reached)
    second = found(study, two_squares((25, np.nan), (25, 28)), Question("car", "second")).communes.loc["01001"]
    assert second["all_unknown"] == 4000 and np.isnan(second["all_within_30"])


@pytest.mark.usefixtures("street")
def test_every_person_is_on_one_side(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    study = replace(study, destinations=study.destinations.assign(remote=pd.array([True, None], "boolean")))
    time = st.one_of(st.floats(0, 90, width=32), st.sampled_from([np.inf, np.nan]))
    ways = st.sampled_from([Question("car", w, remote=r) for w in ("nearest", "second") for r in (False, True)])

    @given(st.tuples(time, time), st.tuples(time, time), ways)
    @settings(max_examples=60)
    def on_one(first: tuple[float, float], second: tuple[float, float], question: Question) -> None:
        table = found(study, two_squares(first, second), question).communes
        sides = table[[f"all_{side}" for side in SIDES]].dropna()
        assert (sides >= -1e-6).all(axis=None)
        np.testing.assert_allclose(sides.sum(axis=1), study.communes["population"].reindex(sides.index))

    on_one()


@pytest.mark.usefixtures("street")
def test_only_what_is_estimated_is_an_interval(study_of: StudyOf) -> None:
    """19 and 21 minutes, estimated or not; where a desk nobody knows may be nearer, nobody is beyond even so."""
    study = study_of(*RIGHTS)
    grid = two_squares((19, 40), (21, 40))
    ends = [f"all_beyond_20{end}" for end in ("_low", "", "_high")]
    assert found(study, grid).communes.loc["01001", ends].tolist() == pytest.approx([1600, 1600, 1600])
    assert "environ" not in said(study, found(study, grid)).partition(" minutes")[0]
    grid.estimated[0] = True
    assert found(study, grid).communes.loc["01001", ends].tolist() == pytest.approx([1600, 1600, 4000])
    assert said(study, found(study, grid)).startswith("Entre 1 600 et 4 000 habitants environ vivent à plus de 20")
    grid.estimated[:] = True
    reached = found(study, grid)
    assert reached.communes.loc["01001", ends].tolist() == pytest.approx([0, 1600, 4000])
    assert access.farthest(study, reached, 10)["all_beyond_20_high"].tolist() == pytest.approx([4000])
    maybe = found(study, replace(grid, minutes=two_squares((19, np.nan), (21, np.nan)).minutes))
    assert np.isnan(maybe.communes.loc["01001", ends].to_numpy(float)).sum() in (0, 3)
    half = found(study, grid, Question("estimate", remote=True))
    assert half.communes.loc["01001", ends].tolist() == pytest.approx([0, 1600, 4000])


@pytest.mark.usefixtures("street")
def test_one_and_nobody_are_told_as_such(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    nobody = said(study, found(study, two_squares((5, 5), (5, 5))))
    assert nobody.startswith("Aucun habitant ne vit à plus de 20 minutes")
    one = said(study, found(study, two_squares((25, 25), (5, 5), 1 / 4000)))
    assert one.startswith("1 habitant (0,0 %) vit à plus de 20 minutes")
    lost = said(study, found(study, two_squares((np.inf, np.inf), (5, 5), 1 / 4000)))
    assert "1 habitant n’a aucun lieu" in lost and "habitants n'ont" not in lost


@pytest.mark.usefixtures("street")
def test_an_estimate_of_few_is_told_and_that_of_most_is_the_communes(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    for share, most in ((0.01, False), (0.6, True)):
        grid = two_squares((12, 18), (13, 18), share)
        grid.estimated[0] = True
        reached = found(study, grid)
        assert reached.communes.at["01001", "estimated"] == most
        assert reached.communes.at["01001", "estimated_share"] == pytest.approx(share)
        notes = text(access_notes.notes(study, replace(reached, from_squares=False), "fr"))
        assert ("pour une part des habitants, hors du réseau routier : Amont." in notes) != most


@pytest.mark.usefixtures("street")
def test_places_of_one_name_are_told_apart(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    hours = pd.Series({"fs-haut": "Mo 09:00-12:00", "fs-bas": None})
    study = replace(study, destinations=study.destinations.assign(name="France services", hours=hours))
    assert found(study, reach.grid(study, "car"), Question("car", leaving=(0, 9.5))).left_out == ("fs-bas",)


def cias(toy: str, serve: str) -> tuple[Study, Own]:
    """Two desks brought by the reader, who says which one serves Amont and Bourg-l'Étang."""
    places = {"commune": ["01001", "01003"], "name": ["A", "B"], "lon": [3.0, 3.0], "lat": [46.0, 46.1]}
    same = {"kind": "institution", "theme": "cias", "weight": 1.0, "source": "Votre fichier"}
    actors = pd.DataFrame({**places, **same}, pd.Index(["mine:a", "mine:b"], name="actor_id"))
    served = pd.DataFrame({"commune": ["01001", "01002"], "kind": "cias", "id": serve})
    own = Own("mine", actors, {"jurisdictions": served})
    return cage.study(toy, COG, cage.TO_INSTITUTIONS, "cias", own), own


def test_the_readers_own_jurisdictions_are_exported(toy: str) -> None:
    study, _ = cias(toy, "mine:b")
    rows = list(csv.DictReader(io.StringIO(BY_KEY["access"].write(study, "fr").decode("utf-8-sig")), delimiter=";"))
    assert [row["destination"] for row in rows][:2] == ["mine:b", "mine:b"]
    assert [row["destination_competent"] for row in rows] == ["True", "True", "", "", ""]
    assert rows[0]["destination_asked"] == "competent"


def test_the_nearest_desk_is_competent_or_not_by_who_it_serves(toy: str, study_of: StudyOf) -> None:
    study, own = cias(toy, "mine:a")
    nearest = found(study, reach.grid(study, "estimate", own), Question("estimate", "nearest"))
    assert of_communes(study, nearest)["destination_competent"].tolist() == [True, True, None, None, None]
    study, own = cias(toy, "mine:b")
    nearest = found(study, reach.grid(study, "estimate", own), Question("estimate", "nearest"))
    assert of_communes(study, nearest)["destination_competent"].tolist()[:1] == [False]
    rights = study_of(*RIGHTS)
    reached = found(rights, reach.grid(rights, "estimate"), Question("estimate"))
    assert of_communes(rights, reached)["destination_competent"].isna().all()


@pytest.mark.usefixtures("street")
def test_no_limit_to_draw_is_said(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    far = replace(study, destinations=study.destinations.assign(lon=4.0))
    why = BY_KEY["isochrones"].lacks(far)
    assert BY_KEY["isochrones"].lacks(study) is None and why is not None and "plus d'un kilomètre" in why.fr
    with pytest.raises(LayerError, match="plus d'un kilomètre"):
        BY_KEY["isochrones"].write(far, "fr")


def test_a_one_way_road_is_shorter_one_way(
    study_of: StudyOf, toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fast lane beside the street, northwards only: searched from either side, it is the way of the map page."""
    place, file = layers.territory(toy), tmp_path / "oneway.osm"
    street = toy_roads.street(place)
    nodes = "".join(f'<nd ref="{node}"/>' for node in re.findall(r'<node id="(\d+)"', street))
    fast = f'<way id="99999">{nodes}<tag k="highway" v="trunk"/><tag k="oneway" v="yes"/></way>'
    file.write_text(street.replace("</osm>", f"{fast}</osm>"), encoding="utf-8")
    keep_file(place, file)
    study = study_of(*RIGHTS)
    for at_once in (100, 1):
        monkeypatch.setattr(by_road, "AT_ONCE", at_once)
        minutes = reach.grid(study, "car").minutes
        high, low = (study.destinations.index.get_loc(one) for one in ("fs-haut", "fs-bas"))
        assert minutes[0, low] < 0.7 * minutes[2, high]
        np.testing.assert_allclose(minutes, study.distances[MINUTES].to_numpy().reshape(minutes.shape), rtol=1e-6)


def test_minutes_to_a_place_come_before_those_to_its_commune(study_of: StudyOf) -> None:
    rows = [("01001", "fs-bas", 12.0), ("01001", "01003", 25.0)]
    own = Own("mine", tables={"minutes": pd.DataFrame(rows, columns=["origin", "destination", "minutes"])})
    study = study_of(*RIGHTS)
    minutes = reach.grid(study, "table", own).minutes
    assert minutes[0, study.destinations.index.get_loc("fs-bas")] == 12


@pytest.mark.parametrize("mode", ["car", "bicycle", "foot"])
def test_years_and_points_of_departure_are_told_in_every_mode(
    study_of: StudyOf, toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: reach.Means
) -> None:

    toy_roads.load(layers.territory(toy), tmp_path, AROUND_DUNE)
    with_squares()
    monkeypatch.setattr("reach.journeys.MAX_PAIRS", 5)
    study = study_of(*RIGHTS)
    notes = text(access_notes.notes(study, found(study, reach.grid(study, mode), Question(mode)), "fr"))
    assert "Les lieux sont ici trop nombreux" in notes and "carreaux de 200 m où" not in notes
    assert "Population municipale : 2023 ;" in notes and "Réseau routier : date inconnue." in notes
