"""Files of contours in the publishers' layouts, made from the contours of the reference pack."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pandas as pd
import py7zr
import shapely

import layers

EDITION = "ADMIN-EXPRESS-COG-CARTO_4-0__GPKG_WGS84G_FRA_2026-01-01"
DELIVERY = "ADMIN-EXPRESS-COG-CARTO/1_DONNEES_LIVRAISON_2026-03-00184"
INNER = f"{EDITION}/{DELIVERY}/ADE-COG-CARTO_4-0_GPKG_WGS84G_FRA-ED2026-01-01"


def packed(siren: str) -> tuple[gpd.GeoSeries, pd.DataFrame]:
    """Contours and points of an EPCI, from the pack."""
    place = layers.territory(siren)
    return layers.contours(place), layers.communes(place)


def metres(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """In the legal projection."""
    return shapes.to_crs(layers.projection(tuple(shapes.index.astype(str))))


def geojson(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    return None if shape is None else json.loads(shapely.to_geojson(shape))


def records(siren: str) -> list[dict[str, Any]]:
    """What the API answers: the town hall is that of the pack, the centre a point inside at 4 decimals."""
    shapes, communes = packed(siren)
    found = []
    for code, shape in shapes.items():
        hall = shapely.Point(communes.at[code, "lon"], communes.at[code, "lat"]) if shape else None
        centre = shapely.transform(shape.point_on_surface(), lambda xy: xy.round(4)) if shape else None
        contour = {"contour": geojson(shape), "mairie": geojson(hall), "centre": geojson(centre)} if shape else {}
        found.append({"nom": communes.at[code, "name"], "code": code, "codeEpci": siren, **contour})
    return found


def moved(rows: list[dict[str, Any]], change: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """The same records, the coordinates of their contours changed."""
    shapes = [shapely.transform(shapely.from_geojson(json.dumps(row["contour"])), change) for row in rows]
    return [row | {"contour": geojson(shape)} for row, shape in zip(rows, shapes, strict=True)]


def communes_table(shapes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """The columns of edition 4-0 that tell a commune."""
    codes = shapes.index.astype(str)
    names = [f"Commune {code}" for code in codes]
    table = {"cleabs": [f"COMMUNE_{code}" for code in codes], "code_insee": codes, "nom_officiel": names}
    return gpd.GeoDataFrame(table, geometry=shapes.to_numpy(), crs=4326).rename_geometry("geometrie")


def iris_table(shapes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """The columns of edition 3-0, for communes that are not divided: one IRIS each, with their contour."""
    codes = pd.Series(shapes.index.astype(str))
    table = {
        "cleabs": "IRIS____" + codes, "code_insee": codes, "nom_commune": "Commune " + codes, "iris": "0000",
        "code_iris": codes + "0000", "nom_iris": "Commune " + codes, "type_iris": "Z",
    }  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=shapes.to_numpy(), crs=4326).rename_geometry("geometrie")


def seven_zip(path: Path, layers_of: dict[str, gpd.GeoDataFrame], inner: str, suffix: str = ".gpkg") -> Path:
    """A 7z of one GeoPackage with these layers, or of one shapefile for each."""
    with TemporaryDirectory() as folder:
        for name, table in layers_of.items():
            stem = name if suffix == ".shp" else inner.rsplit("/", 1)[-1]
            table.to_file(Path(folder) / f"{stem}{suffix}", layer=name)
        with py7zr.SevenZipFile(path, "w") as archive:
            archive.writestr("Licence Ouverte", f"{inner}/LISEZ-MOI.txt")
            for file in sorted(Path(folder).iterdir()):
                archive.write(file, f"{inner}/{file.name}")
    return path
