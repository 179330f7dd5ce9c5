"""The indicator sheet of METHOD 2.1: keys, goalposts, units, pairs; how a distance is scored."""

from dataclasses import replace
from math import log, nan

import numpy as np
import pandas as pd
import pytest

import cage
import distance
from distance import COMPONENTS
from distance.expected import expected_shares
from distance.indicator import (
    BETWEEN,
    COMMUNES,
    DESKS,
    ORGANISATION,
    POSITION,
    Linear,
    Measured,
    Saturating,
)

INCOME = COMPONENTS[-1]
LN = {n: float(np.log(n)) for n in (2, 4)}
TO_ALL, TO_COMMUNES, TO_DESK = "all", "communes", "desks"
SHEET = [
    ("values__european_ballot", Linear(0.34), "js", TO_ALL),
    ("social_norms__age_mix", Linear(0.18), "js", TO_ALL),
    ("social_norms__housing_use", Linear(0.35), "js", TO_ALL),
    ("social_norms__occupation_mix", Linear(0.42), "js", TO_ALL),
    ("networks__commuting_basin", Linear(1), "same", TO_ALL),
    ("networks__home_work_flows", Linear(1), "share", TO_ALL),
    ("networks__operator_networks", Linear(1), "share", TO_COMMUNES),
    ("trust__european_turnout", Linear(0.19), "points", TO_ALL),
    ("trust__municipal_turnout", Linear(0.25), "points", TO_COMMUNES),
    ("trust__associations", Linear(LN[4]), "log", TO_ALL),
    ("political_norms__seats_per_inhabitant", Linear(2.0), "log", TO_COMMUNES),
    ("political_norms__executive_seat", Linear(1), "same", TO_COMMUNES),
    ("regulatory_norms__rights_zonings", Linear(1), "zonings", TO_COMMUNES),
    ("regulatory_norms__eligibility", Linear(1), "same", TO_DESK),
    ("regulatory_norms__prices", Linear(LN[2]), "log", TO_DESK),
    ("institutional_norms__levels", Linear(1), "levels", TO_ALL),
    ("institutional_norms__former_border", Linear(1), "memory", TO_ALL),
    ("physical_distance__car_minutes", Saturating(30), "min", TO_ALL),
    ("communication__fibre", Linear(0.5), "points", TO_COMMUNES),
    ("communication__fibre", Linear(0.5), "points", TO_DESK),
    ("communication__desk_closed", Linear(1), "closed", TO_DESK),
    ("communication__town_hall_hours", Linear(28), "h", TO_COMMUNES),
    ("territorial_proximity__contiguity_hops", Linear(8), "borders", TO_ALL),
    ("territorial_proximity__living_area", Linear(1), "same", TO_ALL),
    ("financial_size__potential_per_inhabitant", Linear(LN[2]), "log", TO_COMMUNES),
    ("financial_size__dwelling_base", Linear(0.51), "log", TO_COMMUNES),
    ("financial_size__operating_revenue", Linear(2.9), "log", TO_ALL),
    ("wealth_level__median_income", Linear(0.25), "log", TO_ALL),
]
"""METHOD 2.1, method version 2: changing a goalpost is a new version, and a line of the CHANGELOG."""


def test_keys_goalposts_units_and_pairs_are_those_of_the_sheet() -> None:
    applies = {COMMUNES: TO_COMMUNES, DESKS: TO_DESK}
    every = [pair for c in COMPONENTS for pair in zip(c.columns, c.indicators, strict=True)]
    counted = [(name, i) for name, i in every if not i.brought and i.applies_to != BETWEEN]
    assert [(name, i.score, i.unit, applies.get(i.applies_to, TO_ALL)) for name, i in counted] == SHEET
    assert cage.METHOD_VERSION == 2


def test_organisation_attributes_proxies_and_positions_are_those_of_the_sheet() -> None:
    every = {name: i for c in COMPONENTS for name, i in zip(c.columns, c.indicators, strict=True)}
    indicators = {name: i for name, i in every.items() if i.applies_to != BETWEEN}
    assert {name for name, i in indicators.items() if i.attribute == ORGANISATION} == {
        "regulatory_norms__eligibility", "regulatory_norms__prices", "communication__desk_closed",
        "financial_size__operating_revenue",
    }  # fmt: skip
    assert {name for name, i in indicators.items() if i.brought} == {"values__survey_answers"}
    assert {name for name, i in indicators.items() if i.attribute == POSITION} == {"physical_distance__car_minutes"}
    assert {name.split("__")[0] for name, i in indicators.items() if i.proxy} == {"networks", "trust", "financial_size"}
    assert {i.stand_in_for for i in indicators.values()} == {"", "home_work_flows", "potential_per_inhabitant"}
    assert {name for name, i in indicators.items() if i.follows_epci} == {
        "regulatory_norms__rights_zonings", "institutional_norms__levels", "networks__commuting_basin",
        "territorial_proximity__living_area",
    }  # fmt: skip
    assert {name for name, i in indicators.items() if i.over_parts} == {
        "regulatory_norms__rights_zonings", "institutional_norms__levels",
    }  # fmt: skip


@pytest.mark.parametrize("gone", [(), ("zonings",), ("districts", "housing_zones"), ("zonings", "housing_zones")])
def test_what_is_expected_of_a_share_over_parts_is_what_is_measured(
    toy_tables: dict[str, pd.DataFrame], gone: tuple[str, ...]
) -> None:
    tables = {key: t for key, t in toy_tables.items() if key not in {*gone, "rural", "priority", "jurisdictions"}}
    actors = pd.DataFrame(index=tables["population"].index)
    for component in COMPONENTS:
        for indicator in (i for i in component.indicators if i.over_parts):
            told = [np.isfinite(d).any() for d in indicator.measure(actors, actors, tables).parts.values()]
            alone = replace(component, indicators=(indicator,))
            found = expected_shares([alone], frozenset(tables), cage.RESIDENTS)
            assert found == {component.dimension: pytest.approx(np.mean(told))}


def test_a_linear_score_is_clipped_and_an_unknown_distance_has_no_score() -> None:
    distances = np.array([0.5, 1, 2, 3, 9, nan])
    np.testing.assert_array_equal(Linear(3, low=1)(distances), [0, 0, 0.5, 1, 1, nan])
    np.testing.assert_allclose(Saturating(30)(np.array([0, 30 * log(2), nan])), [0, 0.5, nan])


def test_a_measure_of_the_wrong_shape_is_a_mistake_that_quotes_both() -> None:
    one = replace(INCOME.indicators[0], measure=lambda *_: Measured(np.zeros((1, 1))), needs=(), attribute=POSITION)
    actors = pd.DataFrame({"commune": ["01001", "01002"]}, index=["a", "b"])
    with pytest.raises(ValueError, match=r"median_income.*\(1, 1\).*\(2, 2\)"):
        distance.matrix([replace(INCOME, indicators=(one,))], actors, actors, {}, cage.RESIDENTS)
