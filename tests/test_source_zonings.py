"""Zonings: INSEE's zones, France ruralités revitalisation, priority neighbourhoods, and the rights they open."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from distance import COMPONENTS, Pair
from distance.components.regulatory_norms import rights_zonings
from distance.indicator import matrix
from layers import COG, LayerError
from layers.cog import carry
from layers.sources.priority import PRIORITY
from layers.sources.priority import read_2025 as read_priority
from layers.sources.rural import RURAL
from layers.sources.rural import read_2025 as read_rural
from layers.sources.zonings import ZONINGS
from layers.sources.zonings import read as read_zonings
from tests.mutated import assert_faithful, extract, mutations, reread
from tests.published import FOLDER

ZONES = FOLDER / "zonings" / "2026-table-appartenance-geo-communes-2026.xlsx"
FRR, QPV = (extract(key) for key in ("rural", "priority"))
COMMUNES = pd.DataFrame(index=pd.Index(["01001", "01004", "01029"], name="commune"))
POPULATION = pd.DataFrame({"population": [900.0, 15000.0, 700.0]}, index=COMMUNES.index)


def test_codes_of_zones_are_text_and_an_empty_cell_is_unknown() -> None:
    table = read_zonings(ZONES)
    assert table.loc["64102", ["employment_zone_2020", "living_area_2022", "attraction_area_2020"]].tolist() == [
        "7503", "64102", "047",
    ]  # fmt: skip
    assert table.loc["64010", "employment_zone_2020"] == "7521" and table.loc["01002", "attraction_area_2020"] == "000"
    assert table.loc["2A004", ["employment_zone_2020", "living_area_2022"]].isna().all()
    assert "97105" in table.index


def test_the_same_zones_as_the_reference_pack() -> None:
    published, packed = read_zonings(ZONES), ZONINGS.table(COG)
    assert packed is not None
    both = published.index[published.index.str.startswith("64")]
    zones = [column for column in packed if column != "zrr_2022"]
    assert len(both) == 6 and published.loc[both, zones].equals(packed.loc[both, zones].astype("str"))


def test_the_former_rural_zoning_is_not_in_it_and_says_so() -> None:
    table = carry(read_zonings(ZONES), 2026, COG, ZONINGS.rules)
    assert table["zrr_2022"].isna().all() and set(table["zrr_2022__why"]) == {"unavailable"}


def test_the_workbook_is_read_from_its_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "new-2026-france-table.zip", "w") as archive:
        archive.writestr("lisezmoi.txt", "rien")
        archive.writestr("table-appartenance-geo-communes-2026.xlsx", ZONES.read_bytes())
    assert read_zonings(tmp_path / "new-2026-france-table.zip").equals(read_zonings(ZONES))


def test_classes_of_rural_revitalisation() -> None:
    table = carry(read_rural(FRR), 2025, COG, RURAL.rules)
    assert table["frr"].to_dict() == {
        "01001": "none", "01004": "none", "01029": "frr", "01187": "partial", "03004": "frr", "13055": "none",
        "2A031": "frr", "64001": "frr", "64069": "frr_plus", "97303": "frr_plus", "97401": "frr",
    }  # fmt: skip


def test_a_class_that_is_not_known_is_unknown_and_many_are_refused(tmp_path: Path) -> None:
    text = FRR.read_text(encoding="utf-8")
    (tmp_path / "frr.csv").write_text(text.replace("Arthez-d'Asson;5", "Arthez-d'Asson;7"), encoding="utf-8")
    assert read_rural(tmp_path / "frr.csv")["frr"].isna().to_dict()["64069"]
    (tmp_path / "frr.csv").write_text(text.replace(";4\n", ";FRR socle\n"), encoding="utf-8")
    with pytest.raises(LayerError):
        read_rural(tmp_path / "frr.csv")


def test_a_commune_without_neighbourhood_has_none_where_the_list_covers_it() -> None:
    table = PRIORITY.derive(carry(read_priority(QPV), 2025, COG, PRIORITY.rules))
    assert len(table) == 34875
    assert table.loc[["01053", "13055", "97412", "97608"], "has_qpv"].tolist() == [True] * 4
    assert table.loc[["01001", "64102", "2A004", "97401"], "has_qpv"].tolist() == [False] * 4
    # The extract names no neighbourhood of Guadeloupe, which holds some.
    assert table.loc[table.index.str.startswith("971"), "has_qpv"].isna().all()
    assert table["has_qpv"].eq(True).sum() == 7


@pytest.mark.parametrize("cell", ["0105313055", "01053, 13055", '"01053;13055"', "01053 - 13055", "01053|13055"])
def test_a_neighbourhood_may_lie_in_several_communes(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "data_TAG_QPV2024_2025.csv"
    path.write_text(f"QP;LIB_QP;LIST_COM_2025\nQN001;A;{cell}\nQN002;B;2A004\n", encoding="utf-8")
    assert read_priority(path)["commune"].tolist() == ["01053", "13055", "2A004"]


@pytest.mark.parametrize("read", [read_zonings, read_rural, read_priority])
@pytest.mark.parametrize(
    "content", [b"", b"<!DOCTYPE html><html></html>", b"codgeo;codefrr\n", b"LIB_QP;LIST_COM_2025\nA;\n"]
)
def test_what_is_not_the_file_is_refused(tmp_path: Path, read: Callable[[Path], pd.DataFrame], content: bytes) -> None:
    (tmp_path / "f.csv").write_bytes(content)
    with pytest.raises(LayerError):
        read(tmp_path / "f.csv")


def rights(**tables: pd.DataFrame) -> dict[str, list[float]]:
    zonings = pd.DataFrame({"zrr_2022": ["NC", "C", "C"]}, index=COMMUNES.index)
    found = rights_zonings(COMMUNES, COMMUNES, {"population": POPULATION, "zonings": zonings, **tables})
    known = {key: level[0].tolist() for key, level in found.parts.items() if not np.isnan(level).all()}
    return {"mean": found.distance[0].tolist()} | known


def test_without_the_new_zonings_rights_are_those_of_before() -> None:
    assert rights() == {"mean": [0, 1, 0.5], "ccas": [0, 1, 0], "zrr": [0, 1, 1]}


def test_the_new_zonings_take_their_place_once_loaded() -> None:
    rural = carry(read_rural(FRR), 2025, COG, RURAL.rules)
    priority = PRIORITY.derive(carry(read_priority(QPV), 2025, COG, PRIORITY.rules))
    assert rights(rural=rural) == {"mean": [0, 0.5, 0.5], "ccas": [0, 1, 0], "frr": [0, 0, 1]}
    # None of the three holds a neighbourhood in the extract.
    assert rights(rural=rural, priority=priority)["qpv"] == [0, 0, 0]
    held = priority.assign(has_qpv=[code == "01004" for code in priority.index])
    assert rights(priority=held)["mean"] == [0, 1, pytest.approx(1 / 3)]


def test_what_an_indicator_wants_is_given_where_it_is_loaded_and_never_needed() -> None:
    (component,) = [c for c in COMPONENTS if c.key == "regulatory_norms"]
    here = COMMUNES.assign(commune=COMMUNES.index)
    zonings = pd.DataFrame({"zrr_2022": ["NC", "C", "C"]}, index=COMMUNES.index)
    tables = {"population": POPULATION, "zonings": zonings}
    pair = Pair("resident", "resident")
    column = "regulatory_norms__rights_zonings"
    without = matrix([component], here, here, tables, pair)
    given = matrix([component], here, here, tables | {"rural": read_rural(FRR)}, pair)
    missing = matrix([component], here, here, {"population": POPULATION, "rural": read_rural(FRR)}, pair)
    assert f"{column}__zrr" in without and f"{column}__frr" in given and f"{column}__zrr" not in given
    assert without[column].tolist()[1] == 1 and given[column].tolist()[1] == 0.5
    assert missing[column].equals(given[column])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated=mutations(FRR.read_bytes()))
def test_a_damaged_rural_list_is_refused_or_right(tmp_path: Path, mutated: bytes) -> None:
    after = reread(read_rural, mutated, tmp_path / "f.csv")
    if after is not None:
        assert_faithful(read_rural(FRR), after, FRR.read_bytes(), mutated)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated=mutations(ZONES.read_bytes()))
def test_a_damaged_workbook_is_refused_or_right(tmp_path: Path, mutated: bytes) -> None:
    after = reread(read_zonings, mutated, tmp_path / "f.xlsx")
    if after is not None:
        before = read_zonings(ZONES)
        assert list(after) == list(before)
        both = after.index.intersection(before.index)
        assert after.loc[both].equals(before.loc[both])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated=mutations(QPV.read_bytes()))
def test_a_damaged_list_of_neighbourhoods_is_refused_or_right(tmp_path: Path, mutated: bytes) -> None:
    after = reread(read_priority, mutated, tmp_path / "f.csv")
    if after is not None:
        assert list(after) == ["commune"] and not after["commune"].duplicated().any()
        assert after["commune"].str.fullmatch(r"(\d{2}|2[AB])\d{3}").all()
        assert len(set(after["commune"]) - set(read_priority(QPV)["commune"])) <= 1
