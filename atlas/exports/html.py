"""The map as one standalone HTML page (folium): opens from a USB stick, asks nothing of anybody."""

import html

import layers
from cage import METHOD_VERSION, Study
from i18n import Lang, Text, collation, number, percent, typeset

from ..classes import NO_DATA, Classes
from ..export import Export, Weight
from ..findings.commune import cited
from ..findings.minutes import how_minutes
from ..findings.overview import finding
from ..map import Map
from ..maps import first_known
from ..words import COLON, destination_label


def write(study: Study, lang: Lang) -> bytes:
    """The first map of the atlas that has values for this study."""
    return write_map(study, first_known(study), lang)


def write_map(study: Study, shown: Map, lang: Lang) -> bytes:
    """One map, with its finding, legend, sources and limits."""
    from ..offline import page  # noqa: PLC0415 - folium is slow to start: who asks for no page does without

    classes = shown.classes_of(study)
    title = f"{shown.title.in_lang(lang)} - {html.escape(typeset(study.territory.name))}"
    return page(study, shown, classes, lang, title, _panel(study, shown, classes, lang)).encode()


def _panel(study: Study, shown: Map, classes: Classes, lang: Lang) -> str:
    """Title, finding, legend, limits and sources, all from escaped text."""
    values = shown.values(study)
    rows = zip(classes.colors, classes.labels(lang), classes.counts(values), strict=False)
    legend = "".join(
        f'<li><i style="background:{color}"></i>{html.escape(label)} ({number(count, lang)})</li>'
        for color, label, count in rows
    )
    legend += f'<li><i class="none"></i>{NO_DATA.in_lang(lang)} ({number(values.isna().sum(), lang)})</li>'
    to = Text("Vers : {to}", "Towards: {to}").in_lang(lang).format(to=destination_label(study, lang))
    said = [f"{study.territory.name} ({study.territory.cog}). {to}.", *finding(study, shown, lang)]
    after = [shown.scale(study).in_lang(lang), _limits(study, lang), _sources(study, lang)]
    before, below = ("".join(f"<p>{html.escape(text)}</p>" for text in texts) for texts in (said, after))
    return f'<div class="panel"><h1>{html.escape(shown.title.in_lang(lang))}</h1>{before}<ul>{legend}</ul>{below}</div>'


def _limits(study: Study, lang: Lang) -> str:
    said = Text(
        "Couverture : {share} du poids connu en moyenne. {minutes} Méthode, version {version}.",
        "Coverage: {share} of the weight known on average. {minutes} Method, version {version}.",
    )
    minutes = " ".join(how_minutes(study, lang))
    share = percent(study.coverage.mean(), lang)
    return said.in_lang(lang).format(share=share, minutes=minutes, version=METHOD_VERSION)


def _sources(study: Study, lang: Lang) -> str:
    cited_once = sorted({cited(key, study, lang) for key in study.loaded}, key=collation)
    licences = sorted({layers.BY_KEY[key].licence for key in study.loaded}, key=collation)
    return f"Sources{COLON.in_lang(lang)}{' ; '.join(cited_once)}. {', '.join(licences)}."


HTML = Export(
    key="html",
    label=Text("Carte à ouvrir dans un navigateur (HTML)", "Map to open in a browser (HTML)"),
    suffix=".html",
    mime="text/html",
    note=Text(
        "Une seule page, sans connexion : s'ouvre depuis une clé USB.",
        "A single page, no connection: opens from a USB stick.",
    ),
    group="reading",
    weight=Weight(156_000, 45, 0, 3),
    write=write,
)
