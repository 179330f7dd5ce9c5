"""Households without a car (INSEE, census)."""

import pandas as pd

from i18n import Text

from ..publishers.dossier import census_2022
from ..source import Source

LABEL = Text("Ménages sans voiture", "Households without a car")
COLUMNS = {"households": ("P22_RP",), "with_car": ("P22_RP_VOIT1P",)}


def without_car(table: pd.DataFrame) -> pd.DataFrame:
    """The table and its column ``no_car``; unknown where INSEE's two figures contradict each other."""
    rest = table["households"] - table["with_car"]
    # INSEE's counts are weighted sums: the difference of two equal ones may be a hair under zero.
    return table.assign(no_car=rest.where(rest > -0.01).clip(lower=0))


CARS = Source(
    key="cars",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, recensement, résidences principales", "INSEE, census, main dwellings"),
    published={2022: census_2022(LABEL, COLUMNS)},
    rules=dict.fromkeys(COLUMNS, "sum"),
    derive=without_car,
    extra=True,
)
