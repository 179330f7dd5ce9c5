"""Reference cases of ../shared/cases on kernels, copied as values with their tolerance."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from sklearn.covariance import ledoit_wolf

from distance import kernels
from distance.kernels import Array
from distance.noise import AGE_MIX, EUROPEAN_BALLOT, OCCUPATION_MIX, noise_and_threshold
from tests.reference_cases import Copied, close

copied = Copied()


def condensed(square: Array) -> Array:
    """The pairs (0, 1), (0, 2) ... of a square table, in SciPy's order."""
    return square[np.triu_indices(len(square), 1)]


C31 = "31_small_numbers"
C01A = "01a_kogut_singh_fixed_variance"
VARIANCES = copied(C01A, "inputs.variances", [1525, 933, 710, 1816])
SCORES = copied(
    C01A,
    "inputs.scores",
    {
        "Taiwan": [58, 17, 45, 69], "Vietnam": [70, 20, 40, 30], "Japan": [54, 46, 95, 92],
        "United States": [40, 91, 62, 46], "Germany": [35, 67, 66, 65],
    },
)  # fmt: skip
INDEX = copied(
    C01A,
    "expected.ks",
    {"Vietnam": 0.244209716361, "Japan": 1.181077869521, "United States": 1.69500996083, "Germany": 0.914087745538},
)
CORRECTED = copied(
    C01A,
    "expected.euclidean_corrected",
    {"Vietnam": 0.988351589994, "Japan": 2.173548131071, "United States": 2.603850964114, "Germany": 1.912158723054},
)


@pytest.mark.parametrize("country", INDEX)
def test_01a_kogut_singh(country: str) -> None:
    found = kernels.kogut_singh([SCORES["Taiwan"]], [SCORES[country]], VARIANCES)
    close(found, [[INDEX[country]]], 1e-9)
    close(np.sqrt(found * len(VARIANCES)), [[CORRECTED[country]]], 1e-9)


C02 = "02_mahalanobis_pairwise"
COUNTRIES = copied(
    C02,
    "inputs.X",
    [
        [35, 67, 66, 65], [81, 30, 69, 82], [57, 51, 42, 86], [68, 71, 43, 86], [54, 46, 95, 92], [40, 91, 62, 46],
        [58, 17, 45, 69],
    ],
)  # fmt: skip
MAHALANOBIS = copied(
    C02,
    "expected.mahalanobis",
    [
        3.227391040197, 1.987147206512, 2.790797675256, 2.217695139236, 2.122097056137, 2.441981813895, 3.082024235011,
        2.703534290925, 2.821076100821, 2.956196321686, 2.748923606098, 1.663529545901, 2.793187684664, 3.15517144956,
        2.374411883412, 3.168334873765, 2.863779273607, 3.363218781741, 3.400592965468, 3.411183406401, 3.238300461947,
    ],
)  # fmt: skip
copied(C02, "expected.mahalanobis_with_duplicated_first_column_pinv", MAHALANOBIS)
SUM_OF_SQUARES = copied(C02, "expected.sum_sq_identity.expected", 168)
INFLATION = copied(C02, "expected.rms_ratio_seuclid", 1.11803398875)
LEDOIT_WOLF = copied(
    C02,
    "expected.mahalanobis_ledoit_wolf",
    [
        3.230422498023, 2.249563694825, 2.5523567135, 2.604138540805, 1.68638220959, 3.087260755367,
        2.318576857024, 2.709618999733, 2.325956169848, 4.21530721775, 2.168052973474, 1.282890386045,
        2.983229949581, 3.281131550441, 2.117826184192, 3.309838372341, 3.009663052961, 3.182497752757,
        3.892745253353, 3.472364605521, 4.209603133251,
    ],
)  # fmt: skip
SHRINKAGE = copied(C02, "expected.ledoit_wolf_shrinkage", 0.850979585952)


def with_first_column_twice(x: Array) -> Array:
    return np.column_stack([x, x[:, 0]])


def test_02_mahalanobis_is_unchanged_by_a_duplicated_column() -> None:
    x = np.array(COUNTRIES, float)
    for columns in (x, with_first_column_twice(x)):
        found = condensed(kernels.mahalanobis(columns, columns, np.cov(columns.T)))
        close(found, MAHALANOBIS, 1e-7)
        close((found**2).sum(), SUM_OF_SQUARES, 1e-7)


def test_02_mahalanobis_takes_a_shrunk_covariance_frozen_elsewhere() -> None:
    x = np.array(COUNTRIES, float)
    covariance, shrinkage = ledoit_wolf(x)
    close(shrinkage, SHRINKAGE, 1e-9)
    close(condensed(kernels.mahalanobis(x, x, covariance)), LEDOIT_WOLF, 1e-7)


def test_02_a_duplicated_column_inflates_the_standardised_euclidean_distance() -> None:
    def root_mean_square(x: Array) -> float:
        return float(np.sqrt(condensed(kernels.kogut_singh(x, x, x.var(axis=0, ddof=1))).mean() * x.shape[1]))

    x = np.array(COUNTRIES, float)
    close(root_mean_square(with_first_column_twice(x)) / root_mean_square(x), INFLATION, 1e-7)


C03 = "03_jensen_shannon"
SHARES = copied(
    C03,
    "inputs.shares",
    {
        "A": [0.28, 0.31, 0.22, 0.19], "B": [0.2, 0.35, 0.25, 0.2], "C": [0.4, 0.15, 0.3, 0.15],
        "D": [0.28, 0.31, 0.22, 0.19],
    },
)  # fmt: skip
JENSEN_SHANNON = copied(
    C03,
    "expected.js_distance_base2",
    {
        "A|B": 0.080560581591, "A|C": 0.185294039402, "A|D": 0.0,
        "B|C": 0.241692558871, "B|D": 0.080560581591, "C|D": 0.185294039402,
    },
)  # fmt: skip
COUNTS = copied(C03, "inputs.counts_same_as_A_C", {"A": [140, 155, 110, 95], "C": [4000, 1500, 3000, 1500]})
EXTRA = copied(C03, "expected.extra_base2", [1.0, 0.557923045284, 0.0])
BASE_E = copied(C03, "expected.extra_base_e_scipy_doc", 0.464501404022)


def pairs(kernel: Callable[[Array, Array], Array]) -> Array:
    x = np.array(list(SHARES.values()))
    return condensed(kernel(x, x))


def test_03_jensen_shannon_in_base_2() -> None:
    assert list(JENSEN_SHANNON) == [f"{a}|{b}" for a, b in combinations(SHARES, 2)]
    close(pairs(kernels.jensen_shannon), list(JENSEN_SHANNON.values()), 1e-10)
    close(kernels.jensen_shannon([COUNTS["A"]], [COUNTS["C"]]), JENSEN_SHANNON["A|C"], 1e-10)


def test_03_jensen_shannon_of_disjoint_half_and_equal_shares() -> None:
    found = kernels.jensen_shannon([[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0], [0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])[0]
    close(found, EXTRA, 1e-10)
    close(found[1] * np.sqrt(np.log(2)), BASE_E, 1e-10)


C03B = "03b_js_small_sample_bias"
MEAN_AND_P95 = copied(
    C03B,
    "expected.mean_and_p95_by_n",
    {
        "50": [0.13729389249, 0.240539384989], "200": [0.067632860756, 0.117622111381],
        "1000": [0.030095761555, 0.052737513986], "10000": [0.009606820734, 0.016668058914],
    },
)  # fmt: skip
FIRST_ORDER = copied(
    C03B,
    "expected.approx_mean_divergence",
    {"50": 0.021640425613, "200": 0.005410106403, "1000": 0.001082021281, "10000": 0.000108202128},
)


def same_population(p: list[float], n: int, m: int, replications: int, seed: int = 42) -> Array:
    """Jensen-Shannon distances between two samples of one population, pair after pair."""
    rng, block = np.random.default_rng(seed), 20
    x, y = rng.multinomial(n, p, replications), rng.multinomial(m, p, replications)
    starts = range(0, replications, block)
    return np.concatenate([np.diag(kernels.jensen_shannon(x[s : s + block], y[s : s + block])) for s in starts])


@pytest.mark.parametrize("n", MEAN_AND_P95)
def test_03b_noise_floor(n: str) -> None:
    d = same_population(SHARES["A"], int(n), int(n), 4000)
    close([d.mean(), np.quantile(d, 0.95)], MEAN_AND_P95[n], 0.004)
    close(kernels.sampling_noise([int(n)], [int(n)], 4), FIRST_ORDER[n], 1e-12)


TOLD = {
    "european_ballot": (EUROPEAN_BALLOT, copied(C31, "inputs.table.european_ballot.composition", [
        0.02414, 0.0346, 0.02444, 0.00308, 0.0201, 0.14363, 0.00955, 0.00704, 0.09621, 0.07123, 0.05414, 0.3244,
        0.13493, 0.0525,
    ])),
    "age_mix": (AGE_MIX, copied(C31, "inputs.table.age_mix.composition", [0.23755, 0.55737, 0.20508])),
    "occupation_mix": (
        OCCUPATION_MIX,
        copied(C31, "inputs.table.occupation_mix.composition", [0.01506, 0.05935, 0.15216, 0.2587, 0.28537, 0.22936]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", TOLD)
@pytest.mark.parametrize(("n", "m"), [(10, 40), (50, 50), (70, 3000), (1000, 1000)])
def test_31_one_same_population_pair_in_twenty_is_over_the_threshold(key: str, n: int, m: int) -> None:
    ratios, composition = TOLD[key]
    noise, threshold = noise_and_threshold(np.array([float(n)]), np.array([float(m)]), ratios)
    divergence = same_population(composition, n, m, 8000) ** 2
    assert (divergence > threshold).mean() == pytest.approx(0.05, abs=0.01)
    assert divergence.mean() == pytest.approx(noise[0, 0], rel=0.04)


C04 = "04_hellinger_aitchison"
HELLINGER = copied(
    C04,
    "expected.hellinger",
    {
        "A|B": 0.067132346515, "A|C": 0.154833204201, "A|D": 0.0,
        "B|C": 0.202391065188, "B|D": 0.067132346515, "C|D": 0.154833204201,
    },
)  # fmt: skip
AITCHISON = copied(
    C04,
    "expected.aitchison",
    {
        "A|B": 0.382871612483, "A|C": 0.885690591782, "A|D": 0.0,
        "B|C": 1.139092747704, "B|D": 0.382871612483, "C|D": 0.885690591782,
    },
)  # fmt: skip
CLR = copied(C04, "expected.clr_doc", [-0.79451346, 0.30409883, 0.5917809, -0.10136628])
CLR_INPUT = copied(C04, "expected.clr_doc_input", [0.1, 0.3, 0.4, 0.2])
ZERO = copied(
    C04, "expected.zero_sensitivity", {"0.01": 3.891820298111, "0.0001": 8.516993171414, "1e-06": 13.122361377402}
)
WITH_ZERO = copied(C04, "inputs.with_zero", [0.5, 0.5, 0.0, 0.0])
ONE_VERSUS_HALVES = copied(C04, "expected.hellinger_10_vs_5050", 0.541196100146)
EVEN = [0.25] * 4


def test_04_hellinger() -> None:
    close(pairs(kernels.hellinger), list(HELLINGER.values()), 1e-8)
    close(kernels.hellinger([[1.0, 0.0]], [[0.0, 1.0], [0.5, 0.5]]), [[1, ONE_VERSUS_HALVES]], 1e-8)


def test_04_aitchison_is_the_norm_between_centred_log_ratios_and_a_zero_is_unknown() -> None:
    close(pairs(kernels.aitchison), list(AITCHISON.values()), 1e-8)
    close(kernels.aitchison([CLR_INPUT], [EVEN]), np.linalg.norm(CLR), 1e-8)
    assert np.isnan(kernels.aitchison([WITH_ZERO], [EVEN])).all()


@pytest.mark.parametrize("replacement", ZERO)
def test_04_what_replaces_a_zero_would_make_the_value(replacement: str) -> None:
    delta = float(replacement)
    replaced = [(1 - 2 * delta) / 2] * 2 + [delta] * 2
    close(kernels.aitchison([replaced], [EVEN]), ZERO[replacement], 1e-8)


C05 = "05_gower_mixed_missing"
ROWS = copied(
    C05,
    "inputs.rows",
    [
        {"pop": 1200, "pf": 700, "typo": "rural", "cias": "non"},
        {"pop": 850, "pf": 900, "typo": "rural", "cias": "oui"},
        {"pop": 40000, "pf": 1100, "typo": "urbain", "cias": "oui"},
        {"pop": 310, "pf": 650, "typo": "rural", "cias": None},
    ],
)
GOWER = copied(
    C05, "expected.gower", [0.363315696649, 0.96661627614, 0.044511631813, 0.607709750567, 0.189720332577, 1.0]
)
KNOWN = copied(C05, "expected.available_weight_share_pair_0_3", 0.75)
SECOND = copied(C05, "inputs.second.rows", [{"x": -10.0, "y": 1.0}, {"x": -5.0, "y": 2.0}, {"x": 0.0, "y": 3.0}])
SECOND_GOWER = copied(C05, "expected.second", [0.5, 1.0, 0.5])


def test_05_gower_of_mixed_attributes_with_one_missing() -> None:
    numbers = pd.DataFrame(ROWS)[["pop", "pf"]].to_numpy(float)
    labels = pd.DataFrame(ROWS, dtype=object)[["typo", "cias"]].to_numpy(object)
    found, known = kernels.gower(numbers, numbers, labels, labels, np.ptp(numbers, axis=0))
    close(condensed(found), GOWER, 1e-9)
    close(known[0, 3], KNOWN, 1e-9)


def test_05_gower_keeps_a_column_whose_maximum_is_zero() -> None:
    numbers, none = np.array([[row["x"], row["y"]] for row in SECOND]), np.empty((3, 0), object)
    close(condensed(kernels.gower(numbers, numbers, none, none, np.ptp(numbers, axis=0))[0]), SECOND_GOWER, 1e-9)


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_cases() -> None:
    copied.assert_as_shared()
