"""Diplomas of persons aged 15 and over who left school (INSEE, census)."""

from i18n import Text

from ..publishers.dossier import census_2022
from ..source import Source

LABEL = Text("Diplômes", "Diplomas")
COLUMNS = {
    "left_school": ("P22_NSCOL15P",), "no_diploma": ("P22_NSCOL15P_DIPLMIN",),
    "higher_education": ("P22_NSCOL15P_SUP2", "P22_NSCOL15P_SUP34", "P22_NSCOL15P_SUP5"),
}  # fmt: skip
"""INSEE counts the certificate of primary studies (CEP) with no diploma."""

DIPLOMAS = Source(
    key="diplomas",
    label=LABEL,
    publisher="Insee",
    origin=Text(
        "Insee, recensement, 15 ans ou plus non scolarisés", "INSEE, census, aged 15 and over and no longer at school"
    ),
    published={2022: census_2022(LABEL, COLUMNS)},
    rules=dict.fromkeys(COLUMNS, "sum"),
    extra=True,
)
