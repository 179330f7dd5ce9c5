"""Social-service networks present in each commune, from the services: schools left out."""

import pandas as pd

from i18n import Text

from .source import PAYS_BASQUE, File, Source


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """One boolean column per network, one row per commune with at least one."""
    network = raw["network"].fillna("")
    social = raw[(network != "") & (network != "education-nationale")]
    return pd.crosstab(social["commune"], social["network"]) > 0


NETWORKS = Source(
    key="networks",
    label=Text("Réseaux d'opérateurs sociaux", "Social operators' networks"),
    publisher="ANCT, La Fibre64",
    origin=Text("Réseaux des services chargés, écoles exclues", "Networks of the services loaded, schools left out"),
    vintages={2024: File(2026, "services.parquet")},
    read=read,
    scope=PAYS_BASQUE,
)
