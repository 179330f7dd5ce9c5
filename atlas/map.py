"""A map: what to show, not how a screen or a page draws it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from cage import Study
from distance import Scheme
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
        How to read the values of a study, under the legend.
    values
        One value per origin of the study; NaN where unknown.
    classes
        Classes for given values; :meth:`classes_of` gives those of a study.
    """

    key: str
    hue: str
    title: Text
    scale: Callable[[Study], Text]
    values: Callable[[Study], pd.Series]
    classes: Callable[[pd.Series], Classes]

    def classes_of(self, study: Study) -> Classes:
        """Classes of a study, made under equal weights: moving a weight repaints against the same legend."""
        return self.classes(self.values(replace(study, scheme=Scheme())))


SCORE = Text(
    "0 : aucune distance ; 1 : aussi loin que les 5 % de paires de communes les plus éloignées de France "
    "(au sein d'une même intercommunalité).",
    "0: no distance; 1: as far as the 5% most distant pairs of communes in France (within one intercommunality).",
)
