"""What to know before quoting a reach: how minutes were had, from where, of what year, what does not count."""

import layers
from cage import Study
from i18n import Lang, Text, collation, number
from layers import UNDATED
from layers.own.tables import SOURCE as OWN
from layers.roads.speeds import CYCLE, WALK
from reach import AccessAnswer, Means

from ..words import COLON, enumeration
from .minutes import LISTED, from_squares, how_minutes


def listed(names: list[str], lang: Lang) -> str:
    """Names in a sentence, the last ones counted where they are many."""
    more = [Text("{n} autres", "{n} others").in_lang(lang).format(n=len(names) - LISTED)] if len(names) > LISTED else []
    return enumeration(names[:LISTED] + more, lang)


def notes(study: Study, reached: AccessAnswer, lang: Lang, label: str = "") -> list[str]:
    """What to know before quoting: how minutes were had, from where, what does not count, what is assumed.

    ``label``: what the reader's own file says it holds.
    """
    said = _how(study, reached, lang, label)
    if reached.from_squares:
        said.append(ALIKE.in_lang(lang))
    if reached.left_out:
        lead = LEFT_OUT if len(reached.left_out) > 1 else LEFT_OUT_ONE
        names = sorted(study.destinations.loc[list(reached.left_out), "name"], key=collation)
        said.append(lead.in_lang(lang).format(n=len(names), names=listed(names, lang)))
    if reached.question.remote:
        said.append(REMOTE.in_lang(lang))
    return [*said, dated(study, reached.question.mode, lang)]


def dated(study: Study, mode: Means, lang: Lang) -> str:
    """Of what year persons, places and roads are; what does not say so is said not to."""
    place = study.territory
    counted = layers.loaded(COUNTED, place)
    parts = {layers.BY_KEY[key].label: _year(counted[key].vintage.year, lang) for key in COUNTED if key in counted}
    lists = set(study.destinations["source"].dropna().astype(str)) - {""}
    named = sorted((OWN.in_lang(lang) if one == OWN.fr else one for one in lists), key=collation)
    parts[PLACES] = enumeration(named, lang) or UNDATED_SAID.in_lang(lang)
    if mode in ("car", "bicycle", "foot"):
        parts[ROADS] = layers.road_modes(place)[mode].dated or UNDATED_SAID.in_lang(lang)
    said = (f"{label.in_lang(lang)}{COLON.in_lang(lang)}{what}" for label, what in parts.items())
    return Text(" ; ", "; ").in_lang(lang).join(said) + "."


def _year(year: int, lang: Lang) -> str:
    return UNDATED_SAID.in_lang(lang) if year == UNDATED else str(year)


COUNTED = ("population", "census", "labour")
PLACES = Text("Lieux", "Places")
ROADS = Text("Réseau routier", "Road network")
UNDATED_SAID = Text("date inconnue", "date unknown")


def _how(study: Study, reached: AccessAnswer, lang: Lang, label: str) -> list[str]:
    mode = reached.question.mode
    if mode == "table":
        return [TABLE.in_lang(lang).format(about=f" ({label})" if label else "")]
    squares = [from_squares(study, lang)] if reached.from_squares else []
    if mode != "estimate" and not squares and "squares" in study.loaded:
        # Too many pairs for the squares the other pages leave from.
        squares = [FROM_POINTS.in_lang(lang)]
    if mode in ("bicycle", "foot"):
        speed = number({"bicycle": CYCLE, "foot": WALK}[mode], lang)
        whose = BY_NETWORK[layers.road_modes(study.territory)[mode].source].in_lang(lang)
        return [SLOWLY.in_lang(lang).format(speed=speed, whose=whose), *squares]
    if not squares:
        return [*how_minutes(study, lang), *_partly(study, reached, lang)]
    others = (said for said in how_minutes(study, lang) if said != from_squares(study, lang))
    return [*others, *squares, *_partly(study, reached, lang)]


def _partly(study: Study, reached: AccessAnswer, lang: Lang) -> list[str]:
    """The communes of which some persons are off the roads, and most are not."""
    part = (reached.communes["estimated_share"] > 0) & ~reached.communes["estimated"]
    names = study.communes.loc[part[part].index, "name"].tolist()
    return [PARTLY.in_lang(lang).format(names=listed(names, lang))] if names else []


PARTLY = Text(
    "Minutes estimées pour une part des habitants, hors du réseau routier : {names}.",
    "Minutes estimated for some of the residents, off the road network: {names}.",
)


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
