"""Ours beside a library, and once beside again: the plane of communes, class breaks, columns described.

``python bench/libraries.py``: a minute. Read the ratios, which are of one run, not the seconds.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import jenkspy
import numpy as np
from mapclassify import FisherJenks
from sklearn.manifold import MDS

import cage
from atlas.gis import layers_of
from atlas.tables import dictionary
from distance.plane import among_known, mds
from merger.groups import square

TERRITORY = "200067106"


def seconds(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Processor time of the quickest of several, and what it gave."""
    taken, result = [], None
    for _ in range(times):
        start = time.process_time()
        result = work()
        taken.append(time.process_time() - start)
    return min(taken), result


def plane(study: cage.Study) -> None:
    """The plane by conjugate gradients beside scikit-learn's SMACOF, from as many random starts."""
    d = square(study, "composite")
    known = among_known(d)[0]
    ours, flat = seconds(lambda: mds(d, study.communes[["lon", "lat"]].to_numpy(float)))
    smacof = MDS(2, metric="precomputed", n_init=11, init="random", random_state=0, normalized_stress=True)
    theirs, _ = seconds(lambda: smacof.fit(known), 1)
    print(f"plane of {len(known)} communes: scikit-learn takes {theirs / ours:.1f} times ours; stress-1 ours "
          f"{flat.stress:.4f}, theirs {smacof.stress_:.4f}")  # fmt: skip


def breaks(study: cage.Study) -> None:
    """Natural breaks, and what starting the library costs."""
    values = study.values["composite"].dropna().to_numpy(float)
    ours, jenks = seconds(lambda: jenkspy.jenks_breaks(values, n_classes=5), 20)
    theirs, fisher = seconds(lambda: FisherJenks(values, k=5).bins, 20)
    started = {library: started_in(library) for library in ("jenkspy", "mapclassify")}
    print(f"breaks of {len(values)} values: mapclassify takes {theirs / ours:.1f} times jenkspy, the same ones: "
          f"{np.allclose(jenks[1:], fisher)}; started after pandas: {started}")  # fmt: skip


def started_in(library: str) -> str:
    """Seconds of processor and megabytes that a library adds to a process that has what the first map imports."""
    program = (
        "import time, resource, cage, atlas; memory = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        f"a, b = time.process_time(), memory(); "
        f"import {library}; print(f'{{time.process_time() - a:.2f}} s, {{(memory() - b) / 1024:.0f}} MB')"
    )
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def described(study: cage.Study) -> None:
    """The columns of a GeoPackage, described each once or each time that one is named."""
    held = [(str(name), layer.of) for layer in layers_of(study, "fr") for name in layer.table if name != "geometry"]
    named = 3 * held
    describe = dictionary.describer(study)
    again, _ = seconds(lambda: [dictionary.describer(study)(*at) for at in named], 1)
    once, _ = seconds(lambda: [describe(*at) for at in named], 1)
    print(f"{len(named)} columns described in {again:.2f} s each time, {once:.2f} s once: {again / once:.1f} times")


if __name__ == "__main__":
    between = cage.study(TERRITORY, 2026, cage.RESIDENTS)
    plane(between)
    breaks(between)
    described(between)
