"""The coded values of data·inclusion v1, checked by its publisher's own library."""

from collections.abc import Callable
from functools import cache

import pydantic

from i18n import Text

from ..spelling import normalised
from .cells import Cell, CellParser, Refusal, items

UNKNOWN_CODE = Text(
    "n'est pas une valeur de data·inclusion v1 pour «\u00a0{field}\u00a0»",
    "is not a data·inclusion v1 value for “{field}”",
)
CONTRADICTION = Text(
    "se contredit\u00a0: «\u00a0tous-publics\u00a0» ne va avec aucun autre public",
    "contradicts itself: “tous-publics” goes with no other public",
)

FRANCE_SERVICES_TYPE = "france-service"


@cache
def _models() -> dict[str, type[pydantic.BaseModel]]:
    from data_inclusion.schema import v1  # noqa: PLC0415 - heavy, and the first map does without

    fields: dict[str, type[pydantic.BaseModel]] = dict.fromkeys(v1.Service.model_fields, v1.Service)
    return fields | {"reseaux_porteurs": v1.Structure}


def _errors(field: str, value: object) -> list[object]:
    """The inputs of this field that the publisher's model refuses. Other fields, absent here, are not looked at."""
    try:
        _models()[field].model_validate({field: value})
    except pydantic.ValidationError as error:
        return [one["input"] for one in error.errors(include_url=False) if one["loc"][0] == field]
    return []


def slug(value: str) -> str:
    """A label as a code: "En présentiel" is en-presentiel; the "--" between a theme and its detail is kept."""
    return "--".join(normalised(part).replace(" ", "-") for part in value.split("--"))


def place_code(value: str) -> str:
    """A code of commune, département or EPCI in its official case, or "france"."""
    bare = value.strip().upper()
    return bare.lower() if bare == "FRANCE" else bare


def coded(field: str, form: Callable[[str], str] = slug) -> CellParser:
    """A parser of one code of ``field``."""

    def parse(cell: str) -> Cell:
        value = form(cell)
        return Cell(None, (_refusal(field, cell),)) if _errors(field, value) else Cell(value)

    return parse


def codes(field: str, form: Callable[[str], str] = slug) -> CellParser:
    """A parser of several codes of ``field``: those that are not in the vocabulary are refused one by one."""

    def parse(cell: str) -> Cell:
        values = {form(item): item for item in items(cell)}
        wrong = {str(value) for value in _errors(field, list(values)) if isinstance(value, str)}
        kept = tuple(value for value in values if value not in wrong)
        refused = tuple(_refusal(field, item) for value, item in values.items() if value in wrong)
        if kept and _errors(field, list(kept)):
            return Cell(None, (*refused, Refusal(cell, CONTRADICTION)))
        return Cell(kept or None, refused)

    return parse


def _refusal(field: str, value: str) -> Refusal:
    return Refusal(value, UNKNOWN_CODE.format(field=field))
