"""INSEE's « dossier complet »: one file by commune for the ages, dwellings, households, diplomas, cars and labour."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from i18n import Text

from . import insee
from .files import Published

URL = "https://www.insee.fr/fr/statistiques/fichier/5359146/dossier_complet_31_12_2025.zip"
"""The frozen edition of the end of 2025: census of 2022.

Seen under this name in five public programs, one of which says that it is still given. The address without a date
(dossier_complet.zip) has held another layout and another census since July 2026.
"""

COG = 2025
"""Its geography: INSEE's tables of the census of 2022 hold the 34 858 communes of January 2025 and 45 districts."""


def census_2022(label: Text, columns: Mapping[str, tuple[str, ...]]) -> Published:
    """The census of 2022, as one source reads it: its columns, each the sum of INSEE's.

    INSEE's names tell the census: P22_ and C22_ (sampled, one person in four). Other years are refused.
    """
    return Published(
        cog=COG,
        url=URL,
        read=partial(read, label=label, columns=columns),
        names=("dossier_complet*.csv", "dossier_complet*.zip"),
        every_commune=True,
        megabytes=200,
    )


def read(path: Path, *, label: Text, columns: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """The file (``;``, decimal point, 1,900 columns), zipped or not, by commune."""
    parts = {part: part for listed in columns.values() for part in listed}
    return insee.sums(insee.read_communes(path, "dossier_complet.csv", columns=parts, label=label), columns)
