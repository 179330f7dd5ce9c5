"""Fault lines on paper: as wide as the distance, in the colour of what dominates, or in its pattern for a photocopy."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd
import shapely

import merger
from cage import Study
from distance import DIMENSIONS
from i18n import Lang, Text, number
from merger import chance, faults

from .. import strokes
from ..classes import STRONG, Classes
from ..findings.between import by_itself
from ..findings.distances import named
from ..findings.faults import MOSTLY_NOISE, breaks
from ..maps import LABELS
from ..words import COLON
from .frame import UNIT, Frame
from .ink import DARK, LIGHT

MM_PER_PIXEL = 0.24
"""From the widths of the screen to paper: 0.4 to 2 millimetres."""

EDGE, GAP = 0.3, 0.15
"""Millimetres of the two dark edges of a former border, and of the white between them and its line."""

SOLID, DASH = "none", "170 90"
"""Drawing units on and off where a distance is within the noise: longer than any of the patterns."""

INSIDE = {
    "administrative": ("45 75", 0.5),
    "geographic": (SOLID, 0.5),
    "economic": ("30 60", 1.0),
}
"""White inside the black line of a photocopy, by what dominates: dashes, and share of the width. Culture has none."""


@dataclass(frozen=True)
class Lines:
    """Fault lines laid flat, the closest neighbours first: the sharpest are drawn over them.

    Attributes
    ----------
    table
        See :func:`merger.faults.faults`; with ``shape``, in metres.
    column
        The distance they say.
    pairs
        How many pairs of communes touch, whether or not their distance is known.
    """

    table: pd.DataFrame
    column: str
    pairs: int
    photocopy: bool

    @cached_property
    def classes(self) -> Classes:
        """Classes of width."""
        return strokes.classes(self.table)

    @property
    def noisy(self) -> pd.Series:
        """Whether each is within the noise."""
        return self.table["in_noise"] > MOSTLY_NOISE

    def draw(self, frame: Frame) -> str:
        """All of them in one window."""
        near = shapely.intersects(self.table["shape"].to_numpy(), shapely.box(*frame.window))
        noisy = self.noisy.to_numpy()
        drawn = []
        for row, dashed in zip(self.table[near].itertuples(), noisy[near], strict=True):
            path = frame.path(shapely.simplify(row.shape, frame.scale / 1000 * 0.03))
            wide = strokes.width(self.classes, float(row.value))
            drawn.append(self.stroke(path, wide, str(row.hue), former=row.former is True, dashed=bool(dashed)))
        return f'<g fill="none">{"".join(drawn)}</g>'

    def stroke(self, path: str, pixels: float, hue: str, *, former: bool = False, dashed: bool = False) -> str:
        """One line: dark edges and white under it where it is a former border."""
        wide = pixels * MM_PER_PIXEL
        edges = [(DARK, wide + 2 * (EDGE + GAP), SOLID), (LIGHT, wide + 2 * GAP, SOLID)] if former else []
        inside = []
        if self.photocopy and hue in INSIDE:
            dashes, share = INSIDE[hue]
            inside = [(LIGHT, wide * share, dashes)]
        color = DARK if self.photocopy or not hue else STRONG[hue]
        strokes = [*edges, (color, wide, DASH if dashed else SOLID), *inside]
        return "".join(
            f'<path d="{path}" stroke="{color}" stroke-width="{width * UNIT:.0f}" stroke-dasharray="{dashes}"/>'
            for color, width, dashes in strokes
        )

    def samples(self, lang: Lang) -> Iterator[tuple[str, str, int | None]]:
        """Rows of the legend: a drawing (empty above a group of them), what it says, how many borders."""
        yield "", strokes.WIDTH.in_lang(lang), None
        counts = self.classes.counts(self.table["value"])
        widths = [strokes.THINNEST + strokes.STEP * strokes.WIDTHS.index(rank) for rank in self.classes.colors]
        for wide, label, count in reversed(
            list(zip(widths, self.classes.labels(lang), counts[: len(widths)], strict=True))
        ):
            yield _sample(self.stroke(_ACROSS, wide, "")), label, count
        yield "", (PATTERN if self.photocopy else strokes.HUE).in_lang(lang), None
        found = self.table["hue"].value_counts()
        for dimension in DIMENSIONS:
            if dimension in found:
                yield _sample(self.stroke(_ACROSS, 8, dimension)), LABELS[dimension].in_lang(lang), found[dimension]
        if self.table["former"].notna().any():
            marked = self.stroke(_ACROSS, 4, "", former=True)
            yield _sample(marked), strokes.FORMER.in_lang(lang), int(self.table["former"].eq(True).sum())
        if self.noisy.any():
            dashed = self.stroke(_ACROSS, 6, "cultural", dashed=True)
            yield _sample(dashed), strokes.IN_NOISE.in_lang(lang), int(self.noisy.sum())

    def said(self, study: Study, lang: Lang) -> list[str]:
        """Whether the territory breaks at its former borders; how far apart neighbours are where it has none."""
        read = merger.reading(study)
        found = breaks(self.table, chance.contrasts(read).get(self.column), self.column)
        alone = by_itself(chance.effects(study).get(self.column), self.column)
        return [said.in_lang(lang) for said in (*found, alone) if said is not None]

    def reading(self, study: Study, lang: Lang) -> str:
        """How to read one border: the one in the middle."""
        row = self.table.iloc[len(self.table) // 2]
        names = study.communes["name"]
        return READ.in_lang(lang).format(
            a=names[row["a"]],
            b=names[row["b"]],
            name=named(self.column, lang),
            value=number(float(row["value"]), lang, 2),
            hue=LABELS[row["hue"]].in_lang(lang).lower(),
        )

    def coverage(self, lang: Lang) -> str:
        """How many borders have a distance, and how many of them are drawn."""
        known, drawn = len(self.table), int((~shapely.is_empty(self.table["shape"].to_numpy())).sum())
        return COVERAGE.in_lang(lang).format(
            known=number(known, lang), all=number(self.pairs, lang), drawn=number(drawn, lang)
        )

    def alt(self, lang: Lang) -> str:
        """The lines in words, for who does not see them."""
        labels, counts = self.classes.labels(lang), self.classes.counts(self.table["value"])
        said = [f"{label}{COLON.in_lang(lang)}{number(n, lang)}" for label, n in zip(labels, counts, strict=False)]
        return ALT.in_lang(lang).format(n=number(len(self.table), lang), parts=" ; ".join(said))


_ACROSS = "M0 150H800"
PATTERN = Text("Motif : la dimension qui domine", "Pattern: the dimension that dominates")
SCALE = Text(
    "Distance de part et d'autre de chaque limite, de 0 à 1. Bord double : ancienne frontière, qui n'est pas dans le "
    "calcul ; ni les zonages qui suivent les anciens périmètres.",
    "Distance across each border, 0 to 1. Double edge: former border, which is left out of the figures; so are the "
    "zonings that follow the former perimeters.",
)
READ = Text(
    "Lecture : entre {a} et {b}, la {name} est de {value} ; la dimension qui pèse le plus est la dimension {hue}.",
    "How to read: between {a} and {b}, the {name} is {value}; the dimension that weighs most is the {hue} one.",
)
COVERAGE = Text(
    "Couverture : {known} limites sur {all} entre communes voisines ont une distance connue, {drawn} sont dessinées.",
    "Coverage: {known} of {all} borders between neighbouring communes have a known distance, {drawn} are drawn.",
)
ALT = Text("Carte de {n} limites entre communes, par classe : {parts}.", "Map of {n} borders, by class: {parts}.")


def lines(study: Study, table: pd.DataFrame, epsg: int, *, photocopy: bool) -> Lines | None:
    """The fault lines of a study in the metres of a projection; None where none is known."""
    if table.empty:
        return None
    paths = [shapely.MultiLineString(one) for one in table["paths"]]
    flat = table.assign(shape=gpd.GeoSeries(paths, crs=4326).to_crs(epsg).to_numpy())
    ordered = flat.sort_values("value", kind="stable").reset_index(drop=True)
    column = faults.read_from(merger.reading(study))
    return Lines(ordered, column, len(merger.neighbours(study)), photocopy)


def _sample(drawn: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="3mm" viewBox="0 0 800 300">'
        f'<g fill="none">{drawn}</g></svg>'
    )
