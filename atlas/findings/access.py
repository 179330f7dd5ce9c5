"""What a reach says, in sentences that carry their figures."""

import numpy as np
import pandas as pd

import distance
from cage import STANDARDS, Study
from i18n import NBSP, Lang, Text, both
from reach import ENDS, AccessAnswer, Which

from ..access import BY, column
from ..finding import Cells, Figure, Finding, Span, Value, by_number
from ..words import destination_label, enumeration
from .minutes import LISTED, MIN_PERSONS, living_beyond
from .overview import WITHOUT_A_DESK

FROM: dict[Which, Text] = {
    "nearest": Text("du lieu le plus proche connu", "the nearest known place"),
    "second": Text("du deuxième lieu le plus proche connu", "the second nearest known place"),
    "third": Text("du troisième lieu le plus proche connu", "the third nearest known place"),
    "competent": Text("du guichet compétent", "the competent desk"),
    "eligible": Text("du lieu le plus proche ouvert à leur commune", "the nearest place open to their commune"),
}
DAYS = (
    Text("lundi", "Monday"), Text("mardi", "Tuesday"), Text("mercredi", "Wednesday"), Text("jeudi", "Thursday"),
    Text("vendredi", "Friday"), Text("samedi", "Saturday"), Text("dimanche", "Sunday"),
)  # fmt: skip


ACCESS = "access"
"""What a reach says is read in its file, one row per commune (see ``atlas.exports.access``)."""


def finding(study: Study, reached: AccessAnswer, lang: Lang) -> list[str]:
    """What a reach says, as it is read."""
    return [said.in_lang(lang) for said in of_reach(study, reached)]


def of_reach(study: Study, reached: AccessAnswer) -> list[Finding]:
    """Persons beyond 20 and 30 minutes, the mean, those who reach nothing, those of whom nothing is known."""
    table = reached.communes
    unserved = _unserved(study, reached)
    if table["minutes"].isna().all() and not (table["reached"] == 0).any():
        return unserved or [Finding(NOTHING)]
    return [
        *_beyond(study, reached),
        *_mean(study, reached),
        *_unreached(study, reached),
        *_unknown(study, reached),
        *unserved,
    ]


def _unserved(study: Study, reached: AccessAnswer) -> list[Finding]:
    """The communes whose minutes are unknown because every known desk serves others only."""
    if reached.question.which != "competent" or not study.values["unserved"].any():
        return []
    n = int(study.values["unserved"].sum())
    return [Finding(by_number(n, *WITHOUT_A_DESK), {"n": Figure(n, "count", Cells(ACCESS, "", "count", "unserved"))})]


NOTHING = Text(
    "Aucune durée n'est connue pour cette question : les lieux, leurs horaires ou leurs zones ne le sont pas.",
    "No duration is known for this question: the places, their hours or their zones are not.",
)


def span(reached: AccessAnswer, standard: int, group: str = "all") -> Span:
    """How many persons of a group are beyond a standard, in the communes of which that is known; exact on a network.

    NaN if the group is unknown in one of them.
    """
    table = reached.communes
    coarse = bool((table["estimated_share"] > 0).any())
    known = f"{column(f'all_beyond_{standard}')}.notna()"
    here = table[f"all_beyond_{standard}"].notna()
    names = [f"{group}_beyond_{standard}{end}" for end in ENDS]
    return Span(
        *(
            Figure(
                float(table.loc[here, name].sum(skipna=False)), "persons", Cells(ACCESS, column(name), "sum", known),
                coarse=coarse,
            )
            for name in names
        )
    )  # fmt: skip


def _beyond(study: Study, reached: AccessAnswer) -> list[Finding]:
    """Beyond each standard, and who they are beyond the first."""
    far, further = STANDARDS
    first = _living(study, reached, far, Text("{by} {place}", "{by} from {place}"))
    if span(reached, far).high.value < MIN_PERSONS:
        return first
    return [*first, *_among(reached, far), *_living(study, reached, further, Text("", " away"))]


def _living(study: Study, reached: AccessAnswer, standard: int, where: Text) -> list[Finding]:
    """How many are beyond; that nobody is, of those who have such a place; nothing where that is not known."""
    persons, lacks = span(reached, standard), _lacks(reached, standard)
    place = both(lambda lang: _place(study, reached, lang))
    said: dict[str, Value] = {"by": BY[reached.question.mode], "place": place}
    lost = reached.communes["all_unreached"].sum() >= MIN_PERSONS
    if persons.high.value >= MIN_PERSONS or not (lacks or lost):
        everybody = Figure(study.communes["population"].sum(), "persons", Cells(ACCESS, "population_persons", "sum"))
        return [living_beyond(persons, standard, everybody, where, said, lacks=lacks)]
    nobody = lacks or reached.communes[f"all_within_{standard}"].sum() < MIN_PERSONS
    return [] if nobody else [Finding(NONE_OF_THEM, {"far": str(standard), **said})]


def _among(reached: AccessAnswer, standard: int) -> list[Finding]:
    """The ages of those beyond, and the unemployed; a group unknown in one of these communes is not told."""
    of = {group: span(reached, standard, group) for group in WHO}
    told = {group: persons for group, persons in of.items() if persons.high.value >= MIN_PERSONS}
    if not told:
        return []
    parts = [WHO[group].format(n=f"{{{group}}}") for group in told]
    fr, en = " ; ".join(part.fr for part in parts), "; ".join(part.en for part in parts)
    return [Finding(Text(f"Parmi eux, {fr}.", f"Among them, {en}."), told)]


def _lacks(reached: AccessAnswer, limit: int) -> bool:
    """Whether somebody's side of a limit is unknown."""
    unknown = reached.communes[f"all_unknown_{limit}"]
    return bool(
        reached.communes[f"all_beyond_{limit}"].isna().any() or unknown.isna().any() or unknown.sum() >= MIN_PERSONS
    )


WHO = {
    "over_65": Text("de 65 ans ou plus : {n}", "aged 65 or over: {n}"),
    "under_20": Text("de moins de 20 ans : {n}", "under 20: {n}"),
    "jobseekers": Text("chômeurs (recensement) : {n}", "unemployed (census): {n}"),
}
NONE_OF_THEM = Text(
    "Aucun de ceux qui en ont un ne vit à plus de {far} minutes{by} {place}.",
    "None of those who have one lives more than {far} minutes{by} from {place}.",
)


def _place(study: Study, reached: AccessAnswer, lang: Lang) -> str:
    """The place asked for: never called competent where nobody says it is."""
    which = reached.question.which
    said = FROM[which].in_lang(lang)
    if which == "competent" and not reached.communes["own_desk"].all():
        said = (
            Text("{desk}, sinon {nearest}", "{desk}, else {nearest}")
            .in_lang(lang)
            .format(desk=said, nearest=FROM["nearest"].in_lang(lang))
        )
    when = f"{said} ({destination_label(study, lang)})"
    if reached.question.leaving is None:
        return when
    return OPEN.in_lang(lang).format(place=when, when=leaving(reached.question.leaving, lang))


OPEN = Text("{place} ouvert à l'arrivée, en partant le {when}", "{place} open on arrival, leaving on {when}")


def leaving(at: tuple[int, float], lang: Lang) -> str:
    """A day and an hour as said: "mardi à 9 h 30", "Tuesday at 9:30"."""
    day, hour = DAYS[at[0]].in_lang(lang), clock(at[1]).in_lang(lang)
    return Text("{day} à {hour}", "{day} at {hour}").in_lang(lang).format(day=day, hour=hour)


def clock(hour: float) -> Text:
    """9.5 as "9 h 30", "9:30"."""
    whole, minute = int(hour), round(60 * (hour % 1))
    return Text(f"{whole}{NBSP}h{f'{NBSP}{minute:02}' if minute else ''}", f"{whole}:{minute:02}")


def _mean(study: Study, reached: AccessAnswer) -> list[Finding]:
    table = reached.communes
    mean = distance.weighted_mean(table["minutes"], study.communes["population"])
    if np.isnan(mean):
        return []
    estimated = bool(table["estimated"].all())
    everybody = table["all_unknown"].sum(skipna=False) + table["all_unreached"].sum(skipna=False) < MIN_PERSONS
    cells = Cells(ACCESS, "mean_minutes", "mean", weight="population_persons")
    return [Finding(MEAN if everybody else MEAN_OF_KNOWN, {"m": Figure(mean, "trip", cells, coarse=estimated)})]


MEAN = Text("Un habitant est en moyenne à {m}.", "A resident is {m} away on average.")
MEAN_OF_KNOWN = Text(
    "Ceux dont les minutes sont connues sont en moyenne à {m}.",
    "Those whose minutes are known are {m} away on average.",
)


def _total(reached: AccessAnswer, name: str, less: str = "") -> Figure:
    """Persons of a column, in the communes of which they are known, less those of another."""
    table = reached.communes
    value = table[name].sum() - (table[less].sum() if less else 0.0)
    return Figure(float(value), "persons", _known(name), less=_known(less) if less else None)


def _known(name: str) -> Cells:
    return Cells(ACCESS, column(name), "sum", f"{column(name)}.notna()")


def _unreached(study: Study, reached: AccessAnswer) -> list[Finding]:
    persons = _total(reached, "all_unreached")
    if persons.value < MIN_PERSONS:
        return []
    at, names = reached.question.leaving, _names(study, reached.communes["all_unreached"] >= MIN_PERSONS)
    values: dict[str, Value] = {"n": persons, "communes": names}
    if at is None:
        return [Finding(by_number(persons.value, *UNREACHED), values)]
    return [
        Finding(by_number(persons.value, *UNREACHED_OPEN), {**values, "when": both(lambda lang: leaving(at, lang))})
    ]


UNREACHED = (
    Text(
        "{n} habitant n'a aucun lieu qui réponde à la question et où mène un chemin{communes} : il n'est compté ni en "
        "deçà, ni au-delà.",
        "{n} resident has no place that answers the question and to which a way leads{communes}: counted neither "
        "within nor beyond.",
    ),
    Text(
        "{n} habitants n'ont aucun lieu qui réponde à la question et où mène un chemin{communes} : ils ne sont comptés "
        "ni en deçà, ni au-delà.",
        "{n} residents have no place that answers the question and to which a way leads{communes}: they are counted "
        "neither within nor beyond.",
    ),
)
UNREACHED_OPEN = (
    Text(
        "{n} habitant ne trouve aucun lieu ouvert à l'arrivée, en partant le {when}{communes} : il n'est compté ni en "
        "deçà, ni au-delà.",
        "{n} resident finds no place open on arrival, leaving on {when}{communes}: counted neither within nor beyond.",
    ),
    Text(
        "{n} habitants ne trouvent aucun lieu ouvert à l'arrivée, en partant le {when}{communes} : ils ne sont comptés "
        "ni en deçà, ni au-delà.",
        "{n} residents find no place open on arrival, leaving on {when}{communes}: they are counted neither within nor "
        "beyond.",
    ),
)


def _unknown(study: Study, reached: AccessAnswer) -> list[Finding]:
    """Persons whose minutes are unknown, then those of whom only the side of a standard is."""
    table = reached.communes
    told = []
    lost = (table["all_unknown"] >= MIN_PERSONS) | (table["all_unknown"].isna() & table["reached"].isna())
    if lost.any():
        persons, names = _total(reached, "all_unknown"), _names(study, lost)
        if table["all_unknown"].notna().all():
            told = [Finding(by_number(persons.value, *UNKNOWN_OF), {"n": persons, "communes": names})]
        else:
            told = [Finding(UNKNOWN_IN, {"communes": names})]
    for limit in STANDARDS:
        doubtful = _total(reached, f"all_unknown_{limit}", less="all_unknown")
        if doubtful.value >= MIN_PERSONS:
            told.append(Finding(by_number(doubtful.value, *DOUBTFUL), {"n": doubtful, "limit": str(limit)}))
    return told


UNKNOWN_OF = (
    Text("Minutes inconnues pour {n} habitant{communes}.", "Minutes unknown for {n} resident{communes}."),
    Text("Minutes inconnues pour {n} habitants{communes}.", "Minutes unknown for {n} residents{communes}."),
)
UNKNOWN_IN = Text("Minutes inconnues pour des habitants{communes}.", "Minutes unknown for some residents{communes}.")
DOUBTFUL = (
    Text(
        "On ignore si {n} autre vit à plus de {limit} minutes : un lieu dont les minutes lui sont inconnues est "
        "peut-être plus proche.",
        "Whether {n} other lives more than {limit} minutes away is unknown: a place of unknown minutes may be nearer.",
    ),
    Text(
        "On ignore si {n} autres vivent à plus de {limit} minutes : un lieu dont les minutes leur sont inconnues est "
        "peut-être plus proche.",
        "Whether {n} others live more than {limit} minutes away is unknown: a place of unknown minutes may be nearer "
        "to them.",
    ),
)


def _names(study: Study, chosen: pd.Series) -> Text:
    """Communes named between brackets, or counted where they are many; nothing for none."""
    names = study.communes.loc[chosen[chosen].index, "name"].tolist()
    if len(names) > LISTED:
        return Text(f" ({len(names)} communes)", f" ({len(names)} communes)")
    return both(lambda lang: f" ({enumeration(names, lang)})") if names else Text("", "")
