"""The layers of a study in a schema of the reader's PostGIS database: the same as in the GeoPackage."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyogrio
import pyproj

from cage import Study
from i18n import Lang, Text
from layers import LayerError
from layers.postgis import EXISTS, cursor, first

from ..exports import EXPORTS

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

MARK = "CAGE"
"""What the comment of a table of ours starts with: no other table is ever replaced."""

GEOMETRY = "geom"
STYLES = "layer_styles"
"""QGIS's table in a GeoPackage; in PostGIS its own is elsewhere and of another shape."""

COMMENT = "SELECT obj_description(to_regclass(format('%I.%I', $1::text, $2::text)), 'pg_class')"
STATEMENTS = {
    "schema": "SELECT format('CREATE SCHEMA IF NOT EXISTS %I', $1::text)",
    "drop": "SELECT format('DROP TABLE IF EXISTS %I.%I', $1::text, $2::text)",
    "shape": """SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I TYPE geometry(%s, %s)
                USING ST_GeomFromWKB(%3$I, %5$s)', $1::text, $2::text, $3::text, $4::text, $5::text)""",
    "index": "SELECT format('CREATE INDEX ON %I.%I USING gist (%I)', $1::text, $2::text, $3::text)",
    "key": "SELECT format('ALTER TABLE %I.%I ADD COLUMN fid integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY', "
    "$1::text, $2::text)",
    "table": "SELECT format('COMMENT ON TABLE %I.%I IS %L', $1::text, $2::text, $3::text)",
    "column": "SELECT format('COMMENT ON COLUMN %I.%I.%I IS %L', $1::text, $2::text, $3::text, $4::text)",
}
"""Statements that PostgreSQL itself writes, with the names between quotes."""


class PostgisTable(NamedTuple):
    """One table. ``geometry``: its type, "" if it has none; ``said``: a sentence by column."""

    name: str
    rows: pa.Table
    geometry: str
    epsg: int
    said: dict[str, str]


def write(study: Study, lang: Lang, url: str, schema: str) -> dict[str, int]:
    """Write every layer, all or none; those of an earlier study in the same schema are replaced.

    Returns
    -------
    Rows by table.

    Raises
    ------
    LayerError
        If the database refuses, or if a table that is not ours has the name of a layer.
    """
    package = next(export for export in EXPORTS if export.key == "gpkg").write(study, lang)
    title = f"{MARK} {study.territory.siren} {study.territory.cog} {study.pair.origin}-{study.pair.destination}"
    return put(layers_in(package), url, schema, f"{title} {study.theme}".strip())


def layers_in(package: bytes) -> list[PostgisTable]:
    """The layers and the tables of a GeoPackage."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "study.gpkg"
        path.write_bytes(package)
        sentences = _said(path)
        names = [str(name) for name, _ in pyogrio.list_layers(path) if name != STYLES]
        return [_layer(path, name, sentences) for name in names]


def _layer(path: Path, name: str, sentences: dict[tuple[str, str], str]) -> PostgisTable:
    about, rows = pyogrio.read_arrow(path, layer=name)
    shape = about["geometry_name"] or "wkb_geometry"
    kind = about["geometry_type"]
    if kind is not None:
        # Plain bytes: Arrow's name for WKB means nothing to PostgreSQL.
        at = rows.schema.get_field_index(shape)
        rows = rows.set_column(at, GEOMETRY, rows.column(at).cast(pa.binary()))
    epsg = (pyproj.CRS.from_user_input(about["crs"]).to_epsg() or 0) if about["crs"] else 0
    mine = {column: sentence for (table, column), sentence in sentences.items() if table == name}
    return PostgisTable(name, rows.replace_schema_metadata(None), (kind or "").replace(" ", ""), epsg, mine)


def _said(path: Path) -> dict[tuple[str, str], str]:
    """The label and the meaning of each column, by (table, column)."""
    listed = "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_data_columns'"
    query = "SELECT table_name, column_name, name, description FROM gpkg_data_columns"
    with closing(sqlite3.connect(path)) as base:
        rows = base.execute(query).fetchall() if base.execute(listed).fetchone() else []
    return {(table, column): " : ".join(filter(None, texts)) for table, column, *texts in rows}


def put(layers: list[PostgisTable], url: str, schema: str, title: str) -> dict[str, int]:
    """Write layers in one transaction; ``title`` is the comment of each table."""
    with cursor(url) as base:
        _run(base, "schema", schema)
        for layer in layers:
            _refuse_another(base, schema, layer.name)
            _run(base, "drop", schema, layer.name)
            base.adbc_ingest(layer.name, layer.rows, "create", db_schema_name=schema)
            if layer.geometry:
                _run(base, "shape", schema, layer.name, GEOMETRY, layer.geometry, str(layer.epsg))
                _run(base, "index", schema, layer.name, GEOMETRY)
            _run(base, "key", schema, layer.name)
            _run(base, "table", schema, layer.name, title)
            for column, sentence in layer.said.items():
                _run(base, "column", schema, layer.name, column, sentence)
    return {layer.name: len(layer.rows) for layer in layers}


def _refuse_another(base: "Cursor", schema: str, table: str) -> None:
    if first(base, EXISTS, schema, table) and not str(first(base, COMMENT, schema, table)).startswith(MARK):
        raise LayerError(
            Text(
                f"Le schéma « {schema} » a déjà une table « {table} » qui ne vient pas d'ici : elle est laissée. "
                "Choisissez un autre schéma (--schema).",
                f"The schema “{schema}” already has a table “{table}” that does not come from here: it is left. "
                "Choose another schema (--schema).",
            )
        )


def _run(base: "Cursor", statement: str, *values: str) -> None:
    base.execute(str(first(base, STATEMENTS[statement], *values)))
