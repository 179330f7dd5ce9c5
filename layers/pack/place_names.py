"""By what else than its code and its name a commune is known: its postcodes, and the names its parts had."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from .history import CURRENT, History, Record
from .names import full_name

POSTCODE_YEAR = 2026
"""The list whose postcodes are read."""


def postcodes(records: Iterable[Record], communes: Iterable[str]) -> pd.DataFrame:
    """Columns commune, postcode: those of each commune and of its municipal districts, sorted."""
    known = frozenset(communes)
    pairs = {
        (str(record["commune"] if record["type"] != CURRENT else record["code"]), str(postcode))
        for record in records
        if record["type"] == CURRENT or "commune" in record
        for postcode in record.get("codesPostaux", [])
    }
    return pd.DataFrame(sorted(pair for pair in pairs if pair[0] in known), columns=["commune", "postcode"])


def former_names(
    records: Iterable[Record], lists: Mapping[int, list[dict[str, Any]]], past: History, names: Mapping[str, str]
) -> pd.DataFrame:
    """Columns commune, name: names, since 1943, of what is now in each commune, its own name of today left out.

    Parameters
    ----------
    records
        Dated history, up to the first of ``lists``.
    names
        Name of each commune of today, by code.
    """
    dated = list(records)
    holder = _holders(dated)
    first = min(lists)
    found = {(past.successor(_last(r["code"], holder), first - 1), _name(r)) for r in dated}
    for year, listed in lists.items():
        found |= {(r.get("commune") or past.successor(r["code"], year - 1), _name(r)) for r in listed}
    rows = sorted((code, name) for code, name in found if code and names.get(code, name) != name)
    return pd.DataFrame(rows, columns=["commune", "name"])


def _name(record: Record) -> str:
    return full_name(str(record["nom"]), str(record.get("typeLiaison", 0)))


def _holders(records: Iterable[Record]) -> dict[str, str]:
    """By code that is no commune of its own any more, the code it went to: the last record of each tells."""
    last: dict[str, Record] = {}
    for record in sorted(records, key=lambda r: (str(r.get("dateDebut", "")), str(r.get("dateFin", "9")))):
        last[str(record["code"])] = record
    moved = {code: record.get("pole") or record.get("successeur") or "" for code, record in last.items()}
    return {code: to.partition("-")[2].partition("@")[0] for code, to in moved.items() if to}


def _last(code: str, holder: Mapping[str, str]) -> str:
    seen = {code}
    while (to := holder.get(code, code)) not in seen:
        seen.add(to)
        code = to
    return code
