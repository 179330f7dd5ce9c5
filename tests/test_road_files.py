"""Road networks read from files: tags, one-ways, barriers, what is kept, what is said when a file is wrong."""

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import osmnx
import pytest
import shapely

from distance.road_graph import CLOSED, RoadGraph
from layers import LayerError
from layers.roads import bdtopo as road_bdtopo
from layers.roads.osm import ferry_hours
from layers.roads.read import read
from layers.roads.speeds import EVERYWHERE, Mode, Use, blocked, use

NODES = {
    1: (2.0, 46.0),
    2: (2.01, 46.0),
    3: (2.02, 46.0),
    4: (2.02, 46.01),
    5: (2.03, 46.0),
    6: (2.5, 46.5),
    7: (2.501, 46.5),
}
METRES = 774.1
"""From one node to the next along the parallel: 0.01 degree at latitude 46."""


def osm(
    ways: Sequence[tuple[list[int], Mapping[str, str]]], tagged: Mapping[int, Mapping[str, str]] | None = None
) -> str:
    """OpenStreetMap's XML of a few ways."""

    def tags(of: Mapping[str, str]) -> str:
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in of.items())

    points = "".join(
        f'<node id="{i}" lon="{lon}" lat="{lat}">{tags((tagged or {}).get(i, {}))}</node>'
        for i, (lon, lat) in NODES.items()
    )
    drawn = "".join(
        f'<way id="{i}">{"".join(f"<nd ref={chr(34)}{ref}{chr(34)}/>" for ref in refs)}{tags(of)}</way>'
        for i, (refs, of) in enumerate(ways, start=1)
    )
    return f'<osm version="0.6">{points}{drawn}</osm>'


def graph_of(folder: Path, text: str, mode: Mode = "car") -> RoadGraph:
    file = folder / "roads.osm"
    file.write_text(text, encoding="utf-8")
    return RoadGraph(**read(file, EVERYWHERE, 2154)[mode])


ROAD = {"highway": "tertiary"}


def test_bends_are_the_shape_of_an_edge_and_its_time_is_its_length(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, osm([([1, 2, 3], ROAD), ([3, 4], {"highway": "residential"})]))
    assert len(graph.nodes) == 3
    assert sorted(np.diff(graph.shape_start).tolist()) == [2, 3]
    tertiary = int(np.argmax(np.diff(graph.shape_start)))
    assert graph.forth[tertiary] == graph.back[tertiary] == pytest.approx(2 * METRES * 3600 / 58, rel=1e-3)
    assert shapely.length(graph.lines[tertiary]) == pytest.approx(2 * METRES, rel=2e-3)


def test_a_bend_between_two_speeds_or_directions_is_kept(tmp_path: Path) -> None:
    assert len(graph_of(tmp_path, osm([([1, 2], ROAD), ([2, 3], ROAD)])).nodes) == 2
    slow = {**ROAD, "maxspeed": "30"}
    assert len(graph_of(tmp_path, osm([([1, 2], ROAD), ([2, 3], slow)])).nodes) == 3
    loop = [([1, 2], {**ROAD, "oneway": "yes"}), ([3, 2], {**ROAD, "oneway": "-1"}), ([3, 4, 1], ROAD)]
    graph = graph_of(tmp_path, osm(loop))
    assert len(graph.nodes) == 2
    assert sorted(((graph.forth == CLOSED) | (graph.back == CLOSED)).tolist()) == [False, True]


def test_what_cannot_be_left_or_is_cut_off_and_short_is_left_out(tmp_path: Path) -> None:
    dead_end = {**ROAD, "oneway": "yes"}
    graph = graph_of(tmp_path, osm([([1, 2, 3], ROAD), ([3, 4], dead_end), ([6, 7], ROAD)]))
    assert len(graph.nodes) == 2
    assert len(graph.tail) == 1


def test_a_ring_alone_is_a_network(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, osm([([2, 3, 4, 2], ROAD)]))
    assert graph.tail.tolist() == graph.head.tolist() == [0]
    assert np.diff(graph.shape_start).tolist() == [4]


def test_a_bollard_stops_cars_only(tmp_path: Path) -> None:
    ways = [([1, 2, 3], ROAD), ([3, 4], ROAD)]
    text = osm(ways, {2: {"barrier": "bollard"}})
    assert shapely.length(graph_of(tmp_path, text).lines).sum() < 2.5 * METRES
    assert shapely.length(graph_of(tmp_path, text, "foot").lines).sum() > 2.9 * METRES


def test_nodes_missing_from_the_extract_cut_the_way(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, osm([([1, 2, 99, 3, 5], ROAD)]))
    assert shapely.length(graph.lines) == pytest.approx([METRES, METRES], rel=2e-3)


@pytest.mark.parametrize(
    ("tags", "mode", "expected"),
    [
        ({"highway": "motorway"}, "car", Use(125, 0, stop=False)),
        ({"highway": "motorway", "maxspeed": "90"}, "car", Use(90, 0, stop=False)),
        ({"highway": "secondary"}, "car", Use(63, 63, stop=True)),
        ({"highway": "secondary", "maxspeed": "50"}, "car", Use(45, 45, stop=True)),
        ({"highway": "secondary", "source:maxspeed": "FR:urban"}, "car", Use(45, 45, stop=True)),
        ({"highway": "secondary", "maxspeed": "FR:zone30"}, "car", Use(30, 30, stop=True)),
        ({"highway": "primary", "junction": "roundabout"}, "car", Use(25, 0, stop=True)),
        ({"highway": "primary", "tunnel": "yes"}, "car", Use(67, 67, stop=False)),
        ({"highway": "residential", "oneway": "-1"}, "car", Use(0, 30, stop=True)),
        ({"highway": "residential", "oneway": "yes"}, "foot", Use(4, 4, stop=True)),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, "bicycle", Use(15, 15, stop=True)),
        ({"highway": "residential", "oneway": "yes"}, "bicycle", Use(15, 0, stop=True)),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, "car", Use(30, 30, stop=True)),
        ({"highway": "residential", "access": "private"}, "car", None),
        ({"highway": "residential", "motor_vehicle": "no"}, "car", None),
        ({"highway": "residential", "motor_vehicle": "no"}, "foot", Use(4, 4, stop=True)),
        ({"highway": "residential", "oneway": "reversible"}, "car", None),
        ({"highway": "service", "service": "parking_aisle"}, "car", None),
        ({"highway": "track"}, "car", None),
        ({"highway": "track", "motor_vehicle": "yes"}, "car", Use(10, 10, stop=True)),
        ({"highway": "footway"}, "bicycle", Use(4, 4, stop=True)),
        ({"highway": "steps"}, "bicycle", None),
        ({"highway": "motorway"}, "foot", None),
        ({"highway": "trunk", "motorroad": "yes"}, "bicycle", None),
        ({"highway": "pedestrian", "area": "yes"}, "foot", None),
        ({"highway": "proposed"}, "car", None),
        ({"route": "ferry"}, "foot", Use(5, 5, stop=False)),
        ({"route": "ferry"}, "car", None),
        ({"route": "ferry", "motor_vehicle": "yes"}, "car", Use(5, 5, stop=False)),
        ({"route": "hiking"}, "foot", None),
    ],
)
def test_tags_say_who_may_use_a_road_and_how_fast(tags: dict[str, str], mode: Mode, expected: Use | None) -> None:
    assert use(tags, mode) == expected


def test_gates_open_and_bollards_do_not() -> None:
    assert blocked({"barrier": "bollard"}, "car")
    assert not blocked({"barrier": "bollard", "motor_vehicle": "yes"}, "car")
    assert not blocked({"barrier": "gate"}, "car")
    assert blocked({"barrier": "gate", "access": "private"}, "foot")
    assert not blocked({"highway": "crossing"}, "car")


def test_a_ferry_takes_the_time_it_says(tmp_path: Path) -> None:
    ferry = {"route": "ferry", "motor_vehicle": "yes", "duration": "00:30"}
    graph = graph_of(tmp_path, osm([([1, 2], ROAD), ([2, 3], ferry), ([3, 5], ROAD)]))
    crossing = int(np.flatnonzero(~graph.stop)[0])
    assert graph.forth[crossing] == pytest.approx(30 * 60_000, rel=2e-3)
    assert [ferry_hours(text) for text in ("45", "01:30:36", "PT1H", "", "00:00")] == [0.75, 1.51, None, None, None]


def test_every_format_of_an_extract_gives_the_same_network(tmp_path: Path) -> None:
    text = osm([([1, 2, 3], ROAD), ([3, 4], {"highway": "residential"})])
    whole = graph_of(tmp_path, text)
    (tmp_path / "roads.osm.gz").write_bytes(gzip.compress(text.encode()))
    with osmium.SimpleWriter(str(tmp_path / "roads.osm.pbf")) as writer:
        for entity in osmium.FileProcessor(str(tmp_path / "roads.osm")):
            writer.add(entity)
    for name in ("roads.osm.gz", "roads.osm.pbf"):
        found = read(tmp_path / name, EVERYWHERE, 2154)["car"]
        assert all(np.array_equal(found[key], getattr(whole, key)) for key in found), name


def test_a_graph_of_osmnx_gives_each_street_once(tmp_path: Path) -> None:
    graph_of(tmp_path, osm([([1, 2, 3], ROAD), ([3, 4], {**ROAD, "oneway": "yes"}), ([4, 1], ROAD)]))
    saved = osmnx.graph_from_xml(tmp_path / "roads.osm", simplify=True)
    osmnx.save_graphml(saved, tmp_path / "roads.graphml")
    graph = RoadGraph(**read(tmp_path / "roads.graphml", EVERYWHERE, 2154)["car"])
    whole = RoadGraph(**read(tmp_path / "roads.osm", EVERYWHERE, 2154)["car"])
    assert sorted(graph.forth.tolist() + graph.back.tolist()) == sorted(whole.forth.tolist() + whole.back.tolist())


def troncons() -> gpd.GeoDataFrame:
    """Four roads in the columns of BD TOPO 3: a bridge over the first two, and a lane."""
    lines: list[list[tuple[float, float]]] = [
        [(0, 0), (500, 0)],
        [(500, 0), (1000, 0)],
        [(500, -500), (500, 0.001), (500, 500)],
        [(1000, 0), (1000, 500)],
    ]
    return gpd.GeoDataFrame(
        {
            "nature": ["Route à 1 chaussée", "Rond-point", "Route à 2 chaussées", "Chemin"],
            "importance": ["3", "4", "2", "5"],
            "sens_de_circulation": ["Double sens", "Sens direct", "Sens inverse", "Sans objet"],
            "urbain": [False, True, False, False],
            "position_par_rapport_au_sol": ["0", "0", "1", "0"],
            "geometry": [shapely.LineString([(x + 650_000, y + 6_500_000) for x, y in line]) for line in lines],
        },
        crs=2154,
    )


def test_bd_topo_meets_at_the_ends_and_goes_at_igns_speeds(tmp_path: Path) -> None:
    file = tmp_path / "troncon.gpkg"
    table = troncons()
    table.to_file(file, layer="troncon_de_route")
    ways = road_bdtopo.roads(file)["car"]
    assert ways.forth.tolist() == [63, 25, 0]
    assert ways.back.tolist() == [63, 0, 75]
    assert ways.vertex[1] == ways.vertex[2]
    assert len(set(ways.vertex[4:].tolist()) | set(ways.vertex[:4].tolist())) == 6
    table["vitesse_moyenne_vl"], table["acces_vehicule_leger"] = (
        [42, 20, 70, 1],
        ["Libre", "Libre", "Restreint", "Libre"],
    )
    table.to_file(file, layer="troncon_de_route")
    assert road_bdtopo.roads(file)["car"].forth.tolist() == [42, 20]
    assert road_bdtopo.roads(file)["foot"].forth.tolist() == [4, 4, 4, 4]


@pytest.mark.parametrize(
    "name", ["cut.osm", "cut.osm.gz", "cut.osm.pbf", "cut.graphml", "cut.gpkg", "absent.osm.pbf", "a.zip"]
)
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, name: str) -> None:
    text = osm([([1, 2, 3], ROAD)])
    content = gzip.compress(text.encode()) if name.endswith("gz") else text.encode()
    if not name.startswith("absent"):
        (tmp_path / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(LayerError) as error:
        read(tmp_path / name, EVERYWHERE, 2154)
    assert name in error.value.message.fr
    assert name in error.value.message.en


def test_an_extract_elsewhere_has_no_road_here(tmp_path: Path) -> None:
    (tmp_path / "roads.osm").write_text(osm([([1, 2, 3], ROAD)]), encoding="utf-8")
    with pytest.raises(LayerError, match="aucune route dans le territoire"):
        read(tmp_path / "roads.osm", (5.0, 40.0, 6.0, 41.0), 2154)
