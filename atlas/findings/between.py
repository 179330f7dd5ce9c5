"""How far apart former intercommunalities are, and what their border itself makes: one sentence, whoever says it."""

import math
from collections.abc import Mapping

from cage import MINUTES, Study
from distance.between import Split
from distance.tested import CHANCE, BorderEffect
from i18n import NBSP, Lang, Text, both, number, signed
from merger.chance import ALL_ZONINGS
from merger.contrast import contrast, internal_minutes

from ..finding import Cells, Figure, Finding, Unit, Value
from .distances import named

DASH = "–"


def headline(study: Study, column: str, effects: Mapping[str, BorderEffect]) -> list[Finding]:
    """How far apart former EPCIs are, and whether their border itself shows; withheld where not known."""
    found = (_apart(study), between_within(study, column), by_itself(effects.get(column), column))
    return [said for said in found if said is not None]


def proof(study: Study, column: str, effects: Mapping[str, BorderEffect]) -> list[Finding]:
    """The figures behind `headline`: each commune counting as one, and the tests of the border."""
    by_commune = _by_commune(study, column)
    return [*([by_commune] if by_commune is not None else []), *_tested(effects, column)]


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
    return _in_two(contrast(study, column).persons, column, BETWEEN_WITHIN, "persons")


def _by_commune(study: Study, column: str) -> Finding | None:
    return _in_two(contrast(study, column).communes, column, BY_COMMUNE, "")


def _in_two(found: Split, column: str, pattern: Text, weight: str) -> Finding | None:
    if math.isnan(found.between) or math.isnan(found.within):
        return None
    values: dict[str, Value] = {
        "name": both(lambda lang: named(column, lang)),
        "between": Figure(found.between, "score", _between(column, weight)),
        "within": Figure(found.within, "score", _within(column, weight)),
    }
    return Finding(pattern, values)


BETWEEN_WITHIN = Text(
    "De 0 à 1, la {name} entre habitants de deux communes est de {between} d'une ancienne intercommunalité à l'autre "
    "et de {within} au sein d'une même.",
    "From 0 to 1, the {name} between residents of two communes is {between} from one former intercommunality to "
    "another and {within} within one.",
)


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
    values: dict[str, Value] = {"name": both(lambda lang: named(column, lang))}
    if math.isnan(effect.q):
        return Finding(TOO_FEW_HERE, values)
    if effect.q >= CHANCE:
        return Finding(NOT_TOLD, values | {"x": _figure(effect.detectable, "detectable", column, "score", plain=True)})
    shift = {"least": (effect.least, "high"), "most": (effect.most, "low")}
    values |= {
        name: _figure(value, "at_equal", column, less=cell("borders", end, column), plain=True)
        for name, (value, end) in shift.items()
    }
    return Finding(TOLD, values | {"v": _figure(effect.effect, "effect", column, plain=True)})


TOO_FEW_HERE = Text(
    "À minutes et tailles égales, l'ancienne frontière n'est pas jugée ici ({name}) : trop peu de limites comparables "
    "peuvent être tirées au hasard, ou trop peu de communes se touchent.",
    "At equal minutes and sizes, the former border is not judged here ({name}): too few comparable borders can be "
    "drawn at random, or too few communes touch.",
)
SAME_LINES = Text(
    " ; vallées, provinces et cantons suivent les mêmes lignes.",
    "; valleys, provinces and cantons follow the same lines.",
)
NOT_TOLD = Text(
    "À minutes et tailles égales, on ne distingue pas d'effet de l'ancienne frontière supérieur à {x} sur la {name} de "
    f"deux communes voisines{SAME_LINES.fr}",
    "At equal minutes and sizes, no effect of the former border above {x} can be told in the {name} of two "
    f"neighbouring communes{SAME_LINES.en}",
)
TOLD = Text(
    "À minutes et tailles égales, un effet de {v} (entre {least} et {most}) se lit à l'ancienne frontière sur la "
    f"{{name}} de deux communes voisines{SAME_LINES.fr}",
    "At equal minutes and sizes, an effect of {v} (between {least} and {most}) shows at the former border in the "
    f"{{name}} of two neighbouring communes{SAME_LINES.en}",
)


def _tested(effects: Mapping[str, BorderEffect], column: str) -> list[Finding]:
    """The test of the border on a distance, and what it gives with the zonings that follow the former perimeters."""
    effect, every = effects.get(column), effects.get(f"{column}{ALL_ZONINGS}")
    if effect is None or math.isnan(effect.q):
        return []
    fields = ("at_equal", "random", "low", "high", "effect")
    values: dict[str, Value] = {name: _figure(getattr(effect, name), name, column) for name in fields}
    values |= {
        "name": both(lambda lang: named(column, lang)),
        "x": _figure(effect.detectable, "detectable", column, "score"),
        "share": Figure(effect.explained, "share", cell("borders", "explained", column)),
        "m": Figure(effect.drawn, "count", cell("borders", "drawn", column)),
        "n": Figure(effect.tested, "count", cell("borders", "tested", column)),
        **_chances(effect, column),
    }
    tested = Finding(TESTED, values)
    if every is None or math.isnan(every.q):
        return [tested]
    key = f"{column}{ALL_ZONINGS}"
    return [tested, Finding(WITH_ZONINGS, {"v": _figure(every.effect, "effect", key), **_chances(every, key)})]


TESTED = Text(
    "Preuve ({name}) : l'ancienne frontière fait {at_equal} à minutes et tailles égales ; {m} limites tirées au "
    "hasard, aux mêmes populations et aussi longues en minutes, font {random} (médiane ; 95 % de {low} à {high}). "
    "L'effet est la différence, {effect} (p = {p}, à {error} près ; q = {q} pour {n} tests) ; le plus petit qu'on "
    "verrait quatre fois sur cinq est {x}. Part des écarts : {share}.",
    "Evidence ({name}): the former border makes {at_equal} at equal minutes and sizes; {m} borders drawn at random, "
    "with the same populations and as long in minutes, make {random} (median; 95% from {low} to {high}). The effect is "
    "the difference, {effect} (p = {p}, within {error}; q = {q} for {n} tests); the smallest that would be seen four "
    "times in five is {x}. Share of the spread: {share}.",
)
WITH_ZONINGS = Text(
    "Avec les zonages qui suivent les anciens périmètres : effet de {v} (p = {p}, à {error} près ; q = {q}).",
    "With the zonings that follow the former perimeters: an effect of {v} (p = {p}, within {error}; q = {q}).",
)
TOO_FEW = Text(
    "trop peu de découpages comparables sont possibles ici pour dire si c'est le hasard",
    "too few comparable perimeters are possible here to say whether it is chance",
)


def _chances(effect: BorderEffect, key: str) -> dict[str, Value]:
    values = {"p": effect.p, "q": effect.q, "error": effect.error}
    return {
        name: Figure(value, "score", cell("borders", name, key), digits=p_digits(value))
        for name, value in values.items()
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


def _figure(
    value: float, field: str, key: str, unit: Unit = "signed_score", *, less: Cells | None = None, plain: bool = False
) -> Figure:
    """A figure of a test, in thousandths; in hundredths in plain words, unless it would be none."""
    digits = 2 if plain and round(value, 2) else 3
    return Figure(value, unit, cell("borders", field, key), less=less, digits=digits)


def alone(effect: BorderEffect | None, lang: Lang) -> str:
    """The effect of the border itself, in a cell of a table, with the q of all the distances read together."""
    if effect is None or math.isnan(effect.q):
        return DASH
    q = number(effect.q, lang, p_digits(effect.q))
    return f"{signed(effect.effect, lang, 3)} (q{NBSP}={NBSP}{q})"


def beside(effects: Mapping[str, BorderEffect], column: str, lang: Lang) -> list[str]:
    """The effect without, then with, the zonings that follow the former perimeters: the same where none changes it."""
    without = effects.get(column)
    return [alone(without, lang), alone(effects.get(f"{column}{ALL_ZONINGS}", without), lang)]


BESIDE = (
    Text("frontière seule", "border alone"),
    Text("tous zonages", "all zonings"),
)
