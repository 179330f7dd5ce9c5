"""What a border adds beside random ones: oracles, controls of the null model, what is unknown. Figures are invented."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.stats import kstest
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import SplineTransformer

from distance.between import Groups
from distance.borders import Pairs, border_effects, contiguous_partitions, fault_contrast, matched
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
NULL = contiguous_partitions(NEAR, BLOCKS, 199, 1)
EVERY = np.column_stack(np.triu_indices(len(WHERE), 1))


@given(
    st.integers(2, 6), st.integers(2, 6), st.lists(st.integers(0, 3), min_size=36, max_size=36), st.integers(0, 2**32)
)
@settings(max_examples=60, deadline=None)
def test_random_borders_keep_the_sizes_and_the_pieces(rows: int, columns: int, labels: list[int], seed: int) -> None:
    near, group = grid(rows, columns), np.array(labels[: rows * columns]) - 1
    found = contiguous_partitions(near, group, 5, seed)
    inside = group >= 0
    for drawn in found:
        assert (drawn[~inside] == -1).all()
        assert np.bincount(drawn[inside]).tolist() == np.bincount(group[inside]).tolist()
        # A former EPCI in several pieces may be dealt next to itself, never into more pieces.
        held = near[inside[near].all(axis=1)]
        assert pieces(drawn, held) <= pieces(group, held)


def test_former_epcis_in_one_piece_stay_in_one_piece_and_no_two_draws_are_the_same() -> None:
    assert NULL.shape == (199, len(WHERE))
    assert {pieces(drawn, NEAR) for drawn in NULL} == {4}
    assert len(np.unique(NULL, axis=0)) == len(NULL)


def test_same_seed_same_borders() -> None:
    assert (contiguous_partitions(NEAR, BLOCKS, 20, 3) == contiguous_partitions(NEAR, BLOCKS, 20, 3)).all()
    assert (contiguous_partitions(NEAR, BLOCKS, 20, 3) != contiguous_partitions(NEAR, BLOCKS, 20, 4)).any()


def test_an_island_keeps_its_own_former_epcis() -> None:
    two = np.concatenate([grid(2, 3), grid(2, 2) + 6])
    found = contiguous_partitions(two, np.array([0, 0, 1, 0, 1, 1, 2, 2, 2, 3]), 50, 0)
    assert len(found) == 50
    assert set(found[:, :6].ravel()) == {0, 1}
    assert set(found[:, 6:].ravel()) == {2, 3}


def test_each_half_of_a_line_of_three_comes_as_often() -> None:
    found = contiguous_partitions(np.array([[0, 1], [1, 2]]), np.array([0, 0, 1]), 2000, 0)
    alone_at_the_end = (found[:, 2] == 1).mean()
    assert alone_at_the_end == pytest.approx(0.5, abs=0.05)


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


def p_values(old: Groups, null: Groups, pairs: Pairs) -> Array:
    """p of the border effect for each old border."""
    found = [border_effects({"d": APART}, group, [MINUTES, SIZE], pairs, null)["d"].p for group in old]
    return np.array(found)


@pytest.mark.parametrize("pairs", [NEAR, EVERY], ids=["neighbours", "all"])
def test_of_random_borders_taken_for_the_old_one_the_p_values_are_uniform(pairs: Pairs) -> None:
    drawn = contiguous_partitions(NEAR, BLOCKS, 259, 11)
    found = p_values(drawn[:60], drawn[60:], pairs)
    assert kstest(found, "uniform").pvalue > 0.05
    assert (found <= 0.05).mean() <= 0.1


def test_communes_dealt_one_by_one_would_make_chance_look_remarkable() -> None:
    alone = np.array([np.random.default_rng(k).permutation(BLOCKS) for k in range(199)])
    found = p_values(contiguous_partitions(NEAR, BLOCKS, 40, 11), alone, EVERY)
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
    assert fault_contrast(holed, NEAR, BLOCKS, NULL).known == pytest.approx(len(kept) / len(NEAR))
    for field in ("across", "inside", "low", "high", "p", "pairs_across", "pairs_inside"):
        here, there = (fault_contrast(d, pairs, BLOCKS, NULL) for d, pairs in ((holed, NEAR), (APART, kept)))
        close(getattr(here, field), getattr(there, field), 1e-9)
    left, right = (matched(d, BLOCKS, MINUTES, SIZE, pairs, NULL) for d, pairs in ((holed, NEAR), (APART, kept)))
    close(list(vars(left).values()), list(vars(right).values()), 1e-9)


SQUARE = np.array([[0, 1], [1, 2], [2, 3], [3, 0]])
OLD = np.array([0, 0, 1, 1])
AROUND = np.array([[0, 1, 9, 4], [1, 0, 5, 9], [9, 5, 0, 3], [4, 9, 3, 0]], float)
TURNED = np.array([[0, 1, 1, 0], [0, 0, 1, 1], [1, 1, 0, 0]])


def test_fault_by_hand() -> None:
    found = fault_contrast(AROUND, SQUARE, OLD, TURNED)
    assert (found.across, found.inside, found.difference) == (4.5, 2.0, 2.5)
    assert (found.pairs_across, found.pairs_inside, found.known) == (2, 2, 1.0)
    # Two of the three borders drawn are the real one again: chance could never be ruled out.
    assert np.isnan([found.low, found.high, found.p]).all()


def test_where_few_borders_are_possible_nothing_is_said_of_chance() -> None:
    """On the square two are: drawn once in 99 the real one leaves p at 0.04 at the least, drawn twice at 0.06."""
    for again, p in ((1, 0.04), (2, np.nan)):
        null = np.array([OLD] * again + [TURNED[0]] * (99 - again))
        assert fault_contrast(AROUND, SQUARE, OLD, null).p == pytest.approx(p, nan_ok=True)
        assert matched(AROUND, OLD, AROUND, AROUND / 9, SQUARE, null).p == pytest.approx(p, nan_ok=True)
        effect = border_effects({"d": AROUND, "e": -AROUND}, OLD, [], SQUARE, null)["d"]
        assert (effect.at_equal, effect.p, effect.q) == pytest.approx((2.5, p, p), nan_ok=True)
        assert effect.tested == (2 if again == 1 else 0)


def test_a_border_beyond_all_those_drawn_has_the_smallest_p() -> None:
    turned = np.repeat(TURNED[:1], 99, axis=0)
    assert fault_contrast(AROUND, SQUARE, OLD, turned).p == 2 / 100
    assert fault_contrast(-AROUND, SQUARE, OLD, turned).p == 2 / 100


def test_matched_by_hand() -> None:
    # Across: 1-2 in 10 minutes, 3-0 in 20. Inside: 0-1 in 10.5, 2-3 in 19.5, and as unlike in size as 3-0 only.
    minutes = np.array([[0, 10.5, 0, 20], [10.5, 0, 10, 0], [0, 10, 0, 19.5], [20, 0, 19.5, 0]])
    size = np.array([[0, 0.2, 0, 2], [0.2, 0, 0.6, 0], [0, 0.6, 0, 1], [2, 0, 1, 0]], float)
    found = matched(AROUND, OLD, minutes, size, SQUARE, TURNED[:1])
    assert (found.across, found.inside, found.difference) == (5.0, 1.0, 4.0)
    assert (found.matched, found.pairs) == (1, 2)


def test_without_random_borders_there_is_a_difference_and_no_p() -> None:
    found = border_effects({"d": APART}, BLOCKS, [MINUTES], NEAR, NULL[:0])["d"]
    assert np.isfinite(found.at_equal)
    assert np.isnan([found.low, found.high, found.p, found.q]).all()


def test_never_merged_or_never_known_is_unknown() -> None:
    whole = np.zeros_like(BLOCKS)
    assert np.isnan(border_effects({"d": APART}, whole, [MINUTES], NEAR, NULL)["d"].at_equal)
    assert np.isnan(fault_contrast(APART, NEAR, whole, NULL).p)
    assert matched(APART, whole, MINUTES, SIZE, NEAR, NULL).matched == 0
    unknown = np.full_like(APART, np.nan)
    found = border_effects({"none": unknown, "d": APART}, BLOCKS, [MINUTES], NEAR, NULL)
    assert (found["none"].pairs, found["none"].known) == (0, 0.0)
    assert np.isnan([found["none"].at_equal, found["none"].p, found["none"].q]).all()
    assert found["d"].q == found["d"].p
    assert list(found) == ["none", "d"]
    assert fault_contrast(unknown, NEAR, BLOCKS, NULL).pairs_across == 0


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


def test_draws_that_come_to_nothing_are_left_out() -> None:
    # On a star, the pair can be cut off once two of the three single leaves are, or is what stays: two orders in four.
    star = np.array([[0, 1], [0, 2], [0, 3], [0, 4]])
    found = contiguous_partitions(star, np.array([0, 0, 1, 2, 3]), 400, 0)
    assert 160 < len(found) < 240
    assert {pieces(drawn, star) for drawn in found} == {4}
    assert {int(drawn[0]) for drawn in found} == {0}
