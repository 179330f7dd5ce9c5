"""Active and unemployed persons aged 15 to 64 (INSEE, census)."""

from i18n import Text

from ..publishers.dossier import census_2022
from ..source import PAYS_BASQUE, File, Source

LABEL = Text("Actifs et chômeurs", "Active and unemployed persons")
COLUMNS = {"active": ("P22_ACT1564",), "unemployed": ("P22_CHOM1564",)}

LABOUR = Source(
    key="labour",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, recensement, 15-64 ans", "INSEE, census, ages 15 to 64"),
    vintages={2021: File(2026, "labour_2021.parquet")},
    read=lambda raw: raw.set_index("commune"),
    published={2022: census_2022(LABEL, COLUMNS)},
    rules=dict.fromkeys(COLUMNS, "sum"),
    scope=PAYS_BASQUE,
)
