"""The Data page in a real Chromium: publishers played back on loopback, a hostile file, a phone."""

import csv
import io
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from layers.load import AT_ONCE
from tests import published
from tests.replay import Replay, serving

ROOT = Path(__file__).parents[2]
TABS = ("Ce que l’on sait ici", "Charger les données officielles", "Vos fichiers")
COUSERANS = "200067940"
HOSTILE = "<img src=x onerror=alert(1)>"
FORMULA = '=cmd|"/c calc"!A1'
IMAGE = "![x](https://example.org/x.png)"
ROWS = (
    ("nom", "theme", "code_insee", IMAGE),
    (HOSTILE, "acces-aux-droits", "64009", ""),
    (f"Permanence {IMAGE}", "acces-aux-droits", "64102", ""),
    ("Ailleurs", "acces-aux-droits", FORMULA, ""),
)
"""Toy services, in Ahetze and in Bayonne, then nowhere."""

PLAYED = """
from functools import partial
from layers.fetch import download
from tests.replay import Replay
download.session = partial(Replay(base={base!r}).session, download.session)
"""
"""What comes before the product's own script: its publishers are on loopback."""

pytestmark = pytest.mark.browser


class Held(dict[str, bytes]):
    """Bodies that the server only gives while ``open`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.open.set()

    def get(self, key: str, default: object = None, /) -> object:  # type: ignore[override]
        """One body, once it may go."""
        self.open.wait(30)
        return super().get(key, default)


@pytest.fixture(scope="module")
def publishers() -> Iterator[Replay]:
    """The publishers: one of them answers."""
    with serving() as replay:
        replay.bodies = Held()
        replay.bodies.update(
            {one.url: published.body(one) for one in published.EVERY if one.source.key == "associations"}
        )
        yield replay


@pytest.fixture(scope="module")
def played(serve: Callable[[Path], str], publishers: Replay, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the product, whose downloads lead to ``publishers``."""
    script = tmp_path_factory.mktemp("played") / "app.py"
    product = (ROOT / "app.py").read_text(encoding="utf-8").replace("Path(__file__).parent", f"Path({str(ROOT)!r})")
    script.write_text(PLAYED.format(base=publishers.base) + product, encoding="utf-8")
    return serve(script)


def tab(page: Page, label: str) -> None:
    page.get_by_role("tab", name=label).click()
    expect(page.get_by_role("tab", name=label)).to_have_attribute("aria-selected", "true")


def rows(page: Page) -> Locator:
    return page.locator("[role=tabpanel]:not([hidden]) table.rows tr")


def test_what_fails_is_told_with_its_reason_and_what_came_is_in_the_catalogue(played: str, page: Page) -> None:
    page.goto(f"{played}/donnees")
    tab(page, TABS[1])
    page.get_by_role("button", name="Charger toutes les données de ce territoire").click()
    page.get_by_text(re.compile(r"1 fichiers? chargés?, \d+ en échec")).wait_for()
    failed = rows(page).filter(has=page.locator("td.long"))
    failed.nth(20).wait_for()
    assert all("L’éditeur n’a pas donné le fichier (404)" in said for said in failed.all_inner_texts())
    # Where people find it, and by which name it is known once dropped.
    assert all("Page de l’éditeur" in said and "dossier de dépôt" in said for said in failed.all_inner_texts())
    tab(page, TABS[0])
    (one,) = [one for one in published.EVERY if one.source.key == "associations"]
    row = rows(page).filter(has_text=one.url)
    assert str(one.year) in row.inner_text()


def test_a_download_shows_where_it_is_and_stops(played: str, page: Page, publishers: Replay) -> None:
    assert isinstance(publishers.bodies, Held)
    publishers.bodies.open.clear()
    try:
        page.goto(f"{played}/donnees?epci={COUSERANS}")
        tab(page, TABS[1])
        page.get_by_role("button", name="Charger toutes les données de ce territoire").click()
        page.get_by_text(re.compile(r"^1 sur \d+")).wait_for()
        asked = len(publishers.asked)
        page.get_by_role("button", name="Arrêter").click()
        expect(page.get_by_role("button", name="Arrêt en cours")).to_be_disabled()
    finally:
        publishers.bodies.open.set()
    page.get_by_role("button", name="Charger toutes les données de ce territoire").wait_for()
    assert len(publishers.asked) <= asked + AT_ONCE


def hostile_file(commune: str = HOSTILE) -> FilePayload:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([*ROWS, ("Plus loin", "acces-aux-droits", commune, "")])
    return FilePayload(name=f"{HOSTILE}.csv", mimeType="text/csv", buffer=written.getvalue().encode())


def test_a_hostile_file_is_text_everywhere(played: str, page: Page) -> None:
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(f"{played}/donnees")
    tab(page, TABS[2])
    page.locator("input[type=file]").set_input_files(hostile_file())
    page.get_by_text("4 lignes lues : gardées 2, rejetées 2").wait_for()
    page.get_by_test_id("stDataFrame").first.wait_for()
    expect(rows(page).filter(has_text=HOSTILE)).not_to_have_count(0)
    _rejected_rows_are_harmless(page)
    page.get_by_role("button", name="Utiliser ces données").click()
    page.get_by_text(f"Services : {HOSTILE}.csv (pour cette session)").wait_for()
    page.get_by_role("link", name="Carte").click()
    ahetze = page.get_by_role("button", name=re.compile(f"^Ahetze[^§]*{re.escape(HOSTILE)}"))
    ahetze.hover(force=True)  # the dot of the service is over its commune
    expect(page.locator(".leaflet-tooltip")).to_contain_text(HOSTILE)
    ahetze.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Ce qui fait la distance").wait_for()
    assert HOSTILE in page.locator("body").inner_text()
    assert page.locator("img[src='x'], img[src*='example.org']").count() == 0
    assert not said


def _rejected_rows_are_harmless(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Lignes rejetées (CSV)").click()
    assert download.value.suggested_filename == "lignes_rejetees.csv"
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    head, *found = csv.reader(io.StringIO(content), delimiter=";")
    assert head == ["ligne", "colonne", "valeur", "motif"]
    assert {row[2] for row in found} == {f"'{FORMULA}", HOSTILE}


def test_a_file_that_is_refused_is_a_sentence_in_which_its_words_are_text(played: str, page: Page) -> None:
    page.goto(f"{played}/donnees")
    tab(page, TABS[2])
    content = f"{IMAGE};{IMAGE}\n1;2\n".encode()
    page.locator("input[type=file]").set_input_files(FilePayload(name="x.csv", mimeType="text/csv", buffer=content))
    page.get_by_text("Colonnes à désigner").wait_for()
    assert page.locator("img[src*='example.org']").count() == 0


PHONE = 390
CUT = """[...document.querySelectorAll("[role=tabpanel]:not([hidden]) table.rows")].filter((table) =>
  table.offsetWidth > table.parentElement.clientWidth && getComputedStyle(table.parentElement).overflowX !== "auto"
).length"""
"""Tables of which a part can neither be seen nor scrolled to."""
WIDE = "[...document.querySelectorAll('html, [data-testid=stMain]')].map((e) => e.scrollWidth - e.clientWidth)"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_tab_fits_a_phone(played: str, page: Page, lang: str) -> None:
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(f"{played}/donnees?lang={lang}")
    page.get_by_role("tab").first.wait_for()
    for label in page.get_by_role("tab").all():
        label.click()
        page.locator("[role=tabpanel]:not([hidden]) p").first.wait_for()
        assert page.evaluate(WIDE) == [0, 0], label.inner_text()
        assert page.evaluate(CUT) == 0, label.inner_text()
    # A file that is sent while the page is drawn again is lost: nobody chooses one so fast.
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.locator("input[type=file]").set_input_files(hostile_file("x" * 300))
    # A value is quoted up to 200 characters.
    expect(rows(page).filter(has_text="x" * 199)).not_to_have_count(0)
    assert page.evaluate(WIDE) == [0, 0]
    assert page.evaluate(CUT) == 0
