"""The network of a territory: cut from a file or through Overpass, kept with its notes, told apart."""

import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import cage
import layers
from layers import COG, MODES, LayerError, contours, store
from layers.fetch.download import Cancelled
from layers.roads import kept as roads
from layers.roads import overpass as road_overpass
from layers.roads.files import dropped, layer_of
from layers.roads.read import cut, keep_file
from layers.roads.speeds import use
from layers.territory import Territory, territory
from tests import toy_roads
from tests.replay import Fault, Replay

NOBODY = b'<osm version="0.6"></osm>'


@pytest.fixture
def place(toy: str) -> Territory:
    return territory(toy)


def kept(place: Territory) -> roads.Network:
    found = roads.network(place)
    assert found is not None
    return found


def test_the_network_of_a_territory_goes_20_km_beyond_it_and_comes_back_as_it_was_cut(
    place: Territory, tmp_path: Path
) -> None:
    assert roads.network(place) is None and roads.stamp(place.siren) == 0
    toy_roads.load(place, tmp_path)
    found, fresh = kept(place), cut(place, tmp_path / "toy.osm")[0]["car"]
    south, north = contours(place).total_bounds[[1, 3]]
    assert np.ptp(found["nodes"][:, 1]) / 1000 == pytest.approx(2 * 20 + (north - south) * 111.2, abs=3)
    assert list(found) == list(fresh)
    assert all(np.array_equal(found[name], fresh[name]) for name in fresh)


def test_its_notes_say_from_what_and_the_pages_measure_again(place: Territory, tmp_path: Path) -> None:
    before = layers.stamp()
    notes = toy_roads.load(place, tmp_path)
    assert layers.stamp() != before
    assert roads.modes(place) == notes and list(notes) == [*MODES]
    found = layers.loaded(["roads", "bd_topo"], place)
    assert list(found) == ["roads"]
    assert found["roads"].vintage.origin == "toy.osm" and len(found["roads"].vintage.sha256) == 64
    assert found["roads"].vintage.year == layers.UNDATED
    assert layers.coverage(layers.BY_KEY["roads"], place) == 1.0
    assert layers.BY_KEY["roads"].table(COG, place.communes[:1]) is None


@pytest.mark.parametrize("fault", ["cut short", "other rules", "other communes", "not ours"])
def test_a_network_that_does_not_hold_any_more_is_not_loaded(place: Territory, tmp_path: Path, fault: str) -> None:
    toy_roads.load(place, tmp_path)
    file = roads.file_of(place.siren)
    if fault == "cut short":
        file.write_bytes(file.read_bytes()[:1000])
    elif fault == "not ours":
        np.savez(tmp_path / "other.npz", notes=np.array("[]"))
        file.write_bytes((tmp_path / "other.npz").read_bytes())
    else:
        right = roads.Notes("roads", "toy.osm", "", "0", place.communes)
        other = replace(right, reading=0) if fault == "other rules" else replace(right, communes=place.communes[1:])
        roads.keep(place.siren, {"car": kept(place)}, other)
    assert roads.network(place) is None
    assert not layers.loaded(["roads"], place)


def test_a_byte_that_changed_anywhere_stops_nobody(place: Territory, tmp_path: Path) -> None:
    toy_roads.load(place, tmp_path)
    file = roads.file_of(place.siren)
    whole = file.read_bytes()
    seen = set()
    # The list of what the archive holds is at its end.
    for at in (*range(0, len(whole), 41), *range(len(whole) - 600, len(whole))):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        roads.noted(file)
        seen.add(roads.network(place) is None)
    assert True in seen


def test_dropped_files_are_known_by_their_suffix_and_by_what_they_hold(place: Territory) -> None:
    assert dropped() == []
    folder = store.drop()
    folder.mkdir(parents=True)
    for name in ("b.osm.pbf", "a.OSM.GZ", "c.graphml", "d.osm", "e.csv", "f.gpkg", "g.zip"):
        (folder / name).write_bytes(b"?")
    line = shapely.LineString([(650_000, 6_500_000), (651_000, 6_500_000)])
    table = gpd.GeoDataFrame({"nature": ["Bac"], "importance": ["5"], "sens": ["Double"]}, geometry=[line], crs=2154)
    table.to_file(folder / "h.gpkg", layer="troncon_de_route")
    table.to_file(folder / "i.gpkg", layer="commune")
    shape = folder / "shape"
    shape.mkdir()
    table.to_file(shape / "ROUTE.shp")
    with zipfile.ZipFile(folder / "j.zip", "w") as archive:
        for part in shape.iterdir():
            archive.write(part, part.name)
    shutil.rmtree(shape)
    names = [path.name for path in dropped()]
    assert names == ["a.OSM.GZ", "b.osm.pbf", "c.graphml", "d.osm", "h.gpkg", "j.zip"]
    assert layer_of(folder / "j.zip") == "ROUTE"
    with pytest.raises(LayerError, match="aucune route dans le territoire"):
        keep_file(place, folder / "j.zip")


def answered(place: Territory, replay: Replay) -> list[str]:
    """Overpass plays the toy street in every tile back."""
    urls = [road_overpass.url(box) for box in road_overpass.tiles(place)]
    replay.bodies |= dict.fromkeys(urls, toy_roads.street(place).encode())
    return urls


def test_overpass_is_asked_tile_by_tile_and_roads_in_two_tiles_are_counted_once(
    place: Territory, tmp_path: Path, replay: Replay
) -> None:
    urls = answered(place, replay)
    told: list[tuple[int, int]] = []
    notes = road_overpass.load(place, lambda rank, count, _: told.append((rank, count)))
    assert sorted(set(replay.asked)) == sorted(urls) and len(urls) > 1
    assert {rank for rank, _ in told} == set(range(len(urls))) and {count for _, count in told} == {len(urls)}
    assert set(notes) == {*MODES} and notes["car"].source == "roads" and len(notes["car"].dated) == 10
    found = kept(place)
    toy_roads.load(place, tmp_path)
    assert all(np.array_equal(found[name], kept(place)[name]) for name in found)
    road_overpass.load(place, lambda *_: None)
    assert len(replay.asked) == len(urls)
    road_overpass.load(place, lambda *_: None, again=True)
    assert len(replay.asked) == 2 * len(urls)


def test_tiles_cover_the_territory_and_20_km_around(place: Territory) -> None:
    boxes = [shapely.box(*box) for box in road_overpass.tiles(place)]
    metres = gpd.GeoSeries(boxes, crs=4326).to_crs(layers.projection(place.communes))
    assert metres.area.max() < 2600e6
    around = contours(place).to_crs(metres.crs).union_all().buffer(19_900)
    assert shapely.union_all(metres.to_numpy()).buffer(50).covers(around)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>rate_limited</body></html>",
        NOBODY[:-4],
        b'<osm version="0.6"><remark>runtime error: Query timed out</remark></osm>',
    ],
)
def test_an_answer_that_is_not_whole_is_a_sentence_and_keeps_what_came(
    place: Territory, replay: Replay, body: bytes
) -> None:
    urls = answered(place, replay)
    replay.bodies[urls[-1]] = body
    with pytest.raises(LayerError, match="surchargé"):
        road_overpass.load(place, lambda *_: None)
    assert roads.network(place) is None
    asked = len(replay.asked)
    answered(place, replay)
    road_overpass.load(place, lambda *_: None)
    assert len(replay.asked) == asked + 1


@pytest.mark.parametrize("fault", [404, 429, 504, "truncated", "reset", "html"])
def test_overpass_down_between_two_tiles_loses_nothing(
    place: Territory, tmp_path: Path, replay: Replay, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    before = toy_roads.load(place, tmp_path)
    urls = answered(place, replay)
    replay.faults[urls[2]] = [fault] * 20
    with pytest.raises(LayerError, match=rf"Carré 3 sur {len(urls)}") as error:
        road_overpass.load(place, lambda *_: None)
    assert "sont gardés" in error.value.message.fr and "data=" not in error.value.message.fr
    assert set(replay.asked) == set(urls[:3])
    assert roads.modes(place) == before and cage.study(place.siren).by_road
    replay.faults.clear()
    replay.asked.clear()
    assert road_overpass.load(place, lambda *_: None)["car"].origin == road_overpass.SERVER
    assert replay.asked == urls[2:]


def test_without_a_network_an_overpass_that_is_down_leaves_the_estimate(place: Territory, replay: Replay) -> None:
    assert not replay.bodies
    with pytest.raises(LayerError, match="404"):
        road_overpass.load(place, lambda *_: None)
    study = cage.study(place.siren)
    assert not study.by_road and study.estimated.all() and study.values[cage.MINUTES].notna().all()


def test_a_tile_that_answered_another_question_is_asked_for_again(
    place: Territory, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = answered(place, replay)
    with monkeypatch.context() as then:
        then.setattr(road_overpass, "QUERY", road_overpass.QUERY.replace(road_overpass.KINDS, "primary"))
        replay.bodies |= dict.fromkeys(map(road_overpass.url, road_overpass.tiles(place)), replay.bodies[urls[0]])
        road_overpass.load(place, lambda *_: None)
    replay.asked.clear()
    road_overpass.load(place, lambda *_: None)
    assert replay.asked == urls


def test_every_road_that_a_mode_may_use_is_asked_for() -> None:
    kinds = re.search(r"\^\(([a-z_|]+)\)\$", road_overpass.QUERY)
    assert kinds is not None
    asked = set(kinds[1].split("|"))
    assert {"footway", "path", "cycleway", "steps", "track", "pedestrian", "bridleway", "motorway"} <= asked
    assert all(any(use({"highway": kind, "bicycle": "yes"}, mode) for mode in MODES) for kind in asked)
    assert 'way["route"="ferry"]' in road_overpass.QUERY


def test_a_busy_server_is_waited_for(place: Territory, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    urls = answered(place, replay)
    replay.retry_after = "7"
    replay.faults[urls[0]] = [429]
    road_overpass.load(place, lambda *_: None)
    assert 7 in waits and roads.network(place) is not None


def test_the_reader_can_stop(place: Territory, replay: Replay) -> None:
    answered(place, replay)

    def stop(*_: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        road_overpass.load(place, stop)
    assert roads.network(place) is None


def test_a_sea_without_roads_is_said(place: Territory, replay: Replay) -> None:
    replay.bodies |= dict.fromkeys(answered(place, replay), NOBODY)
    with pytest.raises(LayerError, match="aucune route dans le territoire"):
        road_overpass.load(place, lambda *_: None)
