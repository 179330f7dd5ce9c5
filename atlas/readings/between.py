"""One to another: former EPCI by former EPCI, then every distance between them and within them."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

import merger
from cage import MINUTES, ROUNDED_TO, Study
from distance import COMPONENTS
from distance.tested import BorderEffect
from i18n import NBSP, Lang, Text, both, number, percent
from merger import Linked, contrast
from merger.contrast import Contrast
from merger.tables import matrix_table, readable, short

from ..blocks import Matrix
from ..classes import SEQUENTIAL, natural_breaks
from ..findings.between import BESIDE, DASH, beside, headline, proof
from ..findings.distances import NATURAL, named
from ..findings.faults import DIAGONAL
from ..findings.sides import following
from ..maps import LABELS
from ..query import Query
from ..reading import Answer, AnswerTable, Chart, Reading, ShownColumn, Subject
from ..tables.meanings import COUNT, TEXT, ZERO_TO_ONE, Meaning
from ..words import capital, natural
from .asked import distance, merged_only, two, two_of


def answer(subject: Subject, asked: Query) -> Answer:
    """The matrix, in natural units where there is one; every distance, between and within."""
    read, column = subject.merger, distance(subject, asked)
    shown = _natural_column(read.reading, column)
    caption = both(lambda lang: CAPTION.in_lang(lang).format(what=capital(_label(read.reading, shown, lang))))
    return Answer(
        study=read.study,
        caption=caption,
        findings=tuple(headline(read.reading, column, read.effects)),
        charts=(Chart(caption, lambda lang: matrix(read.reading, shown, column, lang)),),
        tables=(_pairs(read.reading), _contrasts(read)),
        notes=(*following(read.study), DIAGONAL),
        proof=tuple(proof(read.reading, column, read.effects)),
    )


CAPTION = Text("{what} entre anciennes intercommunalités", "{what} between former intercommunalities")
ABOUT = Text("Minutes (environ)", "Minutes (about)")


def _natural_column(study: Study, column: str) -> str:
    """The indicator in a natural unit that says a dimension, where it is known; else the distance itself."""
    unit = NATURAL.get(column, column)
    return unit if unit in study.distances and np.isfinite(merger.square(study, unit)).any() else column


def _label(study: Study, column: str, lang: Lang) -> str:
    if column == MINUTES and not study.by_road:
        return ABOUT.in_lang(lang)
    indicator = study.indicators.get(column)
    return named(column, lang) if indicator is None else indicator.label.in_lang(lang)


def matrix(study: Study, column: str, hue: str, lang: Lang) -> Matrix:
    """Former EPCI by former EPCI, the most peopled first."""
    mean, names = contrast.matrix(study, column).mean, [short(name) for name in merger.group_names(study)]
    people = pd.Series(contrast.persons(study)).groupby(merger.groups(study)).sum().drop(-1, errors="ignore")
    order = people.sort_values(ascending=False, kind="stable").index.tolist()
    values = mean[np.ix_(order, order)]
    cells = [[_value(study, column, float(value), lang) for value in row] for row in values]
    return Matrix(
        [names[i] for i in order], values, cells, natural_breaks(pd.Series(mean[np.isfinite(mean)]), SEQUENTIAL[hue])
    )


def _value(study: Study, column: str, value: float, lang: Lang) -> str:
    """A cell, short: minutes to 5 where they are estimated, a percentage, or the score out of 1."""
    indicator = study.indicators.get(column)
    if math.isnan(value) or indicator is None:
        return two(value, lang)
    if column == MINUTES:
        step = 1 if study.by_road else ROUNDED_TO
        steps = round(value / step)
        return number(steps * step, lang) if steps else f"<{NBSP}{step}"
    if indicator.unit == "levels":
        return percent(value, lang)
    return natural(indicator, value, math.nan, mean=False, lang=lang)


def _pairs(study: Study) -> AnswerTable:
    """Every distance known between two former EPCIs: in files only, the matrix shows one of them."""
    columns = [*readable(study), MINUTES]
    ends = {
        "a": Meaning(Text("Première (SIREN)", "First (SIREN)"), TEXT, SIREN, ("membership",)),
        "b": Meaning(Text("Seconde (SIREN)", "Second (SIREN)"), TEXT, SIREN, ("membership",)),
        "a_name": Meaning(Text("Première", "First"), TEXT, NAME, ("membership",)),
        "b_name": Meaning(Text("Seconde", "Second"), TEXT, NAME, ("membership",)),
    }
    known = {f"{column}__known": Meaning(KNOWN, ZERO_TO_ONE, KNOWN) for column in columns}
    return AnswerTable("matrix", TWO_BY_TWO, matrix_table(study, columns), (), ends | known, headed=False)


TWO_BY_TWO = Text("Deux à deux", "Two by two")
SIREN = Text("Ancienne intercommunalité, par son SIREN.", "Former intercommunality, by its SIREN.")
NAME = Text("Ancienne intercommunalité, par son nom à l'époque.", "Former intercommunality, by its name then.")
KNOWN = Text("Part connue des paires d'habitants", "Known share of the pairs of residents")


def _contrasts(read: merger.Merger) -> AnswerTable:
    """Every distance: between and within, by persons and by communes, its share of the variance, its links."""
    labels = {"composite": OVERALL, **{str(d): label for d, label in LABELS.items()}}
    labels |= {c.key: c.label for c in COMPONENTS} | {WITH_BORDER: BORDER}
    linked = read.contrasts
    rows = [_row(key, linked[key].contrast, linked[key], read.effects.get(key)) for key in labels if key in linked]
    if "composite" in linked:
        # What rule 14 wants beside: the overall distance with the former border in it.
        rows.insert(1, _row(WITH_BORDER, contrast.contrast(read.with_border, "composite"), None, None))
    effects = read.effects
    return AnswerTable(
        "contrasts",
        Text("Entre et au sein des anciennes intercommunalités", "Between and within former intercommunalities"),
        pd.DataFrame(rows),
        (
            ShownColumn(OUT_OF_1, lambda row, lang: labels[row["distance"]].in_lang(lang)),
            *(ShownColumn(MEANINGS_OF[key][0], two_of(key), number=True) for key in SPLITS),
            ShownColumn(SHARE, lambda row, lang: percent(row["known"], lang), number=True),
            ShownColumn(Text("R² des périmètres", "R² of perimeters"), _r2, number=True),
            ShownColumn(Text("au hasard", "at random"), _chance, number=True),
            ShownColumn(Text("lien avec la taille", "link with size"), two_of("link_size"), number=True),
            ShownColumn(Text("avec les minutes", "with minutes"), two_of("link_minutes"), number=True),
            *(ShownColumn(head, _border(effects, rank), number=True) for rank, head in enumerate(BESIDE)),
        ),
        MEANINGS,
        notes=(NOTE,),
        wide=True,
    )  # fmt: skip


WITH_BORDER = "composite_with_border"
OVERALL = Text("Ensemble", "Overall")
BORDER = Text("… avec l'ancienne frontière", "… with the former border")
OUT_OF_1 = Text("Distance (sur 1)", "Distance (out of 1)")
SHARE = Text("part connue", "known share")


def _row(key: str, found: Contrast, linked: Linked | None, effect: BorderEffect | None) -> dict[str, object]:
    low, high = (None, None) if linked is None or linked.random is None else linked.random
    return {
        "distance": key,
        "between_persons": found.persons.between,
        "within_persons": found.persons.within,
        "between_communes": found.communes.between,
        "within_communes": found.communes.within,
        "known": found.persons.known,
        "r2": found.variance.r2,
        "r2_communes": found.variance.communes,
        "communes": found.of,
        "random_low": math.nan if low is None else low,
        "random_high": math.nan if high is None else high,
        "link_size": math.nan if linked is None else linked.size,
        "link_minutes": math.nan if linked is None else linked.minutes,
        "border_alone": math.nan if effect is None else effect.at_equal,
        "border_q": math.nan if effect is None else effect.q,
    }


def _border(effects: Mapping[str, BorderEffect], rank: int) -> Callable[[Mapping[str, Any], Lang], str]:
    return lambda row, lang: DASH if row["distance"] == WITH_BORDER else beside(effects, row["distance"], lang)[rank]


def _r2(row: Mapping[str, Any], lang: Lang) -> str:
    fewer = Text("{r2} sur {n} communes", "{r2} on {n} communes")
    shown = fewer if row["r2_communes"] < row["communes"] else Text("{r2}", "{r2}")
    return shown.in_lang(lang).format(r2=percent(row["r2"], lang), n=row["r2_communes"])


def _chance(row: Mapping[str, Any], lang: Lang) -> str:
    if math.isnan(row["random_low"]):
        return DASH
    low, high = (percent(row[end], lang) for end in ("random_low", "random_high"))
    return Text("{low} à {high}", "{low} to {high}").in_lang(lang).format(low=low, high=high)


NOTE = Text(
    "R² : part de l'inertie entre anciennes intercommunalités (Huygens, PERMANOVA), par habitant ; au hasard : dans "
    "95 % des périmètres d'un seul tenant tirés au hasard, car tout périmètre réunit des voisines. Liens : corrélation "
    "avec le rapport des populations et avec les minutes ; proche de 1, la distance redit surtout cela. Frontière "
    "seule : ce que l'ancienne frontière ajoute entre voisines, à minutes et tailles égales, de plus que des limites "
    "tirées au hasard aux mêmes populations et aussi longues en minutes ; tous zonages : sans laisser de côté ceux qui "
    "suivent les anciens périmètres ; q : son p, corrigé pour tous ces tests à la fois.",
    "R²: share of inertia between former intercommunalities (Huygens, PERMANOVA), by resident; at random: in 95% of "
    "the contiguous perimeters drawn at random, for any perimeter unites neighbours. Links: correlation with the "
    "population ratio and with minutes; close to 1, the distance mostly restates that. Border alone: what the former "
    "border adds between neighbours, at equal minutes and sizes, beyond borders drawn at random with the same "
    "populations and as long in minutes; all zonings: without leaving out those that follow the former perimeters; q: "
    "its p, corrected for all these tests at once.",
)
SPLITS = ("between_persons", "within_persons", "between_communes", "within_communes")
MEANINGS_OF: dict[str, tuple[Text, Text]] = {
    "distance": (Text("Distance", "Distance"), TEXT),
    "between_persons": (Text("entre, par habitant", "between, by resident"), ZERO_TO_ONE),
    "within_persons": (Text("au sein", "within"), ZERO_TO_ONE),
    "between_communes": (Text("entre, par commune", "between, by commune"), ZERO_TO_ONE),
    "within_communes": (Text("au sein", "within"), ZERO_TO_ONE),
    "known": (KNOWN, ZERO_TO_ONE),
    "r2": (Text("R² des périmètres", "R² of perimeters"), ZERO_TO_ONE),
    "r2_communes": (Text("Communes du R²", "Communes of the R²"), COUNT),
    "communes": (Text("Communes", "Communes"), COUNT),
    "random_low": (Text("R² au hasard, borne basse", "R² at random, lower bound"), ZERO_TO_ONE),
    "random_high": (Text("R² au hasard, borne haute", "R² at random, upper bound"), ZERO_TO_ONE),
    "link_size": (Text("Lien avec la taille", "Link with size"), Text("-1 à 1", "-1 to 1")),
    "link_minutes": (Text("Lien avec les minutes", "Link with minutes"), Text("-1 à 1", "-1 to 1")),
    "border_alone": (Text("Frontière seule", "Border alone"), ZERO_TO_ONE),
    "border_q": (Text("q de la frontière seule", "q of the border alone"), ZERO_TO_ONE),
}
MEANINGS = {key: Meaning(label, unit, NOTE) for key, (label, unit) in MEANINGS_OF.items()}
BETWEEN_READING = Reading(
    key="between",
    screen="fusion",
    title=Text("De l'une à l'autre", "One to another"),
    question=Text(
        "À quelle distance sont les anciennes intercommunalités ?", "How far apart are the former intercommunalities?"
    ),
    answer=answer,
    beside_chance=True,
    lacks=merged_only,
)
