"""Pairs of neighbouring communes, from their contours."""

from i18n import Text

from .source import File, Source

ADJACENCY = Source(
    key="adjacency",
    label=Text("Communes limitrophes", "Neighbouring communes"),
    publisher="IGN",
    origin=Text("IGN, Admin Express, contours non simplifiés", "IGN, Admin Express, unsimplified contours"),
    vintages={2026: File(2026, "adjacency.parquet")},
)
