"""What surrounds the pages: headers, language, health, contours."""

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message

import pytest

pytestmark = pytest.mark.browser

PAYS_BASQUE = "200067106"


def answer(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, Message, bytes]:
    """Status, headers and body of one request."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers or {})), timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_every_answer_is_protected_and_the_page_speaks_the_language(product: str) -> None:
    for path, lang in (("/", "fr"), ("/?lang=en", "en"), ("/carte?lang=xx", "fr")):
        _, headers, body = answer(product + path, {"Accept": "text/html", "Accept-Encoding": "gzip"})
        assert f'<html lang="{lang}">' in body.decode()
        assert "Streamlit</title>" not in body.decode()
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    for path in ("/", "/sante", "/app/static/vendor/leaflet/leaflet.css", "/contours/2026/1.geojson"):
        headers = answer(product + path)[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]


def test_contours_are_compressed_and_kept_by_the_browser(product: str) -> None:
    address = f"{product}/contours/2026/{PAYS_BASQUE}.geojson"
    status, headers, body = answer(address, {"Accept-Encoding": "gzip"})
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert len(json.loads(gzip.decompress(body))["communes"]["features"]) == 158
    # Asked for again each time, in a few bytes: they change when sharper ones are loaded.
    assert headers["cache-control"] == "no-cache"
    assert answer(address, {"If-None-Match": headers["etag"]})[0] == 304
    status, _, body = answer(f"{product}/contours/2026/000000000.geojson")
    assert status == 404
    assert "000000000" in json.loads(body)["fr"] and "000000000" in json.loads(body)["en"]
    status, _, body = answer(f"{product}/contours/2026/12.geojson")
    assert status == 404
    assert "neuf chiffres" in json.loads(body)["fr"]


@pytest.mark.parametrize("year", ["9" * 5000, "-1", "nan", "1e309", "02026", "%D9%A2%D9%A0%D9%A2%D9%A6", "%ED%A0%80"])
def test_an_address_of_contours_that_is_no_year_is_told(product: str, year: str) -> None:
    status, _, body = answer(f"{product}/contours/{year}/{PAYS_BASQUE}.geojson", {"Accept": "text/html"})
    assert status == 404
    assert len(body) < 1000
    assert "année" in body.decode() or "aucune page" in body.decode()


def test_a_page_below_a_folder_is_told_to_be_none(product: str) -> None:
    status, headers, body = answer(f"{product}/a/b/fusion?lang=en", {"Accept": "text/html"})
    assert status == 404
    assert "This address leads to no page." in body.decode()
    assert headers["x-content-type-options"] == "nosniff"
