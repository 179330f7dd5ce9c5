"""Tables carried from one geography to another, on invented communes named by a letter."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import cog, passage
from layers.errors import LayerError

CASE = Path(__file__).parents[2] / "shared" / "cases" / "25_cog_aggregation.json"

MOVED = {
    2010: ("XA", "AA"),  # X joins A
    2017: ("AA", "BA"),  # B joins A
    2018: ("CK",),  # C is now written K
    2019: ("DD", "DE"),  # E, that D had absorbed long ago, is itself again
    2020: ("FN", "GN"),  # F and G make N...
    2021: ("PP", "QP"),
    2023: ("NF", "NG"),  # ... and part
    2024: ("PP", "PQ"),
}
"""By year, what each commune became: before, after."""

TODAY = ["A", "K", "D", "E", "F", "G", "H", "P", "Q", "75056", "40900"]


@pytest.fixture(autouse=True, scope="module")
def _history() -> Iterator[None]:
    """The movements above in place of the pack's, and case 25's."""
    rows = [(year, *row) for year, pairs in MOVED.items() for row in pairs]
    rows += [(2022, "40001", "40900"), (2022, "40002", "40900")]
    files = {
        "movements.parquet": pd.DataFrame(rows, columns=["year", "before", "after"]),
        "communes.parquet": pd.DataFrame({"commune": TODAY}),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cog, "raw", files.__getitem__)
        for name in ("_movements", "_lives", "_communes", "_passage"):
            patch.setattr(cog, name, cache(getattr(cog, name).__wrapped__))
        yield


def table(codes: str, **columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns, index=pd.Index(list(codes), name="commune"))


def known(carried: pd.DataFrame, column: str) -> dict[str, object]:
    return carried[column].dropna().to_dict()


def reasons(carried: pd.DataFrame, column: str) -> dict[str, str]:
    why = carried[f"{column}__why"]
    assert (why.eq("") == carried[column].notna()).all()
    return why[why.ne("")].to_dict()


def test_each_rule_has_its_own_way_with_a_merger() -> None:
    columns = {
        "count": [1, 20, 300],
        "zone": ["east", "east", "west"],
        "area": ["1", "2", "3"],
        "median": [18.0, 22.0, 25.0],
        "rate": [10.0, 40.0, 50.0],
        "desk": [False, True, False],
    }
    rules = {"count": "sum", "zone": "same", "area": "same", "median": "same", "rate": "mean:count", "desk": "any"}
    found = cog.carry(table("ABC", **columns), 2016, 2026, rules)
    assert found.index.tolist() == ["A", "K"]
    assert found.index.name == "commune"
    assert found["count"].tolist() == [21, 300]
    assert found["zone"].tolist() == ["east", "west"]
    assert known(found, "area") == {"K": "3"}
    assert known(found, "median") == {"K": 25}
    assert found["rate"].tolist() == pytest.approx([(10 + 20 * 40) / 21, 50])
    assert found["desk"].tolist() == [True, False]
    assert reasons(found, "area") == reasons(found, "median") == {"A": "merged"}
    assert not {"count__why", "zone__why", "rate__why", "desk__why"} & set(found)


def test_a_sum_with_an_unknown_part_is_unknown_and_the_reason_goes_with_it() -> None:
    given_reasons = ["", "secret", "unavailable"]
    rows = table("ABC", count=[1, np.nan, np.nan], count__why=given_reasons, flag=[None, True, False])
    found = cog.carry(rows, 2016, 2026, {"count": "sum", "flag": "any"})
    assert known(found, "count") == {}
    assert reasons(found, "count") == {"A": "secret", "K": "unavailable"}
    assert found["flag"].tolist() == [True, False]  # one yes is enough


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("secret", "censored", "secret"), ("unavailable", "censored", "censored"), ("unavailable", "", "unavailable")],
)
def test_the_first_reason_wins(first: str, second: str, expected: str) -> None:
    rows = table("AB", count=[np.nan, np.nan if second else 1], count__why=[first, second])
    assert reasons(cog.carry(rows, 2016, 2026, {"count": "sum"}), "count") == {"A": expected}


def test_a_mean_needs_the_parts_that_weigh_only() -> None:
    rules = {"rate": "mean:count", "count": "sum"}
    light = cog.carry(table("AB", rate=[5.0, np.nan], count=[3, 0]), 2016, 2026, rules)
    heavy = cog.carry(table("AB", rate=[5.0, np.nan], count=[3, 1]), 2016, 2026, rules)
    empty = cog.carry(table("AB", rate=[5.0, 6.0], count=[0, 0]), 2016, 2026, rules)
    assert light["rate"].tolist() == [5]
    assert reasons(heavy, "rate") == {"A": "unavailable"}
    assert reasons(empty, "rate") == {"A": "merged"}


def test_a_commune_split_since_gives_nothing_to_its_parts() -> None:
    rows = table("DH", count=[10, 1], zone=["east"] * 2, rate=[0.5] * 2, desk=[True] * 2)
    found = cog.carry(rows, 2018, 2026, {"count": "sum", "zone": "same", "rate": "mean:count", "desk": "any"})
    assert found.index.tolist() == ["D", "E", "H"]
    for column in rows:
        assert reasons(found, column) == {"D": "split", "E": "split"}
    assert known(cog.carry(rows[["count"]], 2019, 2026, {"count": "sum"}), "count") == {"D": 10, "H": 1}


def test_a_commune_restored_since_takes_back_what_it_had() -> None:
    rules = {"count": "sum"}
    assert known(cog.carry(table("FGPQ", count=[1, 2, 3, 4]), 2016, 2026, rules), "count") == {
        "F": 1, "G": 2, "P": 3, "Q": 4,
    }  # fmt: skip
    assert reasons(cog.carry(table("NP", count=[3, 7]), 2022, 2026, rules), "count") == dict.fromkeys("FGPQ", "split")


def test_a_part_that_is_not_in_the_table_is_unknown_not_zero() -> None:
    found = cog.carry(table("AH", count=[1, 5], desk=[True, False]), 2016, 2026, {"count": "sum", "desk": "any"})
    assert known(found, "count") == {"H": 5}
    assert reasons(found, "count") == {"A": "unavailable"}
    assert found["desk"].tolist() == [True, False]


def test_a_code_older_than_the_table_says_is_carried_when_no_doubt_is_left() -> None:
    rules = {"count": "sum", "zone": "same"}
    columns = {"count": [1, 2], "zone": ["east", "east"]}
    assert known(cog.carry(table("FG", **columns), 2021, 2022, rules), "count") == {"N": 3}
    alone = cog.carry(table("FH", **columns), 2021, 2022, rules)
    assert reasons(alone, "count") == {"N": "unavailable"}
    # The figure of A may hold that of B already.
    beside = cog.carry(table("AB", **columns), 2020, 2026, rules)
    assert reasons(beside, "count") == {"A": "merged"}


def test_codes_that_nothing_knows_are_left_out_and_told() -> None:
    rows = table("HZ", count=[1, 2])
    assert cog.carry(rows, 2016, 2026, {"count": "sum"})["count"].to_dict() == {"H": 1}
    assert cog.unmatched(rows, 2016, 2026).tolist() == ["Z"]
    nameless = pd.DataFrame({"count": [1, 2, 3]}, index=pd.Index(["H", None, None], name="commune"))
    assert cog.carry(nameless, 2016, 2026, {"count": "sum"})["count"].to_dict() == {"H": 1}
    assert cog.unmatched(nameless, 2016, 2026).empty
    flows = pd.DataFrame({"origin": ["H", "B"], "destination": ["BE", None]})
    assert cog.unmatched(flows, 2016, 2026).tolist() == ["BE"]
    assert cog.unmatched(table("XF", count=[1, 2]), 2020, 2026).tolist() == []


def paris(codes: list[str], count: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"count": count}, index=pd.Index(codes, name="commune"))


def test_districts_are_their_commune() -> None:
    districts = [str(code) for code in range(75101, 75121)]
    rules = {"count": "sum"}
    assert cog.carry(paris(districts, [1] * 20), 2026, 2026, rules)["count"].to_dict() == {"75056": 20}
    assert cog.carry(paris([*districts, "75056"], [1] * 20 + [21]), 2026, 2026, rules)["count"].to_dict() == {
        "75056": 21
    }
    assert reasons(cog.carry(paris(districts[1:], [1] * 19), 2026, 2026, rules), "count") == {"75056": "unavailable"}


def test_a_point_goes_to_the_heir_of_its_commune_and_to_nobody_when_it_was_split() -> None:
    points = pd.DataFrame({"id": list("1234567"), "commune": ["B", "X", "C", "D", "75101", None, "Z"]}, index=range(7))
    found = cog.carry(points, 2016, 2026, {})
    assert found["id"].tolist() == points["id"].tolist()
    assert found["commune"].fillna("").tolist() == ["A", "A", "K", "", "75056", "", ""]


def test_flows_are_summed_and_lose_none() -> None:
    columns = ["origin", "destination", "moves", "moves__why"]
    rows = [("A", "H", 1, ""), ("B", "H", 2, ""), ("H", "D", 4, ""), ("A", "B", 8, ""), ("C", "H", None, "secret")]
    found = cog.carry(pd.DataFrame(rows, columns=columns), 2016, 2026, {"moves": "sum"})
    assert found.astype(object).fillna("").values.tolist() == [
        ["A", "A", 8, ""], ["A", "H", 3, ""], ["H", "", 4, ""], ["K", "H", "", "secret"],
    ]  # fmt: skip


def test_neighbours_that_merged_are_neighbours_no_more() -> None:
    pairs = pd.DataFrame([("A", "B"), ("A", "H"), ("B", "H"), ("C", "H")], columns=["a", "b"])
    assert cog.carry(pairs, 2016, 2026, {}).values.tolist() == [["A", "H"], ["H", "K"]]


def test_what_has_no_commune_is_given_back() -> None:
    accounts = pd.DataFrame({"budget": [1]}, index=pd.Index(["200000001"], name="organisation"))
    assert cog.carry(accounts, 2016, 2026, {}) is accounts


@pytest.mark.parametrize(("since", "to"), [(2020, 2019), (2002, 2026), (2026, 2027), (0, 2026)])
def test_years_out_of_reach_are_a_sentence(since: int, to: int) -> None:
    with pytest.raises(LayerError, match=str(to)):
        cog.carry(table("A", count=[1]), since, to, {"count": "sum"})


@pytest.mark.parametrize(
    ("rules", "said"), [({}, "no rule"), ({"count": "median"}, "median"), ({"count": "mean:weight"}, "weight")]
)
def test_a_column_without_a_proper_rule_is_refused(rules: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cog.carry(table("A", count=[1]), 2016, 2026, rules)


def test_rows_to_merge_are_given_once_and_reasons_are_known() -> None:
    with pytest.raises(ValueError, match=r"twice.*'H'"):
        cog.carry(table("HH", count=[1, 2]), 2016, 2026, {"count": "sum"})
    twice = pd.DataFrame({"origin": ["A", "A"], "destination": ["H", "H"], "moves": [1, 2]})
    with pytest.raises(ValueError, match="twice"):
        cog.carry(twice, 2016, 2026, {"moves": "sum"})
    odd = table("AB", count=[np.nan, 1], count__why=["lost", ""])
    with pytest.raises(ValueError, match="lost"):
        cog.carry(odd, 2016, 2026, {"count": "sum"})


@pytest.mark.shared
def test_case_25_shares_are_recomputed_and_medians_are_not_averaged() -> None:
    case = json.loads(CASE.read_text(encoding="utf-8"))
    old = pd.DataFrame(case["inputs"]["old"]).set_index("code").rename_axis("commune")
    rules = {"pop": "sum", "votes_A": "sum", "votes_total": "sum", "median_income": "same"}
    new = cog.carry(old, 2021, 2022, rules)
    expected = case["expected"]["new"]
    assert new.index.tolist() == [expected["code"]]
    assert new["pop"].tolist() == [expected["pop"]]
    share = new["votes_A"] / new["votes_total"]
    assert share.tolist() == pytest.approx([expected["share_A"]], abs=case["tolerance_abs"])
    assert reasons(new, "median_income") == {"40900": "merged"}


COUNTS = st.dictionaries(st.sampled_from("ABCDFGHPQ"), st.one_of(st.none(), st.integers(0, 99)), min_size=1)


@given(COUNTS)
def test_counts_are_conserved_where_they_are_known(counts: dict[str, int | None]) -> None:
    rows = table("".join(counts), count=pd.Series(list(counts.values()), dtype=float).to_numpy())
    found = cog.carry(rows, 2016, 2026, {"count": "sum"})
    for code, count in known(found, "count").items():
        parts = {"A": "AB", "K": "C"}.get(code, code)
        assert count == sum(counts[part] or 0 for part in parts)
    again = cog.carry(found, 2026, 2026, {"count": "sum"})
    pd.testing.assert_frame_equal(again, found)
    pd.testing.assert_frame_equal(cog.carry(rows[::-1], 2016, 2026, {"count": "sum"}), found)


@given(st.integers(2003, 2026), st.integers(2003, 2026), st.integers(2003, 2026))
def test_a_stop_on_the_way_loses_knowledge_but_changes_no_figure(first: int, second: int, third: int) -> None:
    since, between, to = sorted((first, second, third))
    codes = sorted(cog._communes(since))
    rows = pd.DataFrame({"count": 2.0 ** np.arange(len(codes))}, index=pd.Index(codes, name="commune"))
    rules = {"count": "sum"}
    straight = cog.carry(rows, since, to, rules)["count"]
    stopped = cog.carry(cog.carry(rows, since, between, rules), between, to, rules)["count"]
    assert set(straight.index) == set(cog._communes(to))
    both = straight.notna() & stopped.notna()
    assert stopped[both].tolist() == straight[both].tolist()
    assert straight[stopped.notna()].notna().all()


def test_a_code_given_up_and_taken_in_the_same_year_is_not_mixed_up() -> None:
    assert passage.passage([[("A", "B"), ("C", "A")]]).heirs == {"A": "B", "C": "A"}
