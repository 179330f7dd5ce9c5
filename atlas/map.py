"""A map: what to show, not how a screen or a page draws it."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cage import Study
from i18n import Text

from .classes import Classes


@dataclass(frozen=True)
class Map:
    """What is mapped.

    Attributes
    ----------
    hue
        The dimension whose colour it wears, or ``composite``.
    title
        What is mapped.
    scale
        How to read the values, under the legend.
    values
        One value per origin of the study; NaN where unknown.
    classes
        Classes for these values. For what depends on weights, they are made once under equal
        weights, so that moving a weight repaints against the same legend.
    """

    key: str
    hue: str
    title: Text
    scale: Text
    values: Callable[[Study], pd.Series]
    classes: Callable[[pd.Series], Classes]


SCORE = Text(
    "0 : aucune distance ; 1 : aussi loin que les 5 % de paires de communes les plus éloignées de France "
    "(au sein d'une même intercommunalité).",
    "0: no distance; 1: as far as the 5% most distant pairs of communes in France (within one intercommunality).",
)
