"""Who should coordinate, in sentences: nearest to residents, nearest to the other institutions (METHOD 2.4)."""

import pandas as pd

from cage import PAIRING_LABELS
from i18n import Text

from ..finding import Cells, Figure, Finding, Names, Value
from ..ranking import first
from .distances import named_text

COMPARED_WITH = ("residents", "actors")


def who(table: pd.DataFrame) -> list[Finding]:
    """Which candidate comes first at each end, and whether one does at both; nothing without two candidates to compare.

    Parameters
    ----------
    table
        As ``partners.candidates`` gives it.
    """
    keyed = table.set_axis(table["name"].where(table["name"] != "", table["kind"]).rename("key"))
    firsts, found = {}, []
    for end in COMPARED_WITH:
        level = level_of(table, end)
        column = f"{end}_{level}"
        ranked = keyed[column].dropna().sort_values(kind="stable") if column in keyed else pd.Series(dtype=float)
        if len(ranked) < 2:
            continue
        top = first(ranked, most=1)
        firsts[end] = set(top.keys)
        names = tuple(_called(keyed.loc[key]) for key in top.keys)
        low = f"key == {top.keys[0]!r}"
        values: dict[str, Value] = {
            "level": named_text(level),
            "names": Names(top.keys, names, "candidates", column, tied=top.tied, least=True),
            "v": Figure(float(ranked.iloc[0]), "score", Cells("candidates", column, where=low)),
            "n": Figure(len(ranked), "count", Cells("candidates", "", "count", f"{column}.notna()")),
        }
        found.append(Finding(NEAREST[end], values))
    if len(firsts) < len(COMPARED_WITH):
        return found
    both = firsts["residents"] & firsts["actors"]
    if not both:
        return [*found, Finding(NOBODY)]
    centre = set(keyed.loc[sorted(both), "kind"]) == {"ccas"}
    return [*found, Finding(BOTH if centre else NOT_CCAS)]


def level_of(table: pd.DataFrame, end: str) -> str:
    """The distance that an end is read from: overall where it is known of two candidates, else the administrative."""
    known = int(table[f"{end}_composite"].notna().sum()) if f"{end}_composite" in table else 0
    return "composite" if known > 1 else "administrative"


def _called(candidate: pd.Series) -> str | Text:
    return str(candidate["name"]) if candidate["name"] else PAIRING_LABELS[str(candidate["kind"])]


NEAREST = {
    "residents": Text(
        "Au plus près des habitants ({level}, {n} candidats) : {names}, à {v} sur 1 en moyenne.",
        "Nearest to residents ({level}, {n} candidates): {names}, at {v} out of 1 on average.",
    ),
    "actors": Text(
        "Au plus près des autres institutions ({level}, {n} candidats) : {names}, à {v} sur 1 en moyenne.",
        "Nearest to the other institutions ({level}, {n} candidates): {names}, at {v} out of 1 on average.",
    ),
}
BOTH = Text("Le CCAS est ici le plus près des deux.", "Here the CCAS is nearest to both.")
NOT_CCAS = Text(
    "Le plus près des deux n'est pas ici un CCAS : mieux vaut qu'un autre coordonne.",
    "Here the nearest to both is no CCAS: another had better coordinate.",
)
NOBODY = Text(
    "Personne n'est ici le plus près des deux : près des habitants ou près des institutions, il faut choisir.",
    "Here nobody is nearest to both: near residents or near institutions, a choice has to be made.",
)
