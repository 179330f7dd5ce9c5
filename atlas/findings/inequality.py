"""How unequal communes are in one figure, and how much of it lies between former intercommunalities, in sentences."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

import merger
from cage import Study
from distance.between import Theil, gini, theil
from i18n import Text
from merger.contrast import persons

from ..finding import Cells, Figure, Finding, Value, adding_up


@dataclass(frozen=True)
class Spread:
    """A figure of communes: what it is, in which unit, from whom, and how it is spread over residents.

    ``key`` names it among those of the territory; ``coarse``: estimated minutes, never printed as they are.
    """

    key: str
    label: Text
    unit: Text
    source: Text
    values: pd.Series
    theil: Theil
    gini: float
    coarse: bool = False


def spread(  # noqa: PLR0913 - what a figure is
    study: Study, key: str, values: pd.Series, label: Text, unit: Text, source: Text, *, coarse: bool = False
) -> Spread | None:
    """One figure by commune, spread over the residents of a study; None where nothing is known."""
    if values.isna().all():
        return None
    people, figures = persons(study), values.to_numpy(float)
    # Without former EPCIs, the whole territory is one.
    group = merger.groups(study) if merger.merged(study) else np.zeros(len(values), dtype=np.int64)
    found = theil(figures, people, group), gini(figures, people)
    return Spread(key, label, unit, source, values, *found, coarse=coarse)


def said(one: Spread, *, merged: bool) -> Finding:
    """How much lies within former EPCIs and between them; from which to which it goes where that cannot be told."""
    values: dict[str, Value] = {"what": one.label}
    if not merged or math.isnan(one.theil.total) or one.theil.total <= 0:
        column = one.values.astype(float)
        return Finding(RANGE, {**values, "low": _one(one, float(column.min()), "min"),
                               "high": _one(one, float(column.max()), "max"), "unit": _unit(one)})  # fmt: skip
    total = Cells("inequality", "total", where=f"index == '{one.key}'")
    shares = {part: getattr(one.theil, part) / one.theil.total for part in ("within", "between")}
    digits = adding_up([100 * share for share in shares.values()], 100, least=0)
    parts: dict[str, Value] = {
        part: Figure(
            share, "share", Cells("inequality", part, where=f"index == '{one.key}'"), over=total, digits=digits
        )
        for part, share in shares.items()
    }
    return Finding(SHARES, values | parts)


def _one(one: Spread, value: float, how: Literal["min", "max"]) -> Figure:
    cells = Cells("unequal", one.key, how)
    return Figure(value, "trip", cells, coarse=True) if one.coarse else Figure(value, "count", cells)


def _unit(one: Spread) -> Text:
    """A trip has its own."""
    return Text("", "") if one.coarse else Text(f" {one.unit.fr}", f" {one.unit.en}")


SHARES = Text(
    "{what} : {within} des écarts entre communes sont au sein des anciennes intercommunalités, {between} entre elles.",
    "{what}: {within} of the gaps between communes lie within former intercommunalities, {between} between them.",
)
RANGE = Text(
    "{what} : de {low}{unit} à {high}{unit} selon les communes.",
    "{what}: from {low}{unit} to {high}{unit} depending on the commune.",
)
