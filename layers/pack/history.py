"""Codes of communes through the years: which communes of a past year make up today's."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CURRENT = "commune-actuelle"

Record = Mapping[str, Any]


@dataclass(frozen=True)
class History:
    """What the yearly lists say of the codes that are no commune of their own.

    ``today``: codes of the communes of today. ``heads``: for each year, the commune of which a delegated
    or associated commune (or a municipal district) was part. ``renamed``: commune of today that lists the
    code among its former ones.
    """

    today: frozenset[str]
    heads: Mapping[int, Mapping[str, str]]
    renamed: Mapping[str, str]

    def successor(self, code: str, year: int) -> str | None:
        """Commune of today that holds the territory of the commune ``code`` of ``year``; None if not known."""
        if code in self.today:
            return code
        for later in sorted(known for known in self.heads if known > year):
            head = self.heads[later].get(code)
            if head is not None:
                return self.successor(head, later)
        return self.renamed.get(code)

    def sources(self, past: Iterable[str], year: int) -> dict[str, frozenset[str]]:
        """Communes of ``year``, among ``past``, on whose territory each commune of today stands.

        Several when communes merged since; the former whole when a commune was restored since; none when
        the lists do not tell.
        """
        known = frozenset(past)
        found: dict[str, set[str]] = defaultdict(set)
        for code in known:
            now = self.successor(code, year)
            if now is not None:
                found[now].add(code)
        for code in self.today - known:
            head = self.heads.get(year, {}).get(code)
            if head in known:
                found[code].add(str(head))
        return {code: frozenset(found[code]) for code in sorted(self.today)}


def heads(records: Iterable[Record]) -> dict[str, str]:
    """Head commune of every code that was part of another one in a year's list."""
    return {
        record["code"]: record["chefLieu"]
        for record in records
        if record["type"] != CURRENT and record.get("chefLieu", record["code"]) != record["code"]
    }


def renamed(records: Iterable[Record], today: frozenset[str]) -> dict[str, str]:
    """Commune of today for each former code it lists; a code listed by two communes is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if record["type"] == CURRENT and record["code"] in today:
            for code in record.get("anciensCodes", []):
                found[code].add(record["code"])
    return {code: communes.pop() for code, communes in found.items() if len(communes) == 1}


def history(lists: Mapping[int, list[dict[str, Any]]], today: frozenset[str]) -> History:
    """History from the yearly lists of communes (``lists[2019]`` is that of COG 2019...)."""
    last = lists[max(lists)]
    return History(today, {year: heads(records) for year, records in lists.items()}, renamed(last, today))


@dataclass(frozen=True)
class Changes:
    """What happened to today's communes since a year: how many each absorbed, and which share a former one."""

    absorbed: Mapping[str, int]
    cut: frozenset[str]


def since(sources: Mapping[str, frozenset[str]]) -> Changes:
    """Changes between the year of ``sources`` (as ``History.sources`` gives them) and today."""
    uses = Counter(part for parts in sources.values() for part in parts)
    absorbed = {code: len(parts) - 1 for code, parts in sources.items() if len(parts) > 1}
    cut = frozenset(code for code, parts in sources.items() if any(uses[part] > 1 for part in parts))
    return Changes(absorbed, cut)


def current(records: Iterable[Record]) -> frozenset[str]:
    """Codes of the communes of a year's list."""
    return frozenset(record["code"] for record in records if record["type"] == CURRENT)
