"""Access: how many minutes, and for whom. Study and question -> minutes from everywhere -> frozen `AccessAnswer`."""

from .answer import ALIKE, PERSON_GROUPS, AccessAnswer, Question, Which, asks, may_be_remote, reach, supply, ways
from .journeys import Grid, Means, grid, modes
from .standing import ENDS

__all__ = [
    "ALIKE",
    "ENDS",
    "PERSON_GROUPS",
    "AccessAnswer",
    "Grid",
    "Means",
    "Question",
    "Which",
    "asks",
    "grid",
    "may_be_remote",
    "modes",
    "reach",
    "supply",
    "ways",
]  # fmt: skip
