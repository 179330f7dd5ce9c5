"""Files of every format, well made or hostile, as a table or as a sentence."""

import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from layers import LayerError
from layers.own import opened
from parsing import X, Y, limits

CSV = "nom;x;y\nÉcole d'Hélette;3,5;46\n;;\n=cmd|' /C calc'!A0;4;47\n"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
LAYER = gpd.GeoDataFrame(
    {"nom": ["A", "B"], "code": ["01001", None], "n": [1, None]}, geometry=[Point(3, 46), box(3, 46, 4, 47)], crs=4326
)


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def workbook(*sheets: str) -> bytes:
    """A workbook of these ``<row>``, one sheet each."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r{i}"/>' for i in numbers)
    root = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    linked = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in numbers
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{linked}</Relationships>',
        }
        | {
            f"xl/worksheets/sheet{i}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            for i, rows in zip(numbers, sheets, strict=True)
        }
    )


def row(number: int, *cells: str) -> str:
    written = "".join(f'<c t="str"><v>{cell}</v></c>' for cell in cells)
    return f'<row r="{number}">{written}</row>'


SHEET = row(2, "nom", "code") + '<row r="4"><c t="str"><f>1+1</f><v>A</v></c><c><v>1001</v></c></row>'


def saved(folder: Path, name: str, frame: gpd.GeoDataFrame) -> Path:
    path = folder / name
    frame.to_file(path)
    return path


def shapefile(folder: Path, frame: gpd.GeoDataFrame, without: str = "") -> bytes:
    saved(folder, "couche.shp", frame)
    return zipped({f"dossier/{path.name}": path.read_bytes() for path in folder.iterdir() if path.suffix != without})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_encoding_and_the_separator_are_found(encoding: str, mark: str) -> None:
    text = 'nom;x;y\nÉcole d\'Hélette;3.5;46\n"Forêt; lac, mer | île";4;47\n'.replace(";", mark)
    table, notes = opened(text.encode(encoding))[:2]
    assert table["nom"].tolist() == ["École d'Hélette", f"Forêt{mark} lac, mer | île"]
    assert table["x"].tolist() == ["3.5", "4"]
    assert len(notes) == 1


def test_a_decimal_comma_is_no_separator_and_rows_keep_their_number() -> None:
    table, notes = opened(CSV.encode())[:2]
    assert table["nom"].tolist() == ["École d'Hélette", "=cmd|' /C calc'!A0"]
    assert list(table.index) == [2, 4]
    assert table.loc[2, "x"] == "3,5"
    assert "UTF-8" in notes[0].fr


def test_the_euro_of_windows_is_read() -> None:
    assert list(opened("Tarif;€\nCantine;3,50 €\n".encode("cp1252")).table.columns) == ["Tarif", "€"]


def test_a_title_above_the_header_is_left_out_and_said() -> None:
    table, notes = opened(b"Liste des tarifs 2024\n\nnom;tarif;nom;\nA;1;B;\n")[:2]
    assert list(table.columns) == ["nom", "tarif", "nom (2)"]
    assert list(table.index) == [4]
    assert [note.en.split()[0] for note in notes] == ["Encoding", "Several", "The"]


def test_columns_without_a_name_get_their_rank_and_names_stay_unique() -> None:
    assert list(opened(b"a;a (2);;a;b\n1;2;3;4;5\n").table.columns) == ["a", "a (2)", "(3)", "a (3)", "b"]


def test_a_long_cell_is_kept_whole() -> None:
    assert opened(f"a;b\n{'x' * 10_000};1\n".encode()).table.loc[2, "a"] == "x" * 10_000


def test_the_first_filled_sheet_is_read_with_its_own_row_numbers() -> None:
    table, notes = opened(workbook("", SHEET, row(1, "autre")))[:2]
    assert table.to_dict("index") == {4: {"nom": "A", "code": "1001"}}
    assert "S2" in notes[0].fr


def test_a_geojson_keeps_its_text_and_its_points() -> None:
    table, notes = opened(LAYER.to_json().encode())[:2]
    assert table.loc[1].to_dict() == {"nom": "A", "code": "01001", "n": "1", X: "3.0", Y: "46.0"}
    assert table.loc[2, "code"] is None
    assert [note.en.split()[0] for note in notes] == ["Geometries", "The"]


def test_the_projection_an_old_geojson_names_is_applied() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    point = {"type": "Point", "coordinates": [700000, 6600000]}
    feature = {"type": "Feature", "properties": {"nom": "A"}, "geometry": point}
    table, notes = opened(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}).encode())[:2]
    assert table.loc[1, [X, Y]].tolist() == ["3.0", "46.5"]
    assert not notes


@pytest.mark.parametrize("epsg", [4326, 2154, 27572])
def test_a_geopackage_is_read_in_degrees(tmp_path: Path, epsg: int) -> None:
    table = opened(saved(tmp_path, "a.gpkg", LAYER.to_crs(epsg)).read_bytes()).table
    assert table.loc[1, ["nom", "code", "n"]].tolist() == ["A", "01001", "1"]
    assert [round(float(value), 4) for value in table.loc[1, [X, Y]]] == [3, 46]


def test_the_first_layer_with_rows_is_read_and_said(tmp_path: Path) -> None:
    for name, frame in (("vide", LAYER.iloc[:0]), ("pleine", LAYER), ("autre", LAYER)):
        frame.to_file(tmp_path / "a.gpkg", layer=name)
    table, notes = opened((tmp_path / "a.gpkg").read_bytes())[:2]
    assert len(table) == 2
    assert "pleine" in notes[0].fr


def test_a_zipped_shapefile_is_read_with_or_without_its_projection(tmp_path: Path) -> None:
    frame = LAYER.iloc[:1].to_crs(2154)
    table = opened(shapefile(tmp_path, frame)).table
    assert table.loc[1, "code"] == "01001"
    assert round(float(table.loc[1, X]), 6) == 3
    bare, notes = opened(shapefile(tmp_path, frame, without=".prj"))[:2]
    assert float(bare.loc[1, X]) == 700_000
    assert notes[-1].en.startswith("The projection of the file is not said")


@pytest.mark.parametrize(
    "data", [[{"nom": "A", "l": ["b"], "v": True, "x": 1.5, "n": None}], {"items": [{"nom": "A"}]}]
)
def test_a_list_of_records_is_a_table(data: object) -> None:
    table = opened(json.dumps(data).encode()).table
    assert table.loc[1, "nom"] == "A"
    if "l" in table:
        assert table.loc[1, ["l", "v", "x", "n"]].tolist() == ['["b"]', "true", "1.5", None]


def test_one_table_in_a_zip_is_read() -> None:
    noise = {"__MACOSX/a.csv": "x", "lisez-moi.md": "x"}
    assert len(opened(zipped({"a.csv": CSV, **noise})).table) == 2
    assert len(opened(zipped({"a.xlsx": workbook(SHEET)})).table) == 1


def shapefile_with(projection: bytes) -> bytes:
    with TemporaryDirectory() as folder:
        saved(Path(folder), "a.shp", LAYER.iloc[:1])
        (Path(folder) / "a.prj").write_bytes(projection)
        return zipped({path.name: path.read_bytes() for path in Path(folder).iterdir()})


def geopackage() -> bytes:
    with TemporaryDirectory() as folder:
        return saved(Path(folder), "couche.gpkg", LAYER).read_bytes()


def wide() -> bytes:
    return ";".join(f"c{i}" for i in range(limits.MAX_COLUMNS + 1)).encode() + b"\n1;2\n"


def locked() -> bytes:
    content = bytearray(zipped({"a.csv": CSV}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying() -> bytes:
    """A zip whose directory declares ten bytes for a file of ten megabytes."""
    content = bytearray(zipped({"a.csv": b"a;b\n" * 2_500_000}))
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is empty"),
    "blank": (lambda: b"\n \r\n\t", "is empty"),
    "too big": (lambda: b"a" * (limits.UPLOAD + 1), "over 50 MB"),
    "header only": (lambda: b"nom;x\n", "No row under"),
    "binary": (lambda: b"a;b\n\x00\x01;2\n", "is not text"),
    "image": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "is not text"),
    "web page": (lambda: b"\xef\xbb\xbf \n<!DOCTYPE html><html>a;b\n1;2", "web page"),
    "slipped": (lambda: b"a;b\n1;2;3\n", "Row 2 has more cells"),
    "open quote": (lambda: b'a;b\n"' + b"x" * 200_000, "quote is not closed"),
    "too many columns": (wide, "over 1,200,000 rows or 300"),
    "too many rows": (lambda: b"a;b\n" + b"1;2\n" * (limits.MAX_PAIR_ROWS + 1), "over 1,200,000 rows"),
    "bomb": (lambda: zipped({"a.csv": b"0" * 20_000_000}), "100 times"),
    "lying bomb": (lying, "damaged"),
    "way out": (lambda: zipped({"../../a.csv": CSV}), "leads out"),
    "way out, Windows": (lambda: zipped({"..\\a.csv": CSV}), "leads out"),
    "nested": (lambda: zipped({"a.zip": zipped({"a.csv": CSV})}), "another archive"),
    "nested, hidden": (lambda: zipped({"a.csv": zipped({"a.csv": CSV})}), "another archive"),
    "locked": (locked, "password"),
    "gzip bomb": (lambda: gzip.compress(b"0" * 20_000_000), "100 times"),
    "half a gzip": (lambda: gzip.compress(CSV.encode())[:-9], "archive is damaged"),
    "entities": (lambda: b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "declares entities"),
    "broken KML": (lambda: b"<kml><Document>", "map layer is damaged"),
    "empty KML": (lambda: b"<kml><Document/></kml>", "no place"),
    "tracks only": (lambda: b"<gpx><trk/></gpx>", "no waypoint"),
    "broken FlatGeobuf": (lambda: b"fgb\x03fgb\x00" + b"\xff" * 40, "map layer is damaged"),
    "no table": (lambda: zipped({"a.pdf": "x"}), "one table"),
    "no zip": (lambda: b"PK\x03\x04 but no zip", "damaged"),
    "no workbook": (lambda: zipped({"[Content_Types].xml": "<Types/>"}), "workbook cannot be read"),
    "no old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 but no more", "workbook cannot be read"),
    "far cell": (lambda: workbook(row(1, "a") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "512 MB"),
    "low cell": (lambda: workbook(row(1, "a") + '<row r="300000"><c r="A300000"><v>1</v></c></row>'), "200,000 rows"),
    "no GeoPackage": (lambda: b"SQLite format 3\0 but no more", "map layer is damaged"),
    "shapefile alone": (lambda: zipped({"a.shp": "x"}), "incomplete"),
    "nameless member": (lambda: zipped({"a.csv": CSV}).replace(b"a.csv", b"\0.csv"), "one table"),
    "broken layer name": (lambda: geopackage().replace(b"couche", b"\xffouche"), "map layer is damaged"),
    "broken schema": (lambda: geopackage().replace(b"CREATE TABLE", b"CREATE\xffTABLE"), "map layer is damaged"),
    "no shapefile": (lambda: zipped(dict.fromkeys(["a.shp", "a.shx", "a.dbf"], "x")), "not a shapefile"),
    "no JSON": (lambda: b'{"a": ', "neither a GeoJSON"),
    "deep JSON": (lambda: b"[" * 100_000, "neither a GeoJSON"),
    "other JSON": (lambda: b'{"a": 1}', "neither a GeoJSON"),
    "odd features": (lambda: b'{"type": "FeatureCollection", "features": [1]}', "neither a GeoJSON"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_a_sentence_in_both_languages(case: str) -> None:
    content, sentence = HOSTILE[case]
    with pytest.raises(LayerError) as refused:
        opened(content())
    assert sentence in refused.value.message.en
    assert refused.value.message.fr.endswith(".")


def test_a_geopackage_without_rows_or_with_a_view_only_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="aucune couche"):
        opened(saved(tmp_path, "vide.gpkg", LAYER.iloc[:0]).read_bytes())
    path = saved(tmp_path, "a.gpkg", LAYER.iloc[:1])
    with closing(sqlite3.connect(path)) as base:
        base.executescript("DROP TABLE a; CREATE VIEW a AS SELECT 1 AS fid, NULL AS geom, 'A' AS nom;")
    assert len(gpd.read_file(path)) == 1
    with pytest.raises(LayerError, match="aucune couche"):
        opened(path.read_bytes())


def test_an_ods_workbook_is_read() -> None:
    names = "".join(f'xmlns:{x}="urn:oasis:names:tc:opendocument:xmlns:{x}:1.0" ' for x in ("office", "table", "text"))
    cells = "<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in "ab"
    )
    rows = f"{cells}</table:table-row>" * 2
    content = (
        f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="F">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    table = opened(
        zipped({"mimetype": kind, "META-INF/manifest.xml": "<m/>", "content.xml": content}, zipfile.ZIP_STORED)
    ).table
    assert table.to_dict("index") == {2: {"a": "a", "b": "b"}}


@pytest.mark.parametrize("geometry", [None, {}, {"type": "Point"}, {"type": "Point", "coordinates": []}, 3, "x"])
def test_a_broken_geometry_is_a_missing_point(geometry: object) -> None:
    feature = {"type": "Feature", "properties": None, "geometry": geometry}
    good = {"type": "Feature", "properties": {"nom": "A"}, "geometry": {"type": "Point", "coordinates": [3, 46]}}
    table = opened(json.dumps({"type": "FeatureCollection", "features": [feature, good]}).encode()).table
    assert table[X].tolist() == [None, "3.0"]
    assert pd.isna(table.loc[1, "nom"])
