"""What was read of a publisher's file, beside what it should hold: a table cut short is but a shorter table."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from i18n import NBSP, Counted, Lang, Text, both, number

from . import cog
from .errors import LayerError
from .projections import department
from .reference import raw

ALL = 0.99
"""Share of the communes of its year from which a list of them is whole: some leave Mayotte out (17 of 34,875)."""

LOST = 0.9
"""Share of the communes known until now under which a newer file does not take the place of the one that is kept."""

LISTED = 12
"""Départements named in a sentence; beyond, they are counted."""


@dataclass(frozen=True)
class Count:
    """Rows and communes read of one file.

    Attributes
    ----------
    expected
        Communes of the geography of a file that lists each of them; 0 for a list of places or of some communes.
    absent
        Départements without a row in a file that holds all of France.
    """

    rows: int
    communes: int
    expected: int = 0
    absent: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """False where communes are missing from a file that lists each of them."""
        return self.communes >= ALL * self.expected

    @property
    def notes(self) -> dict[str, str]:
        """The same as texts, to keep with the table."""
        return {
            "rows": str(self.rows), "read": str(self.communes), "expected": str(self.expected),
            "absent": " ".join(self.absent),
        }  # fmt: skip

    @property
    def said(self) -> Text:
        """What was read and, where something is missing, what that means."""
        return both(self._said)

    def _said(self, lang: Lang) -> str:
        parts = [ROWS.in_lang(lang, self.rows), COMMUNES.in_lang(lang, self.communes)]
        read = " ".join(parts) + (OF.in_lang(lang).format(n=number(self.expected, lang)) if self.expected else "") + "."
        absent = ABSENT.in_lang(lang).format(which=self._absent(lang)) if self.absent else ""
        return " ".join(part for part in (read, "" if self.whole else PARTIAL.in_lang(lang), absent) if part)

    def _absent(self, lang: Lang) -> str:
        return ", ".join(self.absent) if len(self.absent) <= LISTED else number(len(self.absent), lang)


ROWS = Counted(
    Text("Aucune ligne lue,", "No row read,"),
    Text("{n} ligne lue,", "{n} row read,"),
    Text("{n} lignes lues,", "{n} rows read,"),
)
COMMUNES = Counted(
    Text("aucune commune", "no commune"), Text("{n} commune", "{n} commune"), Text("{n} communes", "{n} communes")
)
OF = Text(" sur {n} attendues", " of {n} expected")
PARTIAL = Text(
    "Le fichier est coupé, ou n’est qu’un extrait : ce qu’il n’a pas reste inconnu. Reprenez-le chez l’éditeur.",
    "The file is cut short, or is but an extract: what it lacks stays unknown. Take it again from the publisher.",
)
ABSENT = Text(f"Départements sans aucune ligne{NBSP}: {{which}}.", "Départements without any row: {which}.")


def count(table: pd.DataFrame, year: int, *, national: bool, every_commune: bool) -> Count:
    """Count what was read of a file in the geography of `year`, before it is carried to another.

    `national`: it holds all of France. `every_commune`: it lists each commune.
    """
    codes, known = communes(table), cog.communes_of(year) if national and every_commune else frozenset[str]()
    everywhere = {department(str(code)) for code in raw("communes.parquet")["commune"]} if national and codes else set()
    return Count(
        rows=len(table),
        # Some lists hold districts of Paris or islands that are no communes: they make up for none.
        communes=len(codes & known if known else codes),
        expected=len(known),
        absent=tuple(sorted(everywhere - {department(code) for code in codes})),
    )


def counted(notes: Mapping[str, str]) -> Count | None:
    """The count kept with a table; None for a table kept before it was counted."""
    if "rows" not in notes:
        return None
    return Count(int(notes["rows"]), int(notes["read"]), int(notes["expected"]), tuple(notes["absent"].split()))


def communes(table: pd.DataFrame) -> set[str]:
    """Codes of the communes of a table: its index, else its first column of communes; none for organisations."""
    if table.index.name == "commune":
        return set(table.index.dropna().astype(str))
    column = next((place for place in cog.PLACE_COLUMNS if place in table), None)
    return set() if column is None else set(table[column].dropna().astype(str))


def not_shorter(now: Count, before: Count | None) -> None:
    """Refuse (LayerError) to replace a table by one that knows far fewer communes."""
    if before is None or now.communes >= LOST * before.communes:
        return
    raise LayerError(
        both(
            lambda lang: SHORTER.in_lang(lang).format(
                now=number(now.communes, lang), before=number(before.communes, lang)
            )
        )
    )


SHORTER = Text(
    "Ce fichier n’a plus que {now} communes, contre {before} dans celui qui est gardé : il est coupé, et le précédent "
    "reste. Reprenez-le plus tard.",
    "This file has only {now} communes left, against {before} in the one that is kept: it is cut short, and the "
    "previous one stays. Take it again later.",
)
