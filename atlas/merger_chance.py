"""The former border of a territory beside contiguous borders drawn at random: drawn once, whoever reads them."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

import merger
from cage import MINUTES, Study
from distance.borders import (
    BorderEffect,
    Fault,
    Matched,
    border_effects,
    contiguous_partitions,
    fault_contrast,
    matched,
)
from distance.kernels import Array, log_ratio
from distance.merger import Groups

from .merger import persons

TIMES, SEED = 999, 0
"""Random borders the former ones are compared with, always the same."""


def random_borders(study: Study) -> Groups:
    """Contiguous perimeters drawn at random with the sizes of the former ones."""
    near, group = merger.neighbours(study), merger.groups(study)
    return drawn(near.astype(np.int64).tobytes(), group.tobytes())


@lru_cache(maxsize=4)
def drawn(near: bytes, group: bytes) -> Groups:
    """Random borders of pairs of neighbours and of groups, given as the bytes of their whole numbers."""
    pairs = np.frombuffer(near, np.int64).reshape(-1, 2)
    return contiguous_partitions(pairs, np.frombuffer(group, np.int64), TIMES, SEED)


def effects(study: Study, columns: Iterable[str]) -> dict[str, BorderEffect]:
    """What the former border itself adds to each distance between neighbours, at equal minutes and sizes.

    Minutes are held equal: of the geographic distance little would be left to read, and it is left out.
    """
    distances = {column: merger.square(study, column) for column in columns if column != "geographic"}
    null = random_borders(study)
    return border_effects(distances, merger.groups(study), _controls(study), merger.neighbours(study), null)


def contrast(study: Study, column: str) -> Fault:
    """Whether neighbours are farther apart across former borders than elsewhere."""
    near, group = merger.neighbours(study), merger.groups(study)
    return fault_contrast(merger.square(study, column), near, group, random_borders(study))


def alike(study: Study, column: str) -> Matched:
    """Neighbours across former borders beside neighbours inside, at the same minutes and sizes."""
    near, group = merger.neighbours(study), merger.groups(study)
    return matched(merger.square(study, column), group, *_controls(study), near, random_borders(study))


def _controls(study: Study) -> tuple[Array, Array]:
    """Minutes, and the size of the log ratio of populations."""
    people = persons(study)
    return merger.square(study, MINUTES), np.abs(log_ratio(people, people))
