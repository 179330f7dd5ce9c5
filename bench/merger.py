"""Is the test of a former border sound, and how long does it take? On CA du Pays Basque, from the reference pack.

- Control: random contiguous perimeters are taken for the old ones, 200 times; their p must be uniform.
- Compactness: neighbours that present EPCIs part, among those that as many random regions of their sizes part.
- Time: the whole page, part by part, its 999 random borders among them, beside scikit-bio's permanova and Mantel test.
- What the border itself adds to each distance.
"""

import logging
import sys
from pathlib import Path
from time import perf_counter

import networkx as nx
import numpy as np
import pandas as pd
import streamlit as st
from scipy.stats import kstest
from skbio import DistanceMatrix
from skbio.stats.distance import mantel, permanova
from streamlit.testing.v1 import AppTest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cage
import layers
import merger
from distance.between import Groups, huygens, symmetric
from distance.borders import Pairs, border_effects, contiguous_partitions, matched
from distance.kernels import Array, log_ratio
from merger import chance
from pages import fusion
from pages.state.choices import study_of

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


def page() -> None:
    """The Fusion page as ``pages.main`` draws it, and the seconds it takes: AppTest runs this body alone."""
    from time import perf_counter, process_time  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from pages import fusion  # noqa: PLC0415
    from pages.state import choices  # noqa: PLC0415

    chosen = choices.choose()
    if chosen is not None and st.query_params.get("partie"):
        start = perf_counter(), process_time()
        fusion.show(chosen)
        st.session_state["seconds"] = perf_counter() - start[0], process_time() - start[1]


def opened(part: str) -> Array:
    """Seconds of the clock, and of processors, that one part takes, drawn; for no part, only the strip of choices."""
    at = AppTest.from_function(page, default_timeout=300)
    at.query_params["epci"], at.query_params["partie"] = SIREN, part
    at.run()
    if at.exception:
        raise RuntimeError(at.exception[0].message)
    return np.array(at.session_state["seconds"] if part else (0.0, 0.0))


def times(d: Array, group: Groups) -> None:
    """Print what each part of the page takes, opened in turn by a first reader, and scikit-bio for one distance."""
    logging.disable(logging.WARNING)
    # Imports, and what numba compiles once per machine.
    for part in fusion.PARTS:
        opened(part)
    st.cache_data.clear()
    st.cache_resource.clear()
    chance.drawn.cache_clear()
    opened("")
    start = perf_counter()
    study_of(SIREN, layers.COG, cage.RESIDENTS, "")
    print(f"study of residents, shared with the other pages: {perf_counter() - start:.2f} s; then, by part:")
    seconds = {part: opened(part) for part in fusion.PARTS}
    print(", ".join(f"{part} {taken[0]:.2f}" for part, taken in seconds.items()), end=" ")
    whole, again = (np.sum(taken, axis=0) for taken in (list(seconds.values()), [opened(p) for p in fusion.PARTS]))
    print(f"s: {whole[0]:.2f} s in all ({whole[1]:.2f} s of processors), {TIMES} random borders among them; ", end="")
    print(f"again, {again[0]:.2f} s ({again[1]:.2f})")
    marks, matrix = [perf_counter()], DistanceMatrix(symmetric(d))
    theirs = permanova(matrix, group, permutations=TIMES, seed=0)
    marks.append(perf_counter())
    mantel(matrix, DistanceMatrix((group[:, None] != group).astype(float)), permutations=TIMES, seed=0)
    marks.append(perf_counter())
    their_f, their_r = np.diff(marks)
    print(f"scikit-bio, one distance: permanova {their_f:.2f} s, mantel {their_r:.2f} s; ", end="")
    print(f"F {theirs['test statistic']:.6f}, ours {huygens(d, group).f:.6f}")


def main() -> None:
    """Measure and print."""
    whole = cage.study(SIREN)
    study = merger.reading(whole)
    group, held, near = merger.groups(study), controls(study), merger.neighbours(study)
    print(f"{study.territory.name}: {len(group)} communes, {group.max() + 1} former EPCIs, {len(near)} neighbours")
    times(merger.square(study, "composite"), group)
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
