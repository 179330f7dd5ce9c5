"""The layers of a study: communes, former EPCIs, places, pairs and fault lines as lines, areas within some minutes."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import layers
from cage import Study
from i18n import Lang, Text
from layers.projections import WGS84

from ..contours import former_areas
from ..road_lines import within
from ..tables.dictionary import Of
from ..tables.parts import communes, fault_lines, former_epcis, left_out, origins, pairs, places

PLACE_LABELS = {"service": Text("Services", "Services"), "institution": Text("Institutions", "Institutions")}


@dataclass(frozen=True)
class Layer:
    """One layer.

    Attributes
    ----------
    key
        Its name in a file; never translated.
    note
        What its features are.
    of
        What one of its rows is, for the dictionary.
    geometry
        ``MultiPolygon``, ``Point``, ``LineString`` or ``MultiLineString``.
    table
        Features in WGS 84, geometry None where unknown. No index that matters: keys are columns.
    """

    key: str
    label: Text
    note: Text
    of: Of
    geometry: str
    table: gpd.GeoDataFrame


def layers_of(study: Study, lang: Lang) -> list[Layer]:
    """The layers that have features, in drawing order, the first at the bottom."""
    first = _communes(study), _former_epcis(study), _isochrones(study), _pairs(study), _fault_lines(study)
    actors = places(study, lang)
    made = *first, *(_places(study, actors, kind) for kind in PLACE_LABELS)
    return [layer for layer in made if len(layer.table)]


def main_layer(study: Study, lang: Lang) -> Layer:
    """The one layer that holds the figures of the origins: communes, or institutions between themselves."""
    return _communes(study) if study.pair.origin == "resident" else _places(study, places(study, lang), "institution")


def communes_gdf(study: Study) -> gpd.GeoDataFrame:
    """The communes of a study for a notebook, by code, with contours in WGS 84 (None for the few without one).

    Their figures where they are the origins (``.explore("composite")`` maps one), else who they are.
    """
    return _communes(study).table.set_index("commune")


def _communes(study: Study) -> Layer:
    table = origins(study) if study.pair.origin == "resident" else communes(study)
    shapes = layers.contours(study.territory).reindex(table["commune"])
    return Layer(
        "communes",
        Text("Communes", "Communes"),
        Text("Une ligne par commune du territoire.", "One row per commune of the territory."),
        "origin",
        "MultiPolygon",
        _placed(table, [_multi(shape) for shape in shapes]),
    )


def _former_epcis(study: Study) -> Layer:
    table = former_epcis(study)
    shapes = former_areas(study.territory, layers.contours(study.territory)).reindex(table["former_epci"])
    return Layer(
        "former_epcis",
        Text("Anciennes intercommunalités", "Former intercommunalities"),
        Text(
            "Une ligne par intercommunalité d'avant la dernière fusion.",
            "One row per intercommunality before the last merger.",
        ),
        "area",
        "MultiPolygon",
        _placed(table, [_multi(shape) for shape in shapes]),
    )


def _isochrones(study: Study) -> Layer:
    areas = within(study)
    return Layer(
        "isochrones",
        Text("À moins de 10, 20 et 30 minutes", "Within 10, 20 and 30 minutes"),
        Text(
            "Surfaces d'où une destination est à moins de tant de minutes en voiture, sur le réseau chargé.",
            "Areas from which a destination is within so many minutes by car, on the network that is loaded.",
        ),
        "area",
        "MultiPolygon",
        _placed(pd.DataFrame({"limit_minutes": list(areas)}), [_multi(area) for area in areas.values()]),
    )


def _pairs(study: Study) -> Layer:
    table = pairs(study)
    table = table[table["origin"] != table["destination"]]
    note = Text("Une droite par couple d'acteurs différents.", "One straight line per pair of two different actors.")
    ends = [
        actors[["lon", "lat"]].reindex(table[side]).to_numpy(float)
        for side, actors in (("origin", study.origins), ("destination", study.destinations))
    ]
    return Layer(
        "pairs", Text("Couples", "Pairs"), left_out(study) or note, "pair", "LineString", _placed(table, _lines(*ends))
    )


def _fault_lines(study: Study) -> Layer:
    borders = fault_lines(study)
    shapes = [shapely.MultiLineString(paths) if paths else None for paths in borders.paths]
    return Layer(
        "fault_lines",
        Text("Lignes de fracture", "Fault lines"),
        Text(
            "Une ligne par limite entre deux communes voisines ; sans l'ancienne frontière dans le calcul.",
            "One row per border between two neighbouring communes; the former border is left out of the figures.",
        ),
        "border",
        "MultiLineString",
        _placed(borders.drop(columns="paths"), shapes),
    )


def _lines(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Straight lines; None where an end is unknown, or where both are one point."""
    drawn = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1) & (start != end).any(axis=1)
    lines = np.full(len(start), None, dtype=object)
    lines[drawn] = shapely.linestrings(np.stack([start[drawn], end[drawn]], axis=1))
    return lines


def _places(study: Study, actors: pd.DataFrame, kind: str) -> Layer:
    table = actors[actors["kind"] == kind]
    points = shapely.points(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    table = table.drop(columns=["lon", "lat"])
    if study.pair.origin == kind:
        figures = origins(study)
        table = table.merge(figures[["actor_id", *figures.columns.difference(table.columns, sort=False)]], how="left")
    note = Text(
        "Les lieux de l'étude, et ceux que l'application connaît autour (in_study 0).",
        "The places of the study, and those the application knows around (in_study 0).",
    )
    return Layer(f"{kind}s", PLACE_LABELS[kind], note, "origin", "Point", _placed(table, points))


def _placed(table: pd.DataFrame, shapes: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=gpd.GeoSeries(shapes, crs=WGS84).array, crs=WGS84)


def _multi(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """A polygon as a multipolygon, wound as RFC 7946 and GeoParquet want: a layer holds one type."""
    if shape is None:
        return None
    return shapely.orient_polygons(shapely.multipolygons(shapely.get_parts(shape)), exterior_cw=False)
