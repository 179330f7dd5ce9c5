"""What a road network draws: the way from a commune to its destination, and how far one is within some minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import shapely

import layers
from cage import Study, road_graph

LIMITS = (10, 20, 30)
"""Minutes of the areas drawn: the standards of France services, and half of the first."""

AROUND_M = 250.0
"""Half width of the roads reached, drawn as an area."""

FINE_M = 60.0


@dataclass(frozen=True)
class Way:
    """The shortest way by car from a commune's point to its destination, in WGS 84."""

    minutes: float
    kilometres: float
    points: Sequence[tuple[float, float]]


def way(study: Study, origin: str) -> Way | None:
    """The way from the point of an origin to the place it is read from; None without a network, or off it."""
    graph, destination = road_graph(study.territory), study.values.at[origin, "destination"]
    if graph is None or not destination:
        return None
    from distance.by_road import snapped  # noqa: PLC0415 - starts numba: only with a network
    from distance.routes import route  # noqa: PLC0415

    crs = layers.projection(study.territory.communes)
    ends = (study.origins.loc[[origin]], study.destinations.loc[[destination]])
    found = route(graph, *(snapped(graph, crs, end) for end in ends))
    if found is None:
        return None
    line = gpd.GeoSeries([found.line], crs=crs).to_crs(4326).iloc[0]
    return Way(found.minutes, found.line.length / 1000, [(round(x, 5), round(y, 5)) for x, y in line.coords])


def within(study: Study) -> dict[int, shapely.Geometry]:
    """Where a destination is within each of LIMITS minutes, in WGS 84, farthest first; empty without a network."""
    graph = road_graph(study.territory)
    if graph is None or not study.to_one_destination:
        return {}
    from distance.by_road import snapped  # noqa: PLC0415 - starts numba: only with a network
    from distance.routes import reached  # noqa: PLC0415

    crs, back = layers.projection(study.territory.communes), graph.reverse()
    places = snapped(graph, crs, study.destinations)
    areas = [shapely.simplify(reached(back, places, m).outline(back, AROUND_M), FINE_M) for m in reversed(LIMITS)]
    drawn = shapely.set_precision(gpd.GeoSeries(areas, crs=crs).to_crs(4326).to_numpy(), 1e-5)
    return {minutes: area for minutes, area in zip(reversed(LIMITS), drawn, strict=True) if not area.is_empty}
