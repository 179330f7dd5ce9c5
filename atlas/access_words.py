"""What a reach says, in sentences with numbers, and what to know before quoting it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

import distance
from cage import STANDARDS, Study
from i18n import NBSP, Lang, Text, number, percent
from reach import Reach, Which

from .access import BY
from .minutes import LISTED
from .words import destination_label, enumeration, minutes

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
MANY = 0.5
"""Fewer persons than this are nobody."""


def finding(study: Study, reached: Reach, lang: Lang) -> list[str]:
    """Persons beyond 20 and 30 minutes, the mean, those who reach nothing, those of whom nothing is known."""
    table = reached.communes
    if table["minutes"].isna().all() and not (table["reached"] == 0).any():
        return [NOTHING.in_lang(lang)]
    return [
        *_beyond(study, reached, lang),
        *_mean(study, reached, lang),
        *_unreached(study, reached, lang),
        *_unknown(study, reached, lang),
    ]


NOTHING = Text(
    "Aucune durée n'est connue pour cette question : les lieux, leurs horaires ou leurs zones ne le sont pas.",
    "No duration is known for this question: the places, their hours or their zones are not.",
)


def _beyond(study: Study, reached: Reach, lang: Lang) -> list[str]:
    far, further = STANDARDS
    table = reached.communes[[f"{group}_beyond_{m}" for m in STANDARDS for group in _WHO]]
    known = table[f"all_beyond_{far}"].notna()
    # A group unknown in one of these communes is not told.
    sums, lacks = table[known].sum(skipna=False), _lacks(reached, far)
    said = {"far": far, "by": BY[reached.question.mode].in_lang(lang), "place": _place(study, reached, lang)}
    if sums[f"all_beyond_{far}"] < MANY:
        return [] if lacks else _nobody(reached, said, lang)
    others = [
        text.in_lang(lang).format(n=number(persons, lang))
        for group, text in _WHO.items()
        if text.fr and (persons := sums[f"{group}_beyond_{far}"]) >= MANY
    ]
    estimated = bool(reached.communes["estimated"].all())
    lead = (
        (SOME_ESTIMATED if estimated else SOME)
        .in_lang(lang)
        .format(
            **said,
            least=AT_LEAST.in_lang(lang) if lacks else "",
            persons=number(sums[f"all_beyond_{far}"], lang),
            share=percent(sums[f"all_beyond_{far}"] / study.communes["population"].sum(), lang, 1),
        )
    )
    among = AMONG.in_lang(lang).format(who=enumeration(others, lang)) if others else ""
    return [f"{lead}{among}.", *_further(reached, further, lang)]


def _lacks(reached: Reach, limit: int) -> bool:
    """Whether somebody's side of a limit is unknown."""
    unknown = reached.communes[f"all_unknown_{limit}"]
    return bool(reached.communes[f"all_beyond_{limit}"].isna().any() or unknown.isna().any() or unknown.sum() >= MANY)


def _further(reached: Reach, limit: int, lang: Lang) -> list[str]:
    """How many are beyond the second standard; nothing where none is known to be, and some are unknown."""
    beyond, lacks = reached.communes[f"all_beyond_{limit}"].sum(), _lacks(reached, limit)
    if beyond < MANY:
        return [] if lacks else [NO_MORE.in_lang(lang).format(further=limit)]
    return [(AT_LEAST_MORE if lacks else MORE).in_lang(lang).format(n=number(beyond, lang), further=limit)]


def _nobody(reached: Reach, said: Mapping[str, object], lang: Lang) -> list[str]:
    """That nobody is beyond, of those who have such a place; nothing where nobody has one."""
    if reached.communes["all_unreached"].sum() < MANY:
        return [NONE.in_lang(lang).format(**said)]
    far = STANDARDS[0]
    return [NONE_OF_THEM.in_lang(lang).format(**said)] if reached.communes[f"all_within_{far}"].sum() >= MANY else []


_WHO = {
    "all": Text("", ""),
    "over_65": Text("{n} de 65\u00a0ans ou plus", "{n} aged 65 or over"),
    "under_20": Text("{n} de moins de 20\u00a0ans", "{n} under 20"),
    "jobseekers": Text("{n} chômeurs (recensement)", "{n} unemployed (census)"),
}
AT_LEAST = Text("Au moins ", "At least ")
SOME = Text(
    "{least}{persons} habitants ({share}) sont à plus de {far}\u00a0minutes{by} {place}",
    "{least}{persons} residents ({share}) are beyond {far} minutes{by} from {place}",
)
SOME_ESTIMATED = Text(
    "{least}{persons} habitants ({share}) sont estimés à plus de {far}\u00a0minutes{by} {place}",
    "{least}{persons} residents ({share}) are estimated beyond {far} minutes{by} from {place}",
)
AMONG = Text(", dont {who}", ", {who} among them")
NONE = Text(
    "Aucun habitant n'est à plus de {far}\u00a0minutes{by} {place}.",
    "No resident is beyond {far} minutes{by} from {place}.",
)
NONE_OF_THEM = Text(
    "Aucun de ceux qui en ont un n'est à plus de {far}\u00a0minutes{by} {place}.",
    "None of those who have one is beyond {far} minutes{by} from {place}.",
)
MORE = Text("{n} sont à plus de {further}\u00a0minutes.", "{n} are beyond {further} minutes.")
AT_LEAST_MORE = Text(
    "Au moins {n} sont à plus de {further}\u00a0minutes.", "At least {n} are beyond {further} minutes."
)
NO_MORE = Text("Aucun n'est à plus de {further}\u00a0minutes.", "None is beyond {further} minutes.")


def _place(study: Study, reached: Reach, lang: Lang) -> str:
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


def _mean(study: Study, reached: Reach, lang: Lang) -> list[str]:
    table = reached.communes
    mean = distance.weighted_mean(table["minutes"], study.communes["population"])
    if np.isnan(mean):
        return []
    everybody = table["all_unknown"].sum(skipna=False) + table["all_unreached"].sum(skipna=False) < MANY
    said = (MEAN if everybody else MEAN_OF_KNOWN).in_lang(lang)
    return [said.format(m=minutes(mean, lang, estimated=bool(table["estimated"].all())))]


MEAN = Text("Un habitant est en moyenne à {m}.", "A resident is {m} away on average.")
MEAN_OF_KNOWN = Text(
    "Ceux dont les minutes sont connues sont en moyenne à {m}.",
    "Those whose minutes are known are {m} away on average.",
)


def _unreached(study: Study, reached: Reach, lang: Lang) -> list[str]:
    persons = reached.communes["all_unreached"].sum()
    if persons < MANY:
        return []
    at, names = reached.question.leaving, _names(study, reached.communes["all_unreached"] >= MANY, lang)
    said = (UNREACHED_OPEN if at else UNREACHED).in_lang(lang)
    return [said.format(n=number(persons, lang), communes=names, when=leaving(at, lang) if at else "")]


UNREACHED = Text(
    "{n} habitants n'ont aucun lieu qui réponde à la question et où mène un chemin{communes} : ils ne sont comptés ni "
    "en deçà, ni au-delà.",
    "{n} residents have no place that answers the question and to which a way leads{communes}: they are counted "
    "neither within nor beyond.",
)
UNREACHED_OPEN = Text(
    "{n} habitants ne trouvent aucun lieu ouvert à l'arrivée, en partant le {when}{communes} : ils ne sont comptés ni "
    "en deçà, ni au-delà.",
    "{n} residents find no place open on arrival, leaving on {when}{communes}: they are counted neither within nor "
    "beyond.",
)


def _unknown(study: Study, reached: Reach, lang: Lang) -> list[str]:
    """Persons whose minutes are unknown, then those of whom only the side of a standard is."""
    table = reached.communes
    told = []
    lost = (table["all_unknown"] >= MANY) | (table["all_unknown"].isna() & table["reached"].isna())
    if lost.any():
        names = _names(study, lost, lang)
        said = UNKNOWN_OF if table["all_unknown"].notna().all() else UNKNOWN_IN
        told = [said.in_lang(lang).format(n=number(table["all_unknown"].sum(), lang), communes=names)]
    for limit in STANDARDS:
        doubtful = table[f"all_unknown_{limit}"].sum() - table["all_unknown"].sum()
        if doubtful >= MANY:
            told.append(DOUBTFUL.in_lang(lang).format(n=number(doubtful, lang), limit=limit))
    return told


UNKNOWN_OF = Text("Minutes inconnues pour {n} habitants{communes}.", "Minutes unknown for {n} residents{communes}.")
UNKNOWN_IN = Text("Minutes inconnues pour des habitants{communes}.", "Minutes unknown for some residents{communes}.")
DOUBTFUL = Text(
    "On ignore si {n} autres sont à plus de {limit}\u00a0minutes : un lieu dont les minutes leur sont inconnues est "
    "peut-être plus proche.",
    "Whether {n} others are beyond {limit} minutes is unknown: a place of unknown minutes may be nearer to them.",
)


def _names(study: Study, chosen: pd.Series, lang: Lang) -> str:
    """Communes named between brackets, or counted where they are many; nothing for none."""
    names = study.communes.loc[chosen[chosen].index, "name"].tolist()
    if len(names) > LISTED:
        return Text(" ({n} communes)", " ({n} communes)").in_lang(lang).format(n=len(names))
    return f" ({enumeration(names, lang)})" if names else ""
