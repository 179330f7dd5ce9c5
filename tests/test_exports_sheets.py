"""Workbooks and data package: numbers are numbers, texts are texts, the composite is derived again from them."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import frictionless
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cage
from atlas.export import about
from atlas.exports import EXPORTS, Export
from atlas.exports.flatgeobuf import FLATGEOBUF
from atlas.exports.geoparquet import GEOPARQUET
from atlas.exports.gpkg import GPKG
from atlas.exports.ods import ODS, _letters
from atlas.exports.package import PACKAGE
from atlas.exports.xlsx import XLSX
from atlas.tables.sheets import sheets_of, six
from cage import Study
from distance import Pair

PAYS_BASQUE = "200067106"
HOSTILE = (
    "<script>alert(1)</script>", "${alert(1)}", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "of:=1+1", "\u202eabc",
    "é" * 200, "&amp; ]]> \"'", "a  b   c", '=HYPERLINK("http://x")',
)  # fmt: skip


@pytest.fixture(scope="module")
def to_services() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "acces-aux-droits")


@pytest.fixture(scope="module")
def hostile(to_services: Study) -> Study:
    """Real figures under hostile names, another one for each commune and service."""
    names = [HOSTILE[k % len(HOSTILE)] for k in range(len(to_services.communes))]
    return replace(
        to_services,
        communes=to_services.communes.assign(name=names),
        origins=to_services.origins.assign(name=names),
        destinations=to_services.destinations.assign(name=names[: len(to_services.destinations)]),
    )


def book(study: Study, export: Export) -> dict[str, pd.DataFrame]:
    """The sheets of a workbook, under the keys of their columns, codes as texts."""
    read = pd.read_excel(
        io.BytesIO(export.write(study, "fr")), sheet_name=None, header=1, engine="calamine", dtype=object
    )
    return {str(name): table for name, table in read.items()}


@pytest.mark.parametrize("export", [XLSX, ODS], ids=lambda e: e.key)
def test_a_workbook_holds_the_tables_and_numbers_of_the_study(to_services: Study, export: Export) -> None:
    found = book(to_services, export)
    expected = {sheet.title: sheet.table for sheet in sheets_of(to_services, "fr")}
    assert list(found) == list(expected)
    assert list(found) == ["Communes", "Anciennes intercommunalités", "Couples", "Dictionnaire", "Sources"]
    for title, table in found.items():
        assert list(table) == list(expected[title]) and len(table) == len(expected[title])
        for name in table:
            wanted = expected[title][name]
            if pd.api.types.is_numeric_dtype(wanted) and not pd.api.types.is_bool_dtype(wanted):
                given_back = pd.to_numeric(table[name]).to_numpy(float)
                np.testing.assert_allclose(given_back, wanted.to_numpy(float, na_value=np.nan), rtol=6e-6)
    assert found["Communes"]["commune"].tolist() == list(to_services.communes.index)
    assert found["Communes"]["name"].tolist() == to_services.communes["name"].tolist()


@pytest.mark.parametrize("export", [XLSX, ODS], ids=lambda e: e.key)
def test_the_composite_is_derived_again_from_a_workbook(to_services: Study, export: Export) -> None:
    found = book(to_services, export)
    pairs, communes = found["Couples"], found["Communes"]
    columns = [name.removesuffix("__weight") for name in pairs if name.endswith("__weight")]
    numbers = pairs[[f"{c}__{kind}" for c in columns for kind in ("weight", "score")]].apply(pd.to_numeric).fillna(0)
    made = sum(numbers[f"{c}__weight"] * numbers[f"{c}__score"] for c in columns)
    np.testing.assert_allclose(made, pd.to_numeric(pairs["composite"]), atol=2e-5)
    parts = communes[[name for name in communes if name.endswith("__contribution")]].apply(pd.to_numeric)
    np.testing.assert_allclose(parts.sum(axis=1), pd.to_numeric(communes["composite"]), atol=2e-5)


def test_no_cell_is_a_formula_nor_a_link(hostile: Study) -> None:
    with ZipFile(io.BytesIO(XLSX.write(hostile, "fr"))) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
        assert sheets and not any(re.search(r"<f[ >]|<hyperlink", sheet) for sheet in sheets)
    with ZipFile(io.BytesIO(ODS.write(hostile, "fr"))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        content = archive.read("content.xml").decode()
        assert "table:formula" not in content and "xlink" not in content
        for name in ("content.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"):
            ET.fromstring(archive.read(name))  # noqa: S314 - our own file


@pytest.mark.parametrize("export", [GPKG, GEOPARQUET, FLATGEOBUF, XLSX, ODS, PACKAGE], ids=lambda e: e.key)
def test_hostile_names_are_given_back_as_they_are(hostile: Study, export: Export, tmp_path: Path) -> None:
    path = tmp_path / f"study{export.suffix}"
    path.write_bytes(export.write(hostile, "fr"))
    if export is GEOPARQUET:
        found = gpd.read_parquet(path)["name"]
    elif export in (XLSX, ODS):
        found = book(hostile, export)["Communes"]["name"]
    elif export is PACKAGE:
        with ZipFile(path) as archive:
            found = pd.read_csv(io.BytesIO(archive.read("communes.csv")))["name"]
    else:
        read = gpd.read_file(path, layer="communes").set_index("commune")
        found = read["name"].reindex(hostile.communes.index)
    assert found.tolist() == hostile.communes["name"].tolist()


def test_a_control_character_does_not_break_a_workbook(to_services: Study) -> None:
    study = replace(to_services, origins=to_services.origins.assign(name="a\x07\x00b\tc\nd"))
    with ZipFile(io.BytesIO(ODS.write(study, "fr"))) as archive:
        ET.fromstring(archive.read("content.xml"))  # noqa: S314 - our own file
    assert book(study, XLSX)["Communes"]["name"].str.startswith("a").all()


@given(st.floats(1e-12, 1e12) | st.integers(-10_000_000, 10_000_000).map(float))
def test_six_digits_are_kept_and_units_always(value: float) -> None:
    found = float(six(np.array([value]))[0])
    assert found == pytest.approx(value, rel=5.1e-6)
    if value.is_integer():
        assert found == value
    elif abs(value) < 1e5:
        assert found == float(f"{value:.6g}") or found == pytest.approx(float(f"{value:.6g}"), rel=1.1e-5)
    assert np.isnan(six(np.array([np.nan]))[0]) and six(np.array([0.0]))[0] == 0


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [_letters(k) for k in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@pytest.mark.parametrize("pair", [cage.TO_SERVICES, cage.BETWEEN_INSTITUTIONS])
def test_the_data_package_is_valid_and_whole(pair: Pair, tmp_path: Path) -> None:
    theme = {"acces-aux-droits": cage.TO_SERVICES, "sdsei": cage.BETWEEN_INSTITUTIONS}
    study = cage.study(PAYS_BASQUE, 2026, pair, next(key for key, of in theme.items() if of == pair))
    with ZipFile(io.BytesIO(PACKAGE.write(study, "fr"))) as archive:
        archive.extractall(tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert described["licenses"] == [{"name": "etalab-2.0", "title": "Licence Ouverte 2.0"}]
    for resource in described["resources"]:
        assert (tmp_path / resource["path"]).stat().st_size == resource["bytes"]
    fields = {r["name"]: r["schema"]["fields"] for r in described["resources"] if "schema" in r}
    dictionary = pd.read_csv(tmp_path / "dictionary.csv")
    for name in set(dictionary["table"]):
        assert dictionary.loc[dictionary["table"] == name, "column"].tolist() == [f["name"] for f in fields[name]]
        assert all(f["title"] and f["unit"] and f["description"] for f in fields[name])
    main = "communes" if pair == cage.TO_SERVICES else "institutions"
    with (tmp_path / f"{main}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    made = [sum(float(value or 0) for name, value in row.items() if name.endswith("__contribution")) for row in rows]
    np.testing.assert_allclose(made, [float(row["composite"]) for row in rows], atol=2e-5)


@pytest.mark.parametrize(("siren", "pair"), [(PAYS_BASQUE, cage.TO_SERVICES), ("200090579", cage.RESIDENTS)])
def test_sizes_said_on_the_page_are_those_of_the_files(siren: str, pair: Pair) -> None:
    study = cage.study(siren, 2026, pair, "acces-aux-droits" if pair == cage.TO_SERVICES else "")
    for export in (one for one in EXPORTS if one.lacks(study) is None):
        assert about(study, export) == pytest.approx(len(export.write(study, "fr")), rel=0.4, abs=10_000), export.key
