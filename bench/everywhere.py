"""Every EPCI opened with what is loaded here: what is known by component, overall distances, the slowest, the errors.

``python bench/everywhere.py [--from N] [--to N] [--out everywhere.csv]``: one line for each EPCI is added to the CSV as
it is measured, so that a run that stopped goes on where it stopped; the summary is that of the whole CSV.
"""

import argparse
import sys
import time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cage
import layers
from distance import COMPONENTS, DIMENSIONS
from layers import COG, LayerError

KNOWN = "known_"
HALF = 0.5


def opened(siren: str) -> dict[str, object]:
    """One EPCI between residents: seconds, communes with a value by component, known share by dimension, fault."""
    begun = time.perf_counter()
    try:
        study = cage.study(siren)
    except LayerError as error:
        return {"siren": siren, "fault": error.message.fr}
    values = study.values
    row: dict[str, object] = {"siren": siren, "name": study.territory.name, "communes": len(values)}
    row |= {c.key: int(values[c.key].notna().sum()) if c.key in values else 0 for c in COMPONENTS}
    row |= {KNOWN + d: float(values[f"coverage_{d}"].mean()) for d in DIMENSIONS if f"coverage_{d}" in values}
    row |= {"overall": int(values["composite"].notna().sum()), "coverage": float(values["coverage"].mean())}
    return row | {"seconds": time.perf_counter() - begun, "fault": ""}


def summary(table: pd.DataFrame) -> str:
    """The figures to read."""
    good = table[table["fault"].fillna("") == ""]
    lines = [f"{len(table)} EPCIs opened, {len(table) - len(good)} errors; {int(good['communes'].sum())} communes"]
    lines += [f"  {c.key}: {int(good[c.key].sum())} communes with a value" for c in COMPONENTS]
    lines.append(
        f"{int(good['overall'].gt(0).sum())} EPCIs with an overall distance; known {good['coverage'].mean():.3f}"
    )
    shares = {d: good[KNOWN + d] for d in DIMENSIONS if KNOWN + d in good}
    lines += [
        f"  {d}: known {share.mean():.3f}; {int((share >= HALF).sum())} EPCIs at half" for d, share in shares.items()
    ]
    all_four = (pd.DataFrame(shares) >= HALF).all(axis=1).sum()
    lines.append(f"{int(all_four)} EPCIs with every dimension at half or more")
    slow = good.nlargest(5, "seconds")
    lines.append(
        f"median {good['seconds'].median():.2f} s; slowest: "
        + ", ".join(f"{row.name_} {row.seconds:.1f} s" for row in slow.rename(columns={"name": "name_"}).itertuples())
    )
    lines += [f"  error {row.siren}: {row.fault}" for row in table[table["fault"].fillna("") != ""].itertuples()]
    return "\n".join(lines)


def main() -> None:
    """Measure those of the slice that are not in the CSV yet, then tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--to", dest="last", type=int, default=None)
    parser.add_argument("--out", type=Path, default=Path("everywhere.csv"))
    asked = parser.parse_args()
    done = pd.read_csv(asked.out, dtype={"siren": str}) if asked.out.exists() else pd.DataFrame({"siren": []})
    for siren in sorted(layers.epcis(COG).index)[asked.first : asked.last]:
        if siren not in set(done["siren"]):
            row = pd.DataFrame([opened(siren)])
            done = pd.concat([done, row], ignore_index=True)
            done.to_csv(asked.out, index=False)
    print(summary(done))


if __name__ == "__main__":
    main()
