"""Economic distance, wealth: median disposable income."""

import pandas as pd

from i18n import Text

from ..indicator import BETWEEN, ORGANISATION, Component, Indicator, Linear, Measured, Tables, signed
from ..institutions import income_served
from ..kernels import log_ratio


def median_income(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of median disposable income, positive where the destination is richer."""
    income = tables["income"]["median"]
    ratio = log_ratio(income.reindex(origins.index), income.reindex(destinations.index))
    return signed(ratio)


WEALTH_LEVEL = Component(
    key="wealth_level",
    dimension="economic",
    label=Text("Niveau de richesse", "Wealth level"),
    question=Text("Est-on aussi riche ?", "Are people as well off?"),
    indicators=(
        Indicator(
            key="median_income",
            label=Text("Revenu disponible médian", "Median disposable income"),
            unit="log",
            measure=median_income,
            score=Linear(0.25),
            note=Text(
                "Rapport (en logarithme) des revenus médians par unité de consommation ; 0,10 vaut environ 10 %. "
                "Inconnu quand l'Insee ne le publie pas (secret statistique).",
                "Log ratio of median incomes per consumption unit; 0.10 is about 10%. Unknown where INSEE does not "
                "publish it (statistical secrecy).",
            ),
            needs=("income",),
        ),
        Indicator(
            key="income_served",
            label=Text("Revenu des communes desservies", "Income of the communes served"),
            unit="log",
            measure=income_served,
            score=Linear(0.25),
            note=Text(
                "Entre institutions : rapport (en logarithme) de la moyenne, pondérée par les habitants, des revenus "
                "médians des communes desservies ; ce n'est pas une médiane. Inconnu sous la moitié de ces habitants.",
                "Between institutions: log ratio of the mean, weighted by residents, of the median incomes of the "
                "communes served; it is no median. Unknown under half of those residents.",
            ),
            needs=("population", "income"),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
        ),
    ),
)
