"""Median disposable income by commune (INSEE, Filosofi 2021): the vintage of the method.

The incomes of 2023 come from another system and are not comparable: they are a source of their own
(``income_2023``), so that no indicator goes from one to the other on its own.
"""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..cog import carry
from ..publishers.files import Published, member, not_the_file, reading
from ..publishers.insee import censor, read_communes, read_measures
from ..source import PAYS_BASQUE, File, Source

LABEL = Text("Revenus (Filosofi)", "Incomes (Filosofi)")
LONG, WIDE = "DS_FILOSOFI_CC_data.csv", "cc_filosofi_2021_COM.csv"
"""INSEE's table in the communes of 2025, a line per measure; in those of 2024, a line per commune."""

MEASURES = {
    "MED_SL": "median", "PR_MD60": "poverty_rate", "NUM_HH": "tax_households", "D1_SL": "first_decile",
    "D9_SL": "ninth_decile",
}  # fmt: skip
COLUMNS = {
    "MED21": "median", "TP6021": "poverty_rate", "NBMENFISC21": "tax_households", "D121": "first_decile",
    "D921": "ninth_decile",
}  # fmt: skip
# A median is never averaged: unknown where communes merged since (METHOD 5.2).
RULES = {
    "median": "same", "poverty_rate": "same", "tax_households": "sum", "first_decile": "same", "ninth_decile": "same",
}  # fmt: skip
COG = 2025
RESTORED = "85212"
"""A commune again since January 2024: its line tells the geography of a wide table, whose name does not."""


def read_2021(path: Path) -> pd.DataFrame:
    """INSEE's table of 2021, in the communes of 2025, from either layout (``;``).

    "s" is secret, "nd" not available, and a poverty rate of 5 is one that INSEE does not give.
    """
    with reading(LABEL), member(path, LONG, WIDE) as file:
        wide = b"CODGEO" in file.readline()
    if not wide:
        return censor(read_measures(path, LONG, year=2021, measures=MEASURES, label=LABEL))
    table = read_communes(path, WIDE, columns=COLUMNS, label=LABEL)
    if RESTORED not in table.index:
        why = Text(
            "Ses communes ne sont pas celles de 2024. Prenez le fichier « geo2025 » ou « geo2024 ».",
            "Its communes are not those of 2024. Take the file “geo2025” or “geo2024”.",
        )
        raise not_the_file(LABEL, why)
    return carry(censor(table), 2024, COG, RULES)


INCOME = Source(
    key="income",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, Filosofi ; vide = secret statistique", "INSEE, Filosofi; empty = statistical secrecy"),
    vintages={2021: File(2026, "income_2021.parquet")},
    read=lambda raw: raw.set_index("commune"),
    published={
        # Seen with its table, columns and statuses in a dozen public programs.
        2021: Published(
            cog=COG,
            url="https://www.insee.fr/fr/statistiques/fichier/7756729/base-cc-filosofi-2021-geo2025_csv.zip",
            read=read_2021,
            names=(WIDE, LONG, "base-cc-filosofi-2021-geo202[45]*.zip"),
            every_commune=True,
            megabytes=4,
        ),
    },
    rules=RULES,
    scope=PAYS_BASQUE,
)
