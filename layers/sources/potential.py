"""Potentiel financier per inhabitant (DGCL), republished as open data by the OFGL."""

import re
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, header, not_the_file, numbers, read_csv, reading
from ..publishers.ofgl import BASE
from ..source import Source

LABEL = Text("Potentiel financier", "Financial potential")
YEAR = 2025
LONG = {"code_insee": "commune", "exercice": "year", "valeur": "amount", "variable": "what"}
VARIABLES = {"potentiel financier par hab.": "per_inhabitant", "population dgf": "population_dgf"}
WIDE = {
    "commune": r"informations générales - code insee de la commune",
    # 2020: "de l'année N'", 2019: "Année N'"; without "majorée", which is another count.
    "population_dgf": r"informations générales - population dgf (de l')?année n'?",
    # "final" since 2022; the mean of the stratum is another column.
    "per_inhabitant": r"potentiel fiscal et financier des communes - potentiel financier par habitant( final)?",
}
"""Columns of the DGCL's own file, whatever the year writes: comma between columns, comma of decimals, quoted."""


def read(path: Path) -> pd.DataFrame:
    """Euros per inhabitant and DGF population of each commune, from the OFGL's export or from the DGCL's file."""
    with reading(LABEL):
        columns = header(path, "*.csv")
    table = _long(path) if set(LONG) & {name.casefold() for name in columns[:1]} else _wide(path, columns)
    with reading(LABEL):
        figures = numbers(table[["per_inhabitant", "population_dgf"]].fillna(""))
    figures = figures.set_index(commune_codes(table["commune"], LABEL).rename("commune"))
    return figures[figures.index.notna()]


def _long(path: Path) -> pd.DataFrame:
    table = read_csv(path, "*.csv", label=LABEL, needs=list(LONG)).rename(columns=LONG).dropna()
    table["what"] = table["what"].str.strip().str.casefold().map(VARIABLES)
    rows = table[(table["year"].str[:4] == str(YEAR)) & table["what"].notna()]
    if not set(VARIABLES.values()) <= set(rows["what"]) or rows.duplicated(["commune", "what"]).any():
        why = Text(f"Ce ne sont pas les critères de {YEAR}.", f"These are not the criteria of {YEAR}.")
        raise not_the_file(LABEL, why)
    return rows.pivot_table(index="commune", columns="what", values="amount", aggfunc="first").reset_index()


def _wide(path: Path, columns: list[str]) -> pd.DataFrame:
    found = {
        ours: next((name for name in columns if re.fullmatch(pattern, name.strip().casefold())), ours)
        for ours, pattern in WIDE.items()
    }
    table = read_csv(path, "*.csv", label=LABEL, needs=list(found.values()))
    return table.set_axis(list(found), axis=1).dropna()


POTENTIAL = Source(
    key="potential",
    label=LABEL,
    publisher="DGCL",
    origin=Text(
        "DGCL, critères de répartition des dotations, par l'OFGL", "DGCL, criteria for state grants, through the OFGL"
    ),
    published={
        YEAR: Published(
            cog=YEAR,
            # Dataset, fields and variables seen in public code. The DGCL itself has only a form to export from.
            url=f"{BASE}dotations-communes/exports/csv?select=code_insee,exercice,valeur,variable"
            f"&where=year(exercice)%3D{YEAR}%20and%20variable%20in%20"
            "(%22Potentiel%20financier%20par%20hab.%22,%22Population%20DGF%22)&delimiter=%3B&use_labels=false",
            read=read,
            names=("dotations-communes*.csv", f"criteres_repartition_{YEAR}*.csv"),
            every_commune=True,
            megabytes=3,
        ),
    },
    rules={"per_inhabitant": "mean:population_dgf", "population_dgf": "sum"},
)
