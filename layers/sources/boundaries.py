"""Contours of the communes of one EPCI, and the point of their town hall (API Découpage administratif)."""

import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from i18n import NBSP, Text

from ..projections import WGS84, Geometries
from ..publishers.files import Published, member, not_the_file
from ..publishers.shapes import as_coverage, of_communes, reading_shapes
from ..source import Source

LABEL = Text("Contours des communes", "Contours of the communes")


def read_geo_api(path: Path) -> pd.DataFrame:
    """An answer of the API: JSON records with a ``contour``, or the same as GeoJSON; one row per commune.

    Columns: geometry (WKB, WGS84, one simplified coverage), lon, lat, point_quality (town_hall, inside;
    None if unknown).

    Raises
    ------
    LayerError
        If it is not that, if it speaks of another EPCI than the one named in the file's name, or of several.
    """
    with reading_shapes(LABEL):
        with member(path, "*.json", "*.geojson") as file:
            rows = _rows(json.loads(file.read().decode("utf-8")))
        _refuse_other(rows, path.name)
        table = gpd.GeoDataFrame(
            {
                "commune": pd.Series([str(row.get("code")) for row in rows], dtype="str"),
                "mairie": _geometries(rows, "mairie"),
                "centre": _geometries(rows, "centre"),
            },
            geometry=_geometries(rows, "contour"),
            crs=WGS84,
        )
    sound = of_communes(table, LABEL)
    return _with_point(sound).assign(geometry=shapely.to_wkb(as_coverage(sound, LABEL)))


def _rows(answer: object) -> list[dict[str, Any]]:
    features = answer.get("features") if isinstance(answer, dict) else None
    if isinstance(features, list):
        answer = [{**feature["properties"], "contour": feature["geometry"]} for feature in _records(features)]
    rows = _records(answer)
    if not rows:
        # The API follows the yearly file of EPCIs with some delay: it may not know a recent one.
        why = Text(
            "L'API n'y connaît aucune commune. Les contours du lot de référence restent en place.",
            "The API knows no commune of it. The contours of the reference pack stay.",
        )
        raise not_the_file(LABEL, why)
    return rows


def _records(answer: object) -> list[dict[str, Any]]:
    if isinstance(answer, list) and all(isinstance(row, dict) for row in answer):
        return answer
    raise not_the_file(LABEL, Text("Ce n'est pas une liste de communes.", "It is not a list of communes."))


def _refuse_other(rows: list[dict[str, Any]], name: str) -> None:
    """The API ignores a parameter it does not know, and then answers for the whole country."""
    told = {str(row.get("codeEpci")) for row in rows}
    asked = set(re.findall(r"(?<!\d)\d{9}(?!\d)", name)) or told
    if told != asked or len(told) > 1:
        listed = ", ".join(sorted(told)[:3])
        raise not_the_file(
            LABEL,
            Text(
                f"Il porte sur une autre intercommunalité que celle demandée{NBSP}: {listed}.",
                f"It is about another intercommunality than the one asked for: {listed}.",
            ),
        )


def _geometries(rows: list[dict[str, Any]], field: str) -> Geometries:
    found: Geometries = np.full(len(rows), None, dtype=object)
    for row, record in enumerate(rows):
        found[row] = shapely.from_geojson(json.dumps(record[field])) if record.get(field) else None
    return found


def _with_point(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Town hall, else centre, of each contour; a point that is out of its contour is not believed."""
    shapes, hall, centre = (table[name].to_numpy() for name in ("geometry", "mairie", "centre"))
    # The API gives the centre as the town hall where it knows none.
    halls = shapely.intersects(shapes, hall) & ~shapely.equals(hall, centre)
    centres = shapely.intersects(shapes, centre) & ~halls
    points: Geometries = np.full(len(table), None, dtype=object)
    quality = points.copy()
    points[halls], points[centres] = hall[halls], centre[centres]
    quality[halls], quality[centres] = "town_hall", "inside"
    known = {"lon": shapely.get_x(points), "lat": shapely.get_y(points), "point_quality": quality}
    return pd.DataFrame(known, index=pd.Index(table["commune"], name="commune"))


BOUNDARIES = Source(
    key="boundaries",
    label=LABEL,
    publisher="IGN, Insee, DINUM",
    origin=Text(
        "API Découpage administratif (geo.api.gouv.fr), contours de l'IGN simplifiés à 20 m",
        "API Découpage administratif (geo.api.gouv.fr), contours by IGN simplified to 20 m",
    ),
    published={
        # format=json and not geojson: with geojson the API leaves out every geometry but one, so the town hall too
        # (datagouv/api-geo, lib/helpers.js).
        2026: Published(
            cog=2026,
            url="https://geo.api.gouv.fr/communes?codeEpci={epci}&fields=nom,code,codeEpci,contour,mairie,centre"
            "&format=json&type=commune-actuelle&zone=metro,drom",
            read=read_geo_api,
            names=("*communes*.json", "*communes*.geojson"),
            megabytes=1,
        ),
    },
    rules={"geometry": "same", "lon": "same", "lat": "same", "point_quality": "same"},
    by=("commune",),
)
