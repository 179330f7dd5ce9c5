"""What a merger did to the distances of a territory: figures only, whose words are in ``atlas/readings``."""

from .closer import closer_on_paper
from .groups import group_names, groups, neighbours, square
from .sides import after, before, earlier_lists, followers, merged, none_known, observed_since, reading

__all__ = [
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
