"""Active and unemployed persons aged 15 to 64 (INSEE, census)."""

from i18n import Text

from .source import PAYS_BASQUE, File, Source

LABOUR = Source(
    key="labour",
    label=Text("Actifs et chômeurs", "Active and unemployed persons"),
    publisher="INSEE",
    origin=Text("Insee, recensement, 15-64 ans", "INSEE, census, ages 15 to 64"),
    vintages={2021: File(2026, "labour_2021.parquet")},
    read=lambda raw: raw.set_index("commune"),
    scope=PAYS_BASQUE,
)
