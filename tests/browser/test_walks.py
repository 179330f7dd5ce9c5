"""The address is the state of the pages, in a real Chromium: late containers, menu, back, forward, reload, a copy."""

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Error, Page, expect

from i18n import Lang
from pages.state.parameters import PARAMETERS

pytestmark = pytest.mark.browser

WALKS: tuple[tuple[str, Lang], ...] = (
    ("200067106", "fr"),
    ("200067940", "fr"),
    ("200067940", "en"),
    ("200090579", "fr"),
    ("200066637", "en"),
    ("200069193", "en"),
)
"""The territory and the language a reader starts with: the six take each first act, and each page twice or more.

tests/test_state.py walks each territory in both languages, without a browser.
"""
MENU: dict[str, dict[Lang, str]] = {
    "carte": {"fr": "Carte", "en": "Map"},
    "acces": {"fr": "Accès", "en": "Access"},
    "donnees": {"fr": "Données", "en": "Data"},
    "emporter": {"fr": "Emporter", "en": "Take away"},
    "methode": {"fr": "Méthode", "en": "Method"},
    "fusion": {"fr": "Fusion", "en": "Merger"},
    "relier": {"fr": "Relier", "en": "Connect"},
}
SLOW = 60_000
"""Milliseconds that a page may take on a machine three times slower: nothing waits longer than it must."""
FAULTS = "Une erreur de l'application|A fault of the application|n’existe pas ici|does not exist here"
TELLS = """(key) => {
  const at = document.querySelector(`.st-key-${key}`);
  if (!at || at.closest('[data-stale=true]')) return null;
  const one = (selector) => at.querySelector(selector);
  if (one('[role=tab]')) return one('[role=tab][aria-selected=true]')?.innerText ?? '';
  if (one('input[type=range]')) return one('input[type=range]').value;
  if (one('input[type=checkbox]')) return String(one('input[type=checkbox]').checked);
  if (one('[role=radio]')) return one('[role=radio][aria-checked=true]')?.innerText ?? '';
  return one('input[role=combobox], input[type=text]')?.value ?? null;
}"""
"""What a widget shows."""
RUN = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState"
STILL = f"() => {RUN} === 'notRunning'"
CONTAINERS = "[data-testid=stPopover] button, [data-testid=stExpander] summary"
LEFT = {"epci", "vers", "lang", "commune", "tiles"}
"""Chosen by the first act, for they change what the others may be; the background map, which calls a third party."""


@dataclass
class Reader:
    """One reader, and what they have chosen so far: in the address, and as the widgets showed it."""

    page: Page
    lang: Lang
    chance: random.Random
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for."""
        return dict(parse_qsl(urlsplit(self.page.url).query, keep_blank_values=True))

    def named(self) -> list[str]:
        """The widgets of the page whose choice is in the address, in order."""
        named = self.page.evaluate(
            "[...document.querySelectorAll('[class*=st-key-]')].flatMap((e) => [...e.classList])"
            ".filter((c) => c.startsWith('st-key-')).map((c) => c.slice(7))"
        )
        return [key for key in dict.fromkeys(named) if key in PARAMETERS]

    def still(self) -> None:
        """Wait until the page is drawn, and look at it."""
        self.page.wait_for_function(STILL, timeout=SLOW)
        expect(self.page.get_by_text(re.compile(FAULTS))).to_have_count(0)

    def followed(self, before: dict[str, str]) -> None:
        """Wait until the address has followed a choice, and the page too."""
        self.page.wait_for_function(
            "(was) => JSON.stringify([...new URLSearchParams(location.search)]) !== JSON.stringify(was)",
            arg=[list(one) for one in before.items()],
            timeout=SLOW,
        )
        self.still()

    def containers(self) -> Iterator[None]:
        """The page itself, then each of its containers, open: a popover over the page hides others."""
        yield
        every = self.page.locator(CONTAINERS).locator("visible=true")
        for rank in range(every.count()):
            container = every.nth(rank)
            if not container.evaluate("(e) => e.ariaExpanded === 'true' || Boolean(e.closest('details')?.open)"):
                container.click()
                expect(self.page.get_by_test_id("stSkeleton").locator("visible=true")).to_have_count(0, timeout=SLOW)
            yield
            if container.get_attribute("aria-expanded") == "true":
                self.page.keyboard.press("Escape")
                expect(container).to_have_attribute("aria-expanded", "false")

    def checked(self, asked: dict[str, str]) -> None:
        """What was chosen is in the address, nothing else is, and each widget that is there shows it."""
        self.page.wait_for_function(
            "(keys) => keys.every((k) => new URLSearchParams(location.search).has(k))", arg=list(asked), timeout=SLOW
        )
        self.still()
        assert self.asked == asked
        for _ in self.containers():
            for key in (key for key in self.named() if key in self.seen):
                self.shows(key)

    def shows(self, key: str) -> None:
        """Wait until a widget shows what was chosen."""
        same = f"([key, value]) => ({TELLS})(key) === value"
        try:
            self.page.wait_for_function(same, arg=[key, self.seen[key]], timeout=SLOW)
        except Error:
            now, run = self.page.evaluate(f"(key) => [({TELLS})(key), {RUN}]", key)
            pytest.fail(f"{key} showed {self.seen[key]!r}, shows {now!r} ({run}) at {self.page.url}")

    def noted(self, key: str) -> None:
        """Note what a widget shows, once it is drawn: nothing is told of one that is not, or no longer."""
        told = f"(key) => {{ const value = ({TELLS})(key); return value !== null && {{ value }}; }}"
        self.seen[key] = self.page.wait_for_function(told, arg=key, timeout=SLOW).evaluate("({ value }) => value")

    def moved(self, key: str) -> None:
        """Move one widget, and see the address follow."""
        before, widget = self.asked, self.page.locator(f".st-key-{key}")
        if (tabs := widget.locator("[role=tab][aria-selected=false]")).count():
            tabs.first.click()
        elif (slider := widget.locator("input[type=range]")).count():
            slider.focus()
            self.page.keyboard.press("ArrowRight")
        elif (others := widget.locator("[role=radio][aria-checked=false]")).count():
            # By the keyboard: a popover may be taller than the window.
            others.first.focus()
            self.page.keyboard.press("Space")
        elif widget.locator("input[type=checkbox]").count():
            widget.locator("label").click()
        elif widget.get_by_test_id("stSelectbox").count():
            if not self.picked(key):
                return
        else:
            return
        self.followed(before)
        assert {k: v for k, v in self.asked.items() if k != key} == {k: v for k, v in before.items() if k != key}
        self.noted(key)

    def picked(self, key: str) -> bool:
        """Pick another option of a list; whether there is one."""
        widget = self.page.locator(f".st-key-{key}")
        shown = widget.locator("input[role=combobox]").input_value()
        for _ in range(3):
            # A page that is drawn again closes its lists.
            widget.locator("button[aria-haspopup]").click()
            with suppress(Error):
                self.page.get_by_role("option").first.wait_for(timeout=SLOW)
                break
        others = self.page.get_by_role("option").filter(has_not_text=re.compile(f"^{re.escape(shown)}$"))
        if not others.count():
            self.page.keyboard.press("Escape")
            return False
        others.first.click()
        return True

    def go(self, name: str) -> None:
        """Take the menu; every choice goes along."""
        asked = dict(self.asked)
        self.page.get_by_role("link", name=MENU[name][self.lang], exact=True).first.click()
        self.arrived(name, asked)

    def arrived(self, name: str, asked: dict[str, str]) -> None:
        """Once the page is there, look at it."""
        link = self.page.get_by_role("link", name=MENU[name][self.lang], exact=True).first
        expect(link).to_have_attribute("aria-current", "page", timeout=SLOW)
        self.checked(asked)


def act(reader: Reader) -> None:
    """One random thing that a reader does first on the map."""
    kind = reader.chance.choice(("segment", "commune", "lang", "vers"))
    before = reader.asked
    if kind == "segment":
        reader.page.locator(".st-key-segment [role=radio][aria-checked=false]").first.click()
    elif kind == "lang":
        reader.page.locator(".st-key-lang [role=radio][aria-checked=false]").click()
        reader.lang = "en" if reader.lang == "fr" else "fr"
    elif kind == "commune":
        reader.page.get_by_role("searchbox").last.fill("s")
        reader.page.locator("[class*=st-key-match-commune] button").first.click()
    else:
        reader.picked(kind)
    reader.followed(before)


def moved_all(reader: Reader) -> None:
    """Open every container of the page and move every widget in it."""
    done = set(LEFT)
    for _ in reader.containers():
        for key in reader.named():
            if key not in done and reader.page.locator(f".st-key-{key}").is_visible():
                done.add(key)
                reader.moved(key)


@pytest.mark.parametrize(("siren", "lang"), WALKS)
def test_nothing_is_lost_and_nothing_appears(product: str, page: Page, siren: str, lang: Lang) -> None:
    reader = Reader(page, lang, random.Random(siren + lang))  # noqa: S311 - a seed, no secret
    page.goto(f"{product}/?epci={siren}&lang={lang}", timeout=SLOW)
    page.locator(".st-key-segment [role=radio]").first.wait_for(timeout=SLOW)
    reader.still()
    act(reader)
    moved_all(reader)
    others = list(MENU)[1:5]
    first, second = reader.chance.sample(others, 2)
    reader.go(first)
    moved_all(reader)
    asked = dict(reader.asked)
    reader.go(second)
    page.go_back()
    reader.arrived(first, asked)
    page.go_forward()
    reader.arrived(second, asked)
    page.reload()
    reader.arrived(second, asked)
    reader.go("carte")
