"""A document made of blocks, as plain values that a Typst template sets."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from cage import Study
from distance.kernels import Array

from ..blocks import Bar, Block, Dots, Matrix, Picture, Table
from ..classes import Classes
from ..map import Map
from .details import or_none
from .drawing import draw
from .frame import fit
from .ink import LIGHT, over
from .overview import Page, alt, legend

if TYPE_CHECKING:
    from .council import Atlas

WIDTH = 170.0
"""Millimetres of a line of text: a map is as wide, in the PDF as in the OpenDocument text."""

MAP = (WIDTH, 117.0)
"""Millimetres of a map of the annex."""


class Document(NamedTuple):
    """What is written: its title, what it is about, what stands under that, and its blocks in order."""

    title: str
    place: str
    lead: str
    blocks: list[Block]


Told = Mapping[str, tuple[Study, Document]]
"""Readings as documents, by key, each with the study it is read in."""

NO_READING: Told = MappingProxyType({})


def told(key: str, document: Document, atlas: "Atlas") -> Page:
    """One reading in the council atlas; its drawings bear its name, for its maps are of its own study."""
    named = [
        block._replace(shown=replace(block.shown, key=f"{key}-{block.shown.key}"))
        if isinstance(block, Picture) else block
        for block in document.blocks
    ]  # fmt: skip
    return {"kind": "told", **whole(document, [plain(block, atlas) for block in named])}


def whole(document: Document, blocks: list[Page]) -> Page:
    """A document as its template reads it."""
    return {"title": document.title, "place": document.place, "law": document.lead, "blocks": blocks}


def plain(block: Block, atlas: "Atlas") -> Page:
    """A block as the template reads it."""
    page: Page = {"kind": type(block).__name__.lower()}
    match block:
        case Picture(shown):
            return {**page, **_drawn(shown, atlas)}
        case Table(heads, rows, numbers):
            right = range(1, len(heads)) if numbers is None else numbers
            heads = block.whole_heads
            cells = [[_bar(one) if isinstance(one, Bar) else one for one in row] for row in rows]
            return {**page, "heads": heads, "rows": cells, "numbers": list(right)}
        case Matrix(names, values, cells, classes):
            return {
                **page,
                "names": names,
                "cells": [_heat(*row, classes) for row in enumerate(zip(values, cells, strict=True))],
            }
        case Dots():
            return {**page, **block._asdict(), "xy": block.xy.tolist(), "named": sorted(block.named)}
        case _:
            return {**page, "text": block.text}


def _bar(cell: Bar) -> Page:
    """A cell that is a bar, hatched where it is unknown."""
    return {**cell._asdict(), "bar": or_none(cell.bar)}


def _heat(rank: int, row: tuple[Array, list[str]], classes: Classes) -> list[Page]:
    """The cells of a line of a matrix, coloured by class."""
    colors = [classes.color(float(value)) or LIGHT for value in row[0]]
    return [
        {"text": said, "color": color, "ink": over(color), "own": column == rank}
        for column, (said, color) in enumerate(zip(row[1], colors, strict=True))
    ]


def _drawn(shown: Map, atlas: "Atlas") -> Page:
    """One map, its legend and signs."""
    frame, paint = fit(atlas.ground.bounds, *MAP), atlas.paint(shown)
    name = f"annex-{shown.key}.svg"
    atlas.keep(name, draw(atlas.ground, frame, paint, atlas.place(frame)))
    return {
        "svg": name,
        "alt": alt(atlas.study, paint, atlas.edition.lang),
        "legend": legend(atlas.study, paint, atlas.edition.lang),
        "signs": atlas.signs(frame, "annex-signs.svg"),
    }
