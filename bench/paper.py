"""The council atlas of CA du Pays Basque, a page for each of its 158 communes: seconds and megabytes.

``python bench/paper.py`` prints each figure beside its target; the study itself is measured before.
"""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from sys import path

path.insert(0, str(Path(__file__).parent.parent))

import cage
from atlas.paper import council, documents, sheets
from atlas.paper.edition import Edition, PaperSheet

PAYS_BASQUE = "200067106"
DAY = date(2026, 11, 22)
SECONDS, MEGABYTES = 10, 10


def timed(write: Callable[[], bytes]) -> tuple[bytes, float, float]:
    """A document, the seconds it took, and those of the processor: other work does not lengthen the latter."""
    start, busy = time.perf_counter(), time.process_time()
    made = write()
    return made, time.perf_counter() - start, time.process_time() - busy


def main() -> None:
    """Print the atlas in A4 and A3, then the other documents."""
    study = cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "acces-aux-droits")
    for sheet in (PaperSheet("a4"), PaperSheet("a3")):
        edition = council.all_communes(study, Edition(DAY, sheet=sheet, maps=council.USUAL))
        made, seconds, spent = timed(lambda edition=edition: council.write(study, edition))  # type: ignore[misc]
        megabytes = len(made) / 1e6
        pages = len(council.page_keys(study, edition))
        print(
            f"{sheet.name}, {pages} pages: {seconds:.1f} s (target {SECONDS}), {spent:.1f} s of processor, "
            f"{megabytes:.1f} MB (target {MEGABYTES})"
        )
    few = Edition(DAY, maps=council.USUAL)
    codes = list(study.communes.index)
    residents = cage.study(PAYS_BASQUE, 2026, cage.RESIDENTS)
    others: list[tuple[str, Callable[[], bytes]]] = [
        ("atlas between residents, first: random borders drawn", lambda: council.write(residents, few)),
        ("atlas between residents, again", lambda: council.write(residents, few)),
        ("citizen sheets, 158", lambda: sheets.citizen(study, {"rights": study}, codes, few)),
        ("agent sheets, 158", lambda: sheets.agent(study, {"rights": study}, codes, few)),
        ("annex, PDF", lambda: documents.write_pdf(study, few)),
        ("annex, ODT", lambda: documents.write_odt(study, few)),
    ]
    for name, write in others:
        made, seconds, spent = timed(write)
        print(f"{name}: {seconds:.1f} s, {spent:.1f} s of processor, {len(made) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
