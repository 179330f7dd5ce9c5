"""Beside the map: the finding in sentences, the legend, the ten farthest, what to know before quoting."""

from xml.etree.ElementTree import Element

from atlas.map import Map
from atlas.reading import AnswerTable
from atlas.readings.overview import of_map
from atlas.words import origins_label
from i18n import Lang, Text
from pages.state import address as state
from pages.state.choices import Choices
from pages.widgets.blocks import bars, tables, warning
from pages.widgets.legend import legend
from pages.widgets.markup import element, finding_block, paragraphs, write


def show(choices: Choices, shown: Map) -> None:
    """Finding, profile if asked for, legend, the ten farthest, notes."""
    study, lang = choices.study, choices.lang
    profile = study.scheme.aggregation == "profile"
    told = of_map(study, shown, parts=profile)
    # One message to the browser, not five: a weight that moves is repainted sooner.
    write(
        finding_block(told.findings, lang),
        *(_profile(told.tables[0], lang) if profile else warning(told, lang)),
        *legend(choices.classes(shown.key), shown.values(study), origins_label(study, lang), lang),
        element("p", shown.scale(study).in_lang(lang), class_="small"),
        *tables(told.tables[profile:], lang),
        paragraphs([note.in_lang(lang) for note in told.notes], "small"),
    )
    tiles = Text("Fond de plan IGN (interroge data.geopf.fr)", "IGN background map (calls data.geopf.fr)").in_lang(lang)
    state.toggle("tiles", tiles)


def _profile(dimensions: AnswerTable, lang: Lang) -> list[Element]:
    """The four dimensions side by side, never put together."""
    return [element("h3", dimensions.title.in_lang(lang), class_="legend-title"), *bars(dimensions, lang)]
