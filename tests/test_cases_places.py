"""Reference cases of ../shared/cases on places and units, copied as values with their tolerance."""

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from atlas.classes import SEQUENTIAL, natural_breaks
from distance import internal_distance, kernels
from distance.components.physical_distance import kilometres
from distance.indicator import Linear, Saturating
from layers import projection
from tests.reference_cases import Copied, close

copied = Copied()

C13 = "13_simple_functions"
ZONINGS_A = copied(
    C13, "inputs.zonings_A", ["arr:123", "bv:9001", "caf_ut:4", "canton:12", "msa:2", "pays:1", "scot:7", "ze:0052"]
)
ZONINGS_B = copied(
    C13, "inputs.zonings_B", ["arr:123", "bv:9002", "caf_ut:5", "canton:14", "msa:2", "pays:1", "scot:7", "ze:0052"]
)
JACCARD = copied(C13, "expected.jaccard", 0.545454545455)
MISMATCH = copied(C13, "expected.simple_mismatch_by_level", 0.375)
POTENTIALS = copied(C13, "inputs.pf", [[700, 1400], [1400, 700], [850, 850]])
CAP = copied(C13, "inputs.cap_factor", 4)
LOG_RATIOS = copied(C13, "expected.log_ratio", [0.69314718056, 0.69314718056, 0.0])
LOG_RATIO_SCORES = copied(C13, "expected.log_ratio_01", [0.5, 0.5, 0.0])
MINUTES = copied(C13, "inputs.minutes", [0, 5, 15, 30, 60])
TAU = copied(C13, "inputs.tau", 15)
SATURATING = copied(C13, "expected.saturating", [0.0, 0.283468689426, 0.632120558829, 0.864664716763, 0.981684361111])
FOR_HALF = copied(C13, "expected.minutes_for_half", 10.397207708399)


def test_13_jaccard_counts_a_mismatch_of_levels_twice() -> None:
    everything = sorted({*ZONINGS_A, *ZONINGS_B})
    a, b = ([[zone in zones for zone in everything]] for zones in (ZONINGS_A, ZONINGS_B))
    close(kernels.jaccard(a, b), [[JACCARD]], 1e-12)
    by_level = [kernels.different([x], [y]) for x, y in zip(ZONINGS_A, ZONINGS_B, strict=True)]
    close(kernels.mean_known(by_level), [[MISMATCH]], 1e-12)


def test_13_two_empty_sets_are_unknown() -> None:
    assert np.isnan(kernels.jaccard([[False]], [[False]])).all()


def test_13_log_ratio_and_its_score() -> None:
    found = np.array([abs(kernels.log_ratio([a], [b])[0, 0]) for a, b in POTENTIALS])
    close(found, LOG_RATIOS, 1e-12)
    close(Linear(float(np.log(CAP)))(found), LOG_RATIO_SCORES, 1e-12)


def test_13_saturating_minutes() -> None:
    close(Saturating(TAU)(np.array(MINUTES, float)), SATURATING, 1e-12)
    close(Saturating(TAU)(np.array([FOR_HALF])), [0.5], 1e-12)


C16 = "16_crs_geodesic"
POINTS = copied(
    C16, "inputs.lonlat", {"notre_dame": [2.3499, 48.853], "dax": [-1.0526, 43.7102], "lille": [3.0573, 50.6292]}
)
LAMBERT_93 = copied(
    C16,
    "expected.lambert93",
    {
        "notre_dame": [652296.9731460073, 6861636.358515202],
        "dax": [373447.02099197754, 6298511.7072353745],
        "lille": [704061.14589143, 7059136.589458545],
    },
)
ORIGIN = copied(C16, "expected.origin_l93_check", [700000.0, 6600000.0])
PARIS_LILLE = copied(C16, "expected.geodesic_km_paris_lille", 204.027595815524)
PARIS_DAX = copied(C16, "expected.geodesic_km_paris_dax", 628.766335152872)
PARIS_LILLE_ON_A_SPHERE = copied(C16, "expected.haversine_km_paris_lille", 203.93875103562)


@pytest.mark.parametrize("town", LAMBERT_93)
def test_16_metropolitan_communes_are_projected_in_lambert_93(town: str) -> None:
    to_metres = Transformer.from_crs(4326, projection(("40088", "75056")), always_xy=True)
    lon, lat = POINTS[town]
    close(to_metres.transform(lon, lat), LAMBERT_93[town], 0.01)
    close(to_metres.transform(3, 46.5), ORIGIN, 0.01)


def test_16_kilometres_are_those_of_the_ellipsoid_not_of_a_sphere() -> None:
    towns = pd.DataFrame.from_dict(POINTS, orient="index", columns=["lon", "lat"])
    found = kilometres(towns.loc[["notre_dame"]], towns.loc[["lille", "dax"]])
    close(found, [[PARIS_LILLE, PARIS_DAX]], 1e-6)
    assert abs(found[0, 0] - PARIS_LILLE_ON_A_SPHERE) > 0.08


C17 = "17_internal_distance"
BETWEEN = copied(C17, "inputs.minutes", [[0.0, 5.0, 9.0], [5.0, 0.0, 6.0], [9.0, 6.0, 0.0]])
OWN = copied(C17, "inputs.own_commune_minutes", [1.0, 2.0, 2.5])
POPULATION = copied(C17, "inputs.population", [100.0, 300.0, 600.0])
INTERNAL = copied(C17, "expected.internal", 4.63)
ZERO_DIAGONAL = copied(C17, "expected.internal_if_self_zero", 3.54)


def test_17_internal_distance_counts_the_minutes_inside_a_commune() -> None:
    population = np.array(POPULATION)
    close(internal_distance(np.array(BETWEEN) + np.diag(OWN), population), INTERNAL, 1e-12)
    close(internal_distance(np.array(BETWEEN), population), ZERO_DIAGONAL, 1e-12)


def test_17_an_unknown_pair_makes_the_internal_distance_unknown() -> None:
    assert np.isnan(internal_distance(np.array([[np.nan, 1.0], [1.0, 1.0]]), np.ones(2)))


C18 = "18_distance_discounted_potential"
SERVICES = copied(
    C18,
    "inputs.services",
    [
        {"id": "A", "capacity": 100, "minutes": 5, "other_epci": 0},
        {"id": "B", "capacity": 300, "minutes": 20, "other_epci": 1},
    ],
)
ELASTICITY = copied(C18, "inputs.elasticity_minutes", -0.9)
BORDER = copied(C18, "inputs.border_coefficient", -0.4)
NEAR, FAR = copied(C18, "expected.A", 23.49237886176), copied(C18, "expected.B", 13.566770108515)


def test_18_distance_reverses_the_ranking_of_capacities() -> None:
    table = pd.DataFrame(SERVICES).set_index("id").astype(float)
    capacity, minutes, border = (table[c].to_numpy() for c in ("capacity", "minutes", "other_epci"))
    found = kernels.discounted_potential(capacity, minutes, border, elasticity=ELASTICITY, coefficient=BORDER)
    close(found, [NEAR, FAR], 1e-9)
    assert capacity[0] < capacity[1]
    assert found[0] > found[1]


C19 = "19_class_breaks"
VALUES = copied(
    C19, "inputs.values", [3.0, 4.0, 6.0, 7.0, 8.0, 12.0, 15.0, 18.0, 21.0, 30.0, 31.0, 33.0, 48.0, 55.0, 90.0]
)
JENKS = copied(C19, "expected.fisher_jenks", [18.0, 33.0, 55.0, 90.0])
JENKS_COUNTS = copied(C19, "expected.jenks_counts", [8, 4, 2, 1])


def test_19_natural_breaks_are_those_of_fisher_and_jenks() -> None:
    values = pd.Series([*VALUES, np.nan])
    classes = natural_breaks(values, SEQUENTIAL["composite"][: len(JENKS)])
    close(classes.breaks, JENKS[:-1], 1e-9)
    assert classes.counts(values) == [*JENKS_COUNTS, 1]


C26 = "26_signed_distance"
HERE, THERE = copied(C26, "inputs.pf_i", 700), copied(C26, "inputs.pf_j", 1400)
TO_THE_RICHER = copied(C26, "expected.signed_i_to_j", 0.69314718056)
TO_THE_POORER = copied(C26, "expected.signed_j_to_i", -0.69314718056)


def test_26_the_sign_says_whether_the_destination_is_richer() -> None:
    close(kernels.log_ratio([HERE], [THERE]), [[TO_THE_RICHER]], 1e-12)
    close(kernels.log_ratio([THERE], [HERE]), [[TO_THE_POORER]], 1e-12)


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_cases() -> None:
    copied.assert_as_shared()
