"""The addresses of the service: landing page, conformance, definition, collections, features."""

import math
import re
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from i18n import Lang, Text

from .api import CONFORMS, LIMIT, MAX_LIMIT, OF_ITEMS, definition
from .shelf import Bounds, Collection, features, inside, table

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
JSON, GEOJSON, OPENAPI = "application/json", "application/geo+json", "application/vnd.oai.openapi+json;version=3.0"
TITLE = Text("Distances CAGE", "CAGE distances")
INSTANT = r"(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)"
WHEN = re.compile(rf"{INSTANT}|{INSTANT}/({INSTANT}|\.\.)?|(\.\.)?/{INSTANT}", re.ASCII)


class Wrong(Exception):  # noqa: N818 - an answer, and not a fault
    """A request that cannot be answered: code of HTTP, and why."""

    def __init__(self, code: int, why: Text) -> None:
        super().__init__(why.en)
        self.code, self.why = code, why


def application(collections: Mapping[str, Collection], lang: Lang) -> Starlette:
    """The service over some collections; it reads, and writes nothing."""
    service = _Service(collections, lang)
    one = "/collections/{key}"
    routes = [
        Route("/", service.landing),
        Route("/conformance", service.conformance),
        Route("/api", service.definition),
        Route("/collections", service.collections),
        Route(one, service.collection),
        Route(f"{one}/items", service.items),
        Route(f"{one}/items/{{feature}}", service.item),
    ]
    return Starlette(
        routes=routes, middleware=[Middleware(GZipMiddleware)], exception_handlers={Wrong: service.refused}
    )


class _Service:
    """The answers; each refuses a parameter that is not its own, as the standard wants."""

    def __init__(self, collections: Mapping[str, Collection], lang: Lang) -> None:
        self._shelf, self._lang = collections, lang

    async def landing(self, request: Request) -> Response:
        _check(request)
        links = [
            _link(request, "", "self", JSON),
            _link(request, "api", "service-desc", OPENAPI),
            _link(request, "conformance", "conformance", JSON),
            _link(request, "collections", "data", JSON),
        ]
        return JSONResponse({"title": TITLE.in_lang(self._lang), "links": links})

    async def conformance(self, request: Request) -> Response:
        _check(request)
        return JSONResponse({"conformsTo": CONFORMS})

    async def definition(self, request: Request) -> Response:
        _check(request)
        return JSONResponse(definition(TITLE.in_lang(self._lang), _root(request)), media_type=OPENAPI)

    async def collections(self, request: Request) -> Response:
        _check(request)
        told = [_told(request, one) for one in self._shelf.values()]
        return JSONResponse({"links": [_link(request, "collections", "self", JSON)], "collections": told})

    async def collection(self, request: Request) -> Response:
        _check(request)
        return JSONResponse(_told(request, self._asked(request)))

    async def items(self, request: Request) -> Response:
        _check(request, OF_ITEMS)
        one, given = self._asked(request), request.query_params
        limit = min(_whole(given.get("limit", str(LIMIT)), "limit", 1), MAX_LIMIT)
        offset, box = _whole(given.get("offset", "0"), "offset", 0), _box(given.get("bbox"))
        # A study has a geography year, its features no date: any is theirs.
        if "datetime" in given and not WHEN.fullmatch(given["datetime"]):
            raise Wrong(400, _VALUE.format(key="datetime", value=given["datetime"][:40]))
        answer = await run_in_threadpool(_page, one, box, limit, offset)
        links = [_link(request, f"collections/{one.key}", "collection", JSON)]
        links.append({"href": str(request.url), "rel": "self", "type": GEOJSON})
        if offset + limit < answer["numberMatched"]:
            following = request.url.include_query_params(limit=limit, offset=offset + limit)
            links.append({"href": str(following), "rel": "next", "type": GEOJSON})
        return JSONResponse({**answer, "links": links}, media_type=GEOJSON)

    async def item(self, request: Request) -> Response:
        _check(request)
        one, key = self._asked(request), request.path_params["feature"]
        rows = await run_in_threadpool(table, one)
        if not re.fullmatch(r"\d{1,18}", key, re.ASCII) or int(key) not in rows.index:
            raise Wrong(404, _ABSENT.format(key=key[:40]))
        (found,) = features(rows.loc[[int(key)]])
        links = [
            _link(request, f"collections/{one.key}", "collection", JSON),
            {"href": str(request.url), "rel": "self", "type": GEOJSON},
        ]
        return JSONResponse({**found, "links": links}, media_type=GEOJSON)

    async def refused(self, _: Request, error: Exception) -> Response:
        if not isinstance(error, Wrong):
            raise error
        return JSONResponse({"code": str(error.code), "description": error.why.in_lang(self._lang)}, error.code)

    def _asked(self, request: Request) -> Collection:
        key = request.path_params["key"]
        if key not in self._shelf:
            raise Wrong(404, _ABSENT.format(key=key[:40]))
        return self._shelf[key]


_ABSENT = Text("« {key} » n'est pas ici.", "“{key}” is not here.")
_VALUE = Text("« {value} » ne va pas pour « {key} ».", "“{value}” does not suit “{key}”.")
_UNKNOWN = Text("Paramètre inconnu : « {key} ».", "Unknown parameter: “{key}”.")


def _page(one: Collection, box: Bounds | None, limit: int, offset: int) -> dict[str, Any]:
    rows = inside(table(one), box)
    page = features(rows.iloc[offset : offset + limit])
    counted = {"numberMatched": len(rows), "numberReturned": len(page)}
    return {"type": "FeatureCollection", **counted, "features": page}


def _check(request: Request, known: tuple[str, ...] = ("f",)) -> None:
    for key, value in request.query_params.items():
        if key not in known:
            raise Wrong(400, _UNKNOWN.format(key=key[:40]))
        if key == "f" and value != "json":
            raise Wrong(400, _VALUE.format(key=key, value=value[:40]))


def _whole(written: str, key: str, least: int) -> int:
    if not re.fullmatch(r"\d{1,9}", written, re.ASCII) or int(written) < least:
        raise Wrong(400, _VALUE.format(key=key, value=written[:40]))
    return int(written)


def _box(written: str | None) -> Bounds | None:
    """West, south, east, north; the heights of a box of six numbers say nothing here."""
    if written is None:
        return None
    try:
        numbers = [float(part) for part in written.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)) or numbers[1] > numbers[3]:
        raise Wrong(400, _VALUE.format(key="bbox", value=written[:40]))
    west, south, east, north = numbers
    return west, south, east, north


def _root(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _link(request: Request, path: str, rel: str, kind: str) -> dict[str, str]:
    return {"href": f"{_root(request)}/{path}", "rel": rel, "type": kind, "title": rel}


def _told(request: Request, one: Collection) -> dict[str, Any]:
    extent = {"extent": {"spatial": {"bbox": [one.bounds], "crs": CRS84}}} if one.bounds else {}
    links = [
        _link(request, f"collections/{one.key}", "self", JSON),
        _link(request, f"collections/{one.key}/items", "items", GEOJSON),
    ]
    described = {"id": one.key, "title": one.title, "description": one.description}
    return {**described, "itemType": "feature", "crs": [CRS84], **extent, "links": links}
