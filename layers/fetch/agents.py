"""What the downloader says it is: its own name everywhere, but to publishers known to refuse what is no browser."""

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

NAME = "distances-cage"
VERSION = "0.1.0"
"""That of CITATION.cff."""

CONTACT = os.environ.get("CAGE_CONTACT", "") or "see CITATION.cff"
"""Where whoever runs a server that we ask may write: an address of the project, or of who installed it."""

OURS = re.sub(r"[^ -~]", "", f"{NAME}/{VERSION} ({CONTACT})")
BROWSER = f"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 {OURS}"

REFUSES_OTHERS: Mapping[str, str] = {
    "www.insee.fr": "answers 403 to curl and to HTTP libraries, as several public projects report",
}
"""Publishers that are shown a browser, by host, and why. Our name follows: we do not hide.

Never Overpass: its rules ask scripts for an agent that names them, and refuse borrowed ones.
"""

ONE_AT_A_TIME = frozenset({"overpass-api.de"})
"""Servers shared by volunteers, that ask for one question at a time by user."""


def host(url: str) -> str:
    """The server of an address."""
    return urlsplit(url).hostname or ""


def agent(url: str) -> str:
    """The User-Agent sent with a request to an address."""
    return BROWSER if host(url) in REFUSES_OTHERS else OURS
