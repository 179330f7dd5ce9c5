"""A GeoPackage: its tables are read by SQLite, in memory, and its geometries here; nothing in it is run."""

import sqlite3
from contextlib import closing

import numpy as np
import pyproj
import shapely

from i18n import Text

from .frame import AUTOMATIC, Choice, ParsedFile, from_values
from .limits import MAX_ROWS
from .refused import Refused
from .shapes import authority, described, located

ROLLBACK = b"\x01\x01"
"""What a base says of itself at byte 18 when it keeps no journal beside it."""
LONGEST_VALUE = 20_000_000
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Bytes of the box that comes before a geometry, by its code."""
CATALOGUE = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
LAYERS = """
SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id, s.definition
FROM gpkg_contents c
LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
WHERE c.data_type IN ('features', 'attributes') ORDER BY c.rowid LIMIT 1000
"""


def read(content: bytes, choice: Choice = AUTOMATIC) -> ParsedFile:
    """The layer that is chosen, else the first that holds rows.

    Raises
    ------
    Refused
        If there is none, or if a column of the layer is computed by the file.
    sqlite3.Error
        If it is damaged, or no GeoPackage.
    """
    with closing(sqlite3.connect(":memory:")) as base:
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        base.text_factory = lambda text: text.decode("utf-8", "replace")
        base.deserialize(content[:18] + ROLLBACK + content[20:])
        # Views, triggers and computed columns are programs of the file's: they get no function that acts.
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA query_only = ON")
        # Neither a view nor a virtual table: they have no page of their own.
        tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE rootpage > 0")}
        for name in tables.intersection(CATALOGUE):
            _columns(base, name)
        layers = [layer for layer in base.execute(LAYERS) if layer[0] in tables]
        parts = tuple(str(layer[0]) for layer in layers)
        for name, shape, *crs in sorted(layers, key=lambda layer: layer[0] != choice.part):
            found = _table(base, str(name), shape, crs)
            if found.rows and len(parts) < 2:
                return found
            if found.rows:
                said = _LAYER.format(name=name, count=len(parts) - 1)
                return found._replace(parts=parts, part=str(name), notes=(said, *found.notes))
    raise Refused(Text("Ce GeoPackage n'a aucune couche remplie.", "This GeoPackage has no layer with rows."))


def _columns(base: sqlite3.Connection, table: str) -> dict[str, str]:
    """The type of each column, the number of the row left out. Raises Refused if a column is computed."""
    found = base.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    if any(hidden for *_, hidden in found):
        raise Refused(
            Text(
                f"La table « {table} » du GeoPackage a des colonnes calculées ou cachées, qui ne sont pas lues. "
                "Exportez la couche de nouveau avec des valeurs.",
                f"The table “{table}” of the GeoPackage has computed or hidden columns, which are not read. Export the "
                "layer again with values.",
            )
        )
    return {name: kind.upper() for _, name, kind, _, _, key, _ in found if not (key and kind.upper() == "INTEGER")}


def _table(base: sqlite3.Connection, table: str, shape: str | None, crs: list[object]) -> ParsedFile:
    kinds = _columns(base, table)
    asked = ", ".join(map(_quoted, kinds)) or "NULL"
    rows = base.execute(f"SELECT {asked} FROM {_quoted(table)} LIMIT {MAX_ROWS + 1}").fetchall()  # noqa: S608 - quoted
    at = list(kinds).index(shape) if shape in kinds else None
    kept = [i for i in range(len(kinds)) if i != at]
    booleans = {i for i, kind in enumerate(kinds.values()) if kind == "BOOLEAN"}
    values = ([bool(row[i]) if i in booleans and row[i] is not None else row[i] for i in kept] for row in rows)
    found = from_values([list(kinds)[i] for i in kept], values, len(rows))
    if at is None:
        return found
    given = [row[at] for row in rows]
    shapes = shapely.from_wkb(np.array([_geometry(value) for value in given], dtype=object), on_invalid="ignore")
    return located(found, given, shapes, _crs(*crs))


def _geometry(value: object) -> bytes | None:
    """The WKB of a geometry, after the header of GeoPackage: two letters, version, flags, projection, box."""
    if not isinstance(value, bytes) or len(value) < 8 or not value.startswith(b"GP"):
        return None
    flags = value[3]
    box = ENVELOPES.get(flags >> 1 & 7)
    # Bit 4: empty; bit 5: of a kind of its own.
    return None if box is None or flags & 0x30 else value[8 + box :]


def _crs(organization: object, code: object, definition: object) -> pyproj.CRS | None:
    named = authority(f"{organization}:{code}")
    return named or (described(definition) if isinstance(definition, str) else None)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_LAYER = Text(
    "Couche lue : « {name} ». Les autres ({count}) ne le sont pas.",
    "Layer read: “{name}”. The others ({count}) are not.",
)
