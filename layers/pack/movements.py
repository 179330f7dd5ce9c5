"""What became of the communes from one 1 January to the next: mergers, restorations, changes of code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .history import Record, current, heads, renamed
from .membership import MEMBERSHIP_YEARS, Members, members

FIRST = 2003
"""Oldest geography that tables can come in; movements are those of the years after it (as INSEE's passages)."""
REPEATED = 2020
"""The npm list of communes of this year repeats that of the year before: its EPCIs tell the communes."""
COLUMNS = ["year", "before", "after"]

Row = tuple[str, str]


@dataclass(frozen=True)
class Snapshot:
    """The communes of one 1 January.

    ``heads``: commune of which each code that is no commune was then a part. ``moved``: new code of a commune
    that changed code in the year before.
    """

    communes: frozenset[str]
    heads: Mapping[str, str]
    moved: Mapping[str, str]

    def holder(self, code: str) -> str | None:
        """Commune that holds the territory of a code; None if not known."""
        seen: set[str] = set()
        at: str | None = code
        while at is not None and at not in self.communes and at not in seen:
            seen.add(at)
            at = self.moved.get(at, self.heads.get(at))
        return at if at in self.communes else None


def from_history(records: Iterable[Record], year: int) -> Snapshot:
    """Snapshot from the dated records of the package of 2019 (types COM, COMA, COMD and COMP: merged whole)."""
    day, before = f"{year}-01-01", f"{year - 1}-01-01"
    rows = list(records)
    alive = [row for row in rows if row.get("dateDebut", "") <= day < row.get("dateFin", "9")]
    ended = [row for row in rows if before < row.get("dateFin", "9") <= day]
    return Snapshot(
        frozenset(row["code"] for row in alive if row["type"] == "COM"),
        {row["code"]: _code(row["pole"]) for row in alive if row["type"] != "COM" and "pole" in row},
        {
            row["code"]: _code(row["successeur"])
            for row in ended
            if row["type"] == "COM" and _code(row.get("successeur", "")) not in {"", row["code"]}
        },
    )


def _code(identifier: str) -> str:
    return identifier.partition("-")[2].partition("@")[0]


def from_lists(lists: Mapping[int, list[dict[str, Any]]], held: Mapping[int, Members], year: int) -> Snapshot:
    """Snapshot from the yearly lists of communes and the members of the EPCIs of each year."""
    communes = current(lists[year])
    if year == REPEATED:
        communes = (communes - frozenset(held[year - 1])) | frozenset(held[year])
    known = frozenset(code for code in communes if not _overseas(code))
    later = [lists[at] for at in sorted(lists, reverse=True) if at >= year]
    # The list nearest to the year has the last word.
    parts = {code: head for records in later for code, head in heads(records).items()}
    former = {code: now for records in later for code, now in renamed(records, current(records)).items()}
    return Snapshot(known, parts, former)


def _overseas(code: str) -> bool:
    """Collectivities that are no département: in the lists, not in the communes of the pack."""
    return code.startswith("98") or code[:3] in {"975", "977", "978"}


def between(before: Snapshot, after: Snapshot) -> list[Row]:
    """Movements from one 1 January to the next: rows (before, after).

    A merger is several before one after, a restoration one before several after. A commune that keeps its
    code while its territory changes has a row to itself. Raises ValueError for a code whose fate is not known.
    """
    rows: set[Row] = set()
    for code in before.communes - after.communes:
        now = after.holder(code)
        if now is None:
            msg = f"commune {code!r} disappeared and nothing tells where"
            raise ValueError(msg)
        rows.add((code, now))
    for code in after.communes - before.communes:
        parent = before.holder(code)
        if parent is not None:
            rows.add((parent, code))
    if unknown := after.communes - before.communes - {now for _, now in rows}:
        msg = f"communes {sorted(unknown)} appeared and nothing tells from where"
        raise ValueError(msg)
    touched = {code for row in rows for code in row}
    return sorted(rows | {(code, code) for code in touched & before.communes & after.communes})


def movements(
    records: list[dict[str, Any]], lists: Mapping[int, list[dict[str, Any]]], epcis: Mapping[int, list[dict[str, Any]]]
) -> pd.DataFrame:
    """Table year, before, after: what changed from the list of the year before to that of ``year``.

    ``records``: dated history up to the first of ``lists``. ``lists`` and ``epcis``: by COG year.
    """
    first, last = min(lists), max(lists)
    held = {year: members(epcis[year]) for year in (REPEATED - 1, REPEATED)}
    found: list[tuple[int, str, str]] = []
    earlier = from_history(records, FIRST)
    for year in range(FIRST + 1, last + 1):
        later = from_history(records, year) if year <= first else from_lists(lists, held, year)
        found += [(year, *row) for row in between(earlier, later)]
        earlier = later if year != first else Snapshot(later.communes, from_lists(lists, held, year).heads, {})
    return pd.DataFrame(found, columns=COLUMNS)


def communes_by_year(today: Iterable[str], table: pd.DataFrame) -> dict[int, int]:
    """How many communes there were each year, back from those of today through the table of ``movements``."""
    codes = frozenset(today)
    counts = {MEMBERSHIP_YEARS[-1]: len(codes)}
    for year in range(MEMBERSHIP_YEARS[-1], FIRST, -1):
        rows = table[table["year"] == year]
        codes = (codes - frozenset(rows["after"])) | frozenset(rows["before"])
        counts[year - 1] = len(codes)
    return dict(sorted(counts.items()))
