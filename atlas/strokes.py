"""Fault lines as they are drawn, on screen, in files and on paper: widths, and the words of their legend."""

import pandas as pd

from i18n import Text

from .classes import Classes, natural_breaks

WIDTHS = ("1", "2", "3", "4", "5")
"""Ranks of the classes of width, thinnest first: a class is a width, its colour is that of the dimension."""

FORMER = Text("ancienne frontière intercommunale", "former intercommunal border")

IN_NOISE = Text("dans le bruit des petits effectifs", "within the noise of small numbers")

WIDTH = Text("Épaisseur : distance", "Width: distance")

HUE = Text("Couleur : la dimension qui domine", "Colour: the dimension that dominates")

THINNEST, STEP = 1.5, 1.7
"""Pixels: 1.5 for the closest neighbours, 8.3 for the farthest."""


def classes(table: pd.DataFrame) -> Classes:
    """Classes of width of the fault lines."""
    return natural_breaks(table["value"], WIDTHS)


def width(found: Classes, value: float) -> float:
    """Pixels of a fault line."""
    rank = found.color(value)
    return THINNEST + STEP * WIDTHS.index(rank or WIDTHS[0])
