"""Ages and dwellings by commune (INSEE, census)."""

from i18n import Text

from .source import File, Source, by_commune

CENSUS = Source(
    key="census",
    label=Text("Âges et logements", "Ages and dwellings"),
    publisher="INSEE",
    origin=Text("Insee, recensement par Iris", "INSEE, census by IRIS"),
    vintages={2021: File(2026, "census.parquet")},
    read=by_commune("under_20", "from_20_to_64", "over_65", "main", "secondary", "vacant"),
)
