"""The former border of a territory beside contiguous borders drawn at random: drawn once, whoever reads them."""

from functools import lru_cache

import numpy as np

from cage import MINUTES, Study
from distance.between import Groups
from distance.borders import border_effects, contiguous_partitions, fault_contrast, matched
from distance.kernels import Array, log_ratio
from distance.tested import BorderEffect, Fault, Matched, together

from .contrast import persons
from .groups import groups, neighbours, square
from .sides import merged
from .tables import readable

TIMES, SEED = 999, 0
"""Random borders the former ones are compared with, always the same."""


def random_borders(study: Study) -> Groups:
    """Contiguous perimeters drawn at random with the sizes of the former ones."""
    near, group = neighbours(study), groups(study)
    return drawn(near.astype(np.int64).tobytes(), group.tobytes())


@lru_cache(maxsize=4)
def drawn(near: bytes, group: bytes) -> Groups:
    """Random borders of pairs of neighbours and of groups, given as the bytes of their whole numbers."""
    pairs = np.frombuffer(near, np.int64).reshape(-1, 2)
    return contiguous_partitions(pairs, np.frombuffer(group, np.int64), TIMES, SEED)


def effects(study: Study) -> dict[str, BorderEffect]:
    """What the former border itself adds to each distance that has values, at equal minutes and sizes.

    Always of all of them together, whichever is read: the q of one is the same wherever it is said. Minutes are held
    equal: of the geographic distance little would be left to read, and it is left out. Nothing without a merger.
    """
    if not merged(study):
        return {}
    distances, null = _distances(study), random_borders(study)
    return border_effects(distances, groups(study), _controls(study), neighbours(study), null)


def contrasts(study: Study) -> dict[str, Fault]:
    """Whether neighbours are farther apart across former borders than elsewhere, for each distance, as they are."""
    if not merged(study):
        return {}
    near, group, null = neighbours(study), groups(study), random_borders(study)
    return together({column: fault_contrast(square(study, column), near, group, null) for column in readable(study)})


def alike(study: Study) -> dict[str, Matched]:
    """Neighbours across former borders beside neighbours inside, at the same minutes and sizes, for each distance."""
    if not merged(study):
        return {}
    near, group, null, held = neighbours(study), groups(study), random_borders(study), _controls(study)
    return together({column: matched(d, group, *held, near, null) for column, d in _distances(study).items()})


def _distances(study: Study) -> dict[str, Array]:
    return {column: square(study, column) for column in readable(study) if column != "geographic"}


def _controls(study: Study) -> tuple[Array, Array]:
    """Minutes, and the size of the log ratio of populations."""
    people = persons(study)
    return square(study, MINUTES), np.abs(log_ratio(people, people))
