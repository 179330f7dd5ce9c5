"""An actor's attributes: its own, its operator's, or those of the commune where it stands.

METHOD 2.3, rule 4. Place attributes come from the commune of location, never from the operator's
seat; organisation attributes are own, then the operator's, else unknown; nothing is invented.
"""

from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np
import pandas as pd

from .indicator import PLACE, POSITION, Indicator

Provenance = Literal["own", "operator", "commune", "unknown"]


def organisation(
    actors: pd.DataFrame, table: pd.DataFrame, *, own_only: bool = False
) -> tuple[pd.DataFrame, pd.Series]:
    """Organisation attributes of each actor, and where each row came from.

    Parameters
    ----------
    actors
        Indexed by ``actor_id``, with ``kind``, ``commune`` and ``operator`` (None if unknown).
    table
        Indexed by organisation: an actor, an operator, or a commune (which is what residents read).
    own_only
        Capacity, price and hours are never the operator's.

    Returns
    -------
    Rows of `table` in the order of `actors` (NaN where unknown), and a Series of Provenance.
    """
    own = pd.Series(actors.index, index=actors.index).where(actors["kind"] != "resident", actors["commune"])
    known = own.isin(table.index)
    operator = actors["operator"].where(actors["operator"].isin(table.index), None)
    inherits = ~known & operator.notna() & (not own_only)
    key = own.where(known, operator.where(inherits, None))
    source = pd.Series(np.select([known, inherits], ["own", "operator"], "unknown"), index=actors.index)
    return table.reindex(key.to_numpy()).set_axis(actors.index), source


def provenance(indicator: Indicator, actors: pd.DataFrame) -> pd.Series:
    """Where each actor's place or position comes from: ``own`` or ``commune`` (inherited).

    Residents are their commune: what they read there is their own. For an organisation
    attribute, :func:`organisation` tells.
    """
    if indicator.attribute == POSITION:
        own = (actors["kind"] == "resident") | (actors["point_quality"] != "commune")
    elif indicator.attribute == PLACE:
        own = actors["kind"] == "resident"
    else:
        own = pd.Series(True, index=actors.index)
    return pd.Series(np.where(own, "own", "commune"), index=actors.index)


def inherited_share(weights: pd.Series, inherited: Collection[str], dimension_of: Mapping[str, str]) -> float:
    """Share of the known dimensions that a destination inherits from its commune, in [0, 1]; NaN if none is known.

    Parameters
    ----------
    weights
        Effective weight of each indicator of one pair: inside a dimension they say which part is inherited. Dimensions
        count the same here, however well they are known (case 20b: three of four).
    inherited
        Indicators read from the commune where the destination stands.
    """
    known = weights[weights > 0]
    of = known.index.map(dimension_of)
    theirs = known.where(known.index.isin(list(inherited)), 0.0)
    return float((theirs.groupby(of).sum() / known.groupby(of).sum()).mean()) if len(known) else float("nan")
