"""Median disposable income by commune in 2023 (INSEE, second Filosofi): shown beside, never compared with 2021.

INSEE changed its sources and method: a commune that rose between the two may only have been measured otherwise. No
indicator reads this table; the goalpost of ``income`` was measured on 2021.
"""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published
from ..publishers.insee import censor, read_measures
from ..source import Source

LABEL = Text("Revenus 2023 (Filosofi 2)", "Incomes 2023 (Filosofi 2)")
MEMBER = "DS_FILOSOFI_CC_2023_data.csv"
MEASURES = {"MED_SL": "median", "PR_MD60": "poverty_rate", "IR_D9_D1_SL": "decile_ratio"}


def read_2023(path: Path) -> pd.DataFrame:
    """INSEE's long table of all areas (``;``): its communes. A poverty rate of 5 is one that INSEE does not give."""
    return censor(read_measures(path, MEMBER, year=2023, measures=MEASURES, label=LABEL))


INCOME_2023 = Source(
    key="income_2023",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, Filosofi 2023, non comparable avec 2021", "INSEE, Filosofi 2023, not comparable with 2021"),
    published={
        # Seen with its table, columns and statuses in ten public programs. They do not say its geography: 2025, for a
        # table of 2026 read as one of 2025 loses the communes merged in January 2026, and shows nothing wrong.
        2023: Published(
            cog=2025,
            url="https://www.insee.fr/fr/statistiques/fichier/8984752/FILOSOFI_CC_csv.zip",
            read=read_2023,
            names=(MEMBER, "FILOSOFI_CC_csv*.zip"),
            megabytes=5,
        ),
    },
    rules=dict.fromkeys(MEASURES.values(), "same"),
    extra=True,
)
