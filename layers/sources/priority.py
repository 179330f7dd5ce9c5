"""Communes that hold a priority neighbourhood of the city policy (QPV 2024)."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..projections import department
from ..publishers.files import Published, commune_codes, not_the_file, read_csv, zeros_back
from ..reference import raw as packed
from ..source import Source

LABEL = Text("Quartiers prioritaires (QPV 2024)", "Priority neighbourhoods (QPV 2024)")


def read_2025(path: Path) -> pd.DataFrame:
    """INSEE's table of the neighbourhoods: one row each, the communes it lies in side by side in LIST_COM_2025.

    One row per commune that holds one.
    """
    raw = read_csv(path, "*QPV2024*.csv", label=LABEL, needs=["LIB_QP", "LIST_COM_2025"])
    lists = zeros_back(raw["LIST_COM_2025"].fillna(""), 5)
    # A neighbourhood may lie in several communes: their codes follow each other, whatever stands between them.
    named = lists.str.findall(r"(?:\d{2}|2[AB])\d{3}").explode().dropna()
    rest = lists.str.replace(r"(?:\d{2}|2[AB])\d{3}", "", regex=True).str.strip(" ,;-|")
    if rest.ne("").mean() > 0.1 or named.empty:
        raise not_the_file(LABEL, Text("Les codes de communes n'y sont pas.", "It does not hold codes of communes."))
    codes = commune_codes(named, LABEL)
    return pd.DataFrame({"commune": codes.drop_duplicates().to_numpy()})


def every_commune(table: pd.DataFrame) -> pd.DataFrame:
    """``has_qpv`` of every commune of today: the list is complete, so that those it leaves out hold none.

    Each overseas département holds some: where the list names none, it does not cover it, and nothing is known.
    """
    named = set(table["commune"].dropna())
    covered = {department(code) for code in named}
    communes = packed("communes.parquet")["commune"]
    known = [not code.startswith("97") or department(code) in covered for code in communes]
    found = communes.isin(named).astype(object).where(known, None)
    return pd.DataFrame({"has_qpv": found.to_numpy()}, index=pd.Index(communes, name="commune")).sort_index()


PRIORITY = Source(
    key="priority",
    label=LABEL,
    publisher="Insee, ANCT",
    origin=Text(
        "Insee, table d'appartenance des quartiers prioritaires de 2024 (géographie 2025)",
        "INSEE, communes of the priority neighbourhoods of 2024 (geography 2025)",
    ),
    published={
        2025: Published(
            cog=2025,
            # Seen in two public repositories, one of which reads LIB_QP and LIST_COM_2025 in it.
            url="https://www.insee.fr/fr/statistiques/fichier/8186239/TAG_QPV2024_2025_csv.zip",
            read=read_2025,
            names=("TAG_QPV2024_2025*.zip", "*QPV2024_2025*.csv"),
            megabytes=1,
        ),
    },
    derive=every_commune,
)
