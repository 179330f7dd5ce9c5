"""Which column of a file is which: by its header, its values, then what its header holds."""

import pandas as pd

from ..spelling import normalised, squashed
from .columns import OwnColumn
from .kinds import OwnKind

SAMPLED = 200
"""Different values looked at in a column."""
MOSTLY, ALMOST = 0.5, 0.9
"""Share of them that must look right where the header says what the column is, and where it does not."""
OTHER_THINGS = frozenset([
    "mail", "email", "courriel", "telephone", "tel", "fax", "web", "site", "url", "contact", "responsable", "president",
    "presidente", "maire", "directeur", "directrice", "referent", "naissance", "date",
])  # fmt: skip
"""Words of headers that name a commune, a place or an address in passing: "nom du responsable", "adresse mail"."""
AXES = ("x", "y")
"""The only names of one letter that stand in a longer header: "x_utm", "Coord. Y (m)"."""
BY_VALUES = ("code_insee", "coordonnees")
"""Columns whose values are like no others: they are found under any header."""


def propose(table: pd.DataFrame, kind: OwnKind) -> dict[str, str | None]:
    """For each column of the kind, the column of the file that seems to be it; None if there is none.

    Its name or one of its synonyms first, then a header that holds one, then values that are like no others; the values
    must always look right. A column of the file is proposed once.
    """
    # No column of any kind holds shares: "effectif (%)" is no count.
    headers = {squashed(str(name)): str(name) for name in reversed(list(table.columns)) if "%" not in str(name)}
    proposed: dict[str, str | None] = dict.fromkeys(column.key for column in kind.columns)

    def take(column: OwnColumn, candidates: list[str], share: float) -> None:
        free = (name for name in candidates if name not in proposed.values())
        proposed[column.key] = next((name for name in free if _looks(table[name], column) >= share), None)

    for column in kind.columns:
        names = [squashed(name) for name in (column.key, *column.synonyms)]
        take(column, [headers[name] for name in names if name in headers], MOSTLY)
    missing = [column for column in kind.columns if column.looks and not proposed[column.key]]
    for column in missing:
        take(column, [str(name) for name in table if _holds(str(name), column) and table[name].notna().any()], MOSTLY)
    for column in missing:
        if column.key in BY_VALUES and not proposed[column.key] and not _is_placed(column, proposed):
            take(column, [str(name) for name in table if table[name].notna().any()], ALMOST)
    return proposed


def _is_placed(column: OwnColumn, proposed: dict[str, str | None]) -> bool:
    others = ("longitude",) if column.key == "coordonnees" else ("commune", "code_postal", "longitude", "coordonnees")
    return any(proposed.get(key) for key in others)


def _holds(header: str, column: OwnColumn) -> bool:
    """Whether a header holds a name of the column, whole words, and is about nothing else."""
    words = f" {normalised(header)} "
    names = (normalised(name) for name in (column.key, *column.synonyms))
    return OTHER_THINGS.isdisjoint(words.split()) and any(
        (len(name) > 2 or name in AXES) and f" {name} " in words for name in names
    )


def _looks(cells: pd.Series, column: OwnColumn) -> float:
    """Share of the values that may be of this column; 1 where there is none, or where its header is enough."""
    values = cells.dropna().unique()[:SAMPLED]
    return sum(map(column.looks, values)) / len(values) if column.looks and len(values) else 1.0
