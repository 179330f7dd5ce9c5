"""Share of premises eligible for fibre (ARCEP)."""

from pathlib import Path

import pandas as pd

from i18n import NBSP, Text

from ..publishers.files import Published, commune_codes, not_the_file, numbers, read_csv, reading
from ..source import PAYS_BASQUE, UNDATED, File, Source

LABEL = Text("Locaux éligibles à la fibre", "Premises eligible for fibre")
COLUMNS = {"nbr": "premises", "elig_ftth": "eligible"}
QUARTER = "2026-03-31"


def read_2026(path: Path) -> pd.DataFrame:
    """ARCEP's eligibility by technology and commune, end of March 2026: ``;``, UTF-8, one row by commune.

    Premises may be counted under several technologies: fibre is ``elig_ftth`` alone, never a speed.
    """
    raw = read_csv(path, "commune_techno*.csv", label=LABEL, needs=["code_insee", "type", "date", *COLUMNS])
    dates = sorted({str(date) for date in raw["date"]})
    if dates != [QUARTER]:
        listed = ", ".join(dates[:3])
        why = Text(f"Il date du {listed}, non du {QUARTER}{NBSP}.", f"It is of {listed}, not of {QUARTER}.")
        raise not_the_file(LABEL, why)
    raw = raw[raw["type"].eq("all")]
    codes = commune_codes(raw["code_insee"], LABEL).rename("commune")
    with reading(LABEL):
        counts = numbers(raw[list(COLUMNS)].rename(columns=COLUMNS))
    table = counts.set_index(codes)[codes.notna().to_numpy()]
    if not (table["eligible"].isna() | table["eligible"].between(0, table["premises"])).all():
        raise not_the_file(LABEL, Text("Plus d'éligibles que de locaux.", "More eligible premises than premises."))
    return table


def with_share(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ``share``, in percent; unknown where there are no premises."""
    premises = table["premises"]
    return table.assign(share=100 * table["eligible"] / premises.where(premises > 0))


FIBRE = Source(
    key="fibre",
    label=LABEL,
    publisher="Arcep",
    origin=Text("Arcep, Ma connexion internet", "ARCEP, Ma connexion internet"),
    vintages={UNDATED: File(2026, "fibre.parquet")},
    read=lambda raw: raw.set_index("commune"),
    published={
        2026: Published(
            cog=2026,
            # The folder "last" and the file are seen in seven public repositories; the folders of quarters ("2026_T2")
            # in one, which lists them on this host and reads the files on its mirror.
            url="https://data.arcep.fr/fixe/maconnexioninternet/statistiques/2026_T1/commune/commune_techno.csv",
            read=read_2026,
            names=("commune_techno*.csv",),
            every_commune=True,
            megabytes=2,
        ),
    },
    rules={"premises": "sum", "eligible": "sum"},
    derive=with_share,
    scope=PAYS_BASQUE,
)
