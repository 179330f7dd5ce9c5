"""The words of Streamlit that a page in French replaces are those that this version of Streamlit writes."""

import re
from pathlib import Path

import pytest
import streamlit

from pages import shell

MENDED = (Path(__file__).parent.parent / "static" / "streamlit.js").read_text("utf-8")
WORDS = re.findall(r'^  "((?:[^"\\]|\\.)+)": "', MENDED, re.MULTILINE)


@pytest.fixture(scope="module")
def written() -> str:
    """All the scripts of Streamlit's own pages."""
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    return "".join(script.read_text("utf-8") for script in scripts.glob("*.js"))


def test_each_word_that_is_replaced_is_one_that_streamlit_writes(written: str) -> None:
    assert len(WORDS) > 60
    assert [word for word in WORDS if not re.search(rf"[`\"'>]{re.escape(word)}[`\"'<$]", written)] == []


def test_the_page_asks_for_the_script_from_its_own_server() -> None:
    page = shell.rewrite('<html lang="en"><head><title>Streamlit</title></head></html>', "fr")
    assert '<script src="/app/static/streamlit.js"></script></head>' in page
