"""Services of the embedded territory: France services, digital mediation, schools."""

import pandas as pd

from i18n import Text

from ..source import PAYS_BASQUE, File, Source

FORMS = {"Ecole": "ecole", "Collège": "college", "Lycée": "lycee"}
"""Schools are told apart by their form: each has its theme."""


LISTS = {
    "ANCT, conseillers numeriques 2022-06": "ANCT, conseillers numériques, juin 2022",
    "Annuaire de l'education 2024-2025": "Éducation nationale, annuaire de l'éducation, 2024-2025",
    "ANCT, liste France services 2024-08-01": "ANCT, liste France services, août 2024",
    "La Fibre64, lieux de mediation numerique 2021": "La Fibre64, lieux de médiation numérique, 2021",
}
"""The lists as they are cited, by what the pack calls them."""


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """One row per place: the same network seen twice at one point is one place, schools excepted."""
    table = raw.set_index("id").fillna({"network": "", "hours": "", "form": "", "address": ""})
    school = table["network"] == "education-nationale"
    twice = table.duplicated(["theme", "network", "lon", "lat"]) & ~school & (table["network"] != "")
    theme, source = table["form"].map(FORMS).fillna(table["theme"]), table["source"].replace(LISTS)
    return table.assign(theme=theme, source=source)[~twice]


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
