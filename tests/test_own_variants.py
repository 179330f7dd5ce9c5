"""Files as people have them, of four territories.

Each variant says where its places are: every row is at that commune, or left out with a reason. None is misread.
"""

import json
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Transformer

from layers import territory
from layers.cog import successor
from layers.own import BY_KEY, Gazetteer, Imported, gazetteer, imported, propose, tables
from layers.own.points import POINT_PROJECTIONS
from layers.own.read import ByHand
from layers.own.written import written
from layers.spelling import normalised
from tests.test_own_formats import KML, read
from tests.test_own_open import zipped

PAYS_BASQUE, REIMS, ANGERS, REUNION = "200067106", "200067213", "244900015", "249740101"
TERRITORIES = (PAYS_BASQUE, REIMS, ANGERS, REUNION)
MADE = 5
"""Places of a made file, or fewer."""


@cache
def around(siren: str) -> Gazetteer:
    return gazetteer(territory(siren), {}, successor)


@cache
def truth(siren: str) -> pd.DataFrame:
    """Communes of a territory, here and there in it, that share neither name nor postcode with another."""
    places = around(siren)
    served = {code: postcode for postcode, codes in places.postcodes.items() if len(codes) == 1 for code in codes}
    inside = places.communes[places.communes.index.isin(places.territory & set(served))].sort_index()
    alone = inside[[len(places.named(written(name))) == 1 for name in inside["name"]]]
    some = alone.iloc[:: -(-len(alone) // MADE)]
    return some.assign(code=some.index, postcode=some.index.map(served)).reset_index(drop=True)


def taken(content: bytes, siren: str, kind: str = "services", **constants: str) -> Imported:
    table = read(content).table
    return imported(table, BY_KEY[kind], propose(table, BY_KEY[kind]), around(siren), None, ByHand(constants))


def told(found: Imported) -> str:
    return " ".join([*found.rejected["motif_fr"], *found.warnings["motif_fr"]])


def csv(columns: Mapping[str, object], mark: str = ";", encoding: str = "utf-8") -> bytes:
    return pd.DataFrame(columns).to_csv(sep=mark, index=False, lineterminator="\r\n").encode(encoding)


def named(places: pd.DataFrame, **columns: object) -> dict[str, object]:
    return {"nom": [f"Épicerie n°{i} à l'œuvre" for i in range(len(places))], **columns}


def degrees(places: pd.DataFrame) -> list[str]:
    return [f"{lat:.6f}, {lon:.6f}" for lat, lon in zip(places["lat"], places["lon"], strict=True)]


def records(places: pd.DataFrame, point: Callable[[float, float], object]) -> list[dict[str, object]]:
    rows = zip(places["code"], places["lon"], places["lat"], strict=True)
    return [{"NOM": f"Lieu {code}", "geo_point_2d": point(lon, lat)} for code, lon, lat in rows]


POINTS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "ods v2": lambda p: json.dumps({"results": records(p, lambda x, y: {"lat": y, "lon": x})}).encode(),
    "ods v1": lambda p: json.dumps(
        {"records": [{"fields": one} for one in records(p, lambda x, y: [y, x])]}
    ).encode(),
    "a point as text": lambda p: json.dumps(records(p, lambda x, y: f"{y},{x}")).encode("cp1252"),
    "a GeoJSON in a cell": lambda p: json.dumps(
        records(p, lambda x, y: {"type": "Point", "coordinates": [x, y]})
    ).encode(),
    "one column": lambda p: csv(named(p, GPS=degrees(p)), "\t"),
    "exponents": lambda p: csv(named(p, LON=[f"{x:.9E}" for x in p["lon"]], LAT=[f"{y:.9e}" for y in p["lat"]])),
    "exponents with a comma": lambda p: csv(
        named(p, x=[f"{x:.9E}".replace(".", ",") for x in p["lon"]], y=[f"{y:.7f}".replace(".", ",") for y in p["lat"]])
    ),
    "latitude first": lambda p: csv(named(p, X=p["lat"], Y=p["lon"]), ","),
    "WKT": lambda p: csv(named(p, the_geom=[f"POINT({x} {y})" for x, y in zip(p["lon"], p["lat"], strict=True)])),
    "EWKT of several": lambda p: csv(
        named(p, GEOM=[f"SRID=4326;MULTIPOINT(({x} {y}))" for x, y in zip(p["lon"], p["lat"], strict=True)]), "|"
    ),
    "useless codes beside": lambda p: csv(
        named(p, COMMUNE_INSEE=["?"] * len(p), DEPARTEMENT=["x"] * len(p), LONGITUDE=p["lon"], LATITUDE=p["lat"])
    ),
    "a marker by place": lambda p: KML[: KML.index("<Placemark>")].encode() + "".join(
        f"<Placemark><name>Lieu</name><MultiGeometry><Point><coordinates>{x},{y}</coordinates></Point></MultiGeometry>"
        "</Placemark>" for x, y in zip(p["lon"], p["lat"], strict=True)
    ).encode() + b"</Folder></Document></kml>",
    "Overpass": lambda p: json.dumps({"elements": [
        {"type": "node", "id": i, "lat": y, "lon": x, "tags": {"amenity": "library"}}
        for i, (x, y) in enumerate(zip(p["lon"], p["lat"], strict=True))
    ]}).encode(),
}  # fmt: skip
"""Places that only their point ties to a commune."""

CODES: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "codes": lambda p: csv(named(p, DEPCOM=p["code"]), ","),
    "zeros lost": lambda p: csv(named(p, INSEE_COM=p["code"].str.lstrip("0"))),
    "spaces in codes": lambda p: csv(named(p, **{"Code Insee": p["code"].str[:2] + " " + p["code"].str[2:]})),
    "a header that says little": lambda p: csv(named(p, Code=p["code"])),
    "names in the column of codes": lambda p: csv(named(p, code_insee=p["name"], VILLE=p["code"])),
    "postcodes as codes": lambda p: csv(named(p, CODE_INSEE=p["postcode"])),
    "postcodes as floats": lambda p: csv(named(p, code_commune=p["postcode"] + ".0")),
    "codes as postcodes": lambda p: csv(named(p, **{"Code postal": p["code"]})),
    "postcodes in addresses": lambda p: csv(named(p, ADRESSE="12 rue de Paris " + p["postcode"] + " " + p["name"])),
    "capitals": lambda p: csv(named(p, COMMUNE=p["name"].map(normalised).str.upper()), "|", "utf-16"),
    "a CEDEX": lambda p: csv(named(p, Localité=p["name"].str.upper() + " CEDEX 9"), ";", "cp1252"),
    "a postcode before": lambda p: csv(named(p, ville=p["postcode"] + " " + p["name"]), ";", "mac_roman"),
    "a département after": lambda p: csv(named(p, commune=p["name"] + " (" + p["code"].str[:2] + ")")),
    "two languages": lambda p: csv(named(p, commune=p["name"] + " / Nonbait")),
    "words for nothing": lambda p: csv(named(p, code_insee=p["code"], lon="#N/D", lat="NULL", adresse="<NA>")),
    "zero and zero": lambda p: csv(named(p, code_insee=p["code"], lon=0, lat="0,0")),
    "a separator told to Excel": lambda p: b"sep=,\r\n" + csv(named(p, insee=p["code"]), ","),
    "a title above": lambda p: b"Liste au 1er janvier\r\n\r\n" + csv(named(p, insee=p["code"])),
}  # fmt: skip
"""Places that a code, a name, a postcode or an address ties to a commune."""


EACH = [(variant, TERRITORIES[at % len(TERRITORIES)]) for at, variant in enumerate([*POINTS, *CODES])]
"""A territory for each: what is read has nothing of its own in any."""


@pytest.mark.parametrize(("variant", "siren"), EACH)
def test_every_place_is_in_its_commune(variant: str, siren: str) -> None:
    places = truth(siren)
    found = taken((POINTS | CODES)[variant](places), siren)
    assert found.table["commune_code"].tolist() == places["code"].tolist(), told(found)
    assert set(found.table["point_quality"]) == {"own" if variant in POINTS else "commune"}
    assert found.rejected.empty


FITS = {
    REIMS: ("lambert_93", "lambert_93_swapped", "web_mercator", "lambert_1", "lambert_2", "cc49", "utm_31", "laea"),
    PAYS_BASQUE: ("lambert_93", "web_mercator", "lambert_3", "lambert_2", "cc43", "cc44", "utm_30", "laea"),
    REUNION: ("reunion", "web_mercator"),
}


AXES = [("X", "Y"), ("LAMBERT_X", "LAMBERT_Y"), ("coord_x_m", "coord_y_m")]


@pytest.mark.parametrize(("siren", "key"), [(siren, key) for siren, keys in FITS.items() for key in keys])
def test_a_projection_is_recognised_by_points_alone(siren: str, key: str) -> None:
    headers = AXES[len(key) % len(AXES)]
    places, projection = truth(siren), POINT_PROJECTIONS[key]
    east, north = Transformer.from_crs(4326, projection.epsg, always_xy=True).transform(places["lon"], places["lat"])
    xy = (north, east) if projection.swapped else (east, north)
    found = taken(csv(named(places, **dict(zip(headers, xy, strict=True))), ","), siren)
    assert (found.reading, found.table["commune_code"].tolist()) == (key, places["code"].tolist()), told(found)


@pytest.mark.parametrize(("bad", "at"), [(b"\xc9", 0), (b"\xa4", 2), (b"\xff", -2), (b"\xe9", 1)])
def test_a_bad_byte_is_told_and_loses_no_row(bad: bytes, at: int) -> None:
    places = truth(PAYS_BASQUE)
    lines = csv(named(places, code_insee=places["code"])).split(b"\r\n")
    lines[at] = bad + lines[at]
    found = read(b"\n".join(lines))
    assert any("Windows-1252" in note.fr for note in found.notes)
    assert [name.endswith("à l'œuvre") for name in found.table.iloc[:, 0]] == [True] * len(places)


@pytest.mark.parametrize("written", ["utf-8", "cp1252"])
@pytest.mark.parametrize("told_as", [None, "UTF-8", "ISO-8859-1", "1252"])
def test_the_table_of_a_shapefile_is_read_whatever_its_encoding_is_said_to_be(
    written: str, told_as: str | None, tmp_path: Path
) -> None:
    places = truth(ANGERS)
    frame = gpd.GeoDataFrame(named(places), geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs=4326)
    frame.to_crs(2154).to_file(tmp_path / "a.shp", encoding=written)
    parts = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".cpg"}
    content = zipped(parts | ({"a.cpg": told_as} if told_as else {}), zipfile.ZIP_DEFLATED)
    found = taken(content, ANGERS)
    assert found.table["nom"].tolist() == list(named(places)["nom"])  # type: ignore[call-overload]
    assert found.table["commune_code"].tolist() == places["code"].tolist()


def test_no_homonym_is_ever_chosen_and_what_tells_them_apart_is_read() -> None:
    places = around(PAYS_BASQUE)
    shared = [name for name, codes in places.names.items() if len(codes) > 1 and places.territory & {*codes}]
    alone = taken(csv({"nom": shared, "commune": shared}), PAYS_BASQUE)
    assert alone.table.empty and alone.rejected["ligne"].nunique() == len(shared) > 5
    elsewhere = [(n, next(iter(set(places.names[n]) - places.territory))) for n in shared]
    for column, values in (("Code Insee", [c for _, c in elsewhere]), ("DEP", [c[:2] for _, c in elsewhere])):
        found = taken(csv({"nom": shared, "commune": shared, column: values}), PAYS_BASQUE)
        wrong = found.table[~found.table["nom"].isin([n for n, c in elsewhere if c[:2] == "64"])]
        assert wrong.empty, column


def test_former_communes_are_those_of_today() -> None:
    for siren in (ANGERS, REIMS, PAYS_BASQUE):
        places = around(siren)
        former = {
            name: next(iter(codes)) for name, codes in places.former_names.items()
            if len(codes) == 1 and codes <= places.territory and name not in places.names
        }  # fmt: skip
        found = taken(csv({"NOM": [*former], "Commune": [name.upper() for name in former]}, ",", "cp1252"), siren)
        kept = found.table["commune_code"]
        assert kept.tolist() == [former[name] for name in found.table["nom"]]
        assert len(kept) > 0.9 * len(former), told(found)


def test_contradictions_are_told_and_never_settled_by_chance() -> None:
    one, other = (truth(REIMS).iloc[at] for at in (0, 2))
    rows = {
        "nom": ["A", "B", "C", "D"], "code_insee": [one["code"], one["code"], one["code"], "99999"],
        "commune": [other["name"], one["name"], other["name"], one["name"]],
        "code_postal": [None, other["postcode"], other["postcode"], None],
        "lon": [None, None, None, other["lon"]], "lat": [None, None, None, other["lat"]],
    }  # fmt: skip
    found = taken(csv(rows), REIMS)
    assert found.table["commune_code"].to_dict() == {3: one["code"], 4: other["code"]}
    assert set(found.rejected["ligne"]) == {2, 5}
    assert "contredit" in told(found) and "ne vont pas ensemble" in told(found)


@pytest.mark.parametrize("header", ["SIRET", "Identifiant", "id_service"])
def test_what_several_places_share_identifies_none(header: str) -> None:
    places = truth(ANGERS)
    found = taken(
        csv(named(places, **{header: "26490000000018"}, insee=places["code"])), ANGERS, "institutions", type="CIAS"
    )
    assert len(found.table) == len(places) and tables.ids(found).is_unique
    assert set(found.table["type"]) == {"cias"} and "plusieurs lieux" in told(found)


SECRETS = ["s", "<5", "< 11", "nc", "N.D.", "***", "moins de 5", "1 à 4", "entre 1 et 4", "(s)", "ns", "5 ou moins"]
UNREAD = ["15 %", "3 h", "1,234", "12 k", "abc", "-3", ""]


@pytest.mark.parametrize("cell", [*SECRETS, *UNREAD])
@pytest.mark.parametrize("kind", ["visits", "survey"])
def test_a_count_that_is_hidden_or_unread_makes_its_commune_unknown_and_says_why(cell: str, kind: str) -> None:
    one, other = truth(REIMS)["code"][:2]
    said = {"SERVICE": "MDS", "Tranche d'âge": ["0-17", "18+", "0-17", "18+"]} if kind == "visits" else {}
    answers = {"Question": "q", "Réponse": "oui"} if kind == "survey" else {}
    # One commune by two rows: its own, and that of another place of it.
    rows = {"CODGEO": [one, one, other, other], **said, **answers}
    rows |= {"Visites" if kind == "visits" else "Effectif": ["4", cell, "2", "3"]}
    if kind == "survey":
        rows["CODGEO"], rows["Réponse"] = [one, other, other, one], ["oui", "non", "oui", "non"]
        rows["Effectif"] = ["4", "3", "2", cell]
    found = taken(csv(rows), REIMS, kind)
    made = (tables.visits if kind == "visits" else tables.survey)(found)
    figures = made["visits"] if kind == "visits" else made[("q", "non")]
    assert pd.isna(figures[one]) and figures[other] == (5 if kind == "visits" else 3)
    assert (
        len(
            set(found.warnings["motif_fr"])
            - {"n'est le nom ni l'identifiant d'aucun lieu chargé\u00a0: gardé tel quel"}
        )
        == 1
    )


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_visits_by_age_are_added_up_in_rows_in_columns_and_beside_their_total(mark: str) -> None:
    one, other = truth(REUNION)["code"][:2]
    rows = {"SERVICE": "MDS", "INSEE": [one, one, other], "Classe d'âge": ["0-17 ans", "18 ans et +", "Ensemble"]}
    columns = {"SERVICE": "MDS", "INSEE": [one, other], "0-17 ans": ["3", "1"], "18 ans et plus": ["4", "8"]}
    wanted = {one: 7, other: 9}
    for table in (
        rows | {"NB_VISITES": [3, 4, 9]}, columns, columns | {"Total": [7, 9]}, columns | {"Population": [999, 999]}
    ):  # fmt: skip
        found = taken(csv(table, mark), REUNION, "visits")
        assert tables.visits(found)["visits"].to_dict() == wanted, told(found)
    hidden = taken(csv(columns | {"18 ans et plus": ["s", ""]}, mark), REUNION, "visits")
    assert tables.visits(hidden)["visits"].isna().all()


@pytest.mark.parametrize("cell", ["15 %", "3 h", "1,2 M€", "350 k€", "1,200,000", "1.200.000", "12,345"])
def test_a_figure_of_another_unit_is_no_euro(cell: str) -> None:
    found = taken(
        csv({"nom": ["A"], "type": "ccas", "insee": truth(REIMS)["code"][0], "Budget": cell}), REIMS, "institutions"
    )
    assert found.table["budget"].isna().all() and cell in set(found.warnings["valeur"])


@pytest.mark.parametrize("kind", ["visits", "survey"])
def test_shares_are_no_counts(kind: str) -> None:
    table = pd.DataFrame(columns=["code_insee", "service", "reponse", "Effectif (%)", "Visites (%)"])
    assert not set(propose(table, BY_KEY[kind]).values()) & {"Effectif (%)", "Visites (%)"}
