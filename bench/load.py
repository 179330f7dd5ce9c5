"""Time the cutting and the loading of a territory from national files, beside pandas ``read_csv`` of the same file.

Each national file of the folder is put in a drop folder, as a reader would; the product recognises it, reads it, checks
it, carries it to the communes of 2026 and keeps it as Parquet; then the territory's rows are read from there, in a new
process. The peer only parses the text. Both in one run: read the ratios. Home-work flows, for which no real file is
here, are drawn at random in INSEE's layout, at their true size: a measure of speed, no figure.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from layers import BY_KEY, COG, store
from layers.load import Wanted, load
from layers.reference import raw

SIREN = "200067106"
FLOWS = 1_000_000
AGAIN = """
import sys
from time import perf_counter
import layers
from cage import NEEDS
place = layers.territory(sys.argv[1])
start = perf_counter()
layers.loaded(NEEDS, place)
print(perf_counter() - start)
"""


def flows(path: Path) -> Path:
    """A million pairs of communes drawn at random, in INSEE's layout."""
    codes = raw("communes.parquet")["commune"].to_numpy()
    rng = np.random.default_rng(20_261_123)
    pairs = np.unique(rng.integers(0, len(codes), (FLOWS, 2)), axis=0)
    table = pd.DataFrame({"CODGEO": codes[pairs[:, 0]], "LIBGEO": "", "DCLT": codes[pairs[:, 1]], "L_DCLT": ""})
    table["NBFLUX_C22_ACTOCC15P"] = rng.gamma(1.0, 20.0, len(table)).round(6)
    table.to_csv(path, sep=";", index=False)
    return path


def timed(action: Callable[[], object]) -> float:
    """Seconds it takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


def cut(one: Wanted) -> None:
    """From the drop folder to the Parquet table."""
    (outcome,) = load([one], COG, lambda *_: None, again=True)
    if outcome.status != "dropped":
        msg = f"{one.source.key}: {outcome.status} {outcome.problem}"
        raise RuntimeError(msg)


def main() -> None:
    """Print one line per file, then the time of a second load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of publishers' files")
    data = parser.parse_args().data
    with tempfile.TemporaryDirectory() as folder:
        store.HOME = Path(folder)
        store.drop().mkdir()
        files = {
            "income": (data / "filosofi" / "cc_filosofi_2021_COM.csv", ";"),
            "france_services": (data / "france_services" / "liste-fs-20240801.csv", ","),
            "flows": (flows(Path(folder) / "base-flux-mobilite-domicile-lieu-travail-2022.csv"), ";"),
        }
        print(f"{'source':16} {'rows':>9} {'cut (s)':>8} {'read_csv':>9} {'ratio':>6}")
        for key, (path, separator) in files.items():
            (store.drop() / path.name).write_bytes(path.read_bytes())
            one = Wanted(BY_KEY[key], max(BY_KEY[key].published), "france")
            peer = timed(partial(pd.read_csv, path, sep=separator, dtype=str))
            ours = timed(partial(cut, one))
            rows = len(store.read(store.parts(key, one.year, set()), (), ()))
            print(f"{key:16} {rows:9,} {ours:8.2f} {peer:9.2f} {ours / peer:6.1f}")
        answer = subprocess.run(
            [sys.executable, "-c", AGAIN, SIREN],
            env=os.environ | {"CAGE_CACHE": folder, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        print(f"second load of {SIREN}, new process: {float(answer.stdout):.2f} s")


if __name__ == "__main__":
    main()
