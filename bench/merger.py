"""Is the test of a former border sound, and how long does it take? On CA du Pays Basque, from the reference pack.

- Drawing: seconds, and how many random borders compare with the old one.
- Control: comparable borders are taken for the old one, 200 times; their p must be uniform beside others of their kind,
  and are shown beside naive ones.
- Time: the whole page, part by part, its 999 random borders among them, beside scikit-bio's permanova and Mantel test.
- What the border itself adds to each distance.
"""

import logging
import sys
from pathlib import Path
from time import perf_counter

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
from atlas.readings import READINGS
from distance.between import Groups, huygens, symmetric
from distance.borders import border_effects, matched
from distance.draws import OldBorder, random_borders
from distance.kernels import Array, log_ratio
from merger import chance
from pages.state.choices import study_of

SIREN, TIMES, SHUFFLES = "200067106", 999, 200
PARTS = [one.key for one in READINGS if one.screen == "fusion"]
LEVELS = ("composite", "cultural", "administrative", "geographic", "economic")


def controls(study: cage.Study) -> list[Array]:
    """Minutes, and the size of the log ratio of populations."""
    people = study.communes["population"].to_numpy(float)
    return [merger.square(study, cage.MINUTES), np.abs(log_ratio(people, people))]


def uniformity(d: Array, old: OldBorder, held: list[Array]) -> None:
    """Print how far from uniform the p of random old borders are, beside borders of the same kind and naive ones.

    Naive: contiguous, with as many communes, but neither the persons nor the minutes of the old one.
    """
    found = np.unique(random_borders(old).groups, axis=0)
    found = np.random.default_rng(1).permutation(found)
    olds, null = found[:SHUFFLES], found[SHUFFLES:]
    ones = OldBorder(old.neighbours, np.ones_like(old.minutes), old.group, np.ones_like(old.persons))
    rng = np.random.default_rng(1)
    dealt = np.array([rng.permutation(old.group) for _ in null])
    for label, borders in (
        ("matched: persons, pieces, minutes", null),
        ("naive: as many communes", random_borders(ones).groups),
        ("communes dealt one by one", dealt),
    ):
        p = np.array([border_effects({"d": d}, one, held, old.neighbours, borders)["d"].p for one in olds])
        print(f"{label}: {len(p)} shuffles beside {len(borders)}, KS p {kstest(p, 'uniform').pvalue:.3f}, ", end="")
        print(f"p <= 0.05 in {(p <= 0.05).mean():.1%}, p <= 0.1 in {(p <= 0.1).mean():.1%}")


def drawing(old: OldBorder) -> None:
    """Print the seconds that comparable borders take, how many are kept of those ended, and how many differ."""
    start = perf_counter()
    found = random_borders(old)
    kept = len(found.groups)
    print(f"drawn in {perf_counter() - start:.1f} s: {kept} kept of {found.ended} ended, {found.distinct} distinct")


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
    for part in PARTS:
        opened(part)
    st.cache_data.clear()
    st.cache_resource.clear()
    opened("")
    start = perf_counter()
    study_of(SIREN, layers.COG, cage.RESIDENTS, "")
    print(f"study of residents, shared with the other pages: {perf_counter() - start:.2f} s; then, by part:")
    seconds = {part: opened(part) for part in PARTS}
    print(", ".join(f"{part} {taken[0]:.2f}" for part, taken in seconds.items()), end=" ")
    whole, again = (np.sum(taken, axis=0) for taken in (list(seconds.values()), [opened(p) for p in PARTS]))
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
    minutes = symmetric(merger.square(study, cage.MINUTES))[near[:, 0], near[:, 1]]
    old = OldBorder(near.astype(np.int64), minutes, group, study.communes["population"].to_numpy(float))
    drawing(old)
    chance.random_borders(whole)
    times(merger.square(study, "composite"), group)
    uniformity(merger.square(study, "composite"), old, held)
    found = chance.effects(whole)
    print(pd.DataFrame({name: vars(effect) for name, effect in found.items()}).T.to_string(float_format="%.4f"))
    pairs = {name: vars(matched(merger.square(study, name), group, held[0], held[1], near)) for name in LEVELS}
    print(pd.DataFrame(pairs).T.to_string(float_format="%.4f"))


if __name__ == "__main__":
    main()
