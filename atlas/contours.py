"""The outlines every drawing of a territory starts from: communes, former EPCI borders."""

import json
from functools import lru_cache

import geopandas as gpd
import pandas as pd
import shapely

import layers
from layers import Territory


def former_areas(place: Territory, contours: gpd.GeoSeries) -> gpd.GeoSeries:
    """Area of each former EPCI, indexed by its SIREN; empty where no merger is known."""
    former = pd.Series([siren for siren, _ in place.former], index=contours.index)
    known = contours[(former != "") & contours.notna()]
    # Contours are an exact coverage: a union in WGS 84 leaves no sliver.
    merged = {siren: shapely.union_all(part.to_numpy()) for siren, part in known.groupby(former[known.index])}
    return gpd.GeoSeries(merged, crs=contours.crs, dtype="geometry") if merged else gpd.GeoSeries([], crs=contours.crs)


def former_borders(place: Territory, contours: gpd.GeoSeries) -> gpd.GeoSeries:
    """Border of each former EPCI, indexed by its SIREN; empty where no merger is known."""
    return former_areas(place, contours).boundary


def contours_json(siren: str, cog: int) -> bytes:
    """What the live map fetches once: communes, former borders and outline, WGS 84, compact.

    Raises
    ------
    LayerError
        If the EPCI or its contours are unknown.
    """
    return _contours_json(siren, cog, layers.stamp())


@lru_cache(maxsize=16)
def _contours_json(siren: str, cog: int, _: str) -> bytes:
    place = layers.territory(siren, cog)
    contours = layers.contours(place)
    names = layers.communes(place)["name"]
    drawn = contours[contours.notna()]
    outline = gpd.GeoSeries([shapely.union_all(drawn.to_numpy()).boundary], crs=drawn.crs)
    document = {
        "communes": _features(drawn, {code: {"code": code, "name": names[code]} for code in drawn.index}),
        "borders": _features(former_borders(place, contours), {}),
        "outline": _features(outline, {}),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _features(shapes: gpd.GeoSeries, properties: dict[str, dict[str, str]]) -> dict[str, object]:
    features = [
        {"type": "Feature", "properties": properties.get(key, {}), "geometry": shapely.geometry.mapping(shape)}
        for key, shape in shapes.items()
    ]
    return {"type": "FeatureCollection", "features": features}
