"""The territory under study: an EPCI at one date of the Code officiel géographique."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import pandas as pd

from i18n import Text

from . import cog as passages
from . import store
from .errors import LayerError
from .projections import OVERSEAS
from .reference import COG, raw
from .sources.membership import MEMBERSHIP, composition
from .spelling import proper

NATIONAL = 0.9
"""Share of the communes whose EPCI is known, above which a year is known everywhere (some were in none)."""

MAX_COMMUNES = 600
"""Communes of the largest perimeter that is measured: four times the largest EPCI."""


@dataclass(frozen=True)
class Territory:
    """An EPCI at one COG year, or a perimeter of any communes.

    Attributes
    ----------
    siren
        Empty for a perimeter.
    former
        ``(siren, name)`` of the EPCI each commune was in just before the last merger, in the
        order of `communes`; all ``("", "")`` when no merger is known.
    merged_in
        Year of that merger; None when none is known: perimeters before the first year loaded are not.
    """

    siren: str
    name: str
    cog: int
    communes: tuple[str, ...] = field(repr=False)
    former: tuple[tuple[str, str], ...] = field(repr=False)
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
    refuse_other_years(cog)
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


def perimeter(codes: Iterable[str], name: str, cog: int = COG) -> Territory:
    """A territory made of any communes, whatever their EPCIs and départements: each is taken once, in order of code.

    Raises
    ------
    LayerError
        If a code is that of no commune of that year, if there are fewer than two or more than `MAX_COMMUNES`, or if
        they have not the same legal projection: no distance is measured from one to the other.
    """
    refuse_other_years(cog)
    wanted = sorted(set(codes))
    members = membership_of(wanted, cog)
    if not 2 <= len(wanted) <= MAX_COMMUNES:
        raise LayerError(
            Text(
                f"Un périmètre compte de 2 à {MAX_COMMUNES} communes : celui-ci en a {len(wanted)}.",
                f"A perimeter has 2 to {MAX_COMMUNES} communes: this one has {len(wanted)}.",
            )
        )
    if len({OVERSEAS.get(code[:3]) for code in wanted}) > 1:
        raise LayerError(
            Text(
                "Ce périmètre réunit des communes que la mer sépare (outre-mer, métropole) : gardez un seul ensemble.",
                "This perimeter has communes on both sides of an ocean (overseas, mainland): keep one side.",
            )
        )
    merged_in, former = _before_merger(members, cog)
    return Territory("", name, cog, tuple(wanted), former, merged_in)


def membership_of(codes: Iterable[str], cog: int = COG) -> pd.DataFrame:
    """The EPCI of each of these communes, year by year (see ``membership.read``), in their order.

    Raises
    ------
    LayerError
        If a code is that of no commune of that year: says which commune it is today where that is known.
    """
    known = MEMBERSHIP.table(cog)
    wanted = list(codes)
    strange = [code for code in wanted if known is None or code not in known.index]
    if known is None or strange:
        raise LayerError(_strange(strange, cog))
    return known.loc[wanted]


def _strange(codes: list[str], cog: int) -> Text:
    """What codes that are no communes were, if they were any."""
    heirs = {code: passages.successor(code) for code in codes}
    moved = ", ".join(f"{code} → {heir}" for code, heir in heirs.items() if heir)
    lost = ", ".join(f"« {code} »" for code, heir in heirs.items() if not heir)
    fr, en = f"Ces codes ne sont pas ceux de communes de {cog}.", f"These are not codes of communes of {cog}."
    if moved:
        fr, en = f"{fr} Remplacez les anciens : {moved}.", f"{en} Replace the former ones: {moved}."
    if lost:
        fr, en = f"{fr} Vérifiez ceux-ci : {lost}.", f"{en} Check these: {lost}."
    return Text(fr, en)


def refuse_other_years(cog: int) -> None:
    """Raise LayerError if the perimeters of that year are not loaded."""
    if cog != COG:
        raise LayerError(
            Text(
                f"L'année {cog} n'est pas chargée : les périmètres disponibles sont ceux de {COG}.",
                f"Year {cog} is not loaded: the available perimeters are those of {COG}.",
            )
        )


def _before_merger(members: pd.DataFrame, cog: int) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    """The year of the last merger, and the EPCI of each commune just before it.

    A merger dissolves an EPCI of two communes or more into one with others. Communes that merely
    change EPCI (a transfer) dissolve nothing.
    """
    # A year that is not known everywhere counts only for the territories whose communes it all knows.
    national = _national(cog)
    years = [int(y) for y in sorted(members.columns) if y in national or members[y].notna().all()]
    for earlier, later in reversed(list(pairwise(years))):
        sizes = members[earlier].value_counts()
        # Who still lives is read in a year that is known everywhere.
        living = _living(cog, min(y for y in national if y >= later))
        dissolved = [epci for epci in sizes.index if epci not in living]
        if len(sizes) >= 2 and (sizes.reindex(dissolved) >= 2).any():
            names = _names(earlier, store.stamp(MEMBERSHIP.key))
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


@cache
def _names(year: int, _: str) -> dict[str, str]:
    """Names of the EPCIs of a year; none for a year whose names are not known."""
    table = raw("former_epci_2016.parquet") if year == 2016 else _epcis().reset_index().query("year == @year")
    listed = composition(year).dropna(subset="siren") if year in store.years(MEMBERSHIP.key) else table.iloc[:0]
    known = pd.concat([listed[["siren", "name"]], table[["siren", "name"]]])
    return {str(siren): proper(str(name)) for siren, name in zip(known["siren"], known["name"], strict=True)}
