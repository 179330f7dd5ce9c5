"""GeoParquet 1.1 of the origins: columns for analysis (DuckDB, R, Python, BigQuery) and for QGIS."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from cage import Study
from i18n import Lang, Text
from layers.projections import WGS84

from ..export import Export, Weight
from ..gis import main_layer
from ..gis.arrow import GEOMETRY, arrow, metadata, plain
from ..tables.dictionary import describer


def write(study: Study, lang: Lang) -> bytes:
    """One row per origin, in WGS 84, with a covering box; fields and file carry their meaning as metadata."""
    layer, describe = main_layer(study, lang), describer(study)
    bare = io.BytesIO()
    attributes = plain(layer.table.drop(columns="geometry"))
    frame = layer.table[["geometry"]].join(attributes)[[*attributes, "geometry"]]
    frame.rename_geometry(GEOMETRY).to_parquet(
        bare, index=False, schema_version="1.1.0", geometry_encoding="WKB", write_covering_bbox=True
    )
    written = pq.read_table(bare)
    told = arrow(layer, describe, lang, WGS84).schema
    metadata_of = {field.name: field.metadata for field in told if field.name != GEOMETRY}
    fields = [field.with_metadata(metadata_of.get(field.name)) for field in written.schema]
    kept = written.schema.metadata | {k.encode(): v.encode() for k, v in metadata(study, layer, describe, lang).items()}
    table = pa.table(written.columns, pa.schema(fields, kept))
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


GEOPARQUET = Export(
    key="geoparquet",
    label=Text("Colonnes pour l'analyse (GeoParquet)", "Columns for analysis (GeoParquet)"),
    suffix=".parquet",
    mime="application/vnd.apache.parquet",
    note=Text(
        "Les départs et leurs distances, pour DuckDB, R ou Python ; dictionnaire et provenance dedans.",
        "Origins and their distances, for DuckDB, R or Python; dictionary and provenance inside.",
    ),
    group="gis",
    weight=Weight(204_000, 12, 0, 0),
    write=write,
)
