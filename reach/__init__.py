"""Access: how many minutes, and for whom. A study and a question -> minutes from everywhere -> a frozen `Reach`."""

from .answer import ALIKE, GROUPS, Question, Reach, Which, asks, may_be_remote, reach, supply, ways
from .journeys import Grid, Means, grid, modes
from .standing import ENDS

__all__ = [
    "ALIKE", "ENDS", "GROUPS", "Grid", "Means", "Question", "Reach", "Which", "asks", "grid", "may_be_remote", "modes",
    "reach", "supply", "ways",
]  # fmt: skip
