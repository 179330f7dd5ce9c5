"""Minutes of one mode from everywhere residents set out from to every place: the slow part, to be kept."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import layers
from cage import MINUTES, Study, road_graph
from distance.components.physical_distance import SPEED_KM_H, car_minutes, inside_minutes
from distance.kernels import Array
from layers import Mode
from layers.own import NOTHING, Own
from layers.roads.speeds import CYCLE, WALK

Means = Literal["car", "bicycle", "foot", "table", "estimate"]
"""``table``: a matrix the reader brought; ``estimate``: straight line, while no road is loaded."""

SPEEDS: dict[str, float] = {"car": SPEED_KM_H, "bicycle": CYCLE, "foot": WALK}
MAX_PAIRS = 10_000_000
"""Pairs of squares and places kept in memory; beyond, residents set out from the point of their commune."""

Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Grid:
    """Minutes of one mode from every place of departure to every destination of a study.

    Attributes
    ----------
    commune, share
        (n,) rank of the commune each departure is in, and its share of the persons of that commune.
    minutes
        (n, m): infinity where no road leads there, NaN where nobody knows.
    estimated
        (n, m) whether they are a straight line, for want of a road.
    from_squares
        Whether residents set out from their squares of 200 m.
    """

    commune: Ints
    share: Array
    minutes: NDArray[np.float32]
    estimated: Bools
    from_squares: bool


def modes(study: Study, own: Own = NOTHING) -> tuple[Means, ...]:
    """The modes there are minutes for, the default first."""
    first: tuple[Means, ...] = () if study.by_road else ("estimate",)
    return (*first, *layers.road_modes(study.territory), *(("table",) if "minutes" in own.tables else ()))


def grid(study: Study, mode: Means, own: Own = NOTHING) -> Grid:
    """Minutes of one mode from everywhere: the slow part, to be kept.

    Raises
    ------
    ValueError
        If there are none in that mode (see `modes`).
    """
    if mode not in modes(study, own):
        msg = f"no minutes by {mode!r} here"
        raise ValueError(msg)
    if mode in ("car", "bicycle", "foot"):
        return _by_network(study, mode)
    estimate = mode == "estimate"
    minutes = by_pair(study, MINUTES) if estimate else _given(study, own.tables["minutes"])
    everybody = np.arange(len(minutes)), np.ones(len(minutes))
    return Grid(*everybody, minutes.astype(np.float32), np.full(minutes.shape, estimate), from_squares=False)


def _by_network(study: Study, mode: Mode) -> Grid:
    place, there = study.territory, study.destinations
    squares = layers.loaded({"squares"}, place).get("squares")
    here = layers.departures(study.origins, squares)
    if squares is not None and len(here) * len(there) > MAX_PAIRS:
        squares = None
        here = layers.departures(study.origins, None)
    minutes = _on_roads(study, mode, here)
    off = _estimated(minutes, here, there) if mode == "car" else np.zeros(minutes.shape, dtype=bool)
    commune, persons = study.origins.index.get_indexer(here["origin"]), here["weight"].to_numpy(float)
    share = persons / np.bincount(commune, persons)[commune]
    return Grid(commune, share, minutes, off, from_squares=squares is not None)


def _on_roads(study: Study, mode: Mode, here: pd.DataFrame) -> NDArray[np.float32]:
    """Minutes on the roads of a mode, directed; nobody is nearer than the mean distance inside their area."""
    from distance.by_road import between  # noqa: PLC0415 - starts numba: only with a network

    graph, crs = road_graph(study.territory, mode), layers.projection(study.territory.communes)
    if graph is None:
        msg = f"no network by {mode!r} here"
        raise ValueError(msg)
    least = inside_minutes(here["area_km2"].to_numpy(float)) * SPEED_KM_H / SPEEDS[mode]
    times = between(graph, crs, here, study.destinations)
    return np.hstack([np.maximum(some, least[:, None], dtype=np.float32) for some in times])


def _estimated(minutes: NDArray[np.float32], here: pd.DataFrame, there: pd.DataFrame) -> Bools:
    """Put the estimate where an end is off the roads (METHOD 2.3, rule 8), and say where."""
    off = np.isnan(minutes)
    rows, columns = off.all(axis=1), off.all(axis=0)
    minutes[rows] = car_minutes(here[rows], there, {}).distance
    minutes[:, columns] = car_minutes(here, there[columns], {}).distance
    return off


def _given(study: Study, table: pd.DataFrame) -> Array:
    """The reader's minutes: to a place, else to the commune it stands in; NaN for a pair the file does not give."""
    wide = table.pivot_table("minutes", "origin", "destination", "min").reindex(study.origins["commune"])
    there = study.destinations
    to_place, to_commune = (wide.reindex(columns=names).to_numpy(float) for names in (there.index, there["commune"]))
    return np.where(np.isnan(to_place), to_commune, to_place)


def by_pair(study: Study, column: str) -> Array:
    """(communes, m) one column of the study."""
    return study.distances[column].to_numpy(float).reshape(len(study.origins), -1)
