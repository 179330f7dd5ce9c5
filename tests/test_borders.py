"""What a border adds beside random ones: oracles, controls of the null model, what is unknown. Figures are invented."""

from itertools import pairwise
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.stats import kstest
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import SplineTransformer

import distance.draws
from distance.between import Groups
from distance.borders import border_effects, fault_contrast, matched
from distance.draws import BATCH, Drawn, OldBorder, Pairs, draws, random_borders
from distance.kernels import Array
from distance.regression import KNOTS, PAIRS_PER_KNOT
from tests.reference_cases import close


def grid(rows: int, columns: int) -> Pairs:
    """Neighbours on a chessboard, by side and by one corner."""
    at = np.arange(rows * columns).reshape(rows, columns)
    ends = [(at[:, :-1], at[:, 1:]), (at[:-1], at[1:]), (at[:-1, :-1], at[1:, 1:])]
    return np.concatenate([np.column_stack([a.ravel(), b.ravel()]) for a, b in ends])


def pieces(group: Groups, neighbours: Pairs) -> int:
    held = neighbours[group[neighbours[:, 0]] == group[neighbours[:, 1]]]
    graph = coo_array((np.ones(len(held)), (held[:, 0], held[:, 1])), shape=(len(group), len(group)))
    return int(connected_components(graph)[0])


ROWS, COLUMNS = 8, 10
NEAR = grid(ROWS, COLUMNS)
WHERE = np.array([divmod(k, COLUMNS) for k in range(ROWS * COLUMNS)], float)
BLOCKS = (WHERE[:, 0] // 4 * 2 + WHERE[:, 1] // 5).astype(int)
RNG = np.random.default_rng(5)
FIELD = np.sin(WHERE / 3).sum(axis=1) + RNG.normal(size=len(WHERE)) / 5
MINUTES = np.hypot(*(WHERE[:, None] - WHERE).transpose(2, 0, 1)) * 4 + RNG.uniform(0, 2, (len(WHERE), len(WHERE)))
SIZE = np.abs(np.subtract.outer(RNG.normal(size=len(WHERE)), RNG.normal(size=len(WHERE))))
APART = np.abs(np.subtract.outer(FIELD, FIELD))
PEOPLE = np.exp(RNG.normal(6, 1, len(WHERE)))


def old(group: Groups, near: Pairs = NEAR, minutes: Array = MINUTES, people: Array = PEOPLE) -> OldBorder:
    """A border with the minutes of its pairs, the mean of both directions."""
    i, j = near.T
    return OldBorder(near, (minutes[i, j] + minutes[j, i]) / 2, group, people)


NULL = random_borders(old(BLOCKS)).groups[:199]
EVERY = np.column_stack(np.triu_indices(len(WHERE), 1))


def longer(border: OldBorder, group: Groups) -> float:
    """Mean minutes across less inside, pair by pair."""
    held = [(m, group[a] != group[b]) for (a, b), m in zip(border.neighbours, border.minutes, strict=True)
            if group[a] >= 0 and group[b] >= 0]  # fmt: skip
    return float(np.mean([m for m, x in held if x]) - np.mean([m for m, x in held if not x]))


@given(st.integers(3, 5), st.integers(3, 5), st.lists(st.integers(0, 3), min_size=25, max_size=25), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_random_borders_have_the_pieces_the_persons_and_the_minutes_of_the_old_one(
    rows: int, columns: int, labels: list[int], seed: int
) -> None:
    near, group, rng = grid(rows, columns), np.array(labels[: rows * columns]) - 1, np.random.default_rng(seed)
    minutes, people = rng.uniform(2, 12, (rows * columns, rows * columns)), rng.uniform(50, 900, rows * columns)
    border = old(group, near, minutes, people)
    with mock.patch.object(distance.draws, "ATTEMPTS", 300):
        first = next(draws(border))
    assert len(first.groups) <= first.ended <= BATCH
    inside = group >= 0
    held = near[inside[near].all(axis=1)]
    real = longer(border, group) if first.groups.size else 0.0
    for drawn in first.groups[:20]:
        assert (drawn[~inside] == -1).all() and set(drawn) == set(group)
        # A former EPCI in several pieces may be dealt next to itself, never into more pieces.
        assert pieces(drawn, held) <= pieces(group, held)
        for g in set(group[inside]):
            there, here = people[drawn == g].sum(), people[group == g].sum()
            assert abs(there - here) <= 0.2 * here + 1e-6
        assert abs(longer(border, drawn) - real) <= max(1.0, 0.2 * abs(real)) + 1e-9
        assert ((drawn[held[:, 0]] != drawn[held[:, 1]]) != (group[held[:, 0]] != group[held[:, 1]])).any()


def test_former_epcis_in_one_piece_stay_in_one_piece_and_few_draws_are_the_same() -> None:
    assert NULL.shape == (199, len(WHERE))
    assert {pieces(drawn, NEAR) for drawn in NULL} == {4}
    assert len(np.unique(NULL, axis=0)) > 150


def test_the_same_borders_are_drawn_each_time_batch_after_batch() -> None:
    batches = list(draws(old(BLOCKS)))
    assert (batches[-1].groups[:199] == NULL).all() and len(batches[-1].groups) == 999
    assert all((a.groups == b.groups[: len(a.groups)]).all() for a, b in pairwise(batches))
    assert [one.ended for one in batches] == sorted(one.ended for one in batches)


def test_borders_run_where_minutes_are_long() -> None:
    """The old border is a pass: 12 minutes across, 5 inside. Draws that know nothing of minutes are never that long."""
    across = BLOCKS[:, None] != BLOCKS
    minutes = np.where(across, 12.0, 5.0)
    border = old(BLOCKS, minutes=minutes, people=np.ones(len(WHERE)))
    drawn = random_borders(border).groups
    blind = next(draws(old(BLOCKS, minutes=np.ones_like(minutes), people=np.ones(len(WHERE))))).groups
    assert len(blind) > 900
    assert all(abs(longer(border, one) - 7) <= 1.4 for one in drawn)
    assert not any(abs(longer(border, one) - 7) <= 1.4 for one in blind)


def test_an_island_keeps_its_own_former_epcis() -> None:
    two = np.concatenate([grid(2, 3), grid(2, 2) + 6])
    group = np.array([0, 0, 1, 0, 1, 1, 2, 2, 2, 3])
    found = next(draws(old(group, two, np.ones((10, 10)), np.ones(10)))).groups
    assert len(found) > 50
    assert set(found[:, :6].ravel()) == {0, 1}
    assert set(found[:, 6:].ravel()) == {2, 3}


@pytest.mark.parametrize(
    ("people", "group"),
    [([1.0, 1, 9, 1], [0, 0, 1, 1]), ([1.0, np.nan, 1, 1], [0, 0, 1, 1]), ([1.0, 1, 1, 1], [0, 0, 0, 0]),
     ([1.0, 1, 1, 1], [-1, -1, -1, -1])],
    ids=["no other has these persons", "persons unknown", "one former EPCI", "none"],
)  # fmt: skip
def test_where_nothing_compares_nothing_is_kept(people: list[float], group: list[int]) -> None:
    found = random_borders(old(np.array(group), SQUARE, AROUND, np.array(people)))
    assert len(found.groups) == 0 and not found.enough


def test_few_or_always_the_same_borders_are_too_few() -> None:
    assert Drawn(NULL, 400).enough
    assert not Drawn(NULL[:198], 400).enough
    assert not Drawn(np.repeat(NULL[:98], 5, axis=0), 400).enough


SQUARE = np.array([[0, 1], [1, 2], [2, 3], [3, 0]])
OLD = np.array([0, 0, 1, 1])
AROUND = np.array([[0, 1, 9, 4], [1, 0, 5, 9], [9, 5, 0, 3], [4, 9, 3, 0]], float)
TURNED = np.array([[0, 1, 1, 0], [0, 0, 1, 1], [1, 1, 0, 0]])


@pytest.mark.parametrize("pairs", [NEAR, EVERY], ids=["neighbours", "all"])
def test_the_effect_is_least_squares_on_lines_that_bend_at_quantiles(pairs: Pairs) -> None:
    i, j = pairs.T
    knots = 2 + min(KNOTS, len(pairs) // PAIRS_PER_KNOT)
    lines = SplineTransformer(n_knots=knots, degree=1, knots="quantile", include_bias=False)
    both = (MINUTES + MINUTES.T) / 2, (SIZE + SIZE.T) / 2
    held = lines.fit_transform(np.column_stack([x[i, j] for x in both]))
    border = (BLOCKS[i] != BLOCKS[j]).astype(float)
    y = APART[i, j]
    full = LinearRegression().fit(np.column_stack([border, held]), y)
    less = LinearRegression().fit(held, y).score(held, y)
    found = border_effects({"d": APART}, BLOCKS, [MINUTES, SIZE], pairs, NULL)["d"]
    close(found.at_equal, full.coef_[0], 1e-9)
    close(found.explained, full.score(np.column_stack([border, held]), y) - less, 1e-9)


def test_a_border_that_adds_a_third_is_found_and_a_function_of_minutes_is_not() -> None:
    across = (BLOCKS[:, None] != BLOCKS) / 3
    noise = np.abs(np.subtract.outer(RNG.normal(size=len(WHERE)), RNG.normal(size=len(WHERE)))) / 50
    both = (MINUTES + MINUTES.T) / 2
    given_ = {"border": across + noise, "minutes": 1 - np.exp(-both / 15), "same": np.full_like(both, 0.4)}
    found = border_effects(given_, BLOCKS, [MINUTES, SIZE], NEAR, NULL)
    close(found["border"].at_equal, 1 / 3, 0.01)
    assert found["border"].p == 2 / 200
    assert not found["border"].low <= found["border"].at_equal <= found["border"].high
    assert found["border"].explained > 0.9
    i, j = NEAR.T
    raw = [given_["minutes"][i, j][(BLOCKS[i] != BLOCKS[j]) == apart].mean() for apart in (True, False)]
    assert abs(found["minutes"].at_equal) < 0.005 < raw[0] - raw[1]
    assert {effect.tested for effect in found.values()} == {3}
    assert found["border"].q == pytest.approx(3 * 2 / 200)
    assert found["same"].p == 1  # ties count against the border
    close(found["same"].at_equal, 0, 1e-12)


def p_values(olds: Groups, null: Groups, pairs: Pairs) -> Array:
    """The p of the border effect for each old border."""
    found = [border_effects({"d": APART}, group, [MINUTES, SIZE], pairs, null)["d"].p for group in olds]
    return np.array(found)


def test_of_random_borders_taken_for_the_old_one_the_p_values_are_uniform() -> None:
    drawn = np.unique(random_borders(old(BLOCKS)).groups, axis=0)
    drawn = np.random.default_rng(0).permutation(drawn)[:259]
    found = p_values(drawn[:60], drawn[60:], NEAR)
    assert kstest(found, "uniform").pvalue > 0.05
    assert (found <= 0.05).mean() <= 0.1


def test_communes_dealt_one_by_one_would_make_chance_look_remarkable() -> None:
    alone = np.array([np.random.default_rng(k).permutation(BLOCKS) for k in range(99)])
    found = p_values(NULL[:20], alone, EVERY)
    assert (found <= 0.05).mean() > 0.25


def test_unknown_pairs_are_left_out_and_counted() -> None:
    holed = APART.copy()
    holed[7] = np.nan
    kept = NEAR[(NEAR != 7).all(axis=1)]
    found = border_effects({"whole": APART, "holed": holed}, BLOCKS, [MINUTES, SIZE], NEAR, NULL)
    alone = border_effects({"d": APART}, BLOCKS, [MINUTES, SIZE], kept, NULL)["d"]
    for field in ("at_equal", "low", "high", "p"):
        close(getattr(found["holed"], field), getattr(alone, field), 1e-9)
    assert found["holed"].pairs == len(kept)
    close(found["holed"].known, len(kept) / len(NEAR), 1e-12)
    assert fault_contrast(holed, NEAR, BLOCKS).known == pytest.approx(len(kept) / len(NEAR))
    for field in ("across", "inside", "difference", "pairs_across", "pairs_inside"):
        here, there = (fault_contrast(d, pairs, BLOCKS) for d, pairs in ((holed, NEAR), (APART, kept)))
        close(getattr(here, field), getattr(there, field), 1e-9)
    left, right = (matched(d, BLOCKS, MINUTES, SIZE, pairs) for d, pairs in ((holed, NEAR), (APART, kept)))
    close(list(vars(left).values()), list(vars(right).values()), 1e-9)


def test_fault_by_hand() -> None:
    found = fault_contrast(AROUND, SQUARE, OLD)
    assert (found.across, found.inside, found.difference) == (4.5, 2.0, 2.5)
    assert (found.pairs_across, found.pairs_inside, found.known) == (2, 2, 1.0)


def test_a_border_beyond_all_those_drawn_has_the_smallest_p_and_the_real_one_drawn_again_is_no_draw() -> None:
    null = np.array([OLD, *np.repeat(TURNED[:1], 99, axis=0), 1 - OLD])
    for d, effect in ((AROUND, 5.0), (-AROUND, -5.0)):
        found = border_effects({"d": d}, OLD, [], SQUARE, null)["d"]
        assert (found.drawn, found.p, found.random) == (99, 2 / 100, -effect / 2)
        assert found.effect == pytest.approx(effect)


def test_what_is_withheld_keeps_its_slope_and_says_nothing_of_chance() -> None:
    found = border_effects({"d": APART}, BLOCKS, [MINUTES, SIZE], NEAR, NULL)["d"].withheld
    assert np.isfinite([found.at_equal, found.explained]).all() and found.tested == 0
    assert np.isnan([found.random, found.effect, found.p, found.q, found.detectable]).all()


def test_matched_by_hand() -> None:
    # Across: 1-2 in 10 minutes, 3-0 in 20. Inside: 0-1 in 10.5, 2-3 in 19.5, and as unlike in size as 3-0 only.
    minutes = np.array([[0, 10.5, 0, 20], [10.5, 0, 10, 0], [0, 10, 0, 19.5], [20, 0, 19.5, 0]])
    size = np.array([[0, 0.2, 0, 2], [0.2, 0, 0.6, 0], [0, 0.6, 0, 1], [2, 0, 1, 0]], float)
    found = matched(AROUND, OLD, minutes, size, SQUARE)
    assert (found.across, found.inside, found.difference) == (5.0, 1.0, 4.0)
    assert (found.matched, found.pairs) == (1, 2)


def test_without_random_borders_there_is_a_difference_and_no_p() -> None:
    found = border_effects({"d": APART}, BLOCKS, [MINUTES], NEAR, NULL[:0])["d"]
    assert np.isfinite(found.at_equal)
    assert np.isnan([found.low, found.high, found.p, found.q]).all()


def test_never_merged_or_never_known_is_unknown() -> None:
    whole = np.zeros_like(BLOCKS)
    assert np.isnan(border_effects({"d": APART}, whole, [MINUTES], NEAR, NULL)["d"].at_equal)
    assert np.isnan(fault_contrast(APART, NEAR, whole).across)
    assert matched(APART, whole, MINUTES, SIZE, NEAR).matched == 0
    unknown = np.full_like(APART, np.nan)
    found = border_effects({"none": unknown, "d": APART}, BLOCKS, [MINUTES], NEAR, NULL)
    assert (found["none"].pairs, found["none"].known) == (0, 0.0)
    assert np.isnan([found["none"].at_equal, found["none"].p, found["none"].q]).all()
    assert found["d"].q == found["d"].p
    assert list(found) == ["none", "d"]
    assert fault_contrast(unknown, NEAR, BLOCKS).pairs_across == 0


def test_the_order_of_communes_changes_nothing_but_the_draw() -> None:
    order = np.random.default_rng(2).permutation(len(WHERE))
    back = np.argsort(order)
    moved = border_effects(
        {"d": APART[np.ix_(order, order)]},
        BLOCKS[order],
        [x[np.ix_(order, order)] for x in (MINUTES, SIZE)],
        back[NEAR],
        NULL[:, order],
    )["d"]
    here = border_effects({"d": APART}, BLOCKS, [MINUTES, SIZE], NEAR, NULL)["d"]
    close(list(vars(here).values()), list(vars(moved).values()), 1e-9)
