"""What became of a reader's rows, to read and to download."""

import csv
import io
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from i18n import Counted, Lang, Text, both, number
from parsing.unreadable import inert

from .points import POINT_PROJECTIONS
from .read import Imported

HEADERS = {
    "ligne": Text("ligne", "row"),
    "colonne": Text("colonne", "column"),
    "valeur": Text("valeur", "value"),
    "motif": Text("motif", "reason"),
}


EXAMPLES = 3
"""Values quoted beside a reason."""


@dataclass(frozen=True)
class Report:
    """Rows of a file, counted: ``read`` is ``kept`` + ``rejected`` + ``outside``.

    ``reasons`` and ``changes`` count the rows rejected, and changed but kept, for each reason (a row
    may have several).
    """

    read: int
    kept: int
    rejected: int
    outside: int
    reasons: dict[Text, int]
    changes: dict[Text, int]


def report(found: Imported) -> Report:
    """Count what became of the rows of a file, the reasons most met first."""
    reasons, changes = (
        {
            Text(str(fr), str(en)): int(count)
            for (fr, en), count in issues.groupby(["motif_fr", "motif_en"])["ligne"]
            .nunique()
            .sort_values(ascending=False, kind="stable")
            .items()
        }
        for issues in (found.rejected, found.warnings)
    )
    kept = found.table.index.nunique()
    return Report(found.read, kept, found.read - kept - found.outside, found.outside, reasons, changes)


class RowReason(NamedTuple):
    """A reason, with the first values it speaks of, and how many rows it is that of; `word`: rejected, kept, read."""

    word: Text
    sentence: Text
    rows: int


def summary(counted: Report) -> Text:
    """How many rows are kept, and how many are not."""

    def written(lang: Lang) -> str:
        counts = {key: number(n, lang) for key, n in vars(counted).items() if isinstance(n, int)}
        return f"{_ROWS.in_lang(lang, counted.read)}{_FATES.in_lang(lang).format(**counts)}"

    return both(written)


_ROWS = Counted(
    Text("aucune ligne lue", "no row read"),
    Text("{n} ligne lue", "{n} row read"),
    Text("{n} lignes lues", "{n} rows read"),
)
_FATES = Text(
    " : gardées {kept}, rejetées {rejected}, d’un autre territoire {outside}.",
    ": kept {kept}, rejected {rejected}, of another territory {outside}.",
)


def lines(found: Imported, counted: Report) -> list[RowReason]:
    """How coordinates that are no degrees are read; why rows were rejected; what was changed in those that are kept."""
    return [
        *_projection(found.reading, counted),
        *_why(found, counted),
    ]


def _projection(reading: str | None, counted: Report) -> list[RowReason]:
    if reading in (None, "wgs84"):
        return []
    label = POINT_PROJECTIONS[reading].label
    fr, en = (_COORDINATES.in_lang(lang).format(label=label.in_lang(lang)) for lang in ("fr", "en"))
    return [RowReason(Text("Lu", "Read"), Text(fr, en), counted.read)]


_COORDINATES = Text("Coordonnées : {label}.", "Coordinates: {label}.")


def _why(found: Imported, counted: Report) -> list[RowReason]:
    """The reasons most met first."""
    return [
        RowReason(word, _with_examples(issues[issues["motif_fr"] == reason.fr], reason), rows)
        for issues, reasons, word in (
            (found.rejected, counted.reasons, Text("Rejeté", "Rejected")),
            (found.warnings, counted.changes, Text("Gardé", "Kept")),
        )
        for reason, rows in reasons.items()
    ]


def _with_examples(issues: pd.DataFrame, reason: Text) -> Text:
    """A reason after the first values it speaks of, or after their columns where they are empty."""
    values = list(dict.fromkeys(str(value) for value in issues["valeur"] if str(value).strip()))
    shown = values[:EXAMPLES] or list(filter(None, dict.fromkeys(issues["colonne"])))[:EXAMPLES]
    more = ", …" if len(values) > EXAMPLES else ""
    fr, en = (", ".join(quoted.format(value) for value in shown) for quoted in ("«\u00a0{}\u00a0»", "“{}”"))
    return Text(f"{fr}{more} {reason.fr}".lstrip(), f"{en}{more} {reason.en}".lstrip())


def rejected_csv(found: Imported, lang: Lang) -> bytes:
    """The rows left out and why, for a spreadsheet: separator and encoding of French Excel, no live formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow([label.in_lang(lang) for label in HEADERS.values()])
    for row in found.rejected[["ligne", "colonne", "valeur", f"motif_{lang}"]].itertuples(index=False):
        writer.writerow([inert(str(cell)) for cell in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode()
