"""What is known, from whom, of which year, and what is not loaded."""

from xml.etree.ElementTree import Element

import streamlit as st

import layers
from cage import Study
from distance import COMPONENTS
from i18n import Lang, Text, percent
from layers import COG, SOURCES, UNDATED, Source, Vintage
from pages import loading
from pages import own as own_files
from pages.choices import Choices
from pages.markup import element, write

HEADS = (
    Text("Source", "Source"),
    Text("Éditeur", "Publisher"),
    Text("Année", "Year"),
    Text("Communes couvertes ici", "Communes covered here"),
    Text("Sert à", "Used for"),
    Text("Licence", "Licence"),
)


def show(choices: Choices) -> None:
    """What is known here, how to load the rest, and the reader's own files."""
    lang = choices.lang
    catalogue, load, own = st.tabs(
        [
            Text("Ce que l'on sait ici", "What is known here").in_lang(lang),
            Text("Charger les données officielles", "Load official data").in_lang(lang),
            Text("Vos fichiers", "Your files").in_lang(lang),
        ]
    )
    with catalogue:
        _catalogue(choices.study, lang)
    with load:
        loading.show(choices.study, lang)
    with own:
        own_files.show(choices.study, lang)


def _catalogue(study: Study, lang: Lang) -> None:
    """Loaded first, then what is missing and where it will come from."""
    loaded = layers.loaded([source.key for source in SOURCES], study.territory)
    missing = [source for source in SOURCES if source.key not in loaded]
    rows = (_row(layers.BY_KEY[key], found.vintage, study, lang) for key, found in loaded.items())
    write(
        element("p", _summary(study, len(loaded), lang)),
        element("table", _head(lang), *rows, class_="rows"),
        element("p", Text("Ce qui n'est pas chargé", "What is not loaded").in_lang(lang), class_="place"),
        element("table", _missing_head(lang), *(_missing(s, lang) for s in missing), class_="rows"),
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
            "td", element("strong", source.label.in_lang(lang)), element("br"), _small(_origin(source, vintage, lang))
        ),
        element("td", source.publisher),
        element("td", _years(vintage, lang)),
        element("td", percent(layers.coverage(source, study.territory), lang), class_="number"),
        element("td", ", ".join(_used_by(source, lang)) or "–"),
        element("td", source.licence),
    )


def _origin(source: Source, vintage: Vintage, lang: Lang) -> str:
    """The publisher's address once loaded; what the pack says of itself otherwise."""
    return vintage.origin or source.origin.in_lang(lang)


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
        element("td", ", ".join(_used_by(source, lang)) or "–"),
    )


def _small(text: str) -> Element:
    return element("span", text, class_="small")


def _used_by(source: Source, lang: Lang) -> list[str]:
    return [c.label.in_lang(lang) for c in COMPONENTS if any(source.key in i.needs for i in c.indicators)]
