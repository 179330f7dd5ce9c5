"""How far at equal size and minutes: what is left of the overall distance (METHOD 2.3, rule 13)."""

from i18n import Text

from ..classes import DIVERGING, Classes
from ..map import Map

AT_EQUAL = Map(
    key="at_equal_size_and_minutes",
    hue="composite",
    title=Text("Distance d'ensemble, à taille et minutes égales", "Overall distance at equal size and minutes"),
    scale=lambda _: Text(
        "Ce qui reste de la distance d'ensemble une fois retiré ce que taille et minutes expliquent, entre habitants : "
        "orange, plus loin qu'attendu ; violet, plus près. Un reste n'est pas un effet.",
        "What is left of the overall distance once what size and minutes explain is taken off, between residents: "
        "orange, farther than expected; purple, closer. A residual is no effect.",
    ),
    values=lambda study: study.at_equal_size_and_minutes,
    classes=lambda values: Classes((-0.06, -0.02, 0.02, 0.06), DIVERGING, never_negative=False),
)
