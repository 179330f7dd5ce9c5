"""Economic distance, financial size: the means of communes and of organisations."""

import numpy as np
import pandas as pd

from i18n import Text

from ..indicator import BETWEEN, COMMUNES, ORGANISATION, Component, Indicator, Linear, Measured, Tables, signed
from ..institutions import ACCOUNTS, means
from ..kernels import log_ratio
from ..resolve import organisation


def potential_per_inhabitant(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of potentiel financier per inhabitant, sign kept."""
    potential = tables["potential"]["per_inhabitant"]
    ratio = log_ratio(potential.reindex(origins.index), potential.reindex(destinations.index))
    return signed(ratio)


def dwelling_base(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of the rental value of dwellings per inhabitant, sign kept. A tax base, never an income.

    ``dwelling_values`` (``mean_rental_value``: euros a year per dwelling) x dwellings, over inhabitants and secondary
    dwellings: the DGF counts one inhabitant for each of these (CGCT, art. L2334-2).
    """
    census, population = tables["census"], tables["population"]["population"]
    dwellings = census[["main", "secondary", "vacant"]].sum(axis=1, min_count=3)
    counted = (population + census["secondary"]).reindex(dwellings.index)
    base = tables["dwelling_values"]["mean_rental_value"].reindex(dwellings.index) * dwellings
    rate = base / counted.where(counted > 0)
    return signed(log_ratio(rate.reindex(origins.index), rate.reindex(destinations.index)))


def operating_revenue(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of total operating revenue, sign kept: the commune's, the service's own or its operator's."""
    accounts = pd.concat([tables[key][["operating_revenue"]] for key in ACCOUNTS if key in tables])
    here, _ = organisation(origins, accounts)
    there, _ = organisation(destinations, accounts)
    ratio = log_ratio(here["operating_revenue"], there["operating_revenue"])
    return signed(ratio)


FINANCIAL_SIZE = Component(
    key="financial_size",
    dimension="economic",
    label=Text("Taille financière", "Financial size"),
    question=Text("A-t-on les mêmes moyens ?", "Are means the same?"),
    indicators=(
        Indicator(
            key="potential_per_inhabitant",
            label=Text("Potentiel financier par habitant", "Financial potential per inhabitant"),
            unit="log",
            measure=potential_per_inhabitant,
            score=Linear(float(np.log(2))),
            note=Text(
                "Rapport (en logarithme) du potentiel financier par habitant.",
                "Log ratio of financial potential per inhabitant.",
            ),
            needs=("potential",),
            applies_to=COMMUNES,
        ),
        Indicator(
            key="dwelling_base",
            label=Text("Valeur locative des logements par habitant", "Rental value of dwellings per inhabitant"),
            unit="log",
            measure=dwelling_base,
            score=Linear(0.51),
            note=Text(
                "Rapport (en logarithme) de la valeur locative cadastrale des logements par habitant, résidences "
                "secondaires comptées pour un habitant comme le fait la DGF. Indicateur approché : il tient lieu du "
                "potentiel financier tant que celui-ci n'est pas chargé. Une base d'impôt, jamais un revenu : valeurs "
                "de 1970, actualisées.",
                "Log ratio of the cadastral rental value of dwellings per inhabitant, second homes counted as one "
                "inhabitant each, as the DGF does. A proxy: it stands in for financial potential until that is loaded. "
                "A tax base, never an income: values of 1970, uprated.",
            ),
            needs=("dwelling_values", "census", "population"),
            applies_to=COMMUNES,
            proxy=True,
            stand_in_for="potential_per_inhabitant",
        ),
        Indicator(
            key="operating_revenue",
            label=Text("Recettes de fonctionnement", "Operating revenue"),
            unit="log",
            measure=operating_revenue,
            score=Linear(2.9),
            note=Text(
                "Rapport (en logarithme) des recettes de fonctionnement. Le budget d'un service est le sien ou celui "
                "de son opérateur, jamais celui de la commune. Pour un CCAS ou un CIAS, le budget principal seul.",
                "Log ratio of operating revenue. A service's budget is its own or its operator's, never the commune's. "
                "For a CCAS or a CIAS, the main budget only.",
            ),
            needs=ACCOUNTS[:1],
            wants=ACCOUNTS[1:],
            attribute=ORGANISATION,
        ),
        Indicator(
            key="means",
            label=Text("Moyens", "Means"),
            unit="log",
            measure=means,
            score=Linear(float(np.log(10))),
            note=Text(
                "Entre institutions : rapport (en logarithme) des recettes de fonctionnement ; à défaut, des "
                "habitants desservis, ce qui est une approximation et se dit.",
                "Between institutions: log ratio of operating revenue; failing that, of the residents served, a "
                "proxy that is said to be one.",
            ),
            needs=("population",),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
            wants=ACCOUNTS,
        ),
    ),
)
