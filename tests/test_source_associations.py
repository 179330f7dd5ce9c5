"""Associations: one register by département, seats written in every way, Alsace and Moselle elsewhere."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from distance.components.trust import associations
from layers import COG, LayerError
from layers.cog import carry
from layers.reference import raw
from layers.sources.associations import read_2026
from tests.mutated import extract, mutations, reread

FILE = extract("associations")
HEADER = "id;titre;adrs_codeinsee;adrs_codepostal;position\n"


def register(*rows: tuple[str, str, str, int]) -> str:
    """(code, postal, position, how many) -> the CSV of one département."""
    lines = [f"W{n};T;{code};{postal};{position}" for code, postal, position, times in rows for n in range(times)]
    return HEADER + "\n".join(lines) + "\n"


def national(path: Path, **registers: str) -> pd.DataFrame:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in registers.items():
            archive.writestr(f"rna_waldec_20261001_{name}.csv", content.encode("cp1252"))
        archive.writestr("lisezmoi.txt", "rien")
    return read_2026(path)


def test_active_associations_are_counted_and_the_others_are_not() -> None:
    table = read_2026(FILE)
    # Of the 24 rows of Bayonne, 3 are dissolved and 1 deleted.
    assert table.loc["64102", "active"] == 20
    assert table.loc[["64008", "64024", "64445"], "active"].tolist() == [2, 9, 12]
    assert table.index.equals(pd.Index(sorted(raw("communes.parquet")["commune"]), name="commune"))


def test_in_a_complete_register_no_association_is_zero() -> None:
    table = read_2026(FILE)
    assert table.loc["64009", ["active", "active__why"]].tolist() == [0, ""]
    assert (table.loc[table.index.str.startswith("64"), "active"] == 0).sum() > 500


def test_outside_the_registers_nothing_is_known() -> None:
    table = read_2026(FILE)
    # One association of the register of 64 has its seat in Bordeaux: the rest of 33 is not there.
    outside = table[~table.index.str.startswith("64")]
    assert outside["active"].isna().all() and set(outside["active__why"]) == {"unavailable"}


def test_a_postal_code_is_no_commune_and_casts_doubt_on_the_one_it_names() -> None:
    # 64100 is the postal code of Bayonne, and the code of Bassussarry.
    table = read_2026(FILE)
    assert table.loc["64102", "active"] == 20
    assert pd.isna(table.loc["64100", "active"]) and table.loc["64100", "active__why"] == "unavailable"


def test_leading_zeros_former_codes_and_districts_are_mended(tmp_path: Path) -> None:
    # 01330 went into 01187 on 1 January 2025.
    table = national(
        tmp_path / "rna.zip",
        dpt_01=register(("1004", "01500", "A", 3), ("01004", "01500", "A", 2), ("01330", "01260", "A", 4)),
        dpt_75=register(("75101", "75001", "A", 5), ("75120", "75020", "A", 6), ("75056", "75001", "A", 1)),
        dpt_2A=register(("2A004", "20000", "A", 7)),
        dpt_971=register(("97105", "97100", "A", 8)),
    )
    assert table.loc[["01004", "01187", "75056", "2A004", "97105"], "active"].tolist() == [5, 4, 12, 7, 8]
    assert table.loc["01001", "active"] == 0 and pd.isna(table.loc["64102", "active"])


def test_alsace_and_moselle_are_unknown_whatever_the_register_holds(tmp_path: Path) -> None:
    table = national(
        tmp_path / "rna.zip",
        dpt_67=register(("67482", "67000", "A", 50)),
        dpt_88=register(("88160", "88000", "A", 50), ("57463", "57000", "A", 1)),
    )
    lost = table[table.index.str[:2].isin(["57", "67", "68"])]
    assert len(lost) > 1000 and lost["active"].isna().all() and set(lost["active__why"]) == {"unavailable"}
    assert table.loc["88160", "active"] == 50


def test_a_register_too_poorly_located_is_unknown_not_low(tmp_path: Path) -> None:
    table = national(
        tmp_path / "rna.zip",
        dpt_01=register(("01004", "01500", "A", 90), ("", "01500", "A", 10)),
        dpt_64=register(("64102", "64100", "A", 96), ("", "64100", "A", 4)),
    )
    assert pd.isna(table.loc["01004", "active"]) and table.loc["64102", "active"] == 96


def test_registers_of_one_departement_in_two_files_add_up(tmp_path: Path) -> None:
    part = register(("64102", "64100", "A", 3))
    assert national(tmp_path / "rna.zip", dpt_64a=part, dpt_64b=part).loc["64102", "active"] == 6


def test_the_indicator_reads_it() -> None:
    carried = carry(read_2026(FILE), COG, COG, {"active": "sum"})
    codes = pd.DataFrame(index=["64102", "64024", "64009"])
    population = pd.DataFrame({"population": [50000.0, 40000.0, 2000.0]}, index=codes.index)
    measured = associations(codes, codes, {"associations": carried, "population": population})
    # 4 for 10,000 inhabitants against 2.25; none has no logarithm.
    assert measured.distance[0, 1] == pytest.approx(0.5754, abs=1e-4) and pd.isna(measured.distance[0, 2])


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE html><html></html>",
        "",
        HEADER,
        register(("64102", "64100", "D", 3)),  # nothing active
        register(("64102", "64100", "X", 3)),
        register(("64102", "64100", "A", 3)).replace("adrs_codeinsee", "libcom"),  # the other register
    ],
)
def test_what_is_not_the_register_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "rna.csv").write_text(content, encoding="utf-8")
    with pytest.raises(LayerError):
        read_2026(tmp_path / "rna.csv")
    with pytest.raises(LayerError):
        national(tmp_path / "rna.zip", dpt_64=content)
    with zipfile.ZipFile(tmp_path / "rien.zip", "w") as archive:
        archive.writestr("rna_import_20261001_dpt_64.csv", register(("64102", "64100", "A", 3)))
    with pytest.raises(LayerError):
        read_2026(tmp_path / "rien.zip")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated=mutations(FILE.read_bytes()))
def test_a_damaged_register_is_refused_or_close(tmp_path: Path, mutated: bytes) -> None:
    table = reread(read_2026, mutated, tmp_path / "rna.csv")
    if table is not None:
        assert list(table) == ["active", "active__why"] and len(table) == 34875
        assert table["active"].isna().equals(table["active__why"].ne(""))
        # A row that is damaged is one association less, and never zero for a département that is not there.
        assert table.loc["64102", "active"] <= 20 or pd.isna(table.loc["64102", "active"])
        assert table.loc[table.index.str.startswith("67"), "active"].isna().all()
