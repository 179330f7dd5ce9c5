"""How far apart former intercommunalities are, and what their border itself makes: one sentence, whoever says it."""

import math
from collections.abc import Mapping

from cage import MINUTES, Study
from distance.tested import CHANCE, BorderEffect, Fault, Matched
from i18n import NBSP, Lang, Text, both, number, signed
from merger.contrast import contrast, internal_minutes

from ..finding import Cells, Figure, Finding, Value
from .distances import ALMOST_NOTHING, named

DASH = "–"


def headline(study: Study, column: str, effects: Mapping[str, BorderEffect]) -> list[Finding]:
    """How far apart former EPCIs are, and whether their border itself shows; withheld where not known."""
    found = (_apart(study), between_within(study, column), by_itself(effects.get(column), column))
    return [said for said in found if said is not None]


def proof(study: Study, column: str, effects: Mapping[str, BorderEffect]) -> list[Finding]:
    """The figures behind `headline`: each commune counting as one, and the tests of the border."""
    found = (_by_commune(study, column), _tested(effects.get(column), column))
    return [said for said in found if said is not None]


def _apart(study: Study) -> Finding | None:
    """Minutes between two residents of two former EPCIs, and of one, who may live in the same commune."""
    between, within = contrast(study, MINUTES).persons.between, internal_minutes(study)
    if math.isnan(between) or math.isnan(within):
        return None
    estimated = not study.by_road
    cells = Cells("pairs", MINUTES, "mean", "former_origin == former_destination", "persons")
    return Finding(
        APART,
        {
            "between": Figure(between, "trip", _between(MINUTES, "persons"), coarse=estimated),
            "within": Figure(within, "trip", cells, coarse=estimated),
        },
    )


APART = Text(
    "D'une ancienne intercommunalité à l'autre, deux habitants sont à {between} ; au sein d'une même, à {within}.",
    "Two residents of two former intercommunalities are {between} apart; two residents of the same one, {within}.",
)


def _between(column: str, weight: str = "") -> Cells:
    where = "former_a != former_b and former_a.notna() and former_b.notna()"
    return Cells("reading_pairs", column, "mean", where, weight)


def _within(column: str, weight: str = "") -> Cells:
    return Cells("reading_pairs", column, "mean", "former_a == former_b", weight)


def between_within(study: Study, column: str) -> Finding | None:
    """One distance between former EPCIs and within them, of their residents; None where one is unknown."""
    found = contrast(study, column).persons
    if math.isnan(found.between) or math.isnan(found.within):
        return None
    values: dict[str, Value] = {
        "name": both(lambda lang: named(column, lang)),
        "between": Figure(found.between, "score", _between(column, "persons")),
        "within": Figure(found.within, "score", _within(column, "persons")),
    }
    return Finding(BETWEEN_WITHIN, values)


BETWEEN_WITHIN = Text(
    "De 0 à 1, la {name} entre habitants de deux communes est de {between} d'une ancienne intercommunalité à l'autre "
    "et de {within} au sein d'une même.",
    "From 0 to 1, the {name} between residents of two communes is {between} from one former intercommunality to "
    "another and {within} within one.",
)


def _by_commune(study: Study, column: str) -> Finding | None:
    found = contrast(study, column).communes
    if math.isnan(found.between) or math.isnan(found.within):
        return None
    values: dict[str, Value] = {
        "name": both(lambda lang: named(column, lang)),
        "between": Figure(found.between, "score", _between(column)),
        "within": Figure(found.within, "score", _within(column)),
    }
    return Finding(BY_COMMUNE, values)


BY_COMMUNE = Text(
    "En comptant chaque commune pour une : {name} de {between} d'une ancienne intercommunalité à l'autre, de {within} "
    "au sein d'une même.",
    "Each commune counting as one: {name} of {between} from one former intercommunality to another, {within} within "
    "one.",
)


def by_itself(effect: BorderEffect | None, column: str) -> Finding | None:
    """What the former border itself adds at equal minutes and size, in plain words; None where it is unknown."""
    if effect is None or math.isnan(effect.at_equal):
        return None
    values: dict[str, Value] = {
        "name": both(lambda lang: named(column, lang)),
        "v": _figure(effect.at_equal, "at_equal", column),
    }
    return Finding(verdict(effect), values)


def verdict(effect: BorderEffect) -> Text:
    """Whether the former border shows at all, beside borders drawn at random, all the distances read considered."""
    if math.isnan(effect.q):
        return TOO_FEW_HERE
    if effect.q >= CHANCE:
        return NOT_TOLD
    if abs(effect.at_equal) < ALMOST_NOTHING:
        return ALMOST
    return SHOWS if effect.at_equal > 0 else ALIKE


TOO_FEW_HERE = Text(
    "Trop peu de découpages d'un seul tenant sont possibles ici pour dire si l'ancienne frontière compte par "
    "elle-même ({name}).",
    "Too few contiguous perimeters are possible here to say whether the former border counts by itself ({name}).",
)
NOT_TOLD = Text(
    "À trajet et taille comparables, on ne distingue pas d'effet propre à l'ancienne frontière sur la {name} de deux "
    "communes voisines.",
    "At comparable travel time and size, no effect of the former border itself can be told in the {name} of two "
    "neighbouring communes.",
)
ALMOST = Text(
    "À trajet et taille comparables, l'ancienne frontière ne compte presque pas : {v} sur la {name} de deux communes "
    "voisines.",
    "At comparable travel time and size, the former border hardly counts: {v} in the {name} of two neighbouring "
    "communes.",
)
SHOWS = Text(
    "À trajet et taille comparables, l'ancienne frontière se voit encore : {v} sur la {name} de deux communes "
    "voisines.",
    "At comparable travel time and size, the former border still shows: {v} in the {name} of two neighbouring "
    "communes.",
)
ALIKE = Text(
    "À trajet et taille comparables, deux communes voisines se ressemblent davantage de part et d'autre de l'ancienne "
    "frontière : {v} sur la {name}.",
    "At comparable travel time and size, two neighbouring communes are more alike across the former border: {v} in "
    "the {name}.",
)


def _tested(effect: BorderEffect | None, column: str) -> Finding | None:
    """The effect beside random borders, with its share of the spread and the p of all the distances together."""
    if effect is None or math.isnan(effect.at_equal):
        return None
    values: dict[str, Value] = {
        "name": both(lambda lang: named(column, lang)),
        "v": _figure(effect.at_equal, "at_equal", column),
        "share": Figure(effect.explained, "share", cell("borders", "explained", column)),
    }
    return Finding(joined(TESTED, beside(effect)), values | chances(effect, "borders", column))


TESTED = Text(
    "Preuve : à trajet et taille comparables, l'ancienne frontière fait {v} sur la {name} de deux communes voisines et "
    "rend compte de {share} de ses écarts",
    "Evidence: at comparable travel time and size, the former border makes {v} in the {name} of two neighbouring "
    "communes and accounts for {share} of its spread",
)


def beside(found: BorderEffect | Fault | Matched) -> Text:
    """What random borders give, or that too few are possible: the end of a sentence (see `chances`)."""
    if math.isnan(found.p):
        return Text(f" ; {TOO_FEW.fr}.", f"; {TOO_FEW.en}.")
    return RANDOM if found.tested < 2 else RANDOM_OF_MANY


TOO_FEW = Text(
    "trop peu de découpages d'un seul tenant sont possibles ici pour dire si c'est le hasard",
    "too few contiguous perimeters are possible here to say whether it is chance",
)
RANDOM = Text(
    " ; des frontières d'un seul tenant tirées au hasard, de {low} à {high} (p = {p}).",
    "; contiguous borders drawn at random, {low} to {high} (p = {p}).",
)
RANDOM_OF_MANY = Text(
    " ; des frontières d'un seul tenant tirées au hasard, de {low} à {high} (p = {p} ; pour {n} distances comparées, "
    "q = {q}).",
    "; contiguous borders drawn at random, {low} to {high} (p = {p}; for {n} distances compared, q = {q}).",
)


def chances(found: BorderEffect | Fault | Matched, table: str, column: str, digits: int = 2) -> dict[str, Value]:
    """The figures of `beside`, read in one row of a table of tests; none where none could be drawn."""
    if math.isnan(found.p):
        return {}
    return {
        "low": Figure(found.low, "signed_score", cell(table, "low", column), digits=digits),
        "high": Figure(found.high, "signed_score", cell(table, "high", column), digits=digits),
        "p": Figure(found.p, "score", cell(table, "p", column), digits=p_digits(found.p)),
        "q": Figure(found.q, "score", cell(table, "q", column), digits=p_digits(found.q)),
        "n": Figure(found.tested, "count", cell(table, "tested", column)),
    }


def p_digits(p: float) -> int:
    """A p is never written 0."""
    return 2 if p >= LEAST else 3


LEAST = 0.01


def joined(*parts: Text) -> Text:
    """One sentence from its pieces."""
    return Text("".join(part.fr for part in parts), "".join(part.en for part in parts))


def cell(table: str, field: str, column: str) -> Cells:
    """One cell of a table of tests, whose rows are distances."""
    return Cells(table, field, where=f"index == '{column}'")


def _figure(value: float, field: str, column: str) -> Figure:
    return Figure(value, "signed_score", cell("borders", field, column))


def alone(effect: BorderEffect | None, lang: Lang) -> str:
    """What the border itself adds, in a cell of a table, with the q of all the distances read together."""
    if effect is None or math.isnan(effect.at_equal):
        return DASH
    q = "" if math.isnan(effect.q) else f" (q{NBSP}={NBSP}{number(effect.q, lang, p_digits(effect.q))})"
    return f"{signed(effect.at_equal, lang, 2)}{q}"


ALONE = Text("frontière seule", "border alone")
