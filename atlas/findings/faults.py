"""Where a territory breaks, and what is closer on paper only, in sentences."""

import math

import numpy as np
import pandas as pd

import merger
from cage import Study
from distance.between import symmetric
from distance.borders import SAME_MINUTES, SAME_SIZE
from distance.tested import Fault, Matched
from i18n import Text, both

from ..finding import Cells, Figure, Finding, Value, adding_up
from .between import cell
from .distances import named

DIAGONAL = Text(
    "Sur la diagonale, la distance interne : deux habitants tirés au hasard dans la même ancienne intercommunalité. En "
    "minutes, ils peuvent être de la même commune ; ailleurs, ils sont de deux communes (tiret : il n'y en a qu'une). "
    "L'intérieur d'une commune n'est jamais compté pour zéro.",
    "On the diagonal, the internal distance: two residents drawn at random in the same former intercommunality. In "
    "minutes, they may be of the same commune; elsewhere, they are of two communes (dash: there is only one). The "
    "inside of a commune is never counted as zero.",
)


def breaks(table: pd.DataFrame, found: Fault | None, column: str) -> list[Finding]:
    """Whether the territory breaks at the former borders: how many of the sharpest are, then means of both kinds.

    Without a former border, how far apart neighbours are; nothing where no distance is known.
    """
    if found is None or math.isnan(found.across) or math.isnan(found.inside):
        return [sharpest(table, column)] if len(table) else []
    means = Finding(MEANS, _means(found, column))
    most = _among_sharpest(table, column)
    return [most, means] if most else [means]


def _means(found: Fault, column: str) -> dict[str, Value]:
    digits = adding_up([found.inside, found.difference], found.across)
    across, inside = (
        Cells("fault_lines", column, "mean", f"former_border == {former} and {column}.notna()") for former in (1, 0)
    )
    return {
        "name": both(lambda lang: named(column, lang)),
        "a": Text("", "an" if column in ("composite", "administrative", "economic") else "a"),
        "across": Figure(found.across, "score", across, digits=digits),
        "inside": Figure(found.inside, "score", inside, digits=digits),
        "gap": Figure(found.difference, "signed_score", across, less=inside, digits=digits),
        "n": Figure(found.pairs_across, "count", Cells("fault_lines", "", "count", across.where)),
        "m": Figure(found.pairs_inside, "count", Cells("fault_lines", "", "count", inside.where)),
    }


MEANS = Text(
    "De part et d'autre d'une ancienne frontière, deux communes voisines sont à une {name} de {across} en moyenne, "
    "contre {inside} ailleurs, soit {gap} (limites communales : {n} et {m}).",
    "On either side of a former border, two neighbouring communes are at {a} {name} of {across} on average, against "
    "{inside} elsewhere, that is {gap} (commune borders: {n} and {m}).",
)


def like_with_like(found: Matched | None, column: str) -> Finding | None:
    """Neighbours across a former border beside those inside that are as far and as unlike in size; how many are."""
    if found is None or math.isnan(found.difference):
        return None
    digits = adding_up([found.inside, found.difference], found.across)

    def score(field: str) -> Figure:
        return Figure(getattr(found, field), "score", cell("alike", field, column), digits=digits)

    values: dict[str, Value] = {
        "minutes": Figure(SAME_MINUTES, "count", Cells("matching", "minutes")),
        "size": Figure(math.exp(SAME_SIZE), "count", Cells("matching", "size"), digits=1),
        "n": Figure(found.matched, "count", cell("alike", "matched", column)),
        "of": Figure(found.pairs, "count", cell("alike", "pairs", column)),
        "name": both(lambda lang: named(column, lang)),
        "across": score("across"),
        "inside": score("inside"),
        "gap": Figure(found.difference, "signed_score", cell("alike", "difference", column), digits=digits),
    }
    return Finding(LIKE, values)


LIKE = Text(
    "Chacune de ces limites comparée à ses pareilles du même côté (à {minutes} min et un facteur {size} de taille "
    "près ; {n} sur {of} en ont) : {name} de {across} contre {inside}, soit {gap}.",
    "Each of these borders beside its likes on the same side (within {minutes} min and a factor {size} of size; {n} of "
    "{of} have some): {name} of {across} against {inside}, that is {gap}.",
)

SHARPEST = 20
"""Borders told as the sharpest, and those that are level with the last of them as it is shown."""


def _among_sharpest(table: pd.DataFrame, column: str) -> Finding | None:
    """How many of the sharpest borders are former ones, beside their share of all; None of few borders."""
    if len(table) < 2 * SHARPEST or table["former"].isna().all():
        return None
    shown = table["value"].astype(float).round(2)
    least = float(shown.nlargest(SHARPEST).iloc[-1])
    top, former = shown >= least, table["former"].eq(True)
    where = f"{column}.notna()"
    sharp = f"{where} and {column}.astype('float64').round(2) >= {least!r}"

    def count(rows: str) -> Cells:
        return Cells("fault_lines", "", "count", rows)

    k, n = int((top & former).sum()), int(top.sum())
    values: dict[str, Value] = {
        "n": Figure(n, "count", count(sharp)),
        "k": Figure(k, "count", count(f"{sharp} and former_border == 1")),
        "share": Figure(k / n, "share", count(f"{sharp} and former_border == 1"), over=count(sharp)),
        "all": Figure(float(former.mean()), "share", count(f"{where} and former_border == 1"), over=count(where)),
    }
    return Finding(NONE_SHARP if k == 0 else SHARP, values)


SHARP = Text(
    "Anciennes frontières parmi les {n} limites les plus marquées : {k} ({share}, contre {all} de toutes les limites).",
    "Former borders among the {n} sharpest borders: {k} ({share}, against {all} of all borders).",
)
NONE_SHARP = Text(
    "Aucune des {n} limites les plus marquées n'est une ancienne frontière (elles sont {all} de toutes les limites).",
    "None of the {n} sharpest borders is a former one (they are {all} of all borders).",
)


def sharpest(table: pd.DataFrame, column: str) -> Finding:
    """How far apart neighbours are: on average, at the least and at the most."""
    values = table["value"].astype(float)
    found = {"mean": values.mean(), "min": values.min(), "max": values.max()}
    figures: dict[str, Value] = {
        how: Figure(float(value), "score", Cells("fault_lines", column, how))  # type: ignore[arg-type] # min, max, mean
        for how, value in found.items()
    }
    return Finding(NEIGHBOURS, {"name": both(lambda lang: named(column, lang)), **figures})


NEIGHBOURS = Text(
    "Deux communes voisines sont à une {name} de {mean} en moyenne, de {min} à {max} selon les limites.",
    "Two neighbouring communes are at a mean {name} of {mean}, from {min} to {max} depending on the border.",
)


def on_paper(table: pd.DataFrame, later: Study) -> list[Finding]:
    """How many pairs are closer on paper only, of how many, and how many of them chance alone could keep apart."""
    known = int(np.triu(np.isfinite(symmetric(merger.square(later, "administrative"))), 1).sum())
    pairs, of = Cells("closer", "", "count"), Cells("sides", "", "count", "administrative_after.notna()")
    values: dict[str, Value] = {
        "n": Figure(len(table), "count", pairs),
        "of": Figure(known, "count", of),
        "share": Figure(len(table) / known if known else math.nan, "share", pairs, over=of),
    }
    if table.empty:
        return [Finding(NO_PAIR, values)]
    found = [Finding(CLOSER_ON_PAPER, values), Finding(STILL_FAR)]
    if "economic" not in table or table["economic"].isna().all():
        found.append(Finding(CULTURE_ALONE))
    hidden = int((table["in_noise"] > MOSTLY_NOISE).sum())
    if hidden:
        found.append(
            Finding(DOUBT, {"n": Figure(hidden, "count", Cells("closer", "", "count", f"in_noise > {MOSTLY_NOISE}"))})
        )
    return found


CLOSER_ON_PAPER = Text(
    "Paires de communes plus proches sur le papier seulement : {n} sur {of} ({share}).",
    "Pairs of communes that are closer on paper only: {n} of {of} ({share}).",
)
STILL_FAR = Text(
    "Leur distance administrative a baissé, mais leur distance culturelle ou économique reste au-dessus de la médiane "
    "des paires du territoire.",
    "Their administrative distance fell, but their cultural or economic distance stays above the median of the pairs "
    "of the territory.",
)
NO_PAIR = Text(
    "Aucune des {of} paires de communes connues avant et après n'est plus proche sur le papier seulement.",
    "None of the {of} pairs of communes known before and after is closer on paper only.",
)
CULTURE_ALONE = Text(
    "La distance économique est inconnue ici : seule la culture est lue.",
    "The economic distance is unknown here: only culture is read.",
)
DOUBT = Text(
    "Paires dont la distance culturelle tient surtout au bruit des petits effectifs (barre hachurée) : {n}.",
    "Pairs whose cultural distance is mostly within the noise of small numbers (hatched bar): {n}.",
)
MOSTLY_NOISE = 0.5
