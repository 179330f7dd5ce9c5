"""Whatever the bytes and the cells: a sentence or a table that adds up, never another error."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from layers import LayerError
from layers.own import OWN_KINDS, Opened, OwnKind, imported, opened, rejected_csv, report, tables
from parsing import Refused
from tests.test_own_formats import HAD, read
from tests.test_own_open import SHEET, workbook
from tests.test_own_places import PLACES

CELLS = st.one_of(
    st.none(),
    st.text(max_size=20).map(lambda text: text.strip() or None),
    st.sampled_from([
        "01001", "1001", "01099", "33063", "01000", "Le Haut", "Saint-Jean", "240000009", "fs-haut", "3,0", "46",
        "46.0, 3.1", "-1e999", "٣", "²", "nan", "inf", "0-400", "tous", "2025-02-30", "[[1]]", "[", "{}", "france",
        "2A", "tous-publics,x", "Mo-Fr 09:00-12:00", "Mo-Su 99:99-00:00", "=1+1", "700000", "6600000", "caf",
        "sante--addictions", "a" * 5000,
    ]),
)  # fmt: skip


SEEDS = ("csv", "geojson", "json", "shp", "gpkg", "xlsx", "fgb", "KML", "GPX", "gzip", "Overpass", "Esri", "EWKB")


@cache
def seeds() -> dict[str, bytes]:
    """A small file of each format."""
    layer = gpd.GeoDataFrame({"nom": ["A", "B"]}, geometry=[Point(3, 46), Point(3.1, 46)], crs=4326)
    written = io.BytesIO()
    with TemporaryDirectory() as folder:
        layer.to_file(Path(folder) / "a.shp")
        with zipfile.ZipFile(written, "w") as archive:
            for path in Path(folder).iterdir():
                archive.write(path, path.name)
        layer.to_file(Path(folder) / "a.fgb")
        layer.to_file(Path(folder) / "a.gpkg")
        gpkg, fgb = ((Path(folder) / f"a.{suffix}").read_bytes() for suffix in ("gpkg", "fgb"))
    return {
        "csv": 'nom;code\n«\u00a0É\u00a0»;01001\nB;"2"\n'.encode("cp1252"),
        "xlsx": workbook(SHEET),
        "geojson": layer.to_json().encode(),
        "json": json.dumps({"items": [{"nom": "A", "x": [1]}]}).encode(),
        "shp": written.getvalue(),
        "gpkg": gpkg,
        "fgb": fgb,
        **{key: HAD[key]() for key in ("KML", "GPX", "gzip", "Overpass", "Esri", "EWKB")},
    }


def read_here(content: bytes) -> Opened:
    """As ``opened``, in this process: hundreds of them are started in no time."""
    try:
        return read(content)
    except Refused as refused:
        raise LayerError(refused.message) from refused


def check(content: bytes, reader: Callable[[bytes], Opened] = read_here) -> None:
    try:
        found = reader(content)
    except LayerError:
        return
    except Exception:  # noqa: BLE001 - what libraries raise ends the process that reads: ask it what it says then
        assert reader is read_here
        check(content, opened)
        return
    assert len(found.table)
    assert found.table.columns.is_unique
    assert all(cell is None or (isinstance(cell, str) and cell) for row in found.table.to_numpy() for cell in row)


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    check(content)


@given(st.text(max_size=400))
def test_any_text(content: str) -> None:
    check(content.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=6)
@given(data=st.data())
def test_damaged_files(name: str, data: st.DataObject) -> None:
    content = bytearray(seeds()[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    check(bytes(content[: data.draw(st.integers(1, len(content)))] if data.draw(st.booleans()) else content), opened)


@pytest.mark.parametrize("kind", OWN_KINDS, ids=lambda kind: kind.key)
@settings(max_examples=30)
@given(data=st.data())
def test_any_cells(kind: OwnKind, data: st.DataObject) -> None:
    columns = [column.key for column in kind.columns]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=6))
    table = pd.DataFrame(rows, pd.RangeIndex(2, len(rows) + 2, name="ligne"), columns, dtype=object)
    reading = data.draw(st.sampled_from([None, "wgs84", "lambert_93_swapped", "reunion"]))
    found = imported(table, kind, {column: column for column in columns}, PLACES, reading)
    counted = report(found)
    assert counted.kept + counted.rejected + counted.outside == counted.read == len(rows)
    assert counted.rejected == found.rejected["ligne"].nunique()
    assert not set(found.rejected["ligne"]) & set(found.table.index)
    assert set(found.warnings["ligne"]) <= set(found.table.index)
    assert rejected_csv(found, "fr").count(b"\xef\xbb\xbf") == 1
    if kind.place == "point":
        actors = tables.actors(found)
        assert set(actors["commune"]) <= PLACES.territory
        assert actors["lon"].isna().equals(actors["point_quality"].isna())
        assert tables.eligibility(found, PLACES).shape == (len(actors), 1) if kind.key == "services" else True
    if kind.key == "prices":
        policies = set(found.table["politique"])
        assert all(tables.rules(found, policy, 100)["price"].dropna().ge(0).all() for policy in policies)
