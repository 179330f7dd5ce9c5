"""Reference cases 20 and 20b of ../shared/cases, from attributes to composite, under their own conventions."""

from collections.abc import Callable
from itertools import combinations
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

import distance
from distance import Component, Dimension, Indicator, Pair, Scheme, Scores
from distance.indicator import ORGANISATION, PLACE, POSITION, Linear, Measure, Measured, Saturating, Tables
from distance.kernels import difference, different, jensen_shannon, log_ratio, mean_known
from i18n import Text
from tests.reference_cases import Copied, close

copied = Copied()
C20, C20B = "20_end_to_end_cage", "20b_actor_inheritance"
TOLERANCE = 1e-9
FLOAT32 = 1e-6
"""What ``distance.matrix`` keeps of a distance."""

COMMUNES: dict[str, dict[str, Any]] = copied(
    C20,
    "inputs.communes",
    {
        "A": {
            "votes": [300, 200, 100], "turnout": 0.62, "epci0": "E1", "epci1": "M", "arr": "a1", "canton": "k1",
            "ze": "z1", "pf": 700.0, "inc": 19000.0, "pop": 600,
        },
        "B": {
            "votes": [180, 220, 100], "turnout": 0.58, "epci0": "E1", "epci1": "M", "arr": "a1", "canton": "k1",
            "ze": "z1", "pf": 900.0, "inc": 21000.0, "pop": 500,
        },
        "C": {
            "votes": [900, 1500, 1600], "turnout": 0.49, "epci0": "E2", "epci1": "M", "arr": "a1", "canton": "k2",
            "ze": "z1", "pf": 1400.0, "inc": 22500.0, "pop": 4000,
        },
        "D": {
            "votes": [250, 400, 350], "turnout": 0.55, "epci0": "E2", "epci1": "M", "arr": "a2", "canton": "k2",
            "ze": "z2", "pf": None, "inc": 20000.0, "pop": 1000,
        },
    },
)  # fmt: skip
MINUTES = copied(C20, "inputs.minutes", {"A|B": 9, "A|C": 22, "A|D": 31, "B|C": 17, "B|D": 26, "C|D": 14})
ALWAYS: dict[str, list[Any]] = {
    "C": [0.127236015727, 0.353752734682, 0.235841078138, 0.247109835523, 0.125538582476, 0.122185831565],
    "G": [0.451188363906, 0.769306817745, 0.873392897211, 0.678041728462, 0.823305554243, 0.606759279131],
    "E": [0.162837474514, 0.371962791443, 0.074000581444, 0.209125316929, 0.070389327891, 0.169925001442],
    "C1_votes": [0.121138698122, 0.27417213603, 0.238348822943, 0.194219671046, 0.151077164953, 0.04437166313],
    "C4_turnout": [0.133333333333, 0.433333333333, 0.233333333333, 0.3, 0.1, 0.2],
    "E1_pf": [0.181285039692, 0.5, None, 0.318714960308, None, None],
    "E2_income": [0.144389909335, 0.243925582886, 0.074000581444, 0.099535673551, 0.070389327891, 0.169925001442],
}
EXPECTED = {
    "before": {
        **ALWAYS,
        "A": [0.0, 0.5, 1.0, 0.5, 1.0, 0.5],
        "cage_p1": [0.185315463537, 0.498755585967, 0.613209790306, 0.408569220229, 0.566868228761, 0.375402174691],
        "cage_p2": [0.248131006994, 0.525673447908, 0.721342837068, 0.45125858843, 0.696125871229, 0.430124052971],
    },
    "after": {
        **ALWAYS,
        "A": [0.0, 0.25, 0.75, 0.25, 0.75, 0.5],
        "cage_p1": [0.185315463537, 0.436255585967, 0.541781218877, 0.346069220229, 0.495439657333, 0.375402174691],
        "cage_p2": [0.248131006994, 0.479017300142, 0.628757098242, 0.395928419834, 0.599659260409, 0.430124052971],
    },
}
KNOWN_ECONOMY = [1.0, 1.0, 0.5, 1.0, 0.5, 0.5]
for when, columns in EXPECTED.items():
    for column, values in columns.items():
        for pair, value in zip(MINUTES, values, strict=True):
            copied(C20, f"expected.{when}.{pair}.{column}", value)
    for pair, known in zip(MINUTES, KNOWN_ECONOMY, strict=True):
        count, nested = (0.833333333333, 0.875) if known < 1 else (1.0, 1.0)
        shares = {"C": 1.0, "A": 1.0, "G": 1.0, "E": known, "indicators": count, "nested": nested}
        copied(C20, f"expected.{when}.{pair}.coverage", shares)
        weights = [0.25] * 4 if known == 1 else [0.285714285714] * 3 + [0.142857142857]
        copied(C20, f"expected.{when}.{pair}.effective_weights", dict(zip("CAGE", weights, strict=True)))
INHERITED = copied(
    C20B,
    "expected.distance_equals_pair_A_C_on_inherited_components",
    {"C": 0.353752734682, "A": 0.25, "E": 0.243925582886},
)
INHERITED_SHARE = copied(C20B, "expected.inherited_weight_share", 0.75)
NETWORK = copied(C20B, "expected.resolved.network", {"source": "operator", "value": "CAF"})
CAPACITY = copied(C20B, "expected.resolved.capacity", {"source": "own", "value": 12})

BETWEEN = Pair("resident", "resident")
TO_SERVICE = Pair("resident", "service")
NAMES = {
    "cultural": "C", "administrative": "A", "geographic": "G", "economic": "E", "votes__votes": "C1_votes",
    "turnout__turnout": "C4_turnout", "pf__pf": "E1_pf", "income__income": "E2_income",
}  # fmt: skip
Attribute = Literal["place", "position", "organisation"]


def votes(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    ballots = tables["communes"]["votes"]
    return Measured(jensen_shannon(list(ballots[origins.index]), list(ballots[destinations.index])))


def turnout(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    share = tables["communes"]["turnout"]
    return Measured(np.abs(difference(share[origins.index], share[destinations.index])))


def zonings(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    here, there = tables["zonings"].loc[origins.index], tables["zonings"].loc[destinations.index]
    return Measured(mean_known([different(here[level], there[level]) for level in here]))


def minutes(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    return Measured(tables["minutes"].loc[origins["commune"], destinations["commune"]].to_numpy(float))


def potential(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    (here, _), (there, _) = (distance.organisation(actors, tables["communes"]) for actors in (origins, destinations))
    return Measured(np.abs(log_ratio(here["pf"], there["pf"])))


def income(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    table = tables["communes"]["inc"]
    return Measured(np.abs(log_ratio(table[origins.index], table[destinations.index])))


def alone(
    dimension: Dimension, measure: Measure, score: Linear | Saturating, key: str, attribute: Attribute = PLACE
) -> Component:
    """A component of one indicator, as the case has them."""
    label, needs = Text(key, key), ("communes", "zonings", "minutes")
    indicator = Indicator(key, label, "", measure, score, label, needs, attribute)
    return Component(key, dimension, label, label, (indicator,))


COMPONENTS = (
    alone("cultural", votes, Linear(1), "votes"),
    alone("cultural", turnout, Linear(0.30), "turnout"),
    alone("administrative", zonings, Linear(1), "zonings"),
    alone("geographic", minutes, Saturating(15), "minutes", POSITION),
    alone("economic", potential, Linear(float(np.log(4))), "pf", ORGANISATION),
    alone("economic", income, Linear(float(np.log(2))), "income"),
)
RESIDENTS = pd.DataFrame({"kind": "resident", "commune": list(COMMUNES), "operator": None}, index=list(COMMUNES))


def tables(when: str) -> dict[str, pd.DataFrame]:
    communes = pd.DataFrame.from_dict(COMMUNES, orient="index")
    square = pd.DataFrame(0.0, index=communes.index, columns=communes.index)
    for pair, value in MINUTES.items():
        a, b = pair.split("|")
        square.loc[a, b] = square.loc[b, a] = value
    levels = communes[["epci0" if when == "before" else "epci1", "arr", "canton", "ze"]]
    numbers = communes[["turnout", "pf", "inc"]].astype(float)
    return {"communes": numbers.assign(votes=communes["votes"]), "zonings": levels, "minutes": square}


def scored(distances: pd.DataFrame) -> Scores:
    counted = distance.applicable(COMPONENTS, distances, frozenset(tables("after")), BETWEEN)
    return distance.scores(distances, COMPONENTS, counted, BETWEEN)


def in_float64(when: str) -> Scores:
    """Scores of distances measured one by one: the case's tolerance is finer than float32."""
    index = pd.MultiIndex.from_product([COMMUNES, COMMUNES], names=["origin", "destination"])
    measured = {c.columns[0]: c.indicators[0].measure(RESIDENTS, RESIDENTS, tables(when)) for c in COMPONENTS}
    return scored(pd.DataFrame({name: m.distance.ravel() for name, m in measured.items()}, index=index))


def through_matrix(when: str) -> Scores:
    return scored(distance.matrix(COMPONENTS, RESIDENTS, RESIDENTS, tables(when), BETWEEN))


@pytest.mark.parametrize(("measured", "tolerance"), [(in_float64, TOLERANCE), (through_matrix, FLOAT32)])
@pytest.mark.parametrize("when", EXPECTED)
def test_20_scores_dimensions_and_composites(when: str, measured: Callable[[str], Scores], tolerance: float) -> None:
    scores, pairs = measured(when), list(combinations(COMMUNES, 2))
    assert ["|".join(pair) for pair in pairs] == list(MINUTES)
    found = pd.concat([scores.dimensions, scores.indicators], axis=1).loc[pairs]
    for column, name in NAMES.items():
        close(found[column], EXPECTED[when][name], tolerance)
    for scheme, name in ((Scheme(), "cage_p1"), (Scheme(aggregation="quadratic"), "cage_p2")):
        close(distance.composite(scores, scheme).loc[pairs], EXPECTED[when][name], tolerance)


@pytest.mark.parametrize("when", EXPECTED)
def test_20_coverage_of_each_dimension_and_of_the_composite(when: str) -> None:
    scores, pairs = in_float64(when), list(combinations(COMMUNES, 2))
    known = scores.coverage.loc[pairs]
    assert (known[["cultural", "administrative", "geographic"]] == 1).all(axis=None)
    close(known["economic"], KNOWN_ECONOMY, TOLERANCE)
    close(scores.indicators.loc[pairs].notna().mean(axis=1), [1 if k == 1 else 5 / 6 for k in KNOWN_ECONOMY], TOLERANCE)
    close(distance.coverage(scores, Scheme()).loc[pairs], [(3 + k) / 4 for k in KNOWN_ECONOMY], TOLERANCE)
    weights = [[1 / (3 + k)] * 3 + [k / (3 + k)] for k in KNOWN_ECONOMY]
    close(distance.dimension_weights(scores, Scheme()).loc[pairs], weights, TOLERANCE)


def test_20_only_administrative_distance_moves_at_the_merger_bit_for_bit() -> None:
    before, after = through_matrix("before"), through_matrix("after")
    moved = {c for c in before.dimensions if not before.dimensions[c].equals(after.dimensions[c])}
    assert moved == {"administrative"}
    others = [c.key for c in COMPONENTS if c.key != "zonings"]
    pd.testing.assert_frame_equal(before.components[others], after.components[others], check_exact=True)


SERVICE = pd.DataFrame({"kind": "service", "commune": "C", "operator": "assoc42", "point_quality": "own"}, index=["S"])
"""It stands in C; its operator's seat is in D, which no place attribute reads."""


def service_scores() -> Scores:
    distances = distance.matrix(COMPONENTS, RESIDENTS.loc[["A"]], SERVICE, tables("after"), TO_SERVICE)
    counted = {c.key: c.columns for c in COMPONENTS}
    return distance.scores(distances, COMPONENTS, counted, TO_SERVICE)


def test_20b_a_service_has_the_place_attributes_of_its_commune_and_no_budget_of_it() -> None:
    found = service_scores()
    for dimension, name in (("cultural", "C"), ("administrative", "A"), ("economic", "E")):
        close(found.dimensions[dimension], [INHERITED[name]], FLOAT32)
    assert found.components["pf"].isna().all()


def test_20b_three_quarters_of_the_weight_is_inherited() -> None:
    weights = distance.effective_weights(service_scores(), COMPONENTS, Scheme()).loc[("A", "S")]
    origin = {c.columns[0]: distance.provenance(c.indicators[0], SERVICE)["S"] for c in COMPONENTS}
    inherited = [column for column in weights.index if origin[column] == "commune"]
    dimension_of = {c.columns[0]: c.dimension for c in COMPONENTS}
    close(distance.inherited_share(weights, inherited, dimension_of), INHERITED_SHARE, TOLERANCE)
    assert origin["minutes__minutes"] == "own"


def test_20b_organisation_attributes_are_own_then_the_operators_and_a_capacity_is_own_only() -> None:
    networks = pd.DataFrame({"value": ["CAF", "MSA"]}, index=["assoc42", "C"])
    found, source = distance.organisation(SERVICE, networks)
    assert {"source": source["S"], "value": found.at["S", "value"]} == NETWORK
    capacities = pd.DataFrame({"value": [12, 99]}, index=["S", "assoc42"])
    found, source = distance.organisation(SERVICE, capacities, own_only=True)
    assert {"source": source["S"], "value": found.at["S", "value"]} == CAPACITY
    found, source = distance.organisation(SERVICE, capacities.loc[["assoc42"]], own_only=True)
    assert source["S"] == "unknown"
    assert found["value"].isna().all()


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_cases() -> None:
    copied.assert_as_shared()
