"""Where a territory breaks, and what is closer on paper only, in sentences."""

import math

import pandas as pd

from cage import Study
from distance.borders import SAME_MINUTES, SAME_SIZE, Fault, Matched
from i18n import Lang, Text, number, percent, signed

from .merger import CHANCE, chance, named


def breaks(table: pd.DataFrame, found: Fault | None, column: str, lang: Lang) -> list[str]:
    """Whether the territory breaks at the former borders: means, those among the sharpest, and chance."""
    if found is None or math.isnan(found.across) or math.isnan(found.inside):
        return [sharpest(table, column, lang)]
    said = Text(
        "De part et d'autre d'une ancienne frontière, deux communes voisines sont à une {name} de {across} en moyenne, "
        "contre {inside} ailleurs ({n} et {m} limites).",
        "On either side of a former border, two neighbouring communes are at {a} {name} of {across} on average, "
        "against {inside} elsewhere ({n} and {m} borders).",
    )
    first = said.in_lang(lang).format(
        a="an" if column in ("composite", "administrative", "economic") else "a",
        name=named(column, lang),
        across=number(found.across, lang, 2),
        inside=number(found.inside, lang, 2),
        n=number(found.pairs_across, lang),
        m=number(found.pairs_inside, lang),
    )
    return [first, _by_chance(found, lang), _among_sharpest(table, lang)]


def _by_chance(found: Fault, lang: Lang) -> str:
    said = Text(
        "Écart : {gap}. Des frontières d'un seul tenant tirées au hasard donnent de {low} à {high} (p{p}) : {verdict}.",
        "Gap: {gap}. Contiguous borders drawn at random give {low} to {high} (p{p}): {verdict}.",
    )
    where = Text(
        "le territoire se fend bien là, minutes et tailles comprises",
        "the territory does break there, minutes and sizes included",
    )
    closer = Text("on s'y ressemble davantage qu'ailleurs", "neighbours are more alike there than elsewhere")
    nothing = Text(
        "rien ne dit qu'il se fende là plutôt qu'ailleurs", "nothing says it breaks there rather than elsewhere"
    )
    ruled = nothing if found.p >= CHANCE else (where if found.difference > 0 else closer)
    return said.in_lang(lang).format(
        gap=signed(found.difference, lang, 2),
        low=signed(found.low, lang, 2),
        high=signed(found.high, lang, 2),
        p=chance(found.p, lang),
        verdict=ruled.in_lang(lang),
    )


def like_with_like(found: Matched | None, column: str, lang: Lang) -> list[str]:
    """Neighbours across a former border beside those inside that are as far and as unlike in size; how many are."""
    if found is None or math.isnan(found.difference):
        return []
    said = Text(
        "Chacune de ces limites comparée à ses pareilles du même côté (à {minutes} min et un facteur {size} de taille "
        "près, {n} sur {of} en ont) : {name} de {across} contre {inside} (au hasard, écart de {low} à {high} ; p{p}).",
        "Each of these borders beside its likes on the same side (within {minutes} min and a factor {size} of size, "
        "{n} of {of} have some): {name} of {across} against {inside} (at random, a gap of {low} to {high}; p{p}).",
    )
    written = said.in_lang(lang).format(
        minutes=number(SAME_MINUTES, lang),
        size=number(math.exp(SAME_SIZE), lang, 1),
        n=found.matched,
        of=found.pairs,
        name=named(column, lang),
        across=number(found.across, lang, 2),
        inside=number(found.inside, lang, 2),
        low=signed(found.low, lang, 2),
        high=signed(found.high, lang, 2),
        p=chance(found.p, lang),
    )
    return [written]


SHARPEST = 20


def _among_sharpest(table: pd.DataFrame, lang: Lang) -> str:
    """How many of the sharpest borders are former ones, beside their share of all."""
    if len(table) < 2 * SHARPEST:
        return ""
    former = table.sort_values("value", ascending=False, kind="stable")["former"].eq(True)
    said = Text(
        "Parmi les {n} limites les plus marquées, {k} sont d'anciennes frontières, qui font {share} de toutes.",
        "Among the {n} sharpest borders, {k} are former ones, which make {share} of all.",
    )
    return said.in_lang(lang).format(
        n=SHARPEST, k=int(former.head(SHARPEST).sum()), share=percent(float(former.mean()), lang)
    )


def sharpest(table: pd.DataFrame, column: str, lang: Lang) -> str:
    """How far apart neighbours are: on average, at the least and at the most."""
    said = Text(
        "Deux communes voisines sont à une {name} de {mean} en moyenne, {low} au plus près et {high} au plus loin.",
        "Two neighbouring communes are at a mean {name} of {mean}, {low} at the closest and {high} at the farthest.",
    )
    values = table["value"]
    numbers = {"mean": values.mean(), "low": values.min(), "high": values.max()}
    written = {key: number(float(value), lang, 2) for key, value in numbers.items()}
    return said.in_lang(lang).format(name=named(column, lang), **written)


def on_paper(table: pd.DataFrame, later: Study, lang: Lang) -> list[str]:
    """How many pairs are closer on paper only, of how many, and how many of them chance alone could keep apart."""
    said = Text(
        "Pour {n} paires de communes sur {of}, la fusion a fait baisser la distance administrative, mais la distance "
        "culturelle ou économique reste au-dessus de la médiane.",
        "For {n} pairs of communes out of {of}, the merger brought the administrative distance down, but the cultural "
        "or the economic distance stays above the median.",
    )
    n = len(later.origins)
    sentences = [said.in_lang(lang).format(n=number(len(table), lang), of=number(n * (n - 1) / 2, lang))]
    if "economic" not in table or table["economic"].isna().all():
        sentences.append(
            Text(
                "La distance économique est inconnue ici : seule la culture est lue.",
                "The economic distance is unknown here: only culture is read.",
            ).in_lang(lang)
        )
    if (hidden := int((table["in_noise"] > HALF).sum())) > 0:
        doubt = Text(
            "Barre hachurée : pour {n} paires, la distance culturelle tient surtout au bruit des petits effectifs.",
            "Hatched bar: for {n} pairs, the cultural distance is mostly within the noise of small numbers.",
        )
        sentences.append(doubt.in_lang(lang).format(n=number(hidden, lang)))
    return sentences


HALF = 0.5
