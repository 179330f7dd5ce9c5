"""An answer in every file format: workbook, tables, maps, package, documents; the same blocks and tables in each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from cage import METHOD_VERSION
from i18n import Lang, Text
from layers import LayerError

from .blocks import Note
from .export import file_stem
from .exports import geojson, html, ods, package, xlsx
from .exports.csv import french
from .map import Map
from .paper.edition import Edition
from .query import Query
from .reading import Answer, AnswerTable, Reading, Subject, blocks
from .tables.dictionary import Column, listed
from .tables.sheets import SHEET_HEADS, WorkbookSheet
from .tables.sources import sources

if TYPE_CHECKING:
    from .paper.plain import Document


@dataclass(frozen=True)
class Answered:
    """A reading and what it answers."""

    reading: Reading
    answer: Answer

    @property
    def stem(self) -> str:
        """The name of its files, without their suffix."""
        return f"{file_stem(self.answer.study)}_{self.reading.key}"

    def suffix(self, key: str) -> str:
        """The end of the name of a file of one format."""
        return "_datapackage.zip" if key == "package" else f".{key}"

    @property
    def tables(self) -> dict[str, AnswerTable]:
        """Its tables that have rows; those that are parts of one are put together."""
        parts: dict[str, list[AnswerTable]] = {}
        for table in self.answer.tables:
            if len(table.data):
                parts.setdefault(table.key, []).append(table)
        return {key: _together(some) for key, some in parts.items()}

    @property
    def shown(self) -> Map:
        """Its map; raises LayerError where it has none."""
        if self.answer.drawing is None:
            raise LayerError(NO_MAP.format(title=self.reading.title))
        return self.answer.drawing.shown

    def column(self, table: AnswerTable, name: str) -> Column:
        """What a column holds."""
        return table.column(self.answer.study, name)

    def described(self) -> dict[str, tuple[Callable[[str], Column], pd.DataFrame]]:
        """Each table with what says what its columns hold."""
        return {key: (partial(self.column, table), table.data) for key, table in self.tables.items()}


def answered(reading: Reading, subject: Subject, asked: Query) -> Answered:
    """What a reading answers.

    Raises
    ------
    LayerError
        If it cannot, or if a choice does not exist here.
    """
    why = reading.lacks(subject)
    if why is not None:
        raise LayerError(why)
    return Answered(reading, reading.answer(subject, asked))


def _together(parts: list[AnswerTable]) -> AnswerTable:
    first = parts[0]
    data = first.data if len(parts) == 1 else pd.concat([part.data for part in parts], ignore_index=True)
    return AnswerTable(first.key, first.title, data, (), first.meanings, first.of)


NO_MAP = Text(
    "La lecture « {title} » n'a pas de carte : demandez un autre format que ceux des cartes.",
    "The reading “{title}” has no map: ask for another format than those of maps.",
)


def sentences(told: Answered, lang: Lang) -> pd.DataFrame:
    """What it says, in order, and what each sentence is."""
    answer = told.answer
    parts = (("finding", answer.findings), ("note", answer.notes), ("proof", answer.proof))
    rows = [{"part": part, "sentence": one.in_lang(lang)} for part, some in parts for one in some]
    return pd.DataFrame([{"part": "question", "sentence": told.reading.question.in_lang(lang)}, *rows])


def _sheets(told: Answered, lang: Lang) -> list[WorkbookSheet]:
    """Its sentences, its tables, what their columns hold, and the sources."""
    study = told.answer.study
    said = {SENTENCES: sentences(told, lang)}
    known = {DICTIONARY: listed(told.described(), lang), SOURCES: sources(study, lang)}
    tables = [
        WorkbookSheet(key, tuple(told.column(table, str(name)).label.in_lang(lang) for name in table.data), table.data)
        for key, table in told.tables.items()
    ]
    return [*_plain(said, lang), *tables, *_plain(known, lang)]


def _plain(tables: Mapping[Text, pd.DataFrame], lang: Lang) -> list[WorkbookSheet]:
    heads = {**SHEET_HEADS, "part": Text("Partie", "Part"), "sentence": Text("Phrase", "Sentence")}
    return [
        WorkbookSheet(title.in_lang(lang), tuple(heads[str(name)].in_lang(lang) for name in table), table)
        for title, table in tables.items()
    ]


SENTENCES, DICTIONARY = Text("Lecture", "Reading"), Text("Dictionnaire", "Dictionary")
SOURCES = Text("Sources", "Sources")


def _title(told: Answered, lang: Lang) -> str:
    place = told.answer.study.territory
    said = Text("{title}, {name}, {cog} ; méthode, version {v}", "{title}, {name}, {cog}; method, version {v}")
    return said.in_lang(lang).format(
        title=told.reading.question.in_lang(lang), name=place.name, cog=place.cog, v=METHOD_VERSION
    )


def _xlsx(told: Answered, lang: Lang, _: date | None) -> bytes:
    return xlsx.workbook(_sheets(told, lang), _title(told, lang), told.answer.study.territory.cog)


def _ods(told: Answered, lang: Lang, _: date | None) -> bytes:
    return ods.workbook(_sheets(told, lang), _title(told, lang))


def _mapped(told: Answered, lang: Lang) -> tuple[pd.DataFrame, pd.Series]:
    """What the map shows, one row per commune, or per border where borders are what is drawn; and their shapes."""
    study, shown = told.answer.study, told.shown
    if shown.lines is not None:
        table = told.tables["fault_lines"].data if "fault_lines" in told.tables else pd.DataFrame()
        lines = shown.lines(study).set_index(["a", "b"])["paths"]
        keys = list(zip(table["commune_a"], table["commune_b"], strict=True))
        paths = [shapely.MultiLineString(lines[key]) if lines[key] else None for key in keys]
        return table, pd.Series(paths, table.index, dtype=object)
    values, classes = shown.values(study), shown.classes_of(study)
    ranks = [classes.index(value) for value in values]
    table = pd.DataFrame(
        {
            "commune": study.origins["commune"],
            "name": study.origins["name"],
            shown.key: values,
            "class": [None if rank is None else classes.labels(lang)[rank] for rank in ranks],
            "color": [classes.color(value) for value in values],
        }
    )
    before = told.answer.drawing and told.answer.drawing.before
    if before:
        table[before.key] = before.values(study)
    return table, geojson.shapes_of(study)


def _geojson(told: Answered, lang: Lang, _: date | None) -> bytes:
    said = sentences(told, lang)
    return geojson.collection(told.answer.study, *_mapped(told, lang), reading=said.to_dict("records"))


def _gpkg(told: Answered, lang: Lang, _: date | None) -> bytes:
    """The map as a layer, then tables: what it says, its own, what their columns hold, the sources."""
    from .exports import gpkg  # noqa: PLC0415 - GDAL is slow to start: the list of formats does without

    table, shapes = _mapped(told, lang)
    tables = {"reading": sentences(told, lang), **{key: one.data for key, one in told.tables.items()}}
    tables |= {"dictionary": listed(told.described(), lang), "sources": sources(told.answer.study, lang)}
    return gpkg.layered(told.answer.study, f"map_{told.reading.key}", table, shapes, tables, lang)


def _html(told: Answered, lang: Lang, _: date | None) -> bytes:
    return html.write_map(told.answer.study, told.shown, lang)


def _package(told: Answered, lang: Lang, day: date | None) -> bytes:
    known = {"dictionary": listed(told.described(), lang), "sources": sources(told.answer.study, lang)}
    files = {f"{key}.csv": package.as_csv(table.data) for key, table in told.tables.items()}
    files |= {f"{key}.csv": package.as_csv(table) for key, table in known.items()}
    schemas = {f"{key}.csv": package.described(table, of, lang) for key, (of, table) in told.described().items()}
    schemas |= {f"{key}.csv": package.headed(table, lang) for key, table in known.items()}
    if told.answer.drawing is not None:
        files["map.geojson"] = _geojson(told, lang, day)
    return package.archive(told.answer.study, files, schemas, lang)


def document(told: Answered, lang: Lang, day: date | None) -> tuple[Edition, "Document"]:
    """What it says as a document, and how that is printed."""
    from .paper import notes  # noqa: PLC0415 - read when a document is made
    from .paper.plain import Document  # noqa: PLC0415 - as above

    study = told.answer.study
    edition = Edition(day or date(study.territory.cog, 1, 1), lang)
    undated = METHOD.in_lang(lang).format(cog=study.territory.cog, v=METHOD_VERSION)
    last = Note(f"{notes.sources(study, None, lang)} {notes.version(study, edition) if day else undated}")
    title, caption = told.reading.question.in_lang(lang), told.answer.caption.in_lang(lang)
    return edition, Document(title, study.territory.name, caption, [*blocks(told.answer, lang), last])


def _written(told: Answered, lang: Lang, day: date | None, kind: str) -> bytes:
    from .paper import documents  # noqa: PLC0415 - read when a document is made

    write_one = documents.write_odt if kind == "odt" else documents.write_pdf
    return write_one(told.answer.study, *document(told, lang, day))


METHOD = Text(
    "Communes au 1er janvier {cog}. Méthode CAGE, version {v}.",
    "Communes of 1 January {cog}. CAGE method, version {v}.",
)
READING_FORMATS: Mapping[str, tuple[Text, Callable[[Answered, Lang, date | None], bytes]]] = {
    "xlsx": (Text("Classeur Excel", "Excel workbook"), _xlsx),
    "ods": (Text("Classeur LibreOffice", "LibreOffice workbook"), _ods),
    "csv": (Text("Tableau (CSV pour Excel)", "Table (CSV for French Excel)"), lambda *_: b""),
    "geojson": (Text("Carte (GeoJSON)", "Map (GeoJSON)"), _geojson),
    "gpkg": (Text("Carte et tables (GeoPackage)", "Map and tables (GeoPackage)"), _gpkg),
    "package": (Text("Paquet de données (zip)", "Data package (zip)"), _package),
    "html": (Text("Carte à ouvrir dans un navigateur", "Map to open in a browser"), _html),
    "pdf": (Text("Document (PDF)", "Document (PDF)"), lambda told, lang, day: _written(told, lang, day, "pdf")),
    "odt": (Text("Document à compléter (ODT)", "Document to go on with (ODT)"),
            lambda told, lang, day: _written(told, lang, day, "odt")),
}  # fmt: skip
"""The files of a reading, by format; those of maps are of readings that have one."""

OF_A_MAP = ("geojson", "gpkg", "html")


def formats_of(answer: Answer) -> list[str]:
    """The formats that an answer may be had in."""
    tables = any(len(table.data) for table in answer.tables)
    return [key for key in READING_FORMATS if (answer.drawing or key not in OF_A_MAP) and (tables or key != "csv")]


def write(told: Answered, key: str, lang: Lang, day: date | None = None) -> Iterator[tuple[str, bytes]]:
    """The files of one format: the name of each, and its bytes. A table of each CSV.

    Parameters
    ----------
    day
        Written on a document; undated where none is given, so that the same choices give the same bytes.

    Raises
    ------
    LayerError
        If it is a map that is asked for and the reading has none.
    """
    if key == "csv":
        yield from ((f"{told.stem}_{name}.csv", french(table.data)) for name, table in told.tables.items())
        return
    yield told.stem + told.suffix(key), READING_FORMATS[key][1](told, lang, day)
