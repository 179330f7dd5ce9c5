"""Turnout at the municipal election of 15 March 2026, first round."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, numbers, read_csv, reading
from ..source import PAYS_BASQUE, File, Source, unique
from .european_2024 import COUNTS, adds_up, insee_codes, only_sure

LABEL = Text("Élections municipales du 15 mars 2026", "Municipal election of 15 March 2026")
VOTES = [f"Voix {n}" for n in range(1, 14)]
"""Thirteen lists at most: as many blocks of columns, empty beyond the lists of the commune."""


def read_2026(path: Path) -> pd.DataFrame:
    """The Ministère's results by commune, first round: ``;``, UTF-8, thirteen blocks of thirteen columns.

    Communes where nobody stood are not in it. ``lists`` counts the blocks that hold votes.
    """
    # Seats at the town council: of all ballots, this one only.
    needs = ["Code commune", *COUNTS, *VOTES, "Sièges au CM 1"]
    raw = read_csv(path, "municipales-2026-resultats-communes*.csv", label=LABEL, needs=needs)
    codes = insee_codes(raw["Code commune"], LABEL).rename("commune")
    raw = unique(raw[codes.notna()].set_index(codes[codes.notna()]), LABEL)
    with reading(LABEL):
        counts = numbers(raw[list(COUNTS)])[list(COUNTS)].rename(columns=COUNTS)
        votes = numbers(raw[VOTES])[VOTES]
    table = counts.assign(lists=votes.notna().sum(axis=1).astype(float))
    # Votes are not added up: those of 29 communes do not make their valid votes, and no figure here comes from them.
    return only_sure(table, adds_up(counts) & table["lists"].ge(1), LABEL)


MUNICIPAL_2026 = Source(
    key="municipal_2026",
    label=LABEL,
    publisher="Ministère de l'Intérieur",
    origin=Text(
        "Ministère de l'Intérieur, premier tour, résultats par commune",
        "Ministère de l'Intérieur, first round, results by commune",
    ),
    vintages={2026: File(2026, "municipal_2026.parquet")},
    read=lambda raw: raw.set_index("commune"),
    published={
        2026: Published(
            cog=2026,
            # Seen in six public repositories (resource 4feeef01-24f7-4d5a-914f-8aa806f31ec2), its 187 columns in two.
            url="https://static.data.gouv.fr/resources/elections-municipales-2026-resultats-du-premier-tour/20260320-164339/municipales-2026-resultats-communes-2026-03-20.csv",
            read=read_2026,
            names=("municipales-2026-resultats-communes-2026-03-20*.csv",),
            every_commune=True,
            megabytes=14,
        ),
    },
    rules={**dict.fromkeys(COUNTS.values(), "sum"), "lists": "same"},
    scope=PAYS_BASQUE,
)
