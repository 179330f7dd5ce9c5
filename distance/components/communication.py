"""Geographic distance, communication: connection and opening hours."""

import numpy as np
import pandas as pd

from i18n import Text

from ..indicator import BETWEEN, COMMUNES, DESKS, ORGANISATION, Component, Indicator, Linear, Measured, Tables, signed
from ..institutions import open_together
from ..kernels import difference

FULL_WEEK = 35.0
"""Weekly hours of a desk that is always open when people work."""


def fibre_gap(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Between communes: difference of the share of premises eligible for fibre."""
    share = tables["fibre"]["share"] / 100
    gap = difference(share.reindex(origins.index), share.reindex(destinations.index))
    return signed(gap)


def fibre_shortfall(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """To a desk: share of the resident's premises not eligible for fibre, whatever the desk."""
    missing = 1 - tables["fibre"]["share"].reindex(origins.index).to_numpy(float) / 100
    return Measured(np.repeat(missing[:, None], len(destinations), axis=1))


def desk_closed(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Share of a 35-hour week when the desk is closed, from its own hours."""
    closed = np.maximum(0, 1 - destinations["weekly_hours"].to_numpy(float) / FULL_WEEK)
    return Measured(np.repeat(closed[None, :], len(origins), axis=0))


def town_hall_hours(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Difference of the weekly opening hours of the town halls."""
    hours = tables["town_halls"]["weekly_hours"]
    gap = difference(hours.reindex(origins.index), hours.reindex(destinations.index))
    return signed(gap)


FIBRE_NOTE = Text(
    "Part des locaux éligibles à la fibre : écart entre communes ; vers un guichet, ce qui manque au résident.",
    "Share of premises eligible for fibre: difference between communes; to a desk, what the resident lacks.",
)

COMMUNICATION = Component(
    key="communication",
    dimension="geographic",
    label=Text("Communication", "Communication"),
    question=Text("Peut-on joindre l'autre sans se déplacer ?", "Can the other be reached without travel?"),
    # One key, two readings: the pair kind says which one applies, so they never meet in a table.
    indicators=(
        Indicator(
            key="fibre",
            label=Text("Fibre, écart entre communes", "Fibre, between communes"),
            unit="points",
            measure=fibre_gap,
            score=Linear(0.5),
            note=FIBRE_NOTE,
            needs=("fibre",),
            applies_to=COMMUNES,
        ),
        Indicator(
            key="fibre",
            label=Text("Locaux sans fibre", "Premises without fibre"),
            unit="points",
            measure=fibre_shortfall,
            score=Linear(0.5),
            note=FIBRE_NOTE,
            needs=("fibre",),
            applies_to=DESKS,
        ),
        Indicator(
            key="desk_closed",
            label=Text("Guichet fermé", "Desk closed"),
            unit="closed",
            measure=desk_closed,
            score=Linear(1),
            note=Text(
                "1 moins les heures d'ouverture hebdomadaires rapportées à 35 heures.",
                "1 minus weekly opening hours over 35 hours.",
            ),
            needs=(),
            attribute=ORGANISATION,
            applies_to=DESKS,
        ),
        Indicator(
            key="town_hall_hours",
            label=Text("Horaires de mairie", "Town hall hours"),
            unit="h",
            measure=town_hall_hours,
            score=Linear(28),
            note=Text(
                "Écart d'heures d'ouverture hebdomadaires entre mairies.",
                "Difference of weekly opening hours between town halls.",
            ),
            needs=("town_halls",),
            applies_to=COMMUNES,
        ),
        Indicator(
            key="open_together",
            label=Text("Ouverts ensemble", "Open together"),
            unit="share",
            measure=open_together,
            score=Linear(1),
            note=Text(
                "Entre institutions : 1 moins les heures où les deux sont ouvertes rapportées à celles où l'une "
                "l'est ; de même de l'accueil à distance, là où il est connu.",
                "Between institutions: 1 minus the hours both are open over those either is; the same of service at "
                "a distance, where known.",
            ),
            needs=(),
            attribute=ORGANISATION,
            applies_to=BETWEEN,
            listed=True,
        ),
    ),
)
