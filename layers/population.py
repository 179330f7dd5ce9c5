"""Municipal population of communes (INSEE)."""

from i18n import Text

from .source import File, Source, by_commune

POPULATION = Source(
    key="population",
    label=Text("Population municipale", "Municipal population"),
    publisher="INSEE",
    origin=Text("Insee, populations légales", "INSEE, legal populations"),
    vintages={2023: File(2026, "communes.parquet")},
    read=by_commune("population"),
)
