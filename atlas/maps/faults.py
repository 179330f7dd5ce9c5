"""Fault lines: how far apart neighbouring communes are, drawn on the border they share."""

import pandas as pd

import merger
from cage import RESIDENTS, Study
from i18n import Text
from merger import chance, faults

from ..classes import SEQUENTIAL, natural_breaks
from ..finding import Finding
from ..findings.faults import breaks
from ..map import Map
from .sides import BETWEEN_RESIDENTS, UNKNOWN_HERE


def _mean_of_neighbours(study: Study) -> pd.Series:
    """Mean distance of each commune to those it touches; unknown where there is none."""
    nothing = pd.Series(float("nan"), study.origins.index)
    if study.pair != RESIDENTS:
        return nothing
    table = faults.of_study(study)
    both = pd.concat([table.set_index(side)["value"] for side in ("a", "b")])
    return both.groupby(level=0).mean().reindex(study.origins["commune"]).set_axis(study.origins.index)


def _said(study: Study) -> list[Finding]:
    if study.pair != RESIDENTS:
        return [Finding(BETWEEN_RESIDENTS)]
    read = merger.reading(study)
    column = faults.read_from(read)
    table = faults.faults(read, column)
    if table.empty:
        return [Finding(UNKNOWN_HERE)]
    return breaks(table, chance.contrasts(read).get(column), column)


FAULTS = Map(
    key="faults",
    hue="composite",
    title=Text("Ce qui sépare les communes voisines", "What separates neighbouring communes"),
    scale=lambda _: Text(
        "Trait : distance entre les deux communes qu'il sépare (épaisseur) et dimension qui y domine (couleur) ; bord "
        "noir : ancienne frontière intercommunale. Fond : moyenne avec les communes voisines. L'ancienne frontière "
        "n'est pas dans le calcul.",
        "Line: distance between the two communes it separates (width) and the dimension that dominates there (colour); "
        "dark edge: former intercommunal border. Ground: mean with the neighbouring communes. The former border is "
        "left out of the figures.",
    ),
    values=_mean_of_neighbours,
    classes=lambda values: natural_breaks(values, SEQUENTIAL["composite"]),
    said=_said,
    lines=lambda study: faults.of_study(study) if study.pair == RESIDENTS else pd.DataFrame(),
)
