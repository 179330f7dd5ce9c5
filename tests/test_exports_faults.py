"""The fault lines of the GeoPackage: between residents only, the figures of the screen, every border under one rule."""

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

import cage
import layers
import merger
from atlas.classes import STRONG
from atlas.exports.gpkg import GPKG
from atlas.gis import layers_of
from atlas.gis.qml import rgba
from atlas.gis.sld import sld
from atlas.gis.styles import styles_of
from cage import Study
from merger import faults

PAYS_BASQUE = "200067106"
DEBIAN_PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module")
def between() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.RESIDENTS)


@pytest.fixture(scope="module")
def packed(between: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("faults") / "study.gpkg"
    path.write_bytes(GPKG.write(between, "fr"))
    return path


def test_each_border_has_the_distances_of_its_two_communes(packed: Path, between: Study) -> None:
    table = gpd.read_file(packed, layer="fault_lines")
    read, at = merger.reading(between), list(between.origins["commune"])
    assert len(table) == len(merger.neighbours(between)) == 408
    for row in table.iloc[::40].itertuples():
        a, b = at.index(row.commune_a), at.index(row.commune_b)
        for column in ("composite", "cultural", "administrative", "economic", cage.MINUTES):
            # A border has no direction: the mean of both.
            apart = merger.square(read, column)
            np.testing.assert_allclose(getattr(row, column), (apart[a, b] + apart[b, a]) / 2, rtol=1e-6)
        former = between.communes.loc[[row.commune_a, row.commune_b], "former_epci"].nunique() == 2
        assert row.former_border == int(former)
        assert row.name_a == between.communes.at[row.commune_a, "name"]
    assert table.loc[table["dominating"] != "cultural", "within_noise"].isna().all()
    assert table["within_noise"].sum() == (faults.of_study(between)["in_noise"] > 0.5).sum() > 0


def test_a_border_is_what_two_contours_share(packed: Path, between: Study) -> None:
    table = gpd.read_file(packed, layer="fault_lines")
    contours = layers.contours(between.territory).to_crs(2154)
    assert table.crs == "EPSG:2154" and not table.geometry.is_empty.any()
    for row in table.iloc[::25].itertuples():
        for code in (row.commune_a, row.commune_b):
            assert shapely.distance(shapely.get_point(shapely.get_geometry(row.geometry, 0), 0), contours[code]) < 0.01
            assert contours[code].boundary.buffer(0.01).contains(row.geometry)


def test_there_are_none_towards_services_or_institutions() -> None:
    for pair in (cage.TO_SERVICES, cage.BETWEEN_INSTITUTIONS):
        assert "fault_lines" not in [layer.key for layer in layers_of(cage.study(PAYS_BASQUE, 2026, pair), "fr")]


def test_its_columns_say_that_the_former_border_is_left_out(packed: Path) -> None:
    described = pyogrio.read_dataframe(packed, layer="dictionary").query("table == 'fault_lines'").set_index("column")
    assert set(described.index) == set(gpd.read_file(packed, layer="fault_lines").columns)
    for column in ("composite", "cultural", "economic"):
        assert described.at[column, "formula"].startswith("Entre les deux communes, sans l’ancienne frontière")


def test_every_border_is_drawn_once_by_width_and_colour_and_again_where_marked(between: Study) -> None:
    layer = next(layer for layer in layers_of(between, "fr") if layer.key == "fault_lines")
    (style,) = styles_of(between, layer, "fr")
    drawn = {"dominating": 0, "former_border": 0, "within_noise": 0}
    for one in style.classes:
        ((column, value),) = one.where
        inside = (layer.table[style.attribute] > one.low) & (layer.table[style.attribute] <= one.high)
        drawn[column] += int((inside & layer.table[column].eq(value)).sum())
        assert column != "dominating" or one.symbol.stroke == STRONG[str(value)]
    table = layer.table
    assert drawn == {"dominating": len(table), "former_border": 99, "within_noise": int(table["within_noise"].sum())}
    widths = [one.symbol.width for one in style.classes if one.where == (("dominating", "cultural"),)]
    assert widths == sorted(widths) and len(set(widths)) == 5
    space = {"se": "http://www.opengis.net/se", "ogc": "http://www.opengis.net/ogc"}
    rules = ET.fromstring(sld(layer.key, style)).findall(".//se:Rule", space)  # noqa: S314
    assert len(rules) == len(style.classes)
    assert all(len(rule.findall(".//ogc:Literal", space)) == 3 for rule in rules)


@pytest.mark.wants("qgis")
@pytest.mark.desktop
def test_qgis_draws_each_border_in_the_colour_of_what_dominates(packed: Path) -> None:
    done = subprocess.run(  # noqa: S603
        [DEBIAN_PYTHON, Path(__file__).parent / "qgis_faults.py", packed], capture_output=True, check=True, timeout=300
    )
    found = json.loads(done.stdout)
    table = gpd.read_file(packed, layer="fault_lines")
    assert found["renderer"] == "RuleRenderer" and len(found["drawn"]) == len(table)
    for row in table.itertuples():
        colors = found["drawn"][f"{row.commune_a} {row.commune_b}"]
        expected = [rgba("#111111")] * int(row.former_border == 1) + [rgba(STRONG[row.dominating])]
        expected += [rgba("#ffffff")] * int(row.within_noise == 1)
        assert [f"{color}" for color in colors] == expected
