"""Names that no file could write, or that a spreadsheet would run: told when read, harmless in every export."""

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
import shapefile

import cage
from atlas.exports import EXPORTS
from atlas.run.make import own_of
from cage import Study
from layers.own import BY_KEY, Own, imported, opened, propose, rejected_csv
from layers.own.cells import LONGEST_TEXT
from layers.own.given import Given
from parsing.unreadable import FORMULA, is_readable
from tests.test_own_open import workbook, zipped
from tests.test_own_places import PLACES

NAMES = {
    "half a character": "\ud800x", "zero": "a\x00b", "bell": "a\x07b", "escape": "\x1b[31mred", "next line": "a\x85b",
    "backwards": "\u202egnp.exe", "isolated": "\u2067abc\u2069", "no character": "a\uffffb", "astral": "a\U0001ffffb",
    "formula": "=cmd|' /C calc'!A0", "sum": "@SUM(A1)", "plus": "+1+1", "minus": "-1+1", "tab": "\t=1+1",
    "full width": "＝1+1", "link": '=HYPERLINK("http://x")', "markup": "<script>alert(1)</script>", "template": "${1}",
    "entity": "&amp; ]]>", "quote": "\"';DROP TABLE", "long": "é" * 60_000, "wide": "😀" * 20_000, "line": "a\nb\rc",
    "path": "../../etc/passwd", "percent": "%s%n%1$s", "brace": "{name}{0}", "markdown": "[x](javascript:1) **b**",
    "typst": '#read("/etc/passwd")', "combining": "Z" + "\u0301" * 300,
}  # fmt: skip
"""What an attacker, or a broken export, puts in a name."""
HEAD = ("nom", "code_insee", "theme")


def rows(code: str, theme: str) -> list[list[str]]:
    return [[name, code, theme] for name in NAMES.values()]


def as_csv(table: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEAD, *([c.replace("\x00", "") for c in row] for row in table)])
    return text.getvalue().encode("utf-8", "replace")


def as_json(table: list[list[str]]) -> bytes:
    return json.dumps([dict(zip(HEAD, row, strict=True)) for row in table]).encode()


def as_geojson(table: list[list[str]]) -> bytes:
    point = {"type": "Point", "coordinates": [3.0, 46.0]}
    features = [{"type": "Feature", "properties": dict(zip(HEAD, r, strict=True)), "geometry": point} for r in table]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def as_workbook(table: list[list[str]]) -> bytes:
    def cell(text: str) -> str:
        plain = "".join(
            f"&#{ord(c)};" if c in "<>&\"'\n\r\t" else c for c in text if is_readable(c) or c in "\u202e\u2067"
        )
        return f'<c t="str"><v>{plain[:32_767]}</v></c>'

    return workbook("".join(f'<row r="{i}">{"".join(map(cell, row))}</row>' for i, row in enumerate([HEAD, *table], 1)))


def as_geopackage(table: list[list[str]]) -> bytes:
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript("""
            CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
            CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER,
                                               definition TEXT);
            INSERT INTO gpkg_contents VALUES ('lieux', 'attributes');
            CREATE TABLE lieux (fid INTEGER PRIMARY KEY, nom, code_insee, theme);
        """)
        for name, *rest in table:
            raw = name.encode("utf-8", "surrogatepass")
            base.execute("INSERT INTO lieux (nom, code_insee, theme) VALUES (CAST(? AS TEXT), ?, ?)", [raw, *rest])
        base.commit()
        return base.serialize()


def as_shapefile(table: list[list[str]]) -> bytes:
    with TemporaryDirectory() as folder:
        with shapefile.Writer(Path(folder) / "lieux", encoding="utf-8", encodingErrors="replace") as layer:
            for name in HEAD:
                layer.field(name, "C", 120)
            for row in table:
                layer.point(3.0, 46.0)
                layer.record(*(cell.replace("\x00", "")[:30] for cell in row))
        return zipped({path.name: path.read_bytes() for path in Path(folder).iterdir()})


FORMATS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "csv": as_csv, "json": as_json, "geojson": as_geojson, "workbook": as_workbook, "geopackage": as_geopackage,
    "shapefile": as_shapefile, "zip": lambda table: zipped({"lieux.json": as_json(table)}, zipfile.ZIP_STORED),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_brings_a_character_that_cannot_be_written(form: str) -> None:
    table, notes = opened(FORMATS[form](rows("01001", "cij")))[:2]
    assert len(table) == len(NAMES)
    assert all(is_readable(cell) for row in table.to_numpy() for cell in row if cell and len(cell) < 100_000)
    assert any("illisibles" in note.fr for note in notes)


def test_a_column_whose_name_cannot_be_written_is_renamed_and_two_stay_two() -> None:
    table, notes = opened(rb'[{"a\ud800": "1", "a\ud801": "2", "\u202e": "3"}]')[:2]
    assert list(table.columns) == ["a\ufffd", "a\ufffd (2)", "(3)"]
    assert "illisibles" in notes[-1].fr


def test_a_long_name_is_cut_and_told_and_a_refused_value_is_quoted_short() -> None:
    kind = BY_KEY["services"]
    table = opened(as_csv([["é" * 5000, "01001", "cij"], ["A", "9" * 5000, "cij"]])).table
    found = imported(table, kind, propose(table, kind), PLACES)
    assert found.table["nom"].str.len().tolist() == [LONGEST_TEXT]
    assert "est coupé à 1 000 caractères" in set(found.warnings["motif_fr"])
    assert max(len(value) for value in [*found.warnings["valeur"], *found.rejected["valeur"]]) < 250
    assert all(
        not cell.startswith(FORMULA)
        for row in csv.reader(io.StringIO(rejected_csv(found, "fr").decode()))
        for cell in row
    )


@pytest.fixture
def mine(toy: str) -> Own:
    content = as_json(rows("01001", "acces-aux-droits"))
    table = opened(content).table
    columns = tuple((key, column) for key, column in propose(table, BY_KEY["services"]).items())
    return own_of(toy, 2026, (Given("services", "lieux.json", content, columns),))


@pytest.fixture
def hostile(toy: str, mine: Own) -> Study:
    assert len(mine.actors) == len(NAMES)
    return cage.study(toy, 2026, cage.TO_SERVICES, "acces-aux-droits", mine)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_export_is_written(hostile: Study, lang: str) -> None:
    asked = [export for export in EXPORTS if export.lacks(hostile) is None]
    assert {"gpkg", "geojson", "geoparquet", "flatgeobuf", "xlsx", "ods", "csv_fr", "csv", "package", "html"} <= {
        export.key for export in asked
    }
    for export in asked:
        content = export.write(hostile, lang)  # type: ignore[arg-type]
        assert content, export.key
        if export.suffix.endswith(".csv") and not export.for_programs:
            cells = [
                cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row
            ]
            live = [cell for cell in cells if cell.startswith(FORMULA) and not _number(cell)]
            assert not live, export.key


def _number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def test_a_workbook_runs_nothing_and_keeps_numbers(hostile: Study) -> None:
    for export in (one for one in EXPORTS if one.key in ("xlsx", "ods")):
        with zipfile.ZipFile(io.BytesIO(export.write(hostile, "fr"))) as archive:
            sheets = [archive.read(n).decode() for n in archive.namelist() if "sheet" in n or n == "content.xml"]
        assert not any("<f>" in sheet or "table:formula" in sheet or "xlink:href" in sheet for sheet in sheets)
        read = pd.read_excel(io.BytesIO(export.write(hostile, "fr")), sheet_name=0, header=1, engine="calamine")
        assert pd.api.types.is_numeric_dtype(read["composite"])


def test_what_is_for_programs_says_so_and_is_written_when_asked_for() -> None:
    (plain,) = (export for export in EXPORTS if export.for_programs)
    assert plain.key == "csv" and "programmes" in plain.note.fr
