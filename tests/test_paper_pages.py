"""Pages as the eye has them: no word on another, no page half empty without a reason."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import cage
from atlas.paper import council, documents, press, sheets
from atlas.paper.edition import Edition, PaperSheet
from cage import Study
from i18n import typeset
from tests.printed import blanks, hidden, lines

PAYS_BASQUE = "200067106"
EDITION = Edition(date(2026, 11, 28), maps=("composite", "minutes"))
MAX_EMPTY = 0.3
"""Share of a page that its largest blank rectangle may take."""

SHORT = {
    "cover": "a title above an outline of the shape of the territory",
    "index": "a territory of few communes has a short index",
}
"""Why a page may be emptier than that."""


@pytest.fixture(scope="module")
def to_services() -> Study:
    return cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "acces-aux-droits")


@pytest.mark.parametrize("sheet", [PaperSheet("a4", True), PaperSheet("a4", False), PaperSheet("a3", True)], ids=str)
def test_the_pages_of_an_atlas_are_filled_and_nothing_is_written_on_something(
    to_services: Study, sheet: PaperSheet, tmp_path: Path
) -> None:
    """Former EPCIs of 5 to 35 communes among them."""
    edition = replace(EDITION, sheet=sheet, communes=("64316",))
    made, keys = council.write(to_services, edition), council.page_keys(to_services, edition)
    assert not hidden(made)
    found = dict(zip(keys, blanks(made, tmp_path), strict=True))
    empty = {key: share for key, share in found.items() if share > MAX_EMPTY and key not in SHORT}
    assert len(found) > 14 and not empty


@pytest.mark.parametrize("rows", [1, 6, 7, 20, 35, 60, 90, 150])
@pytest.mark.parametrize("sheet", [PaperSheet("a4", True), PaperSheet("a4", False), PaperSheet("a3", True)], ids=str)
def test_a_table_of_any_length_is_whole_and_beside_or_under_its_map(sheet: PaperSheet, rows: int) -> None:
    wide, high = sheet.part(rows)
    assert 0.35 * sheet.room[0] < wide < sheet.room[0] and 0.35 * sheet.room[1] < high <= sheet.room[1]
    assert not sheet.beneath(90) or sheet.size == "a3"


@pytest.mark.parametrize("landscape", [True, False])
def test_a_former_epci_of_many_communes_goes_on_on_the_next_page(to_services: Study, *, landscape: bool) -> None:
    """Every commune in one: 158 rows are printed, none on the notes."""
    atlas = council.Atlas(to_services, replace(EDITION, sheet=PaperSheet("a4", landscape)))
    page = atlas.former(str(atlas.ground.borders.index[0]))
    names = list(map(typeset, to_services.communes["name"]))
    page = {**page, "rows": [[name, "1", "1", "0,1", "0,1", "0,1", "0,1", "0,1"] for name in names]}
    made = press.pdf(council.TEMPLATE, atlas.data([page]), atlas.files, EDITION.day)
    assert not hidden(made)
    written = " ".join(line.text for line in lines(made))
    assert max(line.page for line in lines(made)) >= 1
    assert all(written.count(name.split("-")[0]) for name in names)


def test_sheets_and_the_annex_are_filled(to_services: Study, tmp_path: Path) -> None:
    schools = cage.study(PAYS_BASQUE, 2026, cage.TO_SERVICES, "ecole")
    studies = {str(rank): study for rank, study in enumerate([to_services, schools] * 3)}
    made = {
        "agent": sheets.agent(to_services, studies, ["64316"], EDITION),
        "sheet": sheets.citizen(to_services, studies, ["64316"], EDITION),
        "annex": documents.write_pdf(to_services, EDITION),
    }
    for key, document in made.items():
        folder = tmp_path / key
        folder.mkdir()
        assert not hidden(document), key
        # The last page of what flows from page to page ends where it ends.
        inner = blanks(document, folder)[: -1 if key == "annex" else None]
        assert max(inner) <= MAX_EMPTY, (key, inner)
