"""Reference cases of ../shared/cases on mergers, and the libraries that they were agreed with."""

import json
from contextlib import closing
from pathlib import Path

import geopandas
import numpy as np
import pytest
import skbio
from esda.moran import Moran
from inequality.gini import Gini
from inequality.theil import TheilD
from libpysal.examples import get_path
from libpysal.io import open as opened
from libpysal.weights import W, lat2W
from scipy.spatial.distance import cdist

from distance.between import Groups, gini, huygens, matrix_of_groups, r2_of_many, split, theil
from distance.kernels import Array
from distance.regression import basis, partial
from distance.tested import adjusted
from tests.reference_cases import FOLDER, Copied, close

copied = Copied()
PAIRED = np.array([0, 0, 1, 1])
VEGAN = Path(skbio.__file__).parent / "stats" / "distance" / "tests" / "data"


C06 = "06_theil_decomposition"
TOY = copied(C06, "inputs.toy.y", [10.0, 20.0, 30.0, 40.0])
INCOME = copied(C06, "inputs.weighted.median_income", [18500.0, 20500, 24000, 21000])
PERSONS = copied(C06, "inputs.weighted.population", [500, 1500, 4000, 1000])
ZEROS = copied(C06, "inputs.zeros.y", [0.0, 0.0, 0.0, 10.0, 10.0, 10.0])
ZEROS_WITHIN = copied(C06, "expected.zeros_within", [0.0])
EQUAL = [
    copied(C06, "expected.toy.T", 0.106440135286),
    copied(C06, "expected.toy.within", 0.024157256781),
    copied(C06, "expected.toy.between", 0.082282878505),
]
WEIGHTED = [
    copied(C06, "expected.weighted.T", 0.003648951518),
    copied(C06, "expected.weighted.within", 0.001249540558),
    copied(C06, "expected.weighted.between", 0.00239941096),
]


def of(values: list[float], persons: list[int] | None = None, group: Groups = PAIRED) -> list[float]:
    weight = np.ones(len(values)) if persons is None else np.array(persons, float)
    found = theil(np.array(values, float), weight, group)
    return [found.total, found.within, found.between]


def test_06_theil_and_its_split() -> None:
    close(of(TOY), EQUAL, 1e-9)
    close(of(INCOME, PERSONS), WEIGHTED, 1e-9)


def test_06_a_former_epci_of_zeros_adds_nothing_within() -> None:
    close(of(ZEROS, group=np.array([0, 0, 0, 1, 1, 1]))[1], ZEROS_WITHIN[0], 1e-9)


def test_06_theil_is_pysals_on_its_own_example() -> None:
    table = np.genfromtxt(get_path("mexico.csv"), delimiter=",", names=True)
    regions = np.unique(table["hanson98"], return_inverse=True)[1]
    for year in range(1940, 2001, 10):
        values = table[f"pcgdp{year}"]
        theirs = TheilD(values, regions)
        close(of(values.tolist(), group=regions), np.ravel([theirs.T, theirs.wg[0], theirs.bg[0]]), 1e-9)


def test_06_negative_values_are_refused() -> None:
    with pytest.raises(ValueError, match=r"-1\.0"):
        of([-1, 2, 3, 4])


C09 = "09_merger_decomposition"
POINTS = np.array(copied(C09, "inputs.toy.xy", [[0.0, 0.0], [1.0, 0.0], [4.0, 3.0], [5.0, 3.0]]))
APART = cdist(POINTS, POINTS)
INHABITANTS = np.array(copied(C09, "inputs.toy.population", [1000, 500, 2000, 500]), float)
PAIRS = [
    copied(C09, "expected.toy_pairs.overall_mean", 3.792022216103),
    copied(C09, "expected.toy_pairs.within_mean", 1.0),
    copied(C09, "expected.toy_pairs.between_mean", 4.908831102545),
]
WITHIN_SHARE = copied(C09, "expected.toy_pairs.within_pair_weight_share", 0.285714285714)
HUYGENS = [
    copied(C09, "expected.toy_huygens.total", 5.796875),
    copied(C09, "expected.toy_huygens.between", 5.613541666667),
    copied(C09, "expected.toy_huygens.within", 0.183333333333),
    copied(C09, "expected.toy_huygens.R2", 0.9683737646),
]
DUNE = [copied(C09, "expected.dune.pseudo_F", 2.767243498181), copied(C09, "expected.dune.R2", 0.341610672393)]
MANTEL = copied(C09, "expected.mantel_varespec_varechem_r", 0.304745412698)


def test_09_pair_form() -> None:
    found = split(APART, PAIRED, INHABITANTS)
    close([found.overall, found.within, found.between], PAIRS, 1e-6)
    close(1 - found.weight_between, WITHIN_SHARE, 1e-6)
    assert (found.pairs_within, found.pairs_between, found.known) == (2, 4, 1)


def test_09_huygens_form() -> None:
    found = huygens(APART, PAIRED, INHABITANTS)
    close([found.total, found.between, found.within, found.r2], HUYGENS, 1e-6)


@pytest.mark.shared
def test_09_dune_is_vegans() -> None:
    dune = json.loads((FOLDER / f"{C09}.json").read_text(encoding="utf-8"))["inputs"]["dune"]
    found = huygens(np.array(dune["D"]), np.unique(dune["group"], return_inverse=True)[1])
    close([found.f, found.r2], DUNE, 1e-6)


def vegan(name: str) -> Array:
    return np.loadtxt(VEGAN / name)


def test_09_permanova_and_its_p_are_scikit_bios() -> None:
    d = vegan("mantel_veg_dm_vegan.txt")
    group = np.arange(len(d)) % 3
    theirs = skbio.stats.distance.permanova(skbio.DistanceMatrix(d), group, permutations=999, seed=4)
    found, rng = huygens(d, group), np.random.default_rng(4)
    close(found.f, theirs["test statistic"], 1e-9)
    shuffled = r2_of_many(d, np.array([rng.permutation(group) for _ in range(999)]))
    close(((shuffled >= found.r2).sum() + 1) / 1000, theirs["p-value"], 1e-9)


def mantel(first: Array, second: Array) -> float:
    """Mantel's correlation by the function of the border effect: one predictor, no control."""
    pairs = np.triu_indices(len(first), 1)
    return float(partial(first[pairs][:, None], basis(np.empty((0, len(pairs[0])))), [second[pairs][None]])[1][0, 0])


def test_09_mantel_is_vegans_and_scikit_bios() -> None:
    plants, soil = vegan("mantel_veg_dm_vegan.txt"), vegan("mantel_env_dm_vegan.txt")
    found = mantel(plants, soil)
    close(found, MANTEL, 1e-6)
    theirs = skbio.stats.distance.mantel(skbio.DistanceMatrix(plants), skbio.DistanceMatrix(soil), permutations=0)
    close(found, theirs[0], 1e-9)


C08 = "08_moran_lisa_columbus"
CRIME = copied(C08, "expected.gal.CRIME_I", 0.500188557183)
VALUE = copied(C08, "expected.gal.HOVAL_I", 0.180093114317)
LINKS = copied(C08, "expected.gal.n_links", 236)
CHAIN = copied(C08, "inputs.toy.y", [1.0, 2.0, 3.0, 4.0])
CHAIN_I = copied(C08, "expected.toy_I", 0.333333333333)


def moran(values: Array, weights: W) -> float:
    """Moran's I from the slope of products on neighbourhood: the sum over neighbours that it is made of."""
    near, z = weights.full()[0], values - values.mean()
    i, j = np.triu_indices(len(z), 1)
    x, y = (near + near.T)[i, j] / 2, z[i] * z[j]
    slope = partial(y[:, None], basis(np.empty((0, len(x)))), [x[None]])[0][0, 0]
    together = slope * ((x - x.mean()) ** 2).sum() + x.sum() * y.mean()
    return float(len(z) / near.sum() * 2 * together / (z @ z))


def test_08_neighbours_alike_are_morans_and_so_under_permutation() -> None:
    with closing(opened(get_path("columbus.gal"))) as file:
        near = file.read()
    table = geopandas.read_file(get_path("columbus.shp"), ignore_geometry=True)
    assert int(near.s0) == LINKS
    near.transform = "r"
    crime, value = (table[name].to_numpy() for name in ("CRIME", "HOVAL"))
    close([moran(crime, near), moran(value, near)], [CRIME, VALUE], 1e-6)
    rng = np.random.default_rng(0)
    for shuffled in (rng.permutation(crime) for _ in range(20)):
        close(moran(shuffled, near), Moran(shuffled, near, permutations=0).I, 1e-9)


def test_08_moran_of_a_chain() -> None:
    close(moran(np.array(CHAIN), lat2W(1, 4)), CHAIN_I, 1e-9)


C17 = "17_internal_distance"
MINUTES = np.array(copied(C17, "inputs.minutes", [[0.0, 5.0, 9.0], [5.0, 0.0, 6.0], [9.0, 6.0, 0.0]]))
OWN = np.array(copied(C17, "inputs.own_commune_minutes", [1.0, 2.0, 2.5]))
PEOPLE = np.array(copied(C17, "inputs.population", [100.0, 300.0, 600.0]))
INTERNAL = copied(C17, "expected.internal", 4.63)
TO_OTHERS = copied(C17, "expected.excluding_self_pairs", 6.555555555556)


def test_17_the_diagonal_of_the_matrix_is_the_internal_distance() -> None:
    one = np.zeros(3, int)
    close(matrix_of_groups(MINUTES, one, PEOPLE, OWN).mean, [[INTERNAL]], 1e-12)
    close(matrix_of_groups(MINUTES, one, PEOPLE).mean, [[TO_OTHERS]], 1e-9)


C21 = "21_gini"
Y = copied(C21, "inputs.y", [10.0, 20, 30, 40])
ACCESS = copied(C21, "inputs.A_2sfca", [0.003333333333, 0.004933333333, 0.0016])
SERVED = copied(C21, "inputs.population", [1000, 500, 2000])
EVEN = copied(C21, "expected.gini_equal", 0.25)
BY_PERSONS = copied(C21, "expected.gini_2sfca_pop_weighted", 0.24126984127)


def test_21_gini_without_the_small_sample_correction() -> None:
    close(gini(np.array(Y), np.ones(4)), EVEN, 1e-9)
    close(gini(np.array(Y), np.ones(4)), Gini(np.array(Y)).g, 1e-9)
    close(gini(np.array(ACCESS), np.array(SERVED)), BY_PERSONS, 1e-9)


C23 = "23_fdr"
P = copied(
    C23,
    "inputs.p",
    [
        0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34, 0.341,
        0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986,
    ],
)  # fmt: skip
REJECTED = copied(C23, "expected.rejected_q05", 1)
ADJUSTED = copied(
    C23,
    "expected.adjusted",
    [
        0.025, 0.1, 0.21, 0.21, 0.21, 0.25, 0.264285714286, 0.491071428571, 0.491071428571, 0.491071428571,
        0.491071428571, 0.491071428571, 0.491071428571, 0.491071428571, 0.5328125, 0.5328125, 0.564705882353,
        0.781578947368, 0.781578947368, 0.87, 0.907142857143, 0.986, 0.986, 0.986, 0.986,
    ],
)  # fmt: skip


def test_23_of_five_borders_that_look_remarkable_one_is() -> None:
    found = adjusted(np.array([*P, np.nan]))
    close(found, [*ADJUSTED, np.nan], 1e-9)
    assert (found < 0.05).sum() == REJECTED


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_cases() -> None:
    copied.assert_as_shared()
