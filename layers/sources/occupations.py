"""Occupation groups of persons aged 25 to 54 (INSEE, census, sampled)."""

import io
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, member, numbers, pick, reading
from ..publishers.insee import of_communes, sums
from ..source import PAYS_BASQUE, File, Source

LABEL = Text("Métiers des 25-54 ans", "Occupations, ages 25 to 54")
GROUPS = ("farmers", "self_employed", "managers", "intermediate", "clerical", "manual")
SHEET = "COM_2022"
COLUMNS = {
    group: tuple(f"csx_rec{rank}taxtypac_rec{state}rpop2022" for state in (1, 2))
    for rank, group in enumerate(GROUPS, 1)
}
"""INSEE's six groups, those in work then those out of work who have worked: the group counts both."""


def read_2022(path: Path) -> pd.DataFrame:
    """INSEE's workbook of all censuses since 1968, zipped or not: the sheet of communes of 2022.

    The code is in two columns, DR and CR; overseas both hold the third digit (971 and 101 are 97101). A commune of
    another time is a line without figures.
    """
    with reading(LABEL):
        with member(path, "*.xlsx") as file:
            cells = pd.read_excel(io.BytesIO(file.read()), sheet_name=SHEET, header=None, dtype=str, engine="calamine")
        texts = _under_header(cells.fillna(""))
    figures = [column for parts in COLUMNS.values() for column in parts]
    found = texts.rename(columns=pick(texts.columns, ["DR", "CR", *figures], LABEL))
    found = found[found[figures].ne("").any(axis=1)]
    with reading(LABEL):
        counts = sums(numbers(found[figures]), COLUMNS)
    return of_communes(counts, found["DR"].str.zfill(2).str[:2] + found["CR"].str.zfill(3), LABEL)


def _under_header(cells: pd.DataFrame) -> pd.DataFrame:
    """The lines under that of the names of columns, which comes after titles whose number varies."""
    header = cells.index[cells.eq("DR").any(axis=1) & cells.eq("CR").any(axis=1)]
    if header.empty:
        msg = "no line of names"
        raise ValueError(msg)
    return cells.loc[header[0] + 1 :].set_axis(cells.loc[header[0]], axis=1)


OCCUPATIONS = Source(
    key="occupations",
    label=LABEL,
    publisher="Insee",
    origin=Text(
        "Insee, recensement, population active de 25 à 54 ans", "INSEE, census, active population aged 25 to 54"
    ),
    vintages={2011: File(2026, "occupations_2011.parquet")},
    read=lambda raw: raw.set_index("commune"),
    published={
        # Unverified: the page (1893185) and the workbook are named in public code, this address is INSEE's usual one
        # for a page and a workbook, as read for the ages of the same series (1893204/pop-sexe-age-quinquennal6822.zip).
        # Geography: that of 2011 is in the communes of 2013, as INSEE's other tables of that census; so is 2022, in
        # those of 2025.
        2022: Published(
            cog=2025,
            url="https://www.insee.fr/fr/statistiques/fichier/1893185/pop-act2554-csp-cd-6822.zip",
            read=read_2022,
            names=("pop-act2554-csp-cd-6822.xlsx", "pop-act2554-csp-cd-6822.zip"),
            every_commune=True,
            megabytes=28,
        ),
    },
    rules=dict.fromkeys(GROUPS, "sum"),
    scope=PAYS_BASQUE,
)
