"""What a merger did to the distances of a territory: figures only, whose words are in ``atlas/findings``."""

from .closer import closer_on_paper
from .derived import Linked, Merger
from .groups import group_names, groups, neighbours, square
from .sides import after, before, earlier_lists, followers, merged, none_known, observed_since, reading

__all__ = [
    "Linked",
    "Merger",
    "after",
    "before",
    "closer_on_paper",
    "earlier_lists",
    "followers",
    "group_names",
    "groups",
    "merged",
    "neighbours",
    "none_known",
    "observed_since",
    "reading",
    "square",
]
