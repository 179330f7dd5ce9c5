"""The printed documents, asked for on the page itself."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

DOCUMENTS = ".st-key-paper-document button"


def take(page: Page) -> bytes:
    """Make the document as chosen, and download it."""
    page.locator(".st-key-paper-make button").click()
    with page.expect_download() as download:
        page.locator(".st-key-paper-download button").click()
    return download.value.path().read_bytes()


def test_the_atlas_is_seen_then_made_then_downloaded(product: str, page: Page) -> None:
    page.goto(f"{product}/emporter")
    page.locator(".st-key-files-paper [data-testid=stImage] img").wait_for()
    page.locator(".st-key-paper-way button").nth(1).click()
    made = pypdf.PdfReader(io.BytesIO(take(page)))
    width, height = (float(side) for side in made.pages[0].mediabox[2:])
    assert width < height and len(made.pages) == 2 + 7 + 10 + 1


def test_a_choice_that_changes_withdraws_the_file_made_before(product: str, page: Page) -> None:
    page.goto(f"{product}/emporter")
    take(page)
    page.locator(".st-key-paper-photocopy label").first.click()
    expect(page.locator(".st-key-paper-download")).to_have_count(0)


def test_the_sheet_of_the_residents_and_the_annex_to_fill_in(product: str, page: Page) -> None:
    page.goto(f"{product}/emporter?lang=fr")
    page.locator(DOCUMENTS).nth(1).click()
    page.get_by_text("Services et guichets").wait_for()
    sheet = pypdf.PdfReader(io.BytesIO(take(page))).pages
    assert len(sheet) == 1 and "Ce qui est près" in sheet[0].extract_text()
    page.locator(DOCUMENTS).nth(4).click()
    page.get_by_text(re.compile("pour LibreOffice ou Word")).wait_for()
    expect(page.locator(".st-key-paper-download")).to_have_count(0)
    assert take(page).startswith(b"PK")
