"""Reference case 29: the effect of a border beside given random borders, and independent libraries on random ones."""

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests

from distance.borders import border_effects
from distance.kernels import Array, log_ratio
from distance.regression import KNOTS, PAIRS_PER_KNOT
from distance.tested import adjusted
from tests.reference_cases import Copied, close

copied = Copied()
C29 = "29_border_given_partitions"
NEAR = copied(
    C29,
    "inputs.neighbours",
    [
        [0, 1], [0, 4], [1, 2], [1, 5], [2, 3], [2, 6], [3, 7], [4, 5], [4, 8], [5, 6], [5, 9], [6, 7], [6, 10],
        [7, 11], [8, 9], [8, 12], [9, 10], [9, 13], [10, 11], [10, 14], [11, 15], [12, 13], [13, 14], [14, 15],
    ],
)  # fmt: skip
MINUTES = copied(
    C29,
    "inputs.minutes",
    [
        4.3, 7.0, 7.1, 5.6, 4.8, 4.1, 6.4, 6.3, 4.1, 5.4, 8.7, 7.7, 9.9, 9.2, 7.8, 5.1, 9.1, 6.5, 4.2, 9.7, 9.7, 5.9,
        7.0, 5.6,
    ],
)  # fmt: skip
PERSONS = copied(
    C29,
    "inputs.persons",
    [
        471.0, 46.0, 75.0, 3615.0, 6284.0, 630.0, 372.0, 704.0, 53.0, 237.0, 269.0, 2288.0, 150.0, 580.0, 832.0,
        1188.0,
    ],
)  # fmt: skip
FORMER = copied(C29, "inputs.former", [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1])
DISTANCES = {
    name: copied(C29, f"inputs.distances.{name}", values)
    for name, values in {
        "one": [
            0.4104, 0.5025, 0.5283, 0.4901, 0.5334, 0.3893, 0.442, 0.4827, 0.5298, 0.4935, 0.4251, 0.4113, 0.4373,
            0.453, 0.4762, 0.4022, 0.588, 0.4184, 0.4137, 0.4656, 0.4513, 0.3914, 0.5118, 0.3455,
        ],
        "two": [
            0.3518, 0.3142, 0.3977, 0.307, 0.3285, 0.3761, 0.3167, 0.3164, 0.3245, 0.3102, 0.3561, 0.349, 0.3667,
            0.3944, 0.361, 0.3578, 0.3735, 0.3306, 0.3345, 0.372, 0.3363, 0.3386, 0.3372, 0.353,
        ],
    }.items()
}  # fmt: skip
BORDERS = """
1111111000100000 1111111001000000 0011001101110001 1111011100010000 0001000100111111 0000001101110111
1110111001100000 0000001101110111 0000011101110011 1110111011000000 1110111011000000 0000110011101110
0000011001110111 0000000011111111 0000010011101111 0000001101110111 1110111011000000 1111111100000000
0000110011001111 0000111011001110 0000110011101110 0011011101110000 0000010011011111 1100111011100000
0001011100110011 0001000101110111 1110111011000000 1111100010001100 0000110011101110 1100111011100000
0000001101110111 1110110011001000 1110111011000000 0000001001111111 0001001100110111 1111011001100000
0000101011101110 0000000101111111 1100110011101000 0000110011101110 0000011011101110 1111011101000000
1110110011001000 0000000011111111 1100111011001000 0001001101110011 1110111010001000 0011011101010001
1111111010000000 1100111010101000 1111111100000000 1110111001100000 1110111001100000 0001000100111111
1111111001000000 0000001101110111 1100100011101100 0000111011101100 0000001011101111
"""
RANDOM = copied(C29, "inputs.random_borders", [list(map(int, border)) for border in BORDERS.split()])
EXPECTED = {
    name: {field: copied(C29, f"expected.{name}.{field}", value) for field, value in values.items()}
    for name, values in {
        "one": {
            "at_equal": 0.143862309645, "median_random": -0.004863435924, "beyond_random": 0.148725745569,
            "low": -0.037572314524, "high": 0.038393828344, "p": 0.033333333333, "monte_carlo_error": 0.033333333333,
            "detectable": 0.054292537209, "q": 0.066666666667,
        },
        "two": {
            "at_equal": -0.001069277127, "median_random": -0.001140971218, "beyond_random": 7.169409e-05,
            "low": -0.020420684862, "high": 0.020187930477, "p": 1.0, "monte_carlo_error": 0.130188910981,
            "detectable": 0.029022728758, "q": 1.0,
        },
    }.items()
}  # fmt: skip
FIELDS = {
    "at_equal": "at_equal", "median_random": "random", "beyond_random": "effect", "low": "low", "high": "high",
    "p": "p", "monte_carlo_error": "error", "detectable": "detectable", "q": "q",
}  # fmt: skip
"""What the case calls each field."""


def square(values: list[float]) -> Array:
    """(n, n) of the values of pairs, unknown elsewhere."""
    d = np.full((len(PERSONS), len(PERSONS)), np.nan)
    for (a, b), value in zip(NEAR, values, strict=True):
        d[a, b] = d[b, a] = value
    return d


def test_29_the_effect_is_what_lies_beyond_random_borders() -> None:
    people = np.array(PERSONS)
    controls = [square(MINUTES), np.abs(log_ratio(people, people))]
    distances = {name: square(values) for name, values in DISTANCES.items()}
    found = border_effects(distances, np.array(FORMER), controls, np.array(NEAR), np.array(RANDOM))
    for name, expected in EXPECTED.items():
        close([getattr(found[name], FIELDS[field]) for field in expected], list(expected.values()), 1e-9)
        assert (found[name].drawn, found[name].tested) == (len(RANDOM), 2)


def test_29_the_real_border_drawn_again_is_no_draw() -> None:
    people = np.array(PERSONS)
    controls = [square(MINUTES), np.abs(log_ratio(people, people))]
    again = np.array([*RANDOM, FORMER, [1 - one for one in FORMER]])
    found = border_effects({"one": square(DISTANCES["one"])}, np.array(FORMER), controls, np.array(NEAR), again)["one"]
    close(found.p, EXPECTED["one"]["p"], 1e-9)
    assert found.drawn == len(RANDOM)


@pytest.mark.parametrize("seed", range(200))
def test_slopes_and_their_share_are_those_of_statsmodels(seed: int) -> None:
    """Random borders on random graphs: few pairs, equal values and borders that say nothing among them."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(6, 26))
    pairs = np.argwhere(np.triu(rng.random((n, n)) < 0.5, 1))
    group = rng.integers(0, int(rng.integers(1, 4)), n)
    values, control = rng.random((n, n)) if seed % 7 else np.full((n, n), 0.4), rng.random((n, n)) * 30
    values, control = values + values.T, np.round(control + control.T, seed % 3)
    i, j = pairs.T
    x = control[i, j]
    knots = np.quantile(x, np.linspace(0, 1, 2 + min(KNOTS, len(x) // PAIRS_PER_KNOT))[1:-1])
    held = np.column_stack([np.ones(len(x)), x, *(np.maximum(0, x - knot) for knot in knots)])
    border = (group[i] != group[j]).astype(float)
    found = border_effects({"d": values}, group, [control], pairs, np.empty((0, n), int))["d"]
    full = np.column_stack([border, held])
    if np.linalg.matrix_rank(full) == np.linalg.matrix_rank(held):
        assert np.isnan(found.at_equal)
        return
    theirs, less = (sm.OLS(values[i, j], design).fit() for design in (full, held))
    close(found.at_equal, theirs.params[0], 1e-8)
    if np.ptp(values[i, j]) > 0:
        close(found.explained, theirs.rsquared - less.rsquared, 1e-8)


def test_the_correction_is_that_of_statsmodels() -> None:
    rng = np.random.default_rng(0)
    for size in range(1, 201):
        p = np.round(rng.random(size) ** 3, size % 4 + 1)
        close(adjusted(p), multipletests(p, method="fdr_bh")[1], 1e-12)


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_case() -> None:
    copied.assert_as_shared()
