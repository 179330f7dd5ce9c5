"""Households on the RSA minimum income, by commune (CNAF)."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, not_the_file, numbers, read_csv, reading
from ..source import Source, unique

LABEL = Text("Ménages allocataires du RSA", "Households on the RSA minimum income")
SHARE = "Part des allocataires du RSA (CAF 2024) parmi les ménages (Insee 2022)"
LEVEL = "Niveau géographique"


def read_2024(path: Path) -> pd.DataFrame:
    """The territorial indicators of precarity of March 2026: ``;``, BOM, whole percents ("11%"), every level.

    0 % is unknown and not zero: fewer than five households are never shown, and are written 0 (in CA du Pays
    Basque every share above 0 stands for five households or more, whatever the size of the commune).
    The other columns come from INSEE, where they are read in full.
    """
    raw = read_csv(path, "*indicateurs-precarite*.csv", label=LABEL, needs=["ID", LEVEL, SHARE])
    raw = raw[raw[LEVEL].str.strip().str.casefold().eq("commune")]
    codes = commune_codes(raw["ID"], LABEL).rename("commune")
    with reading(LABEL):
        table = numbers(
            raw[[SHARE]].apply(lambda cells: cells.str.replace("%", "")).rename(columns={SHARE: "rsa_share"})
        )
    share = table["rsa_share"]
    if not (share.isna() | share.between(0, 100)).all():
        raise not_the_file(LABEL, Text("Des parts dépassent 100%.", "Some shares are above 100%."))
    why = table.get("rsa_share__why", pd.Series("", table.index)).mask(share.eq(0), "secret")
    table = table.assign(rsa_share=share.where(share > 0), rsa_share__why=why).set_index(codes)
    return unique(table[codes.notna().to_numpy()], LABEL)


CAF = Source(
    key="caf",
    label=LABEL,
    publisher="Cnaf",
    origin=Text(
        "Cnaf (2024) et Insee, indicateurs territoriaux de précarité ; vide = moins de cinq ménages",
        "CNAF (2024) and INSEE, territorial indicators of precarity; empty = fewer than five households",
    ),
    published={
        2024: Published(
            cog=2025,
            url="https://static.data.gouv.fr/resources/indicateurs-territoriaux-de-precarite-par-commune-epci-departement-et-region/20260306-112349/20260306-indicateurs-precarite.csv",
            read=read_2024,
            names=("20260306-indicateurs-precarite*.csv",),
            megabytes=4,
        ),
    },
    rules={"rsa_share": "same"},
    extra=True,
)
