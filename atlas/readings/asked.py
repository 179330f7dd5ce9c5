"""What several readings ask in the same way: which distance is read, whether a merger is known."""

import math
from collections.abc import Callable, Sequence

import merger
from cage import Study
from i18n import Lang, Text, number
from layers import LayerError

from ..maps import BY_KEY
from ..query import Query
from ..reading import Cell, Subject

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


def commune_of(study: Study, asked: Query) -> str:
    """The commune asked for; "" where none is.

    Raises
    ------
    LayerError
        If it is not of this territory.
    """
    if asked.commune and asked.commune not in study.communes.index:
        raise LayerError(_NO_COMMUNE.format(asked=asked.commune, name=study.territory.name))
    return asked.commune


_NO_COMMUNE = Text(
    "La commune « {asked} » n'est pas de {name} : donnez le code Insee de l'une des siennes.",
    "The commune “{asked}” is not in {name}: give the INSEE code of one of its own.",
)


def known(subject: Subject) -> Text | None:
    """Why nothing can be read between residents; None where something can."""
    return None if subject.merger.readable else NOTHING_KNOWN


def merged_only(subject: Subject) -> Text | None:
    """Why there is no merger to read; None where there is."""
    return known(subject) or (None if subject.merger.merged else merger.none_known(subject.residents))


def titled(column: str) -> Text:
    """A distance, where a reader chooses it."""
    return Text("Distance d'ensemble", "Overall distance") if column == "composite" else BY_KEY[column].title


def two(value: float, lang: Lang) -> str:
    """A score or a correlation in a table: two digits, a dash where unknown."""
    return "–" if math.isnan(value) else number(value, lang, 2)


def two_of(column: str) -> Cell:
    """The cells of a column of scores or correlations."""
    return lambda row, lang: two(row[column], lang)


def figure(column: str, digits: int = 0) -> Cell:
    """The cells of a column of numbers."""
    return lambda row, lang: number(row[column], lang, digits)


def texts(say: Callable[[Lang], Sequence[str]]) -> tuple[Text, ...]:
    """Sentences that are made in one language, in both."""
    return tuple(map(Text, say("fr"), say("en")))
