"""Median disposable income by IRIS (INSEE, Filosofi 2021): towns of 5,000 inhabitants and more."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, not_the_file, numbers, reading, zeros_back
from ..publishers.insee import censor, nonnegative, read_texts
from ..source import Source, unique

LABEL = Text("Revenus par Iris (Filosofi)", "Incomes by IRIS (Filosofi)")
DISPOSABLE = "BASE_TD_FILO_IRIS_2021_DISP.csv"
COLUMNS = {
    "DISP_MED21": "median", "DISP_TP6021": "poverty_rate", "DISP_D121": "first_decile", "DISP_D921": "ninth_decile",
}  # fmt: skip


def read_2021(path: Path) -> pd.DataFrame:
    """INSEE's table (``;``, decimal comma; "ns", "s" secret, "nd" not available), by code of IRIS.

    Column ``commune``: a municipal district in Paris, Lyon and Marseille. Declared incomes (DEC), before benefits and
    taxes, are another table: refused.
    """
    texts = read_texts(path, DISPOSABLE, needs=["IRIS", *COLUMNS], label=LABEL)
    codes = zeros_back(texts["IRIS"], 9)
    if not codes.str.fullmatch(r"(\d{2}|2[AB])\d{7}").all():
        raise not_the_file(LABEL, Text("Un code d'Iris n'en est pas un.", "A code of IRIS is none."))
    with reading(LABEL):
        figures = numbers(texts[list(COLUMNS)].rename(columns=COLUMNS))
    nonnegative(figures, LABEL)
    return unique(censor(figures).assign(commune=codes.str[:5]).set_index(codes.rename("iris")), LABEL)


INCOME_IRIS = Source(
    key="income_iris",
    label=LABEL,
    publisher="Insee",
    origin=Text("Insee, Filosofi, communes de 5 000 habitants ou plus", "INSEE, Filosofi, communes of 5,000 or more"),
    published={
        # Seen, with the geography and the columns, in ten public programs.
        2021: Published(
            cog=2022,
            url="https://www.insee.fr/fr/statistiques/fichier/8229323/BASE_TD_FILO_IRIS_2021_DISP_CSV.zip",
            read=read_2021,
            names=(DISPOSABLE, "BASE_TD_FILO_IRIS_2021_DISP_CSV*.zip"),
            megabytes=1,
        ),
    },
    extra=True,
)
