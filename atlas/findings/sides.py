"""Before and after a merger, level by level: what moved is what the table says, and nothing where nothing did."""

import math
from typing import NamedTuple

import numpy as np

import merger
from cage import Study
from distance.components.institutional_norms import DIVISIONS
from i18n import Text, both
from merger import sides
from merger.contrast import known_pairs, whole

from ..finding import Cells, Figure, Finding, Value, adding_up
from ..words import enumeration
from .distances import named

BORDER = Text("Ancienne frontière intercommunale", "Former intercommunal border")
LEVEL_LABELS = {
    "epci": Text("Intercommunalité", "Intercommunality"),
    "arrondissement": Text("Arrondissement", "Arrondissement"),
    "canton": Text("Canton", "Canton"),
    "constituency": Text("Circonscription", "Constituency"),
}
ZONINGS = Text("Zonages ouvrant des droits", "Zonings that open rights")
ZONING_LABELS = LEVEL_LABELS | {
    "ccas": Text("CCAS obligatoire", "Compulsory CCAS"),
    "frr": Text("France ruralités (FRR)", "Rural zoning (FRR)"),
    "zrr": Text("Revitalisation rurale (ZRR)", "Rural zoning (ZRR)"),
    "apl": Text("Zone des aides au logement (APL)", "Zone of housing benefit (APL)"),
    "abc": Text("Zone ABC du logement", "ABC zone of housing"),
    "qpv": Text("Quartiers prioritaires", "Priority areas"),
}


class Level(NamedTuple):
    """One thing that the administrative distance is made of: its mean between two residents, before and after."""

    label: Text
    column: str
    before: float
    after: float
    moved: bool


def levels(earlier: Study, later: Study) -> list[Level]:
    """Level by level, those that are known; what is held out of both sides is not in it."""
    labels = {sides.BORDER: BORDER}
    labels |= {f"institutional_norms__levels__{level}": LEVEL_LABELS[level] for level in ("epci", *DIVISIONS)}
    labels["regulatory_norms__rights_zonings"] = ZONINGS
    known = [c for c in labels if c in later.distances and np.isfinite(merger.square(later, c)).any()]
    return [Level(labels[c], c, whole(earlier, c), whole(later, c), _moved(earlier, later, c)) for c in known]


def _moved(earlier: Study, later: Study, column: str) -> bool:
    return not np.array_equal(merger.square(earlier, column), merger.square(later, column), equal_nan=True)


def fell(earlier: Study, later: Study, column: str) -> list[Finding]:
    """Which levels moved, then how far a distance did with them; that the memory of the border did not, this year."""
    every = levels(earlier, later)
    moved = [one for one in every if one.moved]
    year = str(earlier.territory.merged_in)
    values: dict[str, Value] = {
        "year": year,
        "n": Figure(len(every), "count", Cells("levels", "", "count")),
        "k": Figure(len(moved), "count", Cells("levels", "", "count", "moved == 1")),
        "names": both(lambda lang: enumeration([one.label.in_lang(lang).lower() for one in moved], lang)),
    }
    if not moved:
        return []
    change = _change(earlier, later, column, year)
    stays = [] if _fades(moved) else [Finding(STAYS)]
    return [Finding(ONE_MOVED if len(moved) == 1 else SOME_MOVED, values), *([change] if change else []), *stays]


def _fades(moved: list[Level]) -> bool:
    return any(one.column == sides.BORDER for one in moved)


STAYS = Text(
    "L'année d'une fusion, l'ancienne frontière compte encore en entier ; elle s'efface ensuite, année après année.",
    "In the year of a merger the former border still counts in full; it fades afterwards, year after year.",
)
ONE_MOVED = Text(
    "Depuis la fusion de {year}, un seul des {n} niveaux suivis a bougé : {names}. Trajets, votes et revenus sont les "
    "mêmes avant et après dans ce calcul.",
    "Since the merger of {year}, only one of the {n} levels followed has moved: {names}. Trips, votes and incomes are "
    "the same before and after in this computation.",
)
SOME_MOVED = Text(
    "Depuis la fusion de {year}, {k} des {n} niveaux suivis ont bougé : {names}. Trajets, votes et revenus sont les "
    "mêmes avant et après dans ce calcul.",
    "Since the merger of {year}, {k} of the {n} levels followed have moved: {names}. Trips, votes and incomes are the "
    "same before and after in this computation.",
)


def _change(earlier: Study, later: Study, column: str, year: str) -> Finding | None:
    """One distance before and after, with digits that add up; None where it is unknown."""
    a, b = whole(earlier, column), whole(later, column)
    if math.isnan(a) or math.isnan(b):
        return None
    digits = adding_up([a, b - a], b)
    before, after = (Cells("sides", f"{column}_{side}", "mean", weight="persons") for side in ("before", "after"))
    known = Cells("sides", "persons", "sum", f"{column}_after.notna()")
    values: dict[str, Value] = {
        "name": both(lambda lang: named(column, lang)),
        "year": year,
        "before": Figure(a, "score", before, digits=digits),
        "after": Figure(b, "score", after, digits=digits),
        "change": Figure(b - a, "signed_score", after, less=before, digits=digits),
        "known": Figure(known_pairs(later, column), "share", known, over=Cells("sides", "persons", "sum")),
    }
    return Finding(CHANGE, values)


CHANGE = Text(
    "De 0 à 1, la {name} entre deux habitants de deux communes serait de {before} sous les périmètres d'avant {year} ; "
    "elle est de {after}, soit {change}, sur {known} des paires d'habitants.",
    "From 0 to 1, the {name} between two residents of two communes would be {before} under the perimeters before "
    "{year}; it is {after}, that is {change}, over {known} of the pairs of residents.",
)


def mechanical(study: Study) -> Text:
    """Under the maps of before and after: what changes between the two, and what has no before."""
    if not merger.merged(study):
        return NO_BEFORE
    moved = [one for one in levels(merger.before(study), merger.after(study)) if one.moved]
    return MECHANICAL if _fades(moved) else LEVEL_ALONE


NO_BEFORE = Text(
    "Sièges et exécutif n'ont pas d'avant : ils sont hors des deux cartes. ",
    "Seats and executive have no before: they are out of both maps. ",
)
MECHANICAL = Text(
    "Seuls changent entre avant et après l'intercommunalité, dès le jour de la fusion, et l'ancienne frontière, dont "
    "la mémoire s'efface : l'écart est mécanique. Sièges et exécutif n'ont pas d'avant : ils sont hors des deux. ",
    "Only the intercommunality, from the day of the merger, and the former border, whose memory fades, change between "
    "before and after: the difference is mechanical. Seats and executive have no before: they are out of both. ",
)
LEVEL_ALONE = Text(
    "Seule l'intercommunalité change entre avant et après, dès le jour de la fusion ; l'ancienne frontière, elle, "
    "compte encore en entier : l'écart est mécanique. Sièges et exécutif n'ont pas d'avant : ils sont hors des deux. ",
    "Only the intercommunality changes between before and after, from the day of the merger; the former border still "
    "counts in full: the difference is mechanical. Seats and executive have no before: they are out of both. ",
)


def following(study: Study) -> list[Finding]:
    """What is left out because it follows the former perimeters (METHOD 2.3, rule 14): one sentence each."""
    return [
        Finding(
            FOLLOWS,
            {
                "name": _zoning(study, part),
                "n": Figure(uniform, "count", Cells("followers", "uniform", where=f"index == '{part}'")),
                "of": Figure(of, "count", Cells("followers", "former_epcis", where=f"index == '{part}'")),
            },
        )
        for part, (uniform, of) in merger.followers(study).items()
    ]


def _zoning(study: Study, part: str) -> Text:
    """What a zoning is called: a part of an indicator by its own name, an indicator by its label, a sector as it is."""
    key = part.rpartition("__")[2]
    return study.indicators[part].label if part in study.indicators else ZONING_LABELS.get(key, Text(key, key))


FOLLOWS = Text(
    "Laissé de côté ici, car il suit les anciens périmètres : {name}, uniforme dans {n} des {of}.",
    "Left out here, for it follows the former perimeters: {name}, uniform in {n} of {of}.",
)
