"""The reader's own PostGIS database: a connection that tells no password, tables read as their files would be."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from i18n import Text

from .errors import LayerError

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

MOST_ROWS = 200_001
"""One more than a reader's file may have: it is then refused as such a file is."""

EXISTS = "SELECT to_regclass(format('%I.%I', $1::text, $2::text)) IS NOT NULL"
GEOMETRIES = """
SELECT array_agg(a.attname ORDER BY a.attnum)::text, (array_agg(a.attname ORDER BY a.attnum))[1]
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) AND NOT a.attisdropped
  AND t.typname IN ('geometry', 'geography')
"""
# PostgreSQL itself writes the names between quotes (%I): they are whatever the reader's tables are called. Ordered by
# what the rows say, not by where they lie on the disk: the same rows give the same bytes.
ROWS = """
SELECT format('SELECT (to_jsonb(t.*) - %L::text[])::text, NULL FROM %I.%I AS t ORDER BY 1 LIMIT %s',
              $1::text, $2::text, $3::text, $4::text)
"""
FEATURES = """
SELECT format('SELECT (to_jsonb(t.*) - %1$L::text[])::text,
                 ST_AsGeoJSON(CASE WHEN ST_SRID(t.%5$I::geometry) IN (0, 4326) THEN t.%5$I::geometry
                                   ELSE ST_Transform(t.%5$I::geometry, 4326) END, 9)
               FROM %2$I.%3$I AS t ORDER BY 1, 2 LIMIT %4$s',
              $1::text, $2::text, $3::text, $4::text, $5::text)
"""
DEGREES = {"type": "name", "properties": {"name": "EPSG:4326"}}


@contextmanager
def cursor(url: str) -> Iterator["Cursor"]:
    """A cursor in one transaction, kept if all goes well and undone if not.

    ``url`` is libpq's: the password is better left to ``~/.pgpass`` or ``PGPASSWORD``.

    Raises
    ------
    LayerError
        If the database cannot be reached or refuses: what it says is said, what libpq says, which may quote the
        address, is not.
    """
    from adbc_driver_manager import Error  # noqa: PLC0415 - its libraries are for who has a database
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415

    try:
        with dbapi.connect(url) as connection, connection.cursor() as opened:
            yield opened
            connection.commit()
    except Error as error:
        raise LayerError(_refusal(str(error))) from None


def _refusal(fault: str) -> Text:
    told = re.search(r"(?:ERROR|FATAL):\s*([^\n]*)", fault)
    if told is None:
        return Text(
            "La base PostGIS ne répond pas à cette adresse. Vérifiez hôte, port, base et utilisateur "
            "(postgresql://utilisateur@hote:5432/base) ; le mot de passe va dans ~/.pgpass ou PGPASSWORD.",
            "No PostGIS database answers at this address. Check host, port, base and user "
            "(postgresql://user@host:5432/base); the password goes in ~/.pgpass or PGPASSWORD.",
        )
    return Text(f"La base de données répond : « {told[1]} ».", f"The database answers: “{told[1]}”.")


def features(url: str, schema: str, table: str) -> bytes:
    """A table or a view as GeoJSON in degrees, or as records if it has no geometry.

    Every column but the geometries; the first geometry. One whose projection is unknown keeps its coordinates, which
    are then recognised by their values.

    Raises
    ------
    LayerError
        If the table is not there, or is empty, or if the database refuses.
    """
    with cursor(url) as base:
        base.execute("SET TRANSACTION READ ONLY")
        if not first(base, EXISTS, schema, table):
            sentence = Text("La base n'a pas de table {schema}.{table}.", "The database has no table {schema}.{table}.")
            raise LayerError(sentence.format(schema=schema, table=table))
        base.execute(GEOMETRIES, (schema, table))
        shapes, drawn = base.fetchone() or (None, None)
        asked = [shapes or "{}", schema, table, str(MOST_ROWS)]
        base.execute(str(first(base, FEATURES, *asked, drawn) if drawn else first(base, ROWS, *asked)))
        rows = [(json.loads(row), json.loads(shape) if shape else None) for row, shape in base.fetchall()]
    if not rows:
        sentence = Text("La table {schema}.{table} est vide.", "The table {schema}.{table} is empty.")
        raise LayerError(sentence.format(schema=schema, table=table))
    if not drawn:
        return _json([row for row, _ in rows])
    collection = [{"type": "Feature", "properties": row, "geometry": shape} for row, shape in rows]
    return _json({"type": "FeatureCollection", "crs": DEGREES, "features": collection})


def first(base: "Cursor", query: str, *values: str) -> object:
    """The first value a query gives; None if it gives no row."""
    base.execute(query, values)
    row = base.fetchone()
    return row[0] if row else None


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
