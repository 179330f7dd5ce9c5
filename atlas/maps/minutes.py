"""How many minutes, in the unit everybody checks with their own car."""

from cage import MINUTES as COLUMN
from i18n import Text

from ..classes import Classes
from ..map import Map

ROUNDED_TO = 5
"""Minutes estimated without a road network are shown to 5 minutes (METHOD 2.3, rule 8)."""

COLORS = ("#edf8e9", "#c7e9c0", "#a1d99b", "#74c476", "#41ab5d", "#238b45", "#005a32")

MINUTES = Map(
    key="minutes",
    hue="geographic",
    title=Text("Minutes en voiture (estimation)", "Minutes by car (estimate)"),
    scale=Text(
        "Vol d'oiseau × 1,3 à 50 km/h, arrondi à 5 minutes : le réseau routier n'est pas chargé.",
        "Straight line × 1.3 at 50 km/h, rounded to 5 minutes: the road network is not loaded.",
    ),
    values=lambda study: (study.values[COLUMN] / ROUNDED_TO).round() * ROUNDED_TO,
    classes=lambda values: Classes((5, 10, 15, 20, 30, 60), COLORS, Text("min", "min"), 0),
)
