"""Map classes: breaks, colours and legend labels decided once, used by screen, file and paper."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import jenkspy
import numpy as np
import pandas as pd

from i18n import NBSP, Lang, Text, number

NO_DATA = Text("sans donnée", "no data")
HATCH = "#8a8a8a"

SEQUENTIAL: dict[str, tuple[str, ...]] = {
    "cultural": ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f"),
    "administrative": ("#feedde", "#fdbe85", "#fd8d3c", "#e6550d", "#a63603"),
    "geographic": ("#edf8e9", "#bae4b3", "#74c476", "#31a354", "#006d2c"),
    "economic": ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"),
    "composite": ("#f7f7f7", "#cccccc", "#969696", "#636363", "#252525"),
}
"""One hue per dimension (ColorBrewer): lightness falls from class to class, so grey prints keep the order."""

DIVERGING = ("#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101")
STRONG: dict[str, str] = {hue: colors[-2] for hue, colors in SEQUENTIAL.items()}
"""The colour of a dimension in bars and text."""

FEWEST_KEPT = 2


@dataclass(frozen=True)
class Classes:
    """Class breaks and their colours.

    A value belongs to the class below when it is on a break; what is over the last break is in the last class, what
    is unknown in none. Values are rounded as the legend writes them, unless they are ``exact``: minutes are classed on
    what persons are counted on, so that a legend and a sentence agree (METHOD 2.3, rule 10).
    """

    breaks: tuple[float, ...]
    colors: tuple[str, ...]
    unit: Text = Text("", "")
    digits: int = 2
    never_negative: bool = True
    exact: bool = False
    names: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if len(self.colors) != len(self.breaks) + 1:
            msg = f"{len(self.breaks)} breaks make {len(self.breaks) + 1} classes, got {len(self.colors)} colours"
            raise ValueError(msg)

    def index(self, value: float) -> int | None:
        """Rank of the class of a value, from 0; None if unknown."""
        if pd.isna(value):
            return None
        # float(): numpy rounds 0.005 up and Python down, and one value must have one class.
        read = float(value) if self.exact else round(float(value), self.digits)
        return int(np.searchsorted(self.breaks, read, side="left"))

    def limits(self) -> tuple[float, ...]:
        """Largest number of each class but the last: what a program that does not round compares values with."""
        if self.exact:
            return self.breaks
        return tuple(_last_within(b, self.digits) for b in self.breaks)

    def color(self, value: float) -> str | None:
        """Colour of a value; None (hatched) if unknown."""
        rank = self.index(value)
        return None if rank is None else self.colors[rank]

    def labels(self, lang: Lang) -> list[str]:
        """What each class holds, in words: "0,12 à 0,20"."""
        if self.names:
            return [name.in_lang(lang) for name in self.names]
        if not self.breaks:
            return [_ANY.in_lang(lang)]
        written = [number(b, lang, self.digits if b else 0) for b in self.breaks]
        unit = f"{NBSP}{self.unit.in_lang(lang)}" if self.unit.fr else ""
        to, most, over = (t.in_lang(lang) for t in (_TO, _AT_MOST, _OVER))
        middle = [f"{a} {to} {b}{unit}" for a, b in pairwise(written)]
        first = written[0] if self.breaks[0] == 0 and self.never_negative else f"{written[0]}{unit} {most}"
        return [first, *middle, f"{over} {written[-1]}{unit}"]

    def counts(self, values: pd.Series) -> list[int]:
        """How many values each class holds; the last entry counts the unknown."""
        ranks = [self.index(value) for value in values]
        return [ranks.count(k) for k in range(len(self.colors))] + [ranks.count(None)]


def _last_within(value: float, digits: int) -> float:
    limit = value + 0.5 * 10**-digits
    while round(limit, digits) > value:
        limit = math.nextafter(limit, -math.inf)
    while round(math.nextafter(limit, math.inf), digits) <= value:
        limit = math.nextafter(limit, math.inf)
    return limit


_ANY = Text("toutes les valeurs", "all values")
_TO = Text("à", "to")
_AT_MOST = Text("ou moins", "or less")
_OVER = Text("plus de", "over")


def natural_breaks(values: pd.Series, colors: Sequence[str], *, digits: int = 2) -> Classes:
    """Fisher-Jenks classes of the known values, breaks rounded so that a legend can be read aloud."""
    known = values.dropna().to_numpy(float).round(digits)
    distinct = np.unique(known)
    if len(distinct) < FEWEST_KEPT:
        return Classes(tuple(distinct), (colors[len(colors) // 2], colors[-1])[: len(distinct) + 1], digits=digits)
    # Not mapclassify, whose breaks are the same (a test says so): it adds five seconds and 180 MB to the first map.
    breaks = tuple(float(b) for b in jenkspy.jenks_breaks(known, n_classes=min(len(colors), len(distinct)))[1:-1])
    picked = np.linspace(0, len(colors) - 1, len(breaks) + 1).round().astype(int)
    return Classes(breaks, tuple(colors[i] for i in picked), digits=digits)
