"""Access: how many minutes, and for whom. Study and question -> minutes from everywhere -> frozen `AccessAnswer`."""

from .answer import ALIKE, GROUPS, AccessAnswer, Question, Which, asks, may_be_remote, reach, supply, ways
from .journeys import Grid, Means, grid, modes
from .standing import ENDS

__all__ = [
    "ALIKE",
    "ENDS",
    "GROUPS",
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
