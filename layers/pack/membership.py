"""EPCIs from 2019 to 2026, and the one to which each of today's communes belonged each year."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from .history import History

MEMBERSHIP_YEARS = tuple(range(2019, 2027))
KINDS_2026 = {"CC": "CC", "CA": "CA", "CU": "CU", "ME": "METRO"}
LYON = "200046977"
"""Métropole de Lyon: not an EPCI in law but listed with them; kind MET69 in every year."""

Members = dict[str, str]


def members(epcis: Iterable[Mapping[str, Any]]) -> Members:
    """SIREN of the EPCI of each member commune. Raises ValueError if a commune has two."""
    found: Members = {}
    for epci in epcis:
        for member in epci["membres"]:
            if member["code"] in found:
                msg = f"commune {member['code']!r} is in two EPCIs"
                raise ValueError(msg)
            found[member["code"]] = epci["code"]
    return found


def belonged(sources: Mapping[str, frozenset[str]], epci_of: Members) -> tuple[pd.Series, list[str]]:
    """EPCI of each commune's territory, and the communes split between several.

    None when its parts were in different EPCIs (split), when one was in none, or when they are not known.
    """
    values: dict[str, str | None] = {}
    split = []
    for commune, parts in sources.items():
        epcis = {epci_of.get(part) for part in parts}
        values[commune] = epcis.pop() if len(epcis) == 1 else None
        if len(epcis - {None}) > 1:
            split.append(commune)
    return pd.Series(values, dtype=object), split


def membership(
    today: Members, past: Mapping[int, Members], history: History
) -> tuple[pd.DataFrame, dict[int, list[str]]]:
    """Table commune, "2019", ..., "2026" of SIRENs, and the split communes of each year."""
    columns: dict[str, pd.Series] = {}
    splits: dict[int, list[str]] = {}
    communes = sorted(history.today)
    for year, epci_of in sorted(past.items()):
        columns[str(year)], splits[year] = belonged(history.sources(epci_of, year), epci_of)
    columns["2026"] = pd.Series({code: today.get(code) for code in communes}, dtype=object)
    table = pd.DataFrame(columns).reindex(communes).rename_axis("commune").reset_index()
    return table, splits


def epcis(past: Mapping[int, list[dict[str, Any]]], today: pd.DataFrame) -> pd.DataFrame:
    """Table siren, year, name, kind, regime; ``today`` is the wheel's table of 2026 (code, nom, type)."""
    rows = [
        (epci["code"], year, epci["nom"], epci["type"], epci.get("modeFinancement"))
        for year, records in past.items()
        for epci in records
    ]
    # The wheel says nothing of taxes: an EPCI of 2025 keeps its regime, a new one has none known.
    regimes = {epci["code"]: epci.get("modeFinancement") for epci in past[max(past)]}
    for code, name, kind in zip(today["code"], today["nom"], today["type"], strict=True):
        written = "MET69" if code == LYON else KINDS_2026[kind]
        rows.append((code, 2026, name, written, regimes.get(code)))
    table = pd.DataFrame(rows, columns=["siren", "year", "name", "kind", "regime"])
    return table.sort_values(["siren", "year"], ignore_index=True)
