"""GeoPackage, GeoParquet, FlatGeobuf: layers, aliases, styles, and every number derived again from them."""

import io
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import cage
import layers
from atlas.classes import Classes
from atlas.exports.flatgeobuf import FLATGEOBUF
from atlas.exports.geoparquet import GEOPARQUET
from atlas.exports.gpkg import GPKG
from atlas.gis import layers_of, main_layer
from atlas.gis.qml import UNKNOWN, rgba
from atlas.gis.styles import styles_of
from atlas.maps import BY_KEY
from atlas.tables import parts
from cage import Study
from distance import Pair, Scheme
from distance.indicator import Linear
from tests import toy_roads

PAYS_BASQUE = "200067106"
StudyOf = Callable[..., Study]


@pytest.fixture(scope="module")
def to_services() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "acces-aux-droits")


@pytest.fixture(scope="module")
def packed(to_services: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "study.gpkg"
    path.write_bytes(GPKG.write(to_services, "fr"))
    return path


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(query).fetchall()


def test_layers_are_in_the_legal_projection_and_say_what_they_are(packed: Path, to_services: Study) -> None:
    found = {name: pyogrio.read_info(packed, layer=name) for name, _ in pyogrio.list_layers(packed)}
    assert list(found) == ["communes", "former_epcis", "pairs", "services", "institutions", "dictionary", "sources",
                           "layer_styles"]  # fmt: skip
    assert found["communes"]["features"] == 158 and found["former_epcis"]["features"] == 10
    assert found["pairs"]["features"] == len(to_services.distances) == 2054
    assert {found[name]["crs"] for name in ("communes", "pairs", "services")} == {"EPSG:2154"}
    communes = gpd.read_file(packed, layer="communes").to_crs(4326)
    contours = layers.contours(to_services.territory)
    assert (shapely.hausdorff_distance(communes.geometry.to_numpy(), contours.to_numpy()) < 1e-7).all()
    assert json.loads(found["communes"]["dataset_metadata"]["PROVENANCE"])["method_version"] == cage.METHOD_VERSION
    assert "Licence Ouverte" in found["communes"]["dataset_metadata"]["LICENCE"]


def test_columns_have_an_alias_and_a_description(packed: Path) -> None:
    said = {name: (alias, note) for name, alias, note in rows(
        packed, "SELECT column_name, name, description FROM gpkg_data_columns WHERE table_name = 'communes'"
    )}  # fmt: skip
    assert said["composite"][0] == "Distance d’ensemble"
    assert said["wealth_level__median_income"][0] == "Revenu disponible médian"
    assert "Insee 2021" in str(said["wealth_level__median_income"][1])
    table = gpd.read_file(packed, layer="communes")
    assert set(said) == set(table.columns) - {"geometry"}
    described = gpd.read_file(packed, layer="dictionary")
    assert set(described.loc[described["table"] == "communes", "column"]) == set(table.columns)


def test_nothing_in_the_file_depends_on_the_day(packed: Path, to_services: Study) -> None:
    assert GPKG.write(to_services, "fr") == packed.read_bytes()
    assert {date for (date,) in rows(packed, "SELECT last_change FROM gpkg_contents")} == {"2026-01-01T00:00:00.000Z"}


@pytest.mark.parametrize("scheme", [Scheme(), Scheme(geographic=3, economic=0)])
def test_the_composite_is_derived_again_from_the_layers(to_services: Study, tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "study.gpkg"
    path.write_bytes(GPKG.write(replace(to_services, scheme=scheme), "en"))
    pairs, communes = (gpd.read_file(path, layer=name) for name in ("pairs", "communes"))
    columns = [name.removesuffix("__weight") for name in pairs if name.endswith("__weight")]
    known = pairs["composite"].notna()
    made = sum(pairs[f"{c}__weight"] * pairs[f"{c}__score"].fillna(0) for c in columns)
    np.testing.assert_allclose(made[known], pairs.loc[known, "composite"], atol=1e-6)
    np.testing.assert_allclose(pairs.loc[known, [f"{c}__weight" for c in columns]].sum(axis=1), 1, atol=1e-9)
    weights = pd.Series(scheme.weights)
    weighed = pairs[[f"coverage_{d}" for d in weights.index]].set_axis(weights.index, axis=1) * weights
    mean = (pairs[list(weights.index)] * weighed).sum(axis=1) / weighed.sum(axis=1)
    np.testing.assert_allclose(mean[known], pairs.loc[known, "composite"], atol=1e-6)
    read = communes.merge(pairs, left_on=["commune", "destination"], right_on=["origin", "destination"])
    assert len(read) == 158
    np.testing.assert_allclose(read["composite_x"], read["composite_y"], atol=1e-9)


def test_between_residents_a_commune_is_the_mean_of_its_lines(tmp_path: Path) -> None:
    study = cage.study("200090579", 2026, cage.RESIDENTS)
    path = tmp_path / "study.gpkg"
    path.write_bytes(GPKG.write(study, "fr"))
    pairs, communes = (gpd.read_file(path, layer=name) for name in ("pairs", "communes"))
    assert len(pairs) == len(communes) * (len(communes) - 1)
    persons = pairs["destination"].map(communes.set_index("commune")["population"])
    persons = persons.where(pairs["composite"].notna())
    # Means are of unclipped scores (METHOD 2.3, rule 6): what lies under the noise, by its parts, is under 0.
    unclipped = pairs["composite"].copy()
    for column, indicator in study.indicators.items():
        if f"{column}__floor" in pairs and isinstance(indicator.score, Linear):
            under = (pairs[f"{column}__floor"] ** 2 - pairs[f"{column}__raw"] ** 2).clip(lower=0) ** 0.5
            unclipped -= (pairs[f"{column}__weight"] * under / indicator.score.high).fillna(0)
    assert (unclipped < pairs["composite"] - 1e-6).any()
    made = (unclipped * persons).groupby(pairs["origin"]).sum() / persons.groupby(pairs["origin"]).sum()
    np.testing.assert_allclose(communes["composite"], made.reindex(communes["commune"]), atol=1e-6)
    first = pairs.iloc[0]
    here, there = (study.communes.loc[first[side], ["lon", "lat"]] for side in ("origin", "destination"))
    line = pairs.to_crs(4326).geometry.iloc[0]
    np.testing.assert_allclose(line.coords, [here.to_list(), there.to_list()], atol=1e-7)


def test_unknown_is_null(packed: Path) -> None:
    communes = pyogrio.read_dataframe(packed, layer="communes")
    unknown = communes[communes["wealth_level"].isna()]
    assert len(unknown) == 14 and unknown["economic"].isna().all()
    assert rows(packed, "SELECT count(*) FROM communes WHERE wealth_level IS NULL AND economic IS NULL") == [(14,)]
    assert rows(packed, "SELECT count(*) FROM communes WHERE financial_size = 0") == [(0,)]


@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True),
    st.one_of(st.floats(0, 1), st.integers(0, 800).map(lambda eighth: eighth / 800)),
)
def test_limits_put_a_value_in_the_class_of_the_screen(breaks: list[int], value: float) -> None:
    classes = Classes(tuple(sorted(b / 100 for b in breaks)), ("#000000",) * (len(breaks) + 1))
    assert int(np.searchsorted(classes.limits(), value, side="left")) == classes.index(value)


def styled(path: Path, layer: str) -> list[tuple[str, ET.Element, str]]:
    """Name, QML and SLD of each style of a layer, the default first."""
    found = rows(
        path, "SELECT styleName, styleQML, styleSLD, f_table_name FROM layer_styles ORDER BY useAsDefault DESC"
    )
    return [(str(name), ET.fromstring(str(qml)), str(sld)) for name, qml, sld, of in found if of == layer]  # noqa: S314


def test_styles_hold_the_classes_and_colours_of_the_screen(packed: Path, to_services: Study) -> None:
    found = styled(packed, "communes")
    assert found[0][0] == "Distance d’ensemble" and len(found) == len({name for name, _, _ in found}) > 10
    for name, qml, _ in found:
        shown = next(m for m in BY_KEY.values() if m.title.in_lang("fr") == name)
        classes = shown.classes_of(to_services)
        ranges = qml.findall(".//range")
        colors = [one.find(".//Option[@name='color']").get("value") for one in qml.findall(".//symbols/symbol")]  # type: ignore[union-attr]
        assert colors[:-1] == [rgba(color) for color in classes.colors]
        assert [str(one.get("label")).rsplit(" (", 1)[0] for one in ranges[:-1]] == classes.labels("fr")
        assert [float(str(one.get("upper"))) for one in ranges[:-2]] == list(classes.limits())
        assert float(str(ranges[-1].get("lower"))) == UNKNOWN
        assert f'"{shown.key}"' in str(qml.find("renderer-v2").get("attr"))  # type: ignore[union-attr]
        aliases = {one.get("field"): one.get("name") for one in qml.findall(".//alias")}
        assert aliases["composite"] == "Distance d’ensemble"


def test_sld_says_the_same_rules_and_the_null_one(packed: Path, to_services: Study) -> None:
    space = {"se": "http://www.opengis.net/se", "ogc": "http://www.opengis.net/ogc"}
    name, _, sld = styled(packed, "communes")[0]
    rules = ET.fromstring(sld).findall(".//se:Rule", space)  # noqa: S314
    classes = BY_KEY["composite"].classes_of(to_services)
    fills = [rule.findtext(".//se:Fill/se:SvgParameter[@name='fill']", "", space) for rule in rules]
    assert tuple(fills[:-1]) == classes.colors and rules[-1].find(".//ogc:PropertyIsNull", space) is not None
    values = to_services.values["composite"]
    bounds = [[float(str(x.text)) for x in rule.findall(".//ogc:Literal", space)] for rule in rules[:-1]]
    held = [
        int(((values >= low if not k else values > low) & (values <= high)).sum())
        for k, (low, high) in enumerate(bounds)
    ]
    assert held == classes.counts(values)[:-1] and name


def test_areas_by_time_come_with_a_road_network(study_of: StudyOf, toy: str, tmp_path: Path) -> None:
    assert "isochrones" not in [layer.key for layer in layers_of(study_of(cage.TO_SERVICES, "acces-aux-droits"), "fr")]
    toy_roads.load(layers.territory(toy), tmp_path)
    study = study_of(cage.TO_SERVICES, "acces-aux-droits")
    layer = next(layer for layer in layers_of(study, "fr") if layer.key == "isochrones")
    assert layer.table["limit_minutes"].tolist() == [30, 20, 10]
    assert [one.label for one in styles_of(study, layer, "fr")[0].classes] == ["30 min", "20 min", "10 min"]


def test_where_pairs_are_many_the_nearest_and_those_read_are_drawn(
    to_services: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_PAIRS", 300)
    layer = next(layer for layer in layers_of(to_services, "fr") if layer.key == "pairs")
    kept = layer.table.set_index(["origin", "destination"]).index
    minutes = to_services.distances[cage.MINUTES]
    read = pd.MultiIndex.from_frame(to_services.values["destination"].reset_index())
    assert set(kept) == set(read) | set(minutes.sort_values(kind="stable").index[:300])
    assert "300 couples les plus proches" in layer.note.fr


def test_two_actors_at_one_point_have_figures_and_no_line() -> None:
    study = cage.study(PAYS_BASQUE, 2026, cage.BETWEEN_INSTITUTIONS)
    table = next(layer for layer in layers_of(study, "fr") if layer.key == "pairs").table
    same = table.geometry.isna()
    points = study.origins[["lon", "lat"]]
    together = (points.loc[table["origin"]].to_numpy() == points.loc[table["destination"]].to_numpy()).all(axis=1)
    assert same.any() and (same.to_numpy() == together).all() and table.loc[same, "composite"].notna().any()


@pytest.mark.parametrize("pair", [cage.TO_SERVICES, cage.BETWEEN_INSTITUTIONS])
def test_geoparquet_and_flatgeobuf_hold_the_same_origins(pair: Pair, tmp_path: Path) -> None:
    study = cage.study(PAYS_BASQUE, 2026, pair)
    table = main_layer(study, "fr").table
    key = "commune" if pair == cage.TO_SERVICES else "actor_id"
    content = GEOPARQUET.write(study, "fr")
    columns = gpd.read_parquet(io.BytesIO(content)).set_index(key)
    path = tmp_path / "study.fgb"
    path.write_bytes(FLATGEOBUF.write(study, "fr"))
    features = gpd.read_file(path).set_index(key)
    for found in (columns, features):
        assert len(found) == len(table) and found.crs == "EPSG:4326"
        composite = found["composite"].reindex(table[key])
        np.testing.assert_array_equal(composite, table["composite"])
    schema = pq.read_schema(io.BytesIO(content))
    assert schema.field("composite").metadata[b"GDAL:OGR:alternative_name"].decode() == "Distance d’ensemble"
    assert json.loads(schema.metadata[b"geo"])["version"] == "1.1.0"
    for held in (schema.metadata[b"PROVENANCE"], pyogrio.read_info(path)["layer_metadata"]["PROVENANCE"]):
        assert json.loads(held)["territory"]["siren"] == PAYS_BASQUE


def test_a_commune_without_contour_stays_in_the_flatgeobuf(
    study_of: StudyOf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    study = study_of()
    contours = layers.contours(study.territory)
    contours.iloc[0] = None
    monkeypatch.setattr(layers, "contours", lambda _: contours)
    path = tmp_path / "study.fgb"
    path.write_bytes(FLATGEOBUF.write(study, "fr"))
    found = gpd.read_file(path)
    assert len(found) == len(study.origins) and int(found.geometry.isna().sum()) == 1
