"""An address may hold anything: never a fault; what does not exist is told in one sentence, in a reader's words."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages import shell
from pages.state.parameters import PARAMETERS
from tests.test_state import PAGES, Reader

MAIN = str(Path(__file__).parent.parent / "pages" / "main.py")
HOSTILE = [
    "9" * 5000, "-" + "9" * 5000, "٣٠", "nan", "1e309", "-1", "0x10", "60.0", " 25", "\ufffd", "\x00", ",", "True",
    "` ![x](https://example.org/x.png) `",
]  # fmt: skip
FREE = {"codes"}
"""A line to write: any text is one."""


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:20])
def test_whatever_is_asked_the_page_says_it_once_and_shows_its_defaults(value: str, lang: str) -> None:
    at = AppTest.from_file(MAIN, default_timeout=120)
    at.query_params.update({key: value for key in PARAMETERS if key not in FREE} | {"lang": lang})
    at.run()
    assert not at.exception
    (said,) = [warning.value for warning in at.warning]
    assert not {*re.findall(r"(?:: |, )(\S+) [«“]", said)} & {*PARAMETERS}
    assert PARAMETERS["epci"].in_lang("en" if lang == "en" else "fr") in said
    assert len(said) < 1500
    assert {w: at.slider(key=w).value for w in ("cultural", "economic")} == {"cultural": 25, "economic": 25}
    assert set(at.query_params) & {"epci", "vers", "cultural", "p", "carte", "commune"} == set()


def test_an_address_of_several_values_for_one_choice_counts_the_last() -> None:
    at = AppTest.from_file(MAIN, default_timeout=120)
    at.query_params["geographic"] = ["60", "40"]
    at.run()
    assert not at.exception and not at.warning
    assert at.slider(key="geographic").value == 40


def test_a_link_turns_no_background_map_on_and_none_is_written_in_it() -> None:
    at = AppTest.from_file(MAIN, default_timeout=120)
    at.query_params["tiles"] = "1"
    at.run()
    assert not at.toggle(key="tiles").value
    at.toggle(key="tiles").set_value(True).run()
    assert at.toggle(key="tiles").value and "tiles" not in at.query_params


def test_what_a_page_alone_can_check_is_told_there() -> None:
    """The measure of the Access page, asked in vain, is told when that page is opened by the menu."""
    reader = Reader(mesure="nothing")
    pages = {info.get("url_pathname"): key for key, info in reader.at._registered_pages.items()}
    reader.at._page_hash = pages["acces"]
    reader.at.query_params = {}
    reader.at.run()
    assert "nothing" in reader.at.warning[0].value
    assert set(PAGES) <= {*pages, "carte"}


def test_paths_that_lead_nowhere() -> None:
    assert all(
        map(shell._leads_nowhere, ("/a/b", "/a/b/fusion", "/\ufffd", "/contours/2026/a/b.geojson", "/contours/2026"))
    )
    assert not any(
        map(shell._leads_nowhere, ("/", "/fusion", "/fusion/", "/nothing", "/contours/nan/x.geojson", "/sante"))
    )
