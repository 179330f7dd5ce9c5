"""A layer as an Arrow table whose fields carry their label and meaning: what GDAL and GeoParquet write from."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio

from cage import Study
from i18n import Lang

from ..tables.dictionary import Column, Describe
from ..tables.provenance import as_json, provenance
from .layers import Layer

GEOMETRY = "geom"


def arrow(layer: Layer, describe: Describe, lang: Lang, epsg: int) -> pa.Table:
    """Attributes then geometry (WKB) in a projection; null where unknown.

    Each field has the metadata that GDAL turns into an alias and a comment: ``GDAL:OGR:alternative_name`` and
    ``GDAL:OGR:comment``.
    """
    attributes = pa.Table.from_pandas(plain(layer.table.drop(columns="geometry")), preserve_index=False)
    fields = [field.with_metadata(_said(describe(field.name, layer.of), lang)) for field in attributes.schema]
    extension = {
        "ARROW:extension:name": "geoarrow.wkb",
        "ARROW:extension:metadata": json.dumps({"crs": f"EPSG:{epsg}"}),
    }
    shapes = gpd.GeoSeries(layer.table.geometry).to_crs(epsg).to_wkb()
    columns = [column.cast(field.type) for column, field in zip(attributes.columns, fields, strict=True)]
    geometry = pa.field(GEOMETRY, pa.binary(), metadata=extension)
    return pa.table(
        [*columns, pa.array(shapes.to_numpy(), pa.binary(), from_pandas=True)], pa.schema([*fields, geometry])
    )


def _said(column: Column, lang: Lang) -> dict[str, str]:
    comment = f"{column.formula.in_lang(lang)} [{column.unit.in_lang(lang)}] {column.source.in_lang(lang)}".strip()
    return {"GDAL:OGR:alternative_name": column.label.in_lang(lang), "GDAL:OGR:comment": comment}


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """The same table with its objects as texts or booleans, None where unknown."""
    told = {}
    for name in table.select_dtypes(["object", "str"]):
        column = table[name].astype(object)
        column = column.where(column.notna(), None)
        truth = bool(column.notna().any()) and all(isinstance(value, (bool, np.bool_)) for value in column.dropna())
        told[name] = column.astype("boolean" if truth else pd.StringDtype())
    return table.assign(**told)


def metadata(study: Study, layer: Layer, describe: Describe, lang: Lang) -> dict[str, str]:
    """What a layer says of itself: how it was made, and the meaning of its columns."""
    columns = {name: _said(describe(str(name), layer.of), lang) for name in layer.table}
    meanings = {name: list(texts.values()) for name, texts in columns.items()}
    return {"PROVENANCE": as_json(provenance(study)), "DICTIONARY": as_json(meanings)}


def save(table: pa.Table, path: str, geometry: str | None, epsg: int, **options: object) -> None:
    """Write one layer with GDAL. `options`: those of ``pyogrio.write_arrow``."""
    given = {"geometry_name": GEOMETRY, "geometry_type": geometry, "crs": f"EPSG:{epsg}"} if geometry else {}
    pyogrio.write_arrow(table, path, **given, **options)
