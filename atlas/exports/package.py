"""Data package: plain CSV, GeoJSON and dictionary in a zip, described by Frictionless ``datapackage.json``."""

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pandas as pd

import layers
from cage import METHOD_VERSION, Study
from i18n import Lang, Text

from ..export import Export, Weight, file_stem
from ..tables.columns import named_pairs
from ..tables.dictionary import Column, Describe, Of, describer, dictionary
from ..tables.parts import communes, former_epcis, origins, places
from ..tables.provenance import provenance
from ..tables.sheets import SHEET_HEADS, six
from ..tables.sources import sources
from . import geojson

Described: TypeAlias = dict[str, object]

LICENCES: dict[str, dict[str, str]] = {
    "Licence Ouverte 2.0": {"name": "etalab-2.0", "title": "Licence Ouverte 2.0"},
    "ODbL 1.0": {"name": "ODbL-1.0", "title": "Open Database License 1.0"},
}


def write(study: Study, lang: Lang) -> bytes:
    """One CSV per table (comma, dot, UTF-8, empty where unknown), the GeoJSON, and ``datapackage.json``."""
    measured, describe = _measured(study, lang), describer(study)
    told = {"dictionary": dictionary(describe, measured, lang), "sources": sources(study, lang)}
    files = {f"{name}.csv": as_csv(table) for name, (_, table) in measured.items()}
    files |= {f"{name}.csv": as_csv(table) for name, table in told.items()}
    schemas = {f"{name}.csv": _schema(table, of, describe, lang) for name, (of, table) in measured.items()}
    schemas |= {f"{name}.csv": headed(table, lang) for name, table in told.items()}
    files["map.geojson"] = geojson.write(study, lang)
    return archive(study, files, schemas, lang)


def archive(study: Study, files: Mapping[str, bytes], schemas: Mapping[str, Described], lang: Lang) -> bytes:
    """Files in a zip that describes them; those of a table have their schema."""
    resources = [_resource(name, content, schemas.get(name)) for name, content in files.items()]
    described = json.dumps(_package(study, resources, lang), ensure_ascii=False, indent=2).encode()
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in {"datapackage.json": described, **files}.items():
            # Dated 1980: the same study gives the same bytes.
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return out.getvalue()


def _measured(study: Study, lang: Lang) -> dict[str, tuple[Of, pd.DataFrame]]:
    between = study.pair.origin != "resident"
    tables: dict[str, tuple[Of, pd.DataFrame]] = {
        "communes": ("origin", communes(study) if between else origins(study)),
        "institutions": ("origin", origins(study) if between else pd.DataFrame()),
        "former_epcis": ("area", former_epcis(study)),
        "places": ("origin", places(study, lang).drop(columns=["lon", "lat"])),
        "pairs": ("pair", named_pairs(study)),
    }
    return {name: (of, table) for name, (of, table) in tables.items() if len(table)}


def as_csv(table: pd.DataFrame) -> bytes:
    """Numbers as the workbooks hold them, whole ones without a point."""
    written = {name: _written(table[name]) for name in table}
    return pd.DataFrame(written).to_csv(index=False, lineterminator="\n").encode()


def _written(column: pd.Series) -> pd.Series:
    kind = _type(column)
    if kind == "number":
        numbers = pd.Series(six(column.to_numpy(float, na_value=np.nan)), column.index)
        return numbers.astype("Int64") if (numbers.dropna() % 1 == 0).all() else numbers
    return column.map({True: "true", False: "false"}) if kind == "boolean" else column


def _schema(table: pd.DataFrame, of: Of, describe: Describe, lang: Lang) -> Described:
    keys = [name for name in ("origin", "destination") if name in table] if of == "pair" else [str(table.columns[0])]
    return {**described(table, lambda name: describe(name, of), lang), "primaryKey": keys}


def described(table: pd.DataFrame, column_of: Callable[[str], Column], lang: Lang) -> Described:
    """The schema of a table: what each of its columns holds."""
    fields = []
    for name in map(str, table):
        column = column_of(name)
        said = {"title": column.label.in_lang(lang), "description": column.formula.in_lang(lang)}
        more = {"unit": column.unit.in_lang(lang), "source": column.source.in_lang(lang), "licence": column.licence}
        fields.append({"name": name, "type": _type(table[name]), **said, **more, "year": column.year.in_lang(lang)})
    return {"fields": fields, "missingValues": [""]}


def headed(table: pd.DataFrame, lang: Lang) -> Described:
    """The schema of a table whose columns every file shares."""
    fields = [
        {"name": name, "type": _type(table[name]), "title": SHEET_HEADS[name].in_lang(lang)} for name in map(str, table)
    ]
    return {"fields": fields, "missingValues": [""]}


def _type(column: pd.Series) -> str:
    known = column.dropna()
    if pd.api.types.is_bool_dtype(column) or (len(known) and all(isinstance(value, bool) for value in known)):
        return "boolean"
    return "number" if pd.api.types.is_numeric_dtype(column) else "string"


def _resource(name: str, content: bytes, schema: Described | None) -> Described:
    stem, kind = name.split(".")
    what: Described = {
        "name": stem,
        "path": name,
        "format": kind,
        "mediatype": "text/csv" if kind == "csv" else "application/geo+json",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    return what if schema is None else {"profile": "tabular-data-resource", **what, "schema": schema}


def _package(study: Study, resources: list[Described], lang: Lang) -> Described:
    used = sorted({layers.BY_KEY[key].licence for key in study.loaded})
    title = Text("Distances CAGE, {name}, {cog}", "CAGE distances, {name}, {cog}")
    return {
        "profile": "data-package",
        "name": file_stem(study).lower(),
        "title": title.in_lang(lang).format(name=study.territory.name, cog=study.territory.cog),
        "description": _FOR_PROGRAMS.in_lang(lang),
        "version": str(METHOD_VERSION),
        "licenses": [LICENCES[one] for one in used],
        "sources": [
            {"title": f"{layers.BY_KEY[key].publisher}, {layers.BY_KEY[key].label.in_lang(lang)}"}
            for key in sorted(study.loaded)
        ],
        "provenance": provenance(study),
        "resources": resources,
    }


_FOR_PROGRAMS = Text(
    "Tables pour des programmes : leurs textes sont tels que les sources les écrivent. Un tableur prendrait pour une "
    "formule ce qui commence par =, +, - ou @ : prenez-y les classeurs, ou les CSV pour Excel.",
    "Tables for programs: their texts are as the sources write them. A spreadsheet would take for a formula what "
    "starts with =, +, - or @: use the workbooks there, or the CSV for French Excel.",
)
PACKAGE = Export(
    key="package",
    label=Text("Paquet de données (CSV, GeoJSON, zip)", "Data package (CSV, GeoJSON, zip)"),
    suffix="_datapackage.zip",
    mime="application/zip",
    note=Text(
        "Toutes les tables, toutes leurs colonnes, décrites au format Frictionless : pour publier ou recalculer.",
        "Every table, every column, described as Frictionless does: to publish or to compute again.",
    ),
    group="spreadsheet",
    weight=Weight(0, 10, 1_050, 110),
    write=write,
)
