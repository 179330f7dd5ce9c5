"""What the institutions of a territory are as organisations: whom each serves, for what, when (METHOD 2.4)."""

from collections import Counter
from typing import Any

import pandas as pd

from .projections import department
from .publishers.hours import week
from .sources.districts import DISTRICTS
from .sources.membership import MEMBERSHIP
from .territory import Territory

Communes = frozenset[str]

OF_ITS_COMMUNE = frozenset({"mairie", "ccas"})
OF_ITS_EPCI = frozenset({"epci", "cias"})
OF_ITS_DEPARTMENT = frozenset({"departement", "prefecture", "maison_handicapees"})
OF_ITS_ARRONDISSEMENT = frozenset({"sous_pref"})
"""Kinds that serve the whole of what they stand in, by law."""


def organisations(
    institutions: pd.DataFrame, services: pd.DataFrame, place: Territory, jurisdictions: pd.DataFrame | None
) -> pd.DataFrame:
    """The same institutions, each with what it is; None where nobody says.

    Parameters
    ----------
    services
        Services of the territory: those of an operator tell for what and for whom it works.
    jurisdictions
        Communes that desks serve (commune, id), the reader's own among them.

    Returns
    -------
    Columns ``served`` (communes), ``offers`` (services by theme), ``publics``, ``networks`` and ``week`` besides.
    """
    served = communes_served(institutions, place, jurisdictions)
    operated = dict(iter(services.groupby("operator")))
    theirs = [
        next((operated[key] for key in (row.operator, row.Index) if key in operated), None)
        for row in institutions.itertuples()
    ]
    columns: dict[str, list[Any]] = {
        "served": served,
        "offers": [None if held is None else Counter(held["theme"]) for held in theirs],
        "publics": [None if held is None else _keys(held["publics"]) for held in theirs],
        "networks": [None if held is None else _keys(held["network"]) for held in theirs],
        "week": [week(text) if isinstance(text, str) else None for text in institutions["hours"]],
    }
    return institutions.assign(
        **{name: pd.Series(values, institutions.index, dtype=object) for name, values in columns.items()}
    )


def communes_served(
    institutions: pd.DataFrame, place: Territory, jurisdictions: pd.DataFrame | None
) -> list[Communes | None]:
    """Communes each institution serves: as a list says, else by law of its kind; None where neither does."""
    said = {} if jurisdictions is None else jurisdictions.groupby("id")["commune"].agg(frozenset).to_dict()
    around = _around(place)
    return [said.get(row.Index, _by_law(str(row.theme), str(row.commune), around)) for row in institutions.itertuples()]


def _around(place: Territory) -> dict[frozenset[str], pd.Series]:
    """What each commune of the country is in, by the kinds of institutions that serve the whole of it."""
    members = MEMBERSHIP.table(place.cog)
    districts = DISTRICTS.table(place.cog)
    epci = members[place.cog] if members is not None else pd.Series(dtype=object)
    codes = epci.index.to_series()
    arrondissement = districts["arrondissement"] if districts is not None else pd.Series(dtype=object)
    return {OF_ITS_EPCI: epci, OF_ITS_DEPARTMENT: codes.map(department), OF_ITS_ARRONDISSEMENT: arrondissement}


def _by_law(kind: str, commune: str, around: dict[frozenset[str], pd.Series]) -> Communes | None:
    if kind in OF_ITS_COMMUNE:
        return frozenset({commune})
    for kinds, of in around.items():
        whole = of.get(commune)
        if kind in kinds and isinstance(whole, str):
            return frozenset(of.index[of == whole])
    return None


def _keys(texts: pd.Series) -> Communes | None:
    """Every key of some texts that hold several; None where none is given."""
    found = frozenset(key for text in texts.dropna() for key in str(text).split())
    return found or None
