"""Figures that describe residents without entering any distance: households, cars, diplomas, incomes, benefits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from i18n import Text

from .source import Source
from .sources.caf import CAF
from .sources.cars import CARS
from .sources.diplomas import DIPLOMAS
from .sources.households import HOUSEHOLDS
from .sources.income import INCOME
from .sources.income_2023 import INCOME_2023
from .sources.jobseekers import JOBSEEKERS
from .territory import Territory


@dataclass(frozen=True)
class ContextFigure:
    """One figure of a commune.

    Attributes
    ----------
    value
        From the source's table: shares are computed here from counts, in the study's geography.
    column
        The column whose reason (secrecy...) is that of an unknown value.
    """

    key: str
    label: Text
    source: Source
    unit: Literal["share", "count", "euros"]
    value: Callable[[pd.DataFrame], pd.Series]
    column: str


def _share(part: str, whole: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: table[part] / table[whole].where(table[whole] > 0)


def _itself(column: str, divided_by: float = 1.0) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: table[column] / divided_by


FIGURES = (
    ContextFigure("one_person", Text("Personnes vivant seules (part des ménages)", "One-person households (share)"),
           HOUSEHOLDS, "share", _share("one_person", "households"), "one_person"),
    ContextFigure("single_parent", Text("Familles monoparentales (part des ménages)", "Single-parent families (share)"),
           HOUSEHOLDS, "share", _share("single_parent", "households"), "single_parent"),
    ContextFigure("no_car", Text("Ménages sans voiture", "Households without a car"),
           CARS, "share", _share("no_car", "households"), "no_car"),
    ContextFigure("no_diploma",
           Text("Sans diplôme (15 ans ou plus, non scolarisés)", "Without a diploma (15 or over, out of school)"),
           DIPLOMAS, "share", _share("no_diploma", "left_school"), "no_diploma"),
    ContextFigure("rsa", Text("Ménages allocataires du RSA", "Households on the RSA minimum income"),
           CAF, "share", _itself("rsa_share", 100), "rsa_share"),
    ContextFigure("poverty", Text("Taux de pauvreté", "Poverty rate"),
           INCOME, "share", _itself("poverty_rate", 100), "poverty_rate"),
    ContextFigure("median_2023",
           Text("Revenu médian 2023 (série non comparable à 2021)", "Median income 2023 (not comparable with 2021)"),
           INCOME_2023, "euros", _itself("median"), "median"),
    ContextFigure("jobseekers", Text("Demandeurs d'emploi inscrits", "Registered jobseekers"),
           JOBSEEKERS, "count", _itself("registered"), "registered"),
)  # fmt: skip


def context(place: Territory) -> pd.DataFrame:
    """One row per commune: ``context__<key>``, ``context__<key>__why`` (reason of an unknown) and ``__year``.

    A figure whose source is not loaded for this territory has no column.
    """
    codes = pd.Index(place.communes, name="commune")
    figures: dict[str, pd.Series] = {}
    for figure in FIGURES:
        loaded = figure.source.loaded(place.cog, place.communes)
        if loaded is None:
            continue
        table, name = loaded.table.reindex(codes), f"context__{figure.key}"
        figures[name] = figure.value(table).astype(float)
        figures[f"{name}__why"] = table.get(f"{figure.column}__why", pd.Series("", codes)).fillna("")
        old = loaded.vintage.cog != place.cog
        year = f"{loaded.vintage.year} (COG {loaded.vintage.cog})" if old else str(loaded.vintage.year)
        figures[f"{name}__year"] = pd.Series(year, codes)
    return pd.DataFrame(figures, index=codes)
