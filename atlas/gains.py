"""What each source that is not loaded would add to what is known of a territory, and which few bring most."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cage
from atlas.maps import LABELS
from distance import COMPONENTS, Dimension, Scheme
from distance.expected import expected_coverage, expected_shares
from i18n import Lang
from layers import Source
from layers.load import Wanted

FIRST = 5
"""Sources of the essential that are chosen by what they add: on sixty random EPCIs they take the known weight of
residents from 0.37 to 0.72, and the sixth adds little more (issue of day one)."""

HALF = 0.5
"""Known share that each dimension should pass, secrets aside: the essential goes on until then."""

CLOSE = 1e-9
"""Under which two shares are the same, thirds added up."""

HEAVY = 150.0
"""Megabytes of a file that is never in the essential: the register of associations has 500."""

LEAST = 0.5
"""Megabytes counted for the smallest file: asking for it has a cost too."""

PLACES = ("france_services", "schools", "institutions", "jurisdictions", "town_halls")
"""Lists of places, light for what they open: without them there is nothing to go to."""

YEARS = "membership"
"""The yearly lists of members: they tell the mergers before 2019."""


@dataclass(frozen=True)
class Gain:
    """What the files of one source bring.

    Attributes
    ----------
    megabytes
        Of the files that no source before this one brings.
    adds
        Share of the weight of residents that becomes known, in [0, 1]: 0 for lists of places and of years.
    known
        Share known once it is loaded, after those before it.
    """

    source: Source
    files: tuple[Wanted, ...]
    megabytes: float
    adds: float
    known: float


def in_order(loaded: Iterable[str], files: Sequence[Wanted]) -> list[Gain]:
    """The sources of these files, each time that which adds most per megabyte to what is known with those before.

    Those that add nothing to the weight of residents come last, in the order of `files`.
    """
    by_source: dict[Source, tuple[Wanted, ...]] = {}
    for file in files:
        by_source[file.source] = (*by_source.get(file.source, ()), file)
    known, urls, ordered = frozenset(loaded), set[str](), list[Gain]()
    while by_source:
        gains = [_gain(source, listed, known, urls) for source, listed in by_source.items()]
        best = max(gains, key=lambda gain: gain.adds / max(gain.megabytes, LEAST))
        ordered.append(best)
        known |= {best.source.key}
        urls |= {file.url for file in by_source.pop(best.source)}
    return ordered


def _gain(source: Source, files: tuple[Wanted, ...], known: frozenset[str], urls: set[str]) -> Gain:
    size = sum({file.url: file.file.megabytes for file in files if file.url not in urls}.values())
    before, after = _coverage(known), _coverage(known | {source.key})
    return Gain(source, files, size, max(after - before, 0.0), after)


def shares(loaded: Iterable[str]) -> dict[Dimension, float]:
    """Known share of each dimension of residents with these tables."""
    return expected_shares(COMPONENTS, frozenset(loaded), cage.RESIDENTS)


def label(dimension: Dimension, lang: Lang) -> str:
    """A dimension in the middle of a sentence."""
    return LABELS[dimension].in_lang(lang).lower()


def _coverage(loaded: frozenset[str]) -> float:
    return expected_coverage(shares(loaded), Scheme())


def essential(loaded: Iterable[str], files: Sequence[Wanted]) -> list[Gain]:
    """The few sources that make a territory readable, in the order they are asked for.

    The first five by what they add per megabyte, those after them until more than half of each dimension is known, and
    the lists of places and of years. Never a file of HEAVY megabytes or more.
    """
    here = frozenset(loaded)
    light = [file for file in files if file.file.megabytes < HEAVY]
    chosen: list[Gain] = []
    for gain in in_order(here, light):
        half = all(share > HALF + CLOSE for share in shares(here | {one.source.key for one in chosen}).values())
        if gain.adds and (len(chosen) < FIRST or not half):
            chosen.append(gain)
    rest = [gain for gain in in_order(here, light) if gain not in chosen]
    return chosen + [gain for gain in rest if gain.source.key in (*PLACES, YEARS)]
