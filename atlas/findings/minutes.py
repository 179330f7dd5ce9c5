"""What is said of minutes: who is beyond a standard, how far apart two residents are, and how minutes were had."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

import distance
import layers
from cage import MINUTES, STANDARDS, Study
from i18n import Lang, Text, both, collation, percent
from layers.sources import squares

from ..finding import Cells, Figure, Finding, Span, Value
from ..tables.communes import beyond
from ..words import destination_label, enumeration

FAR = STANDARDS[0]
LISTED = 12
"""Places off the road network named in a note; every one is in the exports."""


def of_minutes(study: Study) -> Finding | None:
    """How many residents are beyond the standard, or how far apart two of them are; None where it is not known."""
    if study.pair.origin != "resident":
        return None
    return _beyond(study) if study.to_one_destination else _apart(study)


def _beyond(study: Study) -> Finding | None:
    """Counts on estimates are an interval: the same central minutes as the map, and their error (rule 10)."""
    persons = span(study, FAR)
    if not np.isfinite(persons.high.value):
        return None
    where = Text(" de route {place} ({to})", " by road from {place} ({to})")
    if persons.central.coarse:
        where = Text(" {place} ({to})", " from {place} ({to})")
    everybody = Figure(study.communes["population"].sum(), "persons", Cells("communes", "population", "sum"))
    return living_beyond(persons, FAR, everybody, where, {"place": place(study), "to": to(study)})


def living_beyond(
    persons: Span, standard: float, of: Figure, where: Text, said: Mapping[str, Value], *, lacks: bool = False
) -> Finding:
    """How many persons live beyond a standard, and their share; the only sentence that says it.

    Parameters
    ----------
    of
        Everybody, whose share they are.
    where, said
        Beyond so many minutes of what: the end of the sentence, and the values of its placeholders.
    lacks
        Whether somebody's side of the standard is unknown: an exact count is then the least, an interval that of the
        others, and nobody is not said.
    """
    share = Figure(persons.central.value / of.value, "share", persons.central.cells, over=of.cells, digits=1)
    apart = persons.low.told != persons.high.told
    ends: dict[str, Value] = {"low": persons.low, "high": persons.high} if apart else {}
    kind = "between" if apart else "about" if persons.central.coarse else "exactly"
    pattern = ONE[lacks] if kind == "exactly" and round(persons.central.value) == 1 else LIVING[kind, lacks]
    pattern = pattern if persons.high.value >= MIN_PERSONS else NOBODY
    values = {"far": str(standard), "n": persons.central, "share": share, **ends, **said}
    whole = Text(pattern.fr.replace("{where}", where.fr), pattern.en.replace("{where}", where.en))
    return Finding(whole, {key: value for key, value in values.items() if f"{{{key}}}" in whole.fr})


def span(study: Study, standard: float, group: str = "population", origins: pd.Index | None = None) -> Span:
    """How many persons of a group are beyond a standard, of all origins or of some; exact on a network."""
    here = study.values.index if origins is None else origins
    ends = zip(beyond(study, here, study.communes[group], standard), ENDS, strict=True)
    among = "" if origins is None else f" and commune in {origins.tolist()!r}"
    coarse = bool(study.estimated[here].any())
    return Span(
        *(
            Figure(count, "persons", Cells("communes", group, "sum", f"{minutes} > {standard}{among}"), coarse=coarse)
            for count, minutes in ends
        )
    )


ENDS = (f"{MINUTES} - error", MINUTES, f"{MINUTES} + error")


def beyond_by_age(study: Study, standard: float, origins: pd.Index | None = None) -> Finding | None:
    """Residents beyond a standard, those of 65 and over and those under 20, of all origins or of some.

    None where the minutes of somebody are unknown.
    """
    groups = {"all": "population", "old": "over_65", "young": "under_20"}
    persons = {key: span(study, standard, group, origins) for key, group in groups.items()}
    return Finding(BY_AGE, {"m": str(standard), **persons}) if np.isfinite(persons["all"].high.value) else None


BY_AGE = Text(
    "Habitants à plus de {m} minutes : {all} ; de 65 ans ou plus : {old} ; de moins de 20 ans : {young}.",
    "More than {m} minutes away: {all} residents; aged 65 or over: {old}; under 20: {young}.",
)
MIN_PERSONS = 0.5
"""Fewer persons than this are nobody: shares of a commune count parts of persons."""
NOBODY = Text(
    "Aucun habitant ne vit à plus de {far} minutes{where}.", "No resident lives more than {far} minutes{where}."
)
ONE = {
    False: Text(
        "{n} habitant ({share}) vit à plus de {far} minutes{where}.",
        "{n} resident ({share}) lives more than {far} minutes{where}.",
    ),
    True: Text(
        "Au moins {n} habitant ({share}) vit à plus de {far} minutes{where}.",
        "At least {n} resident ({share}) lives more than {far} minutes{where}.",
    ),
}
LIVING: Mapping[tuple[str, bool], Text] = {
    ("exactly", False): Text(
        "{n} habitants ({share}) vivent à plus de {far} minutes{where}.",
        "{n} residents ({share}) live more than {far} minutes{where}.",
    ),
    ("exactly", True): Text(
        "Au moins {n} habitants ({share}) vivent à plus de {far} minutes{where}.",
        "At least {n} residents ({share}) live more than {far} minutes{where}.",
    ),
    ("about", False): Text(
        "Environ {n} habitants ({share}) vivent à plus de {far} minutes{where}.",
        "About {n} residents ({share}) live more than {far} minutes{where}.",
    ),
    ("about", True): Text(
        "Parmi ceux dont les minutes sont connues, environ {n} habitants vivent à plus de {far} minutes{where}.",
        "Of those whose minutes are known, about {n} residents live more than {far} minutes{where}.",
    ),
    ("between", False): Text(
        "Entre {low} et {high} habitants environ vivent à plus de {far} minutes{where} ; au centre de l'estimation, "
        "{n} ({share}).",
        "Between {low} and about {high} residents live more than {far} minutes{where}; at the centre of the estimate, "
        "{n} ({share}).",
    ),
    ("between", True): Text(
        "Parmi ceux dont les minutes sont connues, entre {low} et {high} habitants environ vivent à plus de {far} "
        "minutes{where}.",
        "Of those whose minutes are known, between {low} and about {high} residents live more than {far} "
        "minutes{where}.",
    ),
}


def _apart(study: Study) -> Finding | None:
    square = study.distances[MINUTES].to_numpy(float).reshape(len(study.origins), -1)
    minutes = distance.internal_distance(square, study.origins["weight"].to_numpy(float))
    if not np.isfinite(minutes):
        return None
    cells = Cells("pairs", MINUTES, "mean", weight="persons")
    said = {"m": Figure(minutes, "trip", cells, coarse=not study.by_road)}
    return Finding(APART_BY_ROAD if study.by_road else APART, said)


APART_BY_ROAD = Text(
    "Deux habitants pris au hasard sont à {m} de route l'un de l'autre.",
    "Two residents taken at random are {m} apart by road.",
)
APART = Text(
    "Deux habitants pris au hasard sont à {m} l'un de l'autre.",
    "Two residents taken at random are {m} apart.",
)


def to(study: Study) -> Text:
    """Towards whom the distances of a study are taken, in words."""
    return both(lambda lang: destination_label(study, lang))


def place(study: Study) -> Text:
    """Which place the communes are read from: never called competent where its jurisdiction is not known."""
    competent = study.values.get("competent")
    if competent is None or not competent.any():
        return Text("du lieu le plus proche connu", "the nearest known place")
    if (competent | study.values["unserved"]).all():
        return Text("du guichet compétent", "the competent desk")
    return Text(
        "du guichet compétent, sinon du lieu le plus proche connu", "the competent desk, else the nearest known place"
    )


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
    names = sorted({name for side in off_network(study) for name in side}, key=collation)
    more = [Text("{n} autres", "{n} others").in_lang(lang).format(n=len(names) - LISTED)] if len(names) > LISTED else []
    return said + ([off.in_lang(lang).format(names=enumeration(names[:LISTED] + more, lang))] if names else [])


def off_network(study: Study) -> tuple[list[str], list[str]]:
    """Names of the origins and of the destinations that no road of the network comes near."""
    if not study.by_road:
        return [], []
    grid = study.distances[f"{MINUTES}__estimated"].to_numpy().reshape(len(study.origins), -1) == 1
    rows, columns = grid.all(axis=1), grid.all(axis=0)
    return study.origins.loc[rows, "name"].tolist(), study.destinations.loc[columns, "name"].tolist()


def from_squares(study: Study, lang: Lang) -> str:
    """From where residents set out: squares, the share of the persons INSEE imputed, communes without any."""
    place = study.territory
    source = layers.loaded({"squares"}, place)["squares"]
    lived_in = squares.origins(source.table, place.communes)
    bare = len(place.communes) - lived_in["commune"].nunique()
    said = Text(
        "Les habitants partent des carreaux de 200 m où ils vivent (Insee, {year}) ; {share} d'entre eux vivent dans "
        "un carreau dont l'Insee a estimé les chiffres.",
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
