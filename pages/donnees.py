"""What is known, from whom, of which year, and what is not loaded."""

from xml.etree.ElementTree import Element

import layers
from cage import Study
from distance import COMPONENTS
from i18n import Lang, Text, number, percent
from layers import COG, FIGURES, SOURCES, UNDATED, Source, Vintage
from pages.state import address as state
from pages.state.choices import Choices
from pages.widgets import loading, road_networks
from pages.widgets import own as own_files
from pages.widgets.markup import element, scrolling, write

HEADS = (
    Text("Source", "Source"),
    Text("Éditeur", "Publisher"),
    Text("Année", "Year"),
    Text("Communes couvertes ici", "Communes covered here"),
    Text("Sert à", "Used for"),
    Text("Licence", "Licence"),
)


OTHER_USES = {
    Text("lieux à rejoindre", "places to reach"): {
        "services", "france_services", "schools", "la_poste", "finess", "data_inclusion", "structures", "bpe", "osm",
        "institutions", "ccas", "town_halls",
    },
    Text("guichet compétent", "competent desk"): {"jurisdictions"},
    Text("contours de la carte", "outlines of the map"): {"adjacency", "boundaries", "admin_express"},
    Text("points des communes", "points of communes"): {"chef_lieu"},
    Text("personnes concernées", "persons concerned"): {"census", "labour"},
    Text("fiche de commune", "card of a commune"): {figure.source.key for figure in FIGURES},
    Text("passage d'une géographie à l'autre", "from one geography to another"): {"movements"},
}  # fmt: skip
"""What sources are for beside the components."""


TABS = {
    "sources": Text("Ce que l'on sait ici", "What is known here"),
    "charger": Text("Charger les données officielles", "Load official data"),
    "routes": Text("Routes", "Roads"),
    "fichiers": Text("Vos fichiers", "Your files"),
}


def show(choices: Choices) -> None:
    """What is known here, how to load the rest and the roads, and the reader's own files."""
    lang = choices.lang
    catalogue, load, driven, own = state.tabs("onglet", {key: tab.in_lang(lang) for key, tab in TABS.items()})
    with catalogue:
        _catalogue(choices.study, lang)
    with load:
        loading.show(choices.study, lang)
    with driven:
        road_networks.show(choices.study, lang)
    with own:
        own_files.show(choices.study, lang)


def _catalogue(study: Study, lang: Lang) -> None:
    """Loaded first, then what is missing and where it will come from."""
    loaded = layers.loaded([source.key for source in SOURCES], study.territory)
    missing = [source for source in SOURCES if source.key not in loaded]
    rows = (_row(s, loaded[s.key].vintage, study, lang) for s in SOURCES if s.key in loaded)
    lacking = Text("Ce qui n'est pas chargé", "What is not loaded").in_lang(lang)
    write(
        element("p", _summary(study, len(loaded), lang)),
        scrolling(Text("Sources chargées", "Sources loaded").in_lang(lang), _head(lang), *rows),
        element("h2", lacking, class_="place"),
        scrolling(lacking, _missing_head(lang), *(_missing(s, lang) for s in missing)),
    )


def _summary(study: Study, loaded: int, lang: Lang) -> str:
    return (
        Text(
            "{n} sources sur {all} ont des chiffres pour {name} (géographie au 1er janvier {cog}). Un chiffre "
            "couvert par le secret statistique reste inconnu : il n'est ni mis à zéro, ni estimé.",
            "{n} of {all} sources have figures for {name} (geography of 1 January {cog}). A figure under statistical "
            "secrecy stays unknown: neither set to zero nor estimated.",
        )
        .in_lang(lang)
        .format(n=loaded, all=len(SOURCES), name=study.territory.name, cog=study.territory.cog)
    )


def _head(lang: Lang) -> Element:
    return element("tr", *(element("th", head.in_lang(lang)) for head in HEADS))


def _row(source: Source, vintage: Vintage, study: Study, lang: Lang) -> Element:
    return element(
        "tr",
        element(
            "td",
            element("strong", source.label.in_lang(lang)),
            element("br"),
            _small(_origin(source, vintage, lang)),
            *([element("br"), _small(vintage.count.said.in_lang(lang))] if vintage.count else []),
        ),
        element("td", source.publisher),
        element("td", _years(vintage, lang)),
        element("td", _coverage(source, study, lang), class_="number"),
        element("td", _use(source, lang)),
        element("td", source.licence),
    )


def _coverage(source: Source, study: Study, lang: Lang) -> str:
    """Share of the communes with a figure; for lists of places, how many stand here."""
    table = source.table(study.territory.cog, study.territory.communes)
    if table is not None and {"commune", "name"} <= set(table):
        count = int(table["commune"].isin(study.territory.communes).sum())
        one = Text("1 lieu", "1 place")
        return (one if count == 1 else Text("{n} lieux", "{n} places")).in_lang(lang).format(n=number(count, lang))
    return percent(layers.coverage(source, study.territory), lang)


def _origin(source: Source, vintage: Vintage, lang: Lang) -> str:
    """Where the file came from once loaded, without what the address asks for; else what the pack says of itself."""
    return vintage.origin.split("?")[0] or source.origin.in_lang(lang)


def _years(vintage: Vintage, lang: Lang) -> str:
    """Year of the data, and of its geography when it is another than the study's."""
    year = Text("non daté", "undated").in_lang(lang) if vintage.year == UNDATED else str(vintage.year)
    if vintage.cog == COG:
        return year
    return f"{year} ({Text('communes de', 'communes of').in_lang(lang)} {vintage.cog})"


def _missing_head(lang: Lang) -> Element:
    heads = (HEADS[0], Text("Où la trouver", "Where to find it"), HEADS[4])
    return element("tr", *(element("th", head.in_lang(lang)) for head in heads))


def _missing(source: Source, lang: Lang) -> Element:
    return element(
        "tr",
        element("td", element("strong", source.label.in_lang(lang))),
        element("td", source.origin.in_lang(lang)),
        element("td", _use(source, lang)),
    )


def _small(text: str) -> Element:
    return element("span", text, class_="small long")


def _use(source: Source, lang: Lang) -> str:
    """The components that read it, and what else it is for."""
    uses = [c.label for c in COMPONENTS if any(source.key in (*i.needs, *i.wants) for i in c.indicators)]
    uses += [label for label, keys in OTHER_USES.items() if source.key in keys]
    return ", ".join(use.in_lang(lang) for use in uses) or "–"
