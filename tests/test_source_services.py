"""Lists of places that serve the public: France services, La Poste, schools, FINESS, OpenStreetMap."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import COG, SERVICE_THEMES, LayerError, Source
from layers.cog import carry
from layers.load import Wanted
from layers.publishers.places import COLUMNS, WITHOUT_POINT, in_france
from layers.sources.bpe import BPE
from layers.sources.data_inclusion import DATA_INCLUSION
from layers.sources.finess import CATEGORIES, FINESS
from layers.sources.france_services import FRANCE_SERVICES
from layers.sources.la_poste import LA_POSTE
from layers.sources.osm import OSM
from layers.sources.schools import SCHOOLS
from tests.mutated import CODE, FOLDER, extract, mutations, reread

LISTS = (FRANCE_SERVICES, LA_POSTE, SCHOOLS, FINESS, OSM)
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHARED_LIST = Path(__file__).parents[2] / "shared" / "data" / "france_services" / "liste-fs-20240801.csv"


def found(source: Source) -> pd.DataFrame:
    return source.published[2026].read(extract(source.key))


def assert_places(table: pd.DataFrame) -> None:
    """The columns of actors, codes of communes, themes that have a label, points in France or a reason why not."""
    assert list(table)[: len(COLUMNS)] == list(COLUMNS)
    assert table.index.is_unique and table.index.name == "id"
    assert table["commune"].dropna().str.fullmatch(CODE).all()
    assert {theme for themes in table["theme"] for theme in themes.split()} <= set(SERVICE_THEMES)
    placed = table["lon"].notna()
    assert (placed == table["lat"].notna()).all()
    assert in_france(table.loc[placed, "lon"], table.loc[placed, "lat"]).all()
    assert set(table.loc[placed, "point_quality"]) <= {"own", "commune"}
    assert set(table.loc[~placed, "point_quality"]) <= set(WITHOUT_POINT)


@pytest.mark.parametrize("source", LISTS, ids=lambda source: source.key)
def test_a_list_gives_places(source: Source) -> None:
    assert_places(found(source))


@pytest.mark.parametrize("source", LISTS, ids=lambda source: source.key)
def test_places_are_carried_to_the_communes_of_today(source: Source) -> None:
    table = carry(found(source), source.published[2026].cog, COG, source.rules)
    assert list(table.index) == list(found(source).index)
    assert table["commune"].dropna().str.fullmatch(CODE).all()


def test_desks_that_move_are_no_fixed_points() -> None:
    table = found(FRANCE_SERVICES)
    moving = table.loc[["fs-3", "fs-75"]]
    assert list(moving["form"]) == ["Bus_équivalent", "Itinérante"]
    assert moving["lon"].isna().all() and list(moving["point_quality"]) == ["itinerant"] * 2
    assert (table.drop(index=moving.index)["point_quality"] == "own").all()


def test_hours_of_a_desk_are_those_of_its_week() -> None:
    hours = found(FRANCE_SERVICES)["weekly_hours"]
    assert hours["fs-1"] == 3.5 + 6.5 * 3 + 5.5  # by hand: Monday afternoon, three long days, a shorter Friday
    assert hours["fs-67"] == 4.5 + 8 + 3.5 + 8  # "00:00 - 00:00" on Friday is closed
    assert hours["fs-561"] == 40
    assert hours[["fs-263", "fs-2808"]].isna().all()
    assert hours["fs-114"] > 8, "hours given twice are united"


def test_hours_that_are_not_believed_say_why() -> None:
    flags = found(FRANCE_SERVICES)["hours_flag"]
    assert flags["fs-114"] == "overlap"  # 09:00-12:00 and 09:00-16:30 on the same Tuesday
    assert flags["fs-2808"] == "implausible"  # under eight hours a week
    assert pd.isna(flags["fs-263"])  # none given


@pytest.mark.shared
def test_the_whole_list_of_france_services_is_read() -> None:
    table = FRANCE_SERVICES.published[2026].read(SHARED_LIST)
    assert_places(table)
    assert len(table) == 2845
    assert (table["point_quality"] == "itinerant").sum() == 134 + 29
    assert table["weekly_hours"].notna().mean() > 0.9
    assert (carry(table, 2025, COG, {})["commune"].isna()).sum() <= 3


def test_a_list_with_semicolons_is_the_same_list(tmp_path: Path) -> None:
    path = tmp_path / "liste-fs.csv"
    pd.read_csv(extract("france_services"), dtype=str).to_csv(path, sep=";", index=False, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(FRANCE_SERVICES.published[2026].read(path), found(FRANCE_SERVICES))


def test_a_post_office_geocoded_at_its_commune_says_so() -> None:
    quality = found(LA_POSTE)["point_quality"]
    assert quality["poste-00002A"] == "commune"
    assert quality["poste-00006A"] == "none"
    assert quality["poste-00001A"] == quality["poste-00003A"] == "own"


@pytest.mark.parametrize(
    ("written", "header"),
    [
        ("utf-8", "#Identifiant_du_site;Libelle_du_site"),
        ("utf-8-sig", "identifiant_a;libelle_du_site"),
        ("cp1252", "#Identifiant_A;Libellé_du_site"),
    ],
)
def test_headers_of_la_poste_change_and_are_the_same(tmp_path: Path, written: str, header: str) -> None:
    path = tmp_path / "laposte_poincont.csv"
    text = extract("la_poste").read_text(encoding="cp1252")
    path.write_text(text.replace("#Identifiant_A;Libellé_du_site", header), encoding=written)
    pd.testing.assert_frame_equal(LA_POSTE.published[2026].read(path), found(LA_POSTE))


def test_a_post_office_with_a_code_nobody_knows_keeps_its_point_and_has_no_commune() -> None:
    """01003 joined 01004 in the seventies: the movements of the pack do not go so far."""
    table = carry(found(LA_POSTE), LA_POSTE.published[2026].cog, COG, {})
    assert pd.isna(table.at["poste-00005A", "commune"])
    assert table.at["poste-00005A", "lon"] == 5.35


def test_schools_that_are_closed_and_sections_inside_them_are_left_out() -> None:
    table = found(SCHOOLS)
    assert not {"edu-0641309A", "edu-0640111Y"} & set(table.index)
    assert table["theme"].value_counts().to_dict() == {"ecole": 5, "college": 2, "lycee": 1}
    assert table.at["edu-0011115G", "theme"] == "ecole"  # to be closed: still open
    assert table.at["edu-0640800X", "point_quality"] == "commune"


@pytest.mark.parametrize(("part", "codes"), [("64", "064"), ("2A", "02A"), ("974", "974")])
def test_a_departement_is_asked_as_the_ministry_writes_it(part: str, codes: str) -> None:
    url = Wanted(SCHOOLS, 2026, part).url
    assert f"%22{codes}%22" in url and "{" not in url


def test_communes_of_finess_are_written_on_three_digits() -> None:
    table = found(FINESS)
    assert table.at["finess-970102018", "commune"] == "97123"  # 9A and 123: Saint-Barthélemy
    assert table.at["finess-970302287", "commune"] == "97302"  # 9C and 302: Cayenne
    assert table.at["finess-2A0000001", "commune"] == "2A004"
    assert table.at["finess-640000001", "commune"] == "64102"


def test_each_point_of_finess_is_in_the_projection_it_names() -> None:
    table = found(FINESS)
    assert table.loc["finess-970302287", ["lon", "lat"]].tolist() == pytest.approx([-52.31973, 4.92347], abs=1e-5)
    assert table.at["finess-2A0000001", "lat"] == pytest.approx(41.890, abs=1e-3)  # LAMBERT_93, without EPSG code
    assert table.at["finess-970210126", "point_quality"] == "commune"  # no score: placed at its commune
    assert table.at["finess-970102018", "point_quality"] == "none"


def test_establishments_that_serve_no_social_policy_are_left_out() -> None:
    table = found(FINESS)
    assert not {"finess-010000024", "finess-640000002"} & set(table.index)  # a hospital, a laboratory
    assert table.at["finess-640000001", "theme"] == "aide-a-domicile soins-a-domicile"
    assert table.at["finess-640000001", "operator"] == "266400011"
    assert set(CATEGORIES) <= set(SERVICE_THEMES)


def test_places_of_openstreetmap_know_the_commune_they_stand_in() -> None:
    table = found(OSM)
    assert list(table["commune"].dropna()) == ["64102", "64102", "64122", "64102", "64547"]
    assert list(table["theme"])[:3] == ["bibliotheque", "equipement-et-alimentation", "centre-social"]
    assert table.at["osm-node-1", "weekly_hours"] == 40
    assert list(table["hours_flag"].dropna()) == ["conditional", "implausible", "unreadable"]
    assert table.at["osm-node-6", "point_quality"] == "none"


def test_overpass_is_asked_for_one_epci() -> None:
    url = Wanted(OSM, 2026, "200067106").url
    assert "200067106" in url and "{" not in url
    assert OSM.licence == "ODbL 1.0"


@pytest.mark.parametrize(
    "answer",
    [
        {"elements": [], "remark": "runtime error: Query timed out"},
        {"elements": [{"type": "node", "id": 1, "lat": 43.4, "lon": -1.4, "tags": {}}], "remark": "out of memory"},
        {"elements": []},
        {"elements": [1]},
        [],
    ],
)
def test_an_incomplete_answer_of_overpass_is_refused(tmp_path: Path, answer: object) -> None:
    path = tmp_path / "interpreter"
    path.write_text(json.dumps(answer), encoding="utf-8")
    with pytest.raises(LayerError):
        OSM.published[2026].read(path)


@pytest.mark.parametrize("source", [*LISTS, DATA_INCLUSION, BPE], ids=lambda source: source.key)
@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><html></html>", b"a;b\n1;2\n", b"PK\x03\x04broken", b"[]"])
def test_another_file_is_refused_in_both_languages(tmp_path: Path, source: Source, content: bytes) -> None:
    for file in source.published.values():
        assert reread(file.read, content, tmp_path / "file") is None


@pytest.mark.parametrize("source", LISTS, ids=lambda source: source.key)
@QUICK
@given(data=st.data())
def test_a_damaged_list_is_refused_or_still_right(tmp_path: Path, source: Source, data: st.DataObject) -> None:
    content = extract(source.key).read_bytes()
    mutated = data.draw(mutations(content))
    after = reread(source.published[2026].read, mutated, tmp_path / "file")
    if after is None:
        return
    assert_places(after.assign(theme=after["theme"].where(after["theme"].isin(list(SERVICE_THEMES)), "")))
    before = found(source)
    intact = before.index.intersection(after.index)
    changed = sum(line not in set(mutated.splitlines()) for line in content.splitlines())
    moved = (before.loc[intact, ["lon", "lat"]] - after.loc[intact, ["lon", "lat"]]).abs().max(axis=1) > 0
    assert moved.sum() <= max(changed, 1)


def test_every_extract_says_where_its_rows_come_from() -> None:
    for source in (*LISTS, BPE, DATA_INCLUSION):
        lines = (FOLDER / source.key / "README.md").read_text(encoding="utf-8").splitlines()
        assert len(lines) == 3
