"""Is the test of a former border sound, and how long does it take? On CA du Pays Basque, from the reference pack.

- Control: random contiguous perimeters are taken for the old ones, 200 times; their p must be uniform.
- Compactness: neighbours that present EPCIs part, among those that as many random regions of their sizes part.
- Time: 999 random borders, and all that the page reads from them, beside scikit-bio's permanova and Mantel test.
- What the border itself adds to each distance.
"""

import sys
from pathlib import Path
from time import perf_counter

import networkx as nx
import numpy as np
import pandas as pd
from scipy.stats import kstest
from skbio import DistanceMatrix
from skbio.stats.distance import mantel, permanova

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cage
import layers
import merger
from distance.borders import Pairs, border_effects, contiguous_partitions, fault_contrast, matched
from distance.kernels import Array, log_ratio
from distance.merger import Groups, huygens, r2_of_many, symmetric

SIREN, TIMES, SHUFFLES = "200067106", 999, 200
LEVELS = ("composite", "cultural", "administrative", "geographic", "economic")
SETS = (2, 3, 5, 8, 10) * 10
"""Numbers of adjacent EPCIs whose perimeters are drawn anew."""


def controls(study: cage.Study) -> list[Array]:
    """Minutes, and the size of the log ratio of populations."""
    people = study.communes["population"].to_numpy(float)
    return [merger.square(study, cage.MINUTES), np.abs(log_ratio(people, people))]


def uniformity(d: Array, group: Groups, held: list[Array], near: Pairs) -> None:
    """Print how far from uniform the p of random old borders are; the same for communes dealt one by one."""
    drawn = contiguous_partitions(near, group, SHUFFLES + TIMES, 1)
    old, null = drawn[:SHUFFLES], drawn[SHUFFLES:]
    rng = np.random.default_rng(1)
    dealt = np.array([rng.permutation(group) for _ in null])
    every = np.column_stack(np.triu_indices(len(group), 1))
    for label, borders, pairs in (
        ("neighbours", null, near),
        ("all pairs", null, every),
        ("all pairs, communes dealt one by one", dealt, every),
    ):
        p = np.array([border_effects({"d": d}, one, held, pairs, borders)["d"].p for one in old])
        print(f"{label}: {len(p)} shuffles, KS p {kstest(p, 'uniform').pvalue:.3f}, ", end="")
        print(f"p <= 0.05 in {(p <= 0.05).mean():.1%}, p <= 0.1 in {(p <= 0.1).mean():.1%}")


def compactness() -> None:
    """Print where present EPCIs stand among random regions of their sizes, by the neighbours they part."""
    rng = np.random.default_rng(0)
    tables = layers.tables({"adjacency", "membership"}, layers.territory(SIREN))
    edges, epci = tables["adjacency"], tables["membership"][layers.COG].dropna()
    ends = edges.assign(here=edges["a"].map(epci), there=edges["b"].map(epci)).dropna()
    touching = nx.from_pandas_edgelist(ends[ends["here"] != ends["there"]], "here", "there")
    ranks = []
    for count in SETS:
        chosen = {str(rng.choice(sorted(touching)))}
        while len(chosen) < count and (beside := sorted(nx.node_boundary(touching, chosen))):
            chosen.add(str(rng.choice(beside)))
        group, near = _perimeters(epci[epci.isin(chosen)], edges)
        parted = (group[near[:, 0]] != group[near[:, 1]]).sum()
        drawn = contiguous_partitions(near, group, 99, 1)
        by_chance = (drawn[:, near[:, 0]] != drawn[:, near[:, 1]]).sum(axis=1)
        ranks.append(((by_chance < parted).mean() + (by_chance <= parted).mean()) / 2)
    print(
        f"{len(ranks)} sets of 2 to 10 EPCIs: mean rank {np.mean(ranks):.2f} (0.5: as compact as what is drawn), ",
        end="",
    )
    print(f"outside the middle 95 %: {np.mean([not 0.025 <= rank <= 0.975 for rank in ranks]):.0%}")


def _perimeters(epci: pd.Series, edges: pd.DataFrame) -> tuple[Groups, Pairs]:
    rows = pd.Series(np.arange(len(epci)), epci.index)
    inside = edges[edges["a"].isin(rows.index) & edges["b"].isin(rows.index)]
    near = np.column_stack([inside[end].map(rows) for end in ("a", "b")]).astype(np.int64)
    return pd.factorize(epci)[0].astype(np.int64), near


def times(study: cage.Study, group: Groups, held: list[Array], near: Pairs) -> None:
    """Print what the page takes, and scikit-bio for one distance and one statistic."""
    distances = {name: merger.square(study, name) for name in LEVELS}
    every = np.column_stack(np.triu_indices(len(group), 1))
    contiguous_partitions(near, group, 1, 0)  # numba compiles, once per machine
    marks = [perf_counter()]
    null = contiguous_partitions(near, group, TIMES, 0)
    marks.append(perf_counter())
    border_effects(distances, group, held, near, null)
    border_effects(distances, group, held, every, null)
    marks.append(perf_counter())
    for d in distances.values():
        matched(d, group, held[0], held[1], near, null)
        fault_contrast(d, near, group, null)
        r2_of_many(d, null)
    marks.append(perf_counter())
    d = DistanceMatrix(symmetric(distances["composite"]))
    theirs = permanova(d, group, permutations=TIMES, seed=0)
    marks.append(perf_counter())
    mantel(d, DistanceMatrix((group[:, None] != group).astype(float)), permutations=TIMES, seed=0)
    marks.append(perf_counter())
    drawn, effects, others, their_f, their_r = np.diff(marks)
    print(f"{TIMES} random borders {drawn:.2f} s, effects on {len(LEVELS)} distances {effects:.2f} s, ", end="")
    print(f"matching, faults and R2 of all {others:.2f} s: {drawn + effects + others:.2f} s in all")
    print(f"scikit-bio, one distance: permanova {their_f:.2f} s, mantel {their_r:.2f} s; ", end="")
    print(f"F {theirs['test statistic']:.6f}, ours {huygens(distances['composite'], group).f:.6f}")


def main() -> None:
    """Measure and print."""
    whole = cage.study(SIREN)
    study = merger.reading(whole)
    group, held, near = merger.groups(study), controls(study), merger.neighbours(study)
    print(f"{study.territory.name}: {len(group)} communes, {group.max() + 1} former EPCIs, {len(near)} neighbours")
    times(study, group, held, near)
    compactness()
    uniformity(merger.square(study, "composite"), group, held, near)
    null = contiguous_partitions(near, group, TIMES, 0)
    distances = {name: merger.square(study, name) for name in LEVELS}
    distances["composite, former border in"] = merger.square(whole, "composite")
    effects = border_effects(distances, group, held, near, null)
    print(pd.DataFrame({name: vars(effect) for name, effect in effects.items()}).T.to_string(float_format="%.4f"))
    pairs = {name: vars(matched(d, group, held[0], held[1], near, null)) for name, d in distances.items()}
    print(pd.DataFrame(pairs).T.to_string(float_format="%.4f"))


if __name__ == "__main__":
    main()
