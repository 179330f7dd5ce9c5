"""What is known, from whom, of which year, and what is not loaded."""

from xml.etree.ElementTree import Element

import layers
from cage import Study
from distance import COMPONENTS
from i18n import Lang, Text, percent
from layers import NOT_LOADED, SOURCES, UNDATED, Source
from pages.choices import Choices
from pages.markup import element, write

HEADS = (
    Text("Source", "Source"),
    Text("Éditeur", "Publisher"),
    Text("Année", "Year"),
    Text("Communes couvertes ici", "Communes covered here"),
    Text("Étendue", "Scope"),
    Text("Sert à", "Used for"),
    Text("Licence", "Licence"),
)


def show(choices: Choices) -> None:
    """The catalogue: loaded first, then what is missing and where it will come from."""
    lang, study = choices.lang, choices.study
    loaded = [s for s in SOURCES if layers.coverage(s, study.territory) > 0]
    missing = [s for s in SOURCES if s not in loaded]
    write(
        element("p", Text("Ce que l'on sait ici", "What is known here").in_lang(lang), class_="place"),
        element("p", _summary(study, loaded, lang)),
        element("table", _head(lang), *(_row(s, study, lang) for s in loaded), class_="rows"),
        element("p", Text("Ce qui n'est pas chargé", "What is not loaded").in_lang(lang), class_="place"),
        element("p", _how_to_load(lang)),
        element("table", _missing_head(lang), *(_missing(s, lang) for s in missing), *_desks(lang), class_="rows"),
    )


def _summary(study: Study, loaded: list[Source], lang: Lang) -> str:
    return (
        Text(
            "{n} sources sur {all} ont des chiffres pour {name} (géographie au 1er janvier {cog}). Un chiffre "
            "couvert par le secret statistique reste inconnu : il n'est ni mis à zéro, ni estimé.",
            "{n} of {all} sources have figures for {name} (geography of 1 January {cog}). A figure under statistical "
            "secrecy stays unknown: neither set to zero nor estimated.",
        )
        .in_lang(lang)
        .format(n=len(loaded), all=len(SOURCES), name=study.territory.name, cog=study.territory.cog)
    )


def _how_to_load(lang: Lang) -> str:
    return Text(
        "Ces données publiques ne sont pas dans le lot de référence livré avec l'application. Leur téléchargement "
        "n'est pas encore disponible dans cette version.",
        "These public data are not in the reference pack that comes with the application. Downloading them is not yet "
        "available in this version.",
    ).in_lang(lang)


def _head(lang: Lang) -> Element:
    return element("tr", *(element("th", head.in_lang(lang)) for head in HEADS))


def _row(source: Source, study: Study, lang: Lang) -> Element:
    year = source.year(study.territory.cog)
    written = Text("non daté", "undated").in_lang(lang) if year == UNDATED else str(year)
    return element(
        "tr",
        element(
            "td", element("strong", source.label.in_lang(lang)), element("br"), _small(source.origin.in_lang(lang))
        ),
        element("td", source.publisher),
        element("td", written),
        element("td", percent(layers.coverage(source, study.territory), lang), class_="number"),
        element("td", source.scope.in_lang(lang)),
        element("td", ", ".join(_used_by(source, lang)) or "–"),
        element("td", source.licence),
    )


def _missing_head(lang: Lang) -> Element:
    heads = (HEADS[0], Text("Où la trouver", "Where to find it"), HEADS[5])
    return element("tr", *(element("th", head.in_lang(lang)) for head in heads))


def _missing(source: Source, lang: Lang) -> Element:
    return element(
        "tr",
        element("td", element("strong", source.label.in_lang(lang))),
        element("td", source.origin.in_lang(lang)),
        element("td", ", ".join(_used_by(source, lang)) or "–"),
    )


def _desks(lang: Lang) -> list[Element]:
    """A planner looks for these first: say where they are."""
    where = Text(
        "DILA (annuaire de l'administration), data·inclusion", "DILA (directory of public services), data·inclusion"
    )
    use = Text("vers les institutions", "towards institutions")
    return [
        element(
            "tr",
            element("td", element("strong", Text("Guichets {k}", "{k} desks").in_lang(lang).format(k=kind))),
            element("td", where.in_lang(lang)),
            element("td", use.in_lang(lang)),
        )
        for kind in NOT_LOADED
    ]


def _small(text: str) -> Element:
    return element("span", text, class_="small")


def _used_by(source: Source, lang: Lang) -> list[str]:
    return [c.label.in_lang(lang) for c in COMPONENTS if any(source.key in i.needs for i in c.indicators)]
