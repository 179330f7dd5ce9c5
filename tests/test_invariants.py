"""What must hold whatever the figures (METHOD 5.1), on the toy EPCI."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import nan
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import cage
import distance
import layers
from cage import Study
from distance import COMPONENTS, Aggregation, Dimension, Pair, Scheme, Scores
from distance.kernels import Array
from layers import LayerError

StudyOf = Callable[..., Study]
Tables = dict[str, pd.DataFrame]
DIRECTED = "physical_distance__car_minutes"
FORMER_BORDER = "institutional_norms__former_border"


@pytest.fixture
def residents(toy: str) -> pd.DataFrame:
    place = layers.territory(toy)
    actors = layers.actors(place, layers.communes(place))
    return actors[actors["kind"] == "resident"]


def between(residents: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    return distance.matrix(COMPONENTS, residents, residents, tables, cage.RESIDENTS)


def ending(table: pd.DataFrame, *ends: str) -> list[str]:
    return [str(column) for column in table if str(column).endswith(ends)]


def test_nothing_is_far_from_itself_but_in_minutes(residents: pd.DataFrame, toy_tables: Tables) -> None:
    own = between(residents, toy_tables).loc[[(code, code) for code in residents.index]]
    distances = own.drop(columns=[DIRECTED, *ending(own, "__floor", "__few")])
    assert (distances.fillna(0) == 0).all(axis=None)
    assert (own[DIRECTED] > 0).all()


def test_distances_between_communes_are_symmetric_and_signed_parts_antisymmetric(
    residents: pd.DataFrame, toy_tables: Tables
) -> None:
    measured = between(residents, toy_tables).drop(columns=DIRECTED)
    signed = ending(measured, "__signed")
    for column in measured:
        square = measured[column].to_numpy().reshape(len(residents), -1)
        back = -square.T if column in signed else square.T
        np.testing.assert_allclose(square, back, atol=1e-6, err_msg=str(column))


LEVELS = ["institutional_norms__levels", "institutional_norms__levels__epci"]


def test_a_merger_of_perimeters_moves_the_epci_level_and_the_former_border_only_bit_for_bit(
    residents: pd.DataFrame, toy_tables: Tables
) -> None:
    # Rule 9, with the seats and executives of one date on both sides.
    history = toy_tables["membership"]
    before = between(residents, toy_tables | {"membership": history[[2019, 2020]]})
    after = between(residents, toy_tables)
    moved = [column for column in before if not before[column].equals(after[column])]
    assert moved == [*LEVELS, FORMER_BORDER]
    for column in moved:
        assert (before[column] >= after[column]).all()


def test_a_merger_of_the_studys_year_moves_the_level_alone(residents: pd.DataFrame, toy_tables: Tables) -> None:
    history = toy_tables["membership"]
    before = between(residents, toy_tables | {"membership": history[[2019, 2020]]})
    after = between(residents, toy_tables | {"membership": history[[2019, 2020, 2021]]})
    assert [column for column in before if not before[column].equals(after[column])] == LEVELS


def test_an_indicator_made_unknown_never_raises_the_weight_of_what_it_is_in(study_of: StudyOf) -> None:
    study, rng = study_of(), np.random.default_rng(0)
    component_of = {name: c for c in COMPONENTS for name in study.counted.get(c.key, ())}
    for name, component in component_of.items():
        hidden = rng.random(len(study.distances)) < 0.5
        parts = [column for column in study.distances if str(column).startswith(name)]
        distances = study.distances.copy()
        distances.loc[hidden, parts] = nan
        less = distance.scores(distances, COMPONENTS, study.counted, study.pair)
        dimensions = [distance.dimension_weights(s, study.scheme) for s in (study.scores, less)]
        assert (dimensions[1][component.dimension] <= dimensions[0][component.dimension] + 1e-9).all()
        inside = list(study.counted[component.key])
        before, after = (
            distance.effective_weights(s, COMPONENTS, study.scheme)[inside].sum(axis=1) for s in (study.scores, less)
        )
        assert (after <= before + 1e-9).all()


def test_the_order_of_communes_changes_nothing(residents: pd.DataFrame, toy_tables: Tables) -> None:
    backwards = {need: table.iloc[::-1] for need, table in toy_tables.items()}
    expected, found = between(residents, toy_tables), between(residents.iloc[::-1], backwards)
    pd.testing.assert_frame_equal(found.loc[expected.index], expected, atol=1e-6)


def test_the_codes_of_communes_change_nothing(residents: pd.DataFrame, toy_tables: Tables) -> None:
    new = {f"0100{n}": f"2A00{9 - n}" for n in range(1, 6)}
    renamed = {
        need: table.rename(index=new).replace(new) for need, table in toy_tables.items() if need != "eligibility"
    }
    expected, found = between(residents, toy_tables), between(residents.rename(index=new).replace(new), renamed)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_units_and_multiples_of_counts_change_nothing(residents: pd.DataFrame, toy_tables: Tables) -> None:
    scaled = {need: toy_tables[need] * 1000 for need in ("income", "potential", "accounts")}
    votes = toy_tables["european_2024"] * 7
    expected, found = between(residents, toy_tables), between(residents, toy_tables | scaled | {"european_2024": votes})
    changed = [c for c in expected if not np.allclose(found[c], expected[c], atol=1e-6, equal_nan=True)]
    assert changed == ["values__european_ballot", "values__european_ballot__floor"]


@pytest.fixture
def given_twice(toy: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """``given_twice(file)``: the toy SIREN, once a file of the pack gives commune 01004 twice."""
    caches = (sys.modules["layers.source"]._read, sys.modules["layers.communes"]._listed)

    def spoil(file: str) -> str:
        for cache in caches:
            cache.cache_clear()
        for name in ("layers.source", "layers.communes"):
            real = sys.modules[name].raw
            monkeypatch.setattr(
                sys.modules[name],
                "raw",
                lambda n, real=real: pd.concat([real(n), real(n).iloc[[3]]]) if n == file else real(n),
            )
        return toy

    yield spoil
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("file", ["income_2021.parquet", "membership.parquet", "communes.parquet"])
def test_a_commune_given_twice_is_refused_and_named(given_twice: Callable[[str], str], file: str) -> None:
    with pytest.raises(LayerError, match="01004") as error:
        cage.study(given_twice(file))
    assert "01004" in error.value.message.en


def test_a_duplicated_indicator_changes_equal_weights(study_of: StudyOf) -> None:
    study = study_of()
    component = next(c for c in COMPONENTS if c.key == "social_norms")
    again = replace(component.indicators[0], key="age_again")
    wider = replace(component, indicators=(*component.indicators, again))
    distances = study.distances.assign(social_norms__age_again=study.distances["social_norms__age_mix"])
    counted = {wider.key: (*study.counted[wider.key], "social_norms__age_again")}
    found = distance.scores(distances, [wider], counted, study.pair).components
    pair = ("01001", "01002")
    assert study.scores.components.to_dict("index")[pair]["social_norms"] == pytest.approx((0 + 1 + 1) / 3)
    assert found.to_dict("index")[pair]["social_norms"] == pytest.approx((0 + 0 + 1 + 1) / 4)


@pytest.mark.parametrize("pair", cage.PAIRS)
def test_effective_weights_times_scores_give_every_composite_again(study_of: StudyOf, pair: Pair) -> None:
    study = replace(study_of(pair), scheme=Scheme(cultural=1, administrative=2, geographic=3, economic=0.5))
    weights, known = study.effective_weights, study.composite.notna()
    np.testing.assert_allclose(weights[known].sum(axis=1), 1)
    again = (weights * study.scores.indicators.fillna(0)).sum(axis=1)
    np.testing.assert_allclose(again[known], study.composite[known], rtol=1e-6)
    parts = study.contributions.sum(axis=1, min_count=1)
    np.testing.assert_allclose(parts, study.values["composite"], rtol=1e-5)


def without(scores: Scores, dimension: str) -> Scores:
    """The same scores, as if the dimension and its components had never existed."""
    gone = [c for c in COMPONENTS if c.dimension == dimension]
    keys, columns = [c.key for c in gone], [name for c in gone for name in c.columns]
    return Scores(
        scores.indicators.drop(columns=columns, errors="ignore"),
        scores.known.drop(columns=columns, errors="ignore"),
        scores.components.drop(columns=keys, errors="ignore"),
        scores.component_coverage.drop(columns=keys, errors="ignore"),
        scores.dimensions.drop(columns=dimension),
        scores.coverage.drop(columns=dimension),
        scores.judged.drop(columns=dimension),
    )


ZERO: dict[Dimension, Scheme] = {
    "cultural": Scheme(cultural=0),
    "administrative": Scheme(administrative=0),
    "geographic": Scheme(geographic=0),
    "economic": Scheme(economic=0),
}


@pytest.mark.parametrize("dimension", ZERO)
@pytest.mark.parametrize("aggregation", ["mean", "quadratic"])
def test_a_weight_of_zero_equals_dropping_the_dimension(
    study_of: StudyOf, dimension: Dimension, aggregation: Aggregation
) -> None:
    scores = study_of().scores
    dropped, zero = without(scores, dimension), replace(ZERO[dimension], aggregation=aggregation)
    plain = Scheme(aggregation=aggregation)
    pd.testing.assert_series_equal(distance.composite(scores, zero), distance.composite(dropped, plain))
    pd.testing.assert_series_equal(distance.coverage(scores, zero), distance.coverage(dropped, plain))
    weights = distance.effective_weights(scores, COMPONENTS, zero)[list(dropped.indicators)]
    pd.testing.assert_frame_equal(weights, distance.effective_weights(dropped, COMPONENTS, plain))


def test_a_weight_of_zero_ranks_together_what_only_that_dimension_told_apart(
    study_of: StudyOf, unloaded: set[str]
) -> None:
    unloaded.add("income")  # leaves 01004 with no known economy
    study = replace(study_of(), scheme=Scheme(economic=0))
    ranked = study.values[["composite", "rank"]].dropna()
    assert "01004" in ranked.index
    np.testing.assert_array_equal(ranked["rank"], ranked["composite"].rank(ascending=False))


def test_another_scheme_measures_nothing_again(study_of: StudyOf, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(module: ModuleType, name: str) -> None:
        real = getattr(module, name)

        def call(first: object, *more: object, **how: object) -> object:
            calls.append(getattr(first, "key", name))
            return real(first, *more, **how)

        monkeypatch.setattr(module, name, call)

    counted(distance, "matrix")
    counted(distance.indicator, "_measure")
    counted(distance, "scores")
    study = study_of()
    measured = [i.key for c in COMPONENTS for i in c.indicators if cage.RESIDENTS in i.applies_to]
    assert calls == ["matrix", *measured, "scores", "scores"], "as they are shown, and as means take them"
    for scheme in (Scheme(cultural=5), Scheme(aggregation="quadratic"), Scheme(min_coverage=1)):
        other = replace(study, scheme=scheme)
        assert list(other.values["composite"]) != list(study.values["composite"])
        assert not other.contributions.empty
    assert len(calls) == len(measured) + 3


NEEDED = {need for c in COMPONENTS for i in c.indicators for need in i.needs if not i.brought}


@pytest.mark.parametrize("need", sorted(NEEDED))
def test_a_need_is_loaded_whatever_its_table_is_indexed_by(toy: str, need: str) -> None:
    place = layers.territory(toy)
    assert need in layers.tables([need], place)
    assert 0 < layers.coverage(layers.BY_KEY[need], place) <= 1


@given(arrays(float, (4, 4), elements=st.floats(0, 1) | st.just(nan)), arrays(float, 4, elements=st.floats(0.01, 5)))
def test_a_composite_lies_between_its_dimensions_and_the_quadratic_one_is_not_below(
    values: Array, weights: Array
) -> None:
    dimensions = pd.DataFrame(values, columns=list(ZERO))
    known_share = dimensions.notna().astype(float)
    scores = Scores(dimensions, known_share, dimensions, known_share, dimensions, known_share, known_share)
    cultural, administrative, geographic, economic = weights
    scheme = Scheme(cultural, administrative, geographic, economic, min_coverage=1e-6)
    mean = distance.composite(scores, scheme)
    quadratic = distance.composite(scores, replace(scheme, aggregation="quadratic"))
    known = mean.notna()
    assert (known == dimensions.notna().any(axis=1)).all()
    assert (mean[known] <= dimensions.max(axis=1)[known] + 1e-9).all()
    assert (mean[known] >= dimensions.min(axis=1)[known] - 1e-9).all()
    assert (quadratic[known] >= mean[known] - 1e-9).all()
