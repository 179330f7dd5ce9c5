"""Kernels: known by thought, by a closed form, or by another library."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon, mahalanobis

from distance import kernels
from distance.compositions import noise_reduced
from distance.kernels import Array
from distance.noise import GRID, Ratios

Kernel = Callable[[Array, Array], Array]
PARTS = 4
shapes = st.tuples(st.integers(1, 6), st.just(PARTS))
counts = arrays(float, shapes, elements=st.integers(0, 1000).map(float))
filled = arrays(float, shapes, elements=st.integers(1, 1000).map(float))
positive = arrays(float, st.integers(1, 6), elements=st.floats(0.01, 1e6))
COMPOSITIONS = (kernels.jensen_shannon, kernels.hellinger)


def shares(x: Array) -> Array:
    return x / x.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("kernel", COMPOSITIONS)
@given(counts, counts)
def test_composition_distances_are_symmetric_and_bounded(kernel: Kernel, x: Array, y: Array) -> None:
    d = kernel(x, y)
    assert d.shape == (len(x), len(y))
    assert ((d >= 0) & (d <= 1) | np.isnan(d)).all()
    np.testing.assert_allclose(d, kernel(y, x).T, atol=1e-7)
    empty = (x.sum(axis=1) == 0)[:, None] | (y.sum(axis=1) == 0)[None, :]
    np.testing.assert_array_equal(np.isnan(d), empty)


@pytest.mark.parametrize("kernel", COMPOSITIONS)
@given(arrays(float, (3, PARTS), elements=st.integers(1, 1000).map(float)))
def test_raw_composition_distances_obey_the_triangle_inequality(kernel: Kernel, x: Array) -> None:
    d = kernel(x, x)
    assert d[0, 2] <= d[0, 1] + d[1, 2] + 1e-7


@pytest.mark.parametrize("kernel", COMPOSITIONS)
@given(filled, st.integers(2, 1000))
def test_counts_and_their_multiples_are_the_same_composition(kernel: Kernel, x: Array, times: int) -> None:
    np.testing.assert_allclose(kernel(x, x * times), kernel(x, x), atol=1e-7)


@pytest.mark.parametrize("kernel", [*COMPOSITIONS, kernels.aitchison])
@given(filled)
def test_identical_rows_are_exactly_at_zero(kernel: Kernel, x: Array) -> None:
    assert (np.diag(kernel(x, x)) == 0).all()


@given(filled, st.floats(1e-17, 1e-7))
def test_nearly_identical_rows_are_near_zero_and_known(x: Array, change: float) -> None:
    y = x.copy()
    y[:, 0] *= 1 + change
    assert (np.diag(kernels.jensen_shannon(x, y)) < 1e-6).all()


@given(counts, counts)
def test_jensen_shannon_agrees_with_scipy_in_base_2(x: Array, y: Array) -> None:
    x, y = x + np.eye(PARTS)[0], y + np.eye(PARTS)[1]
    expected = [[jensenshannon(a, b, base=2) for b in y] for a in x]
    np.testing.assert_allclose(kernels.jensen_shannon(x, y), np.nan_to_num(expected), atol=1e-7)


@given(filled, filled)
def test_hellinger_is_the_root_of_one_minus_the_affinity(x: Array, y: Array) -> None:
    affinity = np.sqrt(shares(x))[:, None, :] * np.sqrt(shares(y))[None, :, :]
    expected = np.sqrt(np.maximum(0, 1 - affinity.sum(axis=2)))
    np.testing.assert_allclose(kernels.hellinger(x, y), expected, atol=1e-7)


@given(filled, filled)
def test_aitchison_is_the_norm_of_the_log_ratios_of_all_pairs_of_parts(x: Array, y: Array) -> None:
    def log_ratios(rows: Array) -> Array:
        logs = np.log(rows)
        return logs[:, :, None] - logs[:, None, :]

    squares = (log_ratios(x)[:, None] - log_ratios(y)[None]) ** 2
    expected = np.sqrt(squares.sum(axis=(2, 3)) / (2 * PARTS))
    np.testing.assert_allclose(kernels.aitchison(x, y), expected, atol=1e-9)


OF_TWO = Ratios(2, ((1.0,) * len(GRID),) * len(GRID), ((3.84,) * len(GRID),) * len(GRID))
"""Noise of its first order, and the chi-squared law of one degree of freedom."""


def test_noise_reduced_distance_is_not_a_metric() -> None:
    near = pd.DataFrame({"yes": [43, 50, 57], "no": [57, 50, 43]}, index=list("abc"))
    d = noise_reduced(near, near.sum(axis=1), near, near, OF_TWO).distance
    assert d[0, 1] == d[1, 2] == 0
    assert d[0, 2] > 0.1


def test_kogut_singh_is_not_a_metric() -> None:
    line = np.array([[0.0], [1.0], [2.0]])
    d = kernels.kogut_singh(line, line, [1.0])
    assert (d[0, 1], d[1, 2], d[0, 2]) == (1, 1, 4)


@pytest.mark.parametrize("kernel", [*COMPOSITIONS, kernels.aitchison])
@pytest.mark.parametrize("unknown", [[np.nan, 1, 1], [0, 0, 0], [np.nan] * 3])
def test_an_unknown_row_is_unknown_against_everything_and_nothing_else_is(kernel: Kernel, unknown: list[float]) -> None:
    x = np.array([[1, 2, 3], unknown, [3, 2, 1]], dtype=float)
    np.testing.assert_array_equal(np.isnan(kernel(x, x)), [[0, 1, 0], [1, 1, 1], [0, 1, 0]])


def test_a_negative_part_is_refused_and_quoted() -> None:
    with pytest.raises(ValueError, match="-3"):
        kernels.jensen_shannon([[1.0, -3.0]], [[1.0, 1.0]])


def test_aitchison_refuses_a_zero_by_being_unknown() -> None:
    assert np.isnan(kernels.aitchison([[1, 0, 2]], [[1, 1, 2]])).all()


@given(positive, positive, st.floats(0.01, 100))
def test_log_ratio_is_antisymmetric_and_unit_free(x: Array, y: Array, unit: float) -> None:
    ratio = kernels.log_ratio(x, y)
    np.testing.assert_allclose(ratio, -kernels.log_ratio(y, x).T, atol=1e-12)
    np.testing.assert_allclose(ratio, kernels.log_ratio(x * unit, y * unit), atol=1e-9)


def test_log_ratio_of_what_is_not_positive_is_unknown() -> None:
    np.testing.assert_array_equal(np.isnan(kernels.log_ratio([1, 0, -1, np.nan], [2])), [[0], [1], [1], [1]])


def test_difference_is_the_destination_less_the_origin() -> None:
    np.testing.assert_array_equal(kernels.difference([1, np.nan], [4]), [[3], [np.nan]])


def test_labels_differ_agree_or_are_unknown() -> None:
    d = kernels.different(np.array(["a", "b", None]), np.array(["a", None]))
    np.testing.assert_array_equal(d, [[0, np.nan], [1, np.nan], [np.nan, np.nan]])


@given(st.lists(st.frozensets(st.integers(0, 5)), min_size=1, max_size=6))
def test_jaccard_agrees_with_python_sets_and_the_empty_one_is_unknown(sets: list[frozenset[int]]) -> None:
    rows = np.array([[k in one for k in range(6)] for one in sets])
    expected = [[1 - len(a & b) / len(a | b) if a and b else np.nan for b in sets] for a in sets]
    np.testing.assert_allclose(kernels.jaccard(rows, rows), expected)


def test_mean_of_what_is_known() -> None:
    layers = [[0.0, np.nan, np.nan], [1.0, 1.0, np.nan]]
    np.testing.assert_array_equal(kernels.mean_known(layers), [0.5, 1.0, np.nan])


@given(arrays(float, (5, 2), elements=st.integers(-50, 50).map(float)))
def test_mahalanobis_agrees_with_scipy_under_a_frozen_covariance(x: Array) -> None:
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    expected = [[mahalanobis(a, b, np.linalg.inv(covariance)) for b in x] for a in x]
    np.testing.assert_allclose(kernels.mahalanobis(x, x, covariance), expected, atol=1e-9)


def test_kogut_singh_is_mahalanobis_without_covariance_squared_and_averaged() -> None:
    x, variances = np.array([[1.0, 5.0], [4.0, 1.0]]), np.array([9.0, 4.0])
    squares = kernels.mahalanobis(x, x, np.diag(variances)) ** 2
    np.testing.assert_allclose(kernels.kogut_singh(x, x, variances), squares / 2)
    assert kernels.kogut_singh(x, x, variances)[0, 1] == pytest.approx((9 / 9 + 16 / 4) / 2)


def test_gower_drops_what_is_missing_and_a_range_of_zero() -> None:
    numbers, labels = np.array([[0.0, 7.0], [10.0, 7.0], [np.nan, 7.0]]), np.array([["rural"], ["urbain"], [None]])
    d, known = kernels.gower(numbers, numbers, labels, labels, [20, 0])
    np.testing.assert_allclose(d[0], [0, (0.5 + 1) / 2, np.nan])
    np.testing.assert_allclose(known[0], [2 / 3, 2 / 3, 0])


def test_noise_is_the_first_order_of_the_divergence() -> None:
    expected = 13 / (8 * np.log(2)) * (1 / 100 + 1 / 300)
    assert kernels.sampling_noise([100], [300], 14)[0, 0] == pytest.approx(expected)
    assert np.isnan(kernels.sampling_noise([0], [300], 14)).all()
