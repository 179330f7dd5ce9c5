"""What to know before quoting a study: coverage, estimates, what is not loaded, sources."""

import math

import layers
from cage import Study
from i18n import Lang, Text, collation, number, percent

from ..words import COLON, SEMICOLON, enumeration
from . import minutes
from .commune import cited
from .overview import in_noise


def notes(study: Study, lang: Lang) -> list[str]:
    """What a reader must know before quoting: coverage, estimates, what is not loaded."""
    known = study.coverage.mean()
    found = [
        Text(
            "Couverture : {share} du poids est connu, en moyenne ; l'inconnu n'est jamais compté comme zéro.",
            "Coverage: {share} of the weight is known on average; unknown is never counted as zero.",
        )
        .in_lang(lang)
        .format(share=percent(known, lang))
    ]
    found += minutes.how_minutes(study, lang)
    own_desk = [OWN_DESK.in_lang(lang)] if study.to_one_destination else []
    unobserved = _by_law(study, lang) + _missing_desks(study, lang)
    return found + around(study, lang) + own_desk + _in_noise(study, lang) + unobserved


def sources(study: Study, lang: Lang) -> str:
    """Publishers and years of everything the distances are made of."""
    listed = sorted({cited(key, study, lang) for key in study.loaded}, key=collation)
    return f"Sources{COLON.in_lang(lang)}{SEMICOLON.in_lang(lang).join(listed)}."


def around(study: Study, lang: Lang) -> list[str]:
    """Whether places outside the territory count, towards places."""
    if not study.to_one_destination:
        return []
    edge = study.communes.loc[study.communes["outer_border"], "name"]
    if (~study.destinations["commune"].isin(study.communes.index)).any():
        return [AROUND.in_lang(lang)]
    return [NOT_AROUND[min(len(edge), 2)].in_lang(lang).format(n=len(edge))]


AROUND = Text(
    "Les lieux connus jusqu'à 30 km hors du territoire comptent.",
    "Places known up to 30 km outside the territory count.",
)
NOT_AROUND = (
    Text("Seuls les lieux du territoire sont chargés.", "Only places of the territory are loaded."),
    Text(
        "Seuls les lieux du territoire sont chargés : la commune de sa limite a peut-être plus proche ailleurs.",
        "Only places of the territory are loaded: the commune on its border may have one closer outside.",
    ),
    Text(
        "Seuls les lieux du territoire sont chargés : les {n} communes de sa limite ont peut-être plus proche "
        "ailleurs.",
        "Only places of the territory are loaded: the {n} communes on its border may have one closer outside.",
    ),
)
"""Towards no commune, one, or several on the border."""
OWN_DESK = Text(
    "Une commune qui a son guichet est à distance nulle de lui, sauf en minutes.",
    "A commune with its own desk is at no distance from it, but for minutes.",
)


def _in_noise(study: Study, lang: Lang) -> list[str]:
    """Rule 6: how many pairs are under the noise of small numbers, by indicator."""
    said = [
        f"{study.indicators[column].label.in_lang(lang).lower()} {percent(share, lang)}"
        for column, share in in_noise(study).items()
        if not math.isnan(share)
    ]
    lead = Text(
        "Couples dans le bruit des petits effectifs : {what}.", "Pairs within the noise of small numbers: {what}."
    )
    return [lead.in_lang(lang).format(what=", ".join(said))] if said else []


def _by_law(study: Study, lang: Lang) -> list[str]:
    """How many of the places gone to were never observed, but exist by law."""
    deduced = int(layers.is_deduced(study.destinations).sum())
    said = Text(
        "CCAS déduits de la loi (communes de 1 500 habitants ou plus), non observés : {n}. Chacun sert sa commune ; "
        "les CCAS observés les remplacent une fois chargés.",
        "CCAS deduced from the law (communes of 1,500 inhabitants or more), not observed: {n}. Each serves its "
        "commune; observed ones replace them once loaded.",
    )
    return [said.in_lang(lang).format(n=number(deduced, lang))] if deduced else []


def _missing_desks(study: Study, lang: Lang) -> list[str]:
    missing = () if study.pair.destination == "resident" else layers.not_loaded(study.territory)
    if not missing:
        return []
    names = enumeration(list(missing), lang)
    return [Text("Guichets {names} : non chargés.", "{names} desks: not loaded.").in_lang(lang).format(names=names)]
