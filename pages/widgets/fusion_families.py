"""Families of communes by their distance: on the map, and on a plane where far means unlike."""

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd
import streamlit as st

import merger
from atlas.maps import LABELS
from atlas.readings import distances as said
from atlas.readings.families import COLORS, proof, sentences
from cage import Study
from distance import DIMENSIONS, Dimension, Scheme
from distance.families import Agreement, Families, agreement, stability
from distance.families import families as grouped
from distance.plane import Plane, mds
from i18n import Lang, Text, number
from merger.chance import random_borders
from pages.state import address as state
from pages.state.choices import HELD, Held
from pages.widgets.beside import swatch
from pages.widgets.fusion_map import draw, labels
from pages.widgets.fusion_read import Merger, drawn, held
from pages.widgets.markup import element, finding_block, paragraphs, spoken, write

LOW = 380
"""Pixels of the map: two pictures and their legend on one screen."""

WIDE, TALL, MARGIN = 10, 5.6, 0.92
"""Proportions of the plane, and the share of it that the communes take."""


@dataclass(frozen=True)
class Found:
    """Families of one kind, free or of neighbours: how they hold, and how they repeat the former perimeters."""

    families: Families
    stable: dict[Text, float]
    alike: Agreement | None


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _found(
    siren: str,
    column: str,
    joined: bool,  # noqa: FBT001 - a key of the cache
    drawn: bool,  # noqa: FBT001
    scheme: Scheme,
    held: Held,
    _read: Merger,
) -> Found | None:
    del siren, scheme, held  # keys only
    study = _read.reading
    touching = merger.neighbours(study) if joined else None
    try:
        found = grouped(merger.square(study, column), touching)
    except ValueError:
        return None
    variants = {
        LABELS[dimension]: merger.square(_without(study, dimension), "composite")
        for dimension in DIMENSIONS
        if column == "composite" and study.scheme.weights[dimension] not in (0, 1)
    }
    alike = agreement(found.labels, merger.groups(study), random_borders(study)) if drawn else None
    return Found(found, stability(found, variants, touching), alike)


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs={**HELD, Scheme: repr})
def _laid(siren: str, column: str, scheme: Scheme, held: Held, _read: Merger) -> Plane:
    del siren, scheme, held  # keys only
    study = _read.reading
    lonlat = study.communes[["lon", "lat"]].reindex(study.origins["commune"]).to_numpy(float)
    return mds(merger.square(study, column), lonlat)


def _without(study: Study, dimension: Dimension) -> Study:
    weights = {d: 0.0 if d == dimension else study.scheme.weights[d] for d in DIMENSIONS}
    scheme = Scheme(**weights, aggregation=study.scheme.aggregation, min_coverage=study.scheme.min_coverage)
    return replace(study, scheme=scheme)


def families(read: Merger, column: str) -> None:
    """The families on the map and on the plane, side by side; how many, why, and whether they are the former EPCIs."""
    lang, study = read.lang, read.reading
    siren, joined = study.territory.siren, state.flag("families-joined")
    with st.spinner(Text("Recherche des familles…", "Looking for families…").in_lang(lang)):
        found = _found(siren, column, joined, drawn(read), study.scheme, held(siren), read)
        if found is None:
            write(paragraphs([TOO_FEW.in_lang(lang)], "warning"))
            return
        plane = _laid(siren, column, study.scheme, held(siren), read)
    shown = found.families
    first, *others = sentences(shown, found.stable, found.alike, plane, study)
    write(finding_block([first], lang), paragraphs(spoken(others, lang), ""))
    left, right = st.columns([7, 6], gap="medium")
    with left:
        title = Text("Familles de communes par leur {what}", "Families of communes by their {what}").in_lang(lang)
        write(element("h2", title.format(what=said.named(column, lang)), class_="place"))
        colors = [None if label < 0 else COLORS[label % len(COLORS)] for label in shown.labels]
        family = pd.Series(shown.labels + 1, study.communes.index).where(shown.labels >= 0)
        names = {Text("famille", "family").in_lang(lang): family}
        draw(study, fills=colors, labels=labels(study, names, lang, 0), lang=lang, height=LOW)
    with right:
        write(
            element("h2", FAR_IS_UNLIKE.in_lang(lang), class_="place"),
            _plane(study, shown, plane),
            *_legend(study, shown, lang),
        )
        state.toggle("families-joined", TOUCHING.in_lang(lang))
    write(paragraphs(spoken(proof(shown, found.stable, found.alike, plane), lang), "small"))


FAR_IS_UNLIKE = Text("Les mêmes, d'autant plus loin qu'elles diffèrent", "The same, as far apart as they differ")
TOO_FEW = Text(
    "Trop peu de communes dont toutes les distances sont connues pour en faire des familles.",
    "Too few communes with every distance known to make families of them.",
)
TOUCHING = Text("Familles d'un seul tenant (communes voisines)", "Families in one piece (neighbouring communes)")


def _plane(study: Study, shown: Families, plane: Plane) -> Element:
    """Each commune as a point, in the colour of its family; the most central of each family under its name."""
    xy = plane.xy
    low, high = np.nanmin(xy, axis=0), np.nanmax(xy, axis=0)
    span = float(max((high[0] - low[0]) / WIDE, (high[1] - low[1]) / TALL)) or 1.0
    place = np.column_stack([xy[:, 0] - (low + high)[0] / 2, (low + high)[1] / 2 - xy[:, 1]]) / span
    share = 0.5 + MARGIN * place / [WIDE, TALL]
    names = study.communes["name"].tolist()
    placed = [row for row in range(len(names)) if np.isfinite(share[row]).all() and shown.labels[row] >= 0]
    at = {row: f"left:{100 * share[row, 0]:.1f}%;top:{100 * share[row, 1]:.1f}%" for row in placed}
    color = {row: COLORS[shown.labels[row] % len(COLORS)] for row in placed}
    points = [
        element("span", title=names[row], class_="dot", style=f"{at[row]};background:{color[row]}") for row in placed
    ]
    tags = [element("span", names[row], class_="tag", style=at[row]) for row in shown.medoids if row in at]
    return element("div", *points, *tags, class_="plane", style=f"aspect-ratio:{WIDE}/{TALL}")


def _legend(study: Study, shown: Families, lang: Lang) -> list[Element]:
    """Each family by its most central commune, with how many communes it has."""
    names = study.communes["name"].tolist()
    around = Text("{n} · au centre : {name}", "{n} · at the centre: {name}").in_lang(lang)
    rows = [
        element(
            "li",
            swatch(COLORS[label % len(COLORS)]),
            around.format(n=label + 1, name=names[medoid]),
            element("span", number(size, lang), class_="count"),
        )
        for label, (medoid, size) in enumerate(zip(shown.medoids, shown.sizes, strict=True))
    ]
    title = Text("Familles (nombre de communes)", "Families (number of communes)").in_lang(lang)
    return [element("h3", title, class_="legend-title"), element("ul", *rows, class_="legend")]
