"""Operating revenue of communes (OFGL, consolidated accounts)."""

from functools import partial
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes
from ..publishers.ofgl import BASE, revenue
from ..source import Source

LABEL = Text("Comptes des communes", "Accounts of communes")
FIELDS = ("com_code", "code insee commune")


def read(path: Path, year: int, cog: int) -> pd.DataFrame:
    """Operating revenue of each commune, in euros. A commune without accounts is absent."""
    table = revenue(path, LABEL, FIELDS, year, cog)
    table = table.set_axis(commune_codes(table.index.to_series(), LABEL).to_numpy())
    return table[table.index.notna()].rename_axis("commune")


ACCOUNTS = Source(
    key="accounts",
    label=LABEL,
    publisher="OFGL",
    origin=Text("OFGL, comptes consolidés des communes", "OFGL, consolidated accounts of communes"),
    published={
        2024: Published(
            # History is published under the communes of the edition, 2025 or later: the older of the two is safe, as
            # a commune merged in 2026 is then unknown instead of holding a part.
            cog=2025,
            url=f"{BASE}ofgl-base-communes-consolidee/exports/csv?select=exer,com_code,siren,montant,agregat"
            "&where=year(exer)%3D2024%20and%20agregat%3D%22Recettes%20de%20fonctionnement%22"
            "&delimiter=%3B&use_labels=false",
            read=partial(read, year=2024, cog=2025),
            names=("ofgl-base-communes-consolidee*.csv",),
            every_commune=True,
            megabytes=3,
        ),
    },
    rules={"operating_revenue": "sum"},
    # Residents read the accounts of their commune: an organisation among others.
    derive=lambda table: table.rename_axis("organisation"),
)
