"""Pages on the whole territory: cover, how to read, one per map, index of the communes."""

from collections.abc import Iterable

import layers
from cage import METHOD_VERSION, RESIDENTS, Study
from distance import COMPONENTS
from i18n import Lang, Text, number
from layers import UNDATED

from ..classes import NO_DATA, STRONG
from ..findings.overview import finding, headline
from ..maps import LABELS
from ..words import N_COMMUNES, N_PEOPLE, destination_label, origins_label
from .drawing import Painted
from .edition import Edition, said_day
from .frame import Frame
from .ground import Ground
from .lines import SCALE, Lines
from .notes import contour_source, keys_of, under_map

Page = dict[str, object]


def cover(study: Study, edition: Edition) -> Page:
    """Title, territory, towards whom, date: no figure that its page does not explain."""
    lang, place = edition.lang, study.territory
    people = study.communes["population"].sum(min_count=len(study.communes))
    facts = [
        N_COMMUNES.in_lang(lang, len(place.communes)),
        N_PEOPLE.in_lang(lang, people),
        Text("communes au 1er janvier {cog}", "communes of 1 January {cog}").in_lang(lang).format(cog=place.cog),
    ]
    return {
        "kind": "cover",
        "title": ATLAS.in_lang(lang),
        "place": place.name,
        "towards": between(study, lang),
        "facts": " · ".join(facts),
        "printed": Text("Édité le {day}. Méthode CAGE, version {v}.", "Printed on {day}. CAGE method, version {v}.")
        .in_lang(lang)
        .format(day=said_day(edition.day, lang), v=METHOD_VERSION),
        "alt": Text("Contour du territoire et de ses communes.", "Outline of the territory and its communes.").in_lang(
            lang
        ),
    }


ATLAS = Text("Atlas des distances sociales", "Atlas of social distances")


def between(study: Study, lang: Lang) -> str:
    """From whom to whom, in words."""
    if study.pair == RESIDENTS:
        return Text("Entre habitants", "Between residents").in_lang(lang)
    if study.pair.origin != "resident":
        return Text("Entre institutions", "Between institutions").in_lang(lang)
    to = destination_label(study, lang)
    return Text("Des habitants vers : {to}", "From residents to: {to}").in_lang(lang).format(to=to)


def how_to_read(study: Study, left_out: Iterable[tuple[str, str]], edition: Edition) -> Page:
    """What a distance is and is not, the four dimensions in their colours, the maps left out and why, every source."""
    lang = edition.lang
    dimensions = [
        {
            "name": label.in_lang(lang),
            "color": STRONG[key],
            "questions": " ".join(c.question.in_lang(lang) for c in COMPONENTS if c.dimension == key),
        }
        for key, label in LABELS.items()
    ]
    return {
        "kind": "reading",
        "title": Text("Comment lire cet atlas", "How to read this atlas").in_lang(lang),
        "rules": [rule.in_lang(lang) for rule in (*([PHOTOCOPY] if edition.photocopy else []), *RULES)],
        "dimensions_title": Text("Quatre dimensions, douze questions", "Four dimensions, twelve questions").in_lang(
            lang
        ),
        "dimensions": dimensions,
        "absent_title": Text("Cartes non imprimées", "Maps not printed").in_lang(lang),
        "absent": _absent(left_out),
        "sources_title": Text("Sources", "Sources").in_lang(lang),
        "heads": [h.in_lang(lang) for h in SOURCE_HEADS],
        "sources": _sources(study, lang),
    }


def _absent(left_out: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Names of what is left out, those for one reason together."""
    names: dict[str, list[str]] = {}
    for name, why in left_out:
        found = names.setdefault(why, [])
        found += [name] if name not in found else []
    return [{"name": " · ".join(found), "why": why} for why, found in names.items()]


SOURCE_HEADS = (Text("Donnée", "Data"), Text("Éditeur", "Publisher"), Text("Année", "Year"), Text("Licence", "Licence"))
RULES = (
    Text(
        "Une distance n'est pas une faute : elle dit de combien deux lieux diffèrent, en minutes, en euros, en droits "
        "ou en habitudes. Elle sert à décider où rapprocher un service, pas à classer des habitants.",
        "A distance is no fault: it says by how much two places differ, in minutes, euros, rights or habits. It helps "
        "to decide where to bring a service closer, not to rank residents.",
    ),
    Text(
        "Chaque distance est mesurée dans son unité, puis ramenée entre 0 (aucune différence) et 1 (son repère "
        "national : le même partout et tous les ans).",
        "Each distance is measured in its own unit, then brought between 0 (no difference) and 1 (its national "
        "goalpost: the same everywhere and every year).",
    ),
    Text(
        "Plus une couleur est foncée, plus la distance est grande. L'écart à la moyenne a deux couleurs : orange, plus "
        "loin que la moyenne des habitants ; violet rayé de blanc, plus près.",
        "The darker, the farther. The gap to the mean has two colours: orange, farther than the mean resident; purple "
        "with white lines, closer.",
    ),
    Text(
        "Les hachures grises disent « sans donnée ». L'inconnu n'est ni zéro ni une moyenne : la couverture, sous "
        "chaque carte, dit ce qui est connu ; entre parenthèses après une note, c'est la part connue de son poids.",
        "Grey hatching says “no data”. Unknown is neither zero nor a mean: the coverage, under each map, says what is "
        "known; between brackets after a score, it is the known share of its weight.",
    ),
    Text(
        "Les traits épais sont les limites des anciennes intercommunalités. Un nom qui ne tient pas dans sa commune "
        "est remplacé par un numéro : l'index est à la fin.",
        "Thick lines are the borders of former intercommunalities. A name too long for its commune is replaced by a "
        "number: the index is at the end.",
    ),
)
PHOTOCOPY = Text(
    "Cet exemplaire est hachuré pour la photocopie : plus les traits sont épais, plus la distance est grande ; des "
    "croix disent « sans donnée ».",
    "This copy is hatched for photocopying: the thicker the lines, the farther; crosses say “no data”.",
)


def _sources(study: Study, lang: Lang) -> list[list[str]]:
    keys = [*dict.fromkeys([*keys_of(study, None), "population", contour_source(study)])]
    found = layers.loaded(keys, study.territory)
    vintages = {key: one.vintage for key, one in found.items()} | dict(study.loaded)
    return [
        [
            layers.BY_KEY[key].label.in_lang(lang),
            layers.BY_KEY[key].publisher,
            Text("non daté", "undated").in_lang(lang) if vintages[key].year == UNDATED else str(vintages[key].year),
            layers.BY_KEY[key].licence,
        ]
        for key in keys
        if key in vintages
    ]


def map_page(study: Study, paint: Painted, ground: Ground, frame: Frame, edition: Edition) -> Page:
    """One map of the territory under its finding."""
    lang = edition.lang
    said = finding(study, paint.shown, lang) if paint.lines is None else paint.lines.said(study, lang)
    title = paint.shown.title.in_lang(lang)
    own = bool(said) if paint.lines is not None else headline(study, paint.shown) is not None
    return {
        "kind": "map",
        "title": said[0] if own else title,
        "subtitle": subtitle(study, title, lang),
        "sentences": said[int(own) :],
        "svg": f"map-{paint.shown.key}.svg",
        "alt": alt(study, paint, lang),
        "legend": legend(study, paint, lang) if paint.lines is None else line_legend(paint.lines, lang),
        "notes": under_map(study, paint, ground, frame, edition),
    }


def subtitle(study: Study, title: str, lang: Lang) -> str:
    """What is mapped, where, towards whom."""
    return f"{title} · {study.territory.name} · {between(study, lang)}"


def alt(study: Study, paint: Painted, lang: Lang) -> str:
    """A map in words, for who does not see it."""
    if paint.lines is not None:
        return paint.lines.alt(lang)
    labels, counts = paint.classes.labels(lang), paint.counts
    parts = [f"{label} : {number(n, lang)}" for label, n in zip([*labels, NO_DATA.in_lang(lang)], counts, strict=True)]
    said = Text("Carte de {n} {what}, par classe : {parts}.", "Map of {n} {what}, by class: {parts}.")
    what = origins_label(study, lang)
    return said.in_lang(lang).format(n=number(len(paint.values), lang), what=what, parts=" ; ".join(parts))


def legend(study: Study, paint: Painted, lang: Lang) -> Page:
    """Classes from the farthest to the nearest, with how many communes each holds; the unknown last."""
    labels, counts = paint.classes.labels(lang), paint.counts
    rows = [
        {"svg": f"swatch-{paint.shown.key}-{rank}.svg", "label": label, "count": number(count, lang)}
        for rank, (label, count) in enumerate(zip(labels, counts, strict=False))
    ]
    none = {"svg": f"swatch-{paint.shown.key}-none.svg", "label": NO_DATA.in_lang(lang)}
    rows = [*reversed(rows), {**none, "count": number(counts[-1], lang)}]
    return {
        "title": paint.shown.title.in_lang(lang),
        "unit": origins_label(study, lang),
        "rows": rows,
        "scale": paint.shown.scale(study).in_lang(lang),
    }


def line_legend(lines: Lines, lang: Lang) -> Page:
    """Widths, then colours or patterns, then marks, each with how many borders it has."""
    rows = [
        {"svg": f"line-{rank}.svg" if drawn else "", "label": label, "count": "" if n is None else number(n, lang)}
        for rank, (drawn, label, n) in enumerate(lines.samples(lang))
    ]
    unit = Text("limites", "borders").in_lang(lang)
    return {"title": "", "unit": unit, "rows": rows, "scale": SCALE.in_lang(lang), "bordered": False}


FORMER = Text("Ancienne intercommunalité", "Former intercommunality")


def index(study: Study, ground: Ground, edition: Edition) -> Page:
    """Every commune with its number on the maps."""
    lang = edition.lang
    former = study.communes["former_epci_name"]
    rows = [
        [ground.labels.numbers[code], str(ground.names[code]), str(former[code]),
         number(float(ground.people[code]), lang)]
        for code in sorted(ground.labels.numbers, key=lambda code: int(ground.labels.numbers[code]))
    ]  # fmt: skip
    heads = (Text("N°", "No."), Text("Commune", "Commune"), FORMER, Text("Habitants", "Residents"))
    return {
        "kind": "index",
        "title": Text("Index des communes", "Index of the communes").in_lang(lang),
        "heads": [head.in_lang(lang) for head in heads],
        "rows": rows,
        "merged": bool((former != "").any()),
    }


WORDS = {
    "situation": Text("Situation", "Where"),
    "numbers": Text("Communes numérotées", "Numbered communes"),
    "see_index": Text("Les numéros renvoient à l'index, en fin d'atlas.", "Numbers refer to the index, at the end."),
    "department": Text("Le territoire dans son département.", "The territory in its département."),
    "france": Text("Le territoire en France.", "The territory in France."),
    "signs": Text("Échelle et nord géographique.", "Scale and geographic north."),
    "logo": Text("Logo de la collectivité.", "Logo of the collectivity."),
    "sample": Text("Teinte de la classe.", "Shade of the class."),
    "map": Text("Carte", "Map"),
    "unknown": Text("inconnu", "unknown"),
    "former": Text("Trait épais : ancienne intercommunalité.", "Thick line: former intercommunality."),
}
