"""From distances to composites, ranks and gaps on the toy EPCI, by hand (METHOD 2.3)."""

from collections.abc import Callable
from dataclasses import replace
from math import exp, log, log2, nan, sqrt

import numpy as np
import pandas as pd
import pytest

import cage
import distance
from cage import Study
from distance import COMPONENTS, Component, Scheme
from distance.noise import EUROPEAN_BALLOT, noise_and_threshold
from layers import LayerError

StudyOf = Callable[..., Study]
EPS = 1e-5
DIMENSIONS = ["cultural", "administrative", "geographic", "economic"]


@pytest.fixture
def between(study_of: StudyOf, unloaded: set[str]) -> Study:
    """Commune pairs of the toy EPCI, home-work flows left out so that their proxy counts."""
    unloaded.add("flows")
    return study_of()


def row(table: pd.DataFrame, here: str, there: str) -> pd.Series:
    return pd.Series(table.to_dict("index")[(here, there)])


# The pair 01001 -> 01002, indicator by indicator: what scores 0 or 1 there is read in tests/test_components.py.
TRUST = (0.1 / 0.19 + log(2) / log(4)) / 2
# Networks are known by half, trust by two thirds: they weigh so much.
CULTURAL = (1 + (0 + 1 + 1) / 3 + 0 / 2 + 2 / 3 * TRUST) / (1 + 1 + 1 / 2 + 2 / 3)
# Of the zonings, the compulsory CCAS alone differs.
ADMINISTRATIVE = ((0 + 1) / 2 + (1 + 0 + 0 + 0) / 4 + (0 + 0) / 2) / 3
MINUTES = 5.5573 * 1.3 / 50 * 60
GEOGRAPHIC = ((1 - exp(-MINUTES / 30)) + (0.2 / 0.5 + 14 / 28) / 2 + (1 / 8 + 0) / 2) / 3
ECONOMIC = ((1 + log(4) / 2.9) / 2 + log(1.1) / 0.25) / 2
BY_HAND = [CULTURAL, ADMINISTRATIVE, GEOGRAPHIC, ECONOMIC]
KNOWN = [(1 + 1 + 1 / 2 + 2 / 3) / 4, 1, 1, 1]


def by_hand(*weights: float, power: int = 1) -> float:
    """Composite of the dimensions, each weighing its weight x what is known of it."""
    weighed = [w * k for w, k in zip(weights, KNOWN, strict=True)]
    mean = sum(w * x**power for w, x in zip(weighed, BY_HAND, strict=True)) / sum(weighed)
    return float(mean ** (1 / power))


def test_indicators_average_into_components_then_dimensions(between: Study) -> None:
    found = row(between.scores.dimensions, "01001", "01002")
    np.testing.assert_allclose(found[DIMENSIONS], BY_HAND, atol=EPS)
    np.testing.assert_allclose(row(between.scores.components, "01001", "01002")["trust"], TRUST, atol=EPS)


def test_coverage_is_the_nested_share_known(between: Study) -> None:
    np.testing.assert_allclose(row(between.scores.coverage, "01001", "01002")[DIMENSIONS], KNOWN)
    assert between.coverage[("01001", "01002")] == pytest.approx(sum(KNOWN) / 4)


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (Scheme(), by_hand(1, 1, 1, 1)),
        (Scheme(cultural=3), by_hand(3, 1, 1, 1)),
        (Scheme(aggregation="quadratic"), by_hand(1, 1, 1, 1, power=2)),
        (Scheme(geographic=2, economic=0, aggregation="quadratic"), by_hand(1, 1, 2, 0, power=2)),
        (Scheme(aggregation="profile"), nan),
        (Scheme(min_coverage=0.97), nan),
    ],
)
def test_dimensions_weigh_into_the_composite(between: Study, scheme: Scheme, expected: float) -> None:
    found = replace(between, scheme=scheme).composite[("01001", "01002")]
    assert found == pytest.approx(expected, abs=EPS, nan_ok=True)


def test_a_dimension_wholly_unknown_leaves_the_composite_to_the_others(study_of: StudyOf, unloaded: set[str]) -> None:
    unloaded |= {"potential", "accounts", "income", "dwelling_values"}
    study = study_of()
    assert study.scores.dimensions["economic"].isna().all()
    x, k = (row(t, "01001", "01002")[DIMENSIONS[:3]] for t in (study.scores.dimensions, study.scores.coverage))
    found = np.average(x.astype(float), weights=k.astype(float))
    assert study.composite[("01001", "01002")] == pytest.approx(found)
    assert (study.coverage <= 0.75).all()


def test_under_the_least_coverage_there_is_no_composite(between: Study) -> None:
    between = replace(between, scheme=Scheme(min_coverage=0.8))
    known, enough = between.composite.notna(), between.coverage >= 0.8
    assert not enough.all()
    assert (known == enough).all()


def test_what_does_not_apply_leaves_the_denominator(study_of: StudyOf) -> None:
    scores = study_of(cage.TO_SERVICES).scores
    assert "political_norms" not in scores.components
    assert "communication__town_hall_hours" not in scores.indicators
    assert row(scores.coverage, "01001", "fs-haut")["geographic"] == 1


def by_key(key: str) -> Component:
    return next(component for component in COMPONENTS if component.key == key)


@pytest.mark.parametrize(
    ("loaded", "counts"), [({"zonings"}, "commuting_basin"), ({"zonings", "flows"}, "home_work_flows")]
)
def test_a_proxy_counts_until_what_it_stands_in_for_is_loaded(loaded: set[str], counts: str) -> None:
    index = pd.MultiIndex.from_product([["a", "b"], ["a", "b"]])
    networks = by_key("networks")
    distances = pd.DataFrame(1.0, index, list(networks.columns))
    found = distance.applicable([networks], distances, frozenset(loaded), cage.RESIDENTS)
    assert found == {"networks": (f"networks__{counts}", "networks__operator_networks")}


@pytest.mark.parametrize(
    ("loaded", "known", "counted"), [("income", 1, []), ("income", 2, ["wealth_level"]), ("", 0, ["wealth_level"])]
)
def test_an_indicator_loaded_but_known_for_under_a_quarter_of_the_pairs_is_left_out(
    loaded: str, known: int, counted: list[str]
) -> None:
    index = pd.MultiIndex.from_product([["a", "b", "c"], ["a", "b", "c"]])
    own = index.codes[0] == index.codes[1]
    distances = pd.DataFrame({"wealth_level__median_income": np.where(own, 0.0, nan)}, index)
    distances.iloc[[1, 2][:known]] = 0.1  # one or two of the six pairs of two different communes
    found = distance.applicable([by_key("wealth_level")], distances, frozenset({loaded}), cage.RESIDENTS)
    assert list(found) == counted


@pytest.mark.parametrize(("hidden", "counts"), [("", "home_work_flows"), ("flows", "commuting_basin")])
def test_a_study_counts_the_proxy_only_where_flows_are_missing(
    study_of: StudyOf, unloaded: set[str], hidden: str, counts: str
) -> None:
    unloaded.add(hidden)
    study = study_of()
    assert study.counted["networks"] == (f"networks__{counts}", "networks__operator_networks")
    assert row(study.scores.indicators, "01001", "01003")[f"networks__{counts}"] > 0


@pytest.mark.parametrize(
    ("pair", "theme", "nearest"),
    [
        # 01002 is 0.05 degrees from both: a degree of latitude is a little longer to the north.
        (cage.TO_SERVICES, "acces-aux-droits", ["fs-haut", "fs-haut", "fs-bas", "fs-bas", "fs-bas"]),
        (cage.TO_INSTITUTIONS, "pmi", ["pmi-01002", "pmi-01002", "pmi-01002", "pmi-01004", "pmi-01004"]),
    ],
)
def test_a_commune_towards_places_is_read_from_its_nearest_one(
    study_of: StudyOf, pair: distance.Pair, theme: str, nearest: list[str]
) -> None:
    study = study_of(pair, theme)
    assert list(study.values["destination"]) == nearest
    pairs = list(study.values["destination"].items())
    np.testing.assert_array_equal(study.values["composite"], study.composite.loc[pairs])
    np.testing.assert_array_equal(study.values[list(study.distances)], study.distances.loc[pairs])


def test_equally_near_destinations_are_chosen_by_identifier() -> None:
    index = pd.MultiIndex.from_product([["a", "b"], ["s2", "s1", "s3"]], names=["origin", "destination"])
    minutes = pd.Series([5.0, 5.0, 9.0, nan, nan, nan], index)
    assert list(distance.nearest(minutes)) == [("a", "s1")]


def test_between_communes_a_value_is_the_mean_over_the_inhabitants_of_the_others(between: Study) -> None:
    # From 01001, with 1000, 500, 400 and 100 inhabitants elsewhere; 01005 has no known income.
    income = (1000 * log(1.1) + 500 * log(1.25) + 400 * log(1.5)) / 1900
    border = (500 + 400 + 100) * exp(-0.5) / 2000
    found = between.values.loc["01001"]
    assert found["wealth_level__median_income"] == pytest.approx(income, abs=EPS)
    assert found["institutional_norms__former_border"] == pytest.approx(border, abs=EPS)
    assert found["destination"] == ""


def test_a_noise_reduced_mean_is_the_root_of_the_mean_of_what_is_left_unclipped(between: Study) -> None:
    halves = 1.5 - 0.75 * log2(3)
    raw = {1000: halves, 500: 1, 400: 0, 100: halves}
    voters = {1000: 400.0, 500: 200.0, 400: 160.0, 100: 40.0}
    noise = {
        w: noise_and_threshold(np.array([1400.0]), np.array([n]), EUROPEAN_BALLOT)[0][0, 0] for w, n in voters.items()
    }
    left = {w: raw[w] - noise[w] for w in raw}
    expected = sqrt(sum(w * left[w] for w in raw) / 2000)
    assert between.values.at["01001", "values__european_ballot"] == pytest.approx(expected, abs=EPS)


@pytest.mark.parametrize(("weights", "expected"), [([9, 5, 5], 3.0), ([9, 6, 5], nan), ([0, 0, 1], 3.0)])
def test_a_mean_over_less_than_half_of_the_others_is_unknown(weights: list[float], expected: float) -> None:
    index = pd.MultiIndex.from_product([list("abc"), list("abc")], names=["origin", "destination"])
    values = pd.DataFrame({"d": [0.0, nan, 3.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0]}, index)
    found = distance.mean_over_others(values, pd.Series(weights, list("abc")))
    assert found.at["a", "d"] == pytest.approx(expected, nan_ok=True)


def test_a_gap_is_a_value_less_the_resident_weighted_mean(between: Study) -> None:
    values, persons = between.values["composite"], between.origins["weight"]
    known = persons.where(values.notna(), 0)
    mean = (values.fillna(0) * known).sum() / known.sum()
    np.testing.assert_allclose(between.values["gap"], values - mean)
    assert (between.values["gap"] * known).sum() == pytest.approx(0, abs=1e-6)
    assert list(distance.gap(pd.Series([10.0, 40.0, nan]), pd.Series([2, 1, 9]))[:2]) == [-10, 20]


def test_persons_beyond_a_standard_are_counted_and_an_unknown_count_is_unknown() -> None:
    minutes = pd.Series({"a": 19.0, "b": 20.0, "c": 20.5, "d": nan})
    persons = pd.Series({"a": 1, "b": 10, "c": 100, "d": 1000})
    exact = pd.Series(0.0, minutes.index)
    assert np.isnan(distance.persons_beyond(minutes, persons, 20, exact)).all(), "unknown minutes are on no side"
    minutes, exact = minutes.dropna(), exact.drop("d")
    assert distance.persons_beyond(minutes, persons, 20, exact) == (100, 100, 100)
    assert distance.persons_beyond(minutes, pd.Series({"a": 1.0, "c": 100.0}), 30, exact) == (0, 0, 0)
    assert np.isnan(distance.persons_beyond(minutes, pd.Series({"a": 1.0}), 20, exact)).all()


def test_case_30_persons_beyond_a_standard_on_estimates_are_an_interval() -> None:
    minutes = pd.Series([22.9, 21.9, 20.02, 17.6, 17.5, 1.2])
    persons = pd.Series([300.0, 200, 500, 400, 1000, 9000])
    estimated, measured = pd.Series(2.5, minutes.index), pd.Series(0.0, minutes.index)
    assert distance.persons_beyond(minutes, persons, 20, estimated) == (300, 1000, 1400)
    assert distance.persons_beyond(minutes, persons, 30, estimated) == (0, 0, 0)
    assert distance.persons_beyond(minutes, persons, 20, measured) == (1000, 1000, 1000)


def test_communes_whose_known_dimensions_differ_are_ranked_apart() -> None:
    dimensions = pd.DataFrame({"cultural": 0.1, "economic": [0.2, nan, 0.2, nan, 0.2]}, index=list("abcde"))
    found = distance.ranks(pd.Series([0.5, 0.9, 0.7, 0.1, nan], list("abcde")), dimensions)
    np.testing.assert_array_equal(found, [2, 1, 1, 2, nan])
    assert list(distance.known_dimensions(dimensions)) == ["CE", "C", "CE", "C", "CE"]


@pytest.mark.parametrize(
    "bad",
    [
        {"cultural": -1}, {"economic": nan}, {"geographic": float("inf")}, {"min_coverage": 0}, {"min_coverage": 1.01},
        {"min_coverage": nan}, dict.fromkeys(DIMENSIONS, 0), {"aggregation": "geometric"},
    ],
)  # fmt: skip
def test_a_scheme_refuses_and_quotes(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"got .*" + str(list(bad.values())[-1])):
        replace(Scheme(), **bad)  # type: ignore[arg-type]


def test_themes_and_institutions_present_are_listed_in_display_order(toy: str) -> None:
    assert list(cage.themes(toy)["service"]) == ["acces-aux-droits", "numerique", "ecole"]
    assert list(cage.themes(toy)["institution"]) == ["ccas", "sdsei", "pmi", "epci", "mairie"]


@pytest.mark.parametrize(
    ("siren", "cog", "pair", "theme"),
    [
        ("000000000", 2026, cage.RESIDENTS, ""), ("200000001", 2025, cage.RESIDENTS, ""),
        ("200000001", 2026, cage.TO_SERVICES, "lycee"), ("200000001", 2026, cage.TO_INSTITUTIONS, "inconnu"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("toy")
def test_what_cannot_be_studied_is_said_in_both_languages(
    siren: str, cog: int, pair: distance.Pair, theme: str
) -> None:
    with pytest.raises(LayerError) as error:
        cage.study(siren, cog, pair, theme)
    message = error.value.message
    assert message.fr
    assert message.en
    assert message.fr != message.en
    assert str(error.value) == message.fr
