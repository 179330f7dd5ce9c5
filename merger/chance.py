"""The former border of a territory beside borders drawn at random: drawn once, in the background, whoever reads."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cage import MINUTES, Study
from distance.between import Groups, symmetric
from distance.borders import border_effects, fault_contrast, matched
from distance.draws import BATCHES, WANTED, Drawn, OldBorder, draws
from distance.kernels import Array, log_ratio
from distance.tested import FEWEST_PAIRS, BorderEffect, Fault, Matched, together

from .contrast import persons
from .groups import groups, neighbours, square
from .sides import followers, merged, reading
from .tables import readable

ALL_ZONINGS = "__all_zonings"
"""After the name of a distance: the same, zonings that follow the former perimeters left in."""

_BACKGROUND = ThreadPoolExecutor(2, thread_name_prefix="borders")


class Drawing(NamedTuple):
    """Random borders on their way: ``whole`` once they are all drawn, ``share`` of them until then."""

    whole: "Future[Drawn]"
    batches: list[Drawn]

    @property
    def share(self) -> float:
        """Of the work, in [0, 1]."""
        kept = len(self.batches[-1].groups) if self.batches else 0
        return 1.0 if self.whole.done() else max(kept / WANTED, len(self.batches) / BATCHES)


def drawing(study: Study) -> Drawing:
    """The random borders of a territory, whose drawing starts with the first who asks and holds up nobody."""
    near = neighbours(study).astype(np.int64)
    minutes = symmetric(square(study, MINUTES))[near[:, 0], near[:, 1]]
    old = OldBorder(near, minutes, groups(study), persons(study))
    return _drawing(*(part.tobytes() for part in old))


@lru_cache(maxsize=8)
def _drawing(near: bytes, minutes: bytes, group: bytes, people: bytes) -> Drawing:
    old = OldBorder(
        np.frombuffer(near, np.int64).reshape(-1, 2), np.frombuffer(minutes),
        np.frombuffer(group, np.int64), np.frombuffer(people),
    )  # fmt: skip
    batches: list[Drawn] = []
    return Drawing(_BACKGROUND.submit(_drawn, old, batches), batches)


def _drawn(old: OldBorder, batches: list[Drawn]) -> Drawn:
    for drawn in draws(old):
        batches.append(drawn)  # noqa: PERF402 - read as it grows
    return batches[-1]


def random_borders(study: Study) -> Groups:
    """Random perimeters that compare with the former ones; none where they are too few to say anything."""
    drawn = drawing(study).whole.result()
    return drawn.groups if drawn.enough else drawn.groups[:0]


def effects(study: Study) -> dict[str, BorderEffect]:
    """What the former border itself adds to each distance that has values, at equal minutes and sizes.

    Of the distances read (what follows the former perimeters left out), then of those that it would change, under
    their name and `ALL_ZONINGS`. Always of all of them together, whichever is read: the q of one is the same wherever
    it is said. Minutes are held equal: of the geographic distance little would be left to read, and it is left out.
    Nothing without a merger.
    """
    if not merged(study):
        return {}
    read = reading(study)
    distances, null = _distances(read), random_borders(study)
    if followers(study):
        every = _distances(reading(study, zonings=True))
        changed = {
            c: d for c, d in every.items() if c not in distances or not np.array_equal(d, distances[c], equal_nan=True)
        }
        distances |= {f"{column}{ALL_ZONINGS}": d for column, d in changed.items()}
    found = border_effects(distances, groups(study), _controls(study), neighbours(study), null)
    return together({c: e if e.pairs >= FEWEST_PAIRS else e.withheld for c, e in found.items()})


def contrasts(study: Study) -> dict[str, Fault]:
    """Whether neighbours are farther apart across former borders than elsewhere, for each distance, as they are."""
    if not merged(study):
        return {}
    near, group = neighbours(study), groups(study)
    return {column: fault_contrast(square(study, column), near, group) for column in readable(study)}


def alike(study: Study) -> dict[str, Matched]:
    """Neighbours across former borders beside neighbours inside, at the same minutes and sizes, for each distance."""
    if not merged(study):
        return {}
    near, group, held = neighbours(study), groups(study), _controls(study)
    return {column: matched(d, group, *held, near) for column, d in _distances(study).items()}


def _distances(study: Study) -> dict[str, Array]:
    return {c: square(study, c, unclipped=True) for c in readable(study) if c != "geographic"}


def _controls(study: Study) -> tuple[Array, Array]:
    """Minutes, and the size of the log ratio of populations."""
    people = persons(study)
    return square(study, MINUTES), np.abs(log_ratio(people, people))
