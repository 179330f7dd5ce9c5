"""The Fusion page in a real Chromium: two maps under a handle, lines on the borders."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

PAINTED = "[data-painted]"


@pytest.fixture
def handle(product: str, page: Page) -> Locator:
    """The handle of the two maps of CA du Pays Basque."""
    page.goto(f"{product}/fusion")
    page.wait_for_selector(PAINTED)
    found = page.get_by_role("slider", name="Glisser pour comparer les deux cartes")
    expect(found).to_be_visible()
    # What follows is measured once the text beside the map is there: it may move nothing.
    page.get_by_text("niveau par niveau").wait_for()
    return found


def cut(page: Page) -> float:
    """Share of the width of the map where the other map shows."""
    clip = page.locator(".leaflet-other-pane").evaluate("pane => pane.style.clipPath")
    lefts = [float(x) for x in re.findall(r"(-?[\d.]+)px -?[\d.]+px", clip)]
    box = page.locator(".choropleth .map").bounding_box()
    assert box
    return (max(lefts) - min(lefts)) / box["width"]


def test_the_handle_is_dragged_with_a_mouse(page: Page, handle: Locator) -> None:
    expect(handle).to_have_attribute("aria-valuenow", "50")
    assert cut(page) == pytest.approx(0.5, abs=0.01)
    box, grip = page.locator(".choropleth .map").bounding_box(), handle.bounding_box()
    assert box
    assert grip
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, grip["y"] + grip["height"] / 2, steps=5)
    page.mouse.up()
    expect(handle).to_have_attribute("aria-valuenow", "25")
    assert cut(page) == pytest.approx(0.25, abs=0.01)
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + 100)
    expect(handle).to_have_attribute("aria-valuenow", "25")


def test_the_handle_obeys_the_keyboard_and_says_where_it_is(page: Page, handle: Locator) -> None:
    handle.focus()
    for key, share in (("ArrowLeft", 48), ("PageUp", 58), ("Home", 0), ("ArrowLeft", 0), ("End", 100)):
        page.keyboard.press(key)
        expect(handle).to_have_attribute("aria-valuenow", str(share))
        assert cut(page) == pytest.approx(share / 100, abs=0.01)
    expect(handle).to_have_attribute("aria-valuetext", "100 % avant la fusion de 2017, 0 % aujourd’hui")


def test_the_cut_stays_under_the_handle_when_the_map_is_moved(
    page: Page, handle: Locator, still: Callable[[Locator], None]
) -> None:
    page.get_by_role("button", name="Zoomer", exact=True).click()
    still(page.locator(".choropleth").first)
    assert cut(page) == pytest.approx(0.5, abs=0.01)
    expect(handle).to_have_attribute("aria-valuenow", "50")


def test_both_sides_have_the_same_classes_and_the_map_below_is_the_one_chosen_from(page: Page, handle: Locator) -> None:
    handle.focus()
    page.keyboard.press("End")
    swatches = page.locator(".legend .swatch:not(.none)")
    colors = {
        "#{:02x}{:02x}{:02x}".format(
            *map(int, re.findall(r"\d+", swatch.evaluate("s => getComputedStyle(s).backgroundColor")))
        )
        for swatch in swatches.all()
    }
    sides = {
        side: set(page.locator(f"{pane} path").evaluate_all("paths => paths.map(p => p.getAttribute('fill'))"))
        for side, pane in (("before", ".leaflet-other-pane"), ("after", ".leaflet-overlay-pane"))
    }
    assert sides["before"] <= colors
    assert sides["after"] <= colors
    page.locator('path[data-code="64256"]').click()
    expect(page.locator('path[data-code="64256"]')).to_have_attribute("aria-pressed", "true")
    label = page.locator('path[data-code="64256"]').get_attribute("aria-label") or ""
    assert re.search(r"^Hasparren\navant la fusion de 2017\s: 0,\d\d\naujourd’hui\s: 0,\d\d\n", label)


def test_the_handle_goes_away_with_the_comparison(page: Page, handle: Locator) -> None:
    page.get_by_text("Ce qui sépare", exact=True).first.click()
    expect(handle).to_be_hidden()
    lines = page.locator(".leaflet-lines-pane path.line")
    expect(lines).to_have_count(408)
    widths = {float(w) for w in lines.evaluate_all("paths => paths.map(p => p.getAttribute('stroke-width'))")}
    assert len(widths) == 5
    page.get_by_text("Avant, après").first.click()
    expect(lines).to_have_count(0)
    expect(handle).to_be_visible()


def test_a_border_says_what_it_separates(product: str, page: Page) -> None:
    page.goto(f"{product}/fusion?partie=faults")
    page.wait_for_selector(".leaflet-lines-pane path.line")
    page.get_by_role("columnheader", name="Les plus marquées").wait_for()
    thickest = page.locator(".leaflet-lines-pane path.line").last
    # Of a line, the box is no place to point at: a point on it is.
    at = thickest.evaluate(
        "p => { const q = p.getPointAtLength(p.getTotalLength() / 2).matrixTransform(p.getScreenCTM());"
        " return [q.x, q.y]; }"
    )
    page.mouse.move(*at)
    expect(page.locator(".leaflet-tooltip")).to_contain_text(re.compile(r".+ – .+\s: 0,\d\d\s+ce qui domine"))


@pytest.mark.usefixtures("handle")
def test_the_map_and_its_finding_fit_a_laptop_without_scrolling(page: Page) -> None:
    for shown in (page.locator(".choropleth"), page.locator(".finding")):
        box = shown.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 768
