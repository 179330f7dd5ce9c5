"""Between and within former EPCIs: what holds whatever the distances, and what is left out. Figures are invented."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist

from distance import internal_distance
from distance.between import (
    Groups,
    Split,
    complete,
    gini,
    huygens,
    matrix_of_groups,
    r2_of_many,
    split,
    symmetric,
    theil,
)
from distance.kernels import Array
from tests.reference_cases import close

COMMUNES = 9
GROUPS = st.permutations([0, 0, 0, 0, 1, 1, 1, 2, 2]).map(np.array)
DISTANCES = arrays(float, (COMMUNES, COMMUNES), elements=st.floats(0, 10, width=16)).map(symmetric)
PERSONS = arrays(float, COMMUNES, elements=st.integers(1, 5000).map(float))
LINE = np.abs(np.subtract.outer([0.0, 1.0, 3.0, 7.0], [0.0, 1.0, 3.0, 7.0]))
NAN = float("nan")


def without(d: Array, i: int, j: int) -> Array:
    holed = d.copy()
    holed[i, j] = np.nan
    return holed


@given(DISTANCES, GROUPS, PERSONS)
def test_the_two_means_and_their_shares_make_up_the_mean(d: Array, group: Groups, persons: Array) -> None:
    i, j = np.triu_indices(COMMUNES, 1)
    for weight in (None, persons):
        pair = np.ones(len(i)) if weight is None else weight[i] * weight[j]
        found, total = split(d, group, weight), float(d[i, j] @ pair)
        close(found.overall, total / pair.sum(), 1e-9)
        parts = ((1 - found.weight_between, found.within), (found.weight_between, found.between))
        close(found.overall, sum(share * mean for share, mean in parts if share), 1e-9)


@given(DISTANCES, GROUPS, PERSONS, st.permutations(range(COMMUNES)))
def test_the_order_of_communes_and_the_names_of_epcis_change_nothing(
    d: Array, group: Groups, persons: Array, order: list[int]
) -> None:
    moved, renamed = d[np.ix_(order, order)], (2 - group)[order]
    for form in (split, huygens):
        here, there = form(d, group, persons), form(moved, renamed, persons[order])
        close(list(vars(here).values()), list(vars(there).values()), 1e-7)


def test_pairs_by_hand_on_a_line() -> None:
    found = split(LINE, np.array([0, 0, 1, 1]))
    assert found == Split(2.5, 4.5, 23 / 6, 4 / 6, 2, 4, 1.0)


def test_an_unknown_direction_leaves_the_pair_out_and_is_counted() -> None:
    found = split(without(LINE, 2, 0), np.array([0, 0, 1, 1]), np.array([1.0, 2.0, 3.0, 4.0]))
    close(found.between, (7 * 4 + 2 * 6 + 6 * 8) / 18, 1e-12)
    assert (found.pairs_within, found.pairs_between) == (2, 3)
    close(found.known, (2 + 12 + 18) / 35, 1e-12)


def test_a_mean_over_less_than_half_of_its_pairs_is_unknown_and_the_other_is_not() -> None:
    """Between, three pairs of four are unknown; inside, none is; of all six, half is known."""
    holed = without(without(without(LINE, 2, 0), 3, 0), 3, 1)
    found = split(holed, np.array([0, 0, 1, 1]))
    assert np.isnan(found.between)
    assert (found.within, found.overall, found.known) == (2.5, (1 + 4 + 2) / 3, 0.5)


def test_a_commune_that_was_in_no_epci_is_in_no_pair() -> None:
    assert split(LINE, np.array([0, 0, 1, -1])) == split(LINE[:3, :3], np.array([0, 0, 1]))


def test_a_weight_that_is_unknown_makes_the_weighted_form_unknown() -> None:
    found = split(LINE, np.array([0, 0, 1, 1]), np.array([1.0, NAN, 1.0, 1.0]))
    assert np.isnan([found.within, found.between, found.known]).tolist() == [True, True, True]


def test_without_a_pair_inside_there_is_no_mean_inside() -> None:
    found = split(LINE, np.arange(4))
    assert np.isnan(found.within)
    assert found.overall == found.between


@given(arrays(float, (COMMUNES, 2), elements=st.integers(-50, 50).map(float), unique=True), GROUPS, PERSONS)
def test_squares_between_are_those_of_the_centres(points: Array, group: Groups, persons: Array) -> None:
    found = huygens(cdist(points, points), group, persons)
    weight = persons / persons.sum()
    shares = np.bincount(group, weight)
    centres = np.column_stack([np.bincount(group, weight * x) / shares for x in points.T])
    close(found.between, shares @ ((centres - weight @ points) ** 2).sum(axis=1), 1e-6)
    close(found.total, found.within + found.between, 1e-6)


def test_a_distance_that_is_not_euclidean_may_leave_less_than_nothing_between() -> None:
    d = symmetric(np.where(np.equal.outer([0, 0, 1, 1], [0, 0, 1, 1]), 5.0, 1.0))
    found = huygens(d, np.array([0, 0, 1, 1]))
    assert found.floored
    assert (found.between, found.r2, found.f) == (0, 0, 0)


def test_huygens_leaves_out_the_communes_that_are_unknown_to_most() -> None:
    points = np.array([[0.0], [1.0], [4.0], [6.0], [9.0]])
    d, group = cdist(points, points), np.array([0, 0, 1, 1, 1])
    d[3, :] = np.nan
    assert complete(d).tolist() == [True, True, True, False, True]
    kept = [0, 1, 2, 4]
    assert huygens(d, group) == huygens(d[np.ix_(kept, kept)], group[kept])


def test_huygens_is_unknown_with_one_former_epci() -> None:
    found = huygens(LINE, np.zeros(4, int))
    assert np.isnan([found.r2, found.f]).all()


@given(DISTANCES.filter(lambda d: d.any()), st.lists(GROUPS, min_size=1, max_size=4), PERSONS)
def test_many_partitions_at_once_are_each_of_them(d: Array, groups: list[Groups], persons: Array) -> None:
    alone = [huygens(d, group, persons) for group in groups]
    found = r2_of_many(d, np.array(groups), persons)
    close(np.maximum(0, found), [one.r2 for one in alone], 1e-9)


@given(DISTANCES, GROUPS, PERSONS, arrays(float, COMMUNES, elements=st.integers(1, 9).map(float)))
def test_the_diagonal_of_the_matrix_is_the_internal_distance_of_each(
    d: Array, group: Groups, persons: Array, inside: Array
) -> None:
    found = matrix_of_groups(d, group, persons, inside)
    np.fill_diagonal(d, inside)
    for g in range(3):
        here = group == g
        close(found.mean[g, g], internal_distance(d[np.ix_(here, here)], persons[here]), 1e-9)
    a, b = group == 0, group == 1
    close(found.mean[0, 1], np.average(d[np.ix_(a, b)], weights=np.outer(persons[a], persons[b])), 1e-9)
    np.testing.assert_array_equal(found.mean, found.mean.T)


def test_a_cell_known_to_under_half_is_unknown() -> None:
    group, persons = np.array([0, 0, 1, 1]), np.array([3.0, 1.0, 1.0, 1.0])
    found = matrix_of_groups(without(without(LINE, 0, 2), 0, 3), group, persons)
    assert np.isnan(found.mean[0, 1])
    close(found.known, [[1, 0.25], [0.25, 1]], 1e-12)
    close(matrix_of_groups(without(LINE, 0, 2), group, persons).mean[0, 1], (7 * 3 + 2 + 6) / 5, 1e-12)


def test_an_epci_of_one_commune_is_at_no_known_distance_of_itself_without_the_distance_inside() -> None:
    found = matrix_of_groups(LINE[:3, :3], np.array([0, 1, 1]), np.ones(3))
    close(found.mean, [[np.nan, 2], [2, 2]], 1e-12)


@given(PERSONS, PERSONS, GROUPS)
def test_theil_adds_up_and_the_unit_does_not_matter(values: Array, persons: Array, group: Groups) -> None:
    found, cents = theil(values, persons, group), theil(values * 100, persons, group)
    close(found.total, found.within + found.between, 1e-9)
    close([found.total, found.between], [cents.total, cents.between], 1e-9)
    assert found.between >= -1e-12
    assert found.within >= -1e-12


def test_theil_and_gini_leave_unknown_communes_out_and_theil_says_so() -> None:
    values, persons, group = np.array([1.0, 3.0, NAN, 5.0]), np.array([1.0, 1.0, 2.0, 4.0]), np.array([0, 0, 1, 1])
    kept = [0, 1, 3]
    found = theil(values, persons, group)
    assert found.known == pytest.approx(6 / 8)
    assert found.total == theil(values[kept], persons[kept], group[kept]).total
    assert gini(values, persons) == gini(values[kept], persons[kept])


def test_theil_of_nothing_is_unknown() -> None:
    found = theil(np.zeros(2), np.ones(2), np.array([0, 1]))
    assert np.isnan([found.total, found.within, found.between]).all()


def test_where_every_pair_is_unknown_so_is_all_that_is_read_from_them() -> None:
    none, group = np.full((4, 4), NAN), np.array([0, 0, 1, 1])
    found = split(none, group)
    assert np.isnan([found.within, found.between, found.overall]).all()
    assert (found.pairs_within, found.pairs_between, found.known) == (0, 0, 0)
    assert np.isnan([huygens(none, group).total, huygens(none, group).r2]).all()
    assert np.isnan(r2_of_many(none, np.array([group, group]))).tolist() == [True, True]
    assert np.isnan(matrix_of_groups(none, group, np.ones(4)).mean).all()
    assert r2_of_many(LINE, np.empty((0, 4), int)).shape == (0,)
