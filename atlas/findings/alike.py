"""Between residents, the communes most like one and most unlike it, among those that compare."""

import pandas as pd

import distance
from cage import RESIDENTS, Study
from i18n import Counted, Text

from ..finding import Cells, Figure, Finding, Names, Value
from ..ranking import FIRST, first, level


def most_like(study: Study, origin: str) -> list[Finding]:
    """The communes most like this one and most unlike it; nothing where that is not known.

    Read in ``others`` (see `pairs_of`). Those of which the same dimensions are known compare (METHOD 2.3, rule 12).
    """
    others = pairs_of(study, origin).dropna(subset="composite") if study.pair == RESIDENTS else pd.DataFrame()
    if others.empty:
        return []
    parts = others["parts"].value_counts().index[0]
    among = f"parts == {parts!r} and composite.notna()"
    here = others.loc[others["parts"] == parts, "composite"].sort_values(kind="stable")
    values = {"like": _extreme(study, here, among, least=True)}
    values["unlike"] = _extreme(study, here[::-1], among, least=False)
    if len(here) == len(others):
        return [Finding(ALIKE, values)]
    return [Finding(ALIKE_AMONG, {**values, "n": Figure(len(here), "count", Cells("others", "", "count", among))})]


def pairs_of(study: Study, origin: str) -> pd.DataFrame:
    """The other communes seen from one: ``composite``, and ``parts``, the initials of the dimensions that are known."""
    weighed = [d for d in study.scores.dimensions if study.scheme.weights[d] > 0]
    known = study.scores.dimensions[weighed].xs(origin, level="origin").drop(origin)
    composite = study.composite.xs(origin, level="origin").drop(origin)
    return pd.DataFrame({"composite": composite, "parts": distance.known_dimensions(known)})


def _extreme(study: Study, ranked: pd.Series, among: str, *, least: bool) -> Value:
    """The first, or those that are level with it: named, or counted where they are many."""
    top = first(ranked, most=1)
    if len(top.keys) > FIRST:
        same = level(float(ranked.iloc[0]), "composite", 0.0, among)
        return Figure(len(top.keys), "count", Cells("others", "", "count", same), noun=LEVEL)
    names = study.origins.loc[list(top.keys), "name"].tolist()
    return Names(top.keys, tuple(names), "others", "composite", 0.0, top.tied, among, least)


ALIKE = Text("Le plus de ressemblance : {like}. Le moins : {unlike}.", "Most alike: {like}. Most unlike: {unlike}.")
ALIKE_AMONG = Text(
    "Le plus de ressemblance, parmi les {n} communes dont on connaît les mêmes dimensions : {like}. Le moins : "
    "{unlike}.",
    "Most alike, of the {n} communes of which the same dimensions are known: {like}. Most unlike: {unlike}.",
)
LEVEL = Counted(
    Text("aucune commune", "no commune"),
    Text("{n} commune", "{n} commune"),
    Text("{n} communes à égalité", "{n} communes on a level"),
)
