"""Jobseekers registered with France Travail, by commune (DARES)."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, not_the_file, numbers, read_csv, reading
from ..source import Source, unique

LABEL = Text("Demandeurs d'emploi", "Jobseekers")
TOTALS = {"Date": "2024-T4", "Type de données": "Brutes", "Catégorie": "ABC", "Sexe": "Total", "Tranche d'âge": "Total"}
VALUE = "Nombre de demandeurs d'emploi"


def read_2024(path: Path) -> pd.DataFrame:
    """DARES' long table, whole or of one quarter: those in categories A, B and C, mean of the last quarter of 2024.

    Rounded to five by the publisher. Rows that sum several communes have no code of a commune and are left out.
    """
    raw = read_csv(path, "dares_defm_communales*.csv", label=LABEL, needs=[*TOTALS, "Code commune", VALUE])
    raw = raw[pd.concat([raw[name].eq(value) for name, value in TOTALS.items()], axis=1).all(axis=1)]
    if raw.empty:
        raise not_the_file(LABEL, Text("Le trimestre 2024-T4 n'y est pas.", "It does not hold the quarter 2024-T4."))
    codes = commune_codes(raw["Code commune"], LABEL).rename("commune")
    with reading(LABEL):
        table = numbers(raw[[VALUE]].rename(columns={VALUE: "registered"})).set_index(codes)
    if table["registered"].lt(0).any():
        raise not_the_file(LABEL, Text("Des nombres y sont négatifs.", "Some numbers are negative."))
    return unique(table[codes.notna().to_numpy()], LABEL)


JOBSEEKERS = Source(
    key="jobseekers",
    label=LABEL,
    publisher="Dares, France Travail",
    origin=Text(
        "Dares et France Travail, inscrits en catégories A, B et C, quatrième trimestre 2024, arrondis à cinq",
        "DARES and France Travail, registered in categories A, B and C, last quarter of 2024, rounded to five",
    ),
    published={
        2024: Published(
            cog=2024,
            # The dataset, its labels ("use_labels") and its fields are seen in six public repositories.
            url="https://data.dares.travail-emploi.gouv.fr/api/explore/v2.1/catalog/datasets/dares_defm_communales-brutes/exports/csv?use_labels=true&delimiter=%3B&where=date%20%3D%20%222024-T4%22%20and%20sexe%20%3D%20%22Total%22%20and%20tranche_d_age%20%3D%20%22Total%22",
            read=read_2024,
            names=("dares_defm_communales-brutes*.csv",),
            megabytes=5,
        ),
    },
    rules={"registered": "sum"},
    extra=True,
)
