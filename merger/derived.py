"""A territory between residents and all that is read of its merger, each made once, when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cage import Study
from distance.tested import BorderEffect, Fault, Matched

from . import chance, sides
from .contrast import Contrast, chance_of_r2, contrast, persons
from .groups import square
from .links import correlations
from .tables import readable


class Linked(NamedTuple):
    """One distance between former EPCIs and within them, and its links with size and with minutes.

    ``random``: 95 % of what random borders give in place of its R2 lies between these two; None where none was drawn
    for it.
    """

    contrast: Contrast
    size: float
    minutes: float
    random: tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class Merger:
    """What readings of a merger rest on.

    Attributes
    ----------
    study
        Between residents, as it is now, under the reader's weights.
    beside_chance
        False while random borders are being drawn: what is read beside them is then withheld.
    """

    study: Study
    beside_chance: bool = True

    @cached_property
    def merged(self) -> bool:
        """Whether a merger is known."""
        return sides.merged(self.study)

    @cached_property
    def reading(self) -> Study:
        """Without what follows the former perimeters, former border included."""
        return sides.reading(self.study)

    @cached_property
    def with_border(self) -> Study:
        """The same, with the former border."""
        return sides.reading(self.study, border=True)

    @cached_property
    def before(self) -> Study:
        """Under the perimeters before the merger; raises LayerError where none is known."""
        return sides.before(self.study)

    @cached_property
    def after(self) -> Study:
        """On the same basis as `before`."""
        return sides.after(self.study)

    @cached_property
    def readable(self) -> list[str]:
        """The distances that have values here, overall first."""
        return readable(self.reading)

    @cached_property
    def effects(self) -> dict[str, BorderEffect]:
        """What the former border itself adds to each distance, between neighbours; nothing where none is known."""
        return chance.effects(self.study) if self.beside_chance else {}

    @cached_property
    def faults(self) -> dict[str, Fault]:
        """Whether neighbours are farther apart across former borders than elsewhere, by distance."""
        return chance.contrasts(self.reading)

    @cached_property
    def alike(self) -> dict[str, Matched]:
        """The same, like with like."""
        return chance.alike(self.reading)

    @cached_property
    def contrasts(self) -> dict[str, Linked]:
        """Each distance, dimension and component that is known, between former EPCIs and within them."""
        study, null = self.reading, chance.random_borders(self.study) if self.beside_chance else None
        linked = {}
        for key, links in correlations(study).iterrows():
            if not np.isfinite(d := square(study, str(key))).any():
                continue
            random = chance_of_r2(d, null, persons(study)) if null is not None and key in self.readable else None
            split = contrast(study, str(key))
            linked[str(key)] = Linked(split, float(links["size"]), float(links["minutes"]), random)
        return linked
