"""An export: a study written to bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import shapely

import layers
from cage import Study
from i18n import Lang, Text

Group = Literal["gis", "spreadsheet", "reading"]
EXPORT_GROUPS: dict[Group, Text] = {
    "gis": Text("Pour un SIG ou une carte", "For a GIS or a map"),
    "spreadsheet": Text("Pour un tableur ou un calcul", "For a spreadsheet or a computation"),
    "reading": Text("Pour lire et imprimer", "To read and print"),
}
"""What a file is wanted for, in display order."""


class Weight(NamedTuple):
    """About how many bytes a file takes: whatever it holds, per vertex of the contours, per origin, per pair."""

    always: float
    vertex: float
    origin: float
    pair: float


@dataclass(frozen=True)
class Export:
    """One file format.

    Attributes
    ----------
    suffix
        End of the file name, dot included.
    note
        What the file is for, in a sentence.
    group
        What it is wanted for.
    weight
        About how large it is.
    write
        Writes a study to bytes; the same study gives the same bytes.
    lacks
        Why a study has nothing to write, in a sentence that says what to do; None where it has.
    for_programs
        True where texts are as they are, in a file that a double click may open in a spreadsheet, which would run some:
        it is made where it is asked for by its name.
    """

    key: str
    label: Text
    suffix: str
    mime: str
    note: Text
    group: Group
    weight: Weight
    write: Callable[[Study, Lang], bytes]
    lacks: Callable[[Study], Text | None] = lambda _: None
    for_programs: bool = False


def about(study: Study, export: Export) -> float:
    """About how many bytes the file of a study takes, without making it."""
    vertices = int(shapely.get_num_coordinates(layers.contours(study.territory).to_numpy()).sum())
    weight, pairs = export.weight, len(study.distances)
    return weight.always + weight.vertex * vertices + weight.origin * len(study.origins) + weight.pair * pairs


def file_name(study: Study, export: Export) -> str:
    """``cage_200067106_2026_resident-service_acces-aux-droits.csv``: what it holds, in ASCII."""
    return file_stem(study) + export.suffix


def file_stem(study: Study) -> str:
    """The same name without its suffix."""
    s = study
    parts = ["cage", s.territory.siren, str(s.territory.cog), f"{s.pair.origin}-{s.pair.destination}", s.theme]
    return "_".join(part for part in parts if part)
