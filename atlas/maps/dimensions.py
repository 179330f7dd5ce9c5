"""How far in each of the four senses: one map per dimension."""

from distance import DIMENSIONS, Dimension
from i18n import Text

from ..classes import SEQUENTIAL, natural_breaks
from ..map import SCORE, Map

LABELS: dict[str, Text] = {
    "cultural": Text("Culturelle", "Cultural"),
    "administrative": Text("Administrative", "Administrative"),
    "geographic": Text("Géographique", "Geographic"),
    "economic": Text("Économique", "Economic"),
}


def _map(dimension: Dimension) -> Map:
    return Map(
        key=dimension,
        hue=dimension,
        title=Text(f"Distance {LABELS[dimension].fr.lower()}", f"{LABELS[dimension].en} distance"),
        scale=lambda _: SCORE,
        values=lambda study: study.values[dimension].clip(lower=0),
        classes=lambda values: natural_breaks(values, SEQUENTIAL[dimension]),
    )


CULTURAL, ADMINISTRATIVE, GEOGRAPHIC, ECONOMIC = (_map(dimension) for dimension in DIMENSIONS)
