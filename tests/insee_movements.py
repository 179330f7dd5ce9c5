"""INSEE's own file of movements, read apart: what the pack's movements are compared with."""

from collections import defaultdict
from pathlib import Path

import pandas as pd

from layers.publishers.files import read_csv, reading
from layers.sources.movements import LABEL

COLUMNS = ["year", "before", "after"]


def read_insee(path: Path) -> pd.DataFrame:
    """INSEE's movements of communes since 1943: columns year, before, after.

    A movement belongs to the first 1 January that sees it. What happens several times in a year is told from end
    to end, and what moves no land (names, delegated communes) is left out. Layouts: ``v_mvt_commune_{year}.csv``
    (2024 on), ``v_mvtcommune_2023.csv``, ``mvtcommune_2022.csv``, ``mvtcommune2021-csv.zip``: comma, UTF-8.
    """
    needs = ["DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"]
    table = read_csv(path, "*mvt*commune*.csv", label=LABEL, needs=needs)
    moved = table[(table["TYPECOM_AV"] == "COM") & (table["TYPECOM_AP"] == "COM")]
    with reading(LABEL):
        dates = pd.to_datetime(moved["DATE_EFF"], format="%Y-%m-%d")
    # Of 1 January: seen that day. Of any other day: seen on the next 1 January.
    years = dates.dt.year + (dates.dt.day_of_year > 1)
    found: list[tuple[int, str, str]] = []
    for year, rows in moved.assign(date=dates).groupby(years):
        found += [(int(year), *row) for row in _in_a_year(rows)]
    return pd.DataFrame(found, columns=COLUMNS)


def _in_a_year(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Movements of a year, from its first day to its last: each commune before, each commune after."""
    reach: dict[str, set[str]] = {}
    for _, day in rows.groupby("date"):
        step: defaultdict[str, set[str]] = defaultdict(set)
        for before, after in zip(day["COM_AV"], day["COM_AP"], strict=True):
            step[before].add(after)
        born = {code for codes in reach.values() for code in codes}
        reach = {old: set().union(*(step.get(code, {code}) for code in codes)) for old, codes in reach.items()}
        reach |= {old: codes for old, codes in step.items() if old not in born}
    pairs = [(old, new) for old, codes in reach.items() for new in codes]
    times = pd.Series([code for pair in pairs for code in set(pair)], dtype="str").value_counts()
    return sorted((old, new) for old, new in pairs if old != new or times[old] > 1)
