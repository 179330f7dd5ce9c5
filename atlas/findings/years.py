"""What became of one distance over the years, in sentences: the change with its years, or why none is told."""

from typing import Literal

import numpy as np

from i18n import Text
from partners import Convergence

from ..finding import Cells, Figure, Finding, Value

Part = Literal["overall", "between", "within"]


def of_years(name: str, found: Convergence) -> Finding:
    """The change of one indicator, or why there is none to tell.

    Parameters
    ----------
    name
        Its column, as `partners.convergences` has it.
    """
    label = found.indicator.label
    if not found.splits:
        return Finding(NONE, {"name": label, "why": found.note or Text("", "")})
    first, last = min(found.splits), max(found.splits)
    values: dict[str, Value] = {"name": label, "first": str(first), "last": str(last)}
    values |= _both_years(name, found, "overall")
    values["known"] = Figure(found.known, "share", _cell(name, "known", last))
    pattern = CHANGED
    if not any(np.isnan([one.between, one.within]).any() for one in found.splits.values()):
        values |= _both_years(name, found, "between") | _both_years(name, found, "within")
        pattern = CHANGED_BETWEEN
    if found.note is None:
        return Finding(pattern, values)
    return Finding(Text(f"{pattern.fr} {{note}}.", f"{pattern.en} {{note}}."), {**values, "note": found.note})


def _both_years(name: str, found: Convergence, part: Part) -> dict[str, Value]:
    years = {"from": min(found.splits), "to": max(found.splits)}
    return {
        f"{part}_{end}": Figure(float(getattr(found.splits[year], part)), "score", _cell(name, part, year))
        for end, year in years.items()
    }


def _cell(name: str, field: str, year: int) -> Cells:
    return Cells("years", field, where=f"indicator == '{name}' and year == {year}")


NONE = Text("{name} : pas d'évolution à lire. {why}.", "{name}: no change to read. {why}.")
CHANGED = Text(
    "{name}, de {first} à {last} : distance moyenne de {overall_from} à {overall_to} (de 0 à 1). Mêmes communes, mêmes "
    "repères, {known} des paires d'habitants.",
    "{name}, from {first} to {last}: average distance from {overall_from} to {overall_to} (0 to 1). Same communes and "
    "goalposts, {known} of the pairs of residents.",
)
CHANGED_BETWEEN = Text(
    "{name}, de {first} à {last} : distance moyenne de {overall_from} à {overall_to} (de 0 à 1). D'une ancienne "
    "intercommunalité à l'autre, de {between_from} à {between_to} ; au sein d'une même, de {within_from} à "
    "{within_to}. Mêmes communes, mêmes repères, {known} des paires d'habitants.",
    "{name}, from {first} to {last}: average distance from {overall_from} to {overall_to} (0 to 1). From one former "
    "intercommunality to another, {between_from} to {between_to}; within one, {within_from} to {within_to}. Same "
    "communes and goalposts, {known} of the pairs of residents.",
)
COUNTED = Text(
    "Indicateurs qui se comparent ici d'une année à l'autre : {n} sur {of}. Les repères sont fixes.",
    "Indicators that compare here from one year to another: {n} of {of}. Goalposts are fixed.",
)


def counted(told: int, every: int, among: str) -> Finding:
    """How many indicators compare; ``among`` is which are read, as ``pandas.DataFrame.query`` reads it."""
    compared = Cells("series", "", "count", f"({among}) and compared == 1" if among else "compared == 1")
    return Finding(
        COUNTED,
        {"n": Figure(told, "count", compared), "of": Figure(every, "count", Cells("series", "", "count", among))},
    )
