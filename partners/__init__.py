"""Whom to join: partners ranked by distance, any perimeter before a vote, and what became of distances since."""

from .coordination import LEVELS_COMPARED, candidates
from .neighbours import LARGER, RICHER, Partners, Side, partners, together, touching, towards
from .perimeters import Perimeter, perimeter
from .years import Convergence, convergences

__all__ = [
    "LARGER", "LEVELS_COMPARED", "RICHER", "Convergence", "Partners", "Perimeter", "Side", "candidates", "convergences",
    "partners", "perimeter", "together", "touching", "towards",
]  # fmt: skip
