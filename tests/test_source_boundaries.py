"""Contours loaded from publishers: API Découpage administratif, ADMIN EXPRESS, CONTOURS-IRIS."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layers
from layers import COG, LayerError, Source, reference
from layers.load import Outcome, Wanted, load
from layers.sources.admin_express import ADMIN_EXPRESS, read_admin_express
from layers.sources.boundaries import BOUNDARIES, read_geo_api
from layers.sources.iris import IRIS, read_iris
from tests.contour_files import INNER, communes_table, geojson, iris_table, metres, moved, packed, records, seven_zip
from tests.replay import Replay

PAYS_BASQUE, HAUTES_TERRES, CINOR = "200067106", "200066637", "249740119"
UNDRAWN = ("15031", "15035", "15047", "15171")
"""Communes restored in 2025 that the pack draws inside 15141, without contour or point of their own."""

DATA = Path(__file__).parent / "data" / "published"
EXTRACTS: dict[Callable[[Path], pd.DataFrame], Path] = {
    read: next((DATA / key).glob("2026-*"))
    for read, key in ((read_geo_api, "boundaries"), (read_admin_express, "admin_express"), (read_iris, "iris"))
}
Write = Callable[..., Path]


@pytest.fixture
def answer(tmp_path: Path) -> Write:
    """``answer(rows, siren)``: the API's answer, kept under the name that ``load`` gives it."""

    def write(rows: object, siren: str = CINOR) -> Path:
        path = tmp_path / f"new-2026-{siren}-communes"
        path.write_text(json.dumps(rows), encoding="utf-8")
        return path

    return write


def shapes_of(table: pd.DataFrame) -> gpd.GeoSeries:
    return gpd.GeoSeries.from_wkb(table["geometry"], crs=4326)


def assert_same_areas(found: gpd.GeoSeries, expected: gpd.GeoSeries, within: float = 0.001) -> None:
    ratio = metres(found).area / metres(expected).area
    assert ratio.index.equals(expected.index) and ratio.notna().equals(expected.notna())
    assert (ratio.dropna() - 1).abs().max() < within


def loaded(source: Source, replay: Replay, body: bytes, part: str) -> Outcome:
    wanted = Wanted(source, 2026, part)
    replay.bodies[wanted.url] = body
    (outcome,) = load([wanted], COG, lambda *_: None)
    return outcome


@pytest.mark.parametrize("siren", [PAYS_BASQUE, HAUTES_TERRES, CINOR, "200046977", "242010056"])
def test_the_packs_own_contours_come_back_the_same(siren: str, replay: Replay) -> None:
    before, communes = packed(siren)
    outcome = loaded(BOUNDARIES, replay, json.dumps(records(siren)).encode(), siren)
    assert (outcome.status, outcome.problem) == ("downloaded", None)
    place = layers.territory(siren)
    after = layers.contours(place)
    assert_same_areas(after, before)
    assert shapely.coverage_is_valid(metres(after).dropna().to_numpy())
    table = BOUNDARIES.table(COG, place.communes)
    assert table is not None
    assert after.to_wkb().dropna().equals(table["geometry"].reindex(after.index).dropna())
    pd.testing.assert_frame_equal(layers.communes(place), communes, rtol=1e-3)


def drawn_apart() -> list[dict[str, Any]]:
    """The answer for Hautes Terres with five strips of 15141 for it and the four others: no real borders."""
    rows = {row["code"]: row for row in records(HAUTES_TERRES)}
    whole = shapely.from_geojson(json.dumps(rows["15141"]["contour"]))
    west, south, east, north = whole.bounds
    edges = np.linspace(west, east, 6)
    for code, left, right in zip(("15141", *UNDRAWN), edges, edges[1:], strict=False):
        strip = shapely.intersection(whole, shapely.box(left, south, right, north))
        point = geojson(strip.point_on_surface())
        hall = (
            point
            if code == "15031"
            else json.loads(shapely.to_geojson(strip.representative_point().buffer(1e-5).exterior.interpolate(0)))
        )
        rows[code] |= {"contour": geojson(strip), "centre": point, "mairie": hall}
    return list(rows.values())


def test_communes_without_contour_nor_point_get_theirs(replay: Replay) -> None:
    before, communes = packed(HAUTES_TERRES)
    assert set(before.index[before.isna()]) == set(UNDRAWN) == set(communes.index[communes["lon"].isna()])
    loaded(BOUNDARIES, replay, json.dumps(drawn_apart()).encode(), HAUTES_TERRES)
    found = layers.communes(layers.territory(HAUTES_TERRES))
    assert found[["lon", "lat", "area_km2"]].notna().all(axis=None)
    # The API gives the centre as the town hall where it knows none.
    assert found.loc[list(UNDRAWN), "point_quality"].tolist() == ["inside", "town_hall", "town_hall", "town_hall"]
    assert found["area_km2"].sum() == pytest.approx(communes["area_km2"].sum(), rel=1e-3)
    others = communes.index.difference([*UNDRAWN, "15141"])
    assert found.loc[others, "point_quality"].equals(communes.loc[others, "point_quality"])


def test_a_commune_the_api_lacks_comes_from_the_pack_and_covers_nothing_loaded(replay: Replay) -> None:
    before, _ = packed(CINOR)
    west, south, east, north = before.iloc[2].bounds
    half = before.iloc[2].intersection(shapely.box(west, south, (west + east) / 2, north))
    row = records(CINOR)[0] | {"contour": geojson(before.iloc[0].union(half))}
    loaded(BOUNDARIES, replay, json.dumps([row]).encode(), CINOR)
    after = layers.contours(layers.territory(CINOR))
    assert after.notna().all()
    assert metres(after).area.sum() == pytest.approx(metres(before).area.sum(), rel=1e-3)
    assert metres(after).iloc[0].area > metres(before).iloc[0].area * 1.1
    assert metres(after).iloc[1].area == pytest.approx(metres(before).iloc[1].area, rel=1e-3)


def test_contours_finer_than_the_map_needs_are_simplified_together(answer: Write) -> None:
    before, _ = packed(CINOR)
    # A vertex every 30 m, shaken by at most 2 m, differently on the two sides of a border.
    dense = shapely.segmentize(metres(before).to_numpy(), 30)
    shaken = np.array([shapely.transform(s, lambda xy, by=i: xy + 2 * np.sin(xy + by)) for i, s in enumerate(dense)])
    fine = gpd.GeoSeries(shaken, index=before.index, crs=2975).to_crs(4326)
    assert not shapely.coverage_is_valid(shaken)
    found = shapes_of(read_geo_api(answer([row | {"contour": geojson(fine[row["code"]])} for row in records(CINOR)])))
    assert shapely.coverage_is_valid(found.to_numpy())
    assert not found.union_all().interiors
    assert shapely.get_num_coordinates(found.to_numpy()).sum() < shapely.get_num_coordinates(shaken).sum() / 3
    assert_same_areas(found, before, within=0.01)


def test_an_invalid_ring_is_repaired_and_a_commune_without_contour_is_missing(answer: Write) -> None:
    rows = records(CINOR)
    (ring,) = rows[1]["contour"]["coordinates"]
    spike = [ring[0][0] - 0.02, ring[0][1]]
    rows[1]["contour"]["coordinates"] = [[ring[0], spike, ring[0], *ring[1:]]]
    rows[2] |= {"contour": None, "mairie": None, "centre": None}
    found = read_geo_api(answer(rows))
    before, _ = packed(CINOR)
    assert_same_areas(shapes_of(found)[:2], before[:2])
    assert found.iloc[2][["geometry", "lon", "point_quality"]].isna().all()


def test_a_town_hall_out_of_its_commune_is_not_believed(answer: Write) -> None:
    rows = records(CINOR)
    rows[0]["mairie"], rows[1]["mairie"], rows[1]["centre"] = rows[2]["mairie"], rows[2]["mairie"], None
    found = read_geo_api(answer(rows))
    assert found.loc["97411", ["lon", "lat"]].tolist() == rows[0]["centre"]["coordinates"]
    assert found["point_quality"].fillna("").tolist() == ["inside", "", "town_hall"]


def other(rows: list[dict[str, Any]], **changed: object) -> list[dict[str, Any]]:
    return [rows[0] | changed, *rows[1:]]


WRONG: dict[str, tuple[Callable[[list[dict[str, Any]]], object], str]] = {
    "another EPCI": (lambda rows: [row | {"codeEpci": PAYS_BASQUE} for row in rows], "another intercommunality"),
    "the whole country": (lambda rows: other(rows, codeEpci=PAYS_BASQUE), "another intercommunality"),
    "no EPCI said": (lambda rows: [{k: v for k, v in row.items() if k != "codeEpci"} for row in rows], "another"),
    "unknown EPCI": (lambda _: [], "knows no commune"),
    "an error": (lambda _: {"code": 404, "message": "Not found"}, "not a list of communes"),
    "geojson without geometry=contour": (lambda rows: [r | {"contour": r["centre"]} for r in rows], "no contour"),
    "contours not asked for": (lambda rows: [{**row, "contour": None} for row in rows], "no contour"),
    "metres": (lambda rows: moved(rows, lambda xy: xy * 1e5), "outside France"),
    "latitude first": (lambda rows: moved(rows, lambda xy: xy[:, ::-1]), "outside France"),
    "metropolitan codes": (lambda rows: [row | {"code": f"6400{i}"} for i, row in enumerate(rows)], "outside France"),
    "the same commune twice": (lambda rows: other(rows, code="97418"), "duplicate rows"),
    "the same contour twice": (lambda rows: other(rows, contour=rows[1]["contour"]), "damaged"),
    "two contours on one another": (
        lambda rows: [moved(rows[1:2], lambda xy: xy - [0.05, 0])[0], rows[0], rows[2]], "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_an_answer_that_is_not_what_was_asked_is_refused(wrong: str, answer: Write) -> None:
    change, said = WRONG[wrong]
    with pytest.raises(LayerError) as refused:
        read_geo_api(answer(change(records(CINOR))))
    assert said in refused.value.message.en


def test_geojson_dropped_by_hand_is_read_as_the_records_are(answer: Write) -> None:
    rows = records(CINOR)
    features = [
        {"type": "Feature", "properties": {k: v for k, v in row.items() if k != "contour"}, "geometry": row["contour"]}
        for row in rows
    ]
    found = read_geo_api(answer({"type": "FeatureCollection", "features": features}))
    pd.testing.assert_frame_equal(found, read_geo_api(answer(rows)))


def shapes_and_pack(codes: tuple[str, ...]) -> gpd.GeoSeries:
    return shapes_of(pd.read_parquet(reference.REFERENCE / "contours.parquet").set_index("commune").loc[list(codes)])


SPREAD = ("01004", "2A004", "64102", "75056", "97418")


def test_admin_express_is_read_in_every_layout_it_has_had(tmp_path: Path) -> None:
    before = shapes_and_pack(SPREAD)
    table = communes_table(before)
    abroad = table.iloc[:1].assign(code_insee="97502", geometrie=[shapely.box(-56.3, 46.7, -56.1, 46.9)])
    new = {"departement": table.iloc[:1], "commune": pd.concat([table, abroad])}
    old = table.iloc[:4].to_crs(2154).rename(columns={"code_insee": "INSEE_COM", "nom_officiel": "NOM"})
    read = read_admin_express
    assert_same_areas(shapes_of(read(seven_zip(tmp_path / "a.7z", new, INNER))), before)
    assert_same_areas(shapes_of(read(seven_zip(tmp_path / "b.7z", {"COMMUNE": old}, INNER, ".shp"))), before[:4])
    table.to_file(tmp_path / "c.gpkg", layer="commune")
    assert_same_areas(shapes_of(read(tmp_path / "c.gpkg")), before)


def test_iris_are_read_and_carried_to_the_communes(tmp_path: Path, replay: Replay) -> None:
    assert read_iris(EXTRACTS[read_iris]).loc["010010000", ["commune", "name", "kind"]].tolist() == [
        "01001", "Commune 01001", "Z",
    ]  # fmt: skip
    before = shapes_and_pack(("75056", "64102", "97418"))
    table = iris_table(before).replace({"75056": "75101", "750560000": "751010101"})
    body = seven_zip(tmp_path / "iris.7z", {"contours_iris": table}, INNER).read_bytes()
    assert loaded(IRIS, replay, body, "france").problem is None
    found = IRIS.table(COG, ("75056",))
    assert found is not None
    assert found["commune"].to_dict() == {"751010101": "75056"}
    assert_same_areas(shapes_of(found).set_axis(["75056"]), before[:1])


def test_admin_express_comes_before_the_api(tmp_path: Path, replay: Replay) -> None:
    place, before = layers.territory(PAYS_BASQUE), packed(PAYS_BASQUE)[0]
    assert loaded(BOUNDARIES, replay, EXTRACTS[read_geo_api].read_bytes(), PAYS_BASQUE).problem is None
    square = communes_table(gpd.GeoSeries([before["64024"].envelope], index=["64024"]))
    body = seven_zip(tmp_path / "a.7z", {"commune": square}, INNER).read_bytes()
    assert loaded(ADMIN_EXPRESS, replay, body, "france").problem is None
    after = layers.contours(place)
    assert after["64024"].normalize().equals(before["64024"].envelope.normalize())


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"epci": communes_table}, "does not hold the layer"),
        ({"commune": lambda s: communes_table(s).drop(columns="code_insee")}, "Missing columns: code_insee"),
        ({"commune": lambda s: pd.concat([communes_table(s)] * 2)}, "duplicate rows"),
        ({"commune": lambda s: communes_table(s).set_crs(2154, allow_override=True)}, "outside France"),
        ({"commune": lambda s: communes_table(s).set_crs(None, allow_override=True)}, "Its projection is not said"),
        ({"commune": lambda s: communes_table(s).assign(code_insee="France")}, "codes of communes"),
        ({"commune": lambda s: communes_table(s).set_geometry(s.boundary.to_numpy())}, "no contour"),
    ],
)
def test_a_wrong_layer_is_refused(tables: dict[str, Any], said: str, tmp_path: Path) -> None:
    made = {name: make(shapes_and_pack(SPREAD)) for name, make in tables.items()}
    with pytest.raises(LayerError) as refused:
        read_admin_express(seven_zip(tmp_path / "a.7z", made, INNER))
    assert said in refused.value.message.en


def test_an_iris_that_is_not_in_its_commune_is_refused(tmp_path: Path) -> None:
    table = iris_table(shapes_and_pack(SPREAD)).assign(code_iris="640240000")
    with pytest.raises(LayerError, match="code d'Iris"):
        read_iris(seven_zip(tmp_path / "iris.7z", {"contours_iris": table}, INNER))


whole_table = cache(lambda read: read(EXTRACTS[read]))


@pytest.mark.parametrize("read", EXTRACTS, ids=lambda read: read.__name__)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_right(
    read: Callable[[Path], pd.DataFrame], data: st.DataObject, tmp_path: Path
) -> None:
    whole, expected = EXTRACTS[read].read_bytes(), whole_table(read)
    at = data.draw(st.integers(0, len(whole) - 1))
    inserted = data.draw(st.sampled_from([b"", b"\x00", b"<html>", b"\xff\xff"]))
    body = whole[:at] + inserted + whole[data.draw(st.sampled_from([at, at + 1, len(whole)])) :]
    path = tmp_path / EXTRACTS[read].name
    path.write_bytes(body)
    try:
        found = read(path)
    except LayerError:
        return
    assert list(found) == list(expected) and found.index.is_unique and set(found.index) <= set(expected.index)
    assert (shapely.area(shapes_of(found).dropna().to_numpy()) > 0).all()


def test_a_page_or_half_a_file_is_refused_by_every_reader(tmp_path: Path) -> None:
    for read, extract in EXTRACTS.items():
        for body in (b"<!DOCTYPE html><html></html>", b"", extract.read_bytes()[: extract.stat().st_size // 2]):
            (tmp_path / extract.name).write_bytes(body)
            with pytest.raises(LayerError):
                read(tmp_path / extract.name)
