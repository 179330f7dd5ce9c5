"""An export: a study written to bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from cage import Study
from i18n import Lang, Text


@dataclass(frozen=True)
class Export:
    """One file format.

    Attributes
    ----------
    suffix
        End of the file name, dot included.
    note
        What the file is for, in a sentence.
    write
        Writes a study to bytes; the same study gives the same bytes.
    lacks
        Why a study has nothing to write, in a sentence that says what to do; None where it has.
    """

    key: str
    label: Text
    suffix: str
    mime: str
    note: Text
    write: Callable[[Study, Lang], bytes]
    lacks: Callable[[Study], Text | None] = lambda _: None


def file_name(study: Study, export: Export) -> str:
    """``cage_200067106_2026_resident-service_acces-aux-droits.csv``: what it holds, in ASCII."""
    s = study
    parts = ["cage", s.territory.siren, str(s.territory.cog), f"{s.pair.origin}-{s.pair.destination}", s.theme]
    return "_".join(part for part in parts if part) + export.suffix
