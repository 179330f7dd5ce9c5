"""Services of the embedded territory: France services, digital mediation, schools."""

import pandas as pd

from i18n import Text

from .source import PAYS_BASQUE, File, Source

FORMS = {"Ecole": "ecole", "Collège": "college", "Lycée": "lycee"}
"""Schools are told apart by their form: each has its theme."""


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """One row per place: the same network seen twice at one point is one place, schools excepted."""
    table = raw.set_index("id").fillna({"network": "", "hours": "", "form": "", "address": ""})
    school = table["network"] == "education-nationale"
    twice = table.duplicated(["theme", "network", "lon", "lat"]) & ~school & (table["network"] != "")
    return table.assign(theme=table["form"].map(FORMS).fillna(table["theme"]))[~twice]


SERVICES = Source(
    key="services",
    label=Text("Services", "Services"),
    publisher="ANCT, La Fibre64, Éducation nationale",
    origin=Text(
        "ANCT (France services, août 2024 ; conseillers numériques, 2022), La Fibre64 (2021), annuaire de l'éducation "
        "(2024-2025) ; ailleurs : listes nationales, à charger",
        "ANCT (France services, August 2024; digital advisers, 2022), La Fibre64 (2021), directory of education "
        "(2024-2025); elsewhere: national lists, to be loaded",
    ),
    vintages={2024: File(2026, "services.parquet")},
    read=read,
    scope=PAYS_BASQUE,
)
