"""How far in each of the twelve components: one map per component."""

import pandas as pd

from cage import Study
from distance import COMPONENTS, Component
from i18n import Text

from ..classes import SEQUENTIAL, natural_breaks
from ..map import SCORE, Map


def _map(component: Component) -> Map:
    def values(study: Study) -> pd.Series:
        """Unknown everywhere where the component does not apply to this kind of pair."""
        found = study.values.get(component.key, pd.Series(float("nan"), study.origins.index))
        # A mean under 0 lies within the noise: shown as 0 (METHOD 2.3, rule 6).
        return found.clip(lower=0)

    return Map(
        key=component.key,
        hue=component.dimension,
        title=Text(
            f"{component.label.fr} : {component.question.fr.lower()}",
            f"{component.label.en}: {component.question.en.lower()}",
        ),
        scale=lambda _: SCORE,
        values=values,
        classes=lambda found: natural_breaks(found, SEQUENTIAL[component.dimension]),
    )


COMPONENT_MAPS = tuple(_map(component) for component in COMPONENTS)
