"""Institutions that exist by law, where no list observed them: said to be deduced wherever they are named."""

import pandas as pd

COMPULSORY_FROM = 1500
"""Inhabitants from which a commune has a CCAS (Code de l'action sociale et des familles, art. L123-4)."""

DEDUCED = "Déduit de la loi (CASF, art. L123-4), non observé"
OR_CIAS = f"{DEDUCED} ; le CIAS peut en exercer tout ou partie (art. L123-4-1)"
"""Source of a deduced centre, in French as every source; and where an intercommunal one is observed."""

PREFIX = "town-hall-ccas-"
"""Identifiers come after those of town halls: at the same point, an observed desk is gone to first."""


def centres(communes: pd.DataFrame) -> pd.DataFrame:
    """The CCAS of each commune that must have one, at its town hall; none where the population is not known."""
    table = communes.loc[communes["population"] >= COMPULSORY_FROM, ["name", "lon", "lat", "point_quality"]]
    named = "CCAS (" + table["name"] + ", déduit de la loi)"
    table = table.assign(name=named, commune=table.index, kind="institution", theme="ccas", weight=1.0, source=DEDUCED)
    return table.set_axis(PREFIX + table.index)


def observed_first(actors: pd.DataFrame) -> pd.DataFrame:
    """Actors without the deduced centres of communes where one is observed; an observed CIAS is said beside others."""
    deduced = is_deduced(actors)
    centre = (actors["theme"] == "ccas") & ~deduced
    kept = actors[~(deduced & actors["commune"].isin(actors.loc[centre, "commune"]))]
    if not (kept["theme"] == "cias").any():
        return kept
    return kept.assign(source=kept["source"].mask(is_deduced(kept), OR_CIAS))


def is_deduced(actors: pd.DataFrame) -> "pd.Series[bool]":
    """Which actors exist by law and were not observed."""
    return actors.index.to_series().astype(str).str.startswith(PREFIX)
