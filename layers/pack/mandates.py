"""What the register of elected members says of a commune in its EPCI; no personal field is ever read."""

from pathlib import Path

import pandas as pd

from .archives import wheel_table

EXECUTIVE = ("PRE", "VPE")
COLUMNS = ("commune_id", "date_debut_mandat_epci", "fonction_epci")
"""The only columns read of the register: whose mandate it is never enters."""


def register(wheel: Path, codes: dict[str, str]) -> pd.DataFrame:
    """One row per municipal councillor: commune, seat (sits in the EPCI), president of it, executive (or a vice)."""
    table = wheel_table(wheel, "elus_municipaux", COLUMNS)
    return pd.DataFrame(
        {
            "commune": table["commune_id"].map(codes),
            "seat": table["date_debut_mandat_epci"].notna(),
            "president": table["fonction_epci"] == EXECUTIVE[0],
            "executive": table["fonction_epci"].isin(EXECUTIVE),
        }
    )


def seats(councillors: pd.DataFrame, communes: pd.Series) -> pd.Series:
    """Councillors of each commune with an EPCI mandate; missing when none is recorded.

    The law gives each commune one: zero would be a hole in the register read as a fact.
    """
    counted = councillors[councillors["seat"]].groupby("commune").size()
    return communes.map(counted).astype("Int64")


def executive(councillors: pd.DataFrame, communes: pd.Series, epcis: pd.Series) -> pd.Series:
    """1 if a councillor of the commune is in the executive of the EPCI, else 0.

    Missing where the EPCI has no executive recorded at all, and outside every EPCI.
    """
    holders = councillors.loc[councillors["executive"], "commune"]
    held = communes.isin(holders)
    recorded = held.groupby(epcis).transform("any")
    return held.astype("Int64").where(recorded.eq(True) & epcis.notna())


def headless(councillors: pd.DataFrame, communes: pd.Series, epcis: pd.Series) -> list[str]:
    """EPCIs with an executive recorded, but no president in it."""
    of = dict(zip(communes, epcis, strict=True))
    ruled, led = (set(councillors.loc[councillors[role], "commune"].map(of)) for role in ("executive", "president"))
    return sorted(ruled - led)
