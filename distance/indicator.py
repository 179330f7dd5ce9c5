"""What an indicator is, what a component is, and how indicators are measured between actors."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from i18n import Text

from .kernels import Array

Dimension = Literal["cultural", "administrative", "geographic", "economic"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
Kind = Literal["resident", "service", "institution"]
Tables = Mapping[str, pd.DataFrame]

PLACE: Literal["place"] = "place"
POSITION: Literal["position"] = "position"
ORGANISATION: Literal["organisation"] = "organisation"


class Pair(NamedTuple):
    """From whom to whom a distance is taken."""

    origin: Kind
    destination: Kind


COMMUNES = frozenset({Pair("resident", "resident")})
DESKS = frozenset({Pair("resident", "service"), Pair("resident", "institution")})
BETWEEN = frozenset({Pair("institution", "institution")})
PLACES = COMMUNES | DESKS
"""Pairs read from where actors stand: what separates two institutions is what they are (METHOD 2.4)."""

EVERY_PAIR = PLACES | BETWEEN


@dataclass(frozen=True)
class Linear:
    """Score that grows from 0 at `low` to 1 at `high`, clipped beyond."""

    high: float
    low: float = 0.0

    def __call__(self, distance: Array) -> Array:
        """Score distances given in the indicator's unit."""
        return np.clip((distance - self.low) / (self.high - self.low), 0, 1)


@dataclass(frozen=True)
class Saturating:
    """Score 1 - exp(-d / tau): going from 5 to 10 counts more than from 50 to 55."""

    tau: float

    def __call__(self, distance: Array) -> Array:
        """Score distances given in the indicator's unit."""
        return 1 - np.exp(-distance / self.tau)


class Measured(NamedTuple):
    """What an indicator measured: the distance scored, and the parts it is made of.

    Parts are kept beside the distance and exported, never scored: ``signed`` (direction),
    ``raw`` and ``floor`` (before noise reduction, and the noise), ``noisy`` (1 where the pair
    cannot be told from sampling noise), or the levels of a zoning.
    """

    distance: Array
    parts: Mapping[str, Array] = {}


def signed(gap: Array) -> Measured:
    """A distance that has a direction: scored by its size, its sign kept beside (METHOD 2.3, rule 5)."""
    return Measured(np.abs(gap), {"signed": gap})


Measure = Callable[[pd.DataFrame, pd.DataFrame, Tables], Measured]


@dataclass(frozen=True)
class Indicator:
    """One measure of distance.

    Attributes
    ----------
    key
        Second half of the column name ``<component>__<key>``; never translated.
    unit
        Unit of the distance: ``"min"``, ``"h"``, ``"log"``, ``"share"`` ...
    measure
        ``measure(origins, destinations, tables)`` gives (n, m) distances in `unit`, NaN where
        unknown. For a place attribute, origins and destinations are indexed by commune; for
        a position or an organisation attribute they are actors.
    score
        Maps the distance onto [0, 1] by goalposts that are national and frozen.
    attribute
        ``place``: read from the commune where the actor stands, never from its operator's seat.
        ``position``: from the actor's own point. ``organisation``: own, then the operator's.
    needs
        Keys of the layers handed to `measure` in ``tables``: unknown until all are loaded.
    wants
        Keys of layers handed to `measure` too where they are loaded: it does without them.
    listed
        True where it rests on lists of what actors do: known of none of them, these are not loaded, and it is unknown.
    brought
        True where it rests on a file of the reader's: inapplicable, and not unknown, until it is there.
    stand_in_for
        Key of the indicator this proxy stands in for: that one is inapplicable until loaded,
        and replaces the proxy once it is.
    over_parts
        Where the distance is a share over parts (levels, zonings), known by the share of the parts known: those that
        count whatever is loaded, each with the layers any of which tells it.
    follows_epci
        True where the zoning may have been drawn on EPCI perimeters (METHOD 2.3, rule 14).
    """

    key: str
    label: Text
    unit: str
    measure: Measure
    score: Linear | Saturating
    note: Text
    needs: tuple[str, ...]
    attribute: Literal["place", "position", "organisation"] = PLACE
    applies_to: frozenset[Pair] = field(default=PLACES)
    reference: str = ""
    proxy: bool = False
    wants: tuple[str, ...] = ()
    listed: bool = False
    brought: bool = False
    stand_in_for: str = ""
    over_parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    follows_epci: bool = False


@dataclass(frozen=True)
class Component:
    """One of the twelve CAGE components: a dimension, and the indicators averaged into it."""

    key: str
    dimension: Dimension
    label: Text
    question: Text
    indicators: tuple[Indicator, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of its indicators in every table and export."""
        return tuple(f"{self.key}__{indicator.key}" for indicator in self.indicators)


def matrix(
    components: Iterable[Component], origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables, pair: Pair
) -> pd.DataFrame:
    """Measure every applicable indicator between every origin and every destination.

    Parameters
    ----------
    origins, destinations
        Actors, indexed by ``actor_id``, with their ``commune``.
    tables
        One table per need or want. A need that is absent is not loaded: its indicators are unknown.

    Returns
    -------
    One float32 row per (origin, destination); one column per applicable indicator, in its own
    unit, and one per part (``<component>__<indicator>__<part>``).
    """
    index = pd.MultiIndex.from_product([origins.index, destinations.index], names=["origin", "destination"])
    columns: dict[str, Array] = {}
    for component in components:
        for name, indicator in zip(component.columns, component.indicators, strict=True):
            if pair not in indicator.applies_to:
                continue
            measured = _measure(indicator, origins, destinations, tables)
            columns[name] = measured.distance
            columns |= {f"{name}__{part}": values for part, values in measured.parts.items()}
    return pd.DataFrame({k: v.ravel().astype(np.float32) for k, v in columns.items()}, index=index)


def _measure(indicator: Indicator, origins: pd.DataFrame, destinations: pd.DataFrame, tables: Tables) -> Measured:
    shape = (len(origins), len(destinations))
    if not set(indicator.needs) <= set(tables):
        return Measured(np.full(shape, np.nan))
    given = {key: tables[key] for key in (*indicator.needs, *indicator.wants) if key in tables}
    if indicator.attribute != PLACE:
        measured = indicator.measure(origins, destinations, given)
    else:
        measured = _between_communes(indicator.measure, origins["commune"], destinations["commune"], given)
    if measured.distance.shape != shape:
        msg = f"indicator {indicator.key!r} returned shape {measured.distance.shape}, expected {shape}"
        raise ValueError(msg)
    return measured


def _between_communes(measure: Measure, origins: pd.Series, destinations: pd.Series, given: Tables) -> Measured:
    """Measure a place attribute once per pair of communes, then hand it to the actors there.

    Four hundred services stand in a hundred communes: this is why the study is quick.
    """
    rows, row = np.unique(origins.to_numpy(str), return_inverse=True)
    cols, col = np.unique(destinations.to_numpy(str), return_inverse=True)
    measured = measure(pd.DataFrame(index=rows), pd.DataFrame(index=cols), given)
    pick = np.ix_(row, col)
    return Measured(measured.distance[pick], {k: v[pick] for k, v in measured.parts.items()})
