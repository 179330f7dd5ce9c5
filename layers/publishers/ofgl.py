"""Exports of the OFGL: long CSV files, columns named by field or by label, the year of which changes."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from i18n import NBSP, Text

from .files import header, not_the_file, numbers, read_csv, reading

BASE = "https://data.ofgl.fr/api/explore/v2.1/catalog/datasets/"
REVENUE = "Recettes de fonctionnement"
SPENDING = "Dépenses de fonctionnement"
_YEAR = re.compile(r"\b(20\d\d)\b ?")


def export(path: Path, label: Text, needs: Mapping[str, tuple[str, ...]], cog: int = 0) -> pd.DataFrame:
    """The columns asked for, as text.

    Parameters
    ----------
    needs
        Our name of each column -> its field in the API, and its label without the year.
    cog
        Oldest geography accepted, when a label tells it ("Code Insee 2024 Commune").

    Raises
    ------
    LayerError
        If it is another file, of an older geography, or if it holds no row.
    """
    with reading(label):
        columns = {_plain(name): name for name in header(path, "*.csv")}
    found = {ours: next((columns[n] for n in names if n in columns), names[0]) for ours, names in needs.items()}
    table = read_csv(path, "*.csv", label=label, needs=list(found.values()))
    told = [int(year) for name in found.values() for year in _YEAR.findall(name)]
    if told and min(told) < cog:
        raise not_the_file(
            label,
            Text(
                f"Ses communes sont celles de {min(told)}{NBSP}: prenez l'édition de {cog}.",
                f"Its communes are those of {min(told)}: take the edition of {cog}.",
            ),
        )
    return table.set_axis(list(found), axis=1).dropna()


def _plain(name: str) -> str:
    return _YEAR.sub("", name.strip().casefold()).strip()


def amounts(rows: pd.DataFrame, label: Text, by: str) -> pd.DataFrame:
    """Amounts (euros) of each `by`, one column per value of ``what``; unknown as soon as one part is.

    Raises LayerError if there is no row.
    """
    if rows.empty:
        why = Text("Aucune ligne de l'année ni du compte voulus.", "No row of the year and account wanted.")
        raise not_the_file(label, why)
    with reading(label):
        value = numbers(rows[["amount"]])["amount"]
    totals = value.groupby([rows[by], rows["what"]]).sum(skipna=False)
    # Not pivot_table, which would drop an authority whose amounts are unknown.
    return totals.unstack("what").rename_axis(columns=None)  # noqa: PD010


def revenue(path: Path, label: Text, organisation: tuple[str, ...], year: int, cog: int) -> pd.DataFrame:
    """Operating revenue of year `year` of each organisation, in euros, from an export of consolidated accounts.

    Communes (or EPCIs) merged since keep one row each, under the code of today: they are added up.
    """
    needs = {
        "code": organisation,
        "year": ("exer", "exercice"),
        "siren": ("siren", "code siren collectivité"),
        "amount": ("montant",),
        "what": ("agregat", "agrégat"),
    }
    table = export(path, label, needs, cog)
    rows = table[(table["what"] == REVENUE) & (table["year"].str[:4] == str(year))]
    if rows.duplicated(["code", "siren"]).any():
        why = Text("Plusieurs budgets par collectivité : prenez les comptes consolidés.", "Several budgets for one "
                   "authority: take the consolidated accounts.")  # fmt: skip
        raise not_the_file(label, why)
    return amounts(rows, label, "code").rename(columns={REVENUE: "operating_revenue"})
