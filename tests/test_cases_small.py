"""Reference cases 30 to 32 of ../shared/cases: estimates as intervals, small numbers, national percentile."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

import distance
from atlas.ranking import first
from distance import Component, Dimension, Indicator, Pair, Scheme, Scores
from distance.indicator import Linear, Measured
from distance.noise import AGE_MIX, EUROPEAN_BALLOT, OCCUPATION_MIX, noise_and_threshold
from distance.percentile import aggregated, percentiles
from i18n import Text
from tests.reference_cases import Copied, close

copied = Copied()
TOLERANCE = 1e-9
BETWEEN = Pair("resident", "resident")

C30 = "30_minutes_are_intervals"
COMMUNES_30: list[dict[str, Any]] = copied(
    C30,
    "inputs.communes",
    [
        {"id": "a", "persons": 300, "desks": [[22.9, 0.41], [26.0, 0.35]]},
        {"id": "b", "persons": 200, "desks": [[21.9, 0.4], [23.1, 0.3], [26.8, 0.55], [27.0, 0.1]]},
        {"id": "c", "persons": 500, "desks": [[20.02, 0.38]]},
        {"id": "d", "persons": 400, "desks": [[17.6, 0.36], [22.6, 0.44]]},
        {"id": "e", "persons": 1000, "desks": [[17.5, 0.33], [19.9, 0.33]]},
        {"id": "f", "persons": 9000, "desks": [[1.2, 0.05], [6.3, 0.2]], "own_desk": True},
    ],
)
DESKS_30 = {
    "a": (0.41, 0.35, 0.41, 2), "b": (0.4, 0.3, 0.55, 3), "c": (0.38, 0.38, 0.38, 1), "d": (0.36, 0.36, 0.44, 2),
    "e": (0.33, 0.33, 0.33, 2), "f": (0.05, 0.05, 0.05, 1),
}  # fmt: skip
ON_A_NETWORK = {key: (value, value, value, 1) for key, (value, *_) in DESKS_30.items()}
for how, desks in (("estimated", DESKS_30), ("network", ON_A_NETWORK)):
    for key, figures in desks.items():
        copied(C30, f"expected.{how}.desks.{key}", dict(zip(("value", "low", "high", "within"), figures, strict=True)))
BEYOND = {
    ("estimated", 20): copied(C30, "expected.estimated.beyond_20", {"low": 300, "central": 1000, "high": 1400}),
    ("estimated", 30): copied(C30, "expected.estimated.beyond_30", {"low": 0, "central": 0, "high": 0}),
    ("network", 20): copied(C30, "expected.network.beyond_20", {"low": 1000, "central": 1000, "high": 1000}),
}
GAP = copied(C30, "expected.gap", {"a": 0.04875, "b": 0.03875, "c": 0.01875, "d": -0.00125, "e": -0.03125, "f": None})
MEAN_OVER_OTHERS = copied(C30, "expected.mean_over_others", 0.36125)
TIED = copied(C30, "expected.estimated.tied_at_the_top", ["a", "b", "c"])
IN_ORDER = copied(C30, "expected.network.named_in_order", 3)
copied(C30, "expected.estimated.named_in_order", 0)
OWN_DESK = copied(C30, "expected.residents_with_their_own_desk", 9000)

PAIRS_30 = pd.DataFrame(
    [(c["id"], f"{c['id']}{n}", *desk) for c in COMMUNES_30 for n, desk in enumerate(c["desks"])],
    columns=["origin", "destination", "minutes", "score"],
).set_index(["origin", "destination"])
PERSONS_30 = pd.Series({c["id"]: float(c["persons"]) for c in COMMUNES_30})
NEAREST_30 = PAIRS_30["minutes"].groupby(level="origin").min()


@pytest.mark.parametrize(("how", "error"), [("estimated", 5.0), ("network", 1.0)])
def test_30_the_range_of_the_desks_within_the_error(how: str, error: float) -> None:
    found = distance.within_error(PAIRS_30["minutes"], PAIRS_30["score"], pd.Series(error, PERSONS_30.index))
    chosen = distance.nearest(PAIRS_30["minutes"])
    values = PAIRS_30["score"].loc[chosen].droplevel("destination")
    expected = DESKS_30 if how == "estimated" else ON_A_NETWORK
    close(pd.concat([values, found], axis=1).loc[list(expected)], list(expected.values()), TOLERANCE)


@pytest.mark.parametrize(("how", "standard"), BEYOND)
def test_30_persons_beyond_a_standard_are_an_interval(how: str, standard: int) -> None:
    error = pd.Series(2.5 if how == "estimated" else 0.0, PERSONS_30.index)
    found = distance.persons_beyond(NEAREST_30, PERSONS_30, standard, error)
    assert found._asdict() == BEYOND[how, standard]


def test_30_a_gap_is_to_the_mean_of_those_without_a_desk_of_their_own() -> None:
    own = pd.Series({c["id"]: c.get("own_desk", False) for c in COMMUNES_30})
    values = PAIRS_30["score"].loc[distance.nearest(PAIRS_30["minutes"])].droplevel("destination")
    close(distance.gap(values, PERSONS_30, own)[list(GAP)], list(GAP.values()), TOLERANCE)
    close(distance.weighted_mean(values[~own], PERSONS_30), MEAN_OVER_OTHERS, TOLERANCE)
    assert PERSONS_30[own].sum() == OWN_DESK


def test_30_no_order_inside_the_error() -> None:
    ranked = NEAREST_30.sort_values(ascending=False)
    estimated, measured = first(ranked, lead=5), first(ranked, lead=1)
    assert estimated.tied and sorted(estimated.keys) == TIED
    assert not measured.tied and len(measured.keys) == IN_ORDER


C31 = "31_small_numbers"
RATIOS = {"age_mix": AGE_MIX, "occupation_mix": OCCUPATION_MIX, "european_ballot": EUROPEAN_BALLOT}
TABLE_31: list[dict[str, Any]] = copied(
    C31,
    "expected.table",
    [
        {"indicator": "age_mix", "n": 20, "m": 200, "f2": 0.021820762493, "threshold": 0.065938376844},
        {"indicator": "occupation_mix", "n": 10, "m": 30, "f2": 0.127798735705, "threshold": 0.277358121611},
        {"indicator": "european_ballot", "n": 50, "m": 100, "f2": 0.074340272088, "threshold": 0.123361246209},
        {"indicator": "european_ballot", "n": 20, "m": 1000, "f2": 0.128411039526, "threshold": 0.202301190761},
        {"indicator": "european_ballot", "n": 40, "m": 70, "f2": 0.095564262122, "threshold": 0.158608781791},
        {"indicator": "occupation_mix", "n": 7, "m": 4000, "f2": 0.148042855487, "threshold": 0.298260914179},
        {"indicator": "european_ballot", "n": 5000, "m": 8000, "f2": 0.000779447555, "threshold": 0.001340985041},
        {"indicator": "age_mix", "n": 4, "m": 300, "f2": None, "threshold": None},
    ],
)
SQUARES = copied(C31, "inputs.d2_f2", [[0.05, 0.03], [0.01, 0.03], [0.03, 0.03], [0.2, 0.02]])
GOALPOST, WEIGHTS_31 = copied(C31, "inputs.goalpost", 0.34), copied(C31, "inputs.weights", [1, 2, 1, 1])
SHOWN = copied(C31, "expected.shown", [0.415945165404, 0.0, 0.0, 1.0])
AVERAGED = copied(C31, "expected.averaged", [0.415945165404, -0.415945165404, 0.0, 1.0])
MEAN_31 = copied(C31, "expected.mean", 0.116810966919)
for key, ratios in RATIOS.items():
    copied(C31, f"inputs.table.{key}.mean", [list(row) for row in ratios.mean])
    copied(C31, f"inputs.table.{key}.q95", [list(row) for row in ratios.q95])


@pytest.mark.parametrize("row", TABLE_31, ids=lambda row: f"{row['indicator']}-{row['n']}-{row['m']}")
def test_31_noise_and_threshold_of_few_persons(row: dict[str, Any]) -> None:
    n, m = np.array([float(row["n"])]), np.array([float(row["m"])])
    noise, threshold = noise_and_threshold(n, m, RATIOS[row["indicator"]])
    close(noise, [[row["f2"]]], TOLERANCE)
    close(threshold, [[row["threshold"]]], TOLERANCE)
    back, _ = noise_and_threshold(m, n, RATIOS[row["indicator"]])
    close(back, noise.T, TOLERANCE)


def test_31_a_pair_shows_its_clipped_score_and_means_take_the_unclipped_one() -> None:
    square, floor = np.array(SQUARES, float).T
    reduced = np.sqrt(np.maximum(0, square - floor))
    index = pd.MultiIndex.from_product([["a"], list("wxyz")], names=["origin", "destination"])
    name = "values__ballot"
    distances = pd.DataFrame({name: reduced, f"{name}__raw": square**0.5, f"{name}__floor": floor**0.5}, index)
    said = Text("", "")
    ballot = Indicator("ballot", said, "", lambda *_: Measured(reduced), Linear(GOALPOST), said, ())
    component = Component("values", "cultural", said, said, (ballot,))
    shown, averaged = (
        distance.scores(distances, (component,), {"values": (name,)}, BETWEEN, unclipped=how).dimensions["cultural"]
        for how in (False, True)
    )
    close(shown, SHOWN, TOLERANCE)
    close(averaged, AVERAGED, TOLERANCE)
    weights = pd.Series(WEIGHTS_31, list("wxyz"), dtype=float)
    close(distance.mean_over_others(averaged.to_frame(), weights), [[MEAN_31]], TOLERANCE)


C32 = "32_national_percentile"
SAMPLE: dict[str, list[int]] = copied(
    C32,
    "inputs.sample_thousandths",
    {
        "age": [100, 200, 300, 400, 500, 600, 700, -1],
        "seats": [0, 500, 500, 1000, -1, 250, 750, 100],
        "minutes": [300, 400, 500, 600, 700, 800, 900, 200],
        "income": [100, -1, 300, 300, 300, 900, 100, 100],
    },
)
NESTED = copied(
    C32,
    "inputs.nested_weights",
    {
        "age": 0.0625, "seats": 0.041666666666666664, "minutes": 0.08333333333333333, "income": 0.125,
        "fibre": 0.041666666666666664,
    },
)  # fmt: skip
PAIRS_32: dict[str, dict[str, float | None]] = copied(
    C32,
    "inputs.pairs",
    {
        "u": {"age": 0.45, "seats": 0.4, "minutes": 0.65, "income": 0.3, "fibre": 0.2},
        "v": {"age": 0.45, "seats": 0.4, "minutes": 0.65, "income": None, "fibre": None},
        "w": {"age": 0.3, "seats": 0.5, "minutes": 0.5, "income": 0.3, "fibre": None},
        "z": {"age": None, "seats": None, "minutes": 0.65, "income": None, "fibre": 0.2},
    },
)
PERCENTILES = {
    "u": copied(C32, "expected.u.percentile", 40.0),
    "v": copied(C32, "expected.v.percentile", 50.0),
    "w": copied(C32, "expected.w.percentile", 30.0),
    "z": copied(C32, "expected.z.percentile", None),
}
OVER_COMMON = {
    "u": copied(C32, "expected.u.value_over_common", 0.436666666667),
    "v": copied(C32, "expected.v.value_over_common", 0.527777777778),
}
DIMENSION_OF: dict[str, Dimension] = {
    "age": "cultural", "seats": "administrative", "minutes": "geographic", "fibre": "geographic", "income": "economic",
}  # fmt: skip


def test_32_the_percentile_is_among_pairs_that_know_the_same_indicators() -> None:
    pairs = pd.DataFrame.from_dict(PAIRS_32, orient="index").astype(float)[list(NESTED)]
    none = pd.DataFrame(index=pairs.index)
    scores = Scores(pairs, none, none, none, none, none, none)
    sample = pd.DataFrame(SAMPLE, dtype=float).where(lambda x: x >= 0) / 1000
    nested = pd.Series(NESTED)
    found = percentiles(scores, nested, DIMENSION_OF, sample, Scheme(), least=5)
    close(found[list(PERCENTILES)], list(PERCENTILES.values()), TOLERANCE)
    assert percentiles(scores, nested, DIMENSION_OF, sample, Scheme()).isna().all(), "1,000 pairs are wanted"
    for key, expected in OVER_COMMON.items():
        common = [name for name in SAMPLE if not np.isnan(pairs.at[key, name])]
        value = aggregated(pairs.loc[[key], common].to_numpy(), nested[common].to_numpy(), np.array(common), Scheme())
        close(value, [expected], TOLERANCE)


def test_32_a_heavier_dimension_weighs_more_and_a_longer_distance_is_no_lower() -> None:
    rng = np.random.default_rng(0)
    values = np.sort(rng.random(200))
    pairs = pd.DataFrame({"age": values, "income": values})
    none = pd.DataFrame(index=pairs.index)
    scores = Scores(pairs, none, none, none, none, none, none)
    sample = pd.DataFrame(rng.random((2000, 2)), columns=["age", "income"])
    for weight in (0.1, 1.0):
        nested = pd.Series({"age": 0.25, "income": 0.25 * weight})
        found = percentiles(scores, nested, DIMENSION_OF, sample, Scheme(aggregation="quadratic"))
        assert all(low <= high for low, high in pairwise(found))


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_cases() -> None:
    copied.assert_as_shared()
