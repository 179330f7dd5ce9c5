"""The committed reference pack."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from layers.pack import (
    contours,
    download,
    store,
)
from layers.pack.catalogue import ENTRIES
from layers.pack.schemas import SCHEMAS
from layers.publishers import weekly as weekly_hours

ROOT = Path(__file__).parents[1]
PACK = ROOT / "data" / "reference"
PAYS_BASQUE = "200067106"
ISLANDS = ["22016", "29083", "29155", "85113"]
UNDRAWN = ["15031", "15035", "15047", "15171"]


def read(name: str) -> pd.DataFrame:
    return pd.read_parquet(PACK / f"{name}.parquet")


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    return read("communes").set_index("commune")


@pytest.fixture(scope="module")
def shapes() -> gpd.GeoDataFrame:
    return gpd.read_parquet(PACK / "contours.parquet").set_index("commune")


# The committed files


NO_COMMUNE = {"adjacency", "epci", "movements", "around", "twins"}
"""Tables of pairs, of EPCIs and of windows."""
KEYS = {"services": ["id"], "institutions": ["id"], "postcodes": ["commune", "postcode"]} | {
    "former_names": ["commune", "name"]
}
"""What tells two rows of a table apart; its commune where nothing is said."""


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


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in NO_COMMUNE])
def test_no_row_is_given_twice(name: str) -> None:
    assert not read(name).duplicated(KEYS.get(name, ["commune"])).any()


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
    # 99 town halls list hours that overlap: united, no longer refused.
    assert len(weekly) == 34_353 + 99
    assert weekly.between(0.5, weekly_hours.TOWN_HALL_LIMIT).all()


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
