"""Operating revenue and social spending of CCAS and CIAS (OFGL): their main budget, by SIREN."""

from functools import partial
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, not_the_file
from ..publishers.ofgl import BASE, REVENUE, SPENDING, amounts, export
from ..source import Source

LABEL = Text("Comptes des CCAS et CIAS", "Accounts of CCAS and CIAS")
NEEDS = {
    "siren": ("siren", "code siren"),
    "year": ("exer", "exercice"),
    "amount": ("montant",),
    "budget": ("type_de_budget", "type de budget"),
    "what": ("agregat", "agrégat"),
}
COLUMNS = {REVENUE: "operating_revenue", SPENDING: "social_spending"}


def read(path: Path, year: int) -> pd.DataFrame:
    """Operating revenue and spending of each centre, in euros.

    Annexed budgets are left out: what they exchange with the main one would count twice, and no consolidated account
    is published.
    """
    table = export(path, LABEL, NEEDS)
    main = table["budget"] == "Budget principal"
    rows = table[main & table["what"].isin(list(COLUMNS)) & (table["year"].str[:4] == str(year))]
    if rows.duplicated(["siren", "what"]).any():
        why = Text("Plusieurs montants pour un même centre.", "Several amounts for one centre.")
        raise not_the_file(LABEL, why)
    found = amounts(rows, LABEL, "siren").rename(columns=COLUMNS)
    return found.reindex(columns=list(COLUMNS.values()))


ACCOUNTS_CCAS = Source(
    key="accounts_ccas",
    label=LABEL,
    publisher="OFGL",
    origin=Text("OFGL, comptes des CCAS et CIAS, budget principal", "OFGL, accounts of CCAS and CIAS, main budget"),
    published={
        2024: Published(
            cog=2025,
            # Fields seen in public code: this file gives neither commune nor EPCI.
            url=f"{BASE}ofgl-base-ccas-cias/exports/csv?select=exer,siren,montant,type_de_budget,agregat"
            "&where=year(exer)%3D2024%20and%20type_de_budget%3D%22Budget%20principal%22%20and%20agregat%20in%20"
            "(%22Recettes%20de%20fonctionnement%22,%22D%C3%A9penses%20de%20fonctionnement%22)"
            "&delimiter=%3B&use_labels=false",
            read=partial(read, year=2024),
            names=("ofgl-base-ccas-cias*.csv",),
            megabytes=3,
        ),
    },
)
