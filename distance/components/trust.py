"""Cultural distance, trust: turnout and associations, as proxies."""

import numpy as np
import pandas as pd

from i18n import Text

from ..indicator import BETWEEN, COMMUNES, ORGANISATION, Component, Indicator, Linear, Measured, Tables, signed
from ..institutions import years_together
from ..kernels import difference, log_ratio


def _turnout_gap(turnout: pd.Series, origins: pd.DataFrame, destinations: pd.DataFrame) -> Measured:
    gap = difference(turnout.reindex(origins.index), turnout.reindex(destinations.index))
    return signed(gap)


def _turnout(ballot: pd.DataFrame) -> pd.Series:
    """Voters over registered; a turnout above 1 is implausible, so unknown (METHOD 2.3, rule 17)."""
    share = ballot["voters"] / ballot["registered"]
    return share.where((ballot["registered"] > 0) & (share <= 1))


def european_turnout(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Difference of turnout at the European election."""
    return _turnout_gap(_turnout(tables["european_2024"]), origins, destinations)


def municipal_turnout(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Difference of turnout at the municipal election, where both communes had a choice of lists."""
    ballot = tables["municipal_2026"]
    return _turnout_gap(_turnout(ballot).where(ballot["lists"] >= 2), origins, destinations)


def associations(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Log ratio of active associations per inhabitant, sign kept."""
    population = tables["population"]["population"]
    rate = tables["associations"]["active"] / population.where(population > 0)
    ratio = log_ratio(rate.reindex(origins.index), rate.reindex(destinations.index))
    return signed(ratio)


TRUST = Component(
    key="trust",
    dimension="cultural",
    label=Text("Confiance", "Trust"),
    question=Text("Participe-t-on autant ?", "Do people take part as much?"),
    indicators=(
        Indicator(
            key="european_turnout",
            label=Text("Participation aux européennes", "Turnout, European election"),
            unit="points",
            measure=european_turnout,
            score=Linear(0.19),
            note=Text(
                "Écart de participation. Indicateur approché de la confiance.",
                "Difference of turnout. A proxy for trust.",
            ),
            needs=("european_2024",),
            proxy=True,
        ),
        Indicator(
            key="municipal_turnout",
            label=Text("Participation aux municipales", "Turnout, municipal election"),
            unit="points",
            measure=municipal_turnout,
            score=Linear(0.25),
            note=Text(
                "Écart de participation en mars 2026, seulement entre communes où au moins deux listes étaient en "
                "présence. Sans comparaison avec 2020 : le scrutin de liste vaut désormais partout.",
                "Difference of turnout in March 2026, only between communes where two lists or more stood. Not "
                "comparable with 2020: list voting now applies everywhere.",
            ),
            needs=("municipal_2026",),
            applies_to=COMMUNES,
            proxy=True,
        ),
        Indicator(
            key="associations",
            label=Text("Associations par habitant", "Associations per inhabitant"),
            unit="log",
            measure=associations,
            score=Linear(float(np.log(4))),
            note=Text(
                "Rapport (en logarithme) du nombre d'associations actives par habitant.",
                "Log ratio of active associations per inhabitant.",
            ),
            needs=("associations", "population"),
            proxy=True,
        ),
        Indicator(
            key="years_together",
            label=Text("Années de convention", "Years of agreement"),
            unit="memory",
            measure=years_together,
            score=Linear(1),
            note=Text(
                "Entre institutions : exp(-années de la plus ancienne convention en vigueur / 5), 1 sans convention. "
                "Ne compte que si vous apportez la liste de vos conventions.",
                "Between institutions: exp(-years of the oldest agreement in force / 5), 1 without any. Counts only "
                "when you bring the list of your agreements.",
            ),
            needs=("partnerships",),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
            brought=True,
        ),
    ),
)
