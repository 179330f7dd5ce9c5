"""The annex as a PDF and as an OpenDocument text that the CCAS goes on writing."""

import io
import struct
import zipfile
from dataclasses import replace
from xml.etree.ElementTree import canonicalize

from odf import dc, meta, style, table, text
from odf.draw import Frame as DrawFrame
from odf.draw import Image
from odf.opendocument import OpenDocumentText
from odf.svg import Desc

from cage import Study
from i18n import typeset

from ..maps import BY_KEY
from . import annex
from .blocks import Block, Field, Heading, Paragraph, Picture, Table
from .council import Atlas
from .drawing import draw
from .edition import Edition, PaperSheet
from .frame import fit
from .overview import Page, alt, legend
from .press import pdf, picture

TEMPLATE = "annex.typ"
FAMILY = "Arial, Liberation Sans, sans-serif"
"""Fonts that word processors have."""

WRITTEN = ("content.xml", "styles.xml")
TEXT = 170.0
"""Millimetres of a line of text: a map is as wide, in the PDF as in the OpenDocument text."""

MAP = (TEXT, 117.0)
"""Millimetres of a map of the annex."""


def write_pdf(study: Study, edition: Edition) -> bytes:
    """The annex as a tagged PDF."""
    atlas = _atlas(study, edition)
    found = [_plain(block, atlas) for block in annex.blocks(study, atlas.edition)]
    return pdf(TEMPLATE, _content(atlas, found, alone=False), atlas.files, edition.day)


def write_odt(study: Study, edition: Edition) -> bytes:
    """The annex as OpenDocument text: fields to fill are framed paragraphs; same choices, same bytes."""
    document = OpenDocumentText()
    styles = _styles(document, edition)
    _a4(document)
    _about(document, study, edition)
    document.text.addElement(
        text.H(outlinelevel=1, stylename=styles["title"], text=typeset(annex.TITLE.in_lang(edition.lang)))
    )
    document.text.addElement(text.P(stylename=styles["body"], text=typeset(study.territory.name)))
    document.text.addElement(text.P(stylename=styles["body"], text=typeset(annex.LAW.in_lang(edition.lang))))
    atlas = _atlas(study, edition)
    for block in annex.blocks(study, edition):
        _add(document, styles, block, atlas)
    held = io.BytesIO()
    document.write(held)
    return _stable(held.getvalue(), edition)


def _atlas(study: Study, edition: Edition) -> Atlas:
    return Atlas(study, replace(edition, sheet=PaperSheet("a4", landscape=False)), indexed=False)


def _content(atlas: Atlas, found: list[Page], *, alone: bool) -> Page:
    """What the template reads; ``alone``: one map and nothing else."""
    page: Page = {
        "title": annex.TITLE.in_lang(atlas.edition.lang),
        "place": atlas.study.territory.name,
        "law": annex.LAW.in_lang(atlas.edition.lang),
        "blocks": found,
    }
    return {**atlas.data([page], annex.TITLE), "alone": alone, "text": TEXT}


def _plain(block: Block, atlas: Atlas) -> Page:
    """A block as the template reads it."""
    page: Page = {"kind": type(block).__name__.lower(), **block._asdict()}
    return {**page, **_drawn(block.key, atlas)} if isinstance(block, Picture) else page


def _drawn(key: str, atlas: Atlas) -> Page:
    """One map of the registry, its legend and signs."""
    frame, paint = fit(atlas.ground.bounds, *MAP), atlas.paint(BY_KEY[key])
    name = f"annex-{key}.svg"
    atlas.keep(name, draw(atlas.ground, frame, paint, atlas.place(frame)))
    return {
        "svg": name,
        "alt": alt(atlas.study, paint, atlas.edition.lang),
        "legend": legend(atlas.study, paint, atlas.edition.lang),
        "signs": atlas.signs(frame, "annex-signs.svg"),
    }


def _styles(document: OpenDocumentText, edition: Edition) -> dict[str, style.Style]:
    """A house look that any word processor may change in one place."""
    wanted = {
        "title": ({"fontsize": "20pt", "fontweight": "bold", "color": edition.charter.color}, {"marginbottom": "3mm"}),
        "heading": ({"fontsize": "14pt", "fontweight": "bold", "color": edition.charter.color},
                    {"margintop": "6mm", "marginbottom": "2mm", "keepwithnext": "always"}),
        "body": ({"fontsize": "10.5pt"}, {"marginbottom": "2mm"}),
        "field": ({"fontsize": "10.5pt"}, {"backgroundcolor": "#eceef2", "padding": "2mm", "marginbottom": "3mm",
                                         "border": "0.5pt solid #8a8f98", "joinborder": "false"}),
        "cell": ({"fontsize": "9.5pt"}, {}),
        "number": ({"fontsize": "9.5pt"}, {"textalign": "end"}),
        "head": ({"fontsize": "9.5pt", "fontweight": "bold"}, {}),
        "number head": ({"fontsize": "9.5pt", "fontweight": "bold"}, {"textalign": "end"}),
    }  # fmt: skip
    language = {"language": edition.lang, "country": "FR" if edition.lang == "fr" else "GB"}
    found = {}
    for name, (letters, paragraph) in wanted.items():
        made = style.Style(name=f"CAGE {name}", family="paragraph")
        made.addElement(style.TextProperties(fontfamily=FAMILY, **letters, **language))
        made.addElement(style.ParagraphProperties(**paragraph))
        document.styles.addElement(made)
        found[name] = made
    return found


def _a4(document: OpenDocumentText) -> None:
    """An A4 page whose lines hold a map at its own size, whatever sheet the word processor would take."""
    page = style.PageLayout(name="CAGE page")
    page.addElement(style.PageLayoutProperties(pagewidth="210mm", pageheight="297mm", margin=f"{(210 - TEXT) / 2}mm"))
    document.automaticstyles.addElement(page)
    document.masterstyles.addElement(style.MasterPage(name="Standard", pagelayoutname=page))


def _about(document: OpenDocumentText, study: Study, edition: Edition) -> None:
    """Title, language and day of the file."""
    title = f"{annex.TITLE.in_lang(edition.lang)} · {study.territory.name}"
    document.meta.addElement(dc.Title(text=typeset(title)))
    document.meta.addElement(dc.Language(text=edition.lang))
    document.meta.addElement(meta.CreationDate(text=f"{edition.day.isoformat()}T00:00:00"))


def _add(document: OpenDocumentText, styles: dict[str, style.Style], block: Block, atlas: Atlas) -> None:
    match block:
        case Heading(said):
            document.text.addElement(text.H(outlinelevel=2, stylename=styles["heading"], text=typeset(said)))
        case Paragraph(said):
            document.text.addElement(text.P(stylename=styles["body"], text=typeset(said)))
        case Field(said):
            document.text.addElement(text.P(stylename=styles["field"], text=typeset(f"{said} …")))
        case Table(heads, rows):
            document.text.addElement(_table(styles, heads, rows))
            document.text.addElement(text.P(stylename=styles["body"]))
        case Picture():
            _image(document, styles, block, atlas)


def _table(styles: dict[str, style.Style], heads: list[str], rows: list[list[str]]) -> table.Table:
    """Cells are text: no program takes one for a formula."""
    made = table.Table()
    made.addElement(table.TableColumn(numbercolumnsrepeated=len(heads)))
    header = table.TableHeaderRows()
    header.addElement(_row(styles["head"], styles["number head"], heads))
    made.addElement(header)
    for row in rows:
        made.addElement(_row(styles["cell"], styles["number"], row))
    return made


def _row(first: style.Style, others: style.Style, cells: list[str]) -> table.TableRow:
    row = table.TableRow()
    for rank, written in enumerate(cells):
        cell = table.TableCell(valuetype="string")
        cell.addElement(text.P(stylename=others if rank else first, text=typeset(written)))
        row.addElement(cell)
    return row


def _image(document: OpenDocumentText, styles: dict[str, style.Style], block: Picture, atlas: Atlas) -> None:
    """The map and its legend as the PDF has them, as a picture."""
    drawn = _plain(block, atlas)
    image = picture(TEMPLATE, _content(atlas, [drawn], alone=True), atlas.files, atlas.edition.day, "png")[0]
    wide, high = struct.unpack(">II", image[16:24])
    frame = DrawFrame(width=f"{TEXT}mm", height=f"{TEXT * high / wide:.1f}mm", anchortype="as-char")
    href = document.addPicture("map.png", mediatype="image/png", content=image)
    frame.addElement(Image(href=href, type="simple", show="embed", actuate="onLoad"))
    frame.addElement(Desc(text=typeset(str(drawn["alt"]))))
    paragraph = text.P(stylename=styles["body"])
    paragraph.addElement(frame)
    document.text.addElement(paragraph)


def _stable(made: bytes, edition: Edition) -> bytes:
    """The same archive, dated of the edition, its XML canonical: odfpy lists its namespaces as it met them."""
    day = (edition.day.year, edition.day.month, edition.day.day, 0, 0, 0)
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(held, "w") as new:
        for item in old.infolist():
            info = zipfile.ZipInfo(item.filename, day)
            info.compress_type = item.compress_type
            content = old.read(item)
            new.writestr(info, canonicalize(content.decode()) if item.filename in WRITTEN else content)
    return held.getvalue()
