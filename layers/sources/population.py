"""Municipal population of communes (INSEE)."""

from i18n import Text

from ..source import File, Source, by_commune

POPULATION = Source(
    key="population",
    label=Text("Population municipale", "Municipal population"),
    publisher="Insee",
    origin=Text(
        "Insee, populations de référence en vigueur au 1er janvier 2026 (Mayotte : 2017)",
        "INSEE, reference populations in force on 1 January 2026 (Mayotte: 2017)",
    ),
    vintages={2023: File(2026, "communes.parquet")},
    read=by_commune("population"),
)
