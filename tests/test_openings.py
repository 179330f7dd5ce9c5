"""When a desk opens or closes (METHOD 2.3, rule 22): opening worsens nobody, a commune keeps its desk."""

import numpy as np
import pandas as pd

from distance.openings import afterwards

PAIRS = pd.MultiIndex.from_product([["a", "b", "c"], ["old", "far", "new"]], names=["origin", "destination"])
MINUTES = pd.Series([10.0, 30, 8, 12, 25, 12, 40, np.nan, 5], PAIRS)
COMPOSITE = pd.Series([0.30, 0.50, 0.45, 0.20, 0.60, 0.10, np.nan, 0.30, 0.40], PAIRS)


def test_a_desk_that_opens_nearer_in_minutes_is_the_nearest_and_worsens_nobody() -> None:
    before = afterwards(MINUTES.drop("new", level="destination"), COMPOSITE)
    found = afterwards(MINUTES, COMPOSITE, opened=frozenset({"new"}))
    assert found["destination"].tolist() == ["new", "old", "new"], "b is as near: it keeps its desk"
    assert found["minutes"].tolist() == [8, 12, 5]
    np.testing.assert_array_equal(found["composite"], [0.30, 0.10, 0.40])
    both = before["composite"].notna()
    assert (found["composite"][both] <= before["composite"][both]).all()


def test_a_desk_that_closes_sends_its_communes_to_the_next_and_no_other() -> None:
    found = afterwards(MINUTES, COMPOSITE, opened=frozenset({"new"}), closed=frozenset({"old"}))
    assert found["destination"].tolist() == ["new", "new", "new"]
    alone = afterwards(MINUTES, COMPOSITE, closed=frozenset({"old", "new"}))
    assert alone["destination"].to_dict() == {"a": "far", "b": "far"}, "c has no known minutes to the last one"


def test_a_desk_known_not_to_serve_a_commune_is_never_its_own() -> None:
    serves = pd.Series([True, True, False] * 3, PAIRS, dtype="boolean")
    found = afterwards(MINUTES, COMPOSITE, opened=frozenset({"new"}), serves=serves)
    assert found["destination"].tolist() == ["old", "old", "old"]


def test_opening_worsens_nobody_at_random() -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        index = pd.MultiIndex.from_product([range(5), ["p", "q", "r", "s"]], names=["origin", "destination"])
        minutes = pd.Series(rng.integers(1, 9, 20).astype(float), index).where(rng.random(20) < 0.8)
        composite = pd.Series(rng.random(20), index)
        closed = minutes.drop("s", level="destination")
        before, later = afterwards(closed, composite), afterwards(minutes, composite, opened=frozenset({"s"}))
        both = before.index
        assert (later.loc[both, ["minutes", "composite"]] <= before[["minutes", "composite"]]).all(axis=None)
        moved = later.loc[both, "destination"] != before["destination"]
        assert (later.loc[both, "destination"][moved] == "s").all()
