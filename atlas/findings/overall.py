"""What is said of the overall distance as a whole: what it rests on, and where it stands (METHOD 2.3)."""

import math

import distance
from cage import Study
from i18n import Text, both

from ..finding import Cells, Figure, Finding
from ..maps import LABELS
from ..ranking import HALF_KNOWN, known_share
from ..words import enumeration

PARTIAL_UNDER = 0.6
"""Known share under which an overall distance is told as partial, with what is missing (rule 2)."""


def of_the_whole(study: Study) -> list[Finding]:
    """What is missing, the desks that are level, where it stands in France, what size and minutes explain."""
    return [*partial(study), *desks_level(study), *in_france(study), *size_and_minutes(study)]


def partial(study: Study) -> list[Finding]:
    """That the overall distance is partial, and which dimensions are known for less than half."""
    share = float(study.coverage.mean())
    if study.values["composite"].isna().all() or share >= PARTIAL_UNDER:
        return []
    weighed = [d for d in study.scores.dimensions if study.scheme.weights[d] > 0]
    few = [d for d in weighed if known_share(study, d) < HALF_KNOWN]
    missing = both(lambda lang: enumeration([LABELS[d].in_lang(lang).lower() for d in few], lang))
    known = Figure(share, "share", Cells("pairs", "coverage", "mean"))
    return [Finding(PARTIAL if few else PARTIAL_ALL_OVER, {"share": known, "missing": missing})]


PARTIAL = Text(
    "Distance d'ensemble partielle : on connaît ici {share} de ce qui la compose ; il manque surtout, par dimension : "
    "{missing}.",
    "Partial overall distance: {share} of what makes it is known here; what is missing most, by dimension: {missing}.",
)
PARTIAL_ALL_OVER = Text(
    "Distance d'ensemble partielle : on connaît ici {share} de ce qui la compose.",
    "Partial overall distance: {share} of what makes it is known here.",
)


def desks_level(study: Study) -> list[Finding]:
    """How many origins have several desks that nothing tells from the nearest (rule 7)."""
    if not study.to_one_destination:
        return []
    several = study.values["desks_within_error"] > 1
    values = {
        "n": Figure(int(several.sum()), "count", Cells("communes", "", "count", "desks_within_error > 1")),
        "all": Figure(len(several), "count", Cells("communes", "", "count")),
    }
    return [Finding(SEVERAL, values)] if several.any() else []


SEVERAL = Text(
    "Communes dont plusieurs lieux sont aussi proches, à l'erreur près sur les minutes : {n} sur {all}. La distance "
    "est celle du plus proche ; la fiche de chacune dit l'étendue.",
    "Communes with several places as near, within the error on minutes: {n} of {all}. The distance is that of the "
    "nearest; the card of each tells the range.",
)


def size_and_minutes(study: Study) -> list[Finding]:
    """The share of the overall distance between communes that their sizes and the minutes explain (rule 13)."""
    read = study.at_equal
    if read is None or math.isnan(read.explained):
        return []
    explained = Figure(read.explained, "share", Cells("at_equal", "explained", where="index == 'composite'"))
    return [Finding(EXPLAINED, {"share": explained})]


EXPLAINED = Text(
    "La taille des communes et les minutes qui les séparent expliquent {share} des différences de distance d'ensemble "
    "; la carte « à taille et minutes égales » montre le reste.",
    "The sizes of communes and the minutes between them explain {share} of the differences in overall distance; the "
    "map “at equal size and minutes” shows the rest.",
)


def in_france(study: Study) -> list[Finding]:
    """Where the pairs of residents stand among those of one intercommunality, over France (rule 18)."""
    placed = study.national_percentile
    if placed is None or placed.isna().all():
        return []
    mean = distance.weighted_mean(placed, study.origins["weight"])
    cells = Cells("communes", "national_percentile", "mean", weight="population")
    return [Finding(FARTHER_THAN, {"n": Figure(mean, "count", cells)})]


FARTHER_THAN = Text(
    "En moyenne, deux habitants d'ici sont plus éloignés que {n} % des paires de communes d'une même intercommunalité, "
    "en France, sur ce qu'on connaît des deux côtés.",
    "On average two residents here are farther apart than {n}% of the pairs of communes of one intercommunality in "
    "France, on what is known on both sides.",
)
