"""INSEE's tables of communes: cut lines, sums, and the long files of Filosofi. Shared by the sources of residents."""

import zipfile
from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import Path

import numpy as np
import pandas as pd

from i18n import Text

from ..merging import WHY
from ..source import unique
from .files import commune_codes, not_the_file, numbers, read_csv, reading

POVERTY_FLOOR = 5.0
"""INSEE prints 5 % for any poverty rate below it (METHOD, E2): a 5 is no measure."""


def read_texts(path: Path, *patterns: str, needs: Iterable[str], label: Text) -> pd.DataFrame:
    """As ``publisher.read_csv`` (``;``), and refused if its last line has no end.

    A zip checks itself; a CSV dropped by hand may stop in the middle of a number and still be read.
    """
    texts = read_csv(path, *patterns, label=label, needs=needs)
    with reading(label):
        if not _ends(path):
            msg = "a line is cut"
            raise ValueError(msg)
    return texts


def _ends(path: Path) -> bool:
    if zipfile.is_zipfile(path):
        return True
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read() == b"\n"


def read_communes(path: Path, *patterns: str, columns: Mapping[str, str], label: Text) -> pd.DataFrame:
    """One row per commune: the publisher's columns (keys) under our names, by the code of column CODGEO."""
    texts = read_texts(path, *patterns, needs=["CODGEO", *columns], label=label)
    with reading(label):
        figures = numbers(texts[list(columns)].rename(columns=columns))
    return of_communes(figures, texts["CODGEO"], label)


def of_communes(figures: pd.DataFrame, codes: pd.Series, label: Text) -> pd.DataFrame:
    """Figures by code of commune; rows of other areas left out.

    Raises
    ------
    LayerError
        If most codes are none of communes, if one is there twice, or if a figure is negative or infinite.
    """
    index = pd.Index(commune_codes(codes, label), name="commune")
    nonnegative(figures, label)
    return unique(figures.set_axis(index)[index.notna()], label)


def nonnegative(figures: pd.DataFrame, label: Text, but: tuple[str, ...] = ()) -> None:
    """Refuse (LayerError) a figure that no count nor income can be; columns `but` apart."""
    known = figures.drop(columns=list(but)).select_dtypes("number").to_numpy()
    with reading(label):
        if (known < 0).any() or np.isinf(known).any():
            msg = "a negative or infinite figure"
            raise ValueError(msg)


def sums(figures: pd.DataFrame, columns: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Sums of columns: unknown if any part is, for the reason of the first unknown part."""
    found: dict[str, pd.Series] = {}
    for name, parts in columns.items():
        listed = list(parts)
        found[name] = figures[listed].sum(axis=1, skipna=False)
        whys = [figures[part + WHY] for part in listed if part + WHY in figures]
        if whys:
            found[name + WHY] = reduce(lambda first, other: first.where(first != "", other), whys)
    return pd.DataFrame(found, index=figures.index)


def read_measures(path: Path, *patterns: str, year: int, measures: Mapping[str, str], label: Text) -> pd.DataFrame:
    """Communes of a long file of Filosofi (one line per place and measure): a column per measure, by commune.

    CONF_STATUS "C" is statistical secrecy, OBS_STATUS "O" a figure that is not published, whatever the value says.

    Raises
    ------
    LayerError
        If it is not that file, or holds another year.
    """
    needs = ["GEO", "GEO_OBJECT", "FILOSOFI_MEASURE", "CONF_STATUS", "OBS_STATUS", "TIME_PERIOD", "OBS_VALUE"]
    texts = read_texts(path, *patterns, needs=needs, label=label)
    rows = texts[texts["GEO_OBJECT"].eq("COM") & texts["FILOSOFI_MEASURE"].isin(measures)]
    if set(rows["TIME_PERIOD"]) != {str(year)}:
        why = Text(f"Il n'y a pas que des communes de {year}.", f"It does not hold communes of {year} alone.")
        raise not_the_file(label, why)
    values = rows["OBS_VALUE"].mask(rows["OBS_STATUS"].eq("O"), "nd").mask(rows["CONF_STATUS"].eq("C"), "s")
    with reading(label):
        wide = rows.assign(value=values).pivot(index="GEO", columns="FILOSOFI_MEASURE", values="value")  # noqa: PD010
        wide = wide.reindex(columns=list(measures)).fillna("").rename(columns=measures).reset_index()
        figures = numbers(wide[list(measures.values())])
    return of_communes(figures, wide["GEO"], label)


def censor(table: pd.DataFrame) -> pd.DataFrame:
    """The same table, its poverty rates at INSEE's floor unknown: they may be anything below it."""
    low = table["poverty_rate"] <= POVERTY_FLOOR
    given = table.get("poverty_rate" + WHY, pd.Series("", table.index))
    return table.assign(
        poverty_rate=table["poverty_rate"].mask(low), **{"poverty_rate" + WHY: given.mask(low, "censored")}
    )
