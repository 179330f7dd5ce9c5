"""The live map and what surrounds it, on four squares, in a real browser under the real security headers."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Log

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=window.attacked=1>"
TEMPLATE = "${window.attacked=1}"
TOY = "200000001"
EAST = "200000002"
MISSING = "200000009"

APP = """
from pathlib import Path
import streamlit as st
from pages import shell
app = st.App(Path(__file__).parent / "main.py", routes=shell.routes(), middleware=shell.middleware())
"""
# Beside the app, hence found before the real package: the route of the product serves these four squares.
ATLAS = f"""
import json
from i18n import Text
from layers.errors import LayerError

NAMES = {{"01001": "Alpha", "01002": {HOSTILE!r}, "01003": {TEMPLATE!r}, "01004": "L'Été"}}

def feature(kind, coordinates, **properties):
    return {{"type": "Feature", "properties": properties, "geometry": {{"type": kind, "coordinates": coordinates}}}}

def collection(*features):
    return {{"type": "FeatureCollection", "features": features}}

def ring(x, y, side):
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]

def contours_json(siren, cog):
    if siren not in ({TOY!r}, {EAST!r}):
        raise LayerError(Text("Territoire absent.", "No such territory."))
    west = 1.0 if siren == {TOY!r} else 6.0
    corners = [(west, 45.5), (west + 0.5, 45.5), (west, 45.0), (west + 0.5, 45.0)]
    squares = [feature("Polygon", [ring(*corner, 0.5)], code=code, name=name)
               for (code, name), corner in zip(NAMES.items(), corners)]
    border = feature("MultiLineString", [[[west + 0.5, 45.0], [west + 0.5, 46.0]]])
    outline = feature("LineString", ring(west, 45.0, 1.0))
    return json.dumps({{"communes": collection(*squares), "borders": collection(border),
                       "outline": collection(outline)}}).encode()
"""
MAIN = f"""
import streamlit as st
from atlas import NAMES, ring
from pages.widgets.choropleth import Area, Point, choropleth

st.set_page_config(page_title="Jouet", layout="wide")
lang = st.query_params.get("lang", "fr")
siren = st.query_params.get("siren", {TOY!r})
if st.checkbox("east"):
    siren = {EAST!r}
if st.button("English"):
    lang = "en"
minutes = st.number_input("minutes", 1, 60, 1)
borders = st.checkbox("borders", True)
tiles = st.checkbox("tiles")
roads = st.checkbox("roads")
square = {{"type": "Polygon", "coordinates": [ring(1.1, 45.1, 0.5)]}}
clicked = choropleth(
    key="map", contours_url=f"contours/2026/{{siren}}.geojson", codes=list(NAMES),
    fills=[f"#{{minutes:06x}}", "#9e9ac8", "#cbc9e2", None],
    labels=[f"{{name}} : {{minutes}} min" for name in NAMES.values()],
    borders=borders, points=[Point(1.25, 45.25, {HOSTILE!r}, "#c02020", "circle"),
                             Point(1.4, 45.4, "Mission locale", "#1f4e8c", "square")],
    selected=st.session_state.get("chosen"), lang=lang, tiles=tiles, height=400,
    route=[(1.1, 45.1), (1.3, 45.4), (1.6, 45.6)] if roads else [],
    areas=[Area("#084594", square)] if roads else [])
if clicked:
    st.session_state["chosen"] = clicked
    st.session_state["times"] = st.session_state.get("times", 0) + 1
    st.rerun()
st.text(f"chosen {{st.session_state.get('chosen')}} {{st.session_state.get('times', 0)}}")
"""


@pytest.fixture(scope="module")
def url(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the toy app, with the product's routes and headers."""
    folder = tmp_path_factory.mktemp("toy")
    for name, text in (("app.py", APP), ("atlas.py", ATLAS), ("main.py", MAIN)):
        (folder / name).write_text(text, "utf-8")
    return serve(folder / "app.py")


@pytest.fixture
def toy(page: Page, url: str) -> Page:
    """The toy page once its map is painted."""
    page.goto(url)
    page.locator(".choropleth[data-painted]").wait_for()
    return page


def commune(page: Page, code: str) -> Locator:
    """The outline of one commune."""
    return page.locator(f'path[data-code="{code}"]')


def move_on(page: Page, minutes: int) -> None:
    """Change a choice, and wait for the map to show it."""
    page.get_by_label("minutes").fill(str(minutes))
    page.get_by_label("minutes").press("Enter")
    expect(commune(page, "01001")).to_have_attribute("fill", f"#{minutes:06x}")


def test_paints_the_fills(toy: Page) -> None:
    fills = [commune(toy, code).get_attribute("fill") for code in ("01001", "01002", "01003")]
    assert fills == ["#000001", "#9e9ac8", "#cbc9e2"]


def test_no_data_is_hatched_even_in_black_and_white(toy: Page) -> None:
    fill = commune(toy, "01004").get_attribute("fill") or ""
    assert fill.startswith("url(#")
    expect(toy.locator(f"pattern{fill[4:-1]}")).to_have_count(1)
    image = Image.open(io.BytesIO(commune(toy, "01004").screenshot())).convert("L")
    inside = image.crop((20, 20, image.width - 20, image.height - 20))
    assert sum(inside.histogram()[230:]) > 0.4 * inside.width * inside.height
    assert sum(inside.histogram()[:140]) > 0.1 * inside.width * inside.height


def test_keeps_the_zoom_and_the_outlines_when_colours_change(
    page: Page, url: str, still: Callable[[Locator], None]
) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/contours/" in request.url else None)
    page.goto(url)
    before = commune(page, "01001").get_attribute("d")
    page.get_by_role("button", name="Zoomer", exact=True).click()
    expect(commune(page, "01001")).not_to_have_attribute("d", before or "")
    still(page.locator(".choropleth"))
    zoomed = commune(page, "01001").get_attribute("d")
    painted = int(page.locator(".choropleth").get_attribute("data-painted") or 0)
    move_on(page, 12)
    assert commune(page, "01001").get_attribute("d") == zoomed
    expect(page.locator(".choropleth")).to_have_attribute("data-painted", str(painted + 1))
    assert len(fetched) == 1
    page.get_by_role("button", name="Revoir tout le territoire").click()
    expect(commune(page, "01001")).to_have_attribute("d", before or "")


def test_another_territory_is_fetched_and_fitted(toy: Page) -> None:
    before = commune(toy, "01001").bounding_box()
    toy.get_by_role("button", name="Zoomer", exact=True).click()
    with toy.expect_response(lambda response: EAST in response.url):
        toy.get_by_text("east", exact=True).click()
    expect(toy.locator(".choropleth")).to_have_attribute("data-painted", "2")
    after = commune(toy, "01001").bounding_box()
    assert before
    assert after
    assert (after["x"], after["width"]) == pytest.approx((before["x"], before["width"]), abs=3)
    # The points stay where they are on the ground, far to the west now: Leaflet draws nothing for them.
    expect(toy.locator("path.point.circle")).to_have_attribute("d", "M0 0")


def test_click_chooses_each_time(toy: Page) -> None:
    commune(toy, "01002").click()
    toy.get_by_text("chosen 01002 1").wait_for()
    expect(commune(toy, "01002")).to_have_attribute("aria-pressed", "true")
    expect(toy.locator(".leaflet-rings-pane path")).to_have_count(2)
    move_on(toy, 3)
    commune(toy, "01002").click()
    toy.get_by_text("chosen 01002 2").wait_for()


def test_click_goes_through_a_point(toy: Page) -> None:
    toy.locator("path.point.circle").click()
    toy.get_by_text("chosen 01003 1").wait_for()


def test_keyboard_is_one_stop_then_arrows(toy: Page) -> None:
    expect(toy.locator('path[tabindex="0"]')).to_have_count(1)
    commune(toy, "01001").focus()
    for key, code in [("ArrowRight", "01002"), ("ArrowDown", "01004"), ("ArrowLeft", "01003"), ("ArrowUp", "01001")]:
        toy.keyboard.press(key)
        expect(commune(toy, code)).to_be_focused()
        expect(toy.locator('path[tabindex="0"]')).to_have_attribute("data-code", code)
    expect(toy.locator(".leaflet-rings-pane path")).to_have_count(2)
    toy.keyboard.press("End")
    expect(commune(toy, "01004")).to_be_focused()
    toy.keyboard.press("Home")
    toy.keyboard.press("Enter")
    toy.get_by_text("chosen 01001 1").wait_for()
    expect(commune(toy, "01001")).to_be_focused()
    toy.keyboard.press("ArrowDown")
    toy.keyboard.press(" ")
    toy.get_by_text("chosen 01003 2").wait_for()


def test_hostile_names_are_only_text(toy: Page) -> None:
    tooltip = toy.locator(".leaflet-tooltip")
    for target, text in [
        (commune(toy, "01002"), f"{HOSTILE} : 1 min"),
        (commune(toy, "01003"), f"{TEMPLATE} : 1 min"),
        (toy.locator("path.point.circle"), HOSTILE),
    ]:
        target.hover(position={"x": 6, "y": 6})
        expect(tooltip).to_have_text(text)
    assert toy.locator(".choropleth img").count() == 0
    assert toy.evaluate("window.attacked") is None


def test_words_for_a_screen_reader(toy: Page) -> None:
    expect(toy.get_by_role("application", name="Carte des communes")).to_be_visible()
    for name in ("Alpha : 1 min", "L’Été : 1 min", "Zoomer", "Dézoomer", "Revoir tout le territoire"):
        expect(toy.get_by_role("button", name=name, exact=True)).to_be_visible()
    move_on(toy, 2)
    expect(toy.get_by_role("button", name="Alpha : 2 min", exact=True)).to_be_visible()


def test_the_language_follows_without_a_reload(toy: Page) -> None:
    assert toy.evaluate("document.documentElement.lang") == "fr"
    toy.get_by_role("button", name="English").click()
    expect(toy.get_by_role("button", name="Zoom in", exact=True)).to_be_visible()
    assert toy.evaluate("document.documentElement.lang") == "en"


def test_borders_can_be_hidden(toy: Page) -> None:
    lines = toy.locator(".leaflet-borders-pane path")
    expect(lines).to_have_count(3)  # the outline, the border and its casing
    toy.get_by_text("borders", exact=True).click()
    expect(lines).to_have_count(1)


def test_missing_contours_are_a_sentence_with_a_button(page: Page, log: Log, url: str) -> None:
    page.goto(f"{url}?siren={MISSING}")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Les contours des communes n’ont pas pu être chargés. Territoire absent.")
    page.route("**/contours/**", lambda route: route.continue_(url=route.request.url.replace(MISSING, TOY)))
    page.get_by_role("button", name="Réessayer").click()
    expect(commune(page, "01001")).to_be_visible()
    expect(alert).to_be_hidden()
    assert log.errors
    assert all("404" in error for error in log.errors)
    log.clear()


def test_tiles_call_the_ign_and_nobody_else(toy: Page, log: Log) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    toy.route("https://data.geopf.fr/**", refuse)
    assert not log.third_party
    toy.get_by_text("tiles", exact=True).click()
    expect(toy.get_by_text("© IGN")).to_be_visible()
    expect(commune(toy, "01002")).to_have_attribute("fill-opacity", "0.75")
    expect(toy.get_by_role("status").filter(has_text="Le fond de plan de l’IGN ne répond pas")).to_be_visible()
    assert log.third_party
    assert all(address.startswith("https://data.geopf.fr/wmts?") for address in log.third_party)
    # Refused by this test, not by the policy: the console must not speak of it.
    assert not any("Content Security Policy" in error for error in log.errors)
    log.clear()


def test_a_phone_sees_the_map_and_can_scroll_past_it(toy: Page, still: Callable[[Locator], None]) -> None:
    toy.set_viewport_size({"width": 390, "height": 844})
    toy.wait_for_function("() => document.documentElement.clientWidth <= 390")
    still(toy.locator(".choropleth"))
    box = toy.locator(".choropleth").bounding_box()
    square = commune(toy, "01004").bounding_box()
    assert box
    assert square
    assert box["width"] <= 390
    assert box["height"] <= 0.85 * 844
    assert box["x"] <= square["x"]
    assert square["x"] + square["width"] <= box["x"] + box["width"]


def test_roads_are_drawn_above_the_communes_and_taken_off(toy: Page) -> None:
    way, limit = toy.locator(".leaflet-route-pane path"), toy.locator(".leaflet-areas-pane path")
    expect(way).to_have_count(0)
    toy.get_by_text("roads", exact=True).click()
    expect(way).to_have_count(2)
    expect(limit).to_have_count(1)
    expect(limit).to_have_attribute("stroke", "#084594")
    toy.get_by_text("roads", exact=True).click()
    expect(way).to_have_count(0)
    expect(limit).to_have_count(0)
