"""Where a territory breaks, and what is closer on paper only, in sentences."""

import math

import numpy as np
import pandas as pd

import merger
from cage import Study
from distance.borders import CHANCE, SAME_MINUTES, SAME_SIZE, Fault, Matched
from distance.merger import symmetric
from i18n import Lang, Text, number, percent, signed

from .merger import TOO_FEW, chance, named

DIAGONAL = Text(
    "Sur la diagonale, la distance interne : deux habitants tirés au hasard dans la même ancienne intercommunalité. En "
    "minutes, ils peuvent être de la même commune ; ailleurs, ils sont de deux communes (tiret : il n'y en a qu'une). "
    "L'intérieur d'une commune n'est jamais compté pour zéro.",
    "On the diagonal, the internal distance: two residents drawn at random in the same former intercommunality. In "
    "minutes, they may be of the same commune; elsewhere, they are of two communes (dash: there is only one). The "
    "inside of a commune is never counted as zero.",
)


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
    """The gap as it is beside random borders: no proof, since neither minutes nor sizes are equal."""
    said = Text("Écart brut : {gap}{beside} ; {verdict}.", "Raw gap: {gap}{beside}; {verdict}.").in_lang(lang)
    gap = signed(found.difference, lang, 2)
    if math.isnan(found.p):
        return said.format(gap=gap, beside="", verdict=TOO_FEW.in_lang(lang))
    beside = Text(
        ", quand des frontières d'un seul tenant tirées au hasard donnent de {low} à {high}",
        ", while contiguous borders drawn at random give {low} to {high}",
    )
    low, high = (signed(value, lang, 2) for value in (found.low, found.high))
    where = Text("les voisines y sont plus éloignées{but}", "neighbours are farther apart there{but}")
    closer = Text("les voisines y sont plus proches{but}", "neighbours are closer there{but}")
    ruled = where if found.difference > 0 else closer
    verdict = NOTHING if found.p >= CHANCE else Text(ruled.fr.format(but=BUT.fr), ruled.en.format(but=BUT.en))
    return said.format(gap=gap, beside=beside.in_lang(lang).format(low=low, high=high), verdict=verdict.in_lang(lang))


NOTHING = Text("rien ne dit que ce soit là plutôt qu'ailleurs", "nothing says it is there rather than elsewhere")
BUT = Text(
    ", mais ni les minutes ni les tailles n'y sont les mêmes : voir à minutes et tailles égales",
    ", but neither minutes nor sizes are the same there: see at equal minutes and sizes",
)


def like_with_like(found: Matched | None, column: str, lang: Lang) -> list[str]:
    """Neighbours across a former border beside those inside that are as far and as unlike in size; how many are."""
    if found is None or math.isnan(found.difference):
        return []
    said = Text(
        "Chacune de ces limites comparée à ses pareilles du même côté (à {minutes} min et un facteur {size} de taille "
        "près, {n} sur {of} en ont) : {name} de {across} contre {inside} ({beside}).",
        "Each of these borders beside its likes on the same side (within {minutes} min and a factor {size} of size, "
        "{n} of {of} have some): {name} of {across} against {inside} ({beside}).",
    )
    random = Text("au hasard, écart de {low} à {high} ; p{p}", "at random, a gap of {low} to {high}; p{p}")
    low, high = (signed(value, lang, 2) for value in (found.low, found.high))
    told = random.format(low=low, high=high, p=chance(found.p, lang)) if not math.isnan(found.p) else TOO_FEW
    written = said.in_lang(lang).format(
        minutes=number(SAME_MINUTES, lang),
        size=number(math.exp(SAME_SIZE), lang, 1),
        n=found.matched,
        of=found.pairs,
        name=named(column, lang),
        across=number(found.across, lang, 2),
        inside=number(found.inside, lang, 2),
        beside=told.in_lang(lang),
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
        "Pour {n} paires de communes sur {of} connues avant et après, la fusion a fait baisser la distance "
        "administrative, mais la distance culturelle ou économique reste au-dessus de la médiane.",
        "For {n} pairs of communes out of {of} known before and after, the merger brought the administrative distance "
        "down, but the cultural or the economic distance stays above the median.",
    )
    known = np.isfinite(symmetric(merger.square(later, "administrative")))
    of = number(np.triu(known, 1).sum(), lang)
    sentences = [said.in_lang(lang).format(n=number(len(table), lang), of=of)]
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
