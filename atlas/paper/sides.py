"""The page of before and after: two maps side by side under one legend."""

from collections.abc import Iterable

from cage import Study
from i18n import Lang, Text, number

from ..findings.overview import finding
from ..map import Map
from ..maps import BY_KEY, MAPS, SIDES
from ..words import origins_label
from . import matrix, overview
from .drawing import Painted
from .edition import Edition
from .frame import Frame
from .ground import Ground
from .notes import under_map
from .overview import Page

BEFORE, AFTER = Text("Avant la fusion de {year}", "Before the merger of {year}"), Text("Après", "After")


def printed(maps: Iterable[Map]) -> list[str]:
    """Pages of the maps asked for: one per map, one for the two sides of a merger."""
    return list(dict.fromkeys(f"sides-{m.hue}" if m in SIDES else f"map-{m.key}" for m in maps))


def page_title(shown: Map) -> Text:
    """What the page of a map shows."""
    if shown not in SIDES:
        return shown.title
    what = BY_KEY[shown.hue].title
    return Text(f"{what.fr} avant et après la fusion", f"{what.en} before and after the merger")


def offered(study: Study) -> dict[str, Text]:
    """What may be asked for and has something to show, by key of an edition: before and after are one."""
    known = [shown for shown in MAPS if shown.values(study).notna().any() and not shown.key.startswith("before_")]
    titles = {shown.key: page_title(shown) for shown in known}
    return titles if matrix.why_not(study) else {**titles, matrix.KEY: matrix.TITLE}


def page(study: Study, paints: tuple[Painted, Painted], ground: Ground, frame: Frame, edition: Edition) -> Page:
    """What moved, above the two maps; the mechanical sentence is in the legend."""
    lang, last = edition.lang, paints[1]
    said = finding(study, last.shown, lang)
    year = study.territory.merged_in
    titles = (BEFORE.in_lang(lang).format(year=year), AFTER.in_lang(lang))
    return {
        "kind": "sides",
        "title": said[0],
        "subtitle": overview.subtitle(study, page_title(last.shown).in_lang(lang), lang),
        "sentences": said[1:],
        "halves": [
            {"title": title, "svg": f"half-{paint.shown.key}.svg", "alt": overview.alt(study, paint, lang)}
            for title, paint in zip(titles, paints, strict=True)
        ],
        "legend": _legend(study, paints, lang),
        "notes": under_map(study, last, ground, frame, edition),
    }


def _legend(study: Study, paints: tuple[Painted, Painted], lang: Lang) -> Page:
    """The classes of both, with how many communes each held before and holds after."""
    legend = overview.legend(study, paints[1], lang)
    what = origins_label(study, lang)
    unit = Text("{what}, avant → après", "{what}, before → after").in_lang(lang)
    *classes, none = [
        f"{number(a, lang)} → {number(b, lang)}" for a, b in zip(*(p.counts for p in paints), strict=True)
    ]
    rows = [
        {**row, "count": count}
        for row, count in zip(legend["rows"], [*reversed(classes), none], strict=True)  # type: ignore[call-overload] # rows of a legend
    ]
    title = BY_KEY[paints[1].shown.hue].title.in_lang(lang)
    return {**legend, "title": title, "unit": unit.format(what=what), "rows": rows}
