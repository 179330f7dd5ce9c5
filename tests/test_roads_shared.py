"""Real networks: minutes and isochrones against networkx, what the readers keep, what a wrong extract says."""

import gzip
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from scipy.spatial import KDTree

import layers
from distance.road_graph import RoadGraph, minutes, minutes_to_nodes, nearest, snap
from distance.routes import reached
from layers import LayerError
from layers.roads.overpass import merged
from layers.roads.read import cut, read
from layers.roads.speeds import EVERYWHERE, MODES, Mode, Use, blocked, use
from tests.road_oracle import judge, judged_minutes, somewhere

DATA = Path(__file__).parents[2] / "shared" / "data"
ANDORRA = DATA / "osm" / "andorra_roads.osm.gz"
FILES: dict[str, tuple[Path, Mode]] = {
    "andorra": (ANDORRA, "car"),
    "st_germain": (DATA / "osm" / "st_germain_en_laye.graphml", "car"),
    "redon": (DATA / "osm" / "redon.osm", "foot"),
    "rodez": (DATA / "bdtopo_12174" / "v2" / "ROUTE.shp", "car"),
}
RODEZ, REDON = "241200187", "243500741"
CELL, WIDTH = 20.0, 100.0


@cache
def andorra(mode: Mode) -> RoadGraph:
    return RoadGraph(**read(ANDORRA, EVERYWHERE, 2154)[mode])


pytestmark = pytest.mark.shared


@pytest.fixture(scope="module", params=FILES)
def graph(request: pytest.FixtureRequest) -> RoadGraph:
    path, mode = FILES[request.param]
    return RoadGraph(**read(path, EVERYWHERE, 2154)[mode])


def test_all_pairs_of_200_places_are_those_of_networkx(graph: RoadGraph) -> None:
    places = somewhere(graph, 200, seed=1)
    found, expected = minutes(graph, places, places), judged_minutes(graph, places, places)
    assert np.array_equal(np.isfinite(found), np.isfinite(expected))
    known = np.isfinite(found)
    assert np.abs(found[known] - expected[known]).max() <= 1e-6
    assert known.mean() > 0.6


def test_an_isochrone_has_the_area_of_a_brute_force_one(graph: RoadGraph) -> None:
    """Places every 5 m along every road, their minutes by networkx, the cells of 20 m within 100 m of those reached."""
    origin, bound = somewhere(graph, 1, seed=2), 4.0
    times = nx.single_source_dijkstra_path_length(judge(graph, {"o": origin}), ("from", "o", 0), weight="ms")
    reach = np.array([times.get(node, np.inf) for node in range(len(graph.nodes))])
    near: list[shapely.Point] = []
    for edge, line in enumerate(graph.lines):
        share = np.linspace(0, 1, int(line.length / 5) + 2)
        late = np.full((2, len(share)), np.inf)
        late[0] = reach[graph.tail[edge]] + share * graph.forth[edge] if graph.forth[edge] > 0 else np.inf
        late[1] = reach[graph.head[edge]] + (1 - share) * graph.back[edge] if graph.back[edge] > 0 else np.inf
        if edge == origin.edge[0]:
            late = np.vstack([late, origin.walk[0] + _from_origin(graph, origin.share[0], edge, share)])
        on = share[late.min(axis=0) <= bound * 60_000]
        near += list(shapely.line_interpolate_point(line, on, normalized=True))
    points = shapely.get_coordinates(near)
    low, high = points.min(axis=0) - 2 * WIDTH, points.max(axis=0) + 2 * WIDTH
    cells = np.stack(np.meshgrid(*(np.arange(a, b, CELL) for a, b in zip(low, high, strict=True))), axis=-1).reshape(
        -1, 2
    )
    area = np.count_nonzero(KDTree(points).query(cells)[0] <= WIDTH) * CELL**2
    assert reached(graph, origin, bound).outline(graph, WIDTH).area == pytest.approx(area, rel=0.02)
    assert area > 5e4


def _from_origin(graph: RoadGraph, here: float, edge: int, share: np.ndarray) -> np.ndarray:
    onward = np.where((share >= here) & (graph.forth[edge] > 0), (share - here) * graph.forth[edge], np.inf)
    return np.minimum(
        onward, np.where((share <= here) & (graph.back[edge] > 0), (here - share) * graph.back[edge], np.inf)
    )


def _plain(path: Path) -> tuple["nx.DiGraph[str]", dict[str, tuple[float, float]]]:
    """An extract read without our reader: every vertex a node, milliseconds not rounded."""
    tree = ET.fromstring(gzip.decompress(path.read_bytes()))  # noqa: S314 - a file of ours
    points = {
        node.get("id", ""): (float(node.get("lon", "")), float(node.get("lat", ""))) for node in tree.iter("node")
    }
    stops = {node.get("id", "") for node in tree.iter("node") if blocked(_tags(node), "car")}
    plain: nx.DiGraph[str] = nx.DiGraph()
    for way in tree.iter("way"):
        how = use(_tags(way), "car") or Use(0, 0, stop=False)
        refs = [nd.get("ref", "") for nd in way.iter("nd") if nd.get("ref") in points]
        for a, b in pairwise(refs):
            metres = Geod(ellps="WGS84").inv(*points[a], *points[b])[2]
            for start, end, speed in ((a, b, how.forth), (b, a, how.back)):
                if speed and stops.isdisjoint({a, b}):
                    known = plain.get_edge_data(start, end, {"ms": np.inf})["ms"]
                    plain.add_edge(start, end, ms=min(known, metres * 3600 / speed))
    return plain, points


def _tags(entity: ET.Element) -> dict[str, str]:
    return {tag.get("k", ""): tag.get("v", "") for tag in entity.iter("tag")}


def test_joining_bends_into_edges_changes_no_minute() -> None:
    plain, points = _plain(ANDORRA)
    graph = RoadGraph(**read(ANDORRA, EVERYWHERE, 2154)["car"])
    names = list(plain)
    lon, lat = np.array([points[name] for name in names]).T
    gap, nearest = KDTree(np.column_stack(Transformer.from_crs(4326, 2154, always_xy=True).transform(lon, lat))).query(
        graph.nodes
    )
    which = [names[i] for i in np.asarray(nearest)]
    assert np.max(gap) < 0.01
    for node in np.random.default_rng(3).choice(len(graph.nodes), 30, replace=False):
        times = nx.single_source_dijkstra_path_length(plain, which[node], weight="ms")
        expected = np.array([times.get(name, np.inf) for name in which]) / 60_000
        found = minutes_to_nodes(graph, snap(graph, graph.nodes[[node]]))[0]
        assert np.abs(found - expected).max() < 1e-3


@pytest.mark.parametrize("mode", MODES)
@given(seed=st.integers(0, 2**16), count=st.integers(1, 12))
@settings(max_examples=15)
def test_a_service_more_in_the_mountains_never_lengthens_a_time(mode: Mode, seed: int, count: int) -> None:
    graph = andorra(mode)
    origins, services = somewhere(graph, 60, seed), somewhere(graph, count + 1, seed + 1)
    before = nearest(graph, origins, services[:count], np.zeros(count, int), 2)[0]
    after = nearest(graph, origins, services, np.zeros(count + 1, int), 2)[0]
    assert np.array_equal(np.isnan(after), np.isnan(before))
    known = ~np.isnan(before)
    assert known.any() and (after[known] <= before[known]).all()


def test_in_the_mountains_the_slower_modes_go_further_and_are_slower() -> None:
    """Paths of Andorra: longer networks on foot and by bicycle, longer times between the same villages."""
    villages = np.array([[1.5218, 42.5063], [1.5345, 42.5100], [1.5146, 42.5450], [1.7333, 42.5425], [1.4894, 42.4636]])
    at = np.column_stack(Transformer.from_crs(4326, 2154, always_xy=True).transform(*villages.T))
    times = {}
    for mode in MODES:
        graph = andorra(mode)
        places = snap(graph, at)
        assert not places.off.any()
        times[mode] = minutes(graph, places, places)[~np.eye(len(at), dtype=bool)]
    assert np.isfinite(list(times.values())).all()
    assert (times["car"] < times["bicycle"]).all() and (times["bicycle"] < times["foot"]).all()
    length = {mode: shapely.length(andorra(mode).lines).sum() for mode in MODES}
    assert length["foot"] > 2 * length["car"] and length["bicycle"] > 2 * length["car"]


def test_the_same_extract_gives_the_same_networks_to_the_last_bit() -> None:
    once, twice = read(ANDORRA, EVERYWHERE, 2154), read(ANDORRA, EVERYWHERE, 2154)
    assert list(once) == list(twice) == [*MODES]
    assert all(np.array_equal(once[mode][name], twice[mode][name]) for mode in MODES for name in once[mode])


def test_an_extract_given_in_parts_is_the_same_network(tmp_path: Path) -> None:
    whole = read(ANDORRA, EVERYWHERE, 2154)["car"]
    parts = read(merged([ANDORRA, ANDORRA], tmp_path / "merged.osm.pbf"), EVERYWHERE, 2154)["car"]
    assert all(np.array_equal(whole[name], parts[name]) for name in whole)


def test_an_extract_that_misses_communes_names_them() -> None:
    with pytest.raises(LayerError, match=r"redon\.osm n'a pas de route dans .* et \d+ autres communes"):
        cut(layers.territory(REDON), DATA / "osm" / "redon.osm")
    with pytest.raises(LayerError, match="n'a pas de route dans"):
        cut(layers.territory(RODEZ), FILES["rodez"][0])
    with pytest.raises(LayerError, match="aucune route dans le territoire"):
        cut(layers.territory(RODEZ), DATA / "osm" / "redon.osm")
