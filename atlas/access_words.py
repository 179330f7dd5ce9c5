"""What a reach says, in sentences with numbers, and what to know before quoting it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

import distance
import layers
from cage import STANDARDS, Study
from i18n import NBSP, Lang, Text, number, percent
from layers.road_speeds import CYCLE, WALK
from reach import Reach, Which

from .access import BY
from .findings import LISTED, from_squares, how_minutes
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
    sums, lacks = table[known].sum(skipna=False), not known.all()
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
    beyond = sums[f"all_beyond_{further}"]
    more = (MORE if beyond >= MANY else NO_MORE).in_lang(lang).format(n=number(beyond, lang), further=further)
    return [f"{lead}{among}.", more]


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
    said = Text("Un habitant est en moyenne à {m}.", "A resident is {m} away on average.").in_lang(lang)
    return [said.format(m=minutes(mean, lang, estimated=bool(table["estimated"].all())))]


def _unreached(study: Study, reached: Reach, lang: Lang) -> list[str]:
    persons = reached.communes["all_unreached"].sum()
    if persons < MANY:
        return []
    at, names = reached.question.leaving, _names(study, reached.communes["reached"] == 0, lang)
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
    lost = reached.communes["reached"].isna()
    if not lost.any():
        return []
    said = Text("Minutes inconnues pour {n} communes{names}.", "Minutes unknown for {n} communes{names}.")
    if lost.sum() == 1:
        said = Text("Minutes inconnues pour une commune{names}.", "Minutes unknown for one commune{names}.")
    return [said.in_lang(lang).format(n=number(lost.sum(), lang), names=_names(study, lost, lang))]


def _names(study: Study, chosen: pd.Series, lang: Lang) -> str:
    """Communes named between brackets, or counted where they are many; nothing for none."""
    names = study.communes.loc[chosen[chosen].index, "name"].tolist()
    if len(names) > LISTED:
        return Text(" ({n} communes)", " ({n} communes)").in_lang(lang).format(n=len(names))
    return f" ({enumeration(names, lang)})" if names else ""


def listed(names: list[str], lang: Lang) -> str:
    """Names in a sentence, the last ones counted where they are many."""
    more = [Text("{n} autres", "{n} others").in_lang(lang).format(n=len(names) - LISTED)] if len(names) > LISTED else []
    return enumeration(names[:LISTED] + more, lang)


def notes(study: Study, reached: Reach, lang: Lang, label: str = "") -> list[str]:
    """What to know before quoting: how minutes were had, from where, what does not count, what is assumed.

    ``label``: what the reader's own file says it holds.
    """
    said = _how(study, reached, lang, label)
    if reached.from_squares:
        said.append(ALIKE.in_lang(lang))
    if reached.left_out:
        lead = LEFT_OUT if len(reached.left_out) > 1 else LEFT_OUT_ONE
        said.append(lead.in_lang(lang).format(n=len(reached.left_out), names=listed([*reached.left_out], lang)))
    if reached.question.remote:
        said.append(REMOTE.in_lang(lang))
    return said


def _how(study: Study, reached: Reach, lang: Lang, label: str) -> list[str]:
    mode = reached.question.mode
    if mode == "table":
        return [TABLE.in_lang(lang).format(about=f" ({label})" if label else "")]
    squares = [from_squares(study, lang)] if reached.from_squares else []
    if mode in ("bicycle", "foot"):
        speed = number({"bicycle": CYCLE, "foot": WALK}[mode], lang)
        whose = BY_NETWORK[layers.road_modes(study.territory)[mode].source].in_lang(lang)
        return [SLOWLY.in_lang(lang).format(speed=speed, whose=whose), *squares]
    if mode == "car" and not squares and "squares" in study.loaded:
        # Too many pairs for the squares the other pages leave from.
        return [*(s for s in how_minutes(study, lang) if s != from_squares(study, lang)), FROM_POINTS.in_lang(lang)]
    return how_minutes(study, lang)


FROM_POINTS = Text(
    "Les lieux sont ici trop nombreux pour partir de chaque carreau : les habitants partent du point de leur commune.",
    "Places are too many here to leave from each square: residents set out from the point of their commune.",
)
TABLE = Text(
    "Minutes de votre fichier{about}, de commune à lieu ou à commune, telles quelles ; un couple absent du fichier est "
    "inconnu.",
    "Minutes of your file{about}, from commune to place or commune, as they are; a pair the file lacks is unknown.",
)
SLOWLY = Text(
    "Au plus {speed} km/h, sans pentes ni attentes ; ce qui est à plus d'un kilomètre de tout chemin est inconnu. "
    "{whose}",
    "At {speed} km/h at most, without slopes or waiting; what is over a kilometre from every way is unknown. {whose}",
)
BY_NETWORK = {
    "roads": Text("© les contributeurs d'OpenStreetMap, ODbL.", "© OpenStreetMap contributors, ODbL."),
    "bd_topo": Text("IGN, BD TOPO.", "IGN, BD TOPO."),
}
ALIKE = Text(
    "Les âges et les chômeurs d'une commune sont supposés répartis comme tous ses habitants.",
    "The ages and the unemployed of a commune are assumed to be spread as all its residents.",
)
LEFT_OUT = Text(
    "{n} lieux ne comptent pas, leurs horaires, leur zone ou leur route étant inconnus : {names}.",
    "{n} places do not count, their hours, zone or road being unknown: {names}.",
)
LEFT_OUT_ONE = Text(
    "Ne compte pas, ses horaires, sa zone ou sa route étant inconnus : {names}.",
    "Does not count, its hours, zone or road being unknown: {names}.",
)
REMOTE = Text(
    "Hypothèse, non mesure : vers un lieu qui reçoit aussi à distance, les minutes des habitants de moins de 65 ans "
    "dont le local est éligible à la fibre comptent pour moitié. Les lieux à portée n'en tiennent pas compte.",
    "An assumption, not a measure: to a place that also receives at a distance, the minutes of residents under 65 "
    "whose premises are eligible for fibre count for half. Places within reach do not take it into account.",
)
