"""The finding of a map in sentences that carry their figures; withheld where a value is missing."""

from collections.abc import Mapping

import pandas as pd

import distance
from cage import Study
from distance import COMPONENTS, DIMENSIONS, Dimension
from i18n import Lang, Text, both, collation, percent

from ..finding import Cells, Figure, Finding, Names, Value, by_number, inside
from ..map import Map
from ..maps import LABELS
from ..maps.at_equal import AT_EQUAL
from ..maps.sides import BETWEEN_RESIDENTS
from ..ranking import HALF_KNOWN, Ranking, by_minutes, error, farthest, few, first, known_share, level
from ..words import enumeration
from .clusters import of_clusters
from .minutes import of_minutes, to
from .overall import of_the_whole, size_and_minutes


def finding(study: Study, shown: Map, lang: Lang) -> list[str]:
    """What the map says, most important first, as it is read."""
    return [said.in_lang(lang) for said in of_map(study, shown)]


def of_map(study: Study, shown: Map) -> list[Finding]:
    """What the map says, most important first. Where nothing is known, why."""
    if shown.said is not None:
        return shown.said(study)
    if shown.values(study).notna().sum() == 0:
        return _unserved(study) or [Finding(nothing_known(study, shown))]
    return [*_of_known(study, shown), *_unserved(study)]


def _of_known(study: Study, shown: Map) -> list[Finding]:
    """What is said of the values that are known."""
    if shown.key == "minutes":
        said = of_minutes(study)
        return [] if said is None else [said]
    if shown.key == AT_EQUAL.key:
        return [*size_and_minutes(study), *of_clusters(study)]
    if shown.key == "gap":
        return [_farther(study), *own_desks(study), *_what_sets_apart(study)]
    whole = [*_what_sets_apart(study), *of_the_whole(study)] if shown.key == "composite" else []
    return _farthest(study, shown) + whole


def headline(study: Study, shown: Map) -> Finding | None:
    """What may stand as the title of a map: its own finding; None where the figures that it takes are not known."""
    first = next(iter(of_map(study, shown)), None)
    return None if first is None or first.pattern in NO_HEADLINE else first


def _farther(study: Study) -> Finding:
    """How many origins are farther than the mean of those that are known, as shown: with two digits."""
    gaps = study.values["gap"].dropna().round(2)
    values: dict[str, Value] = {
        "n": Figure(int((gaps > 0).sum()), "count", Cells("communes", "gap", "count", FARTHER)),
        "all": Figure(len(gaps), "count", Cells("communes", "gap", "count", "gap.notna()")),
        "to": to(study),
    }
    return Finding(FARTHER_THAN_MEAN["communes" if study.pair.origin == "resident" else "places"], values)


def own_desks(study: Study) -> list[Finding]:
    """How many origins have a destination of their own: they are out of the mean, and have no gap (rule 10)."""
    if not study.to_one_destination or not study.own_desk.any():
        return []
    own = study.own_desk
    persons = float(study.origins["weight"].reindex(own.index)[own].sum())
    values: dict[str, Value] = {
        "n": Figure(int(own.sum()), "count", Cells("communes", "", "count", "own_desk")),
        "persons": Figure(persons, "persons", Cells("communes", "population", "sum", "own_desk")),
    }
    return [Finding(OWN, values)]


OWN = Text(
    "Comptées à part, les communes qui ont ce lieu chez elles : {n} ({persons} habitants).",
    "Counted apart, the communes that have this place at home: {n} ({persons} residents).",
)
FARTHER = "gap.astype('float64').round(2) > 0"
FARTHER_THAN_MEAN = {
    "communes": Text(
        "Communes plus loin que l'habitant moyen, vers {to} : {n} sur {all}.",
        "Communes farther than the average resident, towards {to}: {n} of {all}.",
    ),
    "places": Text(
        "Lieux plus loin que la moyenne, vers {to} : {n} sur {all}.",
        "Places farther than the mean, towards {to}: {n} of {all}.",
    ),
}


def _unserved(study: Study) -> list[Finding]:
    """How many communes have no value because every known desk serves others only (METHOD 2.3, rule 19)."""
    if study.serves is None or not study.values["unserved"].any():
        return []
    n = int(study.values["unserved"].sum())
    counted = Figure(n, "count", Cells("communes", "", "count", "unserved"))
    return [Finding(by_number(n, *WITHOUT_A_DESK), {"n": counted})]


WITHOUT_A_DESK = (
    Text(
        "Sans valeur : {n} commune, qu'aucun des guichets connus ne sert.",
        "Without a value: {n} commune, which none of the known desks serves.",
    ),
    Text(
        "Sans valeur : {n} communes, qu'aucun des guichets connus ne sert.",
        "Without a value: {n} communes, which none of the known desks serves.",
    ),
)


def nothing_known(study: Study, shown: Map) -> Text:
    """Why a map is empty, and what to do."""
    if shown.key in {c.key for c in COMPONENTS} - set(study.counted):
        return NOT_APPLICABLE
    if shown.key == AT_EQUAL.key and study.at_equal is None:
        return BETWEEN_RESIDENTS
    if shown.key not in ("composite", "gap", AT_EQUAL.key) or study.scheme.aggregation == "profile":
        return NOT_LOADED
    shares = study.coverage.max(), study.scheme.min_coverage
    return both(
        lambda lang: TOO_LITTLE.in_lang(lang).format(known=percent(shares[0], lang), least=percent(shares[1], lang))
    )


TOO_LITTLE_OF_IT = Text(
    "On ne connaît ici que {share} de ce qui compose cette distance : personne n'est classé.",
    "Only {share} of what makes this distance is known here: nobody is ranked.",
)
NOT_APPLICABLE = Text(
    "Cette composante ne s'applique pas à ce couple d'acteurs : choisissez « De qui à qui » autrement.",
    "This component does not apply to this pair of actors: choose “From whom to whom” otherwise.",
)
NOT_LOADED = Text(
    "Aucune donnée chargée ici pour cette distance. La page Données dit ce qui manque et où le trouver.",
    "No data loaded here for this distance. The Data page says what is missing and where to find it.",
)
TOO_LITTLE = Text(
    "Pas de distance d'ensemble : {known} seulement du poids est connu ici, il en faut {least}. Les dimensions connues "
    "se lisent une à une ; la page Données dit ce qui manque et où le trouver.",
    "No overall distance: only {known} of the weight is known here, {least} is needed. The known dimensions can be "
    "read one by one; the Data page says what is missing and where to find it.",
)


def in_noise(study: Study) -> dict[str, float]:
    """Share of the pairs of two different actors that cannot be told from sampling noise, by indicator column."""
    others = study.distances.index.get_level_values(0) != study.distances.index.get_level_values(1)
    noisy = {
        c: study.distances.loc[others, f"{c}__noisy"] for c in study.indicators if f"{c}__noisy" in study.distances
    }
    return {column: float(flags.mean()) for column, flags in noisy.items()}


def _farthest(study: Study, shown: Map) -> list[Finding]:
    """Who comes first on this map, or who is level; how many are ranked apart."""
    ranking = farthest(study, shown.key)
    share = known_share(study, shown.key)
    if share < HALF_KNOWN:
        cells = Cells(
            "dimensions" if shown.key in LABELS else "components", "coverage", where=f"index == '{shown.key}'"
        )
        return [Finding(TOO_LITTLE_OF_IT, {"share": Figure(share, "share", cells)})]
    kind = "communes" if study.pair.origin == "resident" else "places"
    found = [_first(study, shown, ranking, kind)] if len(ranking.values) else []
    return found + ranked_apart(study, ranking)


def ranked_apart(study: Study, ranking: Ranking) -> list[Finding]:
    """How many have a value of which other parts are known, and are not ranked with these."""
    if not ranking.apart:
        return []
    kind = "communes" if study.pair.origin == "resident" else "places"
    other = Cells("communes", ranking.column, "count", f"{ranking.column}.notna() and not ({ranking.among})")
    return [Finding(RANKED_APART[kind], {"n": Figure(ranking.apart, "count", other)})]


def _first(study: Study, shown: Map, ranking: Ranking, kind: str) -> Finding:
    lead = error(study) if by_minutes(shown.key) else 0.0
    top = first(ranking.values, lead=lead, most=few(len(ranking.values)))
    everyone = 1 < len(top.keys) == len(ranking.values)
    told = () if everyone else top.named
    names = study.origins["name"][list(told)]
    among = tuple(sorted(names, key=collation) if top.tied else names)
    values: dict[str, Value] = {"to": to(study), "by": _by(shown)}
    values["names"] = Names(told, among, "communes", ranking.column, lead, top.tied, ranking.among)
    if top.tied:
        same = level(float(ranking.values.iloc[0]), ranking.column, lead, ranking.among)
        values["n"] = Figure(len(top.keys), "count", Cells("communes", ranking.column, "count", same))
    return Finding(FIRST[kind, "all" if everyone else top.how], values)


def _by(shown: Map) -> Text:
    """Which distance, between brackets; nothing for all of them together."""
    if shown.key in ("composite", "gap"):
        return Text("", "")
    return both(lambda lang: f" ({inside(shown.title.in_lang(lang))})")


FIRST: Mapping[tuple[str, str], Text] = {
    ("communes", "one"): Text(
        "La commune la plus éloignée{by}, vers {to} : {names}.", "The farthest commune{by}, towards {to}: {names}."
    ),
    ("communes", "first"): Text(
        "Les communes les plus éloignées{by}, vers {to} : {names}.", "The farthest communes{by}, towards {to}: {names}."
    ),
    ("communes", "level"): Text(
        "Les plus éloignées{by}, vers {to}, sont {n} communes à égalité, sans ordre : {names}.",
        "The farthest{by}, towards {to}, are {n} communes that are level, in no order: {names}.",
    ),
    ("communes", "many"): Text(
        "Les plus éloignées{by}, vers {to}, sont {n} communes à égalité.",
        "The farthest{by}, towards {to}, are {n} communes that are level.",
    ),
    ("communes", "all"): Text(
        "Aucune commune n'est plus éloignée qu'une autre{by}, vers {to} : {n} à égalité.",
        "No commune is farther than another{by}, towards {to}: {n} are level.",
    ),
    ("places", "one"): Text("Le lieu le plus éloigné{by} : {names}.", "The farthest place{by}: {names}."),
    ("places", "first"): Text("Les lieux les plus éloignés{by} : {names}.", "The farthest places{by}: {names}."),
    ("places", "level"): Text(
        "Les plus éloignés{by} sont {n} lieux à égalité, sans ordre : {names}.",
        "The farthest{by} are {n} places that are level, in no order: {names}.",
    ),
    ("places", "many"): Text(
        "Les plus éloignés{by} sont {n} lieux à égalité.", "The farthest{by} are {n} places that are level."
    ),
    ("places", "all"): Text(
        "Aucun lieu n'est plus éloigné qu'un autre{by} : {n} à égalité.",
        "No place is farther than another{by}: {n} are level.",
    ),
}
RANKED_APART = {
    "communes": Text(
        "Communes dont on ne connaît pas les mêmes dimensions, rangées à part : {n}.",
        "Communes of which other dimensions are known, ranked apart: {n}.",
    ),
    "places": Text(
        "Lieux dont on ne connaît pas les mêmes dimensions, rangés à part : {n}.",
        "Places of which other dimensions are known, ranked apart: {n}.",
    ),
}
NO_HEADLINE = (TOO_LITTLE_OF_IT, NOT_LOADED, NOT_APPLICABLE, BETWEEN_RESIDENTS, *RANKED_APART.values(), *WITHOUT_A_DESK)
"""Sentences that say what is missing, or a detail: a title is the name of the map instead."""


def profile(study: Study) -> dict[Dimension, float]:
    """Mean of each dimension over the residents (or the institutions); NaN where nothing is known."""
    weights = study.origins["weight"]
    return {d: distance.weighted_mean(study.values[d], weights) for d in DIMENSIONS if d in study.scores.dimensions}


def _what_sets_apart(study: Study) -> list[Finding]:
    """The dimension that makes most of the distance, with its weight, on average; those of which nothing is known.

    Ranked by effective weight x score: a weight of 0 is never named; nor is a dimension known for less than half of
    its weight (METHOD 2.3, rule 2).
    """
    made = made_of(study)
    ranked = made[[known_share(study, d) >= HALF_KNOWN for d in made.index]].sort_values(ascending=False)
    found = []
    if len(ranked) >= 2 and round(ranked.iloc[0], 2) > round(ranked.iloc[1], 2):
        dimension: Dimension = ranked.index[0]
        by_half = f"coverage >= {HALF_KNOWN}"
        claim = Names((dimension,), (LABELS[dimension],), "dimensions", "contribution", among=by_half)
        found.append(Finding(SETS_APART, {"first": claim}))
    unknown = [d for d in study.scores.dimensions if study.scheme.weights[d] > 0 and study.values[d].isna().all()]
    if unknown and len(made) >= 2:
        listed = both(lambda lang: enumeration([LABELS[d].in_lang(lang).lower() for d in unknown], lang))
        found.append(Finding(ONE_UNKNOWN if len(unknown) == 1 else SOME_UNKNOWN, {"names": listed}))
    return found


SETS_APART = Text(
    "Ce qui éloigne le plus, en moyenne, avec ces poids : la dimension {first}.",
    "What sets apart most, on average, with these weights: the {first} dimension.",
)
ONE_UNKNOWN = Text("La dimension {names} est inconnue ici.", "The {names} dimension is unknown here.")
SOME_UNKNOWN = Text("Les dimensions {names} sont inconnues ici.", "The {names} dimensions are unknown here.")


def made_of(study: Study) -> pd.Series:
    """What each dimension that weighs something makes of the composite: effective weight x score, mean of persons."""
    weighed = [d for d in study.scores.dimensions if study.scheme.weights[d] > 0 and study.values[d].notna().any()]
    columns = {d: [n for c in COMPONENTS if c.dimension == d for n in study.counted.get(c.key, ())] for d in weighed}
    means = {
        d: distance.weighted_mean(study.contributions[names].sum(axis=1, skipna=False), study.origins["weight"])
        for d, names in columns.items()
    }
    return pd.Series(means, dtype=float).dropna()
