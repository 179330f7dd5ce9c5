"""INSEE's incomes: by commune in 2021 and 2023, by IRIS in 2021."""

import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import COG, LayerError, cog
from layers.publishers import insee
from layers.source import PAYS_BASQUE
from layers.sources.income import COLUMNS, INCOME, LABEL, RULES, read_2021
from layers.sources.income_2023 import INCOME_2023, read_2023
from layers.sources.income_iris import read_2021 as read_iris
from tests.damaged import PAGE, assert_spared, hit, mutants, refused

Read = Callable[[Path], pd.DataFrame]

DATA = Path(__file__).parent / "data" / "published"
LONG = DATA / "income" / "2021-DS_FILOSOFI_CC_data.csv"
WIDE = DATA / "income" / "wide-cc_filosofi_2021_COM.csv"
LATER = DATA / "income_2023" / "2023-DS_FILOSOFI_CC_2023_data.csv"
IRIS = DATA / "income_iris" / "2021-BASE_TD_FILO_IRIS_2021_DISP.csv"
EXTRACTS: dict[Path, Read] = {LONG: read_2021, WIDE: read_2021, LATER: read_2023, IRIS: read_iris}
IDS = ["long", "wide", "2023", "iris"]
SHARED = Path(__file__).parents[2] / "shared" / "data" / "filosofi"


@cache
def table(path: Path) -> pd.DataFrame:
    return EXTRACTS[path](path)


def test_a_commune_of_2021_has_its_median_its_poverty_rate_and_its_deciles() -> None:
    pau = table(LONG).loc["64445"]
    assert list(pau[list(RULES)]) == [20970, 22, 39549, 10490, 40140]
    assert table(LONG).at["97411", "median"] == 18270
    assert table(LONG).at["2A004", "poverty_rate"] == 16


@pytest.mark.parametrize("path", [LONG, WIDE], ids=["long", "wide"])
def test_what_insee_does_not_give_is_unknown_with_its_reason(path: Path) -> None:
    found = table(path)
    assert pd.isna(found.at["01019", "median"]) and found.at["01019", "median__why"] == "secret"
    assert pd.isna(found.at["55039", "median"]) and found.at["55039", "median__why"] == "unavailable"
    assert found.at["01001", "median"] == 25820 and found.at["01001", "poverty_rate__why"] == "secret"
    assert found.at["01001", "median__why"] == ""


@pytest.mark.parametrize("path", [LONG, WIDE], ids=["long", "wide"])
def test_a_poverty_rate_of_five_is_anything_up_to_five(path: Path) -> None:
    found = table(path)
    assert pd.isna(found.at["01322", "poverty_rate"]) and found.at["01322", "poverty_rate__why"] == "censored"
    assert found.at["01322", "median"] > 0


def test_both_layouts_say_the_same() -> None:
    long, wide = table(LONG), table(WIDE)
    assert set(long.index) - set(wide.index) == set()
    pd.testing.assert_frame_equal(long, wide.loc[long.index, list(long)], check_dtype=False)
    assert "75101" not in wide.index and "75056" in wide.index


def test_the_wide_layout_of_another_geography_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cc_filosofi_2021_COM.csv"
    lines = [line for line in WIDE.read_text().splitlines(keepends=True) if not line.startswith("85212")]
    path.write_text("".join(lines))
    with pytest.raises(LayerError) as refusal:
        read_2021(path)
    assert "geo2025" in refusal.value.message.fr


def test_a_median_is_unknown_where_communes_merged_and_households_add_up() -> None:
    # 01033 (Valserhône) took 01091 and 01205 in 2019.
    before = pd.DataFrame(
        {"median": [20000.0, 21000.0, 22000.0], "poverty_rate": 10.0, "tax_households": [100.0, 200.0, 300.0],
         "first_decile": 9000.0, "ninth_decile": 40000.0},
        index=pd.Index(["01033", "01091", "01205"], name="commune"),
    )  # fmt: skip
    now = cog.carry(before, 2018, COG, INCOME.rules).loc["01033"]
    assert pd.isna(now["median"]) and now["median__why"] == "merged"
    assert now["tax_households"] == 600


def test_2023_keeps_the_communes_alone_and_their_reasons() -> None:
    found = table(LATER)
    assert sorted(found.index) == ["01001", "01019", "2A004", "64122", "97411"]
    assert list(found.loc["64122", ["median", "poverty_rate"]]) == [29210, 14.3]
    assert found.at["01001", "poverty_rate__why"] == "secret"
    assert found.at["2A004", "poverty_rate__why"] == "censored"
    assert found.at["64122", "decile_ratio__why"] == "unavailable"
    assert found["decile_ratio"].isna().all()


def test_2023_is_another_source_so_that_no_indicator_goes_over_to_it() -> None:
    assert set(INCOME.published) == set(INCOME.vintages) == {2021}
    assert set(INCOME_2023.published) == {2023} and INCOME_2023.key != INCOME.key
    assert set(INCOME_2023.rules) == {column for column in table(LATER) if not column.endswith("__why")}


def test_each_reader_refuses_the_table_of_the_other_year(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(LATER.read_bytes())
    assert refused(read_2021, path)
    path.write_bytes(LONG.read_bytes())
    assert refused(read_2023, path)


def test_an_iris_has_its_commune_and_a_district_stays_one() -> None:
    found = table(IRIS)
    assert found.index.name == "iris" and found.at["644450101", "commune"] == "64445"
    assert found.at["751010201", "commune"] == "75101" and found.at["2A0040101", "commune"] == "2A004"
    carried = cog.carry(found, 2022, COG, {})
    assert carried.at["751010201", "commune"] == "75056" and carried.at["010040101", "commune"] == "01004"


def test_an_iris_without_figures_says_why() -> None:
    found = table(IRIS)
    assert found.at["2A0040502", "median__why"] == "secret"
    assert found.at["751010105", "median__why"] == "unavailable"
    assert found.at["912720109", "poverty_rate__why"] == "secret" and found.at["912720109", "median"] == 48210
    assert found.at["014510101", "poverty_rate__why"] == "censored"
    assert found.at["644450306", "first_decile"] == 0  # a published zero is a figure


def test_declared_incomes_are_not_read_as_disposable_ones(tmp_path: Path) -> None:
    path = tmp_path / "BASE_TD_FILO_IRIS_2021_DISP.csv"
    path.write_bytes(IRIS.read_bytes().replace(b"DISP_", b"DEC_"))
    assert refused(read_iris, path)


@pytest.mark.parametrize("path", EXTRACTS, ids=IDS)
@pytest.mark.parametrize(
    "damage",
    [lambda _: PAGE, lambda _: b"", lambda good: good[:-2]],
    ids=["page", "empty", "cut"],
)
def test_another_file_is_refused(path: Path, damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    bad = tmp_path / path.name.split("-", 1)[1]
    bad.write_bytes(damage(path.read_bytes()))
    assert refused(EXTRACTS[path], bad)


@pytest.mark.parametrize("path", EXTRACTS, ids=IDS)
def test_another_separator_is_refused_or_changes_no_figure(path: Path, tmp_path: Path) -> None:
    saved = tmp_path / path.name.split("-", 1)[1]
    saved.write_bytes(path.read_bytes().replace(b";", b","))
    assert refused(EXTRACTS[path], saved) or EXTRACTS[path](saved).equals(EXTRACTS[path](path))


@pytest.mark.parametrize("path", EXTRACTS, ids=IDS)
def test_a_zip_is_read_as_its_table(path: Path, tmp_path: Path) -> None:
    packed = tmp_path / "table.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("metadata.csv", "COD_VAR;LIB_VAR\n")
        archive.write(path, path.name.split("-", 1)[1])
    pd.testing.assert_frame_equal(EXTRACTS[path](packed), table(path))


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), path=st.sampled_from(list(EXTRACTS)))
def test_a_damaged_file_is_refused_or_read_right(data: st.DataObject, path: Path, tmp_path: Path) -> None:
    good = path.read_bytes()
    mutant = data.draw(mutants(good))
    bad = tmp_path / path.name.split("-", 1)[1]
    bad.write_bytes(mutant)
    try:
        found = EXTRACTS[path](bad)
    except LayerError:
        return
    assert_spared(found, table(path), hit(good, mutant, r"\w{9}" if path == IRIS else r"\w{5}"))


@pytest.mark.shared
def test_the_real_table_of_communes_is_the_one_of_the_pack() -> None:
    real = insee.read_communes(SHARED / "cc_filosofi_2021_COM.csv", columns=COLUMNS, label=LABEL)
    assert (len(real), real["median"].notna().sum(), real["poverty_rate"].notna().sum()) == (34909, 31304, 4397)
    assert real["median__why"].value_counts().to_dict()["unavailable"] == 12
    now = cog.carry(read_2021(SHARED / "cc_filosofi_2021_COM.csv"), 2025, COG, INCOME.rules)
    assert cog.unmatched(real, 2024, COG).empty
    packed = INCOME.table(COG)
    assert packed is not None and INCOME.scope == PAYS_BASQUE
    for column in ("median", "tax_households", "first_decile", "ninth_decile"):
        pd.testing.assert_series_equal(now.loc[packed.index, column], packed[column], check_dtype=False)


@pytest.mark.shared
def test_the_real_table_of_iris_has_this_layout(tmp_path: Path) -> None:
    # Declared incomes: the same table but for the prefix of its columns.
    path = tmp_path / "BASE_TD_FILO_IRIS_2021_DISP.csv"
    path.write_bytes((SHARED / "BASE_TD_FILO_IRIS_2021_DEC.csv").read_bytes().replace(b"DEC_", b"DISP_"))
    found = read_iris(path)
    assert (len(found), found["median"].notna().sum()) == (16026, 14490)
    assert found["median__why"].value_counts().to_dict() == {"": 14490, "secret": 1209, "unavailable": 327}
    assert cog.unmatched(found.reset_index(), 2022, COG).empty
