"""Which communes cluster on a map of what is left at equal size and minutes: Moran's I and LISA."""

import math

import numpy as np

import merger
from cage import Study
from i18n import Text, collation

from ..finding import Cells, Figure, Finding, Value
from ..words import enumeration

MOST_NAMED = 6


def of_clusters(study: Study) -> list[Finding]:
    """How alike neighbours are, and which communes cluster among communes like them, if any can be told."""
    from distance.clusters import HIGH_AMONG_HIGH, LOW_AMONG_LOW, clusters  # noqa: PLC0415 - starts esda: only here

    if study.at_equal is None:
        return []
    values = study.at_equal_size_and_minutes.to_numpy(float)
    found = clusters(values, merger.neighbours(study))
    if math.isnan(found.moran):
        return []
    whole: dict[str, Value] = {
        "i": Figure(found.moran, "score", Cells("clusters", "moran", where="index == 'whole'")),
        "expected": Figure(found.expected, "score", Cells("clusters", "expected", where="index == 'whole'")),
    }
    said = [Finding(MORAN, whole)]
    for quadrant, pattern in ((HIGH_AMONG_HIGH, FARTHER), (LOW_AMONG_LOW, CLOSER)):
        named = found.told & (found.quadrant == quadrant)
        count = Figure(
            int(named.sum()), "count", Cells("clusters", "told", "count", f"told and quadrant == {quadrant}")
        )
        if named.any():
            said.append(Finding(pattern, {"n": count, "names": _named(study, named)}))
    return said if len(said) > 1 else [*said, Finding(NONE)]


def _named(study: Study, named: np.typing.NDArray[np.bool_]) -> Text:
    """The communes by name, where they are few."""
    names = sorted(study.origins["name"][named], key=collation)
    if len(names) > MOST_NAMED:
        return Text("", "")
    return Text(f" ({enumeration(names, 'fr')})", f" ({enumeration(names, 'en')})")


MORAN = Text(
    "Ressemblance entre communes voisines (I de Moran) : {i} ; {expected} si rien n'était regroupé.",
    "Likeness of neighbouring communes (Moran's I): {i}; {expected} if nothing were clustered.",
)
FARTHER = Text(
    "Communes plus loin qu'attendu parmi d'autres plus loin qu'attendu, au-delà du hasard : {n}{names}.",
    "Communes farther than expected among others farther than expected, beyond chance: {n}{names}.",
)
CLOSER = Text(
    "Communes plus proches qu'attendu parmi d'autres plus proches qu'attendu, au-delà du hasard : {n}{names}.",
    "Communes closer than expected among others closer than expected, beyond chance: {n}{names}.",
)
NONE = Text(
    "Aucun regroupement de communes ne se distingue du hasard, une fois corrigé du nombre de tests.",
    "No cluster of communes is told from chance once corrected for the number of tests.",
)
