"""How far, all dimensions together."""

from i18n import Text

from ..classes import SEQUENTIAL, natural_breaks
from ..map import SCORE, Map

COMPOSITE = Map(
    key="composite",
    hue="composite",
    title=Text("Distance d'ensemble", "Overall distance"),
    scale=lambda _: SCORE,
    values=lambda study: study.values["composite"],
    classes=lambda values: natural_breaks(values, SEQUENTIAL["composite"]),
)
