"""An answer on the page: its map or chart on the left, what it says on the right, its wide tables below."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

import pandas as pd
import streamlit as st

from atlas import strokes
from atlas.blocks import Bar, Block, Dots, Heading, Matrix, Note, Paragraph, Table, Warned
from atlas.classes import SEQUENTIAL, STRONG
from atlas.findings.faults import MOSTLY_NOISE
from atlas.map import Map
from atlas.maps import LABELS
from atlas.reading import Answer, AnswerMap, AnswerTable, tabled, warned
from atlas.words import COLON, minutes
from cage import Study
from i18n import Lang, Text, number
from pages.state import address as state
from pages.widgets.choropleth import MapLine, Swipe
from pages.widgets.commune_map import MAP_PIXELS, NEUTRAL, draw, labels
from pages.widgets.legend import entry, legend, line_legend, swatch
from pages.widgets.markup import element, finding_block, paragraphs, spoken, track, write

LOW = 380
"""Pixels of the map where a chart is beside it: two pictures and their legend on one screen."""

DARKEST = {color for colors in SEQUENTIAL.values() for color in colors[3:]}
"""On these, text is white."""


def show(answer: Answer, lang: Lang) -> None:
    """The whole of it."""
    beside_map = answer.drawing is not None and bool(answer.charts)
    if beside_map:
        write(finding_block(answer.findings, lang))
    left, right = st.columns([7, 6] if beside_map else [8, 5], gap="medium")
    narrow, wide = ([one for one in answer.tables if one.wide is way] for way in (False, True))
    with left:
        if answer.drawing is not None:
            write(element("h2", answer.caption.in_lang(lang), class_="place"))
            _map(answer.study, answer.drawing, lang, LOW if beside_map else MAP_PIXELS)
        else:
            # Without a map, tables or the chart are what is looked at.
            write(*_charts(answer, lang), *([] if answer.charts else tables(narrow, lang)))
    with right:
        write(
            *([] if beside_map else [finding_block(answer.findings, lang)]),
            *warning(answer, lang),
            *(_charts(answer, lang) if beside_map else []),
            *_legend(answer, lang),
            *(tables(narrow, lang) if answer.drawing or answer.charts else []),
            paragraphs([note.in_lang(lang) for note in answer.notes], "small"),
            paragraphs(spoken(answer.proof, lang), "small"),
        )
    write(*tables(wide, lang))


def tables(shown: Sequence[AnswerTable], lang: Lang) -> list[Element]:
    """Tables, one after the other, each with its title and its notes."""
    return [node for one in shown for block in tabled(one, lang) for node in _block(block)]


def bars(shown: AnswerTable, lang: Lang) -> list[Element]:
    """The names, the bars and the figures of a table, without heads, and its notes."""
    rows = [row[:3] for row in shown.written(lang).rows]
    return [table(Table([], rows, (2,))), *(element("p", note.in_lang(lang), class_="small") for note in shown.notes)]


def warning(answer: Answer, lang: Lang) -> list[Element]:
    """What is missing, and the way to where it is had."""
    return [node for block in warned(answer, lang) for node in _block(block)]


def _block(block: Block) -> Iterator[Element]:
    match block:
        case Heading(text):
            yield element("h2", text, class_="place")
        case Paragraph(text):
            yield element("p", text)
        case Note(text):
            yield element("p", text, class_="small")
        case Warned(text, screen, shown):
            yield _warning(text, screen, dict(shown))
        case Table():
            yield table(block)
        case Matrix():
            yield _matrix(block)
        case Dots():
            yield _dots(block)


def _warning(text: str, screen: str, shown: dict[str, str]) -> Element:
    if not screen:
        return element("p", text, class_="warning")
    link = element(
        "a",
        THERE.get(shown.get("onglet", ""), OPEN_DATA).in_lang(state.language()),
        href=state.address(screen, **shown),
    )
    return element("p", f"{text} ", link, class_="warning")


THERE = {
    "sources": Text("Voir ce qui manque", "See what is missing"),
    "routes": Text("Charger les routes", "Load the roads"),
}
"""The link to a tab of the page of data, where its name says more than that of the page."""
OPEN_DATA = Text("Ouvrir la page Données", "Open the Data page")


def heading(texts: Sequence[Text], lang: Lang, numbers: tuple[int, ...] = (1, 2)) -> Element:
    """The head of a table; the columns of numbers, by rank, are on the right."""
    return _head([text.in_lang(lang) for text in texts], numbers)


def _head(texts: Sequence[str], numbers: tuple[int, ...]) -> Element:
    return element("tr", *(element("th", t, class_="number" if i in numbers else "") for i, t in enumerate(texts)))


def table(block: Table) -> Element:
    """A table; bars of one length say one figure, so their columns are as wide as one another."""
    right = tuple(range(1, len(block.heads))) if block.numbers is None else block.numbers
    rows = [
        element("tr", *(_cell(one, "number" if rank in right else "") for rank, one in enumerate(row)))
        for row in block.rows
    ]
    return element("table", _above(block), _head(block.heads, right) if block.heads else None, *rows, class_="rows")


def _above(block: Table) -> Element | None:
    """What stands over several heads, once."""
    if not block.above:
        return None
    spans = [(text, len(list(same))) for text, same in groupby(block.above)]
    over = {"style": "text-align:center"}
    return element("tr", *(
        cell for text, n in spans
        for cell in ([element("th", text, colspan=str(n), **over)] if text else [element("td") for _ in range(n)])
    ))  # fmt: skip


def _cell(cell: str | Bar, class_: str) -> Element:
    if isinstance(cell, Bar):
        return element("td", track(0.0, cell.bar, cell.color, hatched=cell.hatched))
    first, *others = cell.split("\n")
    small = [node for line in others for node in (element("br"), element("small", line))]
    return element("td", first, *small, **({"class_": class_} if class_ else {}))


def _charts(answer: Answer, lang: Lang) -> list[Element]:
    made = ((element("h2", chart.title.in_lang(lang), class_="place"), chart.drawn(lang)) for chart in answer.charts)
    return [node for title, drawn in made for node in (title, *_block(drawn))]


def _matrix(block: Matrix) -> Element:
    head = element("tr", element("td"), *(element("th", element("span", name, class_="tall")) for name in block.names))
    rows = []
    for i, (name, values, cells) in enumerate(zip(block.names, block.values, block.cells, strict=True)):
        colors = [block.classes.color(float(value)) for value in values]
        ink = ["#fff" if color in DARKEST else "#161616" for color in colors]
        styles = [f"background:{color};color:{text}" if color else "" for color, text in zip(colors, ink, strict=True)]
        looks = enumerate(zip(cells, styles, strict=True))
        tds = (element("td", said, class_="own" if i == j else "", style=style) for j, (said, style) in looks)
        rows.append(element("tr", element("th", name, scope="row"), *tds))
    return element("table", head, *rows, class_="heat")


def _dots(block: Dots) -> Element:
    at = [f"left:{100 * x:.1f}%;top:{100 * y:.1f}%" for x, y in block.xy]
    points = [
        element("span", title=name, class_="dot", style=f"{place};background:{color}")
        for name, place, color in zip(block.names, at, block.colors, strict=True)
    ]
    tags = [element("span", block.names[rank], class_="tag", style=at[rank]) for rank in sorted(block.named)]
    wide, tall = block.proportions
    return element("div", *points, *tags, class_="plane", style=f"aspect-ratio:{wide}/{tall}")


def _map(study: Study, drawing: AnswerMap, lang: Lang, height: int) -> None:
    shown = drawing.shown
    classes, values = shown.classes_of(study), shown.values(study)
    told = _told(drawing, lang)
    before = None
    if drawing.before is not None:
        before = Swipe([classes.color(value) for value in drawing.before.values(study)], *told)
    draw(
        study,
        fills=[NEUTRAL if shown.lines is not None else classes.color(value) for value in values],
        labels=labels(study, told, lang, drawing.digits),
        lines=[*_borders(study, shown, lang), *_links(study, drawing, lang)],
        swipe=before,
        lang=lang,
        height=height,
    )


def _told(drawing: AnswerMap, lang: Lang) -> dict[str, pd.Series]:
    return {name.in_lang(lang): _in_lang(column, lang) for name, column in (drawing.values or {}).items()}


def labels_of(answer: Answer, lang: Lang) -> list[str]:
    """What the map tells of each commune."""
    return (
        [] if answer.drawing is None else labels(answer.study, _told(answer.drawing, lang), lang, answer.drawing.digits)
    )


def _in_lang(column: pd.Series, lang: Lang) -> pd.Series:
    return column.map(lambda value: value.in_lang(lang) if isinstance(value, Text) else value)


def _links(study: Study, drawing: AnswerMap, lang: Lang) -> list[MapLine]:
    """A straight line between the two communes of each pair, where both have a place."""
    at = study.communes[["lon", "lat"]]
    placed = [(a, b, said) for a, b, said in drawing.links if at.loc[[a, b]].notna().all(axis=None)]
    return [
        MapLine([at.loc[[a, b]].to_numpy(float).tolist()], said.in_lang(lang), STRONG["cultural"], 2.0, marked=False)
        for a, b, said in placed
    ]


def _borders(study: Study, shown: Map, lang: Lang) -> list[MapLine]:
    """What is drawn on the borders, the thickest on top: a thin line crosses none."""
    lines = pd.DataFrame() if shown.lines is None else shown.lines(study)
    if lines.empty:
        return []
    classes, names, colon = strokes.classes(lines), study.communes["name"], COLON.in_lang(lang)
    drawn = []
    for row in lines.sort_values("value").to_dict("records"):
        label = [
            f"{names[row['a']]} – {names[row['b']]}{colon}{number(row['value'], lang, 2)}",
            f"{DOMINATES.in_lang(lang)}{colon}{LABELS[row['hue']].in_lang(lang).lower()}",
            minutes(row["minutes"], lang, estimated=not study.by_road),
            strokes.FORMER.in_lang(lang) if row["former"] else "",
        ]
        wide, doubtful = strokes.width(classes, row["value"]), bool(row["in_noise"] > MOSTLY_NOISE)
        said = "\n".join(part for part in label if part)
        drawn.append(MapLine(row["paths"], said, STRONG[row["hue"]], wide, row["former"] is True, doubtful))
    return drawn


DOMINATES = Text("ce qui domine", "what dominates")


def _legend(answer: Answer, lang: Lang) -> list[Element]:
    """Of the map: lines by width, colour and mark, kinds by name, classes by interval."""
    if answer.drawing is None:
        return []
    study, shown = answer.study, answer.drawing.shown
    if shown.lines is not None:
        return line_legend(shown.lines(study), shown.hue, lang)
    classes, values = shown.classes_of(study), shown.values(study)
    if classes.names:
        rows = zip(classes.colors, classes.labels(lang), classes.counts(values), strict=False)
        entries = (entry(swatch(color), label, count, lang) for color, label, count in rows)
        title = Text("Familles (nombre de communes)", "Families (number of communes)").in_lang(lang)
        return [element("h3", title, class_="legend-title"), element("ul", *entries, class_="legend")]
    today = Text("communes aujourd'hui", "communes today")
    return legend(classes, values, (today if answer.drawing.before else COMMUNES).in_lang(lang), lang)


COMMUNES = Text("communes", "communes")
