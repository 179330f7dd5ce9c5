"""Operating revenue of intercommunalities (OFGL, consolidated accounts)."""

from functools import partial
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published
from ..publishers.ofgl import BASE, revenue
from ..source import Source

LABEL = Text("Comptes des intercommunalités", "Accounts of intercommunalities")
FIELDS = ("epci_code", "code siren epci")


def read(path: Path, year: int, cog: int) -> pd.DataFrame:
    """Operating revenue of each intercommunality, in euros, by SIREN."""
    return revenue(path, LABEL, FIELDS, year, cog).rename_axis("siren")


ACCOUNTS_EPCI = Source(
    key="accounts_epci",
    label=LABEL,
    publisher="OFGL",
    origin=Text("OFGL, comptes consolidés des groupements", "OFGL, consolidated accounts of groupings"),
    published={
        2024: Published(
            cog=2025,
            url=f"{BASE}ofgl-base-gfp-consolidee/exports/csv?select=exer,epci_code,siren,montant,agregat"
            "&where=year(exer)%3D2024%20and%20agregat%3D%22Recettes%20de%20fonctionnement%22"
            "&delimiter=%3B&use_labels=false",
            read=partial(read, year=2024, cog=2025),
            names=("ofgl-base-gfp-consolidee*.csv",),
        ),
    },
)
