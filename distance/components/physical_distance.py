"""Geographic distance, physical: minutes by car."""

import numpy as np
import pandas as pd
from pyproj import Geod

from i18n import Text

from ..indicator import EVERY_PAIR, POSITION, Component, Indicator, Measured, Saturating, Tables
from ..kernels import Array

DETOUR = 1.3
SPEED_KM_H = 50.0
ROAD_NETWORKS = ("roads", "bd_topo")
"""Sources of road networks: a territory has one at most."""

_EARTH = Geod(ellps="WGS84")


def kilometres(origins: pd.DataFrame, destinations: pd.DataFrame) -> Array:
    """Geodesic kilometres between points given by ``lon`` and ``lat`` (degrees)."""
    shape = (len(origins), len(destinations))
    lon1, lat1 = (np.repeat(origins[c].to_numpy(float), shape[1]) for c in ("lon", "lat"))
    lon2, lat2 = (np.tile(destinations[c].to_numpy(float), shape[0]) for c in ("lon", "lat"))
    metres = _EARTH.inv(lon1, lat1, lon2, lat2)[2]
    return np.asarray(metres, dtype=float).reshape(shape) / 1000


def inside_minutes(area_km2: Array) -> Array:
    """Minutes between two inhabitants of an area: half the radius of a disc as large, x 1.3 at 50 km/h."""
    minutes: Array = 0.5 * np.sqrt(area_km2 / np.pi) * DETOUR / SPEED_KM_H * 60
    return minutes


def car_minutes(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Minutes by car, on a road network where one is loaded, else estimated (METHOD 2.3, rule 8).

    The estimate: straight line x 1.3 at 50 km/h, and never less than inside the origin's area, so that nobody is at
    zero minutes from home. It stands, and is flagged by the part ``estimated``, where an end is off the network.

    ``tables["roads"]`` or ``tables["bd_topo"]``: minutes by origin and destination (see ``by_road``).
    """
    straight = kilometres(origins, destinations) * DETOUR / SPEED_KM_H * 60
    estimate = np.maximum(straight, inside_minutes(origins["area_km2"].to_numpy(float))[:, None])
    known = next((tables[key] for key in ROAD_NETWORKS if key in tables), None)
    if known is None:
        return Measured(estimate)
    driven = known.reindex(index=origins.index, columns=destinations.index).to_numpy(float)
    off, reached = np.isnan(driven), np.isfinite(driven)
    return Measured(np.where(off, estimate, np.where(reached, driven, np.nan)), {"estimated": off.astype(float)})


PHYSICAL_DISTANCE = Component(
    key="physical_distance",
    dimension="geographic",
    label=Text("Distance physique", "Physical distance"),
    question=Text("Combien de minutes de route ?", "How many minutes by road?"),
    indicators=(
        Indicator(
            key="car_minutes",
            label=Text("Minutes en voiture", "Minutes by car"),
            unit="min",
            measure=car_minutes,
            score=Saturating(30),
            note=Text(
                "Sur le réseau routier s'il est chargé, aux vitesses moyennes de l'IGN, du départ vers l'arrivée, "
                "depuis les carreaux de 200 m habités s'ils le sont aussi. Sinon estimation : vol d'oiseau × 1,3 à "
                "50 km/h, à 5 minutes près au mieux. Score 0,49 à 20 minutes, le repère de France services.",
                "On the road network if it is loaded, at IGN's mean speeds, from origin to destination, from inhabited "
                "200 m squares if they are loaded too. Otherwise estimated: straight line × 1.3 at 50 km/h, to 5 "
                "minutes at best. Score 0.49 at 20 minutes, the France services standard.",
            ),
            needs=(),
            wants=(*ROAD_NETWORKS, "squares"),
            attribute=POSITION,
            applies_to=EVERY_PAIR,
        ),
    ),
)
