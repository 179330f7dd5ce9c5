"""How long each file takes to make, and how large it is, for the embedded territory as the app opens and at its most.

``python bench/files.py``: best of three, in this process; the GeoPackage beside its target.
"""

import time

import cage
from atlas.exports import EXPORTS

TERRITORY = "200067106"
STUDIES = ((cage.TO_SERVICES, "acces-aux-droits"), (cage.RESIDENTS, ""))
TARGETS = {"gpkg": 2.0}
"""Seconds."""


def main() -> None:
    """Print one line per file and study."""
    for pair, theme in STUDIES:
        study = cage.study(TERRITORY, 2026, pair, theme)
        print(f"\n{pair.origin} -> {pair.destination} {theme}: {len(study.distances)} pairs")
        for export in (one for one in EXPORTS if one.lacks(study) is None):
            taken = []
            for _ in range(3):
                start = time.perf_counter()
                content = export.write(study, "fr")
                taken.append(time.perf_counter() - start)
            target = f"  (target {TARGETS[export.key]:.0f} s)" if export.key in TARGETS else ""
            print(f"{export.key:12} {min(taken):6.2f} s {len(content) / 1e6:7.2f} MB{target}")


if __name__ == "__main__":
    main()
