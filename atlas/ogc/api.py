"""What the service says of itself: its conformance, and its definition as OpenAPI 3.0."""

from typing import Any

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMS = [f"{CORE}/{part}" for part in ("core", "oas30", "geojson")]
LIMIT, MAX_LIMIT = 1000, 10_000
"""Features of a page: when nothing is asked, and at most."""

PARAMETERS: dict[str, dict[str, Any]] = {
    "f": {"type": "string", "enum": ["json"]},
    "limit": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": LIMIT},
    "offset": {"type": "integer", "minimum": 0, "default": 0},
    "bbox": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
    "datetime": {"type": "string"},
}
OF_ITEMS = tuple(PARAMETERS)


def definition(title: str, server: str) -> dict[str, Any]:
    """The OpenAPI document."""
    parameters = {name: _parameter(name, "query", schema) for name, schema in PARAMETERS.items()}
    parameters |= {
        "collectionId": _parameter("collectionId", "path", {"type": "string"}),
        "featureId": _parameter("featureId", "path", {"type": "integer"}),
    }
    paths = {
        "/": ("landing page", ()),
        "/conformance": ("conformance classes", ()),
        "/collections": ("collections", ()),
        "/collections/{collectionId}": ("a collection", ("collectionId",)),
        "/collections/{collectionId}/items": ("features", ("collectionId", *OF_ITEMS[1:])),
        "/collections/{collectionId}/items/{featureId}": ("a feature", ("collectionId", "featureId")),
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0.0"},
        "servers": [{"url": server}],
        "paths": {path: {"get": _operation(said, names)} for path, (said, names) in paths.items()},
        "components": {"parameters": parameters},
    }


def _parameter(name: str, where: str, schema: dict[str, Any]) -> dict[str, Any]:
    told = {"name": name, "in": where, "required": where == "path", "schema": schema}
    return told | ({"style": "form", "explode": False} if where == "query" else {})


def _operation(said: str, names: tuple[str, ...]) -> dict[str, Any]:
    answers = {"200": {"description": said, "content": {"application/json": {}}}}
    answers |= {code: {"description": why} for code, why in (("400", "wrong parameter"), ("404", "not found"))}
    references = [{"$ref": f"#/components/parameters/{name}"} for name in (*names, "f")]
    return {"operationId": said.replace(" ", "_"), "parameters": references, "responses": answers}
