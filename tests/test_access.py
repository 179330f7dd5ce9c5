"""Access on a table of minutes: reference cases 07 and 07b, PySAL used directly, sums that must hold."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from access.fca import two_stage_fca
from access.weights import step_fn
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from distance.access import (
    APL_2012,
    ENHANCED,
    WITHIN_20,
    WITHIN_30,
    Decay,
    catchment,
    kth,
    need,
    open_on_arrival,
    opportunities,
    share_within,
)
from tests.reference_cases import Copied, close

copied = Copied()
C07, C07B = "07_2sfca_toy", "07b_scenario_open_or_move"
POPULATION = copied(C07, "inputs.population", {"1": 1000, "2": 500, "3": 2000})
CAPACITY = copied(C07, "inputs.capacity_hours", {"11": 5, "12": 4})
JOURNEYS = copied(
    C07,
    "inputs.minutes",
    [
        {"origin": 1, "dest": 11, "cost": 5}, {"origin": 1, "dest": 12, "cost": 25},
        {"origin": 2, "dest": 11, "cost": 18}, {"origin": 2, "dest": 12, "cost": 12},
        {"origin": 3, "dest": 11, "cost": 40}, {"origin": 3, "dest": 12, "cost": 8},
    ],
)  # fmt: skip
STEPS = copied(C07, "inputs.step_weights", [[10.0, 1.0], [15.0, 0.3], [20.0, 0.1]])
BINARY = copied(C07, "expected.binary.A", {"1": 0.003333333333, "2": 0.004933333333, "3": 0.0016})
STEPWISE = copied(C07, "expected.stepwise.A", {"1": 0.004761904762, "2": 0.001034330011, "3": 0.001860465116})
TOTAL = copied(C07, "expected.invariant.total_supply", 9.0)
OPENED_HOURS = copied(C07B, "inputs.add.capacity", 3)
OPENED = copied(C07B, "inputs.add.minutes", {"1": 38, "2": 16, "3": 3})
MOVED = copied(C07B, "inputs.move.minutes", {"1": 6, "2": 14, "3": 41})
AFTER_OPENING = copied(C07B, "expected.after_open", {"1": 0.004761904762, "2": 0.001180671474, "3": 0.00332387975})
AFTER_MOVING = copied(C07B, "expected.after_move", {"1": 0.008240165631, "2": 0.001519668737, "3": 0.0})

PERSONS, SUPPLY = np.array(list(POPULATION.values()), float), np.array(list(CAPACITY.values()), float)
MINUTES = np.array([journey["cost"] for journey in JOURNEYS], float).reshape(3, 2)
STEPPED = Decay(tuple((bound, weight) for bound, weight in STEPS))
NAN, INF = np.nan, np.inf


def test_07_access_is_that_of_the_case() -> None:
    close(catchment(PERSONS, SUPPLY, MINUTES, WITHIN_20), list(BINARY.values()), 1e-12)
    close(catchment(PERSONS, SUPPLY, MINUTES, STEPPED), list(STEPWISE.values()), 1e-12)
    for decay in (WITHIN_20, STEPPED):
        assert (PERSONS * catchment(PERSONS, SUPPLY, MINUTES, decay)).sum() == pytest.approx(TOTAL)


def test_07_access_by_hand() -> None:
    # Desk 11: 5 h for communes 1 and 2; desk 12: 4 h for communes 2 and 3.
    close(catchment(PERSONS, SUPPLY, MINUTES, WITHIN_20), [5 / 1500, 5 / 1500 + 4 / 2500, 4 / 2500], 1e-15)


def test_07b_opening_a_desk_takes_nothing_away_and_moving_one_does() -> None:
    three = np.column_stack([MINUTES, list(OPENED.values())])
    found = catchment(PERSONS, np.append(SUPPLY, OPENED_HOURS), three, STEPPED)
    close(found, list(AFTER_OPENING.values()), 1e-12)
    moved = np.column_stack([MINUTES[:, 0], list(MOVED.values())])
    after = catchment(PERSONS, SUPPLY, moved, STEPPED)
    close(after, list(AFTER_MOVING.values()), 1e-12)
    before = catchment(PERSONS, SUPPLY, MINUTES, STEPPED)
    assert (found >= before).all()
    assert after[2] == 0 < before[2]


@pytest.mark.shared
def test_copied_values_are_those_of_the_shared_cases() -> None:
    copied.assert_as_shared()


def pysal(demand: np.ndarray, supply: np.ndarray, minutes: np.ndarray, decay: Decay) -> np.ndarray:
    """The same by PySAL `access`, with its own step function, all pairs given."""
    n, m = minutes.shape
    pairs = pd.DataFrame({
        "origin": np.repeat(np.arange(n), m), "dest": np.tile(np.arange(m), n), "cost": minutes.ravel(),
    })  # fmt: skip
    found = two_stage_fca(
        pd.DataFrame({"geoid": np.arange(n), "demand": demand}),
        pd.DataFrame({"supply": supply}, index=pd.RangeIndex(m, name="geoid")),
        pairs,
        max_cost=decay.steps[-1][0],
        weight_fn=step_fn(dict(decay.steps)),
    )
    return found.reindex(range(n), fill_value=0.0).to_numpy()


TIMES = st.one_of(st.floats(0, 60), st.sampled_from([5.0, 10.0, 15.0, 20.0, 30.0, INF]))
DECAYS = st.sampled_from([WITHIN_20, WITHIN_30, ENHANCED, APL_2012, STEPPED])


@st.composite
def places(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    persons = draw(arrays(float, n, elements=st.integers(1, 5000)))
    return persons, draw(arrays(float, m, elements=st.floats(0, 50))), draw(arrays(float, (n, m), elements=TIMES))


@given(places(), DECAYS)
def test_access_is_what_pysal_gives(drawn: tuple[np.ndarray, np.ndarray, np.ndarray], decay: Decay) -> None:
    persons, supply, minutes = drawn
    np.testing.assert_allclose(
        catchment(persons, supply, minutes, decay), pysal(persons, supply, minutes, decay), rtol=1e-12, atol=1e-15
    )


@given(places(), DECAYS)
def test_what_is_offered_in_reach_is_shared_whole(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray], decay: Decay
) -> None:
    persons, supply, minutes = drawn
    reached = supply[(decay(minutes) > 0).any(axis=0)].sum()
    assert (persons * catchment(persons, supply, minutes, decay)).sum() == pytest.approx(reached, abs=1e-9)


@given(places(), DECAYS, st.data())
def test_a_service_more_lengthens_nothing_and_takes_nothing_away(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray], decay: Decay, data: st.DataObject
) -> None:
    persons, supply, minutes = drawn
    more = np.column_stack([minutes, data.draw(arrays(float, len(persons), elements=TIMES))])
    offered = np.append(supply, 7.0)
    assert (kth(more)[0] <= kth(minutes)[0]).all()
    assert (opportunities(more, offered, 20) >= opportunities(minutes, supply, 20)).all()
    before = catchment(persons, supply, minutes, decay)
    assert (catchment(persons, offered, more, decay) >= before - 1e-12 * (1 + before)).all()


def test_minutes_go_from_the_origin_to_the_service() -> None:
    there = np.array([[5.0, 90.0], [90.0, 90.0]])
    assert catchment(np.array([10.0, 10.0]), np.array([1.0, 1.0]), there, WITHIN_20).tolist() == [0.1, 0]
    one_way = np.array([[90.0, 5.0], [90.0, 90.0]])
    assert catchment(np.array([10.0, 10.0]), np.array([1.0, 3.0]), one_way, WITHIN_20).tolist() == [0.3, 0]
    assert catchment(np.array([10.0, 10.0]), np.array([1.0, 3.0]), one_way.T, WITHIN_20).tolist() == [0, 0.1]
    assert kth(one_way)[1].tolist() == [1, 0]


def test_the_boundary_is_inside() -> None:
    at = np.array([[20.0, np.nextafter(20, 21)]])
    assert WITHIN_20(at).tolist() == [[1, 0]]
    assert ENHANCED([0, 10, 10.001, 20, 30, 30.001, INF]).tolist() == [1, 1, 0.68, 0.68, 0.22, 0, 0]
    assert APL_2012([5, 5.1, 10, 15, 15.1]).tolist() == [1, 0.3, 0.3, 0.1, 0]
    assert opportunities(at, np.array([3.0, 4.0]), 20).tolist() == [3]
    assert share_within(at[0], np.ones(2), np.zeros(2, int), 20).tolist() == [0.5]
    assert np.isnan(WITHIN_20(NAN))


@pytest.mark.parametrize(
    "steps", [(), ((0, 1),), ((20, 1), (10, 0.5)), ((10, 0.5), (20, 1)), ((10, 1.5),), ((INF, 1),), ((10, NAN),)]
)
def test_weights_that_are_no_decay_are_refused(steps: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match="bounds must increase"):
        Decay(steps)


def test_nothing_in_reach_is_zero_and_unknown_minutes_are_unknown() -> None:
    minutes = np.array([[5.0, 5.0], [INF, 90.0], [NAN, 5.0]])
    found = catchment(np.array([10.0, 10.0, 30.0]), np.array([1.0, 4.0]), minutes, WITHIN_20)
    assert found[:2].tolist() == pytest.approx([1 / 10 + 4 / 40, 0])
    assert np.isnan(found[2])
    np.testing.assert_array_equal(opportunities(minutes, np.array([1.0, 4.0]), 20), [5, 0, NAN])


def test_a_service_nobody_reaches_divides_nothing_by_zero() -> None:
    minutes = np.array([[5.0, 90.0]])
    assert catchment(np.array([10.0]), np.array([1.0, 4.0]), minutes, WITHIN_20).tolist() == [0.1]
    empty = np.array([[5.0, 90.0], [5.0, 5.0]])
    found = catchment(np.array([10.0, 0.0]), np.array([1.0, 4.0]), empty, WITHIN_20)
    # Desk 2 is reached from an empty commune only: what it gives each of nobody is not a number, nor infinity.
    np.testing.assert_array_equal(found, [0.1, NAN])
    np.testing.assert_array_equal(catchment(np.zeros(2), np.ones(2), empty, WITHIN_20), [NAN, NAN])


def test_an_unknown_supply_or_demand_is_felt_where_it_is_shared_and_only_there() -> None:
    minutes = np.array([[5.0, 90.0], [5.0, 5.0], [90.0, 5.0]])
    np.testing.assert_array_equal(
        catchment(np.array([10.0, 10.0, 10.0]), np.array([NAN, 4.0]), minutes, WITHIN_20), [NAN, NAN, 0.2]
    )
    np.testing.assert_array_equal(
        catchment(np.array([NAN, 10.0, 10.0]), np.array([1.0, 4.0]), minutes, WITHIN_20), [NAN, NAN, 0.2]
    )
    np.testing.assert_array_equal(opportunities(minutes, np.array([NAN, 4.0]), 20), [NAN, NAN, 4])


def test_nothing_to_reach_and_nobody_to_reach_it() -> None:
    assert catchment(np.ones(2), np.empty(0), np.empty((2, 0)), ENHANCED).tolist() == [0, 0]
    assert catchment(np.empty(0), np.ones(2), np.empty((0, 2)), ENHANCED).tolist() == []
    assert kth(np.empty((2, 0)))[0].tolist() == [INF, INF]
    assert share_within(np.empty(0), np.empty(0), np.empty(0, int), 20).tolist() == []


def test_the_kth_is_counted_among_those_that_count() -> None:
    minutes = np.array([[9.0, 3.0, 7.0], [4.0, 4.0, INF], [NAN, 8.0, 6.0], [NAN, NAN, NAN]])
    first, which = kth(minutes)
    np.testing.assert_array_equal(first, [3, 4, 6, NAN])
    assert which.tolist() == [1, 0, 2, -1]
    np.testing.assert_array_equal(kth(minutes, 2)[0], [7, 4, 8, NAN])
    third, none = kth(minutes, 3)
    np.testing.assert_array_equal(third, [9, INF, NAN, NAN])
    assert none.tolist() == [0, -1, -1, -1]
    np.testing.assert_array_equal(kth(minutes, 4)[0], [INF, INF, NAN, NAN])
    eligible = np.array([[True, False, True], [False, False, True], [False, True, True], [False, False, False]])
    np.testing.assert_array_equal(kth(minutes, 1, eligible)[0], [7, INF, 6, INF])
    assert kth(minutes, 1, eligible)[1].tolist() == [2, -1, 2, -1]
    with pytest.raises(ValueError, match="got 0"):
        kth(minutes, 0)


@given(places(), st.integers(1, 6))
def test_the_kth_is_that_of_a_sorted_row(drawn: tuple[np.ndarray, np.ndarray, np.ndarray], k: int) -> None:
    minutes = drawn[2]
    found, column = kth(minutes, k)
    for row, (time, at) in enumerate(zip(found, column, strict=True)):
        reached = sorted((t, j) for j, t in enumerate(minutes[row]) if np.isfinite(t))
        assert (time, at) == (reached[k - 1] if k <= len(reached) else (INF, -1))


def test_a_share_is_that_of_the_persons_of_the_group() -> None:
    minutes = np.array([10.0, 25.0, INF, NAN, 5.0, NAN, NAN])
    persons = np.array([30.0, 10.0, 60.0, 100.0, 1.0, 2.0, 8.0])
    group = np.array([0, 0, 0, 0, 1, 1, 3])
    # Group 0: 30 of the 100 known, half of the 200; group 1: 1 of 3 known is too few; 2 is empty; 3 unknown.
    np.testing.assert_array_equal(share_within(minutes, persons, group, 20), [0.3, NAN, NAN, NAN])
    np.testing.assert_array_equal(share_within(minutes, persons, group, 30), [0.4, NAN, NAN, NAN])


def test_need_is_persons_by_how_often_they_come() -> None:
    found = need(np.array([[100, 50, 10], [0, 0, 20], [1, NAN, 1]]), [0.5, 1, 2.5])
    np.testing.assert_array_equal(found, [125, 50, NAN])


MORNING = ((9.0, 12.0), (14.0, 17.5))
CLOSED: tuple[tuple[float, float], ...] = ()
WEEK = (MORNING, CLOSED, MORNING, CLOSED, CLOSED, CLOSED, ((22.0, 24.0),))


@pytest.mark.parametrize(
    ("day", "leaving", "minutes", "is_open"),
    [
        (0, 8.5, 30, 1), (0, 8.5, 29.9, 0), (0, 11.5, 29, 1), (0, 11.5, 30, 0), (0, 13, 45, 0), (0, 13, 60, 1),
        (1, 9, 0, 0), (1, 23.5, 600, 1), (6, 21, 120, 1), (6, 23, 61, 0), (6, 23.5, 600, 1), (0, 9, INF, 0),
        (0, 9, NAN, NAN),
    ],
)  # fmt: skip
def test_a_desk_that_closes_before_one_arrives_is_closed(
    day: int, leaving: float, minutes: float, is_open: float
) -> None:
    np.testing.assert_array_equal(open_on_arrival(np.array([[minutes]]), [WEEK], day, leaving), [[is_open]])


def test_unknown_hours_are_neither_open_nor_closed() -> None:
    minutes = np.array([[10.0, 10.0, 10.0], [INF, INF, 200.0]])
    found = open_on_arrival(minutes, [None, WEEK, (CLOSED,) * 7], 0, 9)
    np.testing.assert_array_equal(found, [[NAN, 1, 0], [NAN, 0, 0]])


@pytest.mark.parametrize("measure", [kth, lambda minutes: opportunities(minutes, np.ones(2), 20)])
def test_what_is_given_is_left_as_it_was(measure: Callable[[np.ndarray], object]) -> None:
    minutes = np.array([[NAN, INF], [3.0, 4.0]])
    measure(minutes)
    catchment(PERSONS[:2], SUPPLY, minutes, ENHANCED)
    np.testing.assert_array_equal(minutes, [[NAN, INF], [3, 4]])
