"""Ages and dwellings by commune (INSEE, census)."""

from i18n import Text

from ..publishers.dossier import census_2022
from ..source import File, Source, by_commune

LABEL = Text("Âges et logements", "Ages and dwellings")
# The file gives these three bands by sex only.
COLUMNS = {
    "under_20": ("P22_H0019", "P22_F0019"), "from_20_to_64": ("P22_H2064", "P22_F2064"),
    "over_65": ("P22_H65P", "P22_F65P"), "main": ("P22_RP",), "secondary": ("P22_RSECOCC",), "vacant": ("P22_LOGVAC",),
}  # fmt: skip

CENSUS = Source(
    key="census",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, recensement", "INSEE, census"),
    vintages={2021: File(2026, "census.parquet")},
    read=by_commune("under_20", "from_20_to_64", "over_65", "main", "secondary", "vacant"),
    published={2022: census_2022(LABEL, COLUMNS)},
    rules=dict.fromkeys(COLUMNS, "sum"),
)
