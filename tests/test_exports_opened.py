"""The files opened by the programs of their readers: GDAL, QGIS, LibreOffice, and the validators of their formats."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest
import shapely
from geojson_validator import validate_geometries, validate_structure

import cage
from atlas.exports import Export
from atlas.exports.flatgeobuf import FLATGEOBUF
from atlas.exports.geojson import GEOJSON
from atlas.exports.geoparquet import GEOPARQUET
from atlas.exports.gpkg import GPKG
from atlas.exports.ods import ODS
from atlas.exports.xlsx import XLSX
from atlas.maps import BY_KEY
from atlas.tables.sheets import cells, sheets_of
from cage import Study
from distance import Pair

pytestmark = pytest.mark.desktop
DEBIAN_PYTHON = "/usr/bin/python3"
"""Debian's own Python: it has the modules of GDAL and of QGIS, which no package index holds."""

FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""To LibreOffice: comma, quote, UTF-8, every sheet, whole numbers and not as they are shown."""


@pytest.fixture(scope="module")
def study() -> Study:
    return cage.study("200067106", 2026, cage.TO_SERVICES, "acces-aux-droits")


@pytest.fixture(scope="module")
def packed(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opened") / "study.gpkg"
    path.write_bytes(GPKG.write(study, "fr"))
    return path


def run(*arguments: str | Path) -> str:
    """Run a program and give what it said, having failed if it did."""
    done = subprocess.run(list(map(str, arguments)), capture_output=True, check=False, timeout=300)  # noqa: S603
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.wants("gdal")
def test_gdal_reads_every_layer_without_a_warning(packed: Path, study: Study, tmp_path: Path) -> None:
    done = subprocess.run(["ogrinfo", "-so", "-al", packed], capture_output=True, check=True)  # noqa: S603, S607
    assert done.stderr == b""
    said = done.stdout.decode()
    for layer in ("communes", "former_epcis", "pairs", "services", "institutions", "dictionary", "sources"):
        assert f"Layer name: {layer}\n" in said
    copy = tmp_path / "copy.gpkg"
    run("ogr2ogr", copy, packed, "communes")
    run("ogr2ogr", "-f", "GeoJSON", tmp_path / "pairs.json", packed, "pairs")
    assert len(json.loads((tmp_path / "pairs.json").read_text())["features"]) == len(study.distances)
    path = tmp_path / "study.fgb"
    path.write_bytes(FLATGEOBUF.write(study, "fr"))
    assert "Feature Count: 158" in run("ogrinfo", "-so", "-al", path)


@pytest.mark.wants("gdal")
@pytest.mark.parametrize("pair", [cage.RESIDENTS, cage.BETWEEN_INSTITUTIONS])
def test_the_geopackage_is_valid(pair: Pair, packed: Path, tmp_path: Path) -> None:
    path = tmp_path / "study.gpkg"
    path.write_bytes(GPKG.write(cage.study("200090579", 2026, pair), "fr"))
    run(DEBIAN_PYTHON, "-m", "osgeo_utils.samples.validate_gpkg", "--extra", packed)
    run(DEBIAN_PYTHON, "-m", "osgeo_utils.samples.validate_gpkg", "--extra", path)


@pytest.mark.parametrize("pair", [cage.TO_SERVICES, cage.BETWEEN_INSTITUTIONS])
def test_the_geoparquet_is_valid(pair: Pair, tmp_path: Path) -> None:
    path = tmp_path / "study.parquet"
    path.write_bytes(GEOPARQUET.write(cage.study("200067106", 2026, pair), "fr"))
    said = run(Path(sys.executable).parent / "geoparquet-validator", "check", path)
    assert "=> core:" in said and "=> covering:" in said and "FAIL" not in said


def test_the_geojson_is_valid(study: Study) -> None:
    document = json.loads(GEOJSON.write(study, "fr"))
    assert validate_structure(document) == {}
    wrong = validate_geometries(document)
    assert wrong["invalid"] == {} and shapely.is_valid(shapely.from_geojson(json.dumps(document)))


@pytest.fixture(scope="module")
def opened(packed: Path) -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = json.loads(
        run(DEBIAN_PYTHON, Path(__file__).parent / "qgis_reader.py", packed)
    )
    return found


@pytest.mark.wants("qgis")
def test_qgis_opens_each_layer_under_its_own_style(
    opened: dict[str, dict[str, dict[str, object]]], study: Study
) -> None:
    layers = opened["layers"]
    assert all(layer["valid"] and layer["crs"] == "EPSG:2154" for layer in layers.values())
    assert layers["communes"]["renderer"] == "graduatedSymbol"
    classes = BY_KEY["composite"].classes_of(study)
    labels = [str(label).rsplit(" (", 1)[0] for label in layers["communes"]["labels"]]  # type: ignore[attr-defined]
    assert labels == [*classes.labels("fr"), "sans donnée"]
    assert layers["communes"]["aliases"]["composite"] == "Distance d’ensemble"  # type: ignore[index]
    assert layers["former_epcis"]["renderer"] == layers["pairs"]["renderer"] == "singleSymbol"


@pytest.mark.wants("qgis")
def test_qgis_gives_each_commune_the_colour_of_the_screen(
    opened: dict[str, dict[str, dict[str, object]]], study: Study
) -> None:
    assert len(opened["styles"]) > 10
    for title, drawn in opened["styles"].items():
        shown = next(m for m in BY_KEY.values() if m.title.in_lang("fr") == title)
        classes, values = shown.classes_of(study), shown.values(study)
        assert drawn == {code: classes.color(float(value)) or "hatched" for code, value in values.items()}, title


@pytest.mark.wants("libreoffice")
@pytest.mark.parametrize("export", [XLSX, ODS], ids=lambda e: e.key)
def test_libreoffice_opens_a_workbook_with_the_same_values(study: Study, export: Export, tmp_path: Path) -> None:
    path = tmp_path / f"study{export.suffix}"
    path.write_bytes(export.write(study, "fr"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run("soffice", profile, "--headless", "--convert-to", FILTER, "--outdir", tmp_path, path)
    for sheet in sheets_of(study, "fr"):
        with (tmp_path / f"study-{sheet.title}.csv").open(encoding="utf-8", newline="") as file:
            labels, keys, *rows = list(csv.reader(file))
        assert labels == list(sheet.labels) and keys == list(sheet.table)
        for rank, column in enumerate(cells(sheet.table)):
            found = pd.Series([row[rank] for row in rows], dtype=object)
            known = [value is not None for value in column]
            assert (found != "").tolist() == [value not in (None, "") for value in column], keys[rank]
            if all(isinstance(value, float) for value in column if value is not None):
                np.testing.assert_allclose(
                    found[known].astype(float), pd.Series(column).dropna().astype(float), rtol=1e-9
                )
            elif all(isinstance(value, str) for value in column if value is not None):
                assert found[known].tolist() == [v for v in column if v is not None]


@pytest.mark.wants("libreoffice")
def test_libreoffice_saves_a_workbook_again_with_its_filters(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "study.ods"
    path.write_bytes(ODS.write(study, "fr"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run("soffice", profile, "--headless", "--convert-to", "ods:calc8", "--outdir", tmp_path / "saved", path)
    with ZipFile(tmp_path / "saved" / "study.ods") as saved:
        content = saved.read("content.xml").decode()
    assert content.count('table:display-filter-buttons="true"') == len(sheets_of(study, "fr"))
