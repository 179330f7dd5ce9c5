"""Layers written to a real PostGIS and read from it: names of any kind, nothing lost, no password told."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

import cage
import layers
from atlas.__main__ import main
from atlas.run.postgis import MARK, layers_in, put
from layers import LayerError
from layers.own.described import Described, found
from layers.own.given import own
from layers.own.known import known
from layers.postgis import cursor, features
from tests.postgres import PASSWORD, postgis

HOSTILE = ["<script>", "=cmd|' /C calc'!A0", "Robert'); DROP TABLE x;--", "\u202e\u05d0", 'a"b\\c', "é" * 200]
LAMBERT = 2154


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with postgis() as url:
        execute(url, "CREATE EXTENSION postgis")
        yield url


def execute(url: str, statement: str) -> None:
    with cursor(url) as opened:
        opened.execute(statement)


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with cursor(url) as opened:
        opened.execute(query)
        return opened.fetchall()


@pytest.fixture
def package(tmp_path: Path) -> bytes:
    """A toy GeoPackage: polygons in Lambert-93, one of them unknown, points in degrees, and a table."""
    path = tmp_path / "toy.gpkg"
    square = shapely.box(400_000, 6_250_000, 401_000, 6_251_000)
    communes = gpd.GeoDataFrame(
        {
            "commune": [f"0100{i}" for i in range(len(HOSTILE))],
            'na"me; x': HOSTILE,
            "minutes": [1.5, None, 0.1 + 0.2, 0, -1, 1e300],
            "persons": pd.array([1, None, 3, 4, 5, 6], "Int64"),
            "former": pd.array([True, None, False, True, True, True], "boolean"),
        },
        geometry=[square, None, *[square] * 4],
        crs=LAMBERT,
    )
    communes.to_file(path, layer="communes", driver="GPKG")
    points = gpd.GeoDataFrame({"t": ["a"]}, geometry=[shapely.Point(-1.5, 43.5)], crs=4326)
    points.to_file(path, layer='ser"vi ces', driver="GPKG")
    pyogrio.write_dataframe(pd.DataFrame({"t": ["b"]}), path, layer="dictionary", driver="GPKG", append=True)
    return path.read_bytes()


@pytest.mark.wants("postgis")
def test_every_layer_is_written_with_its_projection_and_its_unknowns(base: str, package: bytes) -> None:
    made = layers_in(package)
    assert put(made, base, 'ca"ge é', f"{MARK} toy") == {"communes": 6, 'ser"vi ces': 1, "dictionary": 1}
    table = rows(base, 'SELECT * FROM "ca""ge é".communes ORDER BY commune')
    assert [row[1] for row in table] == HOSTILE
    assert [row[2] for row in table] == [1.5, None, 0.1 + 0.2, 0, -1, 1e300]
    assert [row[3] for row in table] == [1, None, 3, 4, 5, 6]
    assert [row[4] for row in table] == [True, None, False, True, True, True]
    told = rows(base, "SELECT f_table_name, type, srid FROM geometry_columns ORDER BY 1")
    assert told == [("communes", "POLYGON", LAMBERT), ('ser"vi ces', "POINT", 4326)]
    area = 'SELECT sum(ST_Area(geom)), count(*) FILTER (WHERE geom IS NULL) FROM "ca""ge é".communes'
    assert rows(base, area) == [(5e6, 1)]
    assert rows(base, "SELECT count(*) FROM pg_indexes WHERE tablename = 'communes' AND indexdef LIKE '%gist%'") == [
        (1,)
    ]


@pytest.mark.wants("postgis")
def test_a_study_replaces_that_of_before_and_no_table_of_the_reader(base: str, package: bytes) -> None:
    made = layers_in(package)
    put(made, base, "again", f"{MARK} one")
    put([layer._replace(rows=layer.rows.slice(0, 1)) for layer in made], base, "again", f"{MARK} two")
    assert rows(base, "SELECT count(*) FROM again.communes") == [(1,)]
    assert rows(base, "SELECT obj_description('again.communes'::regclass)") == [(f"{MARK} two",)]
    execute(base, "CREATE SCHEMA theirs")
    execute(base, "CREATE TABLE theirs.dictionary AS SELECT 1 AS mine")
    with pytest.raises(LayerError, match="dictionary"):
        put(made, base, "theirs", f"{MARK} toy")
    assert rows(base, "SELECT mine FROM theirs.dictionary") == [(1,)]
    # All or none: the layers before it are not there either.
    assert rows(base, "SELECT to_regclass('theirs.communes')") == [(None,)]


@pytest.mark.wants("postgis")
def test_columns_have_their_meaning_as_a_comment(base: str, package: bytes) -> None:
    layer = next(one for one in layers_in(package) if one.name == "communes")
    put([layer._replace(said={"minutes": "Durée : en voiture 'é'"})], base, "meaning", f"{MARK} toy")
    assert rows(base, "SELECT col_description('meaning.communes'::regclass, 3)") == [("Durée : en voiture 'é'",)]


@pytest.mark.wants("postgis")
def test_what_is_written_is_read_again_in_degrees(base: str, package: bytes) -> None:
    put(layers_in(package), base, "read", f"{MARK} toy")
    collection = json.loads(features(base, "read", "communes"))
    named = [one["properties"]['na"me; x'] for one in collection["features"]]
    assert sorted(named) == sorted(HOSTILE)
    drawn = [one["geometry"] for one in collection["features"] if one["geometry"]]
    expected = gpd.GeoSeries([shapely.box(400_000, 6_250_000, 401_000, 6_251_000)], crs=LAMBERT).to_crs(4326)[0]
    assert len(drawn) == 5 and shapely.geometry.shape(drawn[0]).hausdorff_distance(expected) < 1e-8
    assert json.loads(features(base, "read", "dictionary")) == [{"t": "b", "fid": 1}]


@pytest.mark.wants("postgis")
def test_the_same_rows_in_another_order_give_the_same_bytes(base: str) -> None:
    points = "SELECT i, ST_MakePoint(i, i) AS g FROM generate_series(1, 50) i ORDER BY i"
    execute(base, f"CREATE TABLE public.one AS {points}")
    execute(base, f"CREATE TABLE public.two AS {points} DESC")
    assert features(base, "public", "one") == features(base, "public", "two")


SERVICES = """
CREATE SCHEMA "so""cial";
CREATE TABLE "so""cial"."lieux d'accueil"
  (t text, id text, nom text, theme text, code_insee text, g geometry(Point, 2154), h geography);
INSERT INTO "so""cial"."lieux d'accueil" VALUES ('x', 's1', 'Permanence <b>', 'acces-aux-droits', '01002',
  ST_Transform(ST_SetSRID(ST_MakePoint(3, 46.05), 4326), 2154), NULL)
"""


@pytest.mark.wants("postgis")
def test_services_of_a_database_enter_the_study(base: str, toy: str, tmp_path: Path) -> None:
    for statement in SERVICES.split(";"):
        execute(base, statement)
    one = found(Described("services", postgis=base, schema='so"cial', table="lieux d'accueil"), tmp_path)
    mine = own([one], known(layers.territory(toy)))
    place = cage.study(toy, layers.COG, cage.TO_SERVICES, "acces-aux-droits", mine).destinations.loc["own-s1"]
    assert (place["name"], place["commune"]) == ("Permanence <b>", "01002")
    assert place[["lon", "lat"]].tolist() == pytest.approx([3, 46.05], abs=1e-8)


@pytest.mark.wants("postgis")
def test_institutions_without_a_geometry_enter_it_too(base: str, toy: str, tmp_path: Path) -> None:
    execute(base, "CREATE VIEW public.ccas AS SELECT 'c1' AS id, 'CCAS' AS nom, 'ccas' AS type, '01001' AS code_insee, "
                  "'01001,01002' AS communes_desservies")  # fmt: skip
    one = found(Described("institutions", postgis=base, table="ccas"), tmp_path)
    mine = own([one], known(layers.territory(toy)))
    served = mine.tables["jurisdictions"]
    assert served["commune"].tolist() == ["01001", "01002"] and set(served["kind"]) == {"ccas"}


@pytest.mark.wants("postgis")
@pytest.mark.parametrize(
    ("table", "said"), [("nothing", "nothing"), ("empty", "vide"), ("x; DROP TABLE one", "DROP TABLE one")]
)
def test_a_table_that_gives_nothing_is_a_sentence(base: str, table: str, said: str) -> None:
    execute(base, "CREATE TABLE IF NOT EXISTS public.empty (id int)")
    with pytest.raises(LayerError, match=said):
        features(base, "public", table)


@pytest.mark.wants("postgis")
def test_reading_writes_nothing(base: str) -> None:
    execute(base, "CREATE TABLE public.kept AS SELECT 1 AS a")
    execute(base, "CREATE FUNCTION public.erase() RETURNS int LANGUAGE sql AS 'DELETE FROM public.kept; SELECT 1'")
    execute(base, "CREATE VIEW public.trap AS SELECT public.erase() AS a")
    with pytest.raises(LayerError, match="read-only"):
        features(base, "public", "trap")
    assert rows(base, "SELECT a FROM public.kept") == [(1,)]


@pytest.mark.wants("postgis")
def test_the_command_writes_one_study_and_tells_no_password(
    base: str, toy: str, package: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("atlas.run.postgis.EXPORTS", (SimpleNamespace(key="gpkg", write=lambda _, __: package),))
    words = [toy, "--postgis", base, "--schema", "command", "--to"]
    assert main([*words, "residents"]) == 0
    assert rows(base, "SELECT count(*) FROM command.communes") == [(6,)]
    told = rows(base, "SELECT obj_description('command.communes'::regclass)")
    assert told == [(f"{MARK} {toy} 2026 resident-resident",)]
    assert main([*words, "residents", "institutions"]) == 2
    assert main([*words, "service-nothing"]) == 2
    execute(base, "COMMENT ON TABLE command.communes IS 'mine'")
    assert main([*words, "residents"]) == 1
    said = capsys.readouterr()
    assert "command.communes : 6" in said.err.replace("\u00a0", " ") and "laissée" in said.err
    assert "s3cr" not in said.err + said.out


@pytest.mark.wants("postgis")
@pytest.mark.parametrize("broken", ["wrong password", "no port", "malformed", "no such base"])
def test_no_password_is_told(base: str, broken: str) -> None:
    secret = base.removeprefix("postgresql://gis:").rpartition("@")[0]
    url = {
        "wrong password": base.replace(secret, f"{secret}wrong"),
        "no port": base.rsplit(":", 1)[0] + ":1/postgres",
        "malformed": base.replace(secret, PASSWORD),
        "no such base": base.replace("/postgres", "/nothing"),
    }[broken]
    with pytest.raises(LayerError) as caught:
        features(url, "public", "one")
    told = "".join(caught.value.message)
    assert "s3cr" not in told and "é@" not in told
    assert caught.value.__cause__ is None
