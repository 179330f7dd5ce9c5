"""Pairs of neighbouring communes, from their contours."""

from i18n import Text

from ..source import File, Source

ADJACENCY = Source(
    key="adjacency",
    label=Text("Contours et communes limitrophes", "Contours and neighbouring communes"),
    publisher="IGN",
    origin=Text(
        "IGN, contours de communes de 2024, portés à la géographie de 2026",
        "IGN, contours of communes of 2024, carried to the geography of 2026",
    ),
    vintages={2024: File(2026, "adjacency.parquet")},
)
