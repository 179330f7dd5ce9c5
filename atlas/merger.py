"""What a merger did, in sentences: how far apart former intercommunalities are, and what only their border makes."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

import merger
from cage import MINUTES, Study
from distance.borders import CHANCE, BorderEffect
from distance.components.institutional_norms import LEVELS
from distance.kernels import Array
from distance.merger import GroupMatrix, Groups, Huygens, Split, huygens, matrix_of_groups, r2_of_many, split
from i18n import NBSP, Lang, Text, number, percent, signed

from .maps.dimensions import LABELS
from .words import enumeration, minutes

ALMOST_NOTHING = 0.02
"""Of a score that goes from 0 to 1: a fiftieth of the national span."""

OVERALL = Text("d'ensemble", "overall")
NATURAL = {
    "geographic": MINUTES,
    "administrative": "institutional_norms__levels",
    "economic": "wealth_level__median_income",
}
"""The indicator that says a dimension in a unit everybody checks."""


class Contrast(NamedTuple):
    """One distance between former EPCIs and within them: by persons, by communes, and its share of the variance.

    ``of``: communes of a known former EPCI, of which ``variance`` may hold fewer.
    """

    persons: Split
    communes: Split
    variance: Huygens
    of: int


def persons(study: Study) -> Array:
    """Inhabitants of each commune, in the order of the study."""
    return np.asarray(study.communes["population"].reindex(study.origins["commune"]).to_numpy(float))


def contrast(study: Study, column: str) -> Contrast:
    """How far apart the former EPCIs of a study are on one distance."""
    d, group = merger.square(study, column), merger.groups(study)
    variance = huygens(d, group, persons(study))
    return Contrast(split(d, group, persons(study)), split(d, group), variance, int((group >= 0).sum()))


def chance_of_r2(d: Array, random_borders: Groups, weight: Array) -> tuple[float, float]:
    """Between which two numbers 95 % of random borders have their R2, beside that of :func:`contrast`; NaN if unknown.

    Any contiguous perimeters have some: communes of one are near one another.
    """
    drawn = r2_of_many(d, random_borders, weight)
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def matrix(study: Study, column: str) -> GroupMatrix:
    """Former EPCI by former EPCI: mean distance between their residents, internal distance on the diagonal.

    Minutes alone are known inside a commune: elsewhere two residents of one EPCI are those of two of its communes.
    """
    d = merger.square(study, column)
    return matrix_of_groups(d, merger.groups(study), persons(study), np.diag(d) if column == MINUTES else None)


def named(column: str, lang: Lang) -> str:
    """A distance in words: overall distance, cultural distance."""
    adjective = OVERALL if column == "composite" else LABELS[column]
    said = Text("distance {what}", "{what} distance").in_lang(lang)
    return said.format(what=adjective.in_lang(lang).lower())


def headline(study: Study, column: str, effect: BorderEffect | None, lang: Lang) -> list[str]:
    """How far apart former EPCIs are, and how much of it the border itself explains; withheld where not known."""
    return [s for s in (_apart(study, lang), between_within(study, column, lang), by_itself(effect, column, lang)) if s]


def _apart(study: Study, lang: Lang) -> str:
    """Minutes between two residents of two former EPCIs, and of one, who may live in the same commune."""
    between, within = contrast(study, MINUTES).persons.between, internal_minutes(study)
    if math.isnan(between) or math.isnan(within):
        return ""
    said = Text(
        "Deux habitants de deux anciennes intercommunalités sont à {between} l'un de l'autre ; deux habitants de la "
        "même, à {within}.",
        "Two residents of two former intercommunalities are {between} apart; two residents of the same one, {within}.",
    )
    estimated = not study.by_road
    return said.in_lang(lang).format(
        between=minutes(between, lang, estimated=estimated),
        within=minutes(within, lang, estimated=estimated),
    )


def internal_minutes(study: Study) -> float:
    """Mean minutes of two residents of one former EPCI (the diagonal of :func:`matrix`); NaN where one is unknown."""
    group, people = merger.groups(study), persons(study)
    inside = np.diag(matrix(study, MINUTES).mean)
    pairs = np.bincount(group[group >= 0], people[group >= 0]) ** 2
    return float(pairs @ inside / pairs.sum()) if pairs.sum() > 0 else math.nan


def between_within(study: Study, column: str, lang: Lang) -> str:
    """One distance between former EPCIs and within them, by persons and by communes."""
    found = contrast(study, column)
    if math.isnan(found.persons.between) or math.isnan(found.persons.within):
        return ""
    said = Text(
        "La {name} entre habitants de deux communes est de {between} d'une ancienne intercommunalité à l'autre et de "
        "{within} au sein d'une même (sur 1 ; en comptant chaque commune pour une : {between_c} et {within_c}).",
        "The {name} between residents of two communes is {between} from one former intercommunality to another and "
        "{within} within one (out of 1; each commune counting as one: {between_c} and {within_c}).",
    )
    return said.in_lang(lang).format(
        name=named(column, lang),
        between=number(found.persons.between, lang, 2),
        within=number(found.persons.within, lang, 2),
        between_c=number(found.communes.between, lang, 2),
        within_c=number(found.communes.within, lang, 2),
    )


def by_itself(effect: BorderEffect | None, column: str, lang: Lang) -> str:
    """What the former border itself adds at equal minutes and size; "" where it cannot be told."""
    if effect is None or math.isnan(effect.at_equal):
        return ""
    adds = Text("ajoute {v}", "adds {v}") if effect.at_equal >= 0 else Text("retranche {v}", "takes off {v}")
    said = Text(
        "À minutes et tailles égales, une ancienne frontière {adds} à la {name} de deux communes voisines et explique "
        "{share} de ses écarts{beside} : {verdict}.",
        "At equal minutes and sizes, a former border {adds} in the {name} of two neighbouring communes and explains "
        "{share} of its spread{beside}: {verdict}.",
    )
    return said.in_lang(lang).format(
        adds=adds.in_lang(lang).format(v=number(abs(effect.at_equal), lang, 2)),
        name=named(column, lang),
        share=percent(effect.explained, lang),
        beside=_beside(effect, lang),
        verdict=verdict(effect).in_lang(lang),
    )


def _beside(effect: BorderEffect, lang: Lang) -> str:
    """What random borders give, and how seldom; "" where they cannot tell."""
    if math.isnan(effect.p):
        return ""
    said = Text(
        " ; des frontières tirées au hasard, de {low} à {high} (p{p}{corrected})",
        "; borders drawn at random, {low} to {high} (p{p}{corrected})",
    )
    low, high = (signed(value, lang, 2) for value in (effect.low, effect.high))
    return said.in_lang(lang).format(low=low, high=high, p=chance(effect.p, lang), corrected=corrected(effect, lang))


def corrected(effect: BorderEffect, lang: Lang) -> str:
    """The p-value once corrected for the distances looked at together; "" where there is one."""
    if effect.tested < 2:
        return ""
    said = Text(" ; corrigé pour {n} distances, q{q}", "; corrected for {n} distances, q{q}")
    return said.in_lang(lang).format(n=effect.tested, q=chance(effect.q, lang))


TOO_FEW = Text(
    "trop peu de découpages d'un seul tenant sont possibles ici pour dire si c'est le hasard",
    "too few contiguous perimeters are possible here to say whether it is chance",
)


def chance(p: float, lang: Lang) -> str:
    """A p-value after its letter: " = 0,48", " < 0,01"."""
    least = 0.01
    sign, written = ("<", least) if p < least else ("=", p)
    return f"{NBSP}{sign}{NBSP}{number(written, lang, 2)}"


def verdict(effect: BorderEffect) -> Text:
    """Whether the former border shows at all, beside borders drawn at random, all the distances read considered."""
    if math.isnan(effect.q):
        return TOO_FEW
    if effect.q >= CHANCE:
        return Text(
            "l'ancienne frontière elle-même n'explique rien de net",
            "the former border itself explains nothing clear",
        )
    if abs(effect.at_equal) < ALMOST_NOTHING:
        return Text("c'est presque rien", "that is almost nothing")
    if effect.at_equal < 0:
        return Text("on se ressemble davantage de part et d'autre", "both sides are more alike")
    return Text("l'ancienne frontière elle-même se voit encore", "the former border itself still shows")


class Moved(NamedTuple):
    """One thing that the administrative distance is made of, before and after, in words."""

    label: Text
    before: str
    after: str
    moved: bool


def moved(earlier: Study, later: Study, lang: Lang) -> list[Moved]:
    """Level by level, the mean between two residents before and after; what is held out is not in it."""
    rows = [(LABEL_OF_BORDER, merger.BORDER)]
    rows += [(LEVEL_LABELS[level], f"institutional_norms__levels__{level}") for level in LEVELS]
    rows += [(ZONINGS, "regulatory_norms__rights_zonings")]
    found = []
    for label, column in rows:
        if column not in later.distances or np.isnan(merger.square(later, column)).all():
            continue
        a, b = (_share(study, column, lang) for study in (earlier, later))
        same = np.array_equal(merger.square(earlier, column), merger.square(later, column), equal_nan=True)
        found.append(Moved(label, a, b, not same))
    return found


LABEL_OF_BORDER = Text("Ancienne frontière intercommunale", "Former intercommunal border")
LEVEL_LABELS = {
    "arrondissement": Text("Arrondissement", "Arrondissement"),
    "canton": Text("Canton", "Canton"),
    "constituency": Text("Circonscription", "Constituency"),
}
ZONINGS = Text("Zonages ouvrant des droits", "Zonings that open rights")


def _share(study: Study, column: str, lang: Lang) -> str:
    return percent(whole(study, column), lang)


def whole(study: Study, column: str) -> float:
    """Mean of one distance between two residents of two communes, each of a known former EPCI."""
    return split(merger.square(study, column), merger.groups(study), persons(study)).overall


def known_pairs(study: Study, column: str) -> float:
    """Share of all the pairs of residents of two communes that a distance is known for."""
    return split(merger.square(study, column), np.zeros(len(study.origins), dtype=np.int64), persons(study)).known


def fell(earlier: Study, later: Study, column: str, lang: Lang) -> list[str]:
    """How far the administrative and overall distances fell, and that it is mechanical."""
    a, b = whole(earlier, column), whole(later, column)
    if math.isnan(a) or math.isnan(b):
        return []
    said = Text(
        "Sous les périmètres d'avant la fusion de {year}, la {name} entre deux habitants de deux communes serait de "
        "{before} (sur 1) ; elle est de {after}, soit {change}, lue sur {known} des paires d'habitants.",
        "Under the perimeters before the merger of {year}, the {name} between two residents of two communes would be "
        "{before} (out of 1); it is {after}, that is {change}, read from {known} of the pairs of residents.",
    )
    mechanical = Text(
        "C'est mécanique : un seul niveau a bougé, l'ancienne frontière. Les distances culturelle, géographique et "
        "économique sont les mêmes, au bit près : la fusion ne les change pas.",
        "That is mechanical: only one level moved, the former border. Cultural, geographic and economic distances are "
        "the same to the last bit: the merger does not change them.",
    )
    year = earlier.territory.merged_in
    first = said.in_lang(lang).format(
        year=year,
        name=named(column, lang),
        before=number(a, lang, 2),
        after=number(b, lang, 2),
        change=signed(b - a, lang, 2),
        known=percent(known_pairs(later, column), lang),
    )
    return [first, mechanical.in_lang(lang)]


def noise(study: Study) -> pd.DataFrame:
    """Whether each compositional distance of each pair is under the noise of small numbers, by indicator."""
    columns = [f"{c}__noisy" for c in study.indicators if f"{c}__noisy" in study.distances]
    return study.distances[columns]


def following(study: Study, lang: Lang) -> str:
    """What is left out because it follows the former perimeters (METHOD 2.3, rule 14); "" if nothing is."""
    found = merger.followers(study)
    if not found:
        return ""
    each = Text("{name} (uniforme dans {n} des {of})", "{name} (uniform in {n} of {of})").in_lang(lang)
    listed = [each.format(name=part.rpartition("__")[2].upper(), n=n, of=of) for part, (n, of) in found.items()]
    said = Text(
        "Laissés de côté ici, parce qu'ils suivent les anciens périmètres{nb}: {what}.",
        "Left out here, because they follow the former perimeters: {what}.",
    )
    return said.in_lang(lang).format(nb=NBSP, what=enumeration(listed, lang))
