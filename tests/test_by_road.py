"""Minutes of a study on a road network: measured once, directed, and what has none said by name."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod, Transformer

import cage
import layers
from atlas.exports import geojson, html, sources
from atlas.findings import commune as card
from atlas.findings import overview as findings
from atlas.findings.minutes import how_minutes, off_network, span
from atlas.maps import BY_KEY
from atlas.tables import columns
from atlas.tables import communes as table
from cage import MINUTES, Study
from distance import Scheme
from distance.by_road import by_road
from distance.components.physical_distance import inside_minutes
from distance.road_graph import minutes, snap
from i18n import Lang
from layers import COG, store
from tests import toy_roads
from tests.road_oracle import straight, town

ROOT = Path(__file__).parents[1]
FLAG = f"{MINUTES}__estimated"
RIGHTS = (cage.TO_SERVICES, "acces-aux-droits")
AROUND_DUNE = (46.175, 46.225)
"""No road: Dune is off the network, and Grande-Île, beyond, cannot be reached."""

SOMEWHERE = np.array([650_000.0, 6_600_000.0])
StudyOf = Callable[..., Study]


def metres(south: float, north: float) -> float:
    return float(Geod(ellps="WGS84").inv(3.0, south, 3.0, north)[2])


def driven(south: float, north: float) -> float:
    """Minutes along the toy street, at 58 km/h."""
    return metres(south, north) / 58_000 * 60


@pytest.fixture
def street(toy: str, tmp_path: Path) -> None:
    toy_roads.load(layers.territory(toy), tmp_path)


@pytest.fixture
def broken_street(toy: str, tmp_path: Path) -> None:
    toy_roads.load(layers.territory(toy), tmp_path, AROUND_DUNE)


def test_without_a_network_minutes_are_estimated_and_nothing_is_added(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    assert not study.by_road and FLAG not in study.distances
    assert study.estimated.all() and off_network(study) == ([], [])
    assert columns.by_origin(study)["minutes_estimated"].all()


@pytest.mark.usefixtures("street")
def test_with_a_network_minutes_are_those_of_the_road(study_of: StudyOf) -> None:
    study = study_of()
    assert study.by_road and set(study.loaded) >= {"roads"}
    assert study.distances[FLAG].eq(0).all() and not study.estimated.any()
    found = study.distances[MINUTES]
    assert found["01001", "01002"] == pytest.approx(driven(46.00, 46.05), rel=1e-3)
    assert found["01002", "01001"] == pytest.approx(driven(46.00, 46.05), rel=1e-3)
    assert found["01001", "01005"] == pytest.approx(driven(46.00, 46.50), rel=1e-3)


@pytest.mark.usefixtures("street")
def test_nobody_is_at_zero_minutes_from_home(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    at_home = study.distances[MINUTES]["01001", "fs-haut"]
    assert at_home == pytest.approx(inside_minutes(study.origins.loc[["01001"], "area_km2"].to_numpy())[0], rel=1e-6)
    assert at_home > 1


@pytest.mark.usefixtures("broken_street")
def test_what_is_off_the_network_keeps_the_estimate_and_is_named(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    assert study.estimated.to_dict() == {"01001": False, "01002": False, "01003": False, "01004": True, "01005": True}
    assert off_network(study) == (["Dune"], [])
    assert study.distances.loc["01004", FLAG].eq(1).all()
    assert study.values.at["01004", MINUTES] == pytest.approx(metres(46.10, 46.20) / 1000 * 1.3 / 50 * 60, rel=1e-4)
    assert off_network(study_of(cage.TO_SERVICES, "numerique")) == (["Dune"], ["Atelier numérique"])


@pytest.mark.usefixtures("broken_street")
@pytest.mark.parametrize(("lang", "said"), [("fr", "inconnu (aucune route n’y mène)"), ("en", "(no road leads there)")])
def test_what_no_road_leads_to_is_unknown_and_says_so(study_of: StudyOf, lang: Lang, said: str) -> None:
    study = study_of(*RIGHTS)
    assert np.isnan(study.values.at["01005", MINUTES])
    assert study.distances.loc["01005", MINUTES].isna().all()
    assert study.values.at["01005", "destination"] == ""
    assert study.reason(MINUTES, "01005") == "unreachable"
    (line,) = [line for line in card.lines(study, "01005", lang) if line.indicator.key == "car_minutes"]
    assert said in line.value
    assert np.isnan(span(study, 20).central.value)


def squares() -> pd.DataFrame:
    """Three persons in four of Amont live 0.02° north of its town hall; nobody's square is known elsewhere."""
    figures = dict.fromkeys(["households", "poor_households", "over_65", "under_18"], 1.0)
    rows = [("a", 46.00, 100.0), ("b", 46.02, 300.0)]
    return pd.DataFrame(
        [{"id": i, "commune": "01001", "parts": 1, "lon": 3.0, "lat": lat, "persons": p, **figures, "imputed": True}
         for i, lat, p in rows]
    )  # fmt: skip


@pytest.mark.usefixtures("street")
def test_residents_set_out_from_their_squares_where_they_are_loaded(study_of: StudyOf) -> None:
    noted = {"cog": str(COG), "sha256": "0", "origin": "squares.csv", "dated": "", "communes": ""}
    store.write("squares", 2021, "france", squares(), noted)
    study = study_of()
    expected = 0.25 * driven(46.00, 46.05) + 0.75 * driven(46.02, 46.05)
    assert study.distances[MINUTES]["01001", "01002"] == pytest.approx(expected, rel=1e-3)
    assert study.distances[MINUTES]["01002", "01001"] == pytest.approx(driven(46.00, 46.05), rel=1e-3)
    assert study.distances[MINUTES]["01001", "01001"] > 0
    assert "Insee 2021" in card.source(study, study.indicators[MINUTES], "fr")
    assert "carreaux" in BY_KEY["minutes"].scale(study).fr
    assert {"roads", "squares"} <= {row.split(";")[0] for row in sources.write(study, "fr").decode().splitlines()}
    assert "squares" not in study_of(cage.BETWEEN_INSTITUTIONS).loaded


def test_squares_without_a_network_change_nothing(study_of: StudyOf) -> None:
    before = study_of().distances
    noted = {"cog": str(COG), "sha256": "0", "origin": "squares.csv", "dated": "", "communes": ""}
    store.write("squares", 2021, "france", squares(), noted)
    assert study_of().distances.equals(before) and "squares" not in study_of().loaded


@pytest.mark.usefixtures("broken_street")
def test_every_sentence_and_export_says_how_minutes_were_had(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    page = html.write_map(study, BY_KEY["minutes"], "fr").decode()
    assert "Par la route, aux vitesses moyennes" in page and "estimées sans réseau" not in page
    assert "contributeurs d’OpenStreetMap" in page.replace("&#x27;", "'") and "ODbL 1.0" in page
    assert "Hors du réseau routier" in page and "Dune" in page
    document = json.loads(geojson.write(study, "fr"))
    assert document["provenance"]["minutes"]["estimated_origins"] == ["Dune"]
    (source,) = [one for one in document["provenance"]["sources"] if one["key"] == "roads"]
    assert source["licence"] == "ODbL 1.0" and source["origin"] == "toy.osm" and len(source["sha256"]) == 64
    flags = {f["id"]: f["properties"]["minutes_estimated"] for f in document["features"]}
    assert flags["01001"] is False and flags["01004"] is True and flags["01005"] is None
    assert table.of_communes(study).loc["01001", "minutes"] == 2
    assert "environ" not in card.lines(study, "01001", "fr")[-1].value
    assert any("Dune" in note for note in how_minutes(study, "en"))


@pytest.mark.usefixtures("street")
def test_persons_beyond_a_standard_are_no_longer_estimated(study_of: StudyOf) -> None:
    study = study_of(*RIGHTS)
    said = findings.finding(study, BY_KEY["minutes"], "fr")[0]
    assert "de route" in said and "estim" not in said
    assert "de route l’un de l’autre" in findings.finding(study_of(), BY_KEY["minutes"], "fr")[0]


@pytest.mark.usefixtures("street")
def test_another_weight_measures_no_minute_again(study_of: StudyOf, monkeypatch: pytest.MonkeyPatch) -> None:
    study = study_of()
    monkeypatch.setattr("distance.by_road.by_road", None)
    again = replace(study, scheme=Scheme(geographic=3))
    assert again.values[MINUTES].equals(study.values[MINUTES])
    assert not again.values["composite"].equals(study.values["composite"])


def test_without_a_network_numba_is_not_started(tmp_path: Path) -> None:
    code = "import sys, cage; cage.study('200067106'); print({'numba', 'osmium', 'osmnx'} & set(sys.modules))"
    alone = {**os.environ, "CAGE_CACHE": str(tmp_path)}
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, env=alone, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "set()"


def test_the_search_leaves_from_the_fewer_and_answers_the_same() -> None:
    graph = town(200, 5)
    graph = replace(graph, nodes=graph.nodes + SOMEWHERE, shape=graph.shape + SOMEWHERE)
    rng = np.random.default_rng(1)
    at = graph.shape[rng.choice(len(graph.shape), 60)] + rng.uniform(-200, 200, (60, 2))
    lon, lat = Transformer.from_crs(2154, 4326, always_xy=True).transform(*at.T)
    points = pd.DataFrame({"lon": lon, "lat": lat, "area_km2": 1e-9, "weight": 1.0, "origin": np.arange(60)})
    few, many = points.head(7), points.tail(53)
    places = snap(graph, at)
    for leaving, arriving in ((few, many), (many, few)):
        found = by_road(graph, 2154, leaving, arriving)
        expected = minutes(graph, places[leaving.index.to_numpy()], places[arriving.index.to_numpy()])
        assert np.array_equal(np.isfinite(found), np.isfinite(expected))
        np.testing.assert_allclose(found, expected, atol=2e-4)


def test_a_commune_of_which_half_arrives_has_minutes_and_one_of_which_less_does_has_none() -> None:
    nodes = np.array([[0, 0], [1000, 0], [9000, 0], [10_000, 0]]) + SOMEWHERE
    graph = straight(nodes, np.array([[0, 1], [2, 3]]), np.full(2, 60_000), np.full(2, 60_000))
    at = np.array([nodes[0], nodes[2], nodes[0] + np.array([0, 5000]), nodes[1]])
    lon, lat = Transformer.from_crs(2154, 4326, always_xy=True).transform(*at.T)
    points = pd.DataFrame({"lon": lon, "lat": lat, "area_km2": 1e-9, "weight": [1.0, 1.0, 1.0, 1.0]})
    arriving = points.iloc[[3]]

    def mean(*rows: int) -> float:
        return float(by_road(graph, 2154, points.iloc[list(rows)].assign(origin="a"), arriving).iloc[0, 0])

    assert mean(0) == mean(0, 1) == mean(0, 2) == pytest.approx(1, abs=0.01)
    assert mean(1) == mean(0, 1, 1) == np.inf
    assert np.isnan(mean(2)) and np.isnan(mean(0, 2, 2))
    assert by_road(graph, 2154, points.assign(lon=np.nan, origin="a"), arriving).isna().all(axis=None)
