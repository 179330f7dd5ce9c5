"""The product itself, in a real Chromium: every page, in both languages, calls nobody."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import cage
from atlas.exports import EXPORTS
from atlas.exports.html import write

pytestmark = pytest.mark.browser

MAP = "[data-painted]"
WORDS = {
    "": ("Légende", "Legend"),
    "acces": ("Habitants au-delà, par ancienne", "Residents beyond, by former"),
    "relier": ("Un périmètre, avant de voter", "A perimeter, before a vote"),
    "fusion": ("Fusion de 2017", "Merger of 2017"),
    "donnees": ("Ce que l’on sait ici", "What is known here"),
    "emporter": ("Emporter", "Take away"),
    "methode": ("La taille est partout", "Size is everywhere"),
}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", WORDS)
def test_every_page_opens_in_both_languages_and_calls_nobody(product: str, page: Page, path: str, lang: str) -> None:
    page.goto(f"{product}/{path}?lang={lang}")
    page.get_by_text(WORDS[path][lang == "en"]).first.wait_for()
    assert page.evaluate("document.documentElement.lang") == lang


def test_a_commune_is_explained_when_it_is_clicked(product: str, page: Page) -> None:
    page.goto(product)
    page.wait_for_selector(MAP)
    page.get_by_role("button", name=re.compile("^Hasparren")).first.click()
    page.get_by_text("Ce qui fait la distance").wait_for()
    page.wait_for_url(re.compile("commune=64256"))
    page.get_by_text("Revenir à l’ensemble").click()
    page.get_by_text("Légende").wait_for()


def test_the_map_and_its_finding_fit_a_laptop_without_scrolling(product: str, page: Page) -> None:
    page.goto(product)
    page.wait_for_selector(MAP)
    for shown in (page.locator(MAP), page.locator(".finding")):
        box = shown.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768


def test_a_weight_repaints_the_same_map_and_stays_in_the_address(product: str, page: Page) -> None:
    page.goto(product)
    painted = page.wait_for_selector(MAP)
    assert painted is not None
    before = painted.get_attribute("data-painted")
    page.get_by_role("button", name="Pondérer").click()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("([map, n]) => map.dataset.painted !== n", arg=[painted, before])
    page.wait_for_url(re.compile("cultural=30"))
    expect(page.locator(MAP)).to_be_visible()


def test_a_file_is_made_when_its_button_is_pressed(product: str, page: Page) -> None:
    page.goto(f"{product}/emporter")
    for export in (one for one in EXPORTS if one.key not in {"isochrones", "matrix", "closer"}):
        with page.expect_download() as download:
            page.locator(f".st-key-export-{export.key} button").click()
        assert download.value.suggested_filename.endswith(export.suffix)
    page.get_by_text("Rien à emporter tant qu’aucun réseau routier").wait_for()


def test_the_standalone_map_opens_from_a_folder(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "carte.html"
    path.write_bytes(write(cage.study("200067106", 2026, cage.TO_SERVICES, "acces-aux-droits"), "fr"))
    page.goto(path.as_uri())
    page.wait_for_selector("path.leaflet-interactive")
    page.locator("path.leaflet-interactive").nth(158 + 13 - 1).wait_for(state="attached")
    expect(page.locator(".panel h1")).to_have_text("Distance d’ensemble")
