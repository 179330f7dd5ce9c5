"""What becomes of who goes where when desks open or close (METHOD 2.3, rule 22)."""

import pandas as pd

from .origins import nearest, usable


def afterwards(
    minutes: pd.Series,
    composite: pd.Series,
    *,
    opened: frozenset[str] = frozenset(),
    closed: frozenset[str] = frozenset(),
    serves: pd.Series | None = None,
) -> pd.DataFrame:
    """Destination, minutes and composite of each origin once some desks have opened and others closed.

    A commune keeps the desk it had unless that one closes; a new one nearer in minutes is its nearest. Its composite is
    the lowest among the desks it may still use, so that opening a place worsens nobody.

    Parameters
    ----------
    minutes, composite
        By (origin, destination), the opened desks among them. A composite may be unknown.
    serves
        Whether each destination serves each origin (see ``origins.usable``).

    Returns
    -------
    One row per origin with known minutes to a desk that is open: ``destination``, ``minutes``, ``composite``.
    """
    desks = minutes.index.get_level_values("destination")
    before = nearest(minutes[~desks.isin(opened)], serves)
    kept = before[~before.get_level_values("destination").isin(closed)]
    open_now = usable(minutes[~desks.isin(closed)], serves)
    held = open_now.groupby(level="origin").min()
    kept_minutes = minutes[kept].droplevel("destination").reindex(held.index)
    moved = nearest(open_now).to_frame(index=False).set_index("origin")["destination"]
    stays = kept.to_frame(index=False).set_index("origin")["destination"].reindex(held.index)
    nearer = kept_minutes.isna() | (held < kept_minutes)
    return pd.DataFrame(
        {
            "destination": moved.reindex(held.index).where(nearer, stays),
            "minutes": held.where(nearer, kept_minutes),
            "composite": composite.reindex(open_now.index).groupby(level="origin").min(),
        }
    )
