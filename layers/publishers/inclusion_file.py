"""Weekly open files of data·inclusion: read, and validated row by row with the publisher's own schema."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, TypeAdapter, ValidationError

from i18n import Text

from .files import member, not_the_file, reading

Record = dict[str, Any]

COMMUNE = re.compile(r"(\d{2}|2[AB])\d{3}", re.ASCII)
MOSTLY = 0.5
"""Share of rows the schema must accept: under it, the file is another, or follows another version of the schema."""


def records(path: Path, label: Text, needs: frozenset[str]) -> list[Record]:
    """Every row of a Parquet or JSON file, zipped or not: a list, a page of the API, or a list of its pages.

    Raises
    ------
    LayerError
        If it is none of these, if it is empty, or if its rows lack a column.
    """
    with reading(label):
        with member(path, "*.parquet", "*.json") as file:
            content = file.read()
        parquet = content.startswith(b"PAR1")
        rows = pq.read_table(pa.BufferReader(content)).to_pylist() if parquet else list(_unpaged(json.loads(content)))
    found: list[Record] = [row for row in rows if isinstance(row, dict)]
    if not found or len(found) < len(rows):
        raise not_the_file(label, Text("Il ne contient aucune fiche.", "It holds no record."))
    missing = sorted(needs - set(found[0]))
    if missing:
        listed = ", ".join(missing[:5])
        raise not_the_file(label, Text(f"Colonnes absentes\u00a0: {listed}.", f"Missing columns: {listed}."))
    return [{key: _missing_as_none(value) for key, value in row.items()} for row in found]


def _missing_as_none(value: object) -> object:
    return None if isinstance(value, float) and np.isnan(value) else value


def _unpaged(read: object) -> Iterator[object]:
    """Records of a list, of ``{"items": [...]}``, or of a list of such pages."""
    if isinstance(read, dict):
        yield from read.get("items", [])
        return
    for one in read if isinstance(read, list) else []:
        if isinstance(one, dict) and "items" in one and "id" not in one:
            yield from one["items"]
        else:
            yield one


def validated(rows: list[Record], schema: type[BaseModel], label: Text) -> tuple[list[Record], pd.DataFrame]:
    """The rows the publisher's schema accepts; a table of the others: no place, ``form`` is the first field at fault.

    Raises
    ------
    LayerError
        If it accepts fewer than half of them.
    """
    check = TypeAdapter(schema)
    good: list[Record] = []
    faults: dict[str, str] = {}
    seen: set[str] = set()
    for number, row in enumerate(rows):
        fault = _fault(check, row)
        key = str(row.get("id") or f"?{number}")
        if not fault and key in seen:
            fault = "id"
        if fault:
            faults[f"refused-{number}-{key}"] = fault
        else:
            seen.add(key)
            good.append(row)
    if len(good) < MOSTLY * len(rows):
        common = pd.Series(list(faults.values())).mode().iloc[0]
        raise not_the_file(
            label,
            Text(
                f"Le schéma v1 refuse {len(faults)} fiches sur {len(rows)} (champ «\u00a0{common}\u00a0» d'abord).",
                f"Schema v1 refuses {len(faults)} records of {len(rows)} (first of all the field “{common}”).",
            ),
        )
    return good, pd.DataFrame({"form": faults.values(), "point_quality": "invalid"}, index=list(faults), dtype="str")


def _fault(check: TypeAdapter[Any], row: Record) -> str:
    try:
        check.validate_python(row)
    except ValidationError as error:
        return str(error.errors(include_url=False, include_input=False)[0]["loc"][0])
    return ""


def commune(code: object) -> str | None:
    """The code of a commune; None if it is none, or if there is none (the schema takes any five letters)."""
    return code if isinstance(code, str) and COMMUNE.fullmatch(code) else None


def spaced(values: object) -> str:
    """A list of keys as one text, in its order; empty if there is none. No key of data·inclusion holds a space."""
    return " ".join(str(value) for value in values) if isinstance(values, list) else ""
