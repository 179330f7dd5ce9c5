"""A map: what to show, not how a screen or a page draws it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from cage import Study
from distance import Scheme
from i18n import Text

from .classes import Classes
from .finding import Finding


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
    same_classes_as
        Values of another map, read against the same legend: classes are made from both.
    said
        What it says in sentences, where those that any map shares do not fit.
    lines
        What is drawn on the borders, where something is (see ``merger.faults.faults``).
    """

    key: str
    hue: str
    title: Text
    scale: Callable[[Study], Text]
    values: Callable[[Study], pd.Series]
    classes: Callable[[pd.Series], Classes]
    same_classes_as: Callable[[Study], pd.Series] | None = None
    said: Callable[[Study], list[Finding]] | None = None
    lines: Callable[[Study], pd.DataFrame] | None = None

    def classes_of(self, study: Study) -> Classes:
        """Classes of a study, made under equal weights: moving a weight repaints against the same legend."""
        equal = evenly(study)
        values = self.values(equal)
        return self.classes(
            values if self.same_classes_as is None else pd.concat([values, self.same_classes_as(equal)])
        )


def evenly(study: Study) -> Study:
    """The same study under equal weights; itself if it is so, with what it has already computed."""
    return study if study.scheme == Scheme() else replace(study, scheme=Scheme())


SCORE = Text(
    "0 : aucune distance ; 1 : chaque indicateur connu atteint son repère national, le même partout et tous les ans.",
    "0: no distance; 1: each known indicator is at its national goalpost, the same everywhere and every year.",
)
"""What a mean of scores says: 1 is not "as far as the 5 % farthest pairs", which holds for one linear indicator."""
