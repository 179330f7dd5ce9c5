"""The movements of communes in the reference pack: how they are built, and against INSEE's own files."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from layers import LayerError, cog
from layers.pack import movements as builder
from tests.insee_movements import read_insee

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
INSEE = Path(__file__).parent / "data" / "cog" / "v_mvtcommune_2021.csv"
"""Rows of INSEE's file of 2021 as published: all that moves land in 2019 after 1 January and in 2020, and others."""

PACK = pd.read_parquet(ROOT / "data" / "reference" / "movements.parquet")
COTENTIN = "200067205"

Pairs = set[tuple[str, str]]


def pairs(table: pd.DataFrame, year: int) -> Pairs:
    rows = table[table["year"] == year]
    return set(zip(rows["before"], rows["after"], strict=True))


# The builder, on invented communes named by a letter


def com(code: str, **more: str) -> dict[str, str]:
    return {"type": "COM", "code": code, **more}


def part(kind: str, code: str, head: str, **more: str) -> dict[str, str]:
    return {"type": kind, "code": code, "pole": f"COM-{head}@2010-06-01", **more}


def test_dated_records_tell_the_communes_of_a_day_and_what_the_others_became() -> None:
    records = [
        com("A"),
        com("B", dateFin="2010-06-01", successeur="COMD-B@2010-06-01"),
        part("COMD", "B", "A", dateDebut="2010-06-01", dateFin="2012-01-01"),
        com("B", dateDebut="2012-01-01"),
        com("C", dateFin="2011-01-01", successeur="COM-K@2011-01-01"),
        com("K", dateDebut="2011-01-01"),
    ]
    years = {year: builder.from_history(records, year) for year in range(2010, 2013)}
    assert years[2010].communes == set("ABC")
    assert years[2011].communes == set("AK")
    assert builder.between(years[2010], years[2011]) == [("A", "A"), ("B", "A"), ("C", "K")]
    assert builder.between(years[2011], years[2012]) == [("A", "A"), ("A", "B")]


def listed(*codes: str, **parts: str) -> list[dict[str, object]]:
    now: list[dict[str, object]] = [{"code": code, "type": "commune-actuelle"} for code in codes]
    return now + [{"code": code, "type": "commune-deleguee", "chefLieu": head} for code, head in parts.items()]


def test_lists_tell_it_too_and_the_epcis_where_a_list_is_repeated() -> None:
    lists = {2019: listed("A", "B", "I"), 2020: listed("A", "B", "I"), 2021: listed("A", "I", B="A")}
    epcis = {2019: {"A": "1", "B": "1"}, 2020: {"A": "1"}}
    years = {year: builder.from_lists(lists, epcis, year) for year in lists}
    assert years[2019].communes == set("ABI")
    assert years[2020].communes == set("AI")  # I is in no EPCI
    assert builder.between(years[2019], years[2020]) == [("A", "A"), ("B", "A")]
    assert builder.between(years[2020], years[2021]) == []


def test_a_commune_whose_fate_is_not_told_is_refused() -> None:
    one, two = (builder.Snapshot(frozenset(codes), {}, {}) for codes in ("AB", "A"))
    with pytest.raises(ValueError, match="'B' disappeared"):
        builder.between(one, two)
    with pytest.raises(ValueError, match=r"'B'.* appeared"):
        builder.between(two, one)


# The pack


def test_the_movements_lead_from_each_year_to_the_next() -> None:
    """As many communes as INSEE counted on these dates, Mayotte included since 2012."""
    today = pd.read_parquet(ROOT / "data" / "reference" / "communes.parquet")["commune"]
    found = builder.communes_by_year(today, PACK)
    counted = {2013: 36_681, 2016: 35_885, 2017: 35_416, 2018: 35_357, 2019: 34_970, 2020: 34_968, 2021: 34_965}
    counted |= {2015: 36_658, 2022: 34_955, 2023: 34_945, 2024: 34_935, 2025: 34_875, 2026: 34_875}
    assert {year: found[year] for year in counted} == counted
    assert min(found) == builder.FIRST == cog.FIRST


def test_the_movements_are_those_of_insee() -> None:
    insee = read_insee(INSEE)
    for year in (2020, 2021):
        assert pairs(insee, year) == pairs(PACK, year)
    assert pairs(insee, 2019) == {(code, "01033") for code in ("01033", "01091", "01205")}
    assert pairs(insee, 2019) < pairs(PACK, 2019)


def test_what_happens_twice_in_a_year_is_told_from_end_to_end(tmp_path: Path) -> None:
    head = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"]
    moves = [("2014-05-01", "A", "A"), ("2014-05-01", "B", "A"), ("2015-01-01", "A", "C"), ("2015-01-02", "D", "D")]
    with (tmp_path / "v_mvt_commune_2016.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
            [head, *(["32", day, "COM", old, "COM", new] for day, old, new in moves)]
        )
    assert read_insee(tmp_path / "v_mvt_commune_2016.csv").values.tolist() == [[2015, "A", "C"], [2015, "B", "C"]]


def test_a_file_that_is_not_insee_s_is_a_sentence(tmp_path: Path) -> None:
    other = tmp_path / "v_mvt_commune_2026.csv"
    other.write_text("COM,LIBELLE\n01001,L'Abergement\n", encoding="utf-8")
    with pytest.raises(LayerError, match="DATE_EFF"):
        read_insee(other)


def test_counts_of_2017_are_all_found_in_2026_but_those_of_communes_split_since() -> None:
    codes = sorted(cog._communes(2017))
    rows = pd.DataFrame({"count": 1}, index=pd.Index(codes, name="commune"))
    found = cog.carry(rows, 2017, 2026, {"count": "sum"})
    split = found.index[found["count"].isna()]
    assert set(found.loc[split, "count__why"]) == {"split"}
    assert split.tolist() == [
        "14666", "14712", "15031", "15035", "15047", "15141", "15171", "85084", "85165", "85212",
    ]  # fmt: skip
    assert found["count"].sum() == len(codes) - 3  # 14712, 15141 and 85084 as they were then
    assert found.index.tolist() == sorted(cog._communes(2026))


def test_the_districts_are_those_of_the_lists() -> None:
    assert {commune: len(codes) for commune, codes in cog.ARRONDISSEMENTS.items()} == {
        "75056": 20, "69123": 9, "13055": 16,
    }  # fmt: skip


# Against the files kept beside the repository


@pytest.fixture(scope="module")
def composition() -> pd.DataFrame:
    return pd.read_csv(SHARED / "epci" / "epci_2016_2017.csv", dtype=str)


@pytest.mark.shared
@pytest.mark.parametrize("year", [2016, 2017])
def test_every_commune_of_the_composition_is_one_of_that_year(composition: pd.DataFrame, year: int) -> None:
    assert set(composition[f"codgeo{year}"].dropna()) == cog._communes(year)


@pytest.mark.shared
def test_the_communes_of_2016_became_in_2017_those_of_insee(composition: pd.DataFrame) -> None:
    both = composition.dropna(subset="codgeo2016")
    once = both[~both["codgeo2016"].duplicated(keep=False)]
    rows = pd.DataFrame({"commune": once["codgeo2016"]})
    found = cog.carry(rows, 2016, 2017, {})["commune"]
    known = found.notna()
    assert found[known].tolist() == once.loc[known, "codgeo2017"].tolist()
    assert once.loc[~known, "codgeo2016"].tolist() == ["76676"]  # Saint-Lucien left it


@pytest.mark.shared
def test_cotentin_had_150_communes_in_2016_and_has_129(composition: pd.DataFrame) -> None:
    inside = composition[composition["epci2017"] == COTENTIN]
    assert inside["codgeo2016"].nunique() == 150
    assert inside["codgeo2017"].nunique() == 132
    carried = cog.carry(
        inside.set_index("codgeo2016").rename_axis("commune")[["epci2017"]], 2016, 2026, {"epci2017": "same"}
    )
    today = pd.read_parquet(ROOT / "data" / "reference" / "communes.parquet").set_index("commune")["epci"]
    assert carried.index.tolist() == sorted(today.index[today == COTENTIN])
    assert carried["epci2017"].eq(COTENTIN).all()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "column", "year", "old", "split", "unknown"),
    [
        # It says 2022, and is written in the codes of 2021.
        ("zonages/zrr_20221109.csv", "codgeo", 2022, 102, ["15141", "60054", "85084"], []),
        # Districts, Orée d'Anjou, Pierrefitte-sur-Seine; Saint-Martin is in no département.
        ("france_services/liste-fs-20240801.csv", "insee_com", 2024, 34, ["15141"], ["97801", "97801"]),
    ],
)
def test_codes_of_other_years_find_their_commune(
    file: str, column: str, year: int, old: int, split: list[str], unknown: list[str]
) -> None:
    """Trap 6. Of the codes that are no commune of 2026, none is lost but those of communes split since."""
    rows = pd.read_csv(SHARED / file, dtype=str).rename(columns={column: "commune"})[["commune"]]
    today = cog._communes(2026)
    assert (~rows["commune"].isin(today)).sum() == old
    assert cog.unmatched(rows, year, 2026).tolist() == sorted(set(unknown))
    found = cog.carry(rows, year, 2026, {})["commune"]
    assert found.dropna().isin(today).all()
    assert rows.loc[found.isna(), "commune"].tolist() == split + unknown
