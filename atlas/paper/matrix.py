"""The page of between and within: former EPCI by former EPCI, and what their border itself explains."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

import merger
from cage import RESIDENTS, Study
from distance.tested import BorderEffect
from i18n import Lang, Text, number, percent
from merger import chance, contrast, faults
from merger.tables import readable, short

from ..classes import SEQUENTIAL, natural_breaks
from ..findings import faults as merger_findings
from ..findings.between import BESIDE, beside, headline, proof
from ..findings.distances import named
from ..findings.sides import following
from ..maps import LABELS
from ..maps.sides import BETWEEN_RESIDENTS
from .edition import Edition
from .ink import over
from .notes import sources, version
from .overview import Page, subtitle

KEY = "between"
TITLE = Text("Entre et au sein des anciennes intercommunalités", "Between and within former intercommunalities")
PHOTOCOPY = ("#ffffff", "#f0f0f0", "#dedede", "#c8c8c8", "#b0b0b0")
"""Grounds of the cells of a photocopy: light, because each bears its figure."""


def why_not(study: Study) -> Text | None:
    """Why there is no such page; None where there is one."""
    if study.pair != RESIDENTS:
        return BETWEEN_RESIDENTS
    return None if merger.merged(study) else merger.none_known(study)


def page(study: Study, edition: Edition) -> Page:
    """The matrix of the distance the territory is read from, the sentences, then every distance in a table."""
    lang, read = edition.lang, merger.reading(study)
    column = faults.read_from(read)
    effects = chance.effects(study)
    found = [*headline(read, column, effects), *proof(read, column, effects)]
    first, *others = [one.in_lang(lang) for one in found] or [TITLE.in_lang(lang)]
    follow = [one.in_lang(lang) for one in following(study)]
    name = named(column, lang)
    return {
        "kind": KEY,
        "title": first,
        "subtitle": subtitle(study, TITLE.in_lang(lang), lang),
        "sentences": [],
        "said": others,
        "matrix_title": MATRIX.in_lang(lang).format(what=name[:1].upper() + name[1:]),
        **_heat(read, column, edition),
        "diagonal": merger_findings.DIAGONAL.in_lang(lang),
        "heads": [head.in_lang(lang) for head in HEADS],
        "rows": [row(read, c, effects, lang) for c in readable(read)],
        "notes": [_known(read, column, lang), *follow, RANDOM.in_lang(lang),
                  sources(study, None, lang), version(study, edition)],
    }  # fmt: skip


MATRIX = Text("{what} entre deux habitants, de 0 à 1", "{what} between two residents, 0 to 1")
HEADS = (
    Text("Distance (de 0 à 1)", "Distance (0 to 1)"),
    Text("entre", "between"),
    Text("au sein", "within"),
    *BESIDE,
)
RANDOM = Text(
    "Frontière seule : ce que l'ancienne frontière ajoute entre deux communes voisines, à minutes et tailles égales, "
    "de plus que des limites tirées au hasard aux mêmes populations et aussi longues en minutes ; tous zonages : sans "
    "laisser de côté ceux qui suivent les anciens périmètres ; q : son p, corrigé pour tous ces tests à la fois.",
    "Border alone: what the former border adds between two neighbouring communes, at equal minutes and sizes, beyond "
    "borders drawn at random with the same populations and as long in minutes; all zonings: without leaving out those "
    "that follow the former perimeters; q: its p, corrected for all these tests at once.",
)


def _heat(read: Study, column: str, edition: Edition) -> Page:
    """Names and cells, the most peopled first."""
    mean, names = contrast.matrix(read, column).mean, [short(name) for name in merger.group_names(read)]
    people = pd.Series(contrast.persons(read)).groupby(merger.groups(read)).sum().drop(-1, errors="ignore")
    shown = people.sort_values(ascending=False, kind="stable").index.tolist()
    colors = PHOTOCOPY if edition.photocopy else SEQUENTIAL[column]
    classes = natural_breaks(pd.Series(mean[np.isfinite(mean)]), colors)

    def cell(i: int, j: int) -> Page:
        color, value = classes.color(mean[i, j]) or "#ffffff", float(mean[i, j])
        written = "–" if math.isnan(value) else number(value, edition.lang, 2)
        return {"text": written, "color": color, "ink": over(color), "own": i == j}

    return {
        "names": [names[i] for i in shown],
        "cells": [[cell(i, j) for j in shown] for i in shown],
    }


def row(read: Study, column: str, effects: Mapping[str, BorderEffect], lang: Lang) -> list[str]:
    """One distance between former EPCIs and within them, and what their border adds, without and with followers."""
    found = contrast.contrast(read, column).persons
    label = Text("Ensemble", "Overall") if column == "composite" else LABELS[column]
    numbers = ["–" if math.isnan(v) else number(v, lang, 2) for v in (found.between, found.within)]
    return [label.in_lang(lang), *numbers, *beside(effects, column, lang)]


def _known(read: Study, column: str, lang: Lang) -> str:
    share = contrast.matrix(read, column).known
    least, most = float(np.nanmin(share)), float(np.nanmax(share))
    written = percent(least, lang), percent(most, lang)
    shown = written[0] if written[0] == written[1] else RANGE.in_lang(lang).format(least=written[0], most=written[1])
    return COVERAGE.in_lang(lang).format(share=shown)


COVERAGE = Text(
    "Couverture : {share} des paires d'habitants de chaque case ont une distance connue ; l'inconnu n'est jamais "
    "compté comme zéro.",
    "Coverage: {share} of the pairs of residents of each cell have a known distance; unknown is never counted as zero.",
)
RANGE = Text("de {least} à {most}", "from {least} to {most}")
