"""The road engine on a toy counted by hand, and against networkx on random streets."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from distance.road_graph import (
    CLOSED,
    MS_PER_MINUTE,
    RoadGraph,
    minutes,
    minutes_to_nodes,
    nearest,
    nearest_to_nodes,
    snap,
)
from distance.routes import reached, route
from tests.road_oracle import judged_minutes, somewhere, straight, town, toy

WALK = 60 / 4000
"""Minutes a metre."""


def test_minutes_counted_by_hand() -> None:
    graph = toy()
    origins = snap(graph, [[500, 0], [500, 100], [1500, 1000]])
    services = snap(graph, [[1000, 500], [250, 0], [1750, 1000]])
    assert minutes(graph, origins, services) == pytest.approx(
        np.array(
            [
                [1, 0.25, 2.25],
                [1 + 100 * WALK, 0.25 + 100 * WALK, 2.25 + 100 * WALK],
                [0.5 + 5 + 1.5, 0.5 + 5 + 0.25, 0.25],
            ]
        )
    )


def test_the_way_back_is_another_way_on_a_one_way_street() -> None:
    graph = toy()
    start, end = snap(graph, [[1250, 1000]]), snap(graph, [[1750, 1000]])
    assert minutes(graph, start, end) == [[0.5]]
    assert minutes(graph, end, start) == [[0.25 + 5 + 2 + 0.25]]
    assert minutes(graph.reverse(), end, start) == [[0.5]]


def test_an_origin_off_the_network_is_unknown_and_named() -> None:
    graph = toy()
    names = np.array(["Ici", "Là-bas"])
    origins = snap(graph, [[500, 0], [500, -1001]])
    assert names[origins.off].tolist() == ["Là-bas"]
    services = snap(graph, [[500, 0]])
    assert np.isnan(minutes(graph, origins, services)).tolist() == [[False], [True]]
    assert np.isnan(minutes(graph, services, origins)).tolist() == [[False, True]]
    assert np.isnan(minutes_to_nodes(graph, origins)[1]).all()
    times, which = nearest(graph, origins, services, [0], 1)
    assert np.isnan(times[0, 1, 0])
    assert which[0, 1, 0] == -1
    assert route(graph, origins[1:], services) is None
    assert len(reached(graph, origins[1:], 60).edge) == 0


def test_no_route_is_infinity_not_unknown() -> None:
    nodes = np.array([[0, 0], [1000, 0], [5000, 0], [6000, 0]], dtype=float)
    graph = straight(nodes, np.array([[0, 1], [2, 3]]), np.full(2, 60_000), np.full(2, 60_000))
    here, there = snap(graph, [[500, 0]]), snap(graph, [[5500, 0]])
    assert minutes(graph, here, there) == [[np.inf]]
    assert route(graph, here, there) is None
    assert nearest(graph, here, there, [0], 1)[0] == [[[np.inf]]]


def test_nobody_starts_on_a_motorway() -> None:
    nodes = np.array([[0, 0], [1000, 0], [0, 300], [1000, 300]], dtype=float)
    times = np.full(2, 60_000)
    graph = straight(nodes, np.array([[0, 1], [2, 3]]), times, times, stop=np.array([False, True]))
    place = snap(graph, [[500, 10]])
    assert place.edge[0] == 1
    assert place.walk[0] == round(290 * WALK * MS_PER_MINUTE)


def test_a_place_at_a_junction_leaves_by_any_of_its_roads() -> None:
    graph = toy()
    corner = snap(graph, [[2000, 1000]])
    assert (corner.edge[0], corner.share[0]) == (2, 1)
    home = snap(graph, [[0, 0]])
    assert minutes(graph, corner, home) == [[5]]
    assert minutes(graph, home, corner) == [[3]]


def test_an_edge_takes_time() -> None:
    nodes = np.array([[0, 0], [1, 0]], dtype=float)
    with pytest.raises(ValueError, match="at least 1 ms"):
        straight(nodes, np.array([[0, 1]]), np.array([0]), np.array([CLOSED]))


@pytest.fixture(scope="module")
def streets() -> RoadGraph:
    return town(400, seed=3)


def test_minutes_are_those_of_networkx_to_the_last_bit(streets: RoadGraph) -> None:
    origins, services = somewhere(streets, 60, seed=1), somewhere(streets, 200, seed=2)
    found = minutes(streets, origins, services)
    assert np.array_equal(found, judged_minutes(streets, origins, services), equal_nan=True)
    assert np.isfinite(found).mean() > 0.5
    assert (np.unique(services.edge, return_counts=True)[1] > 1).any()


def test_minutes_to_nodes_are_those_to_places_at_the_nodes(streets: RoadGraph) -> None:
    origins = somewhere(streets, 20, seed=1)
    found = minutes_to_nodes(streets, origins)
    at = snap(streets, streets.nodes)
    on = (at.walk == 0) & np.isin(np.arange(len(streets.nodes)), np.concatenate([streets.tail, streets.head]))
    assert np.array_equal(found[:, on], minutes(streets, origins, at)[:, on], equal_nan=True)
    bounded = minutes_to_nodes(streets, origins, limit=5)
    assert np.array_equal(bounded, np.where(found > 5, np.inf, found), equal_nan=True)


@pytest.mark.parametrize("k", [1, 3, 8])
def test_the_nearest_are_those_of_the_whole_table_sorted(streets: RoadGraph, k: int) -> None:
    origins, services = somewhere(streets, 50, seed=1), somewhere(streets, 90, seed=2)
    themes = np.random.default_rng(4).integers(0, 6, 90)
    times, which = nearest(streets, origins, services, themes, k)
    table = minutes(streets, origins, services)
    assert not services.off.any()
    for theme in range(6):
        own = np.flatnonzero(themes == theme)
        for i in np.flatnonzero(~origins.off):
            order = own[np.lexsort((own, table[i, own]))][:k]
            order = order[np.isfinite(table[i, order])]
            assert which[theme, i, : len(order)].tolist() == order.tolist()
            assert times[theme, i, : len(order)].tolist() == table[i, order].tolist()
            assert np.isinf(times[theme, i, len(order) :]).all()


def test_services_at_one_place_are_told_apart_and_come_in_order() -> None:
    graph = toy()
    services = snap(graph, [[1000, 500]] * 3 + [[1500, 1000]])
    times, which = nearest(graph, snap(graph, [[0, 0]]), services, [0, 0, 0, 0], 3)
    assert which.tolist() == [[[0, 1, 2]]]
    assert times.tolist() == [[[1.5, 1.5, 1.5]]]
    assert nearest_to_nodes(graph, services, [0, 0, 0, 0], 3)[1][0, 0].tolist() == [0, 1, 2]


def test_a_route_takes_the_minutes_of_the_table_and_follows_the_roads(streets: RoadGraph) -> None:
    origins, services = somewhere(streets, 12, seed=5), somewhere(streets, 12, seed=6)
    table = minutes(streets, origins, services)
    roads = shapely.union_all(streets.lines).buffer(0.01)
    for i, j in np.ndindex(*table.shape):
        found = route(streets, origins[i : i + 1], services[j : j + 1])
        assert (found is None) == (not np.isfinite(table[i, j]))
        if found is not None:
            assert found.minutes == table[i, j]
            assert roads.covers(found.line)
            start = shapely.line_interpolate_point(streets.lines[origins.edge[i]], origins.share[i], normalized=True)
            end = shapely.line_interpolate_point(streets.lines[services.edge[j]], services.share[j], normalized=True)
            ends = shapely.points(shapely.get_coordinates(found.line)[[0, -1]])
            assert shapely.distance(ends, [start, end]).max() < 1e-6


def test_a_route_is_drawn_in_the_direction_of_travel() -> None:
    graph = toy()
    found = route(graph, snap(graph, [[1750, 1000]]), snap(graph, [[500, 0]]))
    assert found is not None
    assert list(found.line.coords) == [(1750, 1000), (2000, 1000), (0, 0), (500, 0)]
    assert found.minutes == 0.25 + 5 + 0.5


def test_what_is_reached_is_counted_by_hand() -> None:
    graph = toy()
    found = reached(graph, snap(graph, [[500, 0]]), 2)
    assert found.minutes.tolist() == [0.5, 0.5, 1.5, np.inf]
    assert dict(zip(found.edge.tolist(), zip(found.start, found.end, strict=True), strict=True)) == {
        0: (0, 1), 1: (0, 1), 2: (0, 0.5),
    }  # fmt: skip
    assert sum(line.length for line in found.lines(graph)) == 2500
    back = reached(graph.reverse(), snap(graph, [[500, 0]]), 2)
    assert dict(zip(back.edge.tolist(), zip(back.start, back.end, strict=True), strict=True)) == {
        0: (0, 1), 1: (0, 1), 3: (0.7, 1),
    }  # fmt: skip
    alone = reached(graph, snap(graph, [[500, 0]]), 0.25)
    assert (alone.edge.tolist(), alone.start.tolist(), alone.end.tolist()) == ([0], [0.25], [0.75])


@given(st.integers(0, 2**20), st.integers(1, 30))
def test_a_service_more_never_lengthens_the_nearest(seed: int, count: int) -> None:
    graph = town(60, seed=seed % 50)
    origins, services = somewhere(graph, 10, seed), somewhere(graph, count + 1, seed + 1)
    before = nearest(graph, origins, services[:count], np.zeros(count, int), 1)[0]
    after = nearest(graph, origins, services, np.zeros(count + 1, int), 1)[0]
    on = ~origins.off
    assert (after[:, on] <= before[:, on]).all()


def test_the_same_question_has_the_same_answer_to_the_last_bit(streets: RoadGraph) -> None:
    origins, services = somewhere(streets, 40, seed=1), somewhere(streets, 40, seed=2)
    again = town(400, seed=3)
    first, second = minutes(streets, origins, services), minutes(again, origins, services)
    assert first.tobytes() == second.tobytes()
    alone = np.vstack([minutes(again, origins[i : i + 1], services) for i in range(40)])
    assert first.tobytes() == alone.tobytes()
