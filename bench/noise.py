"""Simulate the noise of compositions from few persons again (METHOD 2.3, rule 6), beside the constants shipped.

For each composition, n and m: pairs of samples of the national composition, the mean and the 95th percentile of their
divergence over its first order. Compositions are read from the publishers' files, in the folder given by ``--data``.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.goalposts import european, national_tables, occupations
from distance.components.social_norms import AGES
from distance.kernels import Array, sampling_noise
from distance.noise import AGE_MIX, EUROPEAN_BALLOT, GRID, OCCUPATION_MIX, Ratios

PAIRS, SEED = 40_000, 20_261_122


def compositions(data: Path) -> dict[str, tuple[Ratios, Array]]:
    """The national share of each category, beside the constants of its noise."""
    votes = european(data)
    ages = national_tables(data)["census"][AGES]
    counts = {
        "european_ballot": (EUROPEAN_BALLOT, votes[[name for name in votes if name.startswith("L")]]),
        "age_mix": (AGE_MIX, ages),
        "occupation_mix": (OCCUPATION_MIX, occupations(data)),
    }
    return {key: (ratios, (table.sum() / table.sum().sum()).to_numpy(float)) for key, (ratios, table) in counts.items()}


def divergence(x: Array, y: Array) -> Array:
    """Jensen-Shannon divergence (bits) between rows of counts, pair by pair."""
    p, q = x / x.sum(axis=1, keepdims=True), y / y.sum(axis=1, keepdims=True)
    middle = (p + q) / 2

    def entropy(shares: Array) -> Array:
        logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
        bits: Array = -(shares * logs).sum(axis=1)
        return bits

    found: Array = entropy(middle) - (entropy(p) + entropy(q)) / 2
    return found


def simulated(shares: Array, pairs: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Mean and 95th percentile of the ratios, (n, m) over the grid, symmetric."""
    mean, q95 = np.zeros((2, len(GRID), len(GRID)))
    for i, n in enumerate(GRID):
        for j, m in enumerate(GRID[: i + 1]):
            x, y = (rng.multinomial(size, shares, pairs).astype(float) for size in (n, m))
            d = divergence(x, y)
            ratio = d / sampling_noise([n], [m], len(shares))[0, 0]
            mean[i, j] = mean[j, i] = ratio.mean()
            q95[i, j] = q95[j, i] = np.quantile(ratio, 0.95)
    return mean, q95


def main() -> None:
    """Simulate, and print how far the shipped constants are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the publishers' files")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs of samples a cell")
    options = parser.parse_args()
    rng = np.random.default_rng(SEED)
    for key, (ratios, shares) in compositions(options.data).items():
        mean, q95 = simulated(shares, options.pairs, rng)
        print(f"{key}: {len(shares)} categories, {np.array2string(shares, precision=5)}")
        for name, found, shipped in (("mean", mean, ratios.mean), ("q95", q95, ratios.q95)):
            off = np.abs(found - np.array(shipped))
            print(f"  {name}: simulated within {off.max():.3f} of the shipped ratios (mean {off.mean():.4f})")
            print(np.array2string(found, precision=3, max_line_width=120))


if __name__ == "__main__":
    main()
