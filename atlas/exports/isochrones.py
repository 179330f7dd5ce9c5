"""Limits at 10, 20 and 30 minutes of the destinations, for each mode that has a network: GeoJSON, RFC 7946."""

import json

import shapely

import layers
from cage import Study
from i18n import Lang, Text
from layers import LayerError, Mode

from ..export import Export, Weight
from ..findings.access_notes import BY_NETWORK
from ..road_lines import AROUND_M, joined, within
from ..tables.provenance import provenance
from ..words import destination_label
from .access import FROM_RESIDENTS
from .geojson import rounded

NO_ROADS = Text(
    "Rien à emporter tant qu'aucun réseau routier n'est chargé : page Données, onglet Routes.",
    "Nothing to take away until a road network is loaded: Data page, Roads tab.",
)
ALL_OFF = Text(
    "Rien à dessiner : tous les lieux sont à plus d'un kilomètre de toute route des réseaux chargés.",
    "Nothing to draw: every place is over a kilometre from every road of the networks that are loaded.",
)


def lacks(study: Study) -> Text | None:
    """Why there is nothing to draw; None where there is."""
    if not study.to_one_destination:
        return FROM_RESIDENTS
    networks = layers.road_modes(study.territory)
    if not networks:
        return NO_ROADS
    return None if any(joined(study, mode) for mode in networks) else ALL_OFF


def write(study: Study, lang: Lang) -> bytes:
    """A FeatureCollection: one feature per mode and limit, the farthest first so that the nearest is drawn above.

    Raises
    ------
    LayerError
        Where there is nothing to draw (see `lacks`).
    """
    why = lacks(study)
    if why is not None:
        raise LayerError(why)
    networks = layers.road_modes(study.territory)
    features = [
        _feature(study, mode, minutes, area, lang) for mode in networks for minutes, area in within(study, mode).items()
    ]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    document = {
        "type": "FeatureCollection",
        "bbox": [round(bound, 6) for bound in shapely.total_bounds(shapes).tolist()],
        "attribution": sorted({BY_NETWORK[notes.source].in_lang(lang) for notes in networks.values()}),
        "provenance": provenance(study),
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _feature(study: Study, mode: Mode, minutes: int, area: shapely.Geometry, lang: Lang) -> dict[str, object]:
    notes = layers.road_modes(study.territory)[mode]
    turned = shapely.orient_polygons(area, exterior_cw=False)
    properties = {
        "minutes": minutes,
        "mode": mode,
        "theme": study.theme,
        "destination": destination_label(study, lang),
        "destinations": len(study.destinations),
        "roads_widened_by_m": AROUND_M,
        "source": notes.origin,
        "source_dated": notes.dated or None,
        "attribution": BY_NETWORK[notes.source].in_lang(lang),
    }
    key = f"{mode}-{minutes}"
    geometry = rounded(shapely.geometry.mapping(turned))
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


ISOCHRONES = Export(
    key="isochrones",
    label=Text("Limites à 10, 20 et 30 minutes (GeoJSON)", "Limits at 10, 20 and 30 minutes (GeoJSON)"),
    suffix="_isochrones.geojson",
    mime="application/geo+json",
    note=Text(
        "Pour QGIS : d'où l'on rejoint l'un des lieux en ce temps, pour chaque mode dont le réseau est chargé.",
        "For QGIS: from where one of the places is reached in that time, for each mode whose network is loaded.",
    ),
    group="gis",
    weight=Weight(60_000, 20, 0, 0),
    write=write,
    lacks=lacks,
)
