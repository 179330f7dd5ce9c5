"""INSEE's census by commune: ages, dwellings, labour, households, diplomas, cars; occupations."""

import re
import zipfile
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import COG, LayerError, cog
from layers.publishers import dossier
from layers.source import Source
from layers.sources.cars import CARS, without_car
from layers.sources.census import CENSUS
from layers.sources.diplomas import DIPLOMAS
from layers.sources.households import HOUSEHOLDS
from layers.sources.labour import LABOUR
from layers.sources.occupations import GROUPS, OCCUPATIONS, read_2022
from tests.damaged import PAGE, assert_spared, hit, mutants, refused

DATA = Path(__file__).parent / "data" / "published"
DOSSIER = (CENSUS, LABOUR, HOUSEHOLDS, DIPLOMAS, CARS)
WORKBOOK = DATA / "occupations" / "2022-pop-act2554-csp-cd-6822.xlsx"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "csp" / "csp_25_54_2011.csv"
IDS = [source.key for source in DOSSIER]


def extract(source: Source) -> Path:
    return next((DATA / source.key).glob("2022-*"))


@cache
def table(source: Source) -> pd.DataFrame:
    return source.published[2022].read(extract(source))


def carried(source: Source) -> pd.DataFrame:
    file = source.published[2022]
    return source.derive(cog.carry(table(source), file.cog, COG, source.rules))


def test_ages_are_both_sexes_and_dwellings_are_as_published() -> None:
    ages = ["under_20", "from_20_to_64", "over_65"]
    assert list(table(CENSUS).loc["01001", [*ages, "main", "secondary", "vacant"]]) == [
        196, 450, 154, 350, 12.25, 17.75
    ]  # fmt: skip
    assert list(table(CENSUS).loc["97411", ages]) == [910, 1700, 390]


def test_an_empty_cell_makes_the_sum_unknown_never_zero() -> None:
    corsica = table(CENSUS).loc["2A004"]
    assert pd.isna(corsica["under_20"]) and corsica["under_20__why"] == "unavailable"
    assert corsica["from_20_to_64"] == 610
    assert pd.isna(table(DIPLOMAS).at["2A004", "higher_education"])
    assert table(DIPLOMAS).at["2A004", "higher_education__why"] == "unavailable"
    assert table(DIPLOMAS).at["01001", "higher_education"] == 160


def test_households_add_up_to_their_number() -> None:
    groups = ["one_person", "couples_without_children", "couples_with_children", "single_parent", "other"]
    known = table(HOUSEHOLDS).drop(index="64445")
    assert known[groups].sum(axis=1).eq(known["households"]).all()
    assert table(HOUSEHOLDS).loc["64445", groups].isna().all()


def test_labour_counts_the_unemployed_among_the_active() -> None:
    assert list(table(LABOUR).loc["01001", ["active", "unemployed"]]) == [400.5, 20.25]
    assert table(LABOUR).at["64445", "unemployed__why"] == "unavailable"


def test_households_without_a_car_are_what_remains() -> None:
    found = carried(CARS)["no_car"]
    assert found["01001"] == 14.5 and found["97411"] == 250
    assert pd.isna(found["2A004"])


def test_households_with_more_cars_than_households_are_unknown() -> None:
    given_twice = pd.DataFrame({"households": [10.0, 10.0, 10.0], "with_car": [10.0 + 1e-9, 12.0, 4.0]})
    assert list(without_car(given_twice)["no_car"].fillna(-1)) == [0, -1, 6]


@pytest.mark.parametrize("source", [*DOSSIER, OCCUPATIONS], ids=[*IDS, "occupations"])
def test_a_source_has_a_rule_for_each_column_and_keeps_those_of_the_pack(source: Source) -> None:
    columns = {column for column in table(source) if not column.endswith("__why")}
    assert columns == set(source.rules)
    assert set(source.rules.values()) == {"sum"}
    packed = source.table(COG)
    assert packed is None or set(packed) == columns


@pytest.mark.parametrize("source", DOSSIER, ids=IDS)
def test_districts_give_way_to_their_commune(source: Source) -> None:
    assert "75101" in table(source).index
    assert "75101" not in carried(source).index
    column = next(iter(source.rules))
    assert carried(source).at["75056", column] == table(source).at["75056", column]


@pytest.mark.parametrize("source", DOSSIER, ids=IDS)
def test_one_zip_of_all_columns_serves_every_source(source: Source, tmp_path: Path) -> None:
    parts = [pd.read_csv(extract(one), sep=";", dtype=str, keep_default_na=False) for one in DOSSIER]
    wide = pd.concat([part.set_index("CODGEO") for part in parts], axis=1)
    wide = wide.loc[:, ~wide.columns.duplicated()]
    path = tmp_path / "new-2022-france-dossier_complet_31_12_2025.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("meta_dossier_complet.csv", "COD_VAR;LIB_VAR\n")
        archive.writestr("dossier_complet.csv", wide.to_csv(sep=";"))
    pd.testing.assert_frame_equal(source.published[2022].read(path), table(source))
    assert source.published[2022].url == dossier.URL


@pytest.mark.parametrize("source", DOSSIER, ids=IDS)
@pytest.mark.parametrize(
    "damage",
    [
        lambda _: PAGE,
        lambda _: b"",
        lambda good: good.replace(b"P22_", b"P21_").replace(b"C22_", b"C21_"),
        lambda good: good[:-3],
        lambda good: good.split(b"\n")[0] + b"\n",
        lambda good: good + good.split(b"\n")[1] + b"\n",
        lambda good: re.sub(rb";(\d)", rb";-\1", good),
        lambda _: b"GEO;GEO_OBJECT;TAB_MEASURE;TIME_PERIOD;OBS_VALUE\n01001;COM;POP;2023;800\n",
        lambda good: good.decode().encode("utf-16"),
    ],
    ids=["page", "empty", "other year", "cut", "no row", "twice", "negative", "edition of 2026", "encoding"],
)  # fmt: skip
def test_another_file_is_refused(source: Source, damage: object, tmp_path: Path) -> None:
    path = tmp_path / "dossier_complet.csv"
    path.write_bytes(damage(extract(source).read_bytes()))  # type: ignore[operator]
    assert refused(source.published[2022].read, path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), source=st.sampled_from(DOSSIER))
def test_a_damaged_file_is_refused_or_read_right(data: st.DataObject, source: Source, tmp_path: Path) -> None:
    good = extract(source).read_bytes()
    mutant = data.draw(mutants(good))
    path = tmp_path / "dossier_complet.csv"
    path.write_bytes(mutant)
    try:
        found = source.published[2022].read(path)
    except LayerError:
        return
    assert found.index.str.fullmatch(r"(\d\d|2[AB])\d{3}").all()
    assert_spared(found, table(source), hit(good, mutant, r"\w{5}"))


def test_occupations_count_those_in_work_and_out_of_work() -> None:
    found = read_2022(WORKBOOK)
    assert set(found) == {*GROUPS, "clerical__why"}
    assert list(found.loc["01001", list(GROUPS)]) == [15.5, 5.5, 64, 80, 82, 52]
    assert list(found.index) == ["01001", "2A004", "64008", "75101", "97411"]
    assert found.at["97411", "farmers"] == 60
    assert pd.isna(found.at["64008", "clerical"]) and found.at["64008", "clerical__why"] == "unavailable"


def test_occupations_are_read_in_their_zip(tmp_path: Path) -> None:
    path = tmp_path / "pop-act2554-csp-cd-6822.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(WORKBOOK, "pop-act2554-csp-cd-6822.xlsx")
    pd.testing.assert_frame_equal(read_2022(path), read_2022(WORKBOOK))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_workbook_is_refused_or_read_right(data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "pop-act2554-csp-cd-6822.xlsx"
    path.write_bytes(data.draw(mutants(WORKBOOK.read_bytes())))
    try:
        found = read_2022(path)
    except LayerError:
        return
    pd.testing.assert_frame_equal(found, table(OCCUPATIONS))


@pytest.mark.parametrize("content", [PAGE, b""], ids=["page", "empty"])
def test_another_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pop-act2554-csp-cd-6822.xlsx"
    path.write_bytes(content)
    assert refused(read_2022, path)


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of 2011 as the sheet of 2022 writes them: its titles, the two columns of the code, its names."""
    states = [f"{group}_{state}" for group in ("agri", "artisan", "cadre", "interm", "employe", "ouvrier")
              for state in ("emp", "chom")]  # fmt: skip
    names = [f"csx_rec{rank}taxtypac_rec{state}rpop2022" for rank in range(1, 7) for state in (1, 2)]
    sheet = rows[states].set_axis(names, axis=1).map(lambda figure: "" if pd.isna(figure) else str(figure))
    sheet.insert(0, "DR", rows["codgeo"].str[:-3])
    sheet.insert(1, "CR", rows["codgeo"].str[-3:])
    head = pd.DataFrame([["Recensement", *[""] * 13], list(sheet)], columns=sheet.columns)
    return pd.concat([head, sheet], ignore_index=True)


@pytest.mark.shared
def test_real_rows_of_2011_give_the_table_of_the_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pd.read_csv(SHARED, dtype={"codgeo": str})
    monkeypatch.setattr(pd, "read_excel", lambda *_args, **_kwargs: cells(rows))
    found = read_2022(WORKBOOK)
    assert len(found) == 36683 and {"97101", "97424", "2A004", "75101"} <= set(found.index)
    packed = OCCUPATIONS.table(COG)
    assert packed is not None
    now = cog.carry(found, 2013, COG, OCCUPATIONS.rules).loc[packed.index, list(GROUPS)]
    assert (now - packed).abs().le(1).all(axis=None)
    assert cog.unmatched(found, 2013, COG).empty
