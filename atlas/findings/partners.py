"""Who is nearest and which way they lie, and what a perimeter would unite, in sentences that carry their figures."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cage import ROUNDED_TO
from distance import DIMENSIONS
from i18n import Counted, Lang, Text, both, percent
from layers.projections import department
from partners import LARGER, RICHER, Partners, Perimeter

from ..finding import Cells, Figure, Finding, Names, Value
from ..maps import LABELS
from ..ranking import first, level
from ..words import N_COMMUNES, N_PEOPLE, times


def of_neighbours(around: Partners, table: pd.DataFrame, by: str, who: str) -> list[Finding]:
    """Who is nearest of those that compare, which way they lie; how many do not compare.

    Parameters
    ----------
    table
        What ``Partners.nearest`` gives by that distance; the findings are read in it, under the name ``neighbours``.
    who
        The name of the commune or of the intercommunality that they are seen from.
    """
    known = table[table[by].notna()]
    if known.empty:
        return [Finding(NOBODY)]
    largest = known["ranked_with"].value_counts().index[0]
    group = known[known["ranked_with"] == largest]
    among, kind = f"ranked_with == {largest!r}", "communes" if "epci" in table else "epcis"
    found = [_nearest(group, by, who, among if len(group) < len(known) else "", kind)]
    if len(group) < len(known):
        others = Cells("neighbours", by, "count", f"{by}.notna() and not ({among})")
        found.append(Finding(APART[kind], {"n": Figure(len(known) - len(group), "count", others)}))
    return found


def _nearest(group: pd.DataFrame, by: str, who: str, among: str, kind: str) -> Finding:
    """The first, or those that nothing tells from the first."""
    lead = float(ROUNDED_TO) if by == "minutes" else 0.0
    top = first(group[by], lead=lead, most=1)
    same = level(float(group[by].iloc[0]), by, lead, among, least=True)
    known = " and ".join(condition for condition in (among, f"{by}.notna()") if condition)
    names = tuple(group["name"][list(top.named)])
    values: dict[str, Value] = {
        "who": who,
        "by": BY[by],
        "names": Names(top.named, names, "neighbours", by, lead, top.tied, among, least=True),
        "n": Figure(len(top.keys), "count", Cells("neighbours", "", "count", same)),
        "all": Figure(len(group), "count", Cells("neighbours", "", "count", known)),
        "way": direction(*group.loc[top.keys[0], [RICHER, LARGER]].astype(float)),
    }
    words = {"among": AMONG if among else Text("", ""), **NEIGHBOUR[kind]}
    whole = both(lambda lang: _filled(FIRST[top.how].in_lang(lang), words, lang))
    return Finding(whole, {key: value for key, value in values.items() if f"{{{key}}}" in whole.fr})


def _filled(pattern: str, words: Mapping[str, Text], lang: Lang) -> str:
    """A pattern with its own words in their places; its figures keep theirs."""
    for place, text in words.items():
        pattern = pattern.replace(f"{{{place}}}", text.in_lang(lang))
    return pattern


NOBODY = Text(
    "Cette distance n'est connue vers personne ici. La page Données dit ce qui manque.",
    "This distance is known towards nobody here. The Data page says what is missing.",
)
BY = {
    "minutes": Text("en minutes", "in minutes"),
    "composite": Text("par la distance d'ensemble", "by overall distance"),
} | {
    d: Text(f"par la distance {LABELS[d].fr.lower()}", f"by {LABELS[d].en.lower()} distance") for d in DIMENSIONS
}  # fmt: skip
AMONG = Text(
    ", parmi les {all} dont on connaît les mêmes indicateurs,", ", of the {all} of which the same indicators are known,"
)
NEIGHBOUR = {
    "communes": {"the": Text("la commune", "commune"), "many": Text("communes", "communes")},
    "epcis": {
        "the": Text("l'intercommunalité", "intercommunality"),
        "many": Text("intercommunalités", "intercommunalities"),
    },
}
FIRST = {
    "one": Text(
        "Vue de {who}, {the} la plus proche {by}{among} est {names} : {way}.",
        "Seen from {who}, the nearest {the} {by}{among} is {names}: {way}.",
    ),
    "level": Text(
        "Vues de {who}, {n} {many} sont les plus proches {by}{among} à égalité, sans ordre : {names}.",
        "Seen from {who}, {n} {many} are the nearest {by}{among} on a level, in no order: {names}.",
    ),
    "many": Text(
        "Vues de {who}, {n} {many} sont les plus proches {by}{among} à égalité.",
        "Seen from {who}, {n} {many} are the nearest {by}{among} on a level.",
    ),
}
APART = {
    "communes": Text(
        "Communes dont on connaît d'autres indicateurs, rangées à part : {n}.",
        "Communes of which other indicators are known, ranked apart: {n}.",
    ),
    "epcis": Text(
        "Intercommunalités dont on connaît d'autres indicateurs, rangées à part : {n}.",
        "Intercommunalities of which other indicators are known, ranked apart: {n}.",
    ),
}


def direction(richer: float, larger: float) -> Text:
    """Which way the other lies: more residents or fewer, incomes higher or lower. Log ratios."""
    people, money = PEOPLE_WAY[_kind(larger)], MONEY_WAY[_kind(richer)]
    return both(lambda lang: f"{_said(people, larger, lang)}, {_said(money, richer, lang)}")


def _kind(ratio: float) -> str:
    if math.isnan(ratio):
        return "unknown"
    if round(100 * abs(math.expm1(ratio))) == 0:
        return "same"
    return ("much_" if abs(ratio) >= math.log(2) else "") + ("more" if ratio > 0 else "less")


def _said(pattern: Text, ratio: float, lang: Lang) -> str:
    share = math.exp(ratio) if ratio <= -math.log(2) else abs(math.expm1(ratio))
    return pattern.in_lang(lang).format(v=times(ratio, lang), p=percent(share, lang))


PEOPLE_WAY = {
    "unknown": Text("écart de population inconnu", "difference of population unknown"),
    "same": Text("autant d'habitants", "as many residents"),
    "more": Text("{p} d'habitants en plus", "{p} more residents"),
    "less": Text("{p} d'habitants en moins", "{p} fewer residents"),
    "much_more": Text("{v} fois plus d'habitants", "{v} times as many residents"),
    "much_less": Text("{v} fois moins d'habitants", "{p} as many residents"),
}
MONEY_WAY = {
    "unknown": Text("écart de revenu inconnu", "difference of income unknown"),
    "same": Text("même revenu médian", "same median income"),
    "more": Text("revenu médian plus élevé de {p}", "median income {p} higher"),
    "less": Text("revenu médian moins élevé de {p}", "median income {p} lower"),
    "much_more": Text("revenu médian {v} fois plus élevé", "median income {v} times as high"),
    "much_less": Text("revenu médian {v} fois moins élevé", "median income {p} as high"),
}


def of_perimeter(found: Perimeter) -> list[Finding]:
    """Who is in it, how far apart, on what; what is unknown is said to be.

    Read in ``members`` (the communes), ``epcis``, ``departments``, ``internal`` and ``set_aside``.
    """
    study, codes = found.study, found.study.territory.communes
    people = float(study.communes["population"].sum())
    who: dict[str, Value] = {
        "n": Figure(len(codes), "count", Cells("members", "", "count"), noun=N_COMMUNES),
        "people": Figure(people, "persons", Cells("members", "population", "sum"), noun=N_PEOPLE),
        "year": str(study.loaded["population"].year),
        "epcis": Figure(len(found.epcis), "count", Cells("epcis", "", "count"), noun=EPCIS),
        "departments": Figure(
            len({department(code) for code in codes}), "count", Cells("departments", "", "count"), noun=DEPARTMENTS
        ),
    }
    said = [
        Finding(WHO_IS_IN, who),
        _minutes(found.internal.loc["minutes"]),
        _composite(found.internal.loc["composite"]),
    ]
    if found.set_aside:
        said.append(Finding(SET_ASIDE, {"n": Figure(len(found.set_aside), "count", Cells("set_aside", "", "count"))}))
    return said + ([Finding(IN_PIECES, {"n": str(found.pieces)})] if found.pieces > 1 else [])


WHO_IS_IN = Text(
    "{n}, {people} (population {year}), {epcis}, {departments}.",
    "{n}, {people} (population {year}), {epcis}, {departments}.",
)
EPCIS = Counted(
    Text("aucune intercommunalité", "no intercommunality"),
    Text("{n} intercommunalité", "{n} intercommunality"),
    Text("{n} intercommunalités", "{n} intercommunalities"),
)
DEPARTMENTS = Counted(
    Text("aucun département", "no département"),
    Text("{n} département", "{n} département"),
    Text("{n} départements", "{n} départements"),
)
SET_ASIDE = Text(
    "Indicateurs mis de côté, connus d'une partie seulement de ces intercommunalités : {n}.",
    "Indicators set aside, known of some of these intercommunalities only: {n}.",
)
IN_PIECES = Text(
    "Ce périmètre est en {n} morceaux qui ne se touchent pas : la loi veut une intercommunalité d'un seul tenant.",
    "This perimeter is in {n} pieces that do not touch: by law an intercommunality is in one.",
)


def _minutes(row: pd.Series) -> Finding:
    if np.isnan(row["mean"]):
        return Finding(NO_MINUTES)
    return Finding(MINUTES_INSIDE, {"m": Figure(float(row["mean"]), "trip", _inside("minutes", "mean"), coarse=True)})


def _inside(row: str, column: str) -> Cells:
    return Cells("internal", column, where=f"index == '{row}'")


NO_MINUTES = Text("Les minutes entre ses habitants sont inconnues.", "Minutes between its residents are unknown.")
MINUTES_INSIDE = Text(
    "Deux habitants pris au hasard y sont à {m} en voiture l'un de l'autre (estimation à vol d'oiseau, sans réseau "
    "routier).",
    "Two residents taken at random are {m} apart by car (straight-line estimate, no road network).",
)


def _composite(row: pd.Series) -> Finding:
    if np.isnan(row["mean"]):
        return Finding(NO_COMPOSITE)
    values = {c: Figure(float(row[c]), "score", _inside("composite", c)) for c in ("mean", "between", "within")}
    if row[["between", "within"]].isna().any():
        return Finding(ONE_MEAN, {"mean": values["mean"]})
    return Finding(MEAN_SPLIT, values)


NO_COMPOSITE = Text(
    "Leur distance d'ensemble est inconnue : moins de la moitié de ce qui la compose est connue ici. Les dimensions "
    "connues se lisent une à une.",
    "Their overall distance is unknown: less than half of what makes it is known here. The known dimensions are read "
    "one by one.",
)
ONE_MEAN = Text(
    "Leur distance d'ensemble moyenne est de {mean} (de 0 à 1).", "Their mean overall distance is {mean} (0 to 1)."
)
MEAN_SPLIT = Text(
    "Leur distance d'ensemble moyenne est de {mean} (de 0 à 1) : {between} d'une intercommunalité à l'autre, {within} "
    "à l'intérieur.",
    "Their mean overall distance is {mean} (0 to 1): {between} from one intercommunality to another, {within} inside.",
)
