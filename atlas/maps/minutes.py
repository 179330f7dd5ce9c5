"""How many minutes, in the unit everybody checks with their own car."""

import pandas as pd

from cage import MINUTES as COLUMN
from cage import ROUNDED_TO, Study
from i18n import Text

from ..classes import Classes
from ..map import Map

COLORS = ("#edf8e9", "#c7e9c0", "#a1d99b", "#74c476", "#41ab5d", "#238b45", "#005a32")

ESTIMATED = Text(
    "Estimation (vol d'oiseau × 1,3 à 50 km/h), à 5 minutes près au mieux : le réseau routier n'est pas chargé.",
    "Estimate (straight line × 1.3 at 50 km/h), to 5 minutes at best: the road network is not loaded.",
)
DRIVEN = Text(
    "Par la route, aux vitesses moyennes de l'IGN, sans bouchons ni attente.",
    "By road, at IGN's mean speeds, without jams or waiting.",
)
FROM_SQUARES = Text(
    "Par la route, aux vitesses moyennes de l'IGN, sans bouchons ni attente ; moyenne des habitants, depuis leurs "
    "carreaux de 200 m.",
    "By road, at IGN's mean speeds, without jams or waiting; mean over residents, from their 200 m squares.",
)


def printed(study: Study) -> pd.Series:
    """Minutes of each origin as one is printed: whole, and to 5 where they are estimated. Never classed nor counted."""
    return as_printed(study.values[COLUMN], study.estimated)


def as_printed(minutes: pd.Series, estimated: pd.Series) -> pd.Series:
    """Whole minutes, to 5 where they are estimated."""
    return (minutes / ROUNDED_TO).round().mul(ROUNDED_TO).where(estimated, minutes.round())


def _scale(study: Study) -> Text:
    if not study.by_road:
        return ESTIMATED
    return FROM_SQUARES if "squares" in study.loaded else DRIVEN


MINUTES = Map(
    key="minutes",
    hue="geographic",
    title=Text("Minutes en voiture", "Minutes by car"),
    scale=_scale,
    values=lambda study: study.values[COLUMN],
    classes=lambda values: Classes((5, 10, 15, 20, 30, 60), COLORS, Text("min", "min"), 0, exact=True),
)
