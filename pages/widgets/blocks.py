"""An answer on the page: its map or chart on the left, what it says on the right, its wide tables below."""

from collections.abc import Iterator, Sequence
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
from distance import DIMENSIONS
from i18n import Lang, Text, number
from pages.state import address as state
from pages.widgets.beside import legend, swatch
from pages.widgets.choropleth import MapLine, Swipe
from pages.widgets.commune_map import MAP_PIXELS, NEUTRAL, draw, labels
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
    first = [*warned(answer, lang)]
    with left:
        if answer.drawing is not None:
            write(element("h2", answer.caption.in_lang(lang), class_="place"))
            _map(answer.study, answer.drawing, lang, LOW if beside_map else MAP_PIXELS)
        else:
            # Without a map, tables or the chart are what is looked at.
            write(*_charts(answer, lang), *([] if answer.charts else _tables(narrow, lang)))
    with right:
        write(
            *([] if beside_map else [finding_block(answer.findings, lang)]),
            *_told(first),
            *(_charts(answer, lang) if beside_map else []),
            *_legend(answer, lang),
            *(_tables(narrow, lang) if answer.drawing or answer.charts else []),
            paragraphs([note.in_lang(lang) for note in answer.notes], "small"),
            paragraphs(spoken(answer.proof, lang), "small"),
        )
    write(*_tables(wide, lang))


def _tables(tables: Sequence[AnswerTable], lang: Lang) -> list[Element]:
    return _told([block for one in tables for block in tabled(one, lang)])


def _told(blocks: Sequence[Block]) -> list[Element]:
    """Blocks as the page writes them; maps and charts are drawn apart."""
    return [node for block in blocks for node in _block(block)]


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
    said = Text("Ouvrir la page Données", "Open the Data page").in_lang(state.language())
    return element("p", f"{text} ", element("a", said, href=state.address(screen, **shown)), class_="warning")


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
    return element("table", _head(block.heads, right), *rows, class_="rows")


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
    told = {name.in_lang(lang): _in_lang(column, lang) for name, column in (drawing.values or {}).items()}
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
        return _line_legend(shown.lines(study), shown.hue, lang)
    classes, values = shown.classes_of(study), shown.values(study)
    if classes.names:
        rows = zip(classes.colors, classes.labels(lang), classes.counts(values), strict=False)
        entries = (_entry(swatch(color), label, count, lang) for color, label, count in rows)
        title = Text("Familles (nombre de communes)", "Families (number of communes)").in_lang(lang)
        return [element("h3", title, class_="legend-title"), element("ul", *entries, class_="legend")]
    today = Text("communes aujourd'hui", "communes today")
    return legend(classes, values, (today if answer.drawing.before else COMMUNES).in_lang(lang), lang)


COMMUNES = Text("communes", "communes")


def _line_legend(lines: pd.DataFrame, column: str, lang: Lang) -> list[Element]:
    """Widths by class, colours by dimension, marks: each with how many borders it has."""
    classes = strokes.classes(lines)
    thick = [strokes.THINNEST + strokes.STEP * strokes.WIDTHS.index(rank) for rank in classes.colors]
    rows = [
        _entry(_stroke("#4a4a4a", width), label, count, lang)
        for width, label, count in zip(thick, classes.labels(lang), classes.counts(lines["value"]), strict=False)
    ]
    dominant = lines["hue"].value_counts()
    rows += [
        _entry(_stroke(STRONG[d], 6), LABELS[d].in_lang(lang), dominant[d], lang) for d in DIMENSIONS if d in dominant
    ]
    marks = (("former", "marked", strokes.FORMER, lines["former"].eq(True)),
             ("in_noise", "dashed", strokes.IN_NOISE, lines["in_noise"] > MOSTLY_NOISE))  # fmt: skip
    rows += [
        _entry(element("span", class_=f"stroke {look}"), said.in_lang(lang), int(flags.sum()), lang)
        for known, look, said, flags in marks
        if lines[known].notna().any()
    ]
    unit = Text("nombre de limites entre communes", "number of borders between communes").in_lang(lang)
    title = (WIDTH_AND_HUE if column == "composite" else strokes.WIDTH).in_lang(lang)
    small = element("small", f"({unit})")
    return [element("h3", title, " ", small, class_="legend-title"), element("ul", *rows, class_="legend")]


WIDTH_AND_HUE = Text(
    "Épaisseur : distance ; couleur : la dimension qui domine", "Width: distance; colour: the dimension that dominates"
)


def _entry(mark: Element, label: str, count: int, lang: Lang) -> Element:
    return element("li", mark, label, element("span", number(count, lang), class_="count"))


def _stroke(color: str, width: float) -> Element:
    return element("span", class_="stroke", style=f"border-top:{width:.1f}px solid {color}")
