"""What a road network draws: the way from a commune to a destination, and how far one is within some minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import geopandas as gpd
import shapely

import layers
from cage import Study, road_graph
from layers import Mode

LIMITS = (10, 20, 30)
"""Minutes of the areas drawn: the standards of France services, and half of the first."""

LIMIT_COLORS = dict(zip(LIMITS, ("#084594", "#2171b5", "#6a51a3"), strict=True))
"""Colour of the border of each area."""

AROUND_M = 250.0
"""Half width of the roads reached, drawn as an area."""

FINE_M = 60.0

GAP_M2 = 4e6
"""Smaller gaps between the roads of an area are not drawn: they are fields, not places out of reach."""


@dataclass(frozen=True)
class Way:
    """The shortest way from a commune's point to a destination, in WGS 84.

    ``minutes`` count those on foot, ``on_foot``, from the point to its road and from its road to the destination.
    """

    minutes: float
    on_foot: float
    kilometres: float
    points: Sequence[tuple[float, float]]


def way(study: Study, origin: str, mode: Mode = "car", destination: str = "") -> Way | None:
    """The way from the point of an origin to a destination, or the place it is read from; None without a network.

    None off the network too, and where no road leads.
    """
    graph, destination = road_graph(study.territory, mode), destination or study.values.at[origin, "destination"]
    if graph is None or not destination:
        return None
    from distance.by_road import snapped  # noqa: PLC0415 - starts numba: only with a network
    from distance.road_graph import MS_PER_MINUTE  # noqa: PLC0415
    from distance.routes import route  # noqa: PLC0415

    crs = layers.projection(study.territory.communes)
    here, there = (
        snapped(graph, crs, end) for end in (study.origins.loc[[origin]], study.destinations.loc[[destination]])
    )
    shortest = route(graph, here, there)
    if shortest is None:
        return None
    line = gpd.GeoSeries([shortest.line], crs=crs).to_crs(4326).iloc[0]
    on_foot = float(here.walk[0] + there.walk[0]) / MS_PER_MINUTE
    points = [(round(x, 5), round(y, 5)) for x, y in line.coords]
    return Way(shortest.minutes, on_foot, shortest.line.length / 1000, points)


def joined(study: Study, mode: Mode) -> bool:
    """Whether some destination is near a road of a mode."""
    graph = road_graph(study.territory, mode)
    if graph is None:
        return False
    from distance.by_road import snapped  # noqa: PLC0415 - starts numba: only with a network

    return not snapped(graph, layers.projection(study.territory.communes), study.destinations).off.all()


def within(study: Study, mode: Mode = "car") -> dict[int, shapely.Geometry]:
    """Where a destination is within each of LIMITS minutes, in WGS 84, farthest first; empty without a network."""
    graph = road_graph(study.territory, mode)
    if graph is None or not study.to_one_destination:
        return {}
    from distance.by_road import snapped  # noqa: PLC0415 - starts numba: only with a network
    from distance.routes import reached  # noqa: PLC0415

    crs, back = layers.projection(study.territory.communes), graph.reverse()
    places = snapped(graph, crs, study.destinations)
    areas = _nested(_filled(reached(back, places, minutes).outline(back, AROUND_M)) for minutes in LIMITS)
    drawn = shapely.set_precision(gpd.GeoSeries(areas, crs=crs).to_crs(4326).to_numpy(), 1e-5)
    found = dict(zip(LIMITS, drawn, strict=True))
    return {minutes: found[minutes] for minutes in reversed(LIMITS) if not found[minutes].is_empty}


def _nested(areas: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    """Each area with those before it: drawn with fewer points on its own, one could leave out a corner of the last."""
    return list(accumulate(areas, shapely.union))


def _filled(area: shapely.Geometry) -> shapely.Geometry:
    """An area without its small gaps, drawn with fewer points."""
    whole = [
        shapely.Polygon(part.exterior, [gap for gap in part.interiors if shapely.Polygon(gap).area >= GAP_M2])
        for part in shapely.get_parts(area)
    ]
    return shapely.simplify(shapely.union_all(whole), FINE_M)
