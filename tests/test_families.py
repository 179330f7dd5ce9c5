"""Families of communes and the plane: by hand, against scikit-learn and SciPy; toy distances, and the real pack."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import procrustes
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import MDS
from sklearn.metrics import adjusted_rand_score, silhouette_score

import cage
from distance.families import MAX_FAMILIES, Families, agreement, edges, families, stability
from distance.kernels import Array
from distance.plane import mds
from i18n import Text

POINTS = np.array([0.0, 1, 2, 10, 11, 12, 13.0])
"""Toy communes on a line: three, then four."""


def line(points: Array) -> Array:
    return np.abs(points[:, None] - points)


def cloud(seed: int, n: int = 24, dimensions: int = 2) -> Array:
    return np.random.default_rng(seed).random((n, dimensions))


def test_two_groups_on_a_line_are_two_families_the_largest_first() -> None:
    found = families(line(POINTS))
    assert found.labels.tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert (found.k, found.sizes, found.left_out) == (2, (4, 3), ())
    # By hand: 1 is nearest to 0 and 2 (sum 2); 11 and 12 tie (sum 4), and 11 is nearer to all.
    assert found.medoids == (4, 1)


def test_the_silhouette_of_two_groups_by_hand_and_the_whole_curve_by_scikit_learn() -> None:
    found = families(line(POINTS))
    # a: mean distance inside; b: to the other group. 0: 1.5, 11.5; 1: 1, 10.5; 2: 1.5, 9.5 ...
    a = np.array([1.5, 1, 1.5, 2, 4 / 3, 4 / 3, 2])
    b = np.array([11.5, 10.5, 9.5, 9, 10, 11, 12])
    assert found.silhouette[2] == pytest.approx(float((1 - a / b).mean()))
    assert set(found.silhouette) == {2, 3, 4, 5, 6}
    for k, value in found.silhouette.items():
        labels = families(line(POINTS), k=k).labels
        assert value == pytest.approx(silhouette_score(line(POINTS), labels, metric="precomputed"))


def test_a_number_that_is_asked_for_is_given_whatever_the_silhouette() -> None:
    found = families(line(POINTS), k=4)
    assert found.k == 4 and len(set(found.labels.tolist())) == 4
    assert max(found.silhouette, key=lambda k: found.silhouette[k]) == 2


def test_of_numbers_as_good_the_smaller_is_taken() -> None:
    # All as far from one another: every silhouette is 0.
    found = families(1 - np.eye(6))
    assert set(found.silhouette.values()) == {0} and found.k == 2


@given(seed=st.integers(0, 200))
def test_order_of_communes_changes_nothing_and_both_directions_are_averaged(seed: int) -> None:
    d = squareform(pdist(cloud(seed, dimensions=3)))
    shuffled = np.random.default_rng(seed).permutation(len(d))
    skew = np.triu(np.full_like(d, 0.01), 1)
    first, second = families(d), families((d + skew - skew.T)[np.ix_(shuffled, shuffled)])
    assert first.k == second.k
    assert adjusted_rand_score(first.labels[shuffled], second.labels) == 1
    assert set(first.medoids) == {int(shuffled[row]) for row in second.medoids}


@given(seed=st.integers(0, 100), k=st.integers(2, 8))
def test_with_neighbours_every_family_is_in_one_piece(seed: int, k: int) -> None:
    d = squareform(pdist(cloud(seed, 36, 4)))
    at = np.arange(36).reshape(6, 6)
    edges = np.concatenate(
        [np.stack([at[:, :-1], at[:, 1:]], -1).reshape(-1, 2), np.stack([at[:-1], at[1:]], -1).reshape(-1, 2)]
    )
    found = families(d, edges, k)
    for family in range(k):
        rows = np.flatnonzero(found.labels == family)
        inside = edges[np.isin(edges, rows).all(axis=1)]
        graph = coo_array((np.ones(len(inside)), np.searchsorted(rows, inside).T), shape=(len(rows), len(rows)))
        assert connected_components(graph, directed=False)[0] == 1


def test_islands_are_joined_where_they_are_nearest() -> None:
    # 0-1-2 and 3-4-5-6 do not touch: three families are still possible, and two are the two islands.
    edges = np.array([[0, 1], [1, 2], [3, 4], [4, 5], [5, 6]])
    assert families(line(POINTS), edges, 2).labels.tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert len(set(families(line(POINTS), edges[:2], 3).labels.tolist())) == 3


def test_a_commune_of_unknown_distances_is_left_out_and_nothing_is_imputed() -> None:
    d = line(POINTS)
    d[3, :] = d[:, 3] = np.nan
    found = families(d)
    assert found.left_out == (3,) and found.labels[3] == -1
    rest = families(line(np.delete(POINTS, 3)))
    assert np.delete(found.labels, 3).tolist() == rest.labels.tolist()
    assert found.silhouette == rest.silhouette


def test_too_few_known_communes_make_no_families() -> None:
    d = line(POINTS[:5])
    with pytest.raises(ValueError, match="5 communes with known distances cannot make 5 families"):
        families(d, k=5)
    d[:3] = np.nan
    with pytest.raises(ValueError, match="2 communes with known distances cannot make 2 families"):
        families(d)


def test_at_most_twelve_families_are_looked_at() -> None:
    assert max(families(squareform(pdist(cloud(1, 40)))).silhouette) == MAX_FAMILIES


def test_stability_is_one_with_the_same_distances_and_compares_what_both_know() -> None:
    found = families(line(POINTS))
    partly, mixed = line(POINTS), line(POINTS[[0, 3, 1, 4, 2, 5, 6]])
    partly[0, :] = partly[:, 0] = np.nan
    unknown = np.full_like(partly, np.nan)
    same, less, other, none = (Text(name, name) for name in ("same", "less", "other", "none"))
    stable = stability(found, {same: line(POINTS), less: partly, other: mixed, none: unknown})
    assert stable[same] == stable[less] == 1
    assert stable[other] == pytest.approx(adjusted_rand_score([1, 1, 1, 0, 0, 0, 0], [1, 0, 1, 0, 1, 0, 0]))
    assert np.isnan(stable[none])


CULTURAL, GEOGRAPHIC = Text("Culturelle", "Cultural"), Text("Géographique", "Geographic")


def partition(silhouette: dict[int, float], *sizes: int) -> Families:
    return Families(np.repeat(np.arange(len(sizes)), sizes), len(sizes), silhouette, tuple(range(len(sizes))), ())


@pytest.mark.parametrize(
    ("found", "stable", "verdict"),
    [
        (partition({2: 0.25, 3: 0.2}, 5, 4), {CULTURAL: 1.0}, "none"),
        (partition({2: 0.5, 3: 0.4}, 5, 4), {CULTURAL: 1.0}, "blurred"),
        (partition({2: 0.9, 3: 0.4}, 5, 4), {CULTURAL: 0.3}, "blurred"),
        (partition({2: 0.9, 3: 0.4}, 8, 1), {}, "apart"),
        (partition({2: 0.3, 3: 0.7}, 5, 4), {}, "blurred"),
        (partition({2: 0.9}, 5, 4), {CULTURAL: float("nan")}, "clear"),
    ],
)
def test_no_more_is_claimed_than_is_shown(found: Families, stable: dict[Text, float], verdict: str) -> None:
    assert edges(found, stable) == verdict


@given(seed=st.integers(0, 300), groups=st.integers(1, 6))
def test_the_index_is_that_of_scikit_learn_for_every_draw(seed: int, groups: int) -> None:
    random = np.random.default_rng(seed)
    mine, theirs, null = random.integers(0, 4, 20), random.integers(0, groups, 20), random.integers(0, groups, (30, 20))
    theirs[:2], null[:, :2] = (0, 1), (2, 3)
    found = agreement(mine, theirs, null)
    drawn = [adjusted_rand_score(row, mine) for row in null]
    assert found.ari == pytest.approx(adjusted_rand_score(theirs, mine), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.05, 0.95])), abs=1e-12)


def test_shuffled_perimeters_agree_by_chance_only_and_the_same_ones_wholly() -> None:
    former = np.repeat(np.arange(5), 12)
    found = agreement(former, former, np.random.default_rng(0).permuted(np.tile(former, (999, 1)), axis=1))
    assert found.ari == 1
    assert -0.1 < found.low < 0 < found.high < 0.1


def test_where_few_perimeters_are_possible_nothing_is_said_of_chance() -> None:
    """Of 99 draws, four are the former perimeters under other names: they alone reach 5 %; three do not."""
    former, other = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 0, 1])
    four, three = (np.array([1 - former] * times + [other] * (99 - times)) for times in (4, 3))
    found = agreement(former, former, four)
    assert found.ari == 1
    assert np.isnan([found.low, found.high]).all()
    assert agreement(former, former, three).high < 1
    assert np.isnan(agreement(former, former, four[:0]).high)


def test_a_commune_in_no_family_or_no_former_epci_is_not_compared() -> None:
    former = np.array([0, 0, 1, 1, 0, -1])
    assert agreement(np.array([0, 0, 1, 1, -1, 1]), former, np.tile([0, 1, 0, 1, 0, -1], (30, 1))).ari == 1


def lonlat(xy: Array) -> Array:
    """Toy degrees around 45° N, as far apart east-west as north-south."""
    return xy / [np.cos(np.radians(45)), 1] * 0.01 + [2, 45]


@given(seed=st.integers(0, 30))
def test_distances_of_a_plane_are_laid_as_they_are_and_as_the_map_lies(seed: int) -> None:
    xy = cloud(seed)
    found = mds(squareform(pdist(xy)), lonlat(xy), seed)
    assert found.stress < 0.01 and found.word.fr == "bonne"
    np.testing.assert_allclose(found.xy, xy - xy.mean(axis=0), atol=0.02)


def test_the_plane_is_turned_as_scipy_turns_it_and_never_stretched() -> None:
    d, real = squareform(pdist(cloud(5, dimensions=5))), lonlat(cloud(6))
    found = mds(d, real)
    flat = np.column_stack([real[:, 0] * np.cos(np.radians(real[:, 1].mean())), real[:, 1]])
    map_, turned, _ = procrustes(flat, found.xy)
    again = procrustes(map_, found.xy @ np.array([[0.0, 1], [1, 0]]))[1]
    np.testing.assert_allclose(turned, again, atol=1e-9)
    # Already in place: SciPy has only the scale left to change.
    scale = np.linalg.norm(found.xy - found.xy.mean(axis=0)) / np.linalg.norm(turned)
    np.testing.assert_allclose(turned * scale, found.xy - found.xy.mean(axis=0), atol=1e-9)


def test_stress_one_is_that_of_the_distances_drawn_and_is_read_in_words() -> None:
    d = squareform(pdist(cloud(8, 30, 8)))
    found = mds(d, lonlat(cloud(9, 30)))
    drawn = pdist(found.xy)
    assert found.stress == pytest.approx(np.sqrt(((squareform(d) - drawn) ** 2).sum() / (drawn**2).sum()))
    assert found.stress > 0.2 and found.word.fr == "mauvaise"
    assert mds(d, lonlat(cloud(9, 30))).xy.tobytes() == found.xy.tobytes()


@pytest.mark.parametrize("seed", range(4))
def test_no_plane_of_smacof_has_less_stress(seed: int) -> None:
    d = squareform(pdist(cloud(seed, 40, 6)))
    scaling = MDS(2, metric="precomputed", init="random", n_init=4, random_state=seed, normalized_stress=False)
    theirs = pdist(scaling.fit_transform(d))
    stress = np.sqrt(((squareform(d) - theirs) ** 2).sum() / (theirs**2).sum())
    assert mds(d, lonlat(cloud(seed, 40))).stress <= stress * 1.005


def test_what_is_unknown_is_not_drawn_and_a_commune_without_a_point_still_is() -> None:
    xy = cloud(4, 12)
    d, real = squareform(pdist(xy)), lonlat(xy)
    d[2, :] = d[:, 2] = np.nan
    real[7] = np.nan
    found = mds(d, real)
    assert found.left_out == (2,)
    assert np.isnan(found.xy[2]).all() and np.isfinite(np.delete(found.xy, 2, axis=0)).all()
    kept = np.delete(np.arange(12), 2)
    np.testing.assert_allclose(pdist(found.xy[kept]), pdist(xy[kept]), atol=0.02)
    with pytest.raises(ValueError, match="cannot be laid"):
        mds(np.full((4, 4), np.nan), real[:4])


def test_ca_du_pays_basque_has_a_coast_and_an_inland_with_blurred_edges() -> None:
    study = cage.study("200067106")
    n = len(study.communes)
    found = families(study.composite.to_numpy(float).reshape(n, n))
    assert found.sizes == (121, 37) and found.left_out == ()
    names = study.communes["name"]
    coast = set(names[found.labels == 1])
    assert {"Bayonne", "Biarritz", "Anglet", "Hendaye", "Saint-Jean-de-Luz"} <= coast
    assert {"Mauléon-Licharre", "Saint-Palais", "Saint-Jean-Pied-de-Port"}.isdisjoint(coast)
    assert found.silhouette[2] == pytest.approx(0.36, abs=0.01)
    assert edges(found, {}) == "blurred"


@pytest.mark.parametrize("n", [3, 4, 12])
def test_communes_that_are_all_alike_are_one_point(n: int) -> None:
    alike, lonlat = np.zeros((n, n)), np.arange(2.0 * n).reshape(n, 2)
    flat = mds(alike, lonlat)
    assert (flat.xy == 0).all() and flat.stress == 0
    assert np.isfinite(mds(alike, np.full((n, 2), np.nan)).xy).all()
    two = 1.0 - np.equal.outer(np.arange(n) < 2, np.arange(n) < 2)
    assert np.isfinite(mds(two, lonlat).xy).all() and mds(two, np.full((n, 2), np.nan)).stress < 0.01
    if n > 3:
        assert families(alike).k == 2 and sum(families(alike).sizes) == n
        assert families(two).sizes == (n - 2, 2)


def test_fewer_communes_than_make_a_plane_are_refused() -> None:
    for n in (1, 2):
        with pytest.raises(ValueError, match="known distances"):
            mds(np.zeros((n, n)), np.zeros((n, 2)))
        with pytest.raises(ValueError, match="known distances"):
            families(np.zeros((n, n)))
    assert np.isnan(agreement(np.zeros(3, int), np.array([-1, -1, 0]), np.zeros((9, 3), int)).ari)
