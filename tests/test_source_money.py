"""Money and power: accounts (OFGL), potentiel financier (DGCL), seats in the councils (RNE)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import LayerError, cog
from layers.merging import merge
from layers.sources import accounts, accounts_ccas, accounts_epci, mandates, potential
from tests.mutated import CODE, FOLDER, mutations, reread

Read = Callable[[Path], pd.DataFrame]

COMMUNES = FOLDER / "accounts" / "2024-ofgl-base-communes-consolidee.csv"
LABELS = FOLDER / "accounts" / "labels-ofgl-base-communes-consolidee.csv"
GROUPS = FOLDER / "accounts_epci" / "2024-ofgl-base-gfp-consolidee.csv"
CENTRES = FOLDER / "accounts_ccas" / "2024-ofgl-base-ccas-cias.csv"
LONG = FOLDER / "potential" / "2025-dotations-communes.csv"
DGCL = FOLDER / "potential" / "dgcl-criteres_repartition.csv"
COUNCILS = FOLDER / "mandates" / "2026-elus-conseillers-communautaires-epci.csv"
READERS: dict[Path, Read] = {
    COMMUNES: partial(accounts.read, year=2024, cog=2025),
    LABELS: partial(accounts.read, year=2023, cog=2024),
    GROUPS: partial(accounts_epci.read, year=2024, cog=2025),
    CENTRES: partial(accounts_ccas.read, year=2024),
    LONG: potential.read,
    DGCL: potential.read,
    COUNCILS: mandates.read,
}
each = pytest.mark.parametrize("path", READERS, ids=lambda path: f"{path.parent.name}-{path.name[:6]}")


def test_accounts_of_communes_are_in_euros_by_code() -> None:
    found = READERS[COMMUNES](COMMUNES)["operating_revenue"]
    assert found["64102"] == 98765432.1
    assert found["01001"] == 512345.67
    assert found["97411"] == 250000000.5
    assert "2A004" in found.index


def test_the_parts_of_a_merged_commune_are_added_up_and_unknown_if_one_is() -> None:
    found = READERS[COMMUNES](COMMUNES)["operating_revenue"]
    assert found["85223"] == 4000000.25
    assert pd.isna(found["85224"])
    assert pd.isna(found["64445"]), "no amount is unknown, not zero"


def test_real_rows_with_the_labels_of_an_edition_are_read_too() -> None:
    assert READERS[LABELS](LABELS)["operating_revenue"].to_dict() == {"31135": 5427117.2}
    assert accounts.read(LABELS, year=2022, cog=2024)["operating_revenue"].to_dict() == {"31135": 5450362.94}


def test_an_edition_of_older_communes_is_refused() -> None:
    with pytest.raises(LayerError, match="2025"):
        accounts.read(LABELS, year=2023, cog=2025)


def test_several_budgets_for_one_commune_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ofgl-base-communes-consolidee.csv"
    lines = COMMUNES.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1].replace("98765432.1", "5")]), encoding="utf-8")
    with pytest.raises(LayerError, match="consolid"):
        READERS[COMMUNES](path)


def test_communes_become_organisations_once_carried() -> None:
    source = accounts.ACCOUNTS
    table = source.derive(cog.carry(READERS[COMMUNES](COMMUNES), 2025, 2026, source.rules))
    assert table.index.name == "organisation"
    assert table.at["64102", "operating_revenue"] == 98765432.1


def test_accounts_of_intercommunalities_are_by_siren_whatever_its_prefix() -> None:
    found = READERS[GROUPS](GROUPS)["operating_revenue"]
    assert found["200067106"] == 345678901.23
    assert found["992367730"] == 3500000
    assert pd.isna(found["200049211"])


def test_a_social_action_centre_has_its_main_budget_only() -> None:
    found = READERS[CENTRES](CENTRES)
    assert found.loc["266400001"].tolist() == [5200000.5, 5100000]
    assert found.loc["266400003"].isna().tolist() == [True, False]
    assert pd.isna(found.at["266400002", "social_spending"])
    assert "266400007" not in found.index


@pytest.mark.parametrize("path", [LONG, DGCL], ids=["ofgl", "dgcl"])
def test_potential_is_read_from_either_publisher(path: Path) -> None:
    found = READERS[path](path)
    assert found.loc["01001", ["per_inhabitant", "population_dgf"]].tolist() == [823.123456, 812]
    assert found.at["64102", "per_inhabitant"] == 1250.345, "not that of another year, nor the mean of the stratum"
    assert found.at["2A004", "population_dgf"] == 75000, "not the majored population"
    assert found.at["97411", "per_inhabitant"] == 900.25
    assert pd.isna(found.at["64430", "per_inhabitant"])
    assert found.at["64430", "per_inhabitant__why"] == "unavailable"


def test_the_potential_of_a_merger_is_weighted_by_its_inhabitants() -> None:
    table = pd.DataFrame({"per_inhabitant": [1000.0, 400.0], "population_dgf": [100.0, 300.0]}, ["a", "b"])
    merged = merge(table, pd.Series(["x", "x"], ["a", "b"]), potential.POTENTIAL.rules, {})
    assert merged.loc["x", ["per_inhabitant", "population_dgf"]].tolist() == [550, 400]


def test_seats_are_counted_and_the_executive_known_where_it_is_recorded() -> None:
    found = READERS[COUNCILS](COUNCILS)
    assert found["seats"].to_dict() == {
        "01001": 1, "01004": 1, "2A004": 1, "64024": 1, "64102": 3, "64122": 2, "97411": 1,
    }  # fmt: skip
    assert found.loc[["64102", "64122", "64024"], "executive"].tolist() == [1, 1, 0]
    assert found.loc[["01001", "01004"], "executive"].isna().all()


@each
@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><html></html>", b"a;b\n1;2\n", b"\xff\xfe\x00"])
def test_another_file_is_refused_in_both_languages(tmp_path: Path, path: Path, content: bytes) -> None:
    other = tmp_path / "file.csv"
    other.write_bytes(content)
    with pytest.raises(LayerError) as error:
        READERS[path](other)
    assert error.value.message.fr != error.value.message.en


@each
def test_a_file_without_rows_is_refused(tmp_path: Path, path: Path) -> None:
    other = tmp_path / "file.csv"
    other.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(LayerError):
        READERS[path](other)


@pytest.mark.parametrize("path", [COMMUNES, GROUPS, CENTRES, LONG], ids=lambda path: path.parent.name)
def test_another_year_is_refused(tmp_path: Path, path: Path) -> None:
    other = tmp_path / "file.csv"
    other.write_bytes(path.read_bytes().replace(b"2024", b"2019").replace(b"2025", b"2019"))
    with pytest.raises(LayerError):
        READERS[path](other)


@each
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_bytes_are_refused_or_give_a_right_table(tmp_path: Path, path: Path, data: st.DataObject) -> None:
    before = READERS[path](path)
    table = reread(READERS[path], data.draw(mutations(path.read_bytes())), tmp_path / "file.csv")
    if table is None:
        return
    values = [column for column in before if not column.endswith("__why")]
    assert set(values) >= {column for column in table if not column.endswith("__why")}
    assert table.index.name != "commune" or table.index.str.fullmatch(CODE).all()
    # One change touches one line: all figures but those of one or two organisations are as they were.
    same = table.reindex(index=before.index, columns=values)
    moved = (same != before[values]) & ~(same.isna() & before[values].isna())
    assert moved.any(axis=1).sum() <= 2 or len(table) < len(before)
    assert not (same.eq(0) & before[values].isna()).any(axis=None)
