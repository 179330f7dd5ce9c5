"""Communes each service is open to (data·inclusion)."""

import re

import pandas as pd

from i18n import Text

from ..projections import department
from ..source import Codes, Loaded, Source
from ..supply import by_theme
from .data_inclusion import DATA_INCLUSION
from .membership import MEMBERSHIP

EVERYWHERE = {"france", "99100"}
"""The whole country: its name, and its code among countries."""

ABROAD = re.compile(r"99[0-5]\d{2}")


def zones(cog: int, territory: Codes, also: Codes = ()) -> Loaded | None:
    """Which communes, of these, each service is open to; None where data·inclusion is not loaded.

    Indexed by ``service`` (the actor's id), with the ``commune`` it stands in and its ``zone``, a frozenset;
    None if the publisher gives no zone, or one with a code that is no commune, département nor EPCI of that year.
    """
    found = DATA_INCLUSION.loaded(cog, territory, also)
    inside = (*territory, *also)
    members = MEMBERSHIP.table(cog)
    if found is None or members is None:
        return None
    table = by_theme(found.table[found.table["commune"].isin(inside)])
    epci, known = members[cog].reindex([*inside]), set(members.index)
    sirens = set(members[cog].dropna())
    written = {text: _zone(text.split(), epci, known, sirens) for text in table["zone"].unique()}
    zone = pd.Series([written[text] for text in table["zone"]], table.index, dtype=object)
    return Loaded(pd.DataFrame({"commune": table["commune"], "zone": zone}).rename_axis("service"), found.vintage)


def _zone(codes: list[str], epci: pd.Series, known: set[str], sirens: set[str]) -> frozenset[str] | None:
    """Communes of `epci` (their EPCI, by commune) that these codes hold; None if there is none or one is unknown."""
    if not codes:
        return None
    here: set[str] = set()
    departments = {department(code) for code in known}
    for code in codes:
        if code in EVERYWHERE:
            here |= set(epci.index)
        elif code in known:
            here |= {code} & set(epci.index)
        elif code in departments:
            here |= {commune for commune in epci.index if department(commune) == code}
        elif code in sirens:
            here |= set(epci.index[epci == code])
        elif not ABROAD.fullmatch(code):
            return None
    return frozenset(here)


ELIGIBILITY = Source(
    key="eligibility",
    label=Text("Zones d'éligibilité des services", "Eligibility zones of services"),
    publisher="GIP Plateforme de l'inclusion",
    origin=Text("data·inclusion, zone_eligibilite", "data·inclusion, zone_eligibilite"),
    made=zones,
)
