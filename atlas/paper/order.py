"""What is asked to be printed, in plain words and numbers: one order, one file, the same from the page and in TOML."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cage import Study
from i18n import Lang, Text
from layers import LayerError
from layers.errors import reason

from ..export import file_stem
from ..query import Query
from .edition import COLOR, Charter, Edition, PaperSheet, Size

if TYPE_CHECKING:
    from ..reading import Subject

Document = Literal["atlas", "citizen", "agent", "annex_pdf", "annex_odt"]
ALL = "all"
"""Stands for every commune that has a contour, in alphabetical order."""

USED: Mapping[Document, tuple[str, ...]] = {
    "atlas": ("size", "landscape", "maps", "former", "communes", "photocopy", "apart", "readings"),
    "citizen": ("communes", "towards"),
    "agent": ("communes", "towards"),
    "annex_pdf": (),
    "annex_odt": (),
}
"""The choices each document takes, besides its day, its colour and its logo."""

MIMES = {".pdf": "application/pdf", ".zip": "application/zip", ".odt": "application/vnd.oasis.opendocument.text"}


@dataclass(frozen=True)
class PrintOrder:
    """One document to print.

    Attributes
    ----------
    day
        Date written on every page: given, so that the same choices print the same bytes.
    maps
        Keys of the maps of the atlas; None for the usual ones.
    communes
        Codes of the communes that have their page, or ``ALL`` alone.
    towards
        Keys of the pairings that a sheet tells.
    readings
        Keys of the readings that have their pages in the atlas, as they answer where nothing is asked of them.
    apart
        One file per commune, in a zip.
    logo, image
        Name of the file of the logo, and its bytes once it is read.
    """

    document: Document
    day: date
    size: Size = "a4"
    landscape: bool = True
    maps: tuple[str, ...] | None = None
    former: bool = True
    communes: tuple[str, ...] = ()
    photocopy: bool = False
    towards: tuple[str, ...] = ()
    apart: bool = False
    readings: tuple[str, ...] = ()
    color: str = COLOR
    logo: str = ""
    image: bytes = field(default=b"", repr=False)

    @property
    def suffix(self) -> str:
        """End of the file's name."""
        if self.document == "annex_odt":
            return ".odt"
        return ".zip" if self.apart else ".pdf"

    @property
    def mime(self) -> str:
        """What the browser is told."""
        return MIMES[self.suffix]

    @property
    def lacks(self) -> Text | None:
        """What is still to be chosen; None if nothing is."""
        if self.document in ("citizen", "agent") and not (self.towards and self.communes):
            return _AT_LEAST
        return _NO_COMMUNE if self.apart and not self.communes else None


_AT_LEAST = Text("Choisissez au moins un service et une commune.", "Choose at least one service and one commune.")
_NO_COMMUNE = Text(
    "Un fichier par commune : choisissez au moins une commune.", "One file per commune: choose at least one commune."
)


def file_name(study: Study, order: PrintOrder, taken: Collection[str] = ()) -> str:
    """``cage_200067106_2026_resident-service_acces-aux-droits_atlas.pdf``; numbered where that name is taken."""
    stem, rank = f"{file_stem(study)}_{order.document}", 1
    while (name := f"{stem}{f'-{rank}' if rank > 1 else ''}{order.suffix}") in taken:
        rank += 1
    return name


def with_logo(order: PrintOrder, folder: Path) -> PrintOrder:
    """The order with the logo of the folder.

    Raises
    ------
    LayerError
        If the logo is not there, or if it or the colour cannot be used.
    """
    try:
        image = (folder / order.logo).read_bytes() if order.logo else b""
    except OSError as error:
        raise LayerError(_NO_LOGO.format(logo=order.logo, folder=folder.resolve(), why=reason(error))) from error
    Charter(order.color, image)
    return replace(order, image=image)


_NO_LOGO = Text(
    "Le logo « {logo} » ne se lit pas dans le dossier {folder} : {why}. Mettez-le à côté de la configuration.",
    "The logo “{logo}” cannot be read in the folder {folder}: {why}. Put it beside the configuration.",
)


# The documents are read when one is drawn: the first map of the app waits for none of them.
def edition(study: Study, order: PrintOrder, lang: Lang) -> Edition:
    """How an order is printed for a study.

    Raises
    ------
    LayerError
        If a commune has no page here, or if the colour or the logo cannot be used.
    """
    from . import council  # noqa: PLC0415 - see above

    maps = council.USUAL if order.maps is None else order.maps
    sheet, charter = PaperSheet(order.size, order.landscape), Charter(order.color, order.image)
    plain = Edition(order.day, lang, sheet, maps, order.former, (), order.photocopy, charter)
    if not order.communes:
        return plain
    if study.pair.origin != "resident":
        raise LayerError(_OF_RESIDENTS)
    every = council.all_communes(study, plain)
    unknown = sorted(set(order.communes) - {ALL} - set(every.communes))
    if unknown:
        raise LayerError(_NO_PAGE.format(communes=", ".join(unknown)))
    return every if ALL in order.communes else replace(plain, communes=order.communes)


_NO_PAGE = Text(
    "Pas de page pour ces communes, qui ne sont pas du territoire ou n'ont pas de contour : {communes}.",
    "No page for these communes, which are not of the territory or have no contour: {communes}.",
)
_OF_RESIDENTS = Text(
    "Une page par commune dit la distance de ses habitants : choisissez un couple qui part des habitants.",
    "A page per commune tells the distance of its residents: choose a pair that starts from residents.",
)


def write(subject: "Subject", order: PrintOrder, lang: Lang, report: Callable[[float], None]) -> bytes:
    """The document; the same choices give the same bytes.

    Parameters
    ----------
    report
        Told the share that is done, from 0 to 1.

    Raises
    ------
    LayerError
        If something is still to be chosen, or cannot be printed.
    """
    from .. import reading_files, readings  # noqa: PLC0415 - see above
    from . import council, documents, sheets  # noqa: PLC0415 - see above

    study = subject.study
    if order.lacks is not None:
        raise LayerError(order.lacks)
    printed = edition(study, order, lang)
    if order.document == "atlas":
        if order.apart:
            return council.write_each(study, printed, report)
        answers = [reading_files.answered(readings.by_key(key), subject, Query()) for key in order.readings]
        pages = {
            one.reading.key: (one.answer.study, reading_files.document(one, lang, order.day)[1]) for one in answers
        }
        return council.write(study, printed, report, pages)
    if order.document == "annex_pdf":
        return documents.write_pdf(study, printed)
    if order.document == "annex_odt":
        return documents.write_odt(study, printed)
    told = {key: subject.find(key) for key in order.towards}
    made = sheets.citizen if order.document == "citizen" else sheets.agent
    return made(study, told, list(printed.communes), printed, report)
