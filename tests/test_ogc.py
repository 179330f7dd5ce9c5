"""OGC API Features over the files of a study: what GDAL reads of it, what each answer holds, what is refused."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import requests
import shapely
import uvicorn

import cage
from atlas.__main__ import main
from atlas.exports import EXPORTS, file_name
from atlas.ogc import application
from atlas.ogc.shelf import collections
from layers import LayerError

HOSTILE = ["<script>alert(1)</script>", "=cmd|'x'", "\u202e\u05d0", "${HOME}", "é" * 200]
GEOJSON = next(export for export in EXPORTS if export.key == "geojson")
ROOT = Path(__file__).parents[1]


def filled(folder: Path, study: cage.Study) -> Path:
    """A folder with a study's GeoJSON and a toy GeoPackage in Lambert-93: polygons, one unknown, and a table."""
    (folder / file_name(study, GEOJSON)).write_bytes(GEOJSON.write(study, "fr"))
    squares = [shapely.box(400_000 + 2000 * i, 6_250_000, 401_000 + 2000 * i, 6_251_000) for i in range(4)]
    toy = gpd.GeoDataFrame({"name": HOSTILE, "minutes": [1.5, None, 0, 3, 4]}, geometry=[*squares, None], crs=2154)
    toy.to_file(folder / "toy.gpkg", layer='com "munes', driver="GPKG", IDENTIFIER="Communes", DESCRIPTION="Toy")
    about = pd.DataFrame({"column": ["minutes"], "unit": ["min"]})
    pyogrio.write_dataframe(about, folder / "toy.gpkg", layer="dictionary", driver="GPKG", append=True)
    pyogrio.write_dataframe(about, folder / "toy.gpkg", layer="layer_styles", driver="GPKG", append=True)
    (folder / "other").mkdir()
    shutil.copy(folder / "toy.gpkg", folder / "other" / "toy.gpkg")
    return folder


@pytest.fixture
def folder(tmp_path: Path, study_of: Callable[..., cage.Study]) -> Path:
    return filled(tmp_path, study_of())


class Client:
    """A service on loopback, and what asks it."""

    def __init__(self, root: str) -> None:
        self.root = root

    def get(self, address: str) -> requests.Response:
        return requests.get(address if address.startswith("http") else self.root + address, timeout=60)


@pytest.fixture
def client(folder: Path) -> Iterator[Client]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(collections(folder), "fr"), log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    # What asks before it is ready waits: the socket listens already.
    yield Client(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server.should_exit = True
    thread.join(20)
    listening.close()


def answer(client: Client, address: str, code: int = 200) -> dict[str, Any]:
    got = client.get(address)
    assert got.status_code == code, got.text
    found: dict[str, Any] = got.json()
    return found


STUDY = "cage_200000001_2026_resident-resident"
COMMUNES = "toy.com__munes"


def test_the_collections_are_the_layers_of_the_folder(client: Client) -> None:
    told = answer(client, "/collections")["collections"]
    assert [one["id"] for one in told] == [STUDY, COMMUNES, "toy.dictionary", f"{COMMUNES}_2", "toy.dictionary_2"]
    toy = next(one for one in told if one["id"] == COMMUNES)
    assert (toy["title"], toy["description"]) == ("Communes (toy)", "Toy")
    west, south, east, north = toy["extent"]["spatial"]["bbox"][0]
    assert -0.7 < west < east < -0.5 and 43.2 < south < north < 43.4
    assert "extent" not in next(one for one in told if one["id"] == "toy.dictionary")


def test_every_link_of_the_service_leads_to_what_it_says(client: Client) -> None:
    seen, left = set[str](), [f"{client.root}/"]
    while left:
        href = left.pop()
        seen.add(href)
        got = client.get(href)
        assert got.status_code == 200, href
        links = [link for part in (got.json(), *got.json().get("collections", [])) for link in part.get("links", [])]
        for link in links:
            assert client.get(link["href"]).headers["content-type"] == link["type"]
        left += [link["href"] for link in links if link["href"] not in seen]
    assert {f"{client.root}/collections/{COMMUNES}/items", f"{client.root}/api"} <= seen


def test_it_says_what_it_conforms_to_and_defines_its_addresses(client: Client) -> None:
    assert [one.rpartition("/")[2] for one in answer(client, "/conformance")["conformsTo"]] == [
        "core",
        "oas30",
        "geojson",
    ]
    told = answer(client, "/api")
    used = {p["$ref"].rpartition("/")[2] for path in told["paths"].values() for p in path["get"]["parameters"]}
    assert used == set(told["components"]["parameters"])
    assert [link["rel"] for link in answer(client, "/")["links"]] == ["self", "service-desc", "conformance", "data"]


def test_features_are_those_of_the_file(client: Client, folder: Path) -> None:
    found = answer(client, f"/collections/{STUDY}/items")
    expected = json.loads((folder / f"{STUDY}.geojson").read_bytes())["features"]
    assert found["numberMatched"] == found["numberReturned"] == len(expected)
    for one, other in zip(found["features"], expected, strict=True):
        assert {key: one["properties"][key] for key in other["properties"]} == other["properties"]
        assert one["geometry"] == other["geometry"]


def test_names_and_unknowns_come_as_they_are(client: Client) -> None:
    found = answer(client, f"/collections/{COMMUNES}/items")["features"]
    assert [one["properties"]["name"] for one in found] == HOSTILE
    assert [one["properties"]["minutes"] for one in found] == [1.5, None, 0, 3, 4]
    assert found[-1]["geometry"] is None
    assert client.get(f"/collections/{COMMUNES}/items").headers["content-type"] == "application/geo+json"


def test_pages_follow_one_another(client: Client) -> None:
    address, names = f"/collections/{COMMUNES}/items?limit=2", []
    while address:
        page = answer(client, address)
        names += [one["properties"]["name"] for one in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert names == HOSTILE


def test_a_box_keeps_what_touches_it(client: Client) -> None:
    first = answer(client, f"/collections/{COMMUNES}/items/1")
    lon, lat = shapely.geometry.shape(first["geometry"]).centroid.coords[0]
    box = f"{lon - 1e-4},{lat - 1e-4},{lon + 1e-4},{lat + 1e-4}"
    heights = f"{lon - 1e-4},{lat - 1e-4},0,{lon + 1e-4},{lat + 1e-4},9"
    for given in (box, heights):
        found = answer(client, f"/collections/{COMMUNES}/items?bbox={given}")
        assert [one["id"] for one in found["features"]] == [1] and found["numberMatched"] == 1
    assert answer(client, f"/collections/{COMMUNES}/items?bbox=170,-10,-170,10")["numberMatched"] == 0
    assert answer(client, f"/collections/{COMMUNES}/items?bbox=170,-90,169,90")["numberMatched"] == 4
    assert answer(client, f"/collections/toy.dictionary/items?bbox={box}")["numberMatched"] == 1


@pytest.mark.parametrize("when", ["2026-01-01", "2026-01-01T00:00:00Z/..", "../2026-01-01", "2020-01-01/2026-01-01"])
def test_features_without_a_date_are_of_any(client: Client, when: str) -> None:
    assert answer(client, f"/collections/{COMMUNES}/items?datetime={when}")["numberMatched"] == 5


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/collections/nothing", 404),
        ("/collections/..%2F..%2Fetc/items", 404),
        (f"/collections/{COMMUNES}/items/99", 404),
        (f"/collections/{COMMUNES}/items/abc", 404),
        (f"/collections/{COMMUNES}/items?limit=0", 400),
        (f"/collections/{COMMUNES}/items?limit=many", 400),
        (f"/collections/{COMMUNES}/items?offset=-1", 400),
        (f"/collections/{COMMUNES}/items?bbox=1,2,3", 400),
        (f"/collections/{COMMUNES}/items?bbox=1,2,3,nan", 400),
        (f"/collections/{COMMUNES}/items?bbox=0,2,0,1", 400),
        (f"/collections/{COMMUNES}/items?datetime=yesterday", 400),
        (f"/collections/{COMMUNES}/items?limi=1", 400),
        ("/collections?f=html", 400),
        ("/?x=1", 400),
    ],
)
def test_what_is_wrong_is_refused(client: Client, address: str, code: int) -> None:
    got = client.get(address)
    assert got.status_code == code
    if "%2F" not in address:
        assert got.json()["code"] == str(code) and got.json()["description"]


def test_a_folder_with_nothing_or_a_damaged_file_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(tmp_path)]) == 2
    assert "--out" in capsys.readouterr().err
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\0damaged")
    with pytest.raises(LayerError, match="Refaites-le"):
        collections(tmp_path)


@pytest.mark.wants("gdal")
def test_gdal_lists_and_reads_the_collections_of_the_command(folder: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "atlas", "serve", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - the command under test
    try:
        _wait(f"http://127.0.0.1:{port}/")
        source = f"OAPIF:http://127.0.0.1:{port}"
        listed = _ogr("ogrinfo", "-so", source)
        assert COMMUNES in listed and STUDY in listed
        assert "Feature Count: 5" in _ogr("ogrinfo", "-so", source, COMMUNES)
        read = json.loads(_ogr("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", source, STUDY))
        expected = json.loads((folder / f"{STUDY}.geojson").read_bytes())["features"]
        assert [one["properties"]["commune"] for one in read["features"]] == [one["id"] for one in expected]
    finally:
        server.terminate()
        server.wait(20)


def _ogr(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603 - GDAL's own programs


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")
