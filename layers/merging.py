"""Values of several communes made one, each by the rule it demands; why a value is unknown goes with it."""

from collections.abc import Mapping

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

WHY = "__why"
"""End of the name of a companion column: why the value is unknown, empty where it is known."""

REASONS = ("secret", "censored", "unavailable", "split", "merged")
"""The reasons, the one that wins first."""

RULES = ("sum", "same", "any")
MEAN = "mean:"

_RANK = {reason: rank for rank, reason in enumerate([*REASONS, ""])}


def check(table: pd.DataFrame, rules: Mapping[str, str]) -> None:
    """Refuse (ValueError) a column without rule, and a rule that is none."""
    values = [column for column in table if not column.endswith(WHY)]
    if missing := [column for column in values if column not in rules]:
        msg = f"no rule for the columns {missing}"
        raise ValueError(msg)
    for column in values:
        rule = rules[column]
        if rule not in RULES and not (rule.startswith(MEAN) and rule.removeprefix(MEAN) in table):
            msg = f"rule {rule!r} of column {column!r} is none of {RULES}, nor a mean weighted by a column"
            raise ValueError(msg)


def merge(table: pd.DataFrame, keys: pd.Series, rules: Mapping[str, str], faults: Mapping[str, str]) -> pd.DataFrame:
    """Rows of the same key made one.

    Parameters
    ----------
    keys
        Key of each row, in the order of `table`.
    rules
        By column: ``sum`` (counts; unknown as soon as one part is), ``same`` (what cannot be recomputed: a label
        that all parts share, else unknown; a number only where there is a single part), ``mean:<column>``
        (weighted by a count; unknown if a part that weighs is), ``any`` (yes as soon as one part is).
    faults
        Keys of which nothing can be known, and why: they too are rows of the result.

    Returns
    -------
    By key, sorted: the values, each beside its ``<column>__why`` where the table had one or where a value became
    unknown.
    """
    keys = keys.set_axis(table.index)
    index = pd.Index(sorted({*keys, *faults}))
    fault = pd.Series({key: _RANK[reason] for key, reason in faults.items()}, dtype=float).reindex(index)
    made = ~index.isin(keys[~keys.duplicated(keep=False)]) | fault.notna()
    columns: dict[str, pd.Series] = {}
    for name in [column for column in table if not column.endswith(WHY)]:
        value = _value(table, keys, name, rules[name]).reindex(index)
        # One part is enough for a yes, unless it may be that of another commune.
        sure = value.eq(True) & fault.ne(_RANK["split"]) if rules[name] == "any" else False
        columns[name] = value.mask(fault.notna() & ~sure) if fault.notna().any() else value
        why = _why(_ranks(table, name).groupby(keys).min().reindex(index), fault, columns[name])
        if f"{name}{WHY}" in table or why[made].ne("").any():
            columns[f"{name}{WHY}"] = why
    return pd.DataFrame(columns, index=index)


def _ranks(table: pd.DataFrame, name: str) -> pd.Series:
    """Rank of the reason why each value is unknown: that of its companion, else not published."""
    unknown = table[name].isna()
    given = table[f"{name}{WHY}"].fillna("") if f"{name}{WHY}" in table else pd.Series("", table.index)
    ranks = given.mask(given.eq(""), "unavailable").where(unknown, "").map(_RANK)
    if ranks.isna().any():
        msg = f"reason {given[ranks.isna()].iloc[0]!r} of column {name!r} is none of {REASONS}"
        raise ValueError(msg)
    return ranks


def _why(parts: pd.Series, fault: pd.Series, value: pd.Series) -> pd.Series:
    """The first reason among those of the parts and that of the key; that they were merged, when there is none."""
    rank = pd.concat([parts, fault], axis=1).min(axis=1).clip(upper=_RANK["merged"]).astype(int)
    return rank.map(dict(enumerate(REASONS))).where(value.isna(), "").astype("str")


def _value(table: pd.DataFrame, keys: pd.Series, name: str, rule: str) -> pd.Series:
    """The value of each key, whatever its faults: a single row keeps its own."""
    several = keys.duplicated(keep=False)
    alone = table.loc[~several, name].set_axis(keys[~several])
    if not several.any():
        return alone
    column, groups = table.loc[several, name], keys[several]
    if rule == "sum":
        merged = _sum(column, groups)
    elif rule == "any":
        merged = _any(column, groups)
    elif rule == "same":
        merged = _same(column, groups)
    else:
        merged = _mean(column, table.loc[several, rule.removeprefix(MEAN)], groups)
    return merged if alone.empty else pd.concat([alone, merged])


def _sum(counts: pd.Series, keys: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(counts)
    return numbers.groupby(keys).sum().where(numbers.notna().groupby(keys).all())


def _same(values: pd.Series, keys: pd.Series) -> pd.Series:
    if is_numeric_dtype(values) and not is_bool_dtype(values):
        return pd.Series(float("nan"), sorted(set(keys)))
    groups, known = values.groupby(keys), values.notna().groupby(keys).all()
    return groups.first().where(known & groups.nunique().le(1))


def _mean(values: pd.Series, weights: pd.Series, keys: pd.Series) -> pd.Series:
    numbers, weight = pd.to_numeric(values), pd.to_numeric(weights)
    known = (weight.eq(0) | numbers.notna() & weight.notna()).groupby(keys).all()
    total = weight.groupby(keys).sum()
    return ((numbers * weight).groupby(keys).sum() / total).where(known & total.gt(0))


def _any(flags: pd.Series, keys: pd.Series) -> pd.Series:
    yes, known = flags.eq(True).groupby(keys).any(), flags.notna().groupby(keys).all()
    return yes if known.all() else yes.astype(object).where(yes | known, None)
