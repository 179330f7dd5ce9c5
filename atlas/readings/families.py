"""Families of communes by their distance: on the map, and on a plane where far means unlike."""

import numpy as np
import pandas as pd

from cage import Study
from distance.families import Families
from distance.kernels import Array
from distance.plane import Plane
from i18n import Text, both
from merger.families import grouped, plane

from ..blocks import Dots
from ..classes import Classes
from ..findings.distances import named
from ..findings.families import COLORS, proof, sentences
from ..map import Map
from ..maps import LABELS
from ..query import Query
from ..reading import Answer, AnswerMap, AnswerTable, Chart, Reading, Subject
from ..tables.meanings import COUNT, ZERO_TO_ONE, Meaning
from .asked import distance, known

WIDE, TALL, MARGIN = 10, 5.6, 0.92
"""Proportions of the plane, and the share of it that the communes take."""


def answer(subject: Subject, asked: Query) -> Answer:
    """How many families, why, and whether they are the former EPCIs; who is in which."""
    read, column = subject.merger, distance(subject, asked)
    study, caption = read.reading, both(lambda lang: CAPTION.in_lang(lang).format(what=named(column, lang)))
    found = grouped(study, column, joined=asked.joined == "1", beside_chance=read.beside_chance)
    if found is None:
        return Answer(study, caption, missing=(TOO_FEW, "", {}))
    shown, laid = found.families, plane(study, column)
    stable = {LABELS[d]: index for d, index in found.stable.items()}
    family = pd.Series(shown.labels + 1, study.origins.index).where(shown.labels >= 0)
    return Answer(
        study=study,
        caption=caption,
        findings=tuple(sentences(shown, stable, found.alike, laid, study)),
        drawing=AnswerMap(_map(study, shown, family, caption), values={FAMILY: family}, digits=0),
        charts=(Chart(FAR_IS_UNLIKE, lambda _: _dots(study, shown, laid)),),
        tables=(_members(study, family, laid),),
        proof=tuple(proof(shown, stable, found.alike, laid)),
    )


CAPTION = Text("Familles de communes par leur {what}", "Families of communes by their {what}")
FAMILY = Text("famille", "family")
FAR_IS_UNLIKE = Text("Les mêmes, d'autant plus loin qu'elles diffèrent", "The same, as far apart as they differ")
TOO_FEW = Text(
    "Trop peu de communes dont toutes les distances sont connues pour en faire des familles.",
    "Too few communes with every distance known to make families of them.",
)


def _map(study: Study, shown: Families, family: pd.Series, caption: Text) -> Map:
    """One colour a family, called by its most central commune."""
    names = study.communes["name"].tolist()
    classes = Classes(
        breaks=tuple(range(1, shown.k)),
        colors=tuple(COLORS[label % len(COLORS)] for label in range(shown.k)),
        digits=0,
        names=tuple(AROUND.format(n=rank, name=names[medoid]) for rank, medoid in enumerate(shown.medoids, start=1)),
    )
    return Map("families", "composite", caption, lambda _: Text("", ""), lambda _: family, lambda _: classes)


AROUND = Text("{n} · au centre : {name}", "{n} · at the centre: {name}")


def _dots(study: Study, shown: Families, laid: Plane) -> Dots:
    """Each commune as a point, in the colour of its family; the most central of each family under its name."""
    share, names = _shares(laid), study.communes["name"].tolist()
    placed = [row for row in range(len(names)) if np.isfinite(share[row]).all() and shown.labels[row] >= 0]
    return Dots(
        [names[row] for row in placed],
        share[placed],
        [COLORS[shown.labels[row] % len(COLORS)] for row in placed],
        frozenset(rank for rank, row in enumerate(placed) if row in shown.medoids),
        (WIDE, TALL),
    )


def _shares(laid: Plane) -> Array:
    """Where each commune is on the plane: shares from the left and from the top."""
    xy = laid.xy
    low, high = np.nanmin(xy, axis=0), np.nanmax(xy, axis=0)
    span = float(max((high[0] - low[0]) / WIDE, (high[1] - low[1]) / TALL)) or 1.0
    place = np.column_stack([xy[:, 0] - (low + high)[0] / 2, (low + high)[1] / 2 - xy[:, 1]]) / span
    shares: Array = 0.5 + MARGIN * place / [WIDE, TALL]
    return shares


def _members(study: Study, family: pd.Series, laid: Plane) -> AnswerTable:
    """Every commune with its family and its place on the plane: in files, for the map and the plane show them."""
    table = study.communes[["name", "population", "former_epci_name"]].reset_index()
    table = table.assign(family=family.to_numpy(), plane_x=laid.xy[:, 0], plane_y=laid.xy[:, 1])
    return AnswerTable("families", CAPTION.format(what=Text("distance", "distance")), table, (), MEANINGS, headed=False)


MEANINGS = {
    "family": Meaning(
        Text("Famille", "Family"),
        COUNT,
        Text(
            "Numéro de la famille, de la plus nombreuse à la moins ; vide si une distance manque.",
            "Number of the family, the largest first; empty where a distance is unknown.",
        ),
    ),
    **{
        f"plane_{axis}": Meaning(
            Text(f"Place sur le dessin ({axis})", f"Place on the plane ({axis})"),
            ZERO_TO_ONE,
            Text("Plus deux communes diffèrent, plus elles y sont loin.", "The more two communes differ, the farther."),
        )
        for axis in "xy"
    },
}
FAMILIES_READING = Reading(
    key="families",
    screen="fusion",
    title=Text("Familles", "Families"),
    question=Text("Quelles communes se ressemblent ?", "Which communes are alike?"),
    answer=answer,
    beside_chance=True,
    choices=("distance", "joined"),
    lacks=known,
)
