"""A document made of blocks, as a PDF and as an OpenDocument text that its reader goes on writing."""

import io
import struct
import zipfile
from collections.abc import Container
from dataclasses import replace
from xml.etree.ElementTree import canonicalize

from odf import dc, meta, style, table, text
from odf.draw import Frame as DrawFrame
from odf.draw import Image
from odf.opendocument import OpenDocumentText
from odf.svg import Desc

from cage import Study
from i18n import Text, number, typeset

from ..blocks import Bar, Block, Field, Heading, Matrix, Note, Paragraph, Picture, Table, Warned
from . import annex
from .council import Atlas
from .edition import Edition, PaperSheet
from .overview import Page
from .plain import WIDTH, Document, plain, whole
from .press import pdf, picture

TEMPLATE = "annex.typ"
FAMILY = "Arial, Liberation Sans, sans-serif"
"""Fonts that word processors have."""

WRITTEN = ("content.xml", "styles.xml")


def annexed(study: Study, edition: Edition) -> Document:
    """The annex to the analysis of social needs."""
    lang = edition.lang
    title, law = annex.TITLE.in_lang(lang), annex.LAW.in_lang(lang)
    return Document(title, study.territory.name, law, annex.blocks(study, edition))


def write_pdf(study: Study, edition: Edition, document: Document | None = None) -> bytes:
    """The document as a tagged PDF. The annex unless another is given."""
    document = document or annexed(study, edition)
    atlas = _atlas(study, edition)
    pages = [plain(block, atlas) for block in document.blocks]
    return pdf(TEMPLATE, _content(atlas, document, pages, alone=False), atlas.files, edition.day)


def write_odt(study: Study, edition: Edition, document: Document | None = None) -> bytes:
    """The same as OpenDocument text: fields to fill are framed; the annex unless another is given."""
    document = document or annexed(study, edition)
    odt = OpenDocumentText()
    styles = _styles(odt, edition)
    _a4(odt)
    _about(odt, edition, document)
    odt.text.addElement(text.H(outlinelevel=1, stylename=styles["title"], text=typeset(document.title)))
    for said in (document.place, document.lead):
        odt.text.addElement(text.P(stylename=styles["body"], text=typeset(said)))
    atlas = _atlas(study, edition)
    for block in document.blocks:
        _add(odt, styles, block, atlas)
    held = io.BytesIO()
    odt.write(held)
    return _stable(held.getvalue(), edition)


def _atlas(study: Study, edition: Edition) -> Atlas:
    return Atlas(study, replace(edition, sheet=PaperSheet("a4", landscape=False)), indexed=False)


def _content(atlas: Atlas, document: Document, found: list[Page], *, alone: bool) -> Page:
    """What the template reads; ``alone``: one map and nothing else."""
    return {**atlas.data([whole(document, found)], Text(document.title, document.title)), "alone": alone}


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
    page.addElement(style.PageLayoutProperties(pagewidth="210mm", pageheight="297mm", margin=f"{(210 - WIDTH) / 2}mm"))
    document.automaticstyles.addElement(page)
    document.masterstyles.addElement(style.MasterPage(name="Standard", pagelayoutname=page))


def _about(odt: OpenDocumentText, edition: Edition, document: Document) -> None:
    """Title, language and day of the file."""
    odt.meta.addElement(dc.Title(text=typeset(f"{document.title} · {document.place}")))
    odt.meta.addElement(dc.Language(text=edition.lang))
    odt.meta.addElement(meta.CreationDate(text=f"{edition.day.isoformat()}T00:00:00"))


def _add(document: OpenDocumentText, styles: dict[str, style.Style], block: Block, atlas: Atlas) -> None:
    match block:
        case Heading(said):
            document.text.addElement(text.H(outlinelevel=2, stylename=styles["heading"], text=typeset(said)))
        case Paragraph(said) | Note(said) | Warned(said):
            document.text.addElement(text.P(stylename=styles["body"], text=typeset(said)))
        case Field(said):
            document.text.addElement(text.P(stylename=styles["field"], text=typeset(f"{said} …")))
        case Table(heads, rows, numbers):
            right = range(1, len(heads)) if numbers is None else numbers
            document.text.addElement(
                _table(styles, block.whole_heads, [[_cell(one, atlas) for one in row] for row in rows], right)
            )
            document.text.addElement(text.P(stylename=styles["body"]))
        case Matrix(names, _, cells):
            named = [[name, *row] for name, row in zip(names, cells, strict=True)]
            document.text.addElement(_table(styles, ["", *names], named, range(1, len(names) + 1)))
            document.text.addElement(text.P(stylename=styles["body"]))
        case Picture():
            _image(document, styles, block, atlas)


def _cell(cell: str | Bar, atlas: Atlas) -> str:
    """A bar is its figure, where nothing draws it."""
    return cell if isinstance(cell, str) else number(cell.bar, atlas.edition.lang, 2)


def _table(
    styles: dict[str, style.Style], heads: list[str], rows: list[list[str]], right: Container[int]
) -> table.Table:
    """Cells are text: no program takes one for a formula. Columns of numbers are on the right."""
    made = table.Table()
    made.addElement(table.TableColumn(numbercolumnsrepeated=len(heads)))
    header = table.TableHeaderRows()
    header.addElement(_row(styles["head"], styles["number head"], heads, right))
    made.addElement(header)
    for row in rows:
        made.addElement(_row(styles["cell"], styles["number"], row, right))
    return made


def _row(plain: style.Style, number: style.Style, cells: list[str], right: Container[int]) -> table.TableRow:
    row = table.TableRow()
    for rank, written in enumerate(cells):
        cell = table.TableCell(valuetype="string")
        cell.addElement(text.P(stylename=number if rank in right else plain, text=typeset(written)))
        row.addElement(cell)
    return row


def _image(document: OpenDocumentText, styles: dict[str, style.Style], block: Picture, atlas: Atlas) -> None:
    """The map and its legend as the PDF has them, as a picture."""
    drawn = plain(block, atlas)
    image = picture(
        TEMPLATE, _content(atlas, Document("", "", "", []), [drawn], alone=True), atlas.files, atlas.edition.day, "png"
    )[0]
    wide, high = struct.unpack(">II", image[16:24])
    frame = DrawFrame(width=f"{WIDTH}mm", height=f"{WIDTH * high / wide:.1f}mm", anchortype="as-char")
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
