"""What is said of minutes: who is beyond a standard, how far apart two residents are, and how minutes were had."""

import numpy as np
import pandas as pd

import distance
import layers
from cage import MINUTES, ROUNDED_TO, STANDARDS, Study
from i18n import Lang, Text, both, percent
from layers import squares

from .finding import Cells, Figure, Finding, Span, Value
from .table import beyond
from .words import destination_label, enumeration

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
    values: dict[str, Value] = {"far": str(FAR), "place": place(study), "to": to(study), "n": persons.central}
    if not np.isfinite(persons.high.value):
        return None
    if persons.high.value == 0:
        return Finding(NOBODY, values)
    everybody = study.communes["population"].sum()
    values["share"] = Figure(persons.central.value / everybody, "share", persons.central.cells, over=ALL, digits=1)
    if persons.low.told == persons.high.told:
        return Finding(ABOUT if persons.central.coarse else SOME, values)
    return Finding(BETWEEN, {**values, "low": persons.low, "high": persons.high})


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


def beyond_by_age(study: Study, standard: float, origins: pd.Index | None = None) -> Finding:
    """Residents beyond a standard, those of 65 and over and those under 20, of all origins or of some."""
    groups = {"all": "population", "old": "over_65", "young": "under_20"}
    return Finding(
        BY_AGE, {"m": str(standard)} | {key: span(study, standard, group, origins) for key, group in groups.items()}
    )


BY_AGE = Text(
    "À plus de {m} minutes : {all} habitants ; de 65 ans ou plus : {old} ; de moins de 20 ans : {young}.",
    "More than {m} minutes away: {all} residents; aged 65 or over: {old}; under 20: {young}.",
)
ALL = Cells("communes", "population", "sum")
NOBODY = Text(
    "Aucun habitant ne vit à plus de {far} minutes {place} ({to}).",
    "No resident lives more than {far} minutes from {place} ({to}).",
)
SOME = Text(
    "{n} habitants ({share}) vivent à plus de {far} minutes de route {place} ({to}).",
    "{n} residents ({share}) live more than {far} minutes by road from {place} ({to}).",
)
ABOUT = Text(
    "Environ {n} habitants ({share}) vivent à plus de {far} minutes {place} ({to}).",
    "About {n} residents ({share}) live more than {far} minutes from {place} ({to}).",
)
BETWEEN = Text(
    "Entre {low} et {high} habitants environ vivent à plus de {far} minutes {place} ({to}) ; au centre de "
    "l'estimation, {n} ({share}).",
    "Between {low} and about {high} residents live more than {far} minutes from {place} ({to}); at the centre of the "
    "estimate, {n} ({share}).",
)


def _apart(study: Study) -> Finding | None:
    square = study.distances[MINUTES].to_numpy(float).reshape(len(study.origins), -1)
    minutes = distance.internal_distance(square, study.origins["weight"].to_numpy(float))
    if not np.isfinite(minutes):
        return None
    cells = Cells("pairs", MINUTES, "mean", weight="persons")
    if study.by_road:
        return Finding(APART_BY_ROAD, {"m": Figure(minutes, "minutes", cells)})
    return Finding(APART, {"m": Figure(minutes, "minutes", cells, step=ROUNDED_TO)})


APART_BY_ROAD = Text(
    "Deux habitants pris au hasard sont à {m} minutes de route l'un de l'autre.",
    "Two residents taken at random are {m} minutes apart by road.",
)
APART = Text(
    "Deux habitants pris au hasard sont à environ {m} minutes l'un de l'autre.",
    "Two residents taken at random are about {m} minutes apart.",
)


def to(study: Study) -> Text:
    """Towards whom the distances of a study are taken, in words."""
    return both(lambda lang: destination_label(study, lang))


def place(study: Study) -> Text:
    """Which place the communes are read from: never called competent where its jurisdiction is not known."""
    competent = study.values.get("competent")
    if competent is None or not competent.any():
        return Text("du lieu le plus proche connu", "the nearest known place")
    if competent.all():
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
