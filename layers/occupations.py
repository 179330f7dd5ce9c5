"""Occupation groups of persons aged 25 to 54 (INSEE, census)."""

from i18n import Text

from .source import PAYS_BASQUE, File, Source

OCCUPATIONS = Source(
    key="occupations",
    label=Text("Métiers des 25-54 ans", "Occupations, ages 25 to 54"),
    publisher="INSEE",
    origin=Text(
        "Insee, recensement, population active de 25 à 54 ans", "INSEE, census, active population aged 25 to 54"
    ),
    vintages={2011: File(2026, "occupations_2011.parquet")},
    read=lambda raw: raw.set_index("commune"),
    scope=PAYS_BASQUE,
)
