"""The territory laid flat once: communes, borders, neighbours and places, in the metres of its legal projection."""

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import layers
from cage import BETWEEN_INSTITUTIONS, Study
from i18n import typeset
from layers.surroundings import neighbours

from ..contours import former_borders
from .labels import Labels


@dataclass(frozen=True)
class Ground:
    """What every map of a study is drawn from, in metres.

    Attributes
    ----------
    communes
        Contours by code; the few that have none are left out, and named in ``without``.
    borders
        Border of each former EPCI, by SIREN.
    around
        Communes beyond the border.
    places
        Destinations, where there are any, or the origins of a study between institutions; indexed by ``actor_id``.
    turn
        Degrees from the top of the sheet to geographic north, at the middle of the territory.
    """

    epsg: int
    communes: gpd.GeoSeries
    without: tuple[str, ...]
    borders: gpd.GeoSeries
    outline: shapely.Geometry
    around: gpd.GeoSeries
    places: gpd.GeoSeries
    middle: tuple[float, float]
    names: pd.Series
    people: pd.Series

    @cached_property
    def labels(self) -> Labels:
        """Names and numbers of the communes."""
        rank = self.people.reindex(self.communes.index).fillna(0)
        return Labels(self.communes, self.names, rank)

    @cached_property
    def land(self) -> shapely.Geometry:
        """All that is drawn as land, without its details: the territory and the communes beyond its border."""
        near = np.concatenate([self.communes.to_numpy(), self.around.to_numpy()])
        return shapely.union_all(shapely.simplify(near, LAND_DETAIL))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the territory."""
        west, south, east, north = shapely.bounds(self.outline)
        return float(west), float(south), float(east), float(north)


LAND_DETAIL = 200.0
"""Metres: enough to tell how much of a window is sea."""


def ground(study: Study) -> Ground:
    """Lay the territory of a study flat.

    Raises
    ------
    LayerError
        If no contour of the territory is known.
    """
    place, epsg = study.territory, layers.projection(study.territory.communes)
    degrees = layers.contours(place)
    known = degrees.dropna()
    outline = shapely.union_all(known.to_numpy())
    west, south, east, north = shapely.bounds(outline)
    flat = known.to_crs(epsg)
    return Ground(
        epsg=epsg,
        communes=flat,
        without=tuple(degrees.index[degrees.isna()]),
        borders=former_borders(place, degrees).to_crs(epsg),
        outline=gpd.GeoSeries([outline], crs=4326).to_crs(epsg).iloc[0],
        around=neighbours(place, west, south, east, north).to_crs(epsg),
        places=_places(study, epsg),
        middle=((west + east) / 2, (south + north) / 2),
        names=study.communes["name"].astype(str).map(typeset),
        people=study.communes["population"],
    )


def _places(study: Study, epsg: int) -> gpd.GeoSeries:
    """Points of what is gone to; none between residents, who stand everywhere."""
    table = study.origins if study.pair == BETWEEN_INSTITUTIONS else study.destinations
    if study.pair.destination == "resident":
        table = table.iloc[:0]
    points = shapely.points(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    flat = gpd.GeoSeries(np.atleast_1d(points), index=table.index, crs=4326).to_crs(epsg)
    return flat[~flat.is_empty]
