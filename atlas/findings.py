"""The finding of a map in sentences with numbers; withheld where a value is missing."""

import numpy as np
import pandas as pd

import distance
import layers
from cage import MINUTES, STANDARDS, Study
from distance import COMPONENTS, DIMENSIONS, Dimension
from i18n import Lang, Text, number, percent
from layers import squares

from .map import Map
from .maps import LABELS
from .words import COLON, destination_label, enumeration, origins_label

FARTHEST = 3
FAR = STANDARDS[0]
LISTED = 12
"""Places off the road network named in a note; every one is in the exports."""


def farthest(study: Study, column: str) -> tuple[pd.Series, int]:
    """Values of the largest group of origins with the same known dimensions, farthest first.

    Also returns how many origins are ranked apart, their known dimensions being others (rule 12). A map that is not
    of the values of the study ranks nobody.
    """
    known = study.values.get(column, pd.Series(dtype=float)).dropna()
    if known.empty or column not in ("composite", "gap"):
        return known.sort_values(ascending=False, kind="stable"), 0
    groups = study.values.loc[known.index, "ranked_with"]
    inside = known[groups == groups.mode().iloc[0]]
    return inside.sort_values(ascending=False, kind="stable"), len(known) - len(inside)


def finding(study: Study, shown: Map, lang: Lang) -> list[str]:
    """What the map says, most important first. Empty when nothing is known."""
    if shown.said is not None:
        return shown.said(study, lang)
    if shown.values(study).notna().sum() == 0:
        return [nothing_known(study, shown, lang)]
    sentences = [_minutes(study, lang)] if shown.key in ("composite", "gap", "minutes", "geographic") else []
    if shown.key != "minutes":
        sentences.append(_farthest(study, shown, lang))
    if shown.key in ("composite", "gap"):
        sentences.append(_what_sets_apart(study, lang))
    return [sentence for sentence in sentences if sentence]


def nothing_known(study: Study, shown: Map, lang: Lang) -> str:
    """Why a map is empty, and what to do."""
    if shown.key in {c.key for c in COMPONENTS} - set(study.counted):
        return Text(
            "Cette composante ne s'applique pas à ce couple d'acteurs : choisissez « De qui à qui » autrement.",
            "This component does not apply to this pair of actors: choose “From whom to whom” otherwise.",
        ).in_lang(lang)
    if shown.key in ("composite", "gap") and study.scheme.aggregation != "profile":
        return (
            Text(
                "Pas de distance d'ensemble : {known} seulement du poids est connu ici, il en faut {least}. Les "
                "dimensions connues se lisent une à une ; la page Données dit ce qui manque et où le trouver.",
                "No overall distance: only {known} of the weight is known here, {least} is needed. The known "
                "dimensions can be read one by one; the Data page says what is missing and where to find it.",
            )
            .in_lang(lang)
            .format(known=percent(study.coverage.max(), lang), least=percent(study.scheme.min_coverage, lang))
        )
    return Text(
        "Aucune donnée chargée ici pour cette distance. La page Données dit ce qui manque et où le trouver.",
        "No data loaded here for this distance. The Data page says what is missing and where to find it.",
    ).in_lang(lang)


def beyond(study: Study, standard: float) -> dict[str, float]:
    """Persons whose commune is beyond a standard, by group: all, over_65, under_20, jobseekers (NaN if unknown)."""
    minutes = study.values[MINUTES]
    groups = {"all": "population", "over_65": "over_65", "under_20": "under_20", "jobseekers": "jobseekers"}
    return {g: distance.persons_beyond(minutes, study.communes[c], standard) for g, c in groups.items()}


def in_noise(study: Study) -> dict[str, float]:
    """Share of the pairs of two different actors that cannot be told from sampling noise, by indicator column."""
    others = study.distances.index.get_level_values(0) != study.distances.index.get_level_values(1)
    noisy = {
        c: study.distances.loc[others, f"{c}__noisy"] for c in study.indicators if f"{c}__noisy" in study.distances
    }
    return {column: float(flags.mean()) for column, flags in noisy.items()}


def _minutes(study: Study, lang: Lang) -> str:
    if study.pair.origin != "resident":
        return ""
    if not study.to_one_destination:
        square = study.distances[MINUTES].to_numpy(float).reshape(len(study.origins), -1)
        minutes = distance.internal_distance(square, study.origins["weight"].to_numpy(float))
        if not np.isfinite(minutes):
            return ""
        return _apart(study, lang).format(m=number(round(minutes if study.by_road else round(minutes / 5) * 5), lang))
    persons = beyond(study, FAR)["all"]
    share = persons / study.communes["population"].sum()
    if not np.isfinite(persons):
        return ""
    if persons == 0:
        return (
            (NONE_FAR if study.by_road else NONE_FAR_ESTIMATED)
            .in_lang(lang)
            .format(far=FAR, place=_place(study).in_lang(lang), to=destination_label(study, lang))
        )
    return (
        (SOME_FAR if study.by_road else SOME_FAR_ESTIMATED)
        .in_lang(lang)
        .format(
            persons=number(persons, lang),
            share=percent(share, lang, 1),
            far=FAR,
            place=_place(study).in_lang(lang),
            to=destination_label(study, lang),
        )
    )


NONE_FAR = Text(
    "Aucune commune n'est à plus de {far}\u00a0minutes de route {place} ({to}).",
    "No commune is beyond {far} minutes by road from {place} ({to}).",
)
NONE_FAR_ESTIMATED = Text(
    "Aucune commune n'est estimée à plus de {far}\u00a0minutes {place} ({to}).",
    "No commune is estimated beyond {far} minutes from {place} ({to}).",
)
SOME_FAR = Text(
    "{persons} habitants ({share}) sont à plus de {far}\u00a0minutes de route {place} ({to}).",
    "{persons} residents ({share}) are beyond {far} minutes by road from {place} ({to}).",
)
SOME_FAR_ESTIMATED = Text(
    "{persons} habitants ({share}) sont estimés à plus de {far}\u00a0minutes {place} ({to}).",
    "{persons} residents ({share}) are estimated beyond {far} minutes from {place} ({to}).",
)


def _apart(study: Study, lang: Lang) -> str:
    by_road = Text(
        "Deux habitants pris au hasard sont à {m}\u00a0minutes de route l'un de l'autre.",
        "Two residents drawn at random are {m} minutes apart by road.",
    )
    estimated = Text(
        "Deux habitants pris au hasard sont à environ {m}\u00a0minutes l'un de l'autre.",
        "Two residents drawn at random are about {m} minutes apart.",
    )
    return (by_road if study.by_road else estimated).in_lang(lang)


def how_minutes(study: Study, lang: Lang) -> list[str]:
    """How minutes were had, and who keeps an estimate; whose roads they are."""
    if not study.by_road:
        return [
            Text(
                "Minutes estimées sans réseau routier (vol d'oiseau × 1,3 à 50 km/h), à 5 minutes près au mieux.",
                "Minutes estimated without a road network (straight line × 1.3 at 50 km/h), to 5 minutes at best.",
            ).in_lang(lang)
        ]
    said = [BY_ROAD["roads" if "roads" in study.loaded else "bd_topo"].in_lang(lang)]
    if "squares" in study.loaded:
        said.append(from_squares(study, lang))
    off = Text(
        "Hors du réseau routier, minutes estimées (vol d'oiseau × 1,3 à 50 km/h)\u00a0: {names}.",
        "Off the road network, minutes estimated (straight line × 1.3 at 50 km/h): {names}.",
    )
    names = sorted({*study.off_network[0], *study.off_network[1]})
    more = [Text("{n} autres", "{n} others").in_lang(lang).format(n=len(names) - LISTED)] if len(names) > LISTED else []
    return said + ([off.in_lang(lang).format(names=enumeration(names[:LISTED] + more, lang))] if names else [])


def from_squares(study: Study, lang: Lang) -> str:
    """From where residents set out: squares, the share of the persons INSEE imputed, communes without any."""
    place = study.territory
    source = layers.loaded({"squares"}, place)["squares"]
    lived_in = squares.origins(source.table, place.communes)
    bare = len(place.communes) - lived_in["commune"].nunique()
    said = Text(
        "Les habitants partent des carreaux de 200 m où ils vivent (INSEE, {year}) ; {share} d'entre eux vivent dans "
        "un carreau dont l'INSEE a estimé les chiffres.",
        "Residents set out from the 200 m squares where they live (INSEE, {year}); {share} of them live in a square "
        "whose figures INSEE has imputed.",
    )
    without = Text(
        " Communes sans carreau connu : {n} sur {all}, on y part du point de la commune.",
        " Communes without a known square: {n} of {all}, left from the commune's point.",
    )
    share = percent(squares.imputed_share(lived_in), lang)
    told = said.in_lang(lang).format(year=source.vintage.year, share=share)
    return told + (without.in_lang(lang).format(n=bare, all=len(place.communes)) if bare else "")


BY_ROAD = {
    "roads": Text(
        "Minutes par la route, sans bouchons (© les contributeurs d'OpenStreetMap, ODbL).",
        "Minutes by road, without jams (© OpenStreetMap contributors, ODbL).",
    ),
    "bd_topo": Text(
        "Minutes par la route, sans bouchons (IGN, BD TOPO).", "Minutes by road, without jams (IGN, BD TOPO)."
    ),
}


def _place(study: Study) -> Text:
    """Which place the communes are read from: never called competent where its jurisdiction is not known."""
    competent = study.values.get("competent")
    if competent is None or not competent.any():
        return Text("du lieu le plus proche connu", "the nearest known place")
    if competent.all():
        return Text("du guichet compétent", "the competent desk")
    return Text(
        "du guichet compétent, sinon du lieu le plus proche connu", "the competent desk, else the nearest known place"
    )


def _farthest(study: Study, shown: Map, lang: Lang) -> str:
    ranked, apart = farthest(study, shown.key)
    if len(ranked) < 2 or ranked.iloc[0] == ranked.iloc[-1]:
        return ""
    several = len(ranked) >= 2 * FARTHEST
    names = study.origins.loc[ranked.index[: FARTHEST if several else 1], "name"].tolist()
    lead = Text("Les plus éloignées", "The farthest") if several else Text("La plus éloignée", "The farthest")
    sentence = f"{lead.in_lang(lang)}{COLON.in_lang(lang)}{enumeration(names, lang)}"
    if not apart:
        return f"{sentence}."
    note = Text(
        " ({apart} {what} dont une dimension est inconnue sont classées à part).",
        " ({apart} {what} with an unknown dimension are ranked apart).",
    )
    return sentence + note.in_lang(lang).format(apart=apart, what=origins_label(study, lang))


def profile(study: Study) -> dict[Dimension, float]:
    """Mean of each dimension over the residents (or the institutions); NaN where nothing is known."""
    weights = study.origins["weight"]
    return {d: distance.weighted_mean(study.values[d], weights) for d in DIMENSIONS if d in study.scores.dimensions}


def _what_sets_apart(study: Study, lang: Lang) -> str:
    """The dimension that sets apart most, on average, and those of which nothing is known."""
    means = profile(study)
    known = {d: mean for d, mean in means.items() if np.isfinite(mean)}
    if len(known) < 2:
        return ""
    first = max(known, key=lambda d: known[d])
    sentence = (
        Text(
            "Ce qui éloigne le plus, en moyenne : la dimension {first}.",
            "What sets apart most, on average: the {first} dimension.",
        )
        .in_lang(lang)
        .format(first=LABELS[first].in_lang(lang).lower())
    )
    unknown = [LABELS[d].in_lang(lang).lower() for d in DIMENSIONS if d in means and d not in known]
    if unknown:
        sentence += (
            Text(" La dimension {names} est inconnue ici.", " The {names} dimension is unknown here.")
            .in_lang(lang)
            .format(names=enumeration(unknown, lang))
        )
    return sentence
