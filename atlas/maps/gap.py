"""How much farther than the mean resident."""

from i18n import Text

from ..classes import DIVERGING, Classes
from ..map import Map

GAP = Map(
    key="gap",
    hue="composite",
    title=Text("Écart à la moyenne des habitants", "Gap to the mean resident"),
    scale=lambda _: Text(
        "Distance d'ensemble moins sa moyenne pondérée par les habitants : orange, plus loin ; violet, plus près.",
        "Overall distance less its mean weighted by inhabitants: orange, farther; purple, closer.",
    ),
    values=lambda study: study.values["gap"],
    classes=lambda values: Classes((-0.15, -0.05, 0.05, 0.15), DIVERGING, never_negative=False),
)
