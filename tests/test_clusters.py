"""Moran's I and its local form: reference case 08, the same communes under another seed, and what is left out."""

from itertools import combinations

import numpy as np
import pytest

from distance.clusters import HIGH_AMONG_HIGH, clusters
from tests.reference_cases import Copied, close

copied = Copied()
C08 = "08_moran_lisa_columbus"
CRIME = copied(
    C08,
    "inputs.CRIME",
    [15.72598, 18.801754, 30.626781, 32.38776, 50.73151, 26.066658, 0.178269, 38.425858, 30.515917, 34.000835,
        62.275448, 56.705669, 46.716129, 57.066132, 48.585487, 54.838711, 36.868774, 43.962486, 54.521965, 0.223797,
        40.074074, 33.705048, 20.048504, 38.297871, 61.299175, 40.969742, 52.79443, 56.919785, 60.750446, 68.892044,
        17.677214, 19.145592, 41.968163, 23.974028, 39.175053, 14.305556, 42.445076, 53.710938, 19.100863,
        16.241299, 18.905146, 16.49189, 36.663612, 25.962263, 29.028488, 16.530533, 27.822861, 26.645266,
        22.541491],
)  # fmt: skip
HOVAL = copied(
    C08,
    "inputs.HOVAL",
    [80.467003, 44.567001, 26.35, 33.200001, 23.225, 28.75, 75.0, 37.125, 52.599998, 96.400002, 19.700001, 19.9,
        41.700001, 42.900002, 18.0, 18.799999, 41.75, 60.0, 30.6, 81.266998, 19.975, 30.450001, 47.733002,
        53.200001, 17.9, 20.299999, 34.099998, 22.85, 32.5, 22.5, 31.799999, 40.299999, 23.6, 28.450001, 27.0,
        36.299999, 43.299999, 22.700001, 39.599998, 61.950001, 42.099998, 44.333, 25.700001, 33.5, 27.733,
        76.099998, 42.5, 26.799999, 35.799999],
)  # fmt: skip
QUEEN = copied(
    C08,
    "inputs.queen_neighbors",
    {"0": [1, 2], "1": [0, 2, 3], "2": [0, 1, 3, 4], "3": [1, 2, 4, 7], "4": [2, 3, 5, 7, 8, 10, 14, 15], "5": [8,
        4], "6": [11, 12, 13, 7], "7": [3, 4, 6, 10, 11, 12], "8": [4, 5, 9, 14, 19, 21, 24, 25], "9": [16, 8, 19,
        21], "10": [4, 7, 11, 14, 15], "11": [6, 7, 10, 12, 13, 15], "12": [11, 13, 6, 7], "13": [17, 18, 6, 11, 12,
        15], "14": [4, 8, 24, 10, 25, 15], "15": [4, 10, 11, 13, 14, 17, 23, 24], "16": [9, 19, 22], "17": [18, 15,
        13, 23], "18": [17, 13, 23], "19": [32, 34, 39, 8, 9, 16, 21, 22, 26, 31], "20": [33, 29, 23], "21": [19, 8,
        9, 26, 27, 25], "22": [16, 19, 31], "23": [17, 18, 20, 24, 28, 29, 15], "24": [8, 14, 15, 23, 25, 27, 28,
        29], "25": [21, 8, 24, 27, 28, 14], "26": [32, 27, 19, 21], "27": [32, 34, 36, 37, 21, 24, 25, 26, 28],
        "28": [36, 37, 23, 24, 25, 27, 29], "29": [20, 36, 23, 24, 28], "30": [33, 35, 38], "31": [40, 19, 22, 39],
        "32": [26, 27, 34, 19], "33": [41, 35, 20, 30], "34": [32, 19, 37, 39, 27, 42, 43], "35": [33, 38, 41, 45,
        30], "36": [37, 42, 27, 28, 29, 44], "37": [34, 36, 43, 42, 27, 28], "38": [35, 45, 30], "39": [34, 19, 40,
        46, 31], "40": [31, 46, 39], "41": [33, 35], "42": [34, 36, 37, 43, 44, 47], "43": [48, 34, 37, 42, 47],
        "44": [48, 42, 36, 47], "45": [35, 38], "46": [40, 39], "47": [48, 42, 43, 44], "48": [43, 44, 47]},
)  # fmt: skip
NEAR = np.array([(int(a), b) for a, others in QUEEN.items() for b in others if int(a) < b])
CRIME_I = copied(C08, "expected.queen.CRIME_I", 0.500188557183)
EXPECTED_I = copied(C08, "expected.queen.EI", -0.020833333333)
HOVAL_I = copied(C08, "expected.queen.HOVAL_I", 0.180093114317)
LINKS = copied(C08, "expected.queen.n_links", 236)
FIRST = copied(
    C08,
    "expected.local.Is_first5_queen",
    [0.721781378555, 0.517985645648, 0.091935420403, 0.004722579554, 0.29741008139],
)
QUADRANTS = copied(C08, "expected.local.quadrant_first10_queen", [3, 3, 3, 3, 1, 2, 2, 1, 2, 3])
COUNTS = copied(C08, "expected.local.quadrant_counts", {"1": 21, "2": 5, "3": 20, "4": 3})
MEAN_LOCAL = copied(C08, "expected.local.sum_Is_over_n_minus_1", 0.500188557183)
TOY = copied(C08, "inputs.toy.y", [1.0, 2.0, 3.0, 4.0])
TOY_I = copied(C08, "expected.toy_I", 0.333333333333)
TOY_EXPECTED = copied(C08, "expected.toy_expected_I", -0.333333333333)
TOLERANCE = 1e-6


def test_08_moran_and_its_local_form_on_columbus() -> None:
    crime, hoval = (clusters(np.array(values), NEAR) for values in (CRIME, HOVAL))
    assert 2 * len(NEAR) == LINKS
    close([crime.moran, crime.expected, hoval.moran], [CRIME_I, EXPECTED_I, HOVAL_I], TOLERANCE)
    close(crime.local[:5], FIRST, TOLERANCE)
    close(crime.local.sum() / (len(CRIME) - 1), MEAN_LOCAL, TOLERANCE)
    assert crime.quadrant[:10].tolist() == QUADRANTS
    assert {str(q): int((crime.quadrant == q).sum()) for q in range(1, 5)} == COUNTS


def test_08_the_expected_index_of_four_in_a_row() -> None:
    found = clusters(np.array(TOY), np.array([(0, 1), (1, 2), (2, 3)]))
    close(found.expected, TOY_EXPECTED, TOLERANCE)
    # The case's weights are binary; row-standardised, the two ends weigh as much as the middle.
    y = np.array(TOY) - np.mean(TOY)
    close((y[:-1] * y[1:]).sum() * 2 / 6 * 4 / (y @ y), TOY_I, TOLERANCE)
    close(
        found.moran, (y[0] * y[1] + y[3] * y[2] + y[1] * (y[0] + y[2]) / 2 + y[2] * (y[1] + y[3]) / 2) / (y @ y), 1e-9
    )


@pytest.mark.parametrize("values", [CRIME, HOVAL])
def test_the_p_of_each_commune_is_what_permutations_tend_to(values: list[float]) -> None:
    # Anselin's conditional permutation, beside it: as many others as there are neighbours, drawn at random.
    y, rng, draws = np.array(values), np.random.default_rng(7), 9_999
    p = clusters(y, NEAR).p_local
    for k in range(len(y)):
        near = [b if a == k else a for a, b in NEAR.tolist() if k in (a, b)]
        drawn = np.delete(y, k)[rng.random((draws, len(y) - 1)).argpartition(len(near), axis=1)[:, : len(near)]]
        above = (drawn.sum(axis=1) >= y[near].sum() - 1e-9).sum()
        side = (min(above, draws - above) + 1) / (draws + 1)
        assert p[k] == pytest.approx(min(1.0, 2 * side), abs=9 * np.sqrt(side / draws) + 1e-3)


def test_every_set_of_others_is_counted() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        n = int(rng.integers(4, 9))
        # Whole numbers from 0 to 16: on the steps, so that nothing is rounded.
        y = np.array([0, 16, *rng.integers(0, 17, n - 2)], float)
        near = np.array([pair for pair in combinations(range(n), 2) if pair[1] == pair[0] + 1 or rng.random() < 0.3])
        p = clusters(y, near).p_local
        for k in range(n):
            others = [b if a == k else a for a, b in near.tolist() if k in (a, b)]
            sums = np.array([sum(s) for s in combinations(np.delete(y, k), len(others))])
            sides = (sums >= y[others].sum()).mean(), (sums <= y[others].sum()).mean()
            assert p[k] == pytest.approx(min(1.0, 2 * min(sides)), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_same_communes_are_named_in_whatever_order_they_come(seed: int) -> None:
    # No seed: the p is exact. Commune 31 (p 0.0046 for a threshold of 0.0051) came and went with that of permutations.
    y, order = np.array(CRIME), np.random.default_rng(seed).permutation(len(CRIME))
    here, there = clusters(y, NEAR), clusters(y[order], np.argsort(order)[NEAR])
    assert np.flatnonzero(here.told).tolist() == [15, 23, 24, 28, 31]
    assert there.told.tolist() == here.told[order].tolist()
    assert (here.quadrant[here.told] == HIGH_AMONG_HIGH).any()


def test_an_unknown_value_and_an_island_have_no_local_index() -> None:
    values = np.array(CRIME)
    values[3] = np.nan
    near = NEAR[(NEAR != 5).all(axis=1)]
    found = clusters(values, near)
    assert np.isnan(found.local[[3, 5]]).all()
    assert found.quadrant[[3, 5]].tolist() == [0, 0]
    assert not found.told[[3, 5]].any()
    assert np.isfinite(np.delete(found.local, [3, 5])).all()
    nothing = clusters(np.ones(4), np.array([(0, 1), (1, 2), (2, 3)]))
    assert np.isnan(nothing.moran)
    assert not nothing.told.any()


def test_noise_is_seldom_told() -> None:
    rng = np.random.default_rng(0)
    told = [clusters(rng.permutation(np.array(CRIME)), NEAR).told.any() for _ in range(20)]
    assert sum(told) <= 3


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_cases() -> None:
    copied.assert_as_shared()
