"""Families of communes by one distance: how they hold, how they repeat the former EPCIs, and their plane."""

from dataclasses import dataclass, replace

from cage import Study
from distance import DIMENSIONS, Dimension, Scheme
from distance.families import Agreement, Families, agreement, families, stability
from distance.plane import Plane, mds

from .chance import random_borders
from .groups import groups, neighbours, square
from .sides import merged


@dataclass(frozen=True)
class Grouped:
    """Families of one kind, free or of neighbours: how they hold without each dimension, and the former perimeters.

    ``alike`` is None where no merger is known.
    """

    families: Families
    stable: dict[Dimension, float]
    alike: Agreement | None


def grouped(study: Study, column: str, *, joined: bool, beside_chance: bool = True) -> Grouped | None:
    """Families of the communes of a study that merger readings rest on; None where too few distances are known.

    ``beside_chance``: False while random borders are being drawn, which the former EPCIs are then not compared with.
    """
    touching = neighbours(study) if joined else None
    try:
        shown = families(square(study, column), touching)
    except ValueError:
        return None
    variants = {
        dimension: square(_without(study, dimension), "composite")
        for dimension in DIMENSIONS
        if column == "composite" and study.scheme.weights[dimension] not in (0, 1)
    }
    alike = agreement(shown.labels, groups(study), random_borders(study)) if merged(study) and beside_chance else None
    return Grouped(shown, stability(shown, variants, touching), alike)


def plane(study: Study, column: str) -> Plane:
    """The communes on a plane where they are as far apart as one distance says."""
    return mds(square(study, column), study.communes[["lon", "lat"]].reindex(study.origins["commune"]).to_numpy(float))


def _without(study: Study, dimension: Dimension) -> Study:
    weights = {d: 0.0 if d == dimension else study.scheme.weights[d] for d in DIMENSIONS}
    scheme = Scheme(**weights, aggregation=study.scheme.aggregation, min_coverage=study.scheme.min_coverage)
    return replace(study, scheme=scheme)
