"""Write tables so that the same content gives the same bytes, and list what was written."""

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from .. import disk
from ..projections import Geometries
from .download import sha256

ROW_GROUP = 1000
"""Rows of a group: an EPCI is read from one or two of them (PERFORMANCE, C)."""
MANIFEST = "manifest.json"


def write(table: pd.DataFrame, schema: pa.Schema, path: Path) -> None:
    """Write ``table`` with the columns and types of ``schema``, in its order. Missing values become null."""
    built = pa.Table.from_pandas(table[schema.names], schema=schema, preserve_index=False)
    _write(built.replace_schema_metadata(None), path)


def write_contours(communes: pd.Series, geometries: Geometries, path: Path) -> None:
    """Write a GeoParquet 1.0 file with columns commune and geometry (WGS84 polygons, null allowed)."""
    drawn = geometries[~shapely.is_missing(geometries)]
    column = {
        "encoding": "WKB",
        "geometry_types": sorted({geometry.geom_type for geometry in drawn}),
        "crs": CRS.from_epsg(4326).to_json_dict(),
        "bbox": [float(bound) for bound in shapely.total_bounds(drawn)],
    }
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = pa.table(
        {
            "commune": pa.array(communes.tolist(), pa.string()),
            "geometry": pa.array(list(shapely.to_wkb(geometries, byte_order=1)), pa.binary()),
        }
    )
    _write(table.replace_schema_metadata({"geo": json.dumps(geo, sort_keys=True)}), path)


def _write(table: pa.Table, path: Path) -> None:
    with disk.arriving(path) as aside:
        pq.write_table(
            table,
            aside,
            row_group_size=ROW_GROUP,
            compression="zstd",
            compression_level=19,
            version="2.6",
        )


def write_manifest(folder: Path) -> None:
    """Write ``manifest.json``: SHA-256 and number of rows of every Parquet file of ``folder``."""
    listed = {
        path.name: {"rows": pq.read_metadata(path).num_rows, "sha256": sha256(path)}
        for path in sorted(folder.glob("*.parquet"))
    }
    disk.write(folder / MANIFEST, (json.dumps(listed, indent=2, sort_keys=True) + "\n").encode())
