"""The error page says only what is true: choices are in the address, files of the session are not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from layers import reference
from tests.browser.conftest import ROOT
from tests.browser.test_accessible import AXE, CUT, LAPTOP, NARROW, SAID, WORDS, at, still

pytestmark = pytest.mark.browser

BROKEN = """
from pages import methode
def broken(choices):
    raise RuntimeError("a fault of ours")
methode.show = broken
"""
ALTERED = """
from pathlib import Path
from layers import reference
reference.REFERENCE = Path({folder!r})
"""
"""What comes before the product's own script: one of its pages fails, or its pack is not the one it was."""


def script(folder: Path, before: str) -> Path:
    """The product's own script, after something."""
    product = (ROOT / "app.py").read_text(encoding="utf-8").replace("Path(__file__).parent", f"Path({str(ROOT)!r})")
    (folder / "app.py").write_text(before + product, encoding="utf-8")
    return folder / "app.py"


def accessible(page: Page) -> None:
    """Nothing for axe, no label cut on a narrow screen, no English word of Streamlit's in French."""
    still(page)
    if page.evaluate("document.documentElement.lang") == "fr":
        assert not {*page.evaluate(SAID)} & {*WORDS}
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE) == at(page, NARROW, CUT) == []
    page.set_viewport_size(LAPTOP)


def test_choices_are_in_the_address_of_a_page_that_fails(
    serve: Callable[[Path], str], page: Page, tmp_path: Path
) -> None:
    page.goto(f"{serve(script(tmp_path, BROKEN))}/?epci=200067940&lang=en&cultural=40")
    page.locator(".st-key-segment [role=radio]").first.wait_for()
    page.locator(".st-key-segment [role=radio][aria-checked=false]").first.click()
    page.wait_for_function("() => location.search.includes('carte=')")
    asked = page.evaluate("location.search")
    page.get_by_role("link", name="Method").first.click()
    said = page.get_by_text("Your choices are kept in the address.")
    said.wait_for()
    assert page.evaluate("location.search") == asked
    assert "bring them again" not in said.inner_text()
    accessible(page)
    page.reload()
    said.wait_for()
    assert page.evaluate("location.search") == asked
    page.get_by_role("link", name="Map").first.click()
    expect(page.get_by_text("Legend").first).to_be_visible()
    assert page.evaluate("location.search") == asked


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_altered_pack_is_a_sentence_that_everybody_can_read(
    serve: Callable[[Path], str], page: Page, tmp_path: Path, lang: str
) -> None:
    for file in reference.REFERENCE.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "epci.parquet").write_bytes(b"?")
    page.goto(f"{serve(script(tmp_path, ALTERED.format(folder=str(tmp_path))))}/?lang={lang}")
    page.get_by_text("epci.parquet").first.wait_for()
    accessible(page)
