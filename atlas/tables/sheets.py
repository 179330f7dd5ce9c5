"""The sheets of a workbook: origins, former EPCIs, pairs, dictionary, sources; numbers as numbers, texts as texts."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from cage import METHOD_VERSION, Study
from i18n import Lang, Text

from .dictionary import Of, describer, dictionary
from .parts import former_epcis, left_out, origins, pairs
from .sources import sources

CellValue: TypeAlias = "str | float | bool | None"

SIGNIFICANT = 6
"""Digits kept of a number, as in the CSV: data have no more."""

SHEET_HEADS: dict[str, Text] = {
    "table": Text("Tableau", "Table"),
    "column": Text("Colonne", "Column"),
    "label_fr": Text("Libellé français", "French label"),
    "label_en": Text("Libellé anglais", "English label"),
    "unit": Text("Unité", "Unit"),
    "formula": Text("Ce que c'est, comment on l'obtient", "What it is, how it is had"),
    "source": Text("Source", "Source"),
    "year": Text("Année", "Year"),
    "licence": Text("Licence", "Licence"),
    "known_percent": Text("Part connue (%)", "Share known (%)"),
    "key": Text("Clé", "Key"),
    "label": Text("Libellé", "Label"),
    "publisher": Text("Éditeur", "Publisher"),
    "data_year": Text("Année des données", "Year of the data"),
    "geography_of_file": Text("Géographie du fichier", "Geography of the file"),
    "geography_of_study": Text("Géographie de l'étude", "Geography of the study"),
    "coverage_percent": Text("Communes connues (%)", "Communes known (%)"),
    "origin": Text("Provenance", "Where from"),
    "sha256": Text("Empreinte SHA-256", "SHA-256 hash"),
}


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet: its name, the label and the key of each column, its rows; the first `frozen` columns stay in sight."""

    title: str
    labels: tuple[str, ...]
    table: pd.DataFrame
    frozen: int = 1


def sheets_of(study: Study, lang: Lang) -> list[WorkbookSheet]:
    """The sheets of a study, in reading order."""
    measured: dict[str, tuple[Of, pd.DataFrame]] = {
        _ORIGINS[study.pair.origin == "resident"].in_lang(lang): ("origin", origins(study)),
        _FORMER.in_lang(lang): ("area", former_epcis(study)),
        _PAIRS[left_out(study) is None].in_lang(lang): ("pair", _lean(pairs(study))),
    }
    measured = {title: (of, table) for title, (of, table) in measured.items() if len(table)}
    describe = describer(study)
    named = {
        title: tuple(describe(name, of).label.in_lang(lang) for name in table)
        for title, (of, table) in measured.items()
    }
    told = {_DICTIONARY.in_lang(lang): dictionary(describe, measured, lang), "Sources": sources(study, lang)}
    return [
        *(WorkbookSheet(title, named[title], table, frozen=2) for title, (_, table) in measured.items()),
        *(
            WorkbookSheet(title, tuple(SHEET_HEADS[name].in_lang(lang) for name in table), table)
            for title, table in told.items()
        ),
    ]


def _lean(table: pd.DataFrame) -> pd.DataFrame:
    """Pairs without the parts of their indicators, which the CSV holds: a sheet that a person can open."""
    parts = [name for name in table if name.count("__") == 2 and not name.endswith(("__score", "__weight"))]
    return table.drop(columns=parts)


_ORIGINS = {True: Text("Communes", "Communes"), False: Text("Institutions", "Institutions")}
_FORMER = Text("Anciennes intercommunalités", "Former intercommunalities")
_PAIRS = {True: Text("Couples", "Pairs"), False: Text("Couples les plus proches", "Nearest pairs")}
_DICTIONARY = Text("Dictionnaire", "Dictionary")


def workbook_title(study: Study, lang: Lang) -> str:
    """What a workbook says it is."""
    title = Text(
        "Distances CAGE, {name}, {cog} ; méthode, version {v}", "CAGE distances, {name}, {cog}; method, version {v}"
    )
    return title.in_lang(lang).format(name=study.territory.name, cog=study.territory.cog, v=METHOD_VERSION)


def cells(table: pd.DataFrame) -> list[list[CellValue]]:
    """The columns of a table as lists of texts, numbers, booleans; None where unknown."""
    return [_column(table.iloc[:, rank]) for rank in range(table.shape[1])]


def _column(column: pd.Series) -> list[CellValue]:
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column.astype(object).where(column.notna(), None).tolist()
    numbers = six(column.to_numpy(float, na_value=np.nan))
    return [None if np.isnan(value) else value for value in numbers.tolist()]


def six(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Numbers to six significant digits, units always kept: 2 113 705 inhabitants stay so."""
    with np.errstate(divide="ignore"):
        power = SIGNIFICANT - 1 - np.floor(np.log10(np.abs(values)))
    scale = 10.0 ** np.clip(np.nan_to_num(power, posinf=0), 0, 22)
    return np.round(values * scale) / scale
