"""What a reader's rows are matched with: communes by code or name, former EPCIs, the places already loaded."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from i18n import Text

from ..communes import communes, contours, projection
from ..reference import raw
from ..spelling import normalised
from ..territory import Territory, epcis
from .written import Written, written

PREFIX = {"services": "own-", "institutions": "own-institution-"}
"""Before the identifiers of the reader's own actors: they meet neither those of the sources nor one another."""

UNKNOWN_CODE = Text("n'est le code d'aucune commune", "is no commune's code")
POSTAL = Text(
    "n'est le code d'aucune commune. Est-ce un code postal\u00a0? Il faut le code Insee",
    "is no commune's code. Is it a postal code? The INSEE code is needed",
)
UNKNOWN_NAME = Text("n'est le nom d'aucune commune", "is no commune's name")
AMBIGUOUS = Text(
    "est le nom de plusieurs communes de France\u00a0: donnez le code Insee ou le code postal",
    "is the name of several communes of France: give the INSEE code or the postcode",
)
ZERO_LOST = Text("est lu avec le zéro qui manquait au début", "is read with the leading zero it lacked")
MERGED = Text(
    "est le code d'une ancienne commune\u00a0: lu à celle d'aujourd'hui", "is a former commune's code: read as today's"
)


def bare(code: str) -> str:
    """A code without what spreadsheets and people put in it: "64 102", "'64102", "64102.0", "F-64102"."""
    return re.sub(r"^FR?-?(?=\d)", "", re.sub(r"[\s'’]", "", code).upper().removesuffix(".0"))


class Commune(NamedTuple):
    """A commune as it was given, and as it is today; None when it is not recognised. ``note`` says why, or how."""

    code: str | None
    given: str | None = None
    note: Text | None = None


def _never(_code: str) -> str | None:
    return None


@dataclass(frozen=True)
class Gazetteer:
    """What is known of France and of one territory. Rows are read for that territory only.

    Attributes
    ----------
    communes
        Every commune, indexed by code: ``name``; ``lon``, ``lat`` known for the territory at least.
    territory
        Codes of the communes of the territory.
    contours
        Contours of these, WGS84, indexed by code; None where there is none.
    groups, former, group_names
        Communes of each EPCI of today, and of each before the merger, by SIREN; their names. An EPCI that survived
        its merger is in both: its zone is that of today, its prices may be those of its former perimeter.
    actors
        Names of the services and institutions already loaded, by identifier.
    successor
        The commune a former commune has joined, by its old code; None if the code never was one.
    postcodes
        The communes that each postcode serves.
    former_names
        Names that what is now in a commune had, each with the communes of today it is in.
    """

    communes: pd.DataFrame
    territory: frozenset[str]
    contours: gpd.GeoSeries
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    former: Mapping[str, frozenset[str]] = field(default_factory=dict)
    group_names: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    successor: Callable[[str], str | None] = _never
    postcodes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    former_names: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Codes by normalised name, all of France."""
        return _by_name(dict(self.communes["name"]))

    @cached_property
    def departments(self) -> dict[str, frozenset[str]]:
        """Codes of the communes of each département."""
        found: dict[str, set[str]] = {}
        for code in self.communes.index:
            found.setdefault(code[:3] if code.startswith("97") else code[:2], set()).add(code)
        return {department: frozenset(codes) for department, codes in found.items()}

    @cached_property
    def metric(self) -> gpd.GeoSeries:
        """Contours of the territory in its legal metric projection, those that are known."""
        return self.contours.dropna().to_crs(projection(tuple(sorted(self.territory))))

    @cached_property
    def edge(self) -> BaseGeometry:
        """Where the territory ends, in that projection."""
        return self.metric.union_all().boundary

    @cached_property
    def by_group_name(self) -> dict[str, list[str]]:
        """SIREN by normalised name of EPCI."""
        return _by_name(self.group_names)

    @cached_property
    def by_actor_name(self) -> dict[str, list[str]]:
        """Identifiers by normalised name of a service or an institution."""
        return _by_name(self.actors)

    def by_code(self, cell: str) -> Commune:
        """The commune of a code, today's or a former one, with or without its leading zero."""
        code = bare(cell)
        padded = f"0{code}" if len(code) == 4 and code.isdigit() else code
        note = ZERO_LOST if padded != code else None
        if padded in self.communes.index:
            return Commune(padded, padded, note)
        today = self.successor(padded)
        if today in self.communes.index:
            return Commune(today, padded, MERGED)
        return Commune(None, None, POSTAL if len(code) == 5 and code.isdigit() else UNKNOWN_CODE)

    def by_name(self, cell: str) -> Commune:
        """The commune of that name, today's or a former one; none where several of France share it."""
        named = self.named(written(cell))
        if len(named) > 1:
            return Commune(None, None, AMBIGUOUS)
        code = next(iter(named), None)
        return Commune(code, code, None if code else UNKNOWN_NAME)

    def by_postcode(self, cell: str) -> frozenset[str]:
        """The communes that a postcode serves, with or without its leading zero; none if it is not one."""
        code = bare(cell)
        return self.postcodes.get(code.zfill(5) if len(code) == 4 else code, frozenset())

    def named(self, place: Written) -> frozenset[str]:
        """The communes that a text may name, narrowed by its postcode or its département where they agree.

        A former name is looked for where no commune of today has it, and in the territory.
        """
        codes = next((found for names in place.names if (found := self._of_names(names))), frozenset())
        served = frozenset().union(*map(self.by_postcode, place.postcodes))
        inside = frozenset(code for code in codes if place.department and code.startswith(place.department))
        return (codes & served) or inside or codes or served

    def _of_names(self, names: tuple[str, ...]) -> frozenset[str]:
        today = frozenset(code for name in names for code in self.names.get(name, ()))
        former = frozenset(code for name in names for code in self.former_names.get(name, ()))
        return today | (former & self.territory) if today else former

    def actor(self, cell: str) -> str | None:
        """The identifier of a loaded service or institution, from its identifier or its name; None if unclear."""
        for key in (cell, *(prefix + cell for prefix in PREFIX.values())):
            if key in self.actors:
                return key
        return _alone(self.by_actor_name.get(normalised(cell)))

    def group(self, cell: str) -> frozenset[str] | None:
        """The communes of an EPCI, from its SIREN or its name; None if unknown."""
        known = {**self.groups, **self.former}
        siren = cell if cell in known else _alone(self.by_group_name.get(normalised(cell)))
        return None if siren is None else known.get(siren)

    def zone(self, codes: Iterable[str]) -> frozenset[str] | None:
        """The communes of a list of codes of commune, département or EPCI, or "france"; None if one is unknown."""
        parts = [self._zone(code) for code in codes]
        known = [part for part in parts if part is not None]
        return frozenset().union(*known) if len(known) == len(parts) else None

    def _zone(self, code: str) -> frozenset[str] | None:
        if code.lower() == "france" or code == "99100":
            return frozenset(self.communes.index)
        if len(code) in (2, 3):
            return frozenset(one for one in self.communes.index if one.startswith(code)) or None
        alone = self.by_code(code).code
        return self.groups.get(code) if alone is None else frozenset({alone})


def gazetteer(
    place: Territory, actors: Mapping[str, str], successor: Callable[[str], str | None] = _never
) -> Gazetteer:
    """What the pack knows of a territory, to match a reader's file with.

    Parameters
    ----------
    actors
        Names of the services and institutions loaded there, by identifier.
    successor
        See :class:`Gazetteer`.
    """
    known = communes(place)
    national = raw("communes.parquet").set_index("commune")
    groups, former = _sets(national["epci"]), _sets(known["former_epci"])
    names = dict(epcis(place.cog)["name"]) | {siren: name for siren, name in place.former if siren}
    france = national[["name"]].join(known[["lon", "lat"]])
    return Gazetteer(
        france, frozenset(place.communes), contours(place), groups, former, names, actors, successor, _postcodes(),
        _former_names(),
    )  # fmt: skip


@cache
def _postcodes() -> dict[str, frozenset[str]]:
    return _communes_by(raw("postcodes.parquet"), "postcode")


@cache
def _former_names() -> dict[str, frozenset[str]]:
    known = raw("former_names.parquet")
    return _communes_by(known.assign(name=known["name"].map(normalised)), "name")


def _communes_by(table: pd.DataFrame, column: str) -> dict[str, frozenset[str]]:
    return {str(key): frozenset(codes) for key, codes in table.groupby(column)["commune"]}


def _sets(group: pd.Series) -> dict[str, frozenset[str]]:
    """The communes of each EPCI, from the EPCI of each commune; "" and missing are none."""
    inside = group[group.notna() & (group != "")]
    return {str(siren): frozenset(codes) for siren, codes in inside.groupby(inside).groups.items()}


def _by_name(names: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, name in names.items():
        found.setdefault(normalised(str(name)), []).append(key)
    return found


def _alone(found: list[str] | None) -> str | None:
    return found[0] if found is not None and len(found) == 1 else None
