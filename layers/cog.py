"""Tables carried from the geography of one year to that of a later one (Code officiel géographique)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from i18n import Text

from .errors import LayerError
from .merging import check, merge
from .passage import Passage, Row, passage
from .reference import COG, raw

FIRST = 2003
"""Oldest geography a table can come in: the movements of the pack are those of the years after it."""

PLACE_COLUMNS = ("commune", "origin", "destination", "a", "b")
"""Columns of communes, in the tables that are not indexed by commune."""

ARRONDISSEMENTS = {
    "75056": frozenset(str(code) for code in range(75101, 75121)),
    "69123": frozenset(str(code) for code in range(69381, 69390)),
    "13055": frozenset(str(code) for code in range(13201, 13217)),
}
"""Municipal districts of Paris, Lyon and Marseille: no communes, yet found among them in many files."""

_COMMUNE_OF = {district: commune for commune, districts in ARRONDISSEMENTS.items() for district in districts}


def carry(table: pd.DataFrame, since: int, to: int, rules: Mapping[str, str]) -> pd.DataFrame:
    """The table of the communes of year `since`, in the communes of year `to`.

    Parameters
    ----------
    table
        Indexed by ``commune``, one row each: every value column has a rule, and may have a companion
        ``<column>__why``, which tells why a value is unknown. A commune that is not in the table is unknown, not
        zero: who knows it to be zero fills it first. The districts of Paris, Lyon and Marseille give way to their
        commune where it is there too. Or with columns of communes (`PLACE_COLUMNS`) and any other index: without rules
        each row is a thing that stays (a point), with rules the rows of the same communes are merged (flows), and
        pairs of communes with nothing else are kept once. Anything else (organisations) is given back as it is.
    rules
        See `merging.merge`.

    Returns
    -------
    By commune of year `to`, those of which the table holds a part, sorted; or the rows, with codes of year `to`.
    Split communes: the commune of a point is unknown (None), and so is every value by commune, for the figure or
    the place may be of either part. A code that nothing knows is None in a column, and dropped from an index: see
    `unmatched`.

    Raises
    ------
    LayerError
        If `to` is before `since`, or if either is out of what the movements tell.
    ValueError
        If a column has no rule, or if a commune, or the communes of rows to merge, are given twice.
    """
    _within(since, to)
    places = [column for column in PLACE_COLUMNS if column in table]
    if table.index.name == "commune":
        return _by_commune(table, since, to, rules)
    return _by_row(table, since, to, rules, places) if places else table


def unmatched(table: pd.DataFrame, since: int, to: int) -> pd.Index:
    """Codes of the table that are no commune of `since` and that nothing knows from `FIRST` to `to`, sorted."""
    if table.index.name == "commune":
        codes = set(table.index.dropna())
    else:
        codes = {code for column in PLACE_COLUMNS if column in table for code in table[column].dropna()}
    return pd.Index(sorted(codes - set(_heirs(codes, since, to))), name="commune", dtype="str")


def communes_of(year: int) -> frozenset[str]:
    """Codes of the communes of a year (`FIRST` to the pack's)."""
    return _communes(year)


def successor(code: str) -> str | None:
    """The commune of today that holds all of a present or former commune; None if no commune had this code."""
    return _heirs([code], COG, COG).get(code)


def _within(since: int, to: int) -> None:
    if FIRST <= since <= to <= COG:
        return
    raise LayerError(
        Text(
            f"Ces données sont dans la géographie de {since} et ne peuvent passer dans celle de {to}\u00a0: "
            f"le passage est connu de {FIRST} à {COG}, vers une année plus récente. Choisissez un autre millésime.",
            f"These data are in the geography of {since} and cannot be carried to that of {to}: the passage is known "
            f"from {FIRST} to {COG}, to a later year. Choose another vintage.",
        )
    )


def _by_commune(table: pd.DataFrame, since: int, to: int, rules: Mapping[str, str]) -> pd.DataFrame:
    check(table, rules)
    codes = table.index.dropna()
    if not codes.is_unique:
        msg = f"communes given twice: {sorted(set(codes[codes.duplicated()]))}"
        raise ValueError(msg)
    present, heirs = set(codes), _heirs(codes, since, to)
    kept = [code for code in codes if code in heirs and _COMMUNE_OF.get(code) not in present]
    faults = _faults({code: heirs[code] for code in kept}, since, to)
    whole = [code for code in kept if heirs[code] is not None]
    keys = pd.Series([heirs[code] for code in whole], index=whole, dtype="str")
    return merge(table.loc[whole], keys, rules, faults).rename_axis("commune")


def _by_row(table: pd.DataFrame, since: int, to: int, rules: Mapping[str, str], places: list[str]) -> pd.DataFrame:
    heirs = _heirs({code for column in places for code in table[column].dropna()}, since, to)
    moved = {column: [heirs.get(code) for code in table[column]] for column in places}
    moved_rows = table.assign(**{column: pd.Series(codes, table.index, dtype="str") for column, codes in moved.items()})
    if {"a", "b"} <= set(places):
        moved_rows = _in_order(moved_rows)
    if set(places) == set(table) and len(places) > 1:
        return moved_rows.drop_duplicates(ignore_index=True)
    if not rules:
        return moved_rows
    check(table.drop(columns=places), rules)
    known = table[places].dropna()
    if known.duplicated().any():
        msg = f"rows given twice: {known[known.duplicated()].iloc[0].tolist()}"
        raise ValueError(msg)
    keys = moved_rows.groupby(places, dropna=False).ngroup()
    heads = moved_rows[places].set_axis(keys)
    heads = heads[~heads.index.duplicated()]
    return heads.join(merge(moved_rows.drop(columns=places), keys, rules, {})).sort_index().reset_index(drop=True)


def _in_order(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of neighbours: `a` before `b`; those that one commune now holds are no pairs."""
    apart = pairs[(pairs["a"] != pairs["b"]) | pairs["a"].isna()]
    swapped = apart["a"] > apart["b"]
    return apart.assign(a=apart["a"].mask(swapped, apart["b"]), b=apart["b"].mask(swapped, apart["a"]))


def _faults(heirs: Mapping[str, str | None], since: int, to: int) -> dict[str, str]:
    """Why nothing is known of some communes of `to`, whatever the values: split, parts missing, parts in doubt."""
    here = _passage(since, to)
    held: defaultdict[str, set[str]] = defaultdict(set)
    for code, heir in heirs.items():
        if heir is not None:
            held[heir].add(code)
    faults = dict.fromkeys((code for code in here.cut if here.parts[code] & heirs.keys()), "split")
    for commune, codes in held.items():
        parts = here.parts.get(commune, frozenset([commune]))
        if commune not in faults and codes != parts:
            fault = _doubt(codes, parts, since)
            faults |= {commune: fault} if fault else {}
    return faults


def _doubt(codes: set[str], parts: frozenset[str], since: int) -> str:
    """Reason to doubt that these codes are the whole of the parts; empty if there is none."""
    if not all(_covered(part, since, codes) for part in parts):
        return "unavailable"
    # An old code beside the commune that had absorbed it: is the figure of that commune with or without it?
    outdated = codes - parts - set(_COMMUNE_OF)
    return "merged" if outdated and any(_passed(code, since) in codes for code in outdated) else ""


def _covered(commune: str, year: int, codes: set[str]) -> bool:
    """Whether these codes hold the whole of a commune: itself, its districts, or the communes that formed it."""
    if commune in codes:
        return True
    if commune in ARRONDISSEMENTS:
        return codes >= ARRONDISSEMENTS[commune]
    made = max((at for at in _lives().get(commune, ()) if at <= year and commune in _entries(at)), default=FIRST)
    former = {old for old, new in _movements().get(made, ()) if new == commune}
    alone = not any(old in former and new != commune for old, new in _movements().get(made, ()))
    return bool(former) and alone and all(_covered(old, made - 1, codes) for old in former)


def _passed(code: str, since: int) -> str | None:
    return _heirs([code], since, since).get(code)


def _heirs(codes: Iterable[str], since: int, to: int) -> dict[str, str | None]:
    """The commune of `to` that each known code went to; None if it was split."""
    heirs: dict[str, str | None] = {}
    for code in codes:
        commune = _COMMUNE_OF.get(code, code)
        year = _year(commune, since, to)
        if year is not None:
            heirs[code] = _passage(year, to).heirs.get(commune, commune)
    return heirs


def _year(code: str, since: int, to: int) -> int | None:
    """The year the code speaks of: `since`, else the last year it was a commune, else the first after."""
    if code in _communes(since):
        return since
    lived = [year for year in _lives().get(code, ()) if year <= to]
    past = [year for year in lived if year <= since]
    return max(past) if past else min(lived, default=None)


@cache
def _movements() -> dict[int, list[Row]]:
    table = raw("movements.parquet")
    movements: defaultdict[int, list[Row]] = defaultdict(list)
    for year, before, after in zip(table["year"].astype(int), table["before"], table["after"], strict=True):
        movements[year].append((before, after))
    return dict(movements)


def _entries(year: int) -> set[str]:
    return {new for _, new in _movements().get(year, ())}


@cache
def _lives() -> dict[str, list[int]]:
    """Years in which each code that moved is known to be a commune."""
    years: defaultdict[str, list[int]] = defaultdict(list)
    for year, rows in _movements().items():
        for before, after in rows:
            years[before].append(year - 1)
            years[after].append(year)
    return dict(years)


@cache
def _communes(year: int) -> frozenset[str]:
    if year == COG:
        return frozenset(raw("communes.parquet")["commune"])
    rows = _movements().get(year + 1, [])
    return (_communes(year + 1) - {new for _, new in rows}) | {old for old, _ in rows}


@cache
def _passage(since: int, to: int) -> Passage:
    return passage(_movements().get(year, []) for year in range(since + 1, to + 1))
