"""The committed reference pack, and the functions that build it."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from layers.pack import (
    build,
    census,
    contours,
    download,
    gaps,
    history,
    hours,
    membership,
    names,
    notes,
    points,
    store,
    zonings,
)
from layers.pack import pays_basque as local
from layers.pack.catalogue import ENTRIES
from layers.pack.errors import PackError
from layers.pack.schemas import SCHEMAS

ROOT = Path(__file__).parents[1]
PACK = ROOT / "data" / "reference"
INPUTS = PACK / "inputs" / "pays_basque"
SHARED = ROOT.parent / "shared"
PAYS_BASQUE = "200067106"
ISLANDS = ["22016", "29083", "29155", "85113"]
UNDRAWN = ["15031", "15035", "15047", "15171"]
DAY = "09:00 - 12:00 / 14:00 - 17:00"


def read(name: str) -> pd.DataFrame:
    return pd.read_parquet(PACK / f"{name}.parquet")


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    return read("communes").set_index("commune")


@pytest.fixture(scope="module")
def shapes() -> gpd.GeoDataFrame:
    return gpd.read_parquet(PACK / "contours.parquet").set_index("commune")


# The committed files


def test_the_manifest_matches_the_files() -> None:
    manifest = json.loads((PACK / store.MANIFEST).read_text(encoding="utf-8"))
    assert sorted(manifest) == sorted(path.name for path in PACK.glob("*.parquet"))
    for name, listed in manifest.items():
        path = PACK / name
        assert listed == {"rows": pq.read_metadata(path).num_rows, "sha256": download.sha256(path)}


def test_every_file_has_its_schema() -> None:
    assert {path.stem for path in PACK.glob("*.parquet")} == {*SCHEMAS, "contours"}
    for name, schema in SCHEMAS.items():
        assert pq.read_schema(PACK / f"{name}.parquet").remove_metadata().equals(schema), name


def test_the_pack_is_small_enough_to_commit() -> None:
    assert sum(path.stat().st_size for path in PACK.rglob("*") if path.is_file()) < 30_000_000


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in {"adjacency", "epci"}])
def test_no_row_is_given_twice(name: str) -> None:
    key = "id" if name in {"services", "institutions"} else "commune"
    assert read(name)[key].is_unique


def test_an_epci_is_read_from_few_row_groups(communes: pd.DataFrame, shapes: gpd.GeoDataFrame) -> None:
    order = communes.reset_index().sort_values(["epci", "commune"], na_position="last")["commune"]
    assert communes.index.tolist() == order.tolist() == shapes.index.tolist()
    for name in ("communes", "contours"):
        meta = pq.read_metadata(PACK / f"{name}.parquet")
        assert {meta.row_group(group).num_rows for group in range(meta.num_row_groups - 1)} == {store.ROW_GROUP}


def test_communes_of_2026(communes: pd.DataFrame) -> None:
    assert len(communes) == 34_875
    assert communes["epci"].nunique() == 1_253
    assert sorted(communes.index[communes["epci"].isna()]) == ISLANDS
    assert (communes["epci"] == PAYS_BASQUE).sum() == 158


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("01001", "L'Abergement-Clémenciat"),
        ("04116", "Les Mées"),
        ("02134", "Buire"),
        ("02143", "Le Catelet"),
        ("60703", "Aux Marais"),
        ("66104", "Los Masos"),
        ("75056", "Paris"),
    ],
)
def test_names_have_their_article(communes: pd.DataFrame, code: str, name: str) -> None:
    assert communes["name"][code] == name


def test_population_is_the_census_of_2023(communes: pd.DataFrame) -> None:
    population = communes["population"]
    assert population["64102"] == 54_306
    outside_mayotte = population[~population.index.str.startswith("976")].sum()
    assert outside_mayotte == pytest.approx(68_094_000, abs=500)  # as INSEE announced on 18 December 2025
    assert sorted(population.index[population == 0]) == ["55039", "55050", "55139", "55189", "55239", "55307"]


def test_unrecorded_seats_are_unknown_not_zero(communes: pd.DataFrame) -> None:
    inside = communes[communes["epci"].notna()]
    assert inside["seats"].isna().sum() == 6_007
    assert communes["seats"].min() == 1
    silent = inside["executive"].isna().groupby(inside["epci"]).all()
    assert silent.sum() == 72
    assert inside["executive"].isna().sum() == inside["epci"].map(silent).sum()


def test_nothing_personal_is_kept(communes: pd.DataFrame) -> None:
    assert not set(communes) & {"nom", "prenom", "sexe", "date_naissance", "profession", "nationalite"}


def test_town_hall_hours_are_plausible(communes: pd.DataFrame) -> None:
    weekly = communes["town_hall_hours"].dropna()
    assert len(weekly) == 34_353
    assert weekly.between(0.5, hours.TOWN_HALL_LIMIT).all()


def test_points_stand_in_their_commune(communes: pd.DataFrame, shapes: gpd.GeoDataFrame) -> None:
    assert sorted(communes.index[communes["lon"].isna()]) == UNDRAWN
    inside = communes["point_quality"] == "inside"
    spots = shapely.points(communes.loc[inside, "lon"], communes.loc[inside, "lat"])
    assert shapely.contains_properly(shapes.geometry[inside].to_numpy(), spots).all()
    assert not communes[["lon", "lat"]].dropna().duplicated().any()


def test_pseudo_cantons_are_unknown(communes: pd.DataFrame) -> None:
    assert communes.loc[["64024", "64102"], "canton"].isna().all()
    assert not set(communes["canton"].dropna()) & {"6496", "6497"}
    assert communes["canton"].isna().sum() == 356


def test_constituencies_are_known_in_every_department_but_paris(communes: pd.DataFrame) -> None:
    seats = communes["constituency"].dropna()
    assert seats["64102"] == "64-05"
    assert set(communes["department"]) - set(communes["department"][seats.index]) == {"75"}
    assert (seats.str.split("-").str[0] == communes["department"][seats.index]).all()


def test_contours_overlap_nowhere_and_leave_no_gap(shapes: gpd.GeoDataFrame) -> None:
    drawn = shapes.geometry[shapes.geometry.notna() & ~shapes.index.str.startswith("97")].to_numpy()
    assert shapely.is_valid(drawn).all()
    assert shapely.coverage_is_valid(drawn)
    whole = gpd.GeoSeries(shapely.get_parts(shapely.coverage_union_all(drawn)), crs=4326).to_crs(2154)
    holes = [shapely.Polygon(ring).area / 1e6 for part in whole for ring in part.interiors]
    assert sorted(hole for hole in holes if hole > 0.1) == pytest.approx([12.98], abs=0.01)  # Llívia, in Spain


def test_contours_overseas_are_coverages_too(shapes: gpd.GeoDataFrame) -> None:
    for department in ("971", "972", "973", "974", "976"):
        drawn = shapes.geometry[shapes.index.str.startswith(department)].to_numpy()
        assert shapely.coverage_is_valid(drawn)


def test_merged_communes_have_their_whole_contour(communes: pd.DataFrame, shapes: gpd.GeoDataFrame) -> None:
    assert sorted(shapes.index[shapes.geometry.isna()]) == UNDRAWN
    kinds = communes["contour_quality"].value_counts().to_dict()
    assert kinds == {"source": 34_820, "completed": 45, "rebuilt": 4, "too_large": 1, "partial": 1}
    areas = shapes.loc[["93066", "49126"]].to_crs(2154).area / 1e6
    assert areas.tolist() == pytest.approx([15.9, 157.6], abs=0.1)  # with Pierrefitte; the nine of Orée d'Anjou


def test_adjacency_is_a_graph_of_known_communes(communes: pd.DataFrame) -> None:
    pairs = read("adjacency")
    assert (pairs["a"] < pairs["b"]).all()
    assert not pairs.duplicated().any()
    assert set(pairs["a"]) | set(pairs["b"]) <= set(communes.index)


def test_neighbours_of_bayonne_and_paris(communes: pd.DataFrame) -> None:
    pairs = read("adjacency")
    both = pd.concat([pairs, pairs.rename(columns={"a": "b", "b": "a"})])
    around = both.groupby("a")["b"].agg(list)
    assert {communes["name"][code] for code in around["64102"]} == {
        "Anglet",
        "Bassussarry",
        "Boucau",
        "Lahonce",
        "Mouguerre",
        "Saint-Pierre-d'Irube",
        "Tarnos",
        "Villefranque",
    }
    assert len(around["75056"]) == 29


def test_neighbours_of_the_contours_are_those_of_the_graph(communes: pd.DataFrame, shapes: gpd.GeoDataFrame) -> None:
    here = communes.index[communes["epci"] == PAYS_BASQUE]
    coverage = np.asarray(shapes.geometry[here], dtype=object)
    drawn = contours.neighbours(pd.Series(here), coverage)
    pairs = read("adjacency")
    inside = pairs[pairs["a"].isin(here) & pairs["b"].isin(here)]
    assert drawn.to_numpy().tolist() == inside.to_numpy().tolist()


def test_epcis_by_year() -> None:
    table = read("epci")
    assert not table.duplicated(["siren", "year"]).any()
    assert table.groupby("year").size().to_dict() == {
        2019: 1259, 2020: 1255, 2021: 1254, 2022: 1255, 2023: 1255, 2024: 1255, 2025: 1255, 2026: 1253,
    }  # fmt: skip
    assert set(table["kind"]) == {"CC", "CA", "CU", "METRO", "MET69"}
    assert sorted(table.loc[table["regime"].isna(), "siren"]) == ["992367730", "994579670"]


def test_terre_d_emeraude_was_four_epcis() -> None:
    table = read("membership")
    members = table[table["2026"] == "200090579"]
    assert members["2019"].value_counts().to_dict() == {
        "243900719": 27, "243901071": 25, "200012060": 23, "243900412": 17,
    }  # fmt: skip
    assert set(members["2020"]) == {"200090579"}


def test_memberships_unknown_are_islands_and_split_communes() -> None:
    table = read("membership").set_index("commune")
    assert sorted(table.index[table["2019"].isna()]) == sorted([*ISLANDS, "08439", "19248", "49160"])
    # Restored communes had the EPCI of the commune that had absorbed them.
    assert (table.loc[UNDRAWN, "2019"] == table.loc["15141", "2019"]).all()


def test_membership_of_2026_is_that_of_the_communes(communes: pd.DataFrame) -> None:
    table = read("membership").set_index("commune")["2026"]
    assert table.reindex(communes.index).fillna("").tolist() == communes["epci"].fillna("").tolist()


def test_census_is_unknown_where_it_cannot_be_carried() -> None:
    table = read("census").set_index("commune")
    blank = table.index[table["main"].isna()]
    assert sum(code.startswith("976") for code in blank) == 17
    assert sorted(code for code in blank if not code.startswith("976")) == [
        "15031", "15035", "15047", "15141", "15171", "60054", "60694", "85084", "85165", "85212",
    ]  # fmt: skip
    assert table.loc["13055", "main"] == 410_241  # sixteen districts
    assert table.isna().any(axis=1).equals(table.isna().all(axis=1))


def test_secrecy_stays_unknown() -> None:
    income = read("income_2021")
    assert income["median"].isna().sum() == 14
    assert income["poverty_rate"].isna().sum() == 137
    assert income["median"].min() > 10_000
    assert income["poverty_rate"].min() >= 5


@pytest.mark.parametrize("name", ["european_2024", "municipal_2026"])
def test_ballots_hold_together(name: str) -> None:
    ballot = read(name)
    assert len(ballot) == 158
    assert (ballot["voters"] <= ballot["registered"]).all()
    assert (ballot["blank"] + ballot["null_votes"] + ballot["valid"] == ballot["voters"]).all()


def test_rebuilt_votes_nearly_add_up() -> None:
    ballot = read("european_2024").set_index("commune")
    gap = ballot.filter(regex="^L").sum(axis=1) - ballot["valid"]
    assert gap[gap != 0].to_dict() == {"64024": -3, "64102": 4, "64122": 2}


def test_services_are_flagged() -> None:
    table = read("services").set_index("id")
    assert table.loc["fs-2808", "hours_flag"] == "implausible"
    assert pd.isna(table["weekly_hours"]["fs-2808"])
    assert table["weekly_hours"]["fs-385"] == 35
    assert table["point_quality"].value_counts().to_dict() == {"own": 404, "shared": 12}
    assert table[["lon", "lat"]].notna().all(axis=None)


def test_institutions_stand_at_their_chef_lieu() -> None:
    table = read("institutions").merge(read("chef_lieu"), on="commune", suffixes=("", "_commune"))
    assert len(table) == 40
    assert (table["lon"] == table["lon_commune"]).all()
    assert set(table["location_quality"]) == {"commune"}


def test_sources_page_describes_every_file() -> None:
    page = (ROOT / "data" / "SOURCES.md").read_text(encoding="utf-8")
    for path in PACK.glob("*.parquet"):
        rows = pq.read_metadata(path).num_rows
        section = page.split(f"### {path.name}\n")[1].split("###")[0]
        assert f"- Rows: {rows:,}." in section
    assert set(ENTRIES) == {*SCHEMAS, "contours"}


# The functions


def test_full_name_refuses_an_unknown_code() -> None:
    assert names.full_name("Mées", "4") == "Les Mées"
    with pytest.raises(ValueError, match="TNCC"):
        names.full_name("Mées", "9")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], (None, None)),
        ([["lundi", "vendredi", [["09:00:00", "12:00:00"]]]], (15.0, None)),
        ([["lundi", "lundi", [["09:00", "12:20"]]], ["samedi", "samedi", [["10:00", "11:00"]]]], (4.33, None)),
        ([["lundi", "", [["09:00:00", "12:00:00"]]]], (None, "days")),
        ([["vendredi", "lundi", [["09:00:00", "12:00:00"]]]], (None, "days")),
        ([["lundi", "lundi", [["12:00:00", "09:00:00"]]]], (None, "no duration")),
        ([["lundi", "mardi", [["09:00", "12:00"]]], ["mardi", "mardi", [["11:00", "13:00"]]]], (None, "overlap")),
        ([["lundi", "dimanche", [["08:00:00", "20:00:00"]]]], (None, "over 80 h")),
    ],
)
def test_town_hall_hours(entries: list[list[object]], expected: tuple[float | None, str | None]) -> None:
    assert hours.town_hall_hours(entries) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None)),
        ("|||||", (None, None)),
        (f"{DAY}|{DAY}||||", (12.0, None)),
        ("||||10:00 - 12:00|", (None, "implausible")),
    ],
)
def test_desk_hours(text: str, expected: tuple[float | None, str | None]) -> None:
    assert hours.desk_hours(text) == expected


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="9"):
        hours.clock("9")


def _commune(code: str, *former: str) -> dict[str, object]:
    return {"code": code, "type": "commune-actuelle", "anciensCodes": list(former)}


def _part(code: str, head: str) -> dict[str, object]:
    return {"code": code, "type": "commune-deleguee", "chefLieu": head}


@pytest.fixture
def past() -> history.History:
    """2019: A, B, C, D, F, with E inside D. Later B joins A, E leaves D, C becomes G, F joins A by its old code."""
    lists = {
        2019: [_commune("A"), _commune("B"), _commune("C"), _commune("D"), _commune("F"), _part("E", "D")],
        2020: [_commune("A"), _part("B", "A"), _part("A", "A"), _commune("D"), _commune("G", "C"), _commune("F")],
        2021: [_commune("A", "F"), _commune("D"), _commune("E"), _commune("G", "C")],
    }
    return history.history(lists, frozenset("ADEG"))


def test_codes_are_carried_to_today(past: history.History) -> None:
    assert past.successor("B", 2019) == "A"
    assert past.successor("C", 2019) == "G"
    assert past.successor("F", 2020) == "A"
    assert past.successor("Z", 2019) is None
    found = past.sources("ABCDF", 2019)
    assert {code: "".join(sorted(parts)) for code, parts in found.items()} == {"A": "ABF", "D": "D", "E": "D", "G": "C"}


def test_changes_since(past: history.History) -> None:
    changes = history.since(past.sources("ABCDF", 2019))
    assert changes.absorbed == {"A": 2}
    assert changes.cut == {"D", "E"}


def test_a_former_code_of_two_communes_tells_nothing() -> None:
    assert history.renamed([_commune("A", "C"), _commune("B", "C")], frozenset("AB")) == {}


def test_split_memberships_are_unknown() -> None:
    sources = {"A": frozenset("AB"), "C": frozenset("CD"), "E": frozenset("EF"), "G": frozenset[str]()}
    found, split = membership.belonged(sources, {"A": "1", "B": "1", "C": "1", "D": "2", "E": "1"})
    assert found.to_dict() == {"A": "1", "C": None, "E": None, "G": None}
    assert split == ["C"]


def test_a_commune_in_two_epcis_is_refused() -> None:
    twice = [{"code": siren, "membres": [{"code": "A"}]} for siren in "12"]
    with pytest.raises(ValueError, match="two EPCIs"):
        membership.members(twice)


def test_census_is_carried_by_sums(past: history.History) -> None:
    column = pd.Series([1, 2, 4, 8, 16], index=list("ABCDF"), dtype="Int64")
    counts = pd.DataFrame({"main": column, "vacant": column.mask(column == 2)})
    found, cut = census.carried(counts, _at_census_year(past))
    table = found.set_index("commune")
    assert cut == ["D", "E"]
    assert table["main"].dropna().to_dict() == {"A": 19, "G": 4}
    assert table["vacant"].dropna().to_dict() == {"G": 4}


def _at_census_year(past: history.History) -> history.History:
    shift = census.YEAR - 2019
    return history.History(past.today, {year + shift: found for year, found in past.heads.items()}, past.renamed)


def test_districts_are_summed_to_their_commune() -> None:
    iris = pd.DataFrame({"com": ["13201", "13202", "01001"], **{key: [1, 2, 5] for key in census.COLUMNS}})
    found = census.by_commune(iris, {"13201": "13055", "13202": "13055"})
    assert found["main"].to_dict() == {"01001": 5, "13055": 3}


def _grid(missing: set[tuple[int, int]]) -> tuple[pd.Series, np.ndarray]:
    cells = [(x, y) for x in range(3) for y in range(3) if (x, y) not in missing]
    squares = [shapely.box(1000 * x, 1000 * y, 1000 * x + 1000, 1000 * y + 1000) for x, y in cells]
    return pd.Series([f"{x}{y}" for x, y in cells]), np.array(squares, dtype=object)


NOBODY = pd.DataFrame({"commune": [], "geometry": []})


def test_neighbours_share_a_border_not_a_corner() -> None:
    communes, squares = _grid(set())
    pairs = contours.neighbours(communes, contours.clean(squares))
    assert len(pairs) == 12
    assert ["00", "11"] not in pairs.to_numpy().tolist()


def test_a_gap_goes_to_the_commune_that_absorbed() -> None:
    communes, squares = _grid({(1, 1)})
    found, owned = gaps.complete(communes, squares, NOBODY, gaps.Heirs({"01": 1}, NOBODY))
    assert owned == ["01"]
    assert found[communes.tolist().index("01")].area == pytest.approx(2e6)
    assert shapely.coverage_is_valid(found)


def test_a_gap_goes_to_the_commune_whose_parts_lie_in_it() -> None:
    communes, squares = _grid({(1, 1)})
    communes = pd.concat([communes, pd.Series(["11"])], ignore_index=True)
    squares = np.array([*squares, None], dtype=object)
    part = pd.DataFrame({"commune": ["11"], "geometry": [shapely.box(1200, 1200, 1400, 1400)]})
    found, owned = gaps.complete(communes, squares, part, gaps.Heirs({}, part))
    assert owned == ["11"]
    assert found[-1].area == pytest.approx(1e6)


def test_a_gap_that_nobody_may_claim_stays() -> None:
    communes, squares = _grid({(1, 1)})
    found, owned = gaps.complete(communes, squares, NOBODY, gaps.Heirs({}, NOBODY))
    assert owned == []
    assert shapely.area(found).sum() == pytest.approx(8e6)


def test_a_gap_claimed_by_two_is_decided_by_what_is_left() -> None:
    claims = {0: frozenset({"a", "b"}), 1: frozenset({"a"}), 2: frozenset({"c", "d"})}
    assert gaps.owners(claims, {"a": 1, "b": 2, "c": 1, "d": 1}) == {0: "b", 1: "a"}


def test_only_zones_of_the_department_are_met() -> None:
    communes = pd.DataFrame({"commune": ["A"], "department": ["01"]})
    zones = pd.DataFrame({"code": ["1", "2"], "department": ["01", "02"]})
    areas = np.array([shapely.box(0, 0, 6, 10), shapely.box(6, 0, 10, 10)], dtype=object)
    found = zonings.overlay(communes, np.array([shapely.box(0, 0, 10, 10)], dtype=object), zones, areas)
    assert found[["commune", "zone", "area", "covered"]].to_numpy().tolist() == [["A", "1", 60.0, 0.6]]


def test_a_zone_is_unknown_when_split_or_hardly_covered() -> None:
    common = pd.DataFrame(
        {
            "commune": ["A", "A", "B", "B", "C"],
            "zone": ["1", "2", "1", "2", "1"],
            "area": [91.0, 9.0, 90.0, 10.0, 30.0],
            "covered": [1.0, 1.0, 1.0, 1.0, 0.3],
        }
    )
    found = zonings.main_zone(common)
    assert found["zone"].fillna("").tolist() == ["1", "", ""]
    assert found["fault"].fillna("").tolist() == ["", "split", "uncovered"]


def test_pseudo_cantons_are_told_from_true_ones() -> None:
    table = pd.DataFrame({"code": ["1", "2"], "type": ["C", "V"]})
    found = zonings.true_cantons(pd.DataFrame({"zone": ["1", "2", None], "fault": [None, None, "split"]}), table)
    assert found["zone"].fillna("").tolist() == ["1", "", ""]
    assert found["fault"].fillna("").tolist() == ["", "pseudo", "split"]


def test_a_town_hall_far_away_is_not_the_point() -> None:
    here, square = shapely.Point(0, 0), shapely.box(0, 0, 1, 1)
    assert points.quality(500.0, here, square) == "town_hall"
    assert points.quality(500.1, here, square) == "inside"
    assert points.quality(np.nan, None, square) == "inside"
    assert points.quality(np.nan, here, None) == "town_hall_unchecked"
    assert points.quality(np.nan, None, None) is None


def test_a_shared_town_hall_stays_where_it_stands() -> None:
    halls = np.array([shapely.Point(0, 0), shapely.Point(0, 0), shapely.Point(1, 1)], dtype=object)
    kinds = points.without_shared(halls, np.array([0.0, 300.0, 300.0]), pd.Series(["town_hall"] * 3))
    assert kinds.tolist() == ["town_hall", "inside", "town_hall"]


def test_point_quality_of_services() -> None:
    names_of, lon = pd.Series(["a", "a", "b", "c", "d"]), pd.Series([1.0, 1.0, 2.0, 2.0, np.nan])
    metres = pd.Series([0.0, 0.0, 0.0, 900.0, np.nan])
    found = local.point_quality(names_of, lon, lon, metres)
    assert found.tolist() == ["own", "own", "shared", "outside", None]


def test_an_unknown_nuance_is_refused() -> None:
    votes = pd.DataFrame({"commune": ["A"], "nuance": ["LXXX"], "votes_rebuilt_from_pct": ["1"]})
    with pytest.raises(ValueError, match="LXXX"):
        local.nuances(votes)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> download.Package:
    """A package whose registry always answers b"good"; tmp_path/asked counts the questions."""
    (tmp_path / "model").write_bytes(b"good")
    made = download.Package("pip", "toy", "1.0", "toy.whl", download.sha256(tmp_path / "model"))

    def answer(asked: download.Package, folder: Path) -> None:
        (folder / asked.file).write_bytes(b"good")
        with (tmp_path / "asked").open("a") as log:
            log.write("x")

    monkeypatch.setattr(download, "_download", answer)
    return made


def test_a_package_is_downloaded_once(package: download.Package, tmp_path: Path) -> None:
    for _ in range(2):
        assert download.fetch(package, tmp_path / "cache").read_bytes() == b"good"
    assert (tmp_path / "asked").read_text() == "x"


def test_an_archive_that_is_not_the_one_expected_is_refused(package: download.Package, tmp_path: Path) -> None:
    other = replace(package, sha256="0" * 64)
    with pytest.raises(PackError, match="SHA-256"):
        download.fetch(other, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    table = read("fibre")
    for name in ("one", "two"):
        store.write(table, SCHEMAS["fibre"], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").read_bytes() == (PACK / "fibre.parquet").read_bytes()


# Against the data kept beside the repository


def _dgcl(year: int) -> pd.Series:
    table = pd.read_csv(SHARED / "data" / "epci" / f"epcicom{year}.csv", dtype=str)
    return table.set_index("insee")["siren"]


@pytest.mark.shared
def test_epcis_of_2026_are_those_of_the_dgcl(communes: pd.DataFrame) -> None:
    official, inside = _dgcl(2026), communes["epci"].dropna()
    assert official.reindex(inside.index).tolist() == inside.tolist()
    assert len(official) == len(inside)


@pytest.mark.shared
@pytest.mark.parametrize("year", [2020, 2023, 2025])
def test_past_epcis_are_those_of_the_dgcl(year: int) -> None:
    """Wherever the commune of today existed then; the rest is null or comes from a merged or restored commune."""
    found, official = read("membership").set_index("commune")[str(year)].dropna(), _dgcl(year)
    both = found.index.intersection(official.index)
    assert found[both].tolist() == official[both].tolist()
    assert len(both) > 34_800


@pytest.mark.shared
def test_populations_are_those_of_the_dgcl(communes: pd.DataFrame) -> None:
    table = pd.read_csv(SHARED / "data" / "epci" / "epcicom2026.csv", dtype={"insee": str})
    official = table.set_index("insee")["pmun_2026"]
    assert communes["population"].reindex(official.index).tolist() == official.tolist()


@pytest.mark.shared
def test_the_inputs_are_the_facts() -> None:
    for path in sorted((SHARED / "facts" / "pays_basque").glob("*.csv")):
        assert (INPUTS / path.name).read_bytes() == path.read_bytes()


@pytest.mark.shared
def test_income_is_that_of_filosofi() -> None:
    table = pd.read_csv(SHARED / "data" / "filosofi" / "cc_filosofi_2021_COM.csv", sep=";", dtype=str)
    official = pd.to_numeric(table.set_index("CODGEO")["MED21"], errors="coerce")
    income = read("income_2021").set_index("commune")["median"]
    known = income.dropna()
    assert official.reindex(known.index).tolist() == known.tolist()
    assert official.reindex(income.index[income.isna()]).isna().all()


@pytest.mark.shared
def test_ages_add_up_to_the_census_population() -> None:
    """Two sources of the census of 2021; each of the n IRIS of a commune was rounded three times."""
    facts = pd.read_csv(INPUTS / "communes.csv", dtype={"commune": str}).set_index("commune")["population_2021"]
    counts = read("census").set_index("commune").reindex(facts.index)
    ages = counts[["under_20", "from_20_to_64", "over_65"]].sum(axis=1)
    assert (ages - facts).abs().max() <= 25


# The whole, from the packages


@pytest.mark.rebuild
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    sources = build.read_sources(ROOT / "data" / "cache" / "packages")
    pack = build.assemble(sources, INPUTS)
    build.write_pack(pack, tmp_path)
    assert (tmp_path / store.MANIFEST).read_bytes() == (PACK / store.MANIFEST).read_bytes()
    assert notes.sources_page(pack) == (ROOT / "data" / "SOURCES.md").read_text(encoding="utf-8")
