"""Long origin-destination table, as CSV for French Excel or plain."""

import pandas as pd

from cage import Study
from i18n import Lang, Text
from parsing.unreadable import inert

from ..export import Export, Weight
from ..tables.columns import named_pairs

DECIMALS = "%.6g"


def neutral(value: object) -> object:
    """A text that a spreadsheet will show and not run; anything else as it is."""
    return inert(value) if isinstance(value, str) else value


def write_plain(study: Study, lang: Lang) -> bytes:
    """Comma, dot, UTF-8, empty where unknown: for R, Python, databases."""
    return named_pairs(study).to_csv(index=False, float_format=DECIMALS, lineterminator="\n").encode()


def write_french(study: Study, lang: Lang) -> bytes:
    """Opens by double click in French Excel and LibreOffice."""
    return french(named_pairs(study))


def french(table: pd.DataFrame) -> bytes:
    """A table with semicolons, decimal commas, in UTF-8 with a mark, nothing in it that a spreadsheet would run."""
    texts = [column for column in table if not pd.api.types.is_numeric_dtype(table[column])]
    safe = table.assign(**{str(column): table[column].map(neutral) for column in texts})
    written = safe.to_csv(index=False, sep=";", decimal=",", float_format=DECIMALS, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + written.encode()


CSV = Export(
    key="csv",
    label=Text("Tableau origine-destination (CSV)", "Origin-destination table (CSV)"),
    suffix=".csv",
    mime="text/csv",
    note=Text(
        "Une ligne par couple, virgule et point décimal, textes tels quels : pour des programmes (R, Python, bases de "
        "données). Un tableur prendrait certains noms pour des formules : prenez celui pour Excel.",
        "One row per pair, comma and decimal point, texts as they are: for programs (R, Python, databases). A "
        "spreadsheet would take some names for formulas: use the one for French Excel.",
    ),
    group="spreadsheet",
    weight=Weight(0, 0, 1_140, 487),
    write=write_plain,
    for_programs=True,
)
CSV_FR = Export(
    key="csv_fr",
    label=Text("Tableau origine-destination (CSV pour Excel)", "Origin-destination table (CSV for French Excel)"),
    suffix="_excel.csv",
    mime="text/csv",
    note=Text(
        "Une ligne par couple, point-virgule et virgule décimale : s'ouvre d'un double clic.",
        "One row per pair, semicolon and decimal comma: opens by double click in French Excel.",
    ),
    group="spreadsheet",
    weight=Weight(0, 0, 1_140, 487),
    write=write_french,
)
