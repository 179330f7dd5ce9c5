"""Communes of France ruralités revitalisation (FRR), which replaced the ZRR on 1 July 2024."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, not_the_file, read_csv
from ..source import Source, unique

LABEL = Text("France ruralités revitalisation (FRR)", "France ruralités revitalisation (FRR)")
CLASSES = {"-9999": "none", "1": "frr", "2": "partial", "3": "frr", "4": "frr", "5": "frr_plus"}
"""Code of the Observatoire -> what it opens. 1: former ZRR that keep the effects of FRR until the end of 2027;
2: parts of a new commune only; 3: special area of La Réunion; 4: FRR; 5: FRR+. The file does not tell: two public
repositories matched the codes with the lists of the DGCL and of a prefecture, and agree."""


def read_2025(path: Path) -> pd.DataFrame:
    """The Observatoire des territoires' list: ``codgeo;libgeo;codefrr``, every commune of 2025."""
    raw = read_csv(path, "*frr*.csv", label=LABEL, needs=["codgeo", "codefrr"])
    codes = commune_codes(raw["codgeo"], LABEL).rename("commune")
    classes = raw["codefrr"].str.strip().map(CLASSES)
    if classes.notna().mean() < 0.9:
        raise not_the_file(LABEL, Text("Les classements n'y sont pas.", "It does not hold the classes."))
    table = pd.DataFrame({"frr": classes.astype(object).where(classes.notna(), None)}).set_index(codes)
    return unique(table[codes.notna().to_numpy()], LABEL)


RURAL = Source(
    key="rural",
    label=LABEL,
    publisher="ANCT, DGCL",
    origin=Text(
        "ANCT, Observatoire des territoires, d'après la DGCL (classement de juillet 2025)",
        "ANCT, Observatoire des territoires, from DGCL (classes of July 2025)",
    ),
    published={
        2025: Published(
            cog=2025,
            # Seen in three public repositories, with its columns and its -9999.
            url="https://www.observatoire-des-territoires.gouv.fr/outils/cartographie-interactive/api/v1/functions/GC_API_download.php?type=stat&nivgeo=com2025&dataset=frr&indic=codefrr&format=csv",
            read=read_2025,
            names=("*codefrr*.csv", "*frr*com2025*.csv"),
            every_commune=True,
            megabytes=1,
        ),
    },
    rules={"frr": "same"},
)
