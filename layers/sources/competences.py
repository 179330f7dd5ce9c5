"""Social competences handed over to each intercommunality (BANATIC)."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

import pandas as pd

from i18n import Text

from ..publishers.files import Published, not_the_file, reading
from ..source import Source

LABEL = Text("Compétences sociales des intercommunalités", "Social competences of intercommunalities")
NATURES = {"CC", "CA", "CU", "METRO", "MET69"}
"""Groupings with their own taxation: syndicates and poles are not EPCIs of the study."""

IDENTITY = {"siren": r"n° siren", "nature": r"nature juridique"}
SOCIAL = {
    "cias": r"centre intercommunal d'action sociale.*|cias",
    "social_aid": r"aide sociale( facultative)?",
    "social_action": r"action sociale( communale| d'interet communautaire)?",
    "nurseries": r".*\bcreches?\b.*",
    "childcare_relay": r".*\brelais (petite enfance|assistant.*)",
    "france_services": r".*\bfrance services\b.*",
}
"""Labels of the columns, accents aside: their letters move whenever a competence is added."""

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
ANSWERS = {"OUI": True, "NON": False}


def read(path: Path) -> pd.DataFrame:
    """One row per intercommunality, by SIREN: True, False, or unknown where the file has no such column.

    The file has one row per grouping and member, the competences written again on each.
    """
    with reading(LABEL):
        try:
            found = _epcis(path)
        except ParseError as error:
            raise ValueError(str(error)) from error
    if not found:
        raise not_the_file(LABEL, Text("Aucune intercommunalité.", "No intercommunality."))
    table = pd.DataFrame.from_dict(found, orient="index", columns=list(SOCIAL)).rename_axis("siren")
    return table.apply(lambda answers: answers.map(ANSWERS).astype("boolean"))


def _epcis(path: Path) -> dict[str, list[str]]:
    """What each intercommunality answers, from the first of its rows.

    Read as a stream: 1.4 GB once unpacked, which the usual readers hold whole (2.6 GB) or read in five minutes.
    """
    found: dict[str, list[str]] = {}
    with _workbook(path) as archive:
        shared = _shared(archive) if STRINGS in archive.namelist() else []
        with archive.open(SHEET) as file:
            rows = _elements(file, "row")
            columns = _columns({at: _value(cell, shared) for at, cell in _cells(next(rows, Element("row"))).items()})
            for row in rows:
                cells = _cells(row)
                siren, nature, *answers = (cells.get(columns.get(name, "")) for name in (*IDENTITY, *SOCIAL))
                key = _value(siren, shared)
                if key not in found and _value(nature, shared) in NATURES and re.fullmatch(r"\d{9}", key):
                    found[key] = [_value(answer, shared) for answer in answers]
    return found


@contextmanager
def _workbook(path: Path) -> Iterator[zipfile.ZipFile]:
    """The workbook, itself a zip, or the one in a zip."""
    with zipfile.ZipFile(path) as outer:
        if SHEET in outer.namelist():
            yield outer
            return
        inner = next((name for name in outer.namelist() if name.lower().endswith(".xlsx")), "")
        with outer.open(inner) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            yield archive


def _columns(head: dict[str, str]) -> dict[str, str]:
    """Letters of each column."""
    found = {
        ours: next((at for at, label in head.items() if re.fullmatch(pattern, _plain(label))), "")
        for ours, pattern in (IDENTITY | SOCIAL).items()
    }
    if missing := [ours for ours in (*IDENTITY, "cias") if not found[ours]]:
        listed = ", ".join(missing)
        raise not_the_file(LABEL, Text(f"Colonnes absentes\u00a0: {listed}.", f"Missing columns: {listed}."))
    return found


def _plain(label: str) -> str:
    split = unicodedata.normalize("NFD", label.strip().casefold().replace("’", "'"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _cells(row: Element) -> dict[str, Element]:
    """Cells of a row by the letters of their column: empty ones may be left out."""
    return {cell.get("r", "").rstrip("0123456789"): cell for cell in row}


def _value(cell: Element | None, shared: list[str]) -> str:
    value = "" if cell is None else "".join(cell.itertext()).strip()
    return shared[int(value)].strip() if cell is not None and cell.get("t") == "s" and value else value


def _shared(archive: zipfile.ZipFile) -> list[str]:
    with archive.open(STRINGS) as file:
        return ["".join(item.itertext()) for item in _elements(file, "si")]


def _elements(file: IO[bytes], tag: str) -> Iterator[Element]:
    """Each element of that name, emptied once used."""
    for _, element in iterparse(file):  # noqa: S314 - a ministry's file, and expat bounds entities
        if element.tag.endswith(f"}}{tag}"):
            yield element
            element.clear()


COMPETENCES = Source(
    key="competences",
    label=LABEL,
    publisher="DGCL",
    origin=Text("DGCL, BANATIC, export national", "DGCL, BANATIC, national export"),
    published={
        2026: Published(
            cog=2026,
            # Seen in public code, with its first columns; rewritten as prefects' orders come.
            url="https://www.banatic.interieur.gouv.fr/consultation/api/export/pregenere/telecharger/France",
            read=read,
            names=("*banatic*.xlsx", "France*.xlsx"),
            megabytes=76,
        ),
    },
    extra=True,
)
