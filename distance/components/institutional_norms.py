"""Administrative distance, institutional norms: which sectors people belong to, and the former border."""

from itertools import pairwise

import numpy as np
import pandas as pd

from i18n import Text

from ..indicator import Component, Indicator, Linear, Measured, Tables
from ..kernels import Array, different, mean_known

LEVELS = ("arrondissement", "canton", "constituency")
MEMORY = 10.0
"""Years after which the memory of a former border has faded to 1/e."""


def levels(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Share of the known levels that differ, level by level. A commune split at a level is unknown there."""
    table = tables["districts"].astype(object)
    table = table.where(table.notna(), None)
    a, b = table.reindex(origins.index, fill_value=None), table.reindex(destinations.index, fill_value=None)
    parts = {level: different(a[level], b[level]) for level in LEVELS}
    return Measured(mean_known(list(parts.values())), parts)


def former_border(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """exp(-years together / 10); 1 if apart at the study's date; 0 if never observed apart.

    ``membership`` has one column per observed year (int, ascending, the last is the study's), the
    EPCI of each commune on 1 January. Years together are counted from the first observation
    since which the two communes have always been in the same EPCI.
    """
    membership = tables["membership"]
    years = [int(year) for year in sorted(membership.columns)]
    known = membership.astype(object).where(membership.notna(), None)
    a, b = known.reindex(origins.index, fill_value=None), known.reindex(destinations.index, fill_value=None)
    apart = {year: different(a[year], b[year]) for year in years}
    distance: Array = np.zeros_like(apart[years[-1]])
    for earlier, later in pairwise(years):
        together = np.exp(-(years[-1] - later) / MEMORY)
        distance = np.where((apart[earlier] == 1), together, distance)
    distance = np.where(apart[years[-1]] == 1, 1.0, distance)
    return Measured(np.where(np.isnan(apart[years[-1]]), np.nan, distance))


INSTITUTIONAL_NORMS = Component(
    key="institutional_norms",
    dimension="administrative",
    label=Text("Normes institutionnelles", "Institutional norms"),
    question=Text("Relève-t-on des mêmes institutions ?", "Do they answer to the same institutions?"),
    indicators=(
        Indicator(
            key="levels",
            label=Text("Arrondissement, canton, circonscription", "Arrondissement, canton, constituency"),
            unit="levels",
            measure=levels,
            score=Linear(1),
            note=Text(
                "Part des niveaux connus qui diffèrent. Canton et circonscription d'après les contours : une commune "
                "partagée est inconnue à ce niveau.",
                "Share of the known levels that differ. Canton and constituency come from contours: a commune split "
                "between two is unknown at that level.",
            ),
            needs=("districts",),
        ),
        Indicator(
            key="former_border",
            label=Text("Ancienne frontière intercommunale", "Former intercommunal border"),
            unit="memory",
            measure=former_border,
            score=Linear(1),
            note=Text(
                "1 si les deux communes sont dans deux intercommunalités ; sinon exp(-années de vie commune / 10) ; 0 "
                "si elles n'ont jamais été observées séparées.",
                "1 if the two are in different intercommunalities; else exp(-years together / 10); 0 if never observed "
                "apart.",
            ),
            needs=("membership",),
        ),
    ),
)
