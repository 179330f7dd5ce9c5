"""Where actors set out from: residents from the inhabited squares of their commune, others from their own point."""

import pandas as pd

from .source import Loaded
from .sources.squares import SQUARE_SIDE, origins

SQUARE_KM2 = (SQUARE_SIDE / 1000) ** 2


def departures(actors: pd.DataFrame, squares: Loaded | None) -> pd.DataFrame:
    """One row per place of departure: columns origin, lon, lat, area_km2, weight.

    A commune without a known square is left from its point, as are services and institutions.

    Parameters
    ----------
    actors
        Indexed by ``actor_id`` (see ``layers.actors``).
    squares
        Inhabitants of squares (see ``layers.sources.squares``), if they are loaded.
    """
    points = actors[["lon", "lat", "area_km2"]].assign(weight=1.0).rename_axis("origin").reset_index()
    if squares is None:
        return points
    residents = actors[actors["kind"] == "resident"].reset_index().set_index("commune")["actor_id"]
    lived_in = origins(squares.table, tuple(residents.index))
    lived_in = lived_in.assign(
        origin=lived_in["commune"].map(residents), area_km2=SQUARE_KM2, weight=lived_in["persons"]
    )
    rest = points[~points["origin"].isin(lived_in["origin"])]
    return pd.concat([lived_in[list(points)], rest], ignore_index=True)
