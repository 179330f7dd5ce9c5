"""Each indicator of the method on the toy EPCI, against arithmetic written here (figures: tests/data/toy)."""

from collections.abc import Callable
from math import cos, exp, log, log2, nan, pi, radians, sin, sqrt

import numpy as np
import pandas as pd
import pytest

import cage
import distance
import layers
from distance import COMPONENTS, Pair, noise

Measure = Callable[..., pd.Series]
Expected = list[tuple[str, dict[str, float]]]
VOTES, AGES, JOBS = noise.EUROPEAN_BALLOT, noise.AGE_MIX, noise.OCCUPATION_MIX
EPS = 1e-5
"""Distances are kept in float32."""

HALVES = sqrt(1.5 - 0.75 * log2(3))
"""Jensen-Shannon distance between (1, 0) and (1/2, 1/2): H(3/4, 1/4) - H(1/2, 1/2) / 2, rooted."""


def floor2(ratios: noise.Ratios, n: float, m: float) -> float:
    """Expected divergence of two samples of one population, in bits (its table: case 31)."""
    return float(noise.noise_and_threshold(np.array([n]), np.array([m]), ratios)[0][0, 0])


def reduced(distance: float, ratios: noise.Ratios, n: float, m: float) -> float:
    return sqrt(max(0, distance**2 - floor2(ratios, n, m)))


@pytest.fixture
def measure(toy: str) -> Measure:
    """``measure(column, pair)``: one column of what its component measures on the toy EPCI."""
    place = layers.territory(toy)
    actors = layers.actors(place, layers.communes(place))

    def between(column: str, pair: Pair = cage.RESIDENTS, **instead: pd.DataFrame | None) -> pd.Series:
        origins, destinations = (actors[actors["kind"] == kind] for kind in pair)
        component = next(c for c in COMPONENTS if c.key == column.partition("__")[0])
        needs = {need for indicator in component.indicators for need in (*indicator.needs, *indicator.wants)}
        found = {need: layers.BY_KEY[need].table(place.cog) for need in needs} | instead
        tables = {need: table for need, table in found.items() if table is not None}
        return distance.matrix([component], origins, destinations, tables, pair)[column]

    return between


CULTURAL: Expected = [
    # Votes (700, 0, 700), (400, 0, 0), (0, 200, 0), (80, 0, 80), (40, 0, 0); valid 1400, 400, 200, 160, 40.
    ("values__european_ballot", {
        "1>2": reduced(HALVES, VOTES, 1400, 400), "1>3": reduced(1, VOTES, 1400, 200), "1>4": 0, "2>5": 0,
        "4>5": reduced(HALVES, VOTES, 160, 40),
    }),
    ("values__european_ballot__raw", {"1>2": HALVES, "1>3": 1, "1>4": 0, "2>5": 0}),
    ("values__european_ballot__floor", {"1>2": sqrt(floor2(VOTES, 1400, 400)), "4>5": sqrt(floor2(VOTES, 160, 40))}),
    ("values__european_ballot__noisy", {"1>2": 0, "1>4": 1, "2>5": 1, "1>1": 0}),
    # Ages in the same shares, but all of 3 are adults: (1/4, 1/2, 1/4) and (0, 1, 0) are as far as HALVES.
    ("social_norms__age_mix", {"1>3": reduced(HALVES, AGES, 4000, 500), "3>5": reduced(HALVES, AGES, 500, 100)}),
    ("social_norms__age_mix__raw", {"1>2": 0, "1>3": HALVES}),
    # Dwellings (1600, 0, 0), (300, 300, 0), (0, 200, 0), (150, 0, 50), none: no noise is taken off.
    ("social_norms__housing_use", {"1>2": HALVES, "1>3": 1, "2>3": HALVES, "1>5": nan}),
    # Half managers and half intermediate; all managers; all farmers. One person in four answered.
    ("social_norms__occupation_mix", {"1>2": reduced(HALVES, JOBS, 200, 25), "1>3": reduced(1, JOBS, 200, 25)}),
    ("social_norms__occupation_mix__raw", {"1>2": HALVES, "1>3": 1, "1>4": 0, "1>5": nan}),
    ("networks__commuting_basin", {"1>2": 0, "1>3": 1, "3>4": 0, "1>5": nan}),
    # Exchanged: 1-2 100 + 300, 1-3 50 + 150. Flows of each, its own commuters left out: 660, 500, 220, 80.
    ("networks__home_work_flows", {"1>2": 1 - 400 / 500, "1>3": 1 - 200 / 220, "2>3": 1, "3>1": 1 - 200 / 220}),
    # Under 200 moves: the cosine of (100, 50) and (60, 20) towards 2, 3 and 1, 3 is 50 x 20 / (sqrt 12500 x sqrt 4000).
    ("networks__home_work_flows", {"1>4": 1 - 1000 / sqrt(12500 * 4000), "4>1": 1 - 1000 / sqrt(12500 * 4000)}),
    ("networks__home_work_flows__few", {"1>2": 0, "1>4": 1, "1>5": nan}),
    # {france-services, ccas-cias}, none but a school, {france-services, departements}, {ccas-cias}.
    ("networks__operator_networks", {"1>3": 1 - 1 / 3, "1>4": 1 - 1 / 2, "3>4": 1, "1>2": nan, "2>2": nan}),
    # 1500 / 3000, 480 / 800, 260 / 400, 180 / 300; 90 voters of 80 registered are not plausible.
    ("trust__european_turnout", {"1>2": 0.1, "1>3": 0.15, "2>4": 0, "1>5": nan}),
    ("trust__european_turnout__signed", {"1>2": 0.1, "3>2": -0.05}),
    # 1800 / 3000, one list only, 300 / 400, 180 / 300, one list only.
    ("trust__municipal_turnout", {"1>3": 0.15, "1>4": 0, "1>2": nan, "2>5": nan}),
    # 40 / 4000, 20 / 1000, 20 / 500 associations per inhabitant; none in 4.
    ("trust__associations", {"1>2": log(2), "1>3": log(4), "1>4": nan, "1>5": nan}),
    ("trust__associations__signed", {"3>1": -log(4)}),
]  # fmt: skip
ADMINISTRATIVE: Expected = [
    # 8 / 4000, 2 / 1000, 2 / 500, 1 / 400 seats per inhabitant; none recorded in 5.
    ("political_norms__seats_per_inhabitant", {"1>2": 0, "1>3": log(2), "3>4": log(0.004 / 0.0025), "1>5": nan}),
    ("political_norms__seats_per_inhabitant__signed", {"1>3": log(2), "3>1": -log(2)}),
    ("political_norms__executive_seat", {"1>2": 1, "1>4": 0, "2>3": 0, "1>5": nan}),
    # CCAS from 1,500 inhabitants in 1 only; ZRR in 3, 4 and 5; APL zones 2 2 3 3; ABC zones C C C B2.
    ("regulatory_norms__rights_zonings", {"1>2": 1 / 4, "1>3": 3 / 4, "2>3": 2 / 4, "3>4": 1 / 4, "3>5": 0}),
    ("regulatory_norms__rights_zonings__apl", {"1>2": 0, "2>3": 1, "3>5": nan}),
    ("regulatory_norms__rights_zonings__ccas", {"1>2": 1, "2>3": 0}),
    ("regulatory_norms__rights_zonings__zrr", {"1>2": 0, "2>3": 1}),
    # Arrondissements 1 1 1 2 2; cantons 1 1 2 2 unknown; constituencies 1 1 1, then unknown (split).
    # All in one EPCI.
    ("institutional_norms__levels", {"1>2": 0, "1>3": 1 / 4, "1>4": 2 / 3, "3>4": 1 / 3, "4>5": 0}),
    ("institutional_norms__levels__arrondissement", {"1>3": 0, "1>4": 1}),
    ("institutional_norms__levels__canton", {"1>3": 1, "4>5": nan}),
    ("institutional_norms__levels__constituency", {"1>3": 0, "1>4": nan}),
    # Together since 1 January 2021, five years before the study.
    ("institutional_norms__former_border", {"1>2": 0, "1>3": exp(-0.5), "4>2": exp(-0.5), "3>5": 0}),
]  # fmt: skip
GEOGRAPHIC: Expected = [
    ("communication__fibre", {"1>2": 0.2, "2>3": 0.3, "1>5": nan}),
    ("communication__fibre__signed", {"1>2": -0.2, "3>2": 0.3}),
    ("communication__town_hall_hours", {"1>2": 14, "1>3": 28, "3>4": 7, "1>5": nan}),
    ("communication__town_hall_hours__signed", {"1>3": -28, "3>4": 7}),
    # 1 - 2 - 3 - a commune of the neighbour EPCI - 4; 5 is an island.
    ("territorial_proximity__contiguity_hops", {"1>1": 0, "1>2": 1, "1>3": 2, "3>4": 2, "1>4": 4, "1>5": nan}),
    ("territorial_proximity__living_area", {"1>2": 0, "1>3": 1, "3>4": 0, "1>5": nan}),
]  # fmt: skip
ECONOMIC: Expected = [
    ("financial_size__potential_per_inhabitant", {"1>2": log(2), "1>3": 0, "1>4": nan, "1>5": log(900 / 700)}),
    ("financial_size__potential_per_inhabitant__signed", {"1>2": log(2), "2>1": -log(2)}),
    # 3000 x 1600 / 4000, 2400 x 600 / (1000 + 300), 1800 x 200 / (500 + 200), 2000 x 200 / 400 euros an inhabitant.
    ("financial_size__dwelling_base", {"1>2": log(1200 * 13 / 14400), "1>4": log(1.2), "1>5": nan}),
    ("financial_size__dwelling_base__signed", {"1>3": log(3600 / 7 / 1200), "4>1": log(1.2)}),
    ("financial_size__operating_revenue", {"1>2": log(4), "1>3": log(8), "1>4": nan}),
    ("financial_size__operating_revenue__signed", {"1>3": -log(8), "3>2": log(2)}),
    ("wealth_level__median_income", {"1>2": log(1.1), "1>4": log(1.5), "1>5": nan}),
    ("wealth_level__median_income__signed", {"1>2": log(1.1), "4>1": -log(1.5)}),
]  # fmt: skip


def check(found: pd.Series, expected: dict[str, float]) -> None:
    """``"1>3"`` is the pair from 01001 to 01003; a destination may be a service or an institution."""
    pairs = [pair.split(">") for pair in expected]
    index = [(f"0100{here}", f"0100{there}" if there.isdigit() else there) for here, there in pairs]
    np.testing.assert_allclose(found.loc[index], list(expected.values()), rtol=0, atol=EPS)


@pytest.mark.parametrize(("column", "expected"), CULTURAL + ADMINISTRATIVE + GEOGRAPHIC + ECONOMIC)
def test_between_two_communes(measure: Measure, column: str, expected: dict[str, float]) -> None:
    check(measure(column), expected)


# The zone of fs-haut is 1 and 2. Prices: 2 at home in 1, 4 in 2; fs-haut asks 2. Budgets: 4, 1 and 0.5 million in the
# communes, 2 for the operator of fs-haut, 1 for fs-bas itself. Desks open 28 and 14 hours of 35.
TO_DESKS: Expected = [
    ("regulatory_norms__eligibility", {"1>fs-haut": 0, "3>fs-haut": 1, "1>num-01004": nan, "1>fs-bas": nan}),
    ("regulatory_norms__prices", {"1>fs-haut": 0, "2>fs-haut": log(2), "4>fs-haut": nan, "1>fs-bas": nan}),
    ("regulatory_norms__prices__signed", {"2>fs-haut": -log(2)}),
    ("communication__fibre", {"1>fs-bas": 0, "3>fs-haut": 0.5, "5>fs-haut": nan}),
    ("communication__desk_closed", {"1>fs-haut": 1 - 28 / 35, "2>fs-bas": 1 - 14 / 35, "1>num-01001": nan}),
    ("financial_size__operating_revenue", {"1>fs-haut": log(2), "3>fs-bas": log(2), "1>num-01001": nan}),
    ("financial_size__operating_revenue__signed", {"1>fs-haut": -log(2), "3>fs-bas": log(2)}),
    ("values__european_ballot", {"2>fs-haut": reduced(HALVES, VOTES, 1400, 400), "3>fs-bas": 0}),
    ("wealth_level__median_income", {"1>fs-bas": log(1.25)}),
]  # fmt: skip


@pytest.mark.parametrize(("column", "expected"), TO_DESKS)
def test_from_a_commune_to_a_service(measure: Measure, column: str, expected: dict[str, float]) -> None:
    check(measure(column, cage.TO_SERVICES), expected)


def meridian_km(south: float, north: float) -> float:
    """Kilometres along a meridian of WGS 84: its radius of curvature at the middle, times the angle."""
    e2, middle = 0.00669437999014, radians((south + north) / 2)
    return 6378.137 * (1 - e2) / (1 - e2 * sin(middle) ** 2) ** 1.5 * radians(north - south)


def test_minutes_are_the_straight_line_with_a_detour_at_50_km_h(measure: Measure) -> None:
    found = measure("physical_distance__car_minutes")
    for there, north in (("01002", 46.05), ("01003", 46.10), ("01004", 46.20)):
        assert found.at[("01001", there)] == pytest.approx(meridian_km(46, north) * 1.3 / 50 * 60, rel=1e-5)


def test_minutes_inside_a_commune_are_half_the_radius_of_a_disc_of_its_area(measure: Measure) -> None:
    # 0.05 degrees each way at 46 N: 5.557 km by 0.05 x 111.32 x cos(46) = 3.873 km.
    half_radius = 0.5 * sqrt(meridian_km(45.975, 46.025) * 111.32 * 0.05 * cos(radians(46)) / pi)
    found = measure("physical_distance__car_minutes")
    assert found.at[("01001", "01001")] == pytest.approx(half_radius * 1.56, rel=0.005)
    assert (found > 0).all()


def test_a_service_near_the_point_of_its_commune_is_no_nearer_than_that(measure: Measure) -> None:
    found = measure("physical_distance__car_minutes", cage.TO_SERVICES).to_dict()
    inside = measure("physical_distance__car_minutes").to_dict()[("01001", "01001")]
    assert found[("01001", "fs-haut")] == inside
    assert found[("01002", "num-01001")] == pytest.approx(meridian_km(46.01, 46.05) * 1.56, rel=1e-5)


def history(**by_year: str) -> pd.DataFrame:
    """One letter a commune: the EPCI of 01001, 01002 ... on 1 January of each year (``y2019="AAB.."``)."""
    columns = {int(year[1:]): [None if e == "." else e for e in letters] for year, letters in by_year.items()}
    return pd.DataFrame(columns, index=[f"0100{n}" for n in range(1, 6)], dtype=object)


def test_memory_of_a_former_border_fades_from_the_first_year_together(measure: Measure) -> None:
    # 1 and 2 never seen apart; 3 joins in 2021; 4 joins, leaves and joins again in 2025; 5 is elsewhere.
    membership = history(y2019="AABBB", y2020="AABAB", y2021="AAAAB", y2024="AAABB", y2025="AAAAB", y2026="AAAAB")
    expected = {"1>2": 0, "1>3": exp(-0.5), "1>4": exp(-0.1), "3>4": exp(-0.1), "1>5": 1, "5>5": 0}
    check(measure("institutional_norms__former_border", membership=membership), expected)


def test_a_border_is_not_seen_in_an_unknown_year_and_is_unknown_today(measure: Measure) -> None:
    membership = history(y2016="A.B..", y2019="AAABB", y2026="AAAA.")
    expected = {"1>2": 0, "1>3": exp(-0.7), "2>3": 0, "1>4": exp(0), "1>5": nan}
    check(measure("institutional_norms__former_border", membership=membership), expected)


@pytest.mark.parametrize("pair", cage.PAIRS)
def test_what_is_not_loaded_is_a_column_of_unknown_values(measure: Measure, pair: Pair) -> None:
    for component in COMPONENTS:
        for name, indicator in zip(component.columns, component.indicators, strict=True):
            if pair in indicator.applies_to and indicator.needs:
                assert measure(name, pair, **{indicator.needs[0]: None}).isna().all()


def test_a_chain_of_neighbours_may_leave_the_territory_and_an_unknown_commune_is_unreachable(measure: Measure) -> None:
    adjacency = pd.DataFrame({"a": ["01001", "99001"], "b": ["99001", "01003"]})
    expected = {"1>3": 2, "1>2": nan, "2>2": 0}
    check(measure("territorial_proximity__contiguity_hops", adjacency=adjacency), expected)


@pytest.mark.parametrize("column", ["trust__associations", "political_norms__seats_per_inhabitant"])
def test_a_rate_in_a_commune_without_inhabitants_is_unknown(measure: Measure, column: str) -> None:
    population = pd.DataFrame({"population": [4000.0, 1000.0, 0.0]}, index=["01001", "01002", "01003"])
    check(measure(column, population=population), {"1>3": nan, "3>2": nan})
