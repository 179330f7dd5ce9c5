"""What several readings ask in the same way: which distance is read, whether a merger is known."""

import math

import merger
from i18n import Lang, Text, number
from layers import LayerError

from ..maps import BY_KEY
from ..query import Query
from ..reading import Subject

NOTHING_KNOWN = Text(
    "Aucune distance n'est connue entre les habitants de ce territoire. La page Données dit ce qui manque.",
    "No distance is known between the residents of this territory. The Data page says what is missing.",
)
_NO_DISTANCE = Text(
    "La distance « {asked} » n'est pas connue ici. Distances possibles : {known}.",
    "The distance “{asked}” is not known here. Possible distances: {known}.",
)


def distance(subject: Subject, asked: Query) -> str:
    """The distance read, the first that has values unless another is asked for.

    Raises
    ------
    LayerError
        If it has none here.
    """
    known = subject.merger.readable
    if asked.distance and asked.distance not in known:
        raise LayerError(_NO_DISTANCE.format(asked=asked.distance, known=", ".join(known)))
    return asked.distance or known[0]


def known(subject: Subject) -> Text | None:
    """Why nothing can be read between residents; None where something can."""
    return None if subject.merger.readable else NOTHING_KNOWN


def merged_only(subject: Subject) -> Text | None:
    """Why there is no merger to read; None where there is."""
    return known(subject) or (None if subject.merger.merged else merger.none_known(subject.residents))


def titled(column: str) -> Text:
    """A distance, where a reader chooses it."""
    return Text("Distance d'ensemble", "Overall distance") if column == "composite" else BY_KEY[column].title


def title(text: str) -> str:
    """A sentence's first letter, where it starts."""
    return text[:1].upper() + text[1:]


def two(value: float, lang: Lang) -> str:
    """A score or a correlation in a table: two digits, a dash where unknown."""
    return "–" if math.isnan(value) else number(value, lang, 2)
