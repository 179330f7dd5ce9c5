"""What became of a reader's rows, to read and to download."""

import csv
import io
from dataclasses import dataclass

from i18n import Lang, Text
from reading.unreadable import inert

from .read import Imported

HEADERS = {
    "ligne": Text("ligne", "row"),
    "colonne": Text("colonne", "column"),
    "valeur": Text("valeur", "value"),
    "motif": Text("motif", "reason"),
}


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


def rejected_csv(found: Imported, lang: Lang) -> bytes:
    """The rows left out and why, for a spreadsheet: separator and encoding of French Excel, no live formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow([label.in_lang(lang) for label in HEADERS.values()])
    for row in found.rejected[["ligne", "colonne", "valeur", f"motif_{lang}"]].itertuples(index=False):
        writer.writerow([inert(str(cell)) for cell in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode()
