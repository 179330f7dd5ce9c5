"""Elections: the Ministère's results by commune, of June 2024 and of March 2026."""

import csv
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from distance.components.trust import municipal_turnout
from distance.components.values import european_ballot
from layers import COG, LayerError
from layers.cog import carry
from layers.sources.european_2024 import EUROPEAN_2024, NUANCES, read_2024
from layers.sources.municipal_2026 import MUNICIPAL_2026, read_2026
from tests.mutated import assert_faithful, extract, mutations, reread

EUROPEAN, MUNICIPAL = extract("european_2024"), extract("municipal_2026")
Change = Callable[[list[str], dict[str, int]], None]


def changed(path: Path, source: Path, code: str, change: Change) -> Path:
    """The extract with one row changed, cell by cell."""
    rows = list(csv.reader(io.StringIO(source.read_text(encoding="utf-8")), delimiter=";"))
    at = {name: place for place, name in enumerate(rows[0])}
    for row in rows[1:]:
        if row[at["Code commune"]] == code:
            change(row, at)
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    path.write_text(written.getvalue(), encoding="utf-8")
    return path


def test_votes_are_summed_by_official_nuance() -> None:
    table = read_2024(EUROPEAN)
    assert list(table) == ["registered", "voters", "blank", "null_votes", "valid", *NUANCES]
    assert len(table) == 8
    first = table.loc["01001"]
    assert first[["registered", "voters", "blank", "null_votes", "valid"]].tolist() == [662, 373, 2, 2, 369]
    # Sixteen lists are LDIV: here the animalists had 10 votes and Frexit 4.
    assert (first["LDIV"], first["LRN"], first["LECO"]) == (14, 158, 3 + 1 + 1)
    assert table[list(NUANCES)].sum(axis=1).equals(table["valid"])
    assert {"2A001", "97208", "97605"} <= set(table.index)


def test_the_same_figures_as_the_reference_pack() -> None:
    published, packed = read_2024(EUROPEAN), EUROPEAN_2024.table(COG)
    assert packed is not None
    both = ["64008", "64009", "64011"]
    pd.testing.assert_frame_equal(published.loc[both], packed.loc[both], check_dtype=False)


def many(path: Path, source: Path, changes: dict[str, Change]) -> Path:
    """Twelve times the extract under other codes, so that one bad row is not the whole file; then the changes."""
    rows = list(csv.reader(io.StringIO(source.read_text(encoding="utf-8")), delimiter=";"))
    at = {name: place for place, name in enumerate(rows[0])}
    body = [[*row] for row in rows[1:]]
    for turn in range(12):
        for n, row in enumerate(rows[1:]):
            copy = [*row]
            copy[at["Code commune"]] = f"{50 + turn}{100 + n}"
            body.append(copy)
    for row in body:
        if change := changes.get(row[at["Code commune"]]):
            change(row, at)
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([rows[0], *body])
    path.write_text(written.getvalue(), encoding="utf-8")
    return path


def put(column: str, value: str) -> Change:
    def change(row: list[str], at: dict[str, int]) -> None:
        row[at[column]] = value

    return change


@pytest.mark.parametrize(
    ("column", "value"), [("Voix 1", "31"), ("Voix 1", ""), ("Exprimés", ""), ("Nuls", "-2"), ("Inscrits", "100")]
)
def test_a_commune_that_does_not_add_up_is_unknown_and_the_others_are_not(
    tmp_path: Path, column: str, value: str
) -> None:
    table = read_2024(many(tmp_path / "r.csv", EUROPEAN, {"01002": put(column, value)}))
    figures = [name for name in table if not name.endswith("__why")]
    assert table.loc["01002", figures].isna().all()
    assert set(table.loc["01002", [name for name in table if name.endswith("__why")]]) == {"unavailable"}
    assert table.drop(index="01002")[figures].notna().all(axis=None)
    assert (table.loc["01001", "LRN"], table.loc["01001", "LRN__why"]) == (158, "")


def test_votes_from_abroad_are_no_commune_and_overseas_codes_are_mended(tmp_path: Path) -> None:
    changes = {"50100": put("Code commune", "ZZ001"), "50101": put("Code commune", "ZA105")}
    table = read_2024(many(tmp_path / "r.csv", EUROPEAN, changes))
    assert "ZZ001" not in table.index and table.loc["97105", "valid"] == 150


def test_a_nuance_of_another_ballot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="LSOC"):
        read_2024(changed(tmp_path / "r.csv", EUROPEAN, "01001", put("Nuance liste 1", "LSOC")))


def test_communes_that_merged_add_up() -> None:
    # On 1 January 2025, 01187 took 01330 in.
    table = read_2024(EUROPEAN).rename(index={"64008": "01187", "64009": "01330"})
    merged = carry(table, 2024, COG, EUROPEAN_2024.rules)
    assert "01330" not in merged.index
    assert (merged.loc["01187", "valid"], merged.loc["01187", "LRN"]) == (113 + 880, 15 + 193)


def test_the_ballot_measures_it() -> None:
    table = read_2024(EUROPEAN)
    codes = pd.DataFrame(index=["01001", "97605"])
    measured = european_ballot(codes, codes, {"european_2024": table})
    assert measured.distance[0, 0] == 0 and 0 < measured.distance[0, 1] < 1


def test_lists_are_the_blocks_that_hold_votes() -> None:
    table = read_2026(MUNICIPAL)
    assert table["lists"].drop("26242").to_dict() == {
        "01001": 1, "01002": 2, "01004": 3, "2A004": 5, "64008": 1, "64009": 2, "64102": 5, "75056": 9, "97101": 5,
        "97302": 5, "04022": 2,
    }  # fmt: skip
    assert table.loc["64102", ["registered", "voters", "blank", "null_votes", "valid"]].tolist() == [
        36382, 19377, 194, 123, 19060,
    ]  # fmt: skip


def test_a_negative_count_makes_the_commune_unknown() -> None:
    table = read_2026(MUNICIPAL)
    assert table.loc["26242", ["registered", "voters", "lists"]].isna().all()
    assert table.loc["26242", "voters__why"] == "unavailable" and table.loc["01001", "voters__why"] == ""


def test_the_same_turnout_as_the_reference_pack() -> None:
    published, packed = read_2026(MUNICIPAL), MUNICIPAL_2026.table(COG)
    assert packed is not None
    both = ["64008", "64009", "64102"]
    pd.testing.assert_frame_equal(published.loc[both, list(packed)], packed.loc[both], check_dtype=False)


def test_turnout_is_compared_where_two_lists_stood() -> None:
    codes = pd.DataFrame(index=["01002", "01004", "01001", "26242"])
    measured = municipal_turnout(codes, codes, {"municipal_2026": read_2026(MUNICIPAL)})
    assert measured.distance[0, 1] == pytest.approx(206 / 246 - 4286 / 8806)
    assert pd.isna(measured.distance[0, 2]) and pd.isna(measured.distance[0, 3])


@pytest.mark.parametrize("read", [read_2024, read_2026])
@pytest.mark.parametrize("source", [EUROPEAN, MUNICIPAL])
def test_the_file_of_another_election_is_refused(
    tmp_path: Path, read: Callable[[Path], pd.DataFrame], source: Path
) -> None:
    own = (read is read_2024) == (source is EUROPEAN)
    wrong = b"<!DOCTYPE html><html></html>" if own else source.read_bytes()
    (tmp_path / "r.csv").write_bytes(wrong)
    with pytest.raises(LayerError):
        read(tmp_path / "r.csv")


@cache
def whole(read: Callable[[Path], pd.DataFrame], source: Path) -> pd.DataFrame:
    return read(source)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated=mutations(EUROPEAN.read_bytes()))
def test_damaged_european_results_are_refused_or_right(tmp_path: Path, mutated: bytes) -> None:
    after = reread(read_2024, mutated, tmp_path / "r.csv")
    if after is not None:
        assert_faithful(whole(read_2024, EUROPEAN), after, EUROPEAN.read_bytes(), mutated)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated=mutations(MUNICIPAL.read_bytes()))
def test_damaged_municipal_results_are_refused_or_right(tmp_path: Path, mutated: bytes) -> None:
    after = reread(read_2026, mutated, tmp_path / "r.csv")
    if after is not None:
        assert_faithful(whole(read_2026, MUNICIPAL), after, MUNICIPAL.read_bytes(), mutated)
