"""Everything that leaves the computation: maps, sentences and exports of a study."""

from .contours import contours_json
from .maps import MAPS, Map

__all__ = ["MAPS", "Map", "contours_json"]
