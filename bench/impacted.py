"""Figures of CA du Pays Basque at two commits, side by side: what a change of the method does (CHANGELOG, impacted).

``python bench/impacted.py OLD [NEW]`` checks each commit out in a folder of its own, measures there with what that
commit says, and prints a table; means are those of the residents. ``--figures`` prints those of this checkout as JSON.
"""

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
GIT = shutil.which("git") or "git"
SIREN = "200067106"
TOWARDS: dict[str, tuple[Literal["resident", "service", "institution"], str]] = {
    "between residents": ("resident", ""), "to France services": ("service", "acces-aux-droits"),
           "to institutions": ("institution", "")}  # fmt: skip


def figures() -> dict[str, float]:
    """Means over the residents of what the app shows, by label: composite, known share, dimensions, components."""
    sys.path.insert(0, str(Path.cwd()))
    import cage  # noqa: PLC0415 - of the checkout the process stands in
    import distance  # noqa: PLC0415
    import merger  # noqa: PLC0415

    found: dict[str, float] = {"method version": cage.METHOD_VERSION}
    for label, (destination, theme) in TOWARDS.items():
        study = cage.study(SIREN, 2026, distance.Pair("resident", destination), theme)
        columns = ["composite", "coverage", *study.scores.dimensions, *study.scores.components]
        for column in columns:
            found[f"{label}: {column}"] = distance.weighted_mean(study.values[column], study.origins["weight"])
        found[f"{label}: communes over the mean"] = float((study.values["gap"].round(2) > 0).sum())
        found[f"{label}: communes with a gap"] = float(study.values["gap"].notna().sum())
    residents = cage.study(SIREN)
    for name, side in (("before", merger.before(residents)), ("after", merger.after(residents))):
        for column in ("administrative", "composite"):
            found[f"{name} the merger: {column}"] = distance.weighted_mean(side.values[column], side.origins["weight"])
    return found


def at(commit: str) -> dict[str, float]:
    """The figures of one commit."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "checkout"
        subprocess.run([GIT, "-C", ROOT, "worktree", "add", "--detach", "--quiet", there, commit], check=True)
        try:
            done = subprocess.run(
                [sys.executable, __file__, "--figures"], cwd=there, check=True, capture_output=True, text=True
            )
        finally:
            subprocess.run([GIT, "-C", ROOT, "worktree", "remove", "--force", there], check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}".removesuffix(".000")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commits", nargs="*", help="two commits, the older first; the second is HEAD if not given")
    parser.add_argument("--figures", action="store_true", help="print the figures of this checkout")
    options = parser.parse_args()
    if options.figures:
        print(json.dumps({k: None if math.isnan(v) else v for k, v in figures().items()}))
        return
    old, new = [*options.commits, "HEAD"][:2]
    before, later = at(old), at(new)
    print("| figure | before | after |\n|---|---|---|")
    for label in {**before, **later}:
        cells = (
            "-" if found.get(label) is None else f"{found[label]:.3f}".removesuffix(".000") for found in (before, later)
        )
        print(f"| {label} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
