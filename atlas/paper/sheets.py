"""Two sheets per commune: one for its residents, in plain words; one for the agent at the counter."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import shapely

from cage import Study
from i18n import Lang, Text, collation, percent

from ..findings.minutes import how_minutes
from ..findings.services import of_services
from ..maps import BY_KEY
from ..words import COLON, at_once, enumeration
from .council import Atlas, Progress, silent
from .edition import Edition, PaperSheet
from .frame import fit, landward
from .levers import ideas
from .near import NearestPlace, compared, reaches
from .notes import citations, method
from .overview import Page, alt, legend
from .press import pdf

TEMPLATE = "sheets.typ"
MAP = (84.0, 84.0)
"""Millimetres of the map of a sheet."""

TITLE = Text("Fiche de commune", "Commune sheet")

Make = Callable[[Atlas, Mapping[str, Study], str], Page]


def citizen(
    study: Study, studies: Mapping[str, Study], communes: list[str], edition: Edition, progress: Progress = silent
) -> bytes:
    """A page per commune for its residents: what is near, what is far, beside whom, what the council can do.

    Parameters
    ----------
    study
        The one whose distance is explained, towards a destination or between residents.
    studies
        Towards each kind of service that is told, by any key; the same territory.
    """
    return _print(
        study, studies, communes, replace(edition, sheet=PaperSheet("a4", landscape=False)), _citizen, progress
    )


def agent(
    study: Study, studies: Mapping[str, Study], communes: list[str], edition: Edition, progress: Progress = silent
) -> bytes:
    """A page per commune for the agent: the desk of each kind, its hours, who it serves; room for contacts."""
    return _print(study, studies, communes, replace(edition, sheet=PaperSheet("a4", landscape=True)), _agent, progress)


def _print(
    study: Study, studies: Mapping[str, Study], communes: list[str], edition: Edition, make: Make, progress: Progress
) -> bytes:
    atlas, pages = Atlas(study, edition, indexed=False), []
    for rank, code in enumerate(communes):
        pages.append(make(atlas, studies, code))
        progress(0.7 * (rank + 1) / len(communes))
    return pdf(TEMPLATE, atlas.data(pages, TITLE), atlas.files, edition.day)


def _citizen(atlas: Atlas, studies: Mapping[str, Study], code: str) -> Page:
    study, lang = atlas.study, atlas.edition.lang
    found = reaches(studies, code, lang)
    unknown = [one.what for one in found if math.isnan(one.minutes)]
    sides = {side: [one for one in found if one.side == side and not math.isnan(one.minutes)] for side in BLOCKS}
    name = str(study.communes.at[code, "name"])
    return {
        "kind": "citizen",
        "title": f"{name}{COLON.in_lang(lang)}{''.join(said.in_lang(lang) for said in of_services(found))}",
        "more": MORE.in_lang(lang).format(name=name),
        "place": study.territory.name,
        "blocks": [_block(BLOCKS[side], told, lang) for side, told in sides.items() if told or side],
        "unknown": UNKNOWN_HERE.in_lang(lang).format(what=enumeration(unknown, lang)) if unknown else "",
        "ideas_title": Text("Ce que le conseil peut faire", "What the council can do").in_lang(lang),
        "ideas": [*_closer(sides[1], lang), *ideas(study, code, lang)][:4],
        "standard": STANDARD.in_lang(lang),
        "ideas_note": DISCUSS.in_lang(lang),
        **_map(atlas, code),
        "notes": _notes(atlas, studies, code),
    }


BLOCKS = {
    -1: Text("Ce qui est près : 20 minutes ou moins", "What is near: 20 minutes or less"),
    0: Text("À 20 minutes environ, un peu plus ou un peu moins", "About 20 minutes away, a little more or less"),
    1: Text("Ce qui est loin : plus de 20 minutes", "What is far: more than 20 minutes"),
}
"""By side of the standard, in the order of the sheet."""
MORE = Text("{name} (suite)", "{name} (continued)")
STANDARD = Text(
    "20 minutes en voiture : c'est ce que France services promet à 95 % des habitants du pays. L'autre comparaison est "
    "faite avec la moitié des habitants du territoire.",
    "20 minutes by car: what France services promises to 95% of the country's residents. The other comparison is with "
    "half of the residents of the territory.",
)
NOTHING = Text("Rien de ce qui est mesuré ici.", "Nothing of what is measured here.")
UNKNOWN_HERE = Text("On ne sait pas le dire pour : {what}.", "It is not known for: {what}.")
DISCUSS = Text(
    "Ce sont des idées à discuter, tirées de ce qui fait la distance ici ; le conseil choisit.",
    "These are ideas to discuss, drawn from what makes the distance here; the council chooses.",
)


def _block(title: Text, found: list[NearestPlace], lang: Lang) -> Page:
    rows = [
        {"what": one.what, "minutes": one.said(lang), "where": _where(one), "beside": compared(one, lang)}
        for one in found
    ]
    return {"title": title.in_lang(lang), "rows": rows, "nothing": NOTHING.in_lang(lang)}


def _where(one: NearestPlace) -> str:
    """Name, address and commune, none written twice."""
    return at_once(one.name, one.address, one.where)


def _closer(far: list[NearestPlace], lang: Lang) -> list[str]:
    """The farthest services by name, all those that the error does not tell apart: the first to bring closer."""
    if not far:
        return []
    most = max(one.minutes for one in far)
    last = [f"{one.what} ({one.said(lang)})" for one in far if most - one.minutes <= 2 * one.error]
    named = last if len(last) <= NAMED + 1 else [*last[:NAMED], OTHERS.in_lang(lang).format(n=len(last) - NAMED)]
    said = Text("Commencer par ce qui est le plus loin : {what}.", "Begin with what is farthest: {what}.")
    return [said.in_lang(lang).format(what=enumeration(named, lang))]


NAMED = 3
OTHERS = Text("{n} autres à égalité", "{n} others on a level")


def _map(atlas: Atlas, code: str) -> Page:
    """The minutes around a commune, as on the screen."""
    paint = atlas.paint(BY_KEY["minutes"])
    west, south, east, north = shapely.bounds(atlas.ground.communes[code])
    air = max(0.4 * max(east - west, north - south), 6000.0)
    frame = fit((west - air, south - air, east + air, north + air), *MAP, 0.0)
    frame = landward(frame, (west, south, east, north), atlas.ground.land)
    atlas.keep_map(f"sheet-{code}.svg", frame, paint, code)
    return {
        "svg": f"sheet-{code}.svg",
        "alt": alt(atlas.study, paint, atlas.edition.lang),
        "legend": legend(atlas.study, paint, atlas.edition.lang),
        "signs": atlas.signs(frame, f"signs-{code}.svg"),
        "method": method(atlas.study, atlas.ground, frame, atlas.edition),
    }


def _notes(atlas: Atlas, studies: Mapping[str, Study], code: str) -> list[str]:
    lang = atlas.edition.lang
    keys = {key for study in studies.values() for key in study.loaded}
    lists = {str(text) for study in studies.values() for text in study.destinations["source"].dropna() if text}
    cited_once = [
        *dict.fromkeys(citations(next(iter(studies.values())), sorted(keys), lang)),
        *sorted(lists, key=collation),
    ]
    covered = percent(float(atlas.study.values.at[code, "coverage"]), lang)
    share = Text("Couverture : {share} du poids de la distance est connu.", "Coverage: {share} of the weight is known.")
    return [
        *how_minutes(next(iter(studies.values())), lang),
        share.in_lang(lang).format(share=covered),
        f"Sources{COLON.in_lang(lang)}{' ; '.join(cited_once)}.",
    ]


AGENT_HEADS = (
    Text("Pour", "For"), Text("Guichet", "Desk"), Text("Horaires", "Hours"), Text("Trajet", "Way"),
    Text("Qui est servi", "Who is served"), Text("Contact (à compléter)", "Contact (to be filled in)"),
)  # fmt: skip


def _agent(atlas: Atlas, studies: Mapping[str, Study], code: str) -> Page:
    lang, name = atlas.edition.lang, str(atlas.study.communes.at[code, "name"])
    found = sorted(reaches(studies, code, lang), key=lambda one: collation(one.what))
    title = Text("{name} : où orienter les habitants", "{name}: where to send residents")
    return {
        "kind": "agent",
        "title": title.in_lang(lang).format(name=name),
        "place": atlas.study.territory.name,
        "heads": [head.in_lang(lang) for head in AGENT_HEADS],
        "rows": [[one.what, _where(one), one.hours, one.said(lang), served(one, lang), ""] for one in found],
        "notes": [CHECK.in_lang(lang), *_notes(atlas, studies, code)],
    }


CHECK = Text(
    "Horaires et adresses des listes citées : les vérifier avant d'envoyer quelqu'un. Les téléphones n'y sont pas.",
    "Hours and addresses of the lists cited: check them before sending anyone. They hold no telephone number.",
)


def served(one: NearestPlace, lang: Lang) -> str:
    """Whether the desk is known to be competent for the commune, or open to its residents; else that it is not."""
    if one.competent:
        return Text("Guichet compétent pour la commune", "Competent desk for the commune").in_lang(lang)
    if one.eligible is not None:
        yes = Text("Ouvert aux habitants de la commune", "Open to residents of the commune")
        no = Text("Non ouvert aux habitants de la commune", "Not open to residents of the commune")
        return (yes if one.eligible else no).in_lang(lang)
    return Text("Le plus proche connu ; compétence à vérifier", "Nearest known; competence to be checked").in_lang(lang)
