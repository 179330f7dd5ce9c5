"""Census counts by commune, summed from IRIS and carried to the communes of today."""

from collections.abc import Mapping

import pandas as pd

from .history import History, since

CENSUS_YEAR = 2023
"""Geography of the file: its codes are exactly the communes and districts of COG 2023 (Mayotte apart)."""
COLUMNS = {
    "pop_0_19": "under_20",
    "pop_20_64": "from_20_to_64",
    "pop_65p": "over_65",
    "res_principales": "main",
    "res_secondaires": "secondary",
    "logements_vacants": "vacant",
}


def by_commune(iris: pd.DataFrame, district_of: Mapping[str, str]) -> pd.DataFrame:
    """Sums by commune of the census geography; districts of Paris, Lyon and Marseille go to their commune.

    A commune with a missing IRIS value has a missing sum.
    """
    table = iris.rename(columns=COLUMNS)
    commune = table["com"].map(lambda code: district_of.get(code, code)).rename("commune")
    return table[list(COLUMNS.values())].astype("Int64").groupby(commune).sum(skipna=False)


def carried(counts: pd.DataFrame, history: History) -> tuple[pd.DataFrame, list[str]]:
    """Counts of the communes of today, and those left unknown because a commune was restored since.

    Sums over the former communes that merged. A former commune since cut in several gives nothing to any:
    its counts cannot be shared out.
    """
    sources = history.sources(counts.index, CENSUS_YEAR)
    cut = sorted(since(sources).cut)
    held = {part: code for code, parts in sources.items() if code not in cut for part in parts}
    now = counts.index.map(held)
    sums = counts[now.notna()].groupby(now[now.notna()]).sum(skipna=False)
    table = sums.reindex(sorted(history.today)).rename_axis("commune").reset_index()
    return table, cut
