"""Files of publishers and road extracts are read outside the server's process, the same as inside; none harms it."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import layers
from layers import LayerError
from layers.apart import Reader, ready
from layers.load import Wanted
from layers.roads import read as roads
from layers.roads.files import dropped
from tests import published
from tests.toy_roads import street

KINDS = ("iris", "occupations", "squares", "income", "data_inclusion", "institutions", "boundaries", "rural")
"""One of each format: 7z of contours, workbook, zip, long CSV, JSON, tar, GeoJSON, and a column of marks."""
EACH = {one.source.key: one for one in published.EVERY if one.source.key in KINDS and published.extracts(one)}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with ready() as reader:
        yield reader


def put(one: Wanted, folder: Path) -> Path:
    name, content = published.dropped(one)
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("key", KINDS)
def test_a_table_is_the_same(key: str, reader: Reader, tmp_path: Path) -> None:
    one = EACH[key]
    path = put(one, tmp_path)
    # A column of texts may come back under the other name that pandas has for it.
    pd.testing.assert_frame_equal(reader.table(key, one.year, path), one.file.read(path), check_dtype=False)


def test_what_the_publisher_did_not_write_is_told_in_its_words(reader: Reader, tmp_path: Path) -> None:
    path = put(EACH["income"], tmp_path)
    path.write_bytes(b"a;b\n1;2\n")
    with pytest.raises(LayerError, match="Colonnes absentes"):
        reader.table("income", EACH["income"].year, path)


def test_networks_are_the_same_and_none_is_read_here(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = layers.territory("200067940")
    file = tmp_path / "toy.osm"
    file.write_text(street(place), encoding="utf-8")
    box, crs = (2.9, 42.0, 3.1, 44.0), 2154
    here = roads.read(file, box, crs)
    monkeypatch.delattr(roads, "READERS")
    apart, dated = reader.networks([file], box, crs)
    assert dated == "" and set(apart) == set(here)
    for mode, network in here.items():
        assert all(np.array_equal(apart[mode][name], array) for name, array in network.items())


def test_a_reading_that_is_ended_is_told_and_the_next_file_is_read(reader: Reader, tmp_path: Path) -> None:
    path = put(EACH["income"], tmp_path)
    reader.table("income", EACH["income"].year, path)
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    assert len(reader.table("income", EACH["income"].year, path))


def test_it_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "secret")
    fresh = Reader()
    fresh.table("income", EACH["income"].year, put(EACH["income"], tmp_path))
    assert fresh._process is not None and fresh._process.pid != os.getpid()
    told = Path(f"/proc/{fresh._process.pid}/environ")
    assert not told.exists() or b"secret" not in told.read_bytes()
    fresh.end()
    assert fresh._process is None


def test_a_vector_file_that_is_none_is_no_file_of_roads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "troncon_de_route.shp").write_text("<OGRVRTDataSource/>")
    (tmp_path / "route.gpkg").write_bytes(b"SQLite format 3\0" + b"x" * 200)
    monkeypatch.setattr("layers.store.drop", lambda: tmp_path)
    assert dropped() == []
