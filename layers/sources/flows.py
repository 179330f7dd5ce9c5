"""Home-work flows between communes (INSEE, MOBPRO)."""

from pathlib import Path

import numpy as np
import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, not_the_file, numbers, read_csv, reading, zeros_back
from ..source import Source

LABEL = Text("Trajets domicile-travail", "Home-work trips")
NAME = "base-flux-mobilite-domicile-lieu-travail-2022"
MOVES_2022 = "NBFLUX_C22_ACTOCC15P"
ELSEWHERE = "99999"
"""Work abroad or nowhere known (99999, BE540, SU112, ZZZZZ ...): those who leave for it count among those who leave."""


def read_2022(path: Path) -> pd.DataFrame:
    """INSEE's flows of 2022: ``;``, weights with decimals, municipal districts of Paris, Lyon and Marseille.

    One row per (origin, destination). A pair that is absent was not observed. Destinations abroad keep the
    publisher's code.
    """
    needs = ["CODGEO", "DCLT", MOVES_2022]
    raw = read_csv(path, f"{NAME}*.csv", label=LABEL, needs=needs)
    with reading(LABEL):
        moves = numbers(raw[[MOVES_2022]])[MOVES_2022]
    destination = zeros_back(raw["DCLT"], 5)
    table = pd.DataFrame({"origin": commune_codes(raw["CODGEO"], LABEL), "destination": destination, "moves": moves})
    # A row lost would make every share of its communes wrong: the whole file is refused.
    whole = table.notna().all(axis=1) & table["destination"].ne("") & np.isfinite(moves) & moves.ge(0)
    if not whole.all() or table.duplicated(["origin", "destination"]).any():
        raise not_the_file(
            LABEL,
            Text("Des lignes y sont illisibles ou en double.", "Some of its rows cannot be read or are given twice."),
        )
    return table


def with_elsewhere(table: pd.DataFrame) -> pd.DataFrame:
    """The flows of today's communes, what is no commune (abroad, or split since) under one code."""
    return table.fillna({"origin": ELSEWHERE, "destination": ELSEWHERE})


FLOWS = Source(
    key="flows",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, base des flux domicile-travail (MOBPRO)", "INSEE, home-work flows (MOBPRO)"),
    published={
        2022: Published(
            cog=2025,
            # Seen as FLOWS_URL in a public map of La Rochelle's trips; the page 8582949 in two other repositories.
            url=f"https://www.insee.fr/fr/statistiques/fichier/8582949/{NAME}_csv.zip",
            read=read_2022,
            names=(f"{NAME}*.zip", f"{NAME}*.csv"),
            megabytes=11,
        ),
    },
    rules={"moves": "sum"},
    derive=with_elsewhere,
    by=("origin", "destination"),
)
