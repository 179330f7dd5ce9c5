"""Statistics beside an independent library, on random input: 200 rows each, degenerate ones included."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.spatial.distance import jensenshannon
from scipy.stats import percentileofscore, rankdata
from statsmodels.stats.multitest import multipletests

import distance
from distance import Dimension, Scheme, Scores
from distance.at_equal import FEW_PAIRS, at_equal
from distance.kernels import Array, jensen_shannon
from distance.noise import EUROPEAN_BALLOT, GRID, noise_and_threshold
from distance.percentile import percentiles
from distance.regression import KNOTS, PAIRS_PER_KNOT
from distance.tested import adjusted

CASES = 200


def degenerate(rng: np.random.Generator, values: Array) -> Array:
    """Now and then: ties everywhere, unknown values, or one value alone."""
    how = rng.integers(5)
    if how == 0:
        return np.round(values, 1)
    if how == 1:
        return np.where(rng.random(values.shape) < 0.3, np.nan, values)
    return np.full(values.shape, 0.5) if how == 2 else values


def symmetric(rng: np.random.Generator, n: int) -> Array:
    upper = np.triu(degenerate(rng, rng.random((n, n))), 1)
    return upper + upper.T


@pytest.mark.parametrize("seed", range(0, CASES, 50))
def test_what_size_and_minutes_explain_beside_statsmodels(seed: int) -> None:
    for case in range(seed, seed + 50):
        rng = np.random.default_rng(case)
        n = int(rng.integers(3, 24))
        d, minutes, persons = symmetric(rng, n), 60 * rng.random((n, n)), rng.integers(1, 9_000, n).astype(float)
        found = at_equal(d, minutes, persons)
        i, j = np.triu_indices(n, 1)
        y, both = d[i, j], (minutes + minutes.T)[i, j] / 2
        size = np.abs(np.log(persons[i] / persons[j]))
        known = np.isfinite(y)
        y, controls = y[known], [size[known], both[known]]
        assert found.pairs == len(y)
        if len(y) < FEW_PAIRS or np.ptp(y) == 0:
            assert np.isnan(found.explained) and np.isnan(found.residual).all()
            continue
        knots = np.linspace(0, 1, 2 + min(KNOTS, len(y) // PAIRS_PER_KNOT))[1:-1]
        columns = [np.ones(len(y))]
        for x in controls:
            columns += [x, *(np.maximum(0, x - q) for q in np.quantile(x, knots))]
        fitted = sm.OLS(y, np.column_stack(columns)).fit(method="pinv")
        np.testing.assert_allclose(found.explained, fitted.rsquared, atol=1e-6)
        np.testing.assert_allclose(found.residual[i, j][known], fitted.resid, atol=1e-6)


def test_percentiles_beside_scipy() -> None:
    names: list[str] = ["a", "b", "c"]
    of: dict[str, Dimension] = {"a": "cultural", "b": "geographic", "c": "economic"}
    for case in range(CASES // 4):
        rng = np.random.default_rng(case)
        pairs = pd.DataFrame(degenerate(rng, rng.integers(0, 1001, (4, 3)) / 1000), columns=names)
        sample = pd.DataFrame(degenerate(rng, rng.integers(0, 1001, (300, 3)) / 1000), columns=names)
        nested = pd.Series(rng.random(3) + 0.01, names)
        empty = pd.DataFrame(index=pairs.index)
        scheme = Scheme(aggregation="mean")
        found = percentiles(Scores(pairs, *[empty] * 6), nested, of, sample, scheme, least=20)
        for key, row in pairs.iterrows():
            known = [name for name in names if not np.isnan(row[name])]
            told = sample[known].dropna() if known else sample.iloc[:0]
            if len(told) < 20:
                assert np.isnan(found[key])
                continue
            national = np.average(told, axis=1, weights=nested[known]).round(9)
            here = float(np.average(row[known], weights=nested[known]).round(9))
            np.testing.assert_allclose(found[key], percentileofscore(national, here, kind="mean"), atol=1e-6)


def test_composites_beside_numpy() -> None:
    dimensions: list[Dimension] = ["cultural", "administrative", "geographic", "economic"]
    for case in range(CASES // 4):
        rng = np.random.default_rng(case)
        values = pd.DataFrame(degenerate(rng, rng.random((6, 4))), columns=dimensions)
        known = values.notna() * rng.random((6, 4)).clip(0.05)
        scores = Scores(values, known, values, known, values, known, known)
        weights = rng.random(4) * (rng.random(4) < 0.8) + [1e-3, 0, 0, 0]
        cultural, administrative, geographic, economic = map(float, weights)
        scheme = Scheme(cultural, administrative, geographic, economic, min_coverage=1e-9)
        found = distance.composite(scores, scheme)
        squares = distance.composite(scores, replace(scheme, aggregation="quadratic"))
        effective = distance.dimension_weights(scores, scheme)
        for row in range(6):
            w = known.iloc[row].to_numpy() * weights
            if w.sum() == 0:
                assert np.isnan(found[row]) and (effective.iloc[row] == 0).all()
                continue
            x = values.iloc[row].fillna(0)
            np.testing.assert_allclose(found[row], np.average(x, weights=w), atol=1e-12)
            np.testing.assert_allclose(squares[row], np.average(x**2, weights=w) ** 0.5, atol=1e-12)
            np.testing.assert_allclose(effective.iloc[row], w / w.sum(), atol=1e-12)


def test_means_gaps_and_ranks_beside_numpy_and_scipy() -> None:
    for case in range(CASES // 4):
        rng = np.random.default_rng(case)
        n = int(rng.integers(2, 9))
        codes = [f"c{k}" for k in range(n)]
        square, people = degenerate(rng, rng.random((n, n))), rng.integers(0, 50, n).astype(float)
        index = pd.MultiIndex.from_product([codes, codes], names=["origin", "destination"])
        weights = pd.Series(people, codes)
        found = distance.mean_over_others(pd.DataFrame({"d": square.ravel()}, index), weights)["d"]
        for k, code in enumerate(codes):
            others = np.delete(np.arange(n), k)
            w, x = people[others], square[k, others]
            told = w * np.isfinite(x)
            enough = told.sum() > 0 and told.sum() >= 0.5 * w.sum()
            expected = np.average(np.nan_to_num(x), weights=told) if enough else np.nan
            np.testing.assert_allclose(found[code], expected, atol=1e-12)
        own = pd.Series(rng.random(n) < 0.3, codes)
        told = ~own & found.notna() & (weights > 0)
        gaps = distance.gap(found, weights, own)
        if told.any():
            np.testing.assert_allclose(
                gaps[told], found[told] - np.average(found[told], weights=weights[told]), atol=1e-12
            )
        assert gaps[own].isna().all()
        ranked = found.dropna()
        ranks = distance.ranks(ranked, pd.DataFrame({"cultural": 1.0}, ranked.index))
        np.testing.assert_array_equal(ranks, rankdata(-ranked, method="min"))


def test_q_beside_statsmodels() -> None:
    for case in range(CASES):
        rng = np.random.default_rng(case)
        p = degenerate(rng, rng.random(int(rng.integers(1, 160))) ** rng.integers(1, 6))
        known = np.isfinite(p)
        q = adjusted(p)
        assert np.isnan(q[~known]).all()
        if known.any():
            np.testing.assert_allclose(q[known], multipletests(p[known], method="fdr_bh")[1], atol=1e-12)


def test_noise_is_that_of_the_nearest_node_on_it_and_between_beside_it() -> None:
    grid = np.array(GRID, float)
    noise, threshold = noise_and_threshold(grid, grid, EUROPEAN_BALLOT)
    first = 13 / (8 * np.log(2)) * (1 / grid[:, None] + 1 / grid[None, :])
    np.testing.assert_allclose(noise, first * np.array(EUROPEAN_BALLOT.mean), atol=1e-12)
    np.testing.assert_allclose(threshold, first * np.array(EUROPEAN_BALLOT.q95), atol=1e-12)


def test_jensen_shannon_beside_scipy_on_degenerate_counts() -> None:
    rng = np.random.default_rng(0)
    x, y = (rng.integers(0, 4, (CASES, 5)) * rng.integers(1, 40, (CASES, 1)) for _ in range(2))
    for a, b in zip(x.astype(float), y.astype(float), strict=True):
        found = jensen_shannon([a], [b])[0, 0]
        if a.sum() == 0 or b.sum() == 0:
            assert np.isnan(found)
        else:
            np.testing.assert_allclose(found, np.nan_to_num(jensenshannon(a, b, base=2)), atol=1e-7)
