"""Families of communes in sentences: how clear-cut, whether they repeat the former EPCIs, what the plane is worth."""

import math
from collections.abc import Mapping

import pandas as pd

from cage import Study
from distance.families import STABLE, Agreement, Families, edges
from distance.plane import Plane
from i18n import Lang, Text, both

from ..finding import Cells, Figure, Finding, Names, Value
from ..words import enumeration
from .between import TOO_FEW, joined

COLORS = (
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377",
    "#bbbbbb", "#ee8866", "#44bb99", "#332288", "#882255", "#ddddaa",
)  # fmt: skip
"""One colour a family, of Paul Tol's qualitative schemes: told apart by the colour-blind, up to twelve."""


NAMED = 5
"""Families told by their most central commune, of those that are more."""

DEFORMED = 0.1
"""Stress over which the plane is said to deform distances (Kruskal 1964: fair)."""


def sentences(
    shown: Families, stable: Mapping[Text, float], alike: Agreement | None, plane: Plane, study: Study
) -> list[Finding]:
    """What families there are, then whether they are the former EPCIs, what the plane is worth, who is left out."""
    found = [_families(shown, stable, study)]
    if alike is not None:
        found.append(Finding(_repeated(alike)))
    if plane.stress > DEFORMED:
        found.append(Finding(DEFORMS))
    names = [str(study.communes["name"].iloc[row]) for row in shown.left_out]
    if names:
        found.append(Finding(OUT, {"names": both(lambda lang: enumeration(names, lang))}))
    return found


def proof(shown: Families, stable: Mapping[Text, float], alike: Agreement | None, plane: Plane) -> list[Finding]:
    """The figures behind `sentences`: silhouette, adjusted Rand index beside random perimeters, stress."""
    found = [_silhouette(shown), *_stability(stable)]
    if alike is not None:
        found.append(_agreement(alike))
    values: dict[str, Value] = {
        "stress": Figure(plane.stress, "score", Cells("plane", "stress")),
        "word": plane.word,
    }
    return [*found, Finding(STRESS, values)]


def _families(shown: Families, stable: Mapping[Text, float], study: Study) -> Finding:
    centres = [str(study.communes["name"].iloc[row]) for row in shown.medoids]
    alone = sum(size == 1 for size in shown.sizes)
    how = edges(shown, stable)
    values: dict[str, Value] = {
        "k": Figure(shown.k, "count", Cells("families", "", "count")),
        "alone": Figure(alone, "count", Cells("families", "", "count", "size == 1")),
        "names": both(lambda lang: enumeration([*centres[:NAMED], *_others(len(centres) - NAMED, lang)], lang)),
    }
    return Finding(FAMILIES[how], values)


def _repeated(alike: Agreement) -> Text:
    """Whether families are the former EPCIs, beside random perimeters."""
    if math.isnan(alike.high):
        return UNTOLD
    return LIKE if alike.ari > alike.high else UNLIKE


def _others(count: int, lang: Lang) -> list[str]:
    """Those that are not named."""
    if count < 1:
        return []
    one, many = Text("une autre", "another one"), Text("{n} autres", "{n} others")
    return [(one if count == 1 else many).in_lang(lang).format(n=count)]


FAMILIES = {
    "apart": Text(
        "Pas de familles de communes : celles qui se distinguent sont seules ({alone}).",
        "No families of communes: those that differ stand alone ({alone}).",
    ),
    "none": Text(
        "Pas de familles nettes : les communes se suivent sans coupure.",
        "No clear families: communes follow one another without a break.",
    ),
    "blurred": Text(
        "{k} familles de communes aux contours flous, autour des communes suivantes : {names}.",
        "{k} families of communes with blurred edges, around these communes: {names}.",
    ),
    "clear": Text(
        "{k} familles de communes bien distinctes, autour des communes suivantes : {names}.",
        "{k} clear-cut families of communes, around these communes: {names}.",
    ),
}
LIKE = Text(
    "Les anciennes intercommunalités se voient dans ces familles.",
    "The former intercommunalities show in these families.",
)
UNLIKE = Text(
    "On ne distingue pas les anciennes intercommunalités dans ces familles.",
    "The former intercommunalities cannot be told in these families.",
)
UNTOLD = Text(
    "Trop peu de découpages d'un seul tenant sont possibles ici pour dire si ces familles sont les anciennes "
    "intercommunalités.",
    "Too few contiguous perimeters are possible here to say whether these families are the former intercommunalities.",
)
DEFORMS = Text(
    "Le dessin de ces familles déforme les distances : lisez-y les groupes, pas les longueurs.",
    "The drawing of these families deforms distances: read groups in it, not lengths.",
)
OUT = Text(
    "Communes laissées de côté, car leurs distances ne sont pas toutes connues : {names}.",
    "Communes left out, because their distances are not all known: {names}.",
)


def _silhouette(shown: Families) -> Finding:
    """The mean silhouette of the families shown, and whether another number of them has as high a one."""
    curve = pd.Series(shown.silhouette)
    level = curve.index[curve.round(2) == round(float(curve.max()), 2)]
    keys = tuple(map(str, level))
    values: dict[str, Value] = {
        "k": str(shown.k),
        "s": Figure(float(curve[shown.k]), "score", Cells("silhouettes", "silhouette", where=f"index == '{shown.k}'")),
        "low": str(curve.index.min()),
        "high": str(curve.index.max()),
        "best": Names(keys, keys, "silhouettes", "silhouette", tied=True),
    }
    return Finding(SILHOUETTE, values)


SILHOUETTE = Text(
    "Preuve : silhouette moyenne de {s} avec {k} familles ; de {low} à {high} familles, la plus haute est avec {best}.",
    "Evidence: mean silhouette of {s} with {k} families; from {low} to {high} families, the highest is with {best}.",
)


def _stability(stable: Mapping[Text, float]) -> list[Finding]:
    """What families become without the dimension they hang on most."""
    known = {name: value for name, value in stable.items() if not math.isnan(value)}
    if not known:
        return []
    without, low = min(known.items(), key=lambda item: item[1])
    cells = Cells("stability", "ari", where=f"index == '{without.en}'")
    values: dict[str, Value] = {
        "name": both(lambda lang: without.in_lang(lang).lower()),
        "ari": Figure(low, "score", cells),
    }
    return [Finding(HOLD if low >= STABLE else CHANGE, values)]


HOLD = Text(
    "Sans la dimension {name}, les familles se maintiennent (indice de Rand ajusté : {ari}).",
    "Without the {name} dimension, families hold (adjusted Rand index: {ari}).",
)
CHANGE = Text(
    "Sans la dimension {name}, les familles changent (indice de Rand ajusté : {ari}).",
    "Without the {name} dimension, families change (adjusted Rand index: {ari}).",
)


def _agreement(alike: Agreement) -> Finding:
    """How far families repeat the former EPCIs, beside random contiguous perimeters of the same sizes."""
    values: dict[str, Value] = {
        field: Figure(float(getattr(alike, field)), "score", Cells("agreement", field))
        for field in ("ari", "low", "high")
        if not math.isnan(getattr(alike, field))
    }
    untold = Text(f" ; {TOO_FEW.fr}.", f"; {TOO_FEW.en}.")
    return Finding(joined(ARI, untold if math.isnan(alike.high) else AT_RANDOM), values)


ARI = Text(
    "Familles et anciennes intercommunalités : indice de Rand ajusté de {ari}",
    "Families and former intercommunalities: adjusted Rand index of {ari}",
)
AT_RANDOM = Text(
    " ; des périmètres d'un seul tenant tirés au hasard, neuf fois sur dix de {low} à {high}.",
    "; contiguous perimeters drawn at random, {low} to {high} nine times out of ten.",
)
STRESS = Text(
    "Le dessin a un stress de {stress} : qualité {word} (Kruskal).",
    "The plane has a stress of {stress}: {word} (Kruskal).",
)
