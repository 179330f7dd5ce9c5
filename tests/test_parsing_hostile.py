"""Files made to take the server's memory, time or files: a sentence or a table within ten seconds, in each format."""

import gzip
import json
import random
import resource
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
import shapefile

from i18n import Text
from layers import LayerError
from layers.own import opened
from parsing import Y
from tests.conftest import SHARED
from tests.test_own_open import workbook, zipped

SERVER = SHARED.parent / "faults" / "server"


def gpkg(script: str, rows: int = 0) -> bytes:
    """A GeoPackage with one layer, ``lieux``, and what a script adds to it."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER,"
            " definition TEXT); INSERT INTO gpkg_contents VALUES ('lieux', 'features');"
            "CREATE TABLE lieux (fid INTEGER PRIMARY KEY, nom TEXT);"
        )
        base.executemany("INSERT INTO lieux (nom) VALUES (?)", [("a",)] * rows)
        base.executescript(script)
        base.commit()
        return base.serialize()


def crossing(count: int, parts: int = 1) -> bytes:
    draw = random.Random(1)  # noqa: S311 - any polygon will do
    rings = [[[[draw.random(), draw.random()] for _ in range(count)]] for _ in range(parts)]
    for (ring,) in rings:
        ring.append(ring[0])
    geometry = {"type": "MultiPolygon", "coordinates": rings}
    feature = {"type": "Feature", "properties": {"nom": "a"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def layer(change: Callable[[dict[str, bytes]], None], crossed: int = 0) -> bytes:
    """A zipped shapefile, its parts changed."""
    with TemporaryDirectory() as folder:
        with shapefile.Writer(Path(folder) / "a") as made:
            made.field("nom", "C", 10)
            draw = random.Random(1)  # noqa: S311
            ring = [(draw.random(), draw.random()) for _ in range(crossed)]
            made.poly([[*ring, ring[0]]]) if crossed else made.point(3, 46)
            made.record("a")
        parts = {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}
    change(parts)
    return zipped({f"a{suffix}": content for suffix, content in parts.items()})


def put(suffix: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({suffix: content})


def nan_point(value: str) -> bytes:
    return (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nom":"a"},"geometry":'
        f'{{"type":"Point","coordinates":[{value},46]}}}}]}}'
    ).encode()


def linked() -> bytes:
    """A zip whose table is a symbolic link to a file of the server."""
    info = zipfile.ZipInfo("a.csv")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    content = zipped({})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(content)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(info, "/etc/passwd")
        return path.read_bytes()


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/http://127.0.0.1:9/</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "' + "a" * 1000 + '">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 50}">' for before, after in ("ab", "bc", "cd", "de")
) + "]>"  # fmt: skip
BIG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) "
ATTACKS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "computed column": (lambda: gpkg("ALTER TABLE lieux ADD COLUMN x AS (zeroblob(1000000))", 2600), "computed"),
    "computed text": (lambda: gpkg("ALTER TABLE lieux ADD COLUMN x TEXT AS (hex(zeroblob(99999)))", 9), "computed"),
    "default value": (lambda: gpkg(f"ALTER TABLE lieux ADD COLUMN x DEFAULT '{'x' * 90_000}'", 40_000), "512 MB"),
    "endless view": (lambda: gpkg(f"DROP TABLE lieux; CREATE VIEW lieux AS {BIG} SELECT i FROM n"), "no layer"),  # noqa: S608
    "endless catalogue": (
        lambda: gpkg(f"DROP TABLE gpkg_contents; CREATE VIEW gpkg_contents AS {BIG} SELECT i, 'features' FROM n"),  # noqa: S608
        "",
    ),
    "trigger": (lambda: gpkg("CREATE TRIGGER t AFTER INSERT ON lieux BEGIN DELETE FROM lieux; END", 2), None),
    "virtual table": (lambda: gpkg("DROP TABLE lieux; CREATE VIRTUAL TABLE lieux USING rtree(a, b, c)"), "no layer"),
    "plain base": (lambda: gpkg("DROP TABLE gpkg_contents"), "damaged"),
    "write-ahead base": (lambda: (one := gpkg("", 2))[:18] + b"\x02\x02" + one[20:], None),
    "crossing": (lambda: crossing(400), None),
    "crossing much": (lambda: crossing(20_000), None),
    "crossing parts": (lambda: crossing(300, 60), None),
    "crossing shapefile": (lambda: layer(lambda _: None, crossed=5_000), None),
    "shp is another": (lambda: layer(put(".shp", VRT)), "not a shapefile"),
    "shx is another": (lambda: layer(put(".shx", VRT)), "not a shapefile"),
    "dbf is another": (lambda: layer(put(".dbf", VRT)), "damaged"),
    "magic, then another": (lambda: layer(put(".shp", b"\x00\x00\x27\x0a" + VRT)), ""),
    "dbf of billions": (
        lambda: layer(lambda p: p.update({".dbf": p[".dbf"][:4] + b"\xff" * 4 + p[".dbf"][8:]})),
        "rows",
    ),
    "cpg is a program": (lambda: layer(put(".cpg", b"zip")), None),
    "prj is a program": (lambda: layer(put(".prj", b"+proj=pipeline +step +proj=hgridshift +grids=/etc/passwd")), None),
    "prj is deep": (lambda: layer(put(".prj", b'PROJCS["a",' * 50_000)), ""),
    "crs is a program": (lambda: nan_point("3").replace(
        b'{"type":"F', b'{"crs":{"properties":{"name":"+proj=longlat +nadgrids=/etc/passwd"}},"type":"F', 1), None),
    "not a number": (lambda: nan_point("NaN"), None),
    "infinite": (lambda: nan_point("-Infinity"), None),
    "beyond": (lambda: nan_point("1e999"), None),
    "deep geometry": (lambda: nan_point("3").replace(b'{"type":"Point","coordinates":[3,46]}', (
        b'{"type":"GeometryCollection","geometries":[' * 900) + b"]}" * 900), ""),
    "deep value": (lambda: b'[{"a":' + b"[" * 990 + b"]" * 990 + b"}]", ""),
    "deeper": (lambda: b'[{"a":' + b'{"a":' * 200_000, "neither"),
    "symbolic link": (linked, "No row under"),
    "gzip": (lambda: gzip.compress(b"0" * 40_000_000), "Unpacked"),
    "entities": (lambda: workbook("").replace(b"x", b"x") and zipped({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<m/>",
        "content.xml": f"{ENTITIES}<office:document-content>&e;</office:document-content>"}), ""),
    "wide sheet": (lambda: workbook('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'), "columns"),
    "two million rows": (lambda: b"a;b\n" + b"1;2\n" * 2_000_000, "1,200,000 rows"),
    "many keys": (lambda: json.dumps([{f"k{i}": 1} for i in range(1000)]).encode(), "300 columns"),
    "endless cell": (lambda: json.dumps([{"a": "x" * 5_000_000}]).encode(), "oversized"),
    "utf-7": (lambda: b"\x2b/v8-a;b\n+AD0-1;2\n", None),
    "half wkb": (lambda: gpkg(
        "ALTER TABLE lieux ADD COLUMN geom BLOB; INSERT INTO gpkg_geometry_columns VALUES ('lieux', 'geom', 0);"  # noqa: S608
        f"UPDATE lieux SET geom = x'{(b'GP' + bytes(6) + struct.pack('<BII', 1, 3, 2**31)).hex()}'", 2), None),
}  # fmt: skip
"""What it is, and what the refusal says: None where it is read, "" where either will do."""


def told(content: bytes) -> Text | pd.DataFrame:
    """Why a file is not read, or what it gives."""
    try:
        return opened(content).table
    except LayerError as error:
        return error.message


def processor() -> float:
    """Seconds that ended processes have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_told_or_harmless_within_ten_seconds(attack: str) -> None:
    made, said = ATTACKS[attack]
    content, before = made(), processor()
    found = told(content)
    assert processor() - before < 10
    if isinstance(found, Text):
        assert said is not None and said in found.en
    else:
        assert not said and len(found) and "root:" not in found.to_csv()


def test_a_number_that_is_none_is_no_point_and_told() -> None:
    table, notes = opened(nan_point("NaN"))[:2]
    assert table.loc[1, Y] is None and any("coordonnées ne sont pas" in note.fr for note in notes)


def test_two_columns_of_one_name_stay_two() -> None:
    def twice(parts: dict[str, bytes]) -> None:
        dbf = parts[".dbf"]
        field = dbf[32:64]
        head = dbf[:8] + struct.pack("<HH", 97, 21) + dbf[12:32]
        parts[".dbf"] = head + field + field + b"\r" + b" " + b"first".ljust(10) + b"second".ljust(10) + b"\x1a"

    table, notes = opened(layer(twice))[:2]
    assert table.loc[1, ["nom", "nom (2)"]].tolist() == ["first", "second"]
    assert any("s'appellent" in note.fr for note in notes)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("shapefile_that_is_a_vrt.zip", "n'est pas un shapefile"),
        ("self_crossing_200.geojson", ""),
        ("self_crossing_400.geojson", ""),
        ("lone_surrogate.json", ""),
    ],
)
def test_the_faults_of_the_server_are_told(name: str, sentence: str) -> None:
    found = told((SERVER / name).read_bytes())
    assert sentence in found.fr if isinstance(found, Text) else len(found) == 1 and not sentence
