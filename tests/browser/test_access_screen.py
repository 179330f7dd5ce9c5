"""The Access page in a real Chromium: finding and map on one screen, a choice that stays in the address, a file."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MAP = "[data-painted]"


def test_the_finding_its_map_a_commune_and_the_file(product: str, page: Page) -> None:
    page.goto(f"{product}/acces")
    page.wait_for_selector(MAP)
    for shown in (page.locator(MAP), page.locator(".finding")):
        box = shown.bounding_box()
        assert box is not None and box["y"] + box["height"] <= 768
    expect(page.locator(".finding")).to_contain_text("plus de 20\u00a0minutes en voiture")
    page.get_by_role("combobox", name=re.compile("Ce qui est montré")).click()
    page.get_by_role("option", name="Lieux à 30 minutes").click()
    page.wait_for_url(re.compile("mesure=places_30"))
    page.get_by_role("button", name=re.compile("^Hasparren")).first.click()
    page.get_by_text("Minutes, en moyenne").wait_for()
    page.wait_for_url(re.compile("commune=64256"))
    page.wait_for_selector("[data-test-script-state=notRunning]")
    with page.expect_download() as download:
        page.get_by_role("button", name="Emporter cette lecture").click()
        page.locator(".st-key-take-access-csvaccess button").click()
    assert download.value.suggested_filename.endswith("_access_access.csv")
