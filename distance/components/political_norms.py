"""Administrative distance, political norms: weight in the intercommunal council."""

import numpy as np
import pandas as pd

from i18n import Text

from ..indicator import BETWEEN, COMMUNES, ORGANISATION, Component, Indicator, Linear, Measured, Tables, signed
from ..institutions import authority
from ..kernels import difference, log_ratio


def seats_per_inhabitant(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of EPCI seats per inhabitant, sign kept. No recorded seat is unknown."""
    population = tables["population"]["population"]
    rate = tables["mandates"]["seats"] / population.where(population > 0)
    ratio = log_ratio(rate.reindex(origins.index), rate.reindex(destinations.index))
    return signed(ratio)


def executive_seat(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """1 if only one of the two communes has a member in the EPCI executive."""
    executive = tables["mandates"]["executive"]
    return Measured(np.abs(difference(executive.reindex(origins.index), executive.reindex(destinations.index))))


POLITICAL_NORMS = Component(
    key="political_norms",
    dimension="administrative",
    label=Text("Normes politiques", "Political norms"),
    question=Text("Pèse-t-on autant dans l'intercommunalité ?", "Do they weigh alike in the intercommunality?"),
    indicators=(
        Indicator(
            key="seats_per_inhabitant",
            label=Text("Sièges par habitant", "Seats per inhabitant"),
            unit="log",
            measure=seats_per_inhabitant,
            score=Linear(2.0),
            note=Text(
                "Rapport (en logarithme) des sièges communautaires par habitant. Il redit surtout la taille : chaque "
                "commune a au moins un siège.",
                "Log ratio of intercommunal seats per inhabitant. It mostly restates size: every commune has at least "
                "one seat.",
            ),
            needs=("mandates", "population"),
            applies_to=COMMUNES,
        ),
        Indicator(
            key="executive_seat",
            label=Text("Présence à l'exécutif", "Seat in the executive"),
            unit="same",
            measure=executive_seat,
            score=Linear(1),
            note=Text(
                "1 si une seule des deux communes a un élu à la présidence ou vice-présidence.",
                "1 if only one of the two has a president or vice-president.",
            ),
            needs=("mandates",),
            applies_to=COMMUNES,
        ),
        Indicator(
            key="authority",
            label=Text("Autorité, conseil, financeur", "Authority, board, funder"),
            unit="share",
            measure=authority,
            score=Linear(1),
            note=Text(
                "Entre institutions : part de ce qui diffère, d'après la loi de leur type, entre l'autorité dont "
                "elles relèvent, qui siège à leur conseil et qui les finance le plus. Déduit du type, non observé.",
                "Between institutions: share of what differs, by the law of their kind, among the authority they "
                "answer to, who sits on their board and who funds them most. Deduced from the kind, not observed.",
            ),
            needs=(),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
        ),
    ),
)
