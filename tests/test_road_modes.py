"""Car, bicycle and foot: one cut, three networks, each kept and loaded alone; ferries, islands, what stays the same."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import osmnx
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import cage
import layers
from atlas.findings.minutes import how_minutes
from distance.by_road import snapped
from distance.road_graph import RoadGraph, minutes, nearest
from i18n import Lang
from layers import COG, LayerError, Mode, store
from layers.roads import bdtopo as road_bdtopo
from layers.roads import kept as roads
from layers.roads.osm import drawn_for, gathered
from layers.roads.read import cut, keep_file, read
from layers.roads.speeds import EVERYWHERE, MODES, use
from layers.roads.ways import network
from layers.territory import Territory, territory
from tests import toy_roads
from tests.test_by_road import squares
from tests.test_road_files import METRES, NODES, osm, troncons

ROAD = {"highway": "tertiary"}


@pytest.fixture
def place(toy: str) -> Territory:
    return territory(toy)


def graphs_of(folder: Path, text: str) -> dict[Mode, RoadGraph]:
    file = folder / "roads.osm"
    file.write_text(text, encoding="utf-8")
    return {mode: RoadGraph(**arrays) for mode, arrays in read(file, EVERYWHERE, 2154).items()}


def length(graph: RoadGraph) -> float:
    return float(shapely.length(graph.lines).sum())


def from_to(graph: RoadGraph, start: int, end: int) -> float:
    points = pd.DataFrame([NODES[start], NODES[end]], columns=["lon", "lat"])
    places = snapped(graph, 2154, points)
    return float(minutes(graph, places[slice(0, 1)], places[slice(1, 2)])[0, 0])


def test_one_cut_gives_the_roads_of_each_mode(tmp_path: Path) -> None:
    ways = [([1, 2, 3], ROAD), ([3, 4], {"highway": "steps"}), ([3, 5], {"highway": "cycleway", "foot": "no"})]
    found = graphs_of(tmp_path, osm(ways))
    assert list(found) == [*MODES]
    steps = METRES / np.cos(np.radians(46)) * 1111.8 / 1113.2
    assert length(found["car"]) == pytest.approx(2 * METRES, rel=2e-3)
    assert length(found["bicycle"]) == pytest.approx(3 * METRES, rel=2e-3)
    assert length(found["foot"]) == pytest.approx(2 * METRES + steps, rel=5e-3)
    assert [from_to(found[mode], 1, 3) for mode in MODES] == pytest.approx(
        [2 * METRES / speed * 0.06 for speed in (58, 15, 4)], rel=2e-3
    )


def test_an_extract_without_roads_for_cars_gives_the_other_networks(tmp_path: Path) -> None:
    assert list(graphs_of(tmp_path, osm([([1, 2, 3], {"highway": "footway", "bicycle": "no"})]))) == ["foot"]


def test_a_barrier_stops_one_mode_and_not_the_others(tmp_path: Path) -> None:
    found = graphs_of(tmp_path, osm([([1, 2, 3], ROAD)], {2: {"barrier": "gate", "bicycle": "no"}}))
    assert from_to(found["foot"], 1, 3) == pytest.approx(2 * METRES / 4 * 0.06, rel=2e-3)
    assert from_to(found["car"], 1, 3) < 2
    assert length(found["bicycle"]) == pytest.approx(METRES, rel=2e-3)


FERRY = {"route": "ferry", "duration": "00:30", "foot": "yes"}
ISLAND = [([1, 2], ROAD), ([2, 3], FERRY), ([3, 4], ROAD), ([4, 5], ROAD)]
"""A street of 774 m, a ferry for pedestrians of as much in half an hour, and an island with more street."""


def test_an_island_is_reached_on_foot_by_its_ferry_in_the_time_it_says(tmp_path: Path) -> None:
    found = graphs_of(tmp_path, osm(ISLAND))
    assert from_to(found["foot"], 1, 3) == pytest.approx(METRES / 4 * 0.06 + 30, rel=2e-3)
    assert from_to(found["foot"], 3, 1) == pytest.approx(METRES / 4 * 0.06 + 30, rel=2e-3)


def test_no_car_reaches_an_island_whose_ferry_takes_none(tmp_path: Path) -> None:
    car = graphs_of(tmp_path, osm(ISLAND))["car"]
    assert length(car) == pytest.approx(METRES * (1 + 1.44 + 1.75), rel=0.3)
    assert from_to(car, 3, 5) < 5
    assert np.isnan(from_to(car, 1, 3)) or np.isinf(from_to(car, 1, 3))
    taking = [([2, 3], {**FERRY, "motor_vehicle": "yes"}) if tags is FERRY else (refs, tags) for refs, tags in ISLAND]
    assert from_to(graphs_of(tmp_path, osm(taking))["car"], 1, 3) == pytest.approx(30 + METRES / 58 * 0.06, rel=2e-3)


@pytest.mark.parametrize(
    ("edges", "modes"),
    [
        ([{"highway": "primary", "oneway": False}, {"highway": "residential", "oneway": True}], ("car",)),
        ([{"highway": "service", "oneway": False}, {"highway": ["footway", "steps"], "oneway": False}], ("foot",)),
        ([{"highway": "cycleway", "oneway": True}, {"highway": "residential", "oneway": True}], ("bicycle",)),
        ([{"highway": "path", "oneway": False}, {"highway": "footway", "oneway": True}], MODES),
    ],
)
def test_a_graph_of_osmnx_serves_the_modes_it_was_drawn_for(
    edges: list[Mapping[str, object]], modes: tuple[Mode, ...]
) -> None:
    assert drawn_for(edges) == modes


def test_a_graph_drawn_for_cars_gives_no_other_network(tmp_path: Path) -> None:
    (tmp_path / "roads.osm").write_text(osm([([1, 2, 3], ROAD), ([3, 4], {"highway": "path"})]), encoding="utf-8")
    graph = osmnx.graph_from_xml(tmp_path / "roads.osm", simplify=False)
    graph.remove_edges_from([(a, b, k) for a, b, k, kind in graph.edges(keys=True, data="highway") if kind == "path"])
    osmnx.save_graphml(graph, tmp_path / "drive.graphml")
    assert list(read(tmp_path / "drive.graphml", EVERYWHERE, 2154)) == ["car"]


def test_bd_topo_tells_the_roads_of_bicycles_and_pedestrians(tmp_path: Path) -> None:
    table = troncons()
    table["nature"] = ["Type autoroutier", "Escalier", "Route à 1 chaussée", "Sentier"]
    table["sens_de_circulation"] = ["Double sens", "Sans objet", "Sens direct", "Sans objet"]
    table["acces_pieton"] = [None, None, None, "Restreint"]
    table["sens_amenagement_cyclable_gauche"] = [None, None, "Sens inverse", None]
    table.to_file(tmp_path / "troncon.gpkg", layer="troncon_de_route")
    found = road_bdtopo.roads(tmp_path / "troncon.gpkg")
    assert (found["bicycle"].forth.tolist(), found["bicycle"].back.tolist()) == ([15], [15])
    assert (found["foot"].forth.tolist(), found["foot"].back.tolist()) == ([4, 4], [4, 4])
    assert found["car"].back.tolist()[-1] == 0
    bac = table.assign(nature="Bac piéton", vitesse_moyenne_vl=5.0, acces_pieton=None)
    gpd.GeoDataFrame(bac, crs=2154).to_file(tmp_path / "bac.gpkg", layer="troncon_de_route")
    assert {mode: len(ways.forth) for mode, ways in road_bdtopo.roads(tmp_path / "bac.gpkg").items()} == {
        "car": 0, "bicycle": 4, "foot": 4,
    }  # fmt: skip


def test_each_mode_is_kept_and_loaded_alone(place: Territory, tmp_path: Path) -> None:
    kept = toy_roads.load(place, tmp_path)
    assert layers.road_modes(place) == kept and list(kept) == [*MODES]
    for mode in MODES:
        arrays, graph = layers.road_network(place, mode), cage.road_graph(place, mode)
        assert arrays is not None and graph is not None
        assert (kept[mode].nodes, kept[mode].edges) == (len(arrays["nodes"]), len(arrays["tail"]))
        assert kept[mode].kilometres == pytest.approx(length(graph) / 1000, abs=0.06)
    assert cage.road_graph(place) is cage.road_graph(place, "car")
    stamps = [layers.road_stamp(place.siren, mode) for mode in MODES]
    assert len(set(stamps)) == 3 and 0 not in stamps


@pytest.mark.parametrize("damage", ["missing", "cut short"])
def test_a_mode_whose_file_is_missing_or_damaged_is_no_mode_and_cars_still_go(
    place: Territory, tmp_path: Path, damage: str
) -> None:
    toy_roads.load(place, tmp_path)
    file = roads.file_of(place.siren, "foot")
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:500])
    assert list(layers.road_modes(place)) == ["car", "bicycle"]
    assert cage.road_graph(place, "foot") is None and cage.road_graph(place) is not None
    assert list(layers.loaded(["roads"], place)) == ["roads"]


def test_a_network_for_pedestrians_alone_is_not_the_road_network(place: Territory, tmp_path: Path) -> None:
    toy_roads.load(place, tmp_path)
    roads.file_of(place.siren, "car").unlink()
    assert list(layers.road_modes(place)) == ["bicycle", "foot"]
    assert not layers.loaded(["roads"], place) and not cage.study(place.siren).by_road


def test_a_commune_with_paths_alone_is_not_refused(place: Territory, tmp_path: Path) -> None:
    text = toy_roads.street(place).replace('v="tertiary"', 'v="footway"')
    (tmp_path / "paths.osm").write_text(text, encoding="utf-8")
    assert list(cut(place, tmp_path / "paths.osm")[0]) == ["bicycle", "foot"]


def test_the_same_file_read_twice_is_kept_the_same_to_the_last_byte(place: Territory, tmp_path: Path) -> None:
    toy_roads.load(place, tmp_path)
    files = [roads.file_of(place.siren, mode) for mode in MODES]
    before = [file.read_bytes() for file in files]
    toy_roads.load(place, tmp_path)
    assert [file.read_bytes() for file in files] == before


def test_networks_are_kept_whole_or_not_at_all(
    place: Territory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy_roads.load(place, tmp_path)
    files = sorted(roads.file_of(place.siren).parent.iterdir())
    before = [file.read_bytes() for file in files]
    save, saved = np.savez_compressed, []

    def full(file: object, **arrays: object) -> None:
        saved.append(file)
        if len(saved) == 2:
            raise OSError(28, "No space left on device")
        save(file, **arrays)  # type: ignore[arg-type]

    monkeypatch.setattr(np, "savez_compressed", full)
    (tmp_path / "other.osm").write_text(toy_roads.street(place, beyond=0.5), encoding="utf-8")
    with pytest.raises(OSError, match="No space"):
        keep_file(place, tmp_path / "other.osm")
    assert sorted(roads.file_of(place.siren).parent.iterdir()) == files
    assert [file.read_bytes() for file in files] == before


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_a_pbf_cut_short_is_a_sentence_and_loses_nothing(place: Territory, tmp_path: Path, share: float) -> None:
    kept = toy_roads.load(place, tmp_path)
    with osmium.SimpleWriter(str(tmp_path / "cut.osm.pbf")) as writer:
        for entity in osmium.FileProcessor(str(tmp_path / "toy.osm")):
            writer.add(entity)
    whole = (tmp_path / "cut.osm.pbf").read_bytes()
    (tmp_path / "cut.osm.pbf").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(LayerError, match="tronqué"):
        keep_file(place, tmp_path / "cut.osm.pbf")
    assert layers.road_modes(place) == kept


def test_an_extract_that_misses_the_territory_loses_nothing(place: Territory, tmp_path: Path) -> None:
    kept = toy_roads.load(place, tmp_path)
    far = toy_roads.street(place).replace('lon="3.0"', 'lon="6.0"')
    (tmp_path / "far.osm").write_text(far, encoding="utf-8")
    with pytest.raises(LayerError, match="aucune route dans le territoire"):
        keep_file(place, tmp_path / "far.osm")
    assert layers.road_modes(place) == kept and cage.study(place.siren).by_road


@cache
def street(mode: Mode) -> RoadGraph:
    """The toy street between 45.5° and 46.8° north."""
    points = [(3.0, float(lat)) for lat in np.arange(45.5, 46.8, 0.01).round(6)]
    how = use(ROAD, mode)
    assert how is not None
    return RoadGraph(**network(gathered([(mode, list(range(len(points))), points, how)])[mode], 2154))


@given(st.lists(st.floats(45.8, 46.6), min_size=1, max_size=6), st.floats(45.8, 46.6), st.sampled_from(MODES))
def test_a_service_more_on_the_street_never_lengthens_a_time(lats: list[float], more: float, mode: Mode) -> None:
    graph = street(mode)
    origins = snapped(graph, 2154, pd.DataFrame({"lon": 3.0, "lat": np.linspace(45.8, 46.6, 9)}))
    services = snapped(graph, 2154, pd.DataFrame({"lon": 3.0, "lat": [*lats, more]}))
    before = nearest(graph, origins, services[: len(lats)], np.zeros(len(lats), int), 2)[0]
    after = nearest(graph, origins, services, np.zeros(len(lats) + 1, int), 2)[0]
    assert np.isfinite(after).all() and (after <= before).all()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", ["(Insee, 2021)\u00a0; 100\u00a0% d’entre eux", "Communes sans carreau connu\u00a0: 4 sur 5"]),
        ("en", ["(INSEE, 2021); 100% of them", "Communes without a known square: 4 of 5"]),
    ],
)
def test_the_notes_say_how_many_residents_live_in_imputed_squares(
    place: Territory, tmp_path: Path, lang: Lang, said: list[str]
) -> None:
    toy_roads.load(place, tmp_path)
    assert not any("insee" in note.lower() for note in how_minutes(cage.study(place.siren), lang))
    noted = {"cog": str(COG), "sha256": "0", "origin": "squares.csv", "dated": "", "communes": ""}
    store.write("squares", 2021, "france", squares(), noted)
    assert any(all(part in note for part in said) for note in how_minutes(cage.study(place.siren), lang))
