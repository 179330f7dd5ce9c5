"""The error page says only what is true: choices are in the address, files of the session are not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

BROKEN = """
from pages import methode
def broken(choices):
    raise RuntimeError("a fault of ours")
methode.show = broken
"""
"""What comes before the product's own script: one of its pages fails."""


def test_choices_are_in_the_address_of_a_page_that_fails(
    serve: Callable[[Path], str], page: Page, tmp_path: Path
) -> None:
    script = tmp_path / "app.py"
    product = (ROOT / "app.py").read_text(encoding="utf-8").replace("Path(__file__).parent", f"Path({str(ROOT)!r})")
    script.write_text(BROKEN + product, encoding="utf-8")
    page.goto(f"{serve(script)}/?epci=200067940&lang=en&cultural=40")
    page.locator(".st-key-segment [role=radio]").first.wait_for()
    page.locator(".st-key-segment [role=radio][aria-checked=false]").first.click()
    page.wait_for_function("() => location.search.includes('carte=')")
    asked = page.evaluate("location.search")
    page.get_by_role("link", name="Method").first.click()
    said = page.get_by_text("Your choices are kept in the address.")
    said.wait_for()
    assert page.evaluate("location.search") == asked
    assert "bring them again" not in said.inner_text()
    page.reload()
    said.wait_for()
    assert page.evaluate("location.search") == asked
    page.get_by_role("link", name="Map").first.click()
    expect(page.get_by_text("Legend").first).to_be_visible()
    assert page.evaluate("location.search") == asked
