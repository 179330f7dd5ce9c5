"""Before and after the merger: the same communes, the same classes, the same colours."""

from functools import partial

import numpy as np
import pandas as pd

import merger
from cage import RESIDENTS, Study
from i18n import Text

from ..classes import SEQUENTIAL, natural_breaks
from ..finding import Finding
from ..findings.between import joined
from ..findings.sides import fell, mechanical
from ..map import SCORE, Map

MOVED = ("composite", "administrative")
"""What a merger moves: the administrative distance, and the overall one through it."""


def _unknown(study: Study) -> pd.Series:
    return pd.Series(np.nan, study.origins.index)


def earlier(study: Study, hue: str) -> pd.Series:
    """Values under the perimeters before the merger; unknown where none is known."""
    return merger.before(study).values[hue] if merger.merged(study) else _unknown(study)


def later(study: Study, hue: str) -> pd.Series:
    """Values under the perimeters of the study, held out what is held out before."""
    return merger.after(study).values[hue] if merger.merged(study) else _unknown(study)


def _said(hue: str, study: Study) -> list[Finding]:
    """What moved; why there is nothing to compare where there is not."""
    if study.pair != RESIDENTS:
        return [Finding(BETWEEN_RESIDENTS)]
    if not merger.merged(study):
        return [Finding(merger.none_known(study))]
    return fell(merger.before(study), merger.after(study), hue) or [Finding(UNKNOWN_HERE)]


BETWEEN_RESIDENTS = Text(
    "Cette carte se lit entre habitants : choisissez « De qui à qui » autrement.",
    "This map is read between residents: choose “From whom to whom” otherwise.",
)
UNKNOWN_HERE = Text(
    "Cette distance n'est pas connue ici. La page Données dit ce qui manque.",
    "This distance is not known here. The Data page says what is missing.",
)


def _maps(hue: str, name: Text) -> tuple[Map, Map]:
    sides = (
        ("before", Text("avant la fusion", "before the merger"), earlier, later),
        ("after", Text("après la fusion", "after the merger"), later, earlier),
    )
    before, after = (
        Map(
            key=f"{key}_{hue}",
            hue=hue,
            title=Text(f"{name.fr} {when.fr}", f"{name.en} {when.en}"),
            scale=lambda study: joined(mechanical(study), SCORE),
            values=partial(mine, hue=hue),
            classes=lambda values: natural_breaks(values, SEQUENTIAL[hue]),
            same_classes_as=partial(other, hue=hue),
            said=partial(_said, hue),
        )
        for key, when, mine, other in sides
    )
    return before, after


SIDES = (
    *_maps("composite", Text("Distance d'ensemble", "Overall distance")),
    *_maps("administrative", Text("Distance administrative", "Administrative distance")),
)
