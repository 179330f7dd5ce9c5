"""Whom to join: partners ranked by distance, any perimeter before a vote, and what became of distances since."""

from .neighbours import LARGER, RICHER, Partners, direction, partners, touching
from .perimeters import Perimeter, findings, perimeter
from .years import Convergence, convergences, finding

__all__ = [
    "LARGER", "RICHER", "Convergence", "Partners", "Perimeter", "convergences", "direction", "finding", "findings",
    "partners", "perimeter", "touching",
]  # fmt: skip
