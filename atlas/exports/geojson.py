"""GeoJSON of the origins, RFC 7946: WGS 84, right-hand rule, 6 decimals, bbox, id."""

import json
import math
from typing import TypeAlias

import numpy as np
import pandas as pd
import shapely

import layers
from cage import Study
from i18n import Lang, Text

from ..export import Export, Weight
from ..tables.columns import by_origin
from ..tables.provenance import provenance

DECIMALS = 6

Json: TypeAlias = "dict[str, Json] | list[Json] | tuple[Json, ...] | str | float | bool | None"


def write(study: Study, lang: Lang) -> bytes:
    """A FeatureCollection; a commune without a contour keeps its figures and has a null geometry."""
    return collection(study, by_origin(study), shapes_of(study))


def collection(study: Study, table: pd.DataFrame, shapes: pd.Series, **told: object) -> bytes:
    """A FeatureCollection of the rows of a table, each with its shape, by the same index; null where there is none.

    ``told`` are further members of the collection, after its provenance.
    """
    features = [
        {
            "type": "Feature",
            "id": str(key),
            "geometry": None if shapes[key] is None else rounded(shapely.geometry.mapping(shapes[key])),
            "properties": {name: _plain(value) for name, value in row.items()},
        }
        for key, row in table.iterrows()
    ]
    bounds = shapely.total_bounds(shapes.dropna().to_numpy()).round(DECIMALS).tolist()
    document = {
        "type": "FeatureCollection",
        "bbox": bounds,
        "provenance": provenance(study),
        **told,
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def shapes_of(study: Study) -> pd.Series:
    """Contours of the communes, or points where the origins are not residents."""
    if study.pair.origin != "resident":
        points = shapely.points(study.origins["lon"].to_numpy(float), study.origins["lat"].to_numpy(float))
        return pd.Series(points, study.origins.index, dtype=object)
    shapes = layers.contours(study.territory)
    turned = shapely.orient_polygons(shapes.to_numpy(), exterior_cw=False)
    return pd.Series(turned, shapes.index, dtype=object)


def rounded(value: Json) -> Json:
    """The same geometry with its coordinates rounded."""
    if isinstance(value, dict):
        return {"type": value["type"], "coordinates": rounded(value["coordinates"])}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    return round(float(value), DECIMALS) if isinstance(value, (int, float)) else value


def _plain(value: object) -> Json:
    """A JSON value: numbers to 6 decimals, null where unknown."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA:
        return None
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, DECIMALS)
    return value if isinstance(value, (bool, int)) else str(value)


GEOJSON = Export(
    key="geojson",
    label=Text("Carte (GeoJSON)", "Map (GeoJSON)"),
    suffix=".geojson",
    mime="application/geo+json",
    note=Text(
        "Pour QGIS : une commune par objet, distances dans leur unité, notes, couverture, provenance.",
        "For QGIS: one commune per feature, distances in their unit, scores, coverage, provenance.",
    ),
    group="gis",
    weight=Weight(119_000, 24, 2_200, 0),
    write=write,
)
