"""Geographic distance, physical: minutes by car."""

import numpy as np
import pandas as pd
from pyproj import Geod

from i18n import Text

from ..indicator import POSITION, Component, Indicator, Measured, Saturating, Tables
from ..kernels import Array

DETOUR = 1.3
SPEED_KM_H = 50.0
_EARTH = Geod(ellps="WGS84")


def kilometres(origins: pd.DataFrame, destinations: pd.DataFrame) -> Array:
    """Geodesic kilometres between points given by ``lon`` and ``lat`` (degrees)."""
    shape = (len(origins), len(destinations))
    lon1, lat1 = (np.repeat(origins[c].to_numpy(float), shape[1]) for c in ("lon", "lat"))
    lon2, lat2 = (np.tile(destinations[c].to_numpy(float), shape[0]) for c in ("lon", "lat"))
    metres = _EARTH.inv(lon1, lat1, lon2, lat2)[2]
    return np.asarray(metres, dtype=float).reshape(shape) / 1000


def car_minutes(origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    """Minutes by car, estimated without a road network (METHOD 2.3, rule 8).

    max(straight line, half the radius of a disc of the origin's area) x 1.3 at 50 km/h, so that
    nobody is at zero minutes from home.
    """
    inside = 0.5 * np.sqrt(origins["area_km2"].to_numpy(float) / np.pi)
    straight = kilometres(origins, destinations)
    return Measured(np.maximum(straight, inside[:, None]) * DETOUR / SPEED_KM_H * 60)


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
                "Estimation sans réseau routier : vol d'oiseau × 1,3 à 50 km/h, à 5 minutes près au mieux. Score 0,49 "
                "à 20 minutes, le repère de France services.",
                "Estimated without a road network: straight line × 1.3 at 50 km/h, to 5 minutes at best. Score 0.49 at "
                "20 minutes, the France services standard.",
            ),
            needs=(),
            attribute=POSITION,
        ),
    ),
)
