"""How publishers are asked: under our name, and again only as patiently as they want."""

import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.util import Retry

from . import agents

ATTEMPTS = 4
PATIENCE = 120
"""Longest wait, in seconds, that a server may ask for (Retry-After) before we give up and say so."""

BUSY = (429, 504)
HALF_A_MINUTE = 30
"""Wait before asking a busy server again, when it does not say how long: the least that Overpass' rules ask for."""


class Client(requests.Session):
    """A session that says who it is to each server, redirections included."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # noqa: ANN401
        """Send one request."""
        request.headers["User-Agent"] = agents.agent(str(request.url))
        return super().send(request, **options)


class Patient(Retry):
    """Waits as long as the server asks for; half a minute where a busy one does not say."""

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait before the next attempt."""
        if response is not None and response.status in BUSY and not self.get_retry_after(response):
            time.sleep(HALF_A_MINUTE)
        else:
            super().sleep(response)


def session() -> requests.Session:
    """A session that waits and tries again, as long as the server asks for, up to PATIENCE seconds."""
    made = Client()
    made.headers["Accept-Language"] = "fr,en;q=0.5"
    retry = Patient(
        total=ATTEMPTS,
        connect=1,  # no network is no network: thirty files must not each wait half a minute to say so
        backoff_factor=0.5,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods=("GET", "POST"),
        raise_on_status=False,
        retry_after_max=PATIENCE,
    )
    for scheme in ("https://", "http://"):
        made.mount(scheme, HTTPAdapter(max_retries=retry))
    return made
