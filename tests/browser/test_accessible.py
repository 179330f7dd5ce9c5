"""Every page in every state: axe finds nothing, no label is cut when text is twice as large, no English in French."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
TWICE: ViewportSize = {"width": 683, "height": 384}
"""The same laptop at 200 %."""
PHONE: ViewportSize = {"width": 360, "height": 780}
NARROW: ViewportSize = {"width": 320, "height": 640}
"""WCAG 2.1, 1.4.10: nothing is lost at 320 pixels."""
QUIET = """(milliseconds) => new Promise((done) => {
  let timer;
  const begin = () => { clearTimeout(timer); timer = setTimeout(end, milliseconds); };
  const watch = new MutationObserver(begin);
  const end = () => {
    if (!document.querySelector("[data-test-script-state=notRunning]")) return begin();
    watch.disconnect();
    done();
  };
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  begin();
})"""
"""Until the page has run and nothing of it has changed for so long: what opens has opened, what slides has slid."""
UNPAINTED = ".choropleth:not([data-painted])"
SERVICES = b"nom,code_insee\nMaison,64102\nAilleurs,99999\n"
WORDS = re.findall(r'^  "((?:[^"\\]|\\.)+)": "', (ROOT / "static" / "streamlit.js").read_text("utf-8"), re.MULTILINE)


def popover(rank: int) -> Callable[[Page], None]:
    return lambda page: page.locator('[data-testid="stPopover"] button').nth(rank).click()


def search(wanted: str) -> Callable[[Page], None]:
    def write(page: Page) -> None:
        popover(0)(page)
        page.get_by_role("searchbox", name="SIREN").fill(wanted)
        page.locator("[role=status]", has_text=re.compile("intercommunali")).wait_for()

    return write


def expanders(page: Page) -> None:
    for summary in page.locator("summary:visible").all():
        summary.click()


def tables(page: Page) -> None:
    page.locator(".st-key-tables label").click()
    page.locator('[data-testid="stDataFrame"]').last.wait_for()


def document(rank: int) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        page.locator(".st-key-paper-document button").nth(rank).click()
        still(page)
        expanders(page)

    return choose


def own_file(page: Page) -> None:
    page.locator(
        '[data-testid="stFileUploaderDropzoneInput"]:visible, [data-testid="stFileUploaderDropzone"] input'
    ).first.set_input_files({"name": "services.csv", "mimeType": "text/csv", "buffer": SERVICES})
    page.locator('[data-testid="stDataFrame"]').first.wait_for()
    expanders(page)


def nothing(_: Page) -> None:
    """The page as it opens."""


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "map": ("", nothing),
    "map, territories found": ("", search("saint denis")),
    "map, no territory found": ("", search("zzzz")),
    "map, weights": ("", popover(1)),
    "map, tables": ("", tables),
    "map of a component": ("?carte=trust", nothing),
    "map between institutions": ("?vers=between", nothing),
    "card of a commune": ("?commune=64256", nothing),
    "wrong address": ("?epci=1&carte=x&commune=x", nothing),
    "no overall distance": ("?epci=200090579", nothing),
    "access": ("acces", nothing),
    "access, more": ("acces", popover(-1)),
    "access of a commune": ("acces?commune=64256", nothing),
    "access, supply": ("acces?mesure=supply", nothing),
    "no access": ("acces?vers=residents", nothing),
    "connect": ("relier", nothing),
    "connect a commune": ("relier?commune=64256", nothing),
    **{f"merger, {part}": (f"fusion?partie={part}", nothing) for part in
       ("sides", "between", "faults", "closer", "families", "inequality", "years", "harmony")},
    "no merger": ("fusion?epci=200054781", nothing),
    **{f"data, {tab}": (f"donnees?onglet={tab}", expanders) for tab in ("sources", "charger", "routes", "fichiers")},
    "data, a file of one's own": ("donnees?onglet=fichiers", own_file),
    **{f"paper {rank}": ("emporter", document(rank)) for rank in range(4)},
    "method": ("methode", nothing),
}  # fmt: skip

AXE = """() => axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)))"""

CUT = """() => [...document.querySelectorAll("button, a, summary, [role=tab], h1, h2, h3")].filter((one) => {
  const box = one.getBoundingClientRect();
  // Neither what is hidden, nor the link for the keyboard, nor the menu slid aside, nor the map itself,
  // nor the tools of a table, which come over it under the pointer.
  const aside = '.leaflet-pane, [data-testid="stSidebar"], [data-testid="stElementToolbar"]';
  if (box.width < 2 || box.height < 2 || one.closest(aside)) return false;
  if (["Aller au contenu", "Skip to main content"].includes(one.textContent)) return false;
  const cut = [one, ...one.querySelectorAll("*")].some((part) => part.scrollWidth > part.clientWidth + 1
    && part.clientWidth > 1 && /hidden|clip/.test(getComputedStyle(part).overflowX));
  let scrolls = false;
  for (let around = one.parentElement; around; around = around.parentElement)
    scrolls ||= /auto|scroll/.test(getComputedStyle(around).overflowX) && around.scrollWidth > around.clientWidth;
  return cut || (!scrolls && (box.left < -1 || box.right > document.documentElement.clientWidth + 1));
}).map((one) => one.outerHTML.slice(0, 200))"""

SAID = """() => [...document.querySelectorAll("body *")].flatMap((one) => [
  ...["aria-label", "placeholder", "title"].map((name) => one.getAttribute(name)),
  ...[...one.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data)])"""

HEADINGS = (
    """() => [...document.querySelectorAll("h1, h2, h3")].map(({ tagName, innerText }) => [tagName, innerText])"""
)


def still(page: Page, milliseconds: int = 300) -> None:
    """Until the page has run and its maps are drawn: a choice is known to be running as soon as it is made."""
    page.evaluate(QUIET, milliseconds)
    page.wait_for_selector(UNPAINTED, state="detached")


def opened(product: str, page: Page, path: str, lang: str, act: Callable[[Page], None]) -> None:
    page.set_viewport_size(LAPTOP)
    page.goto(f"{product}/{path}{'&' if '?' in path else '?'}lang={lang}")
    page.locator("h1").wait_for()
    still(page)
    act(page)
    if act is not nothing:
        still(page)


def at(page: Page, size: ViewportSize, found: str) -> Any:  # noqa: ANN401 - what the script answers
    page.set_viewport_size(size)
    still(page, 150)
    return page.evaluate(found)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_of_every_page_is_accessible(product: str, page: Page, state: str, lang: str) -> None:
    path, act = STATES[state]
    opened(product, page, path, lang, act)
    levels = [level for level, _ in page.evaluate(HEADINGS)]
    assert levels[0] == "H1" and levels.count("H1") == 1
    assert page.evaluate("document.documentElement.lang") == lang
    if lang == "fr":
        assert not {*page.evaluate(SAID)} & {*WORDS}
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE) == at(page, PHONE, AXE) == []
    assert {size["width"]: at(page, size, CUT) for size in (TWICE, NARROW)} == {683: [], 320: []}


PAINTED = """() => [...document.querySelectorAll(".swatch, .bar, table.heat td[style*=background]")].map((one) => {
  const { backgroundColor, forcedColorAdjust } = getComputedStyle(one);
  return [backgroundColor, matchMedia("(forced-colors: active)").matches ? forcedColorAdjust : "none"];
})"""


@pytest.mark.parametrize("path", ["", "fusion?partie=between"])
def test_colours_forced_by_the_reader_do_not_erase_figures(product: str, page: Page, path: str) -> None:
    opened(product, page, path, "fr", nothing)
    before = page.evaluate(PAINTED)
    assert len({color for color, _ in before}) > 2
    for scheme in ("light", "dark"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        assert page.evaluate(PAINTED) == before
    page.emulate_media(forced_colors="none", color_scheme="light")
