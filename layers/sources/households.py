"""Households by composition (INSEE, census, sampled)."""

from i18n import Text

from ..publishers.dossier import census_2022
from ..source import Source

LABEL = Text("Ménages", "Households")
COLUMNS = {
    "households": ("C22_MEN",), "one_person": ("C22_MENPSEUL",), "couples_without_children": ("C22_MENCOUPSENF",),
    "couples_with_children": ("C22_MENCOUPAENF",), "single_parent": ("C22_MENFAMMONO",), "other": ("C22_MENSFAM",),
}  # fmt: skip

HOUSEHOLDS = Source(
    key="households",
    label=LABEL,
    publisher="Insee",
    origin=Text(
        "Insee, recensement, sondage d'un ménage sur quatre environ", "INSEE, census, about one household in four asked"
    ),
    published={2022: census_2022(LABEL, COLUMNS)},
    rules=dict.fromkeys(COLUMNS, "sum"),
    extra=True,
)
