"""Seats and executive functions in the intercommunal councils (Répertoire national des élus)."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, read_csv
from ..source import File, Source, by_commune

LABEL = Text("Sièges et exécutifs intercommunaux", "Intercommunal seats and executives")
NEEDS = {
    "N° SIREN": "epci",
    "Code de la commune de rattachement": "commune",
    "Libellé de la fonction": "function",
}
"""The only columns read of the register: whose mandate it is never enters, nor its dates."""


def read(path: Path) -> pd.DataFrame:
    """Councillors of each commune in its EPCI, and 1 if one of them is its president or a vice-president.

    The executive is unknown where the register has none for the EPCI. A commune without a row is absent: by law it
    has a seat, so that the hole is in the register.
    """
    table = read_csv(path, "*.csv", label=LABEL, needs=list(NEEDS)).rename(columns=NEEDS).dropna()
    table["commune"] = commune_codes(table["commune"], LABEL)
    table = table.dropna()
    leads = table["function"].str.contains("président", case=False)
    recorded = leads.groupby(table["epci"]).transform("any")
    communes = table["commune"]
    led = leads.astype(float).where(recorded).groupby(communes).max()
    return pd.DataFrame({"seats": communes.groupby(communes).size().astype(float), "executive": led})


MANDATES = Source(
    key="mandates",
    label=LABEL,
    publisher="Ministère de l'Intérieur",
    origin=Text("Répertoire national des élus", "National register of elected members"),
    vintages={2026: File(2026, "communes.parquet")},
    read=by_commune("seats", "executive"),
    published={
        2026: Published(
            cog=2026,
            # Resource and columns seen in public code, for the files of August 2026.
            url="https://www.data.gouv.fr/api/1/datasets/r/41d95d7d-b172-4636-ac44-32656367cdc7",
            read=read,
            names=("elus-conseillers-communautaires*.csv",),
            rolling=True,
            megabytes=10,
        ),
    },
    rules={"seats": "sum", "executive": "any"},
    extra=True,  # the pack has it already: for those who want the register of the day
)
