"""What surrounds the pages: language and title of the HTML, security headers, files, health and contours."""

import base64
import hashlib
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from i18n import Lang, Text

ROOT = Path(__file__).parent.parent
TITLE = Text("Distances CAGE d'un territoire", "CAGE distances of a territory")
NO_SCRIPT = Text(
    "Cette application a besoin de JavaScript pour s'afficher.", "This application needs JavaScript to be shown."
)
NOT_A_SIREN = Text(
    "« {siren} » n'est pas un numéro SIREN : il en faut un de neuf chiffres.",
    "“{siren}” is not a SIREN number: it takes nine digits.",
)
NOT_A_YEAR = Text(
    "« {cog} » n'est pas une année : il en faut une de quatre chiffres.",
    "“{cog}” is not a year: it takes four digits.",
)
NO_PAGE = Text("Cette adresse ne mène à aucune page.", "This address leads to no page.")
THE_MAP = Text("Ouvrir la carte", "Open the map")
TOLD = 40
"""Characters of an address that are told."""

POLICY = {
    "default-src": "'self'",
    # blob: Streamlit runs a component's script (the map) from a blob address made in the page.
    # {hashes}: the inline scripts of Streamlit's own index.html, each by its hash; no other inline script runs.
    "script-src": "'self' blob: {hashes}",
    # 'unsafe-inline': Streamlit writes its styles (emotion) and a component's styles as <style> elements at run time.
    "style-src": "'self' 'unsafe-inline'",
    # data.geopf.fr: the optional IGN background map, the only third party ever. data: icons of Streamlit's widgets.
    "img-src": "'self' data: https://data.geopf.fr",
    # data: Streamlit's sheet for formulas carries one small font in itself.
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
A_DAY = "public, max-age=86400"
NOT_THE_PAGE = ("/media/", "/component/", "/app/static/", "/static/", "/_stcore/")


def base() -> str:
    """The path the app is served under: "" or "/path"."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


BROKEN = Text(
    "Une erreur de l'application empêche d'afficher cette page. Rechargez-la ; si elle revient, transmettez "
    "l'adresse de la page à la personne qui gère l'application. Vos choix sont gardés dans l'adresse.",
    "A fault of the application prevents this page from being shown. Reload it; if it comes back, send the address "
    "of the page to whoever runs the application. Your choices are kept in the address.",
)
FILES_LOST = Text(
    " Les fichiers que vous avez apportés pour cette session n'y sont pas : il faudra les apporter de nouveau.",
    " The files you brought for this session are not in it: bring them again.",
)


def on_script_error(_: Exception) -> bool:
    """Say in the reader's language that the fault is ours; Streamlit has already logged it."""
    # Imported here: it brings the maps, which the server does not wait for to answer.
    from pages.state import address as state  # noqa: PLC0415

    lang = state.language()
    st.error(BROKEN.in_lang(lang) + (FILES_LOST.in_lang(lang) if st.session_state.get("given") else ""))
    return True


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Prepare the first page while the browser is still loading Streamlit's own files."""
    Thread(target=_warm_up, daemon=True, name="warm-up").start()
    yield


def _warm_up() -> None:
    # Imported in the thread: pandas and its kin take a second, during which the server already answers.
    from layers import COG, LayerError, disk, reference, store  # noqa: PLC0415
    from pages.state import choices  # noqa: PLC0415

    disk.sweep(store.HOME)
    sys.stderr.writelines(f"{said.fr}\n" for said in reference.check())
    try:
        choices.prepare()
    except LayerError:
        return  # told just above, and on the page
    _contours(choices.EMBEDDED, COG)
    import_module("pages.carte")


def routes() -> list[BaseRoute]:
    """Health, contours and vendored files."""
    return [
        Route(f"{base()}/sante", health),
        Route(f"{base()}/contours/{{cog}}/{{siren}}.geojson", contours),
        Mount(f"{base()}/app/static", CachedFiles(directory=ROOT / "static")),
    ]


def middleware() -> list[Middleware]:
    """The one layer around Streamlit."""
    return [Middleware(Shell)]


async def health(_: Request) -> Response:
    """Answer that the server is up, for Docker and for a monitor."""
    return JSONResponse({"statut": "ok"})


async def contours(request: Request) -> Response:
    """The outlines of one territory at one year; 404 with a sentence in both languages if there are none."""
    siren, cog = request.path_params["siren"], request.path_params["cog"]
    if not re.fullmatch("[0-9]{4}", cog):
        return JSONResponse(NOT_A_YEAR.format(cog=cog[:TOLD])._asdict(), 404)
    if not re.fullmatch("[0-9]{9}", siren):
        return JSONResponse(NOT_A_SIREN.format(siren=siren[:TOLD])._asdict(), 404)
    body = await run_in_threadpool(_contours, siren, int(cog))
    if isinstance(body, Text):
        return JSONResponse(body._asdict(), 404)
    # Weak: the same outlines stay the same once compressed.
    headers = {"etag": f'W/"{hashlib.sha256(body).hexdigest()[:32]}"', "cache-control": "no-cache"}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    # Streamlit's own middleware compresses it.
    return Response(body, media_type="application/geo+json", headers=headers)


def _contours(siren: str, cog: int) -> bytes | Text:
    # Imported here, in a thread: geopandas takes a second that the first page should not wait for.
    import atlas  # noqa: PLC0415
    from layers.errors import LayerError  # noqa: PLC0415

    try:
        return atlas.contours_json(siren, cog)
    except LayerError as error:
        return error.message


class CachedFiles(StaticFiles):
    """Vendored files, kept a day by the browser."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Serve one file."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = A_DAY
        return response


class Shell:
    """Pure ASGI, because Starlette's BaseHTTPMiddleware would hold back streamed answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every answer; rewrite the one HTML page of Streamlit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].removeprefix(base()).startswith(NOT_THE_PAGE):
            await self.app(scope, receive, _with_headers(send))
        elif _leads_nowhere(scope["path"]):
            await HTMLResponse(no_page(_lang(scope)), 404)(scope, receive, _with_headers(send))
        else:
            await self.app(_uncompressed(scope), receive, Page(_lang(scope), send))


class Page:
    """Holds back an HTML answer until it is whole, then rewrites it; lets any other answer through."""

    def __init__(self, lang: Lang, send: Send) -> None:
        self.lang, self.send = lang, send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Receive one message of the answer."""
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message
        elif message["type"] == "http.response.body" and self.start:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self.flush(self.start)
        else:
            await _with_headers(self.send)(message)

    async def flush(self, start: Message) -> None:
        """Send the rewritten page."""
        page = rewrite(self.body.decode("utf-8"), self.lang).encode("utf-8")
        # The validators speak of the file before it was rewritten.
        stale = (b"content-length", b"etag", b"last-modified")
        headers = [(key, value) for key, value in start["headers"] if key.lower() not in stale]
        headers.append((b"content-length", str(len(page)).encode()))
        await _with_headers(self.send, page.decode("utf-8"))({**start, "headers": headers})
        await self.send({"type": "http.response.body", "body": page})


def rewrite(page: str, lang: Lang) -> str:
    """Streamlit's index.html in the reader's language, under the product's name."""
    page = page.replace('<html lang="en">', f'<html lang="{lang}">')
    page = re.sub(r"<title>.*?</title>", f"<title>{TITLE.in_lang(lang)}</title>", page)
    page = page.replace("</head>", f'<script src="{base()}/app/static/streamlit.js"></script></head>')
    # Streamlit asks early for a font that the theme replaces.
    page = re.sub(r'<link\s+rel="preload"[^>]*as="font"[^>]*>', "", page)
    return re.sub(
        r"<noscript>.*?</noscript>", f"<noscript><p>{NO_SCRIPT.in_lang(lang)}</p></noscript>", page, flags=re.DOTALL
    )


def _leads_nowhere(path: str) -> bool:
    """Whether Streamlit would answer with a page that cannot start: below a folder, or of a name that is no text."""
    inside = path.removeprefix(base()).strip("/")
    contour = re.fullmatch(r"contours/[^/]+/[^/]+\.geojson", inside) is not None
    return "\N{REPLACEMENT CHARACTER}" in inside or ("/" in inside and not contour)


def no_page(lang: Lang) -> str:
    """A page that says that the address leads to none."""
    title, said, link = (text.in_lang(lang) for text in (TITLE, NO_PAGE, THE_MAP))
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><h1>{said}</h1><p><a href="{base()}/?lang={lang}">{link}</a></p></body></html>'
    )


def policy(page: str = "") -> str:
    """The Content-Security-Policy, which lets run only the inline scripts written in this page."""
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    hashes = " ".join(f"'sha256-{digest}'" for digest in digests)
    return "; ".join(f"{name} {value}" for name, value in POLICY.items()).format(hashes=hashes).replace(" ;", ";")


def _with_headers(send: Send, page: str = "") -> Send:
    added = [*HEADERS.items(), (b"content-security-policy", policy(page).encode())]

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = [(key, value) for key, value in message["headers"] if key.lower() not in HEADERS]
            message = {**message, "headers": known + added}
        await send(message)

    return send_with_headers


def _is_html(start: Message) -> bool:
    headers = {key.lower(): value for key, value in start["headers"]}
    return bool(start["status"] == 200 and headers.get(b"content-type", b"").startswith(b"text/html"))


def _lang(scope: Scope) -> Lang:
    return "en" if parse_qs(scope["query_string"].decode("latin-1")).get("lang") == ["en"] else "fr"


def _uncompressed(scope: Scope) -> Scope:
    """Ask for the plain page when a browser navigates: a compressed one could not be rewritten."""
    headers = dict(scope["headers"])
    if b"text/html" not in headers.get(b"accept", b""):
        return scope
    dropped = (b"accept-encoding", b"if-none-match", b"if-modified-since")
    return {**scope, "headers": [(key, value) for key, value in scope["headers"] if key not in dropped]}
