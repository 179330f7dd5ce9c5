"""The territory under study: an EPCI at one date of the Code officiel géographique."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pandas as pd

from i18n import Text

from . import store
from .errors import LayerError
from .membership import MEMBERSHIP, composition
from .reference import COG, raw

NATIONAL = 0.9
"""Share of the communes whose EPCI is known, above which a year is known everywhere (some were in none)."""


@dataclass(frozen=True)
class Territory:
    """An EPCI at one COG year.

    Attributes
    ----------
    former
        ``(siren, name)`` of the EPCI each commune was in just before the last merger, in the
        order of `communes`; all ``("", "")`` when no merger was observed.
    merged_in
        Year of that merger; None when none was observed since 2019.
    """

    siren: str
    name: str
    cog: int
    communes: tuple[str, ...]
    former: tuple[tuple[str, str], ...]
    merged_in: int | None


def epcis(cog: int) -> pd.DataFrame:
    """Every EPCI of that year: index siren; name, kind, regime."""
    return pd.DataFrame(_epcis().xs(cog, level="year"))


@cache
def _epcis() -> pd.DataFrame:
    return raw("epci.parquet").set_index(["siren", "year"])


def territory(siren: str, cog: int = COG) -> Territory:
    """The territory of one EPCI.

    Raises
    ------
    LayerError
        If no EPCI has this SIREN at that date.
    """
    if cog != COG:
        raise LayerError(
            Text(
                f"L'année {cog} n'est pas chargée : les périmètres disponibles sont ceux de {COG}.",
                f"Year {cog} is not loaded: the available perimeters are those of {COG}.",
            )
        )
    membership = MEMBERSHIP.table(cog)
    known = epcis(cog)
    if membership is None or siren not in known.index:
        raise LayerError(
            Text(
                f"Aucune intercommunalité n'a le numéro SIREN « {siren} » en {cog}. Cherchez-la par son nom.",
                f"No intercommunality has the SIREN “{siren}” in {cog}. Search for it by name.",
            )
        )
    members = membership.iloc[_members(cog)[siren]].sort_index()
    merged_in, former = _before_merger(members, cog)
    return Territory(siren, str(known.at[siren, "name"]), cog, tuple(members.index), former, merged_in)


def _before_merger(members: pd.DataFrame, cog: int) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    """The year of the last merger, and the EPCI of each commune just before it.

    A merger dissolves an EPCI of two communes or more into one with others. Communes that merely
    change EPCI (a transfer) dissolve nothing.
    """
    # A year that is not known everywhere counts only for the territories whose communes it all knows.
    years = [int(y) for y in sorted(members.columns) if y in _national(cog) or members[y].notna().all()]
    for earlier, later in reversed(list(pairwise(years))):
        sizes = members[earlier].value_counts()
        # Who still lives is read in a year that is known everywhere.
        dissolved = [
            epci for epci in sizes.index if epci not in _living(cog, min(y for y in _national(cog) if y >= later))
        ]
        if len(sizes) >= 2 and (sizes.reindex(dissolved) >= 2).any():
            names = _names(earlier)
            return later, tuple((s or "", names.get(s, s or "")) for s in members[earlier])
    return None, (("", ""),) * len(members)


def _members(cog: int) -> dict[str, list[int]]:
    """Rows of the membership table, by EPCI of that year."""
    return _grouped(cog, store.stamp(MEMBERSHIP.key))[0]


def _living(cog: int, year: int) -> frozenset[str]:
    """Every EPCI that had a commune that year."""
    return _grouped(cog, store.stamp(MEMBERSHIP.key))[1][year]


def _national(cog: int) -> frozenset[int]:
    """Years in which the EPCI of nearly every commune is known."""
    return frozenset(_grouped(cog, store.stamp(MEMBERSHIP.key))[2])


@cache
def _grouped(cog: int, _: str) -> tuple[dict[str, list[int]], dict[int, frozenset[str]], list[int]]:
    membership = MEMBERSHIP.table(cog)
    if membership is None:
        return {}, {}, []
    living = {year: frozenset(membership[year].dropna()) for year in membership}
    national = [year for year in membership if membership[year].notna().mean() > NATIONAL]
    return dict(membership.groupby(cog).indices), living, national


def _names(year: int) -> dict[str, str]:
    """Names of the EPCIs of a year; none for a year whose names are not known."""
    table = raw("former_epci_2016.parquet") if year == 2016 else _epcis().reset_index().query("year == @year")
    listed = composition(year).dropna(subset="siren") if year in store.years(MEMBERSHIP.key) else table.iloc[:0]
    known = pd.concat([listed[["siren", "name"]], table[["siren", "name"]]])
    return {str(siren): str(name) for siren, name in zip(known["siren"], known["name"], strict=True)}
