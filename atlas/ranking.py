"""Who comes first: never an order inside the error, never one group's first told as the first of all."""

from typing import Literal, NamedTuple

import pandas as pd

import distance
from cage import MINUTES, Study
from distance import COMPONENTS, DIMENSIONS

FIRST = 3
NAMED_TIED = 6
DRAWN_FROM_MINUTES = ("minutes", "physical_distance")


class First(NamedTuple):
    """The first of a ranking: those named, or those that nothing tells apart (METHOD 2.3, rule 12)."""

    keys: tuple[str, ...]
    tied: bool

    @property
    def named(self) -> tuple[str, ...]:
        """Those told by their names: none where many are level."""
        return () if self.tied and len(self.keys) > NAMED_TIED else self.keys

    @property
    def how(self) -> Literal["one", "first", "level", "many"]:
        """How they come first: alone, one after the other, level, or level and too many to be named."""
        if len(self.keys) == 1 or not self.tied:
            return "one" if len(self.keys) == 1 else "first"
        return "level" if self.named else "many"


def first(ranked: pd.Series, *, lead: float = 0.0, digits: int = 2, most: int = FIRST) -> First:
    """The first `most` at most, if the last of them leads the next; else all that are level with the very first.

    Parameters
    ----------
    ranked
        Values, the first one first; all known.
    lead
        By how much a value must exceed another to be told from it; 0: as shown with ``digits``.
    """
    # float(): as it is written, where a column of 32 bits would round 0.245 otherwise.
    values = [float(value) if lead else round(float(value), digits) for value in ranked]
    for m in range(min(most, len(values) - 1), 0, -1):
        if abs(values[m - 1] - values[m]) > lead + 1e-9:
            return First(tuple(map(str, ranked.index[:m])), tied=False)
    level = [abs(values[0] - value) <= lead + 1e-9 for value in values]
    return First(tuple(map(str, ranked.index[level])), tied=True)


def few(ranked: int) -> int:
    """How many are named as the first of so many: three, and no more than a third, so that most are not the first."""
    return max(1, min(FIRST, ranked // 3))


def level(value: float, column: str, lead: float, among: str, *, least: bool = False) -> str:
    """Which rows cannot be told from the first, as ``pandas.DataFrame.query`` reads it.

    Parameters
    ----------
    lead
        By how much a value must exceed another to be told from it; 0: as shown with two digits.
    among
        Which rows are ranked together; "" for all.
    least
        Whether the first comes first by the least.
    """
    if lead:
        same = f"{column} <= {value + lead!r}" if least else f"{column} >= {value - lead!r}"
    else:
        same = f"{column}.astype('float64').round(2) == {round(value, 2)!r}"
    return f"({among}) and {same}" if among else same


def error(study: Study) -> float:
    """Minutes within which two places are not told apart: 5 if estimated, 1 on a network (METHOD 2.3, rule 7)."""
    return 1.0 if study.by_road else 5.0


def by_minutes(key: str) -> bool:
    """Whether a map is drawn from minutes, and so ranks nobody inside their error."""
    return key in DRAWN_FROM_MINUTES


def column_of(key: str) -> str:
    """What a map ranks by: minutes for those drawn from minutes."""
    return MINUTES if by_minutes(key) else "composite" if key == "gap" else key


class Ranking(NamedTuple):
    """Values that compare, the farthest first.

    Attributes
    ----------
    apart
        How many others have a value, of which other parts are known.
    column
        What they are ranked by.
    among
        Which rows are ranked together, as ``pandas.DataFrame.query`` reads it.
    """

    values: pd.Series
    apart: int
    column: str
    among: str


def farthest(study: Study, key: str) -> Ranking:
    """The largest group of origins of which the same parts are known (METHOD 2.3, rule 12), farthest first.

    Nobody for a map that is not of the values of the study, nor for a dimension or a component known for less than
    half of its weight on average (rule 2).
    """
    column = column_of(key)
    known = study.values.get(column, pd.Series(dtype=float)).dropna()
    if known.empty or known_share(study, key) < HALF_KNOWN:
        return Ranking(known.iloc[:0], 0, column, "")
    parts = _parts(study, key)
    has = study.values.loc[known.index, parts].notna()
    same = pd.Series([tuple(row) for row in has.to_numpy()], known.index, dtype=object)
    largest = same.value_counts(sort=True).index[0] if parts else ()
    inside = known[[one == largest for one in same]]
    among = " and ".join(f"{part}.{'notna' if here else 'isna'}()" for part, here in zip(parts, largest, strict=True))
    return Ranking(inside.sort_values(ascending=False, kind="stable"), len(known) - len(inside), column, among)


def known_share(study: Study, key: str) -> float:
    """Share of the weight of a dimension or a component that is known, mean of the persons; 1 for other maps."""
    column = f"coverage_{key}"
    return distance.weighted_mean(study.values[column], study.origins["weight"]) if column in study.values else 1.0


def _parts(study: Study, key: str) -> list[str]:
    """What a value is made of: the dimensions that weigh, the components of one, the indicators of one of these."""
    if key in ("composite", "gap"):
        return [d for d in study.scores.dimensions if study.scheme.weights[d] > 0]
    in_dimension = [c.key for c in COMPONENTS if c.dimension == key and c.key in study.values]
    return in_dimension if key in DIMENSIONS else list(study.counted.get(key, ()))


HALF_KNOWN = 0.5
"""A dimension or a component known for less of its weight is neither ranked nor named (METHOD 2.3, rule 2)."""
