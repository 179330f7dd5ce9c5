"""Tables of the embedded territory, CA du Pays Basque, from the facts committed in ``inputs/pays_basque``."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import shapely

from ..publishers.weekly import desk_hours
from ..sources.european_2024 import NUANCES
from .contours import Contours
from .points import NEAR, distances
from .schemas import SCHEMAS

SIREN = "200067106"

_BALLOT = {"registered": "registered", "voters": "voters", "blank": "blank", "null_votes": "null", "valid": "valid"}
_GROUPS = ("farmers", "self_employed", "managers", "intermediate", "clerical", "manual")
_ZONES = ("employment_zone_2020", "living_area_2022", "attraction_area_2020", "zrr_2022")

TAKEN: dict[str, dict[str, str]] = {
    "european_2024": {name: f"european_2024_{part}" for name, part in _BALLOT.items()},
    "municipal_2026": {name: f"municipal_2026_{part}" for name, part in (*_BALLOT.items(), ("lists", "lists"))},
    "income_2021": {
        "median": "median_income_2021",
        "poverty_rate": "poverty_rate_2021",
        "tax_households": "tax_households_2021",
        "first_decile": "first_decile_2021",
        "ninth_decile": "ninth_decile_2021",
    },
    "occupations_2011": {group: f"active_25_54_{group}_2011" for group in _GROUPS},
    "labour_2021": {"active": "active_15_64_2021", "unemployed": "unemployed_15_64_2021"},
    "zonings": {zone: zone for zone in _ZONES},
    "fibre": {"share": "fibre_share_pct"},
    "chef_lieu": {"lon": "centre_lon", "lat": "centre_lat"},
    "former_epci_2016": {"siren": "former_epci", "name": "former_epci_name"},
}
"""For each file of the pack, its columns and the column of ``communes.csv`` each comes from."""


def read(folder: Path, communes: pd.Series, drawn: Contours) -> dict[str, pd.DataFrame]:
    """Every table of the territory, by file name; ``drawn`` has the contours of ``communes``, in its order."""
    tables = commune_tables(facts(folder, "communes"), facts(folder, "european_2024_votes"))
    tables["services"] = services(facts(folder, "services"), communes, drawn)
    tables["institutions"] = institutions(facts(folder, "institutions"), tables["chef_lieu"])
    return tables


def facts(folder: Path, name: str) -> pd.DataFrame:
    """A table of the facts as text; an empty cell (secret, not published, not given) is None."""
    table = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False).astype(object)
    return table.mask(table == "", None)


def commune_tables(communes: pd.DataFrame, votes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables by commune, sorted by code, numbers parsed where the schema wants numbers."""
    ordered = communes.sort_values("commune", ignore_index=True)
    tables = {
        file: pd.DataFrame({"commune": ordered["commune"], **{new: ordered[old] for new, old in columns.items()}})
        for file, columns in TAKEN.items()
    }
    ballot = tables["european_2024"]
    shares = nuances(votes).reindex(ballot["commune"]).reset_index(drop=True)
    tables["european_2024"] = pd.concat([ballot, shares], axis=1)
    return {file: typed(table, SCHEMAS[file]) for file, table in tables.items()}


def nuances(votes: pd.DataFrame) -> pd.DataFrame:
    """Votes by commune (index) and official nuance (columns), summed over the lists.

    Raises ValueError on a nuance the pack does not know: it would be lost without a word.
    """
    unknown = set(votes["nuance"]) - set(NUANCES)
    if unknown:
        msg = f"unknown nuances {sorted(unknown)!r}"
        raise ValueError(msg)
    counts = votes.assign(votes=votes["votes_rebuilt_from_pct"].astype(int))
    return counts.pivot_table(index="commune", columns="nuance", values="votes", aggfunc="sum")[list(NUANCES)]


def typed(table: pd.DataFrame, schema: pa.Schema) -> pd.DataFrame:
    """Texts parsed to the types of ``schema``. Raises ValueError where a whole number is expected and is not one."""
    parsed = table.copy()
    for field in schema:
        if pa.types.is_integer(field.type):
            parsed[field.name] = pd.to_numeric(table[field.name]).astype("Int64")
        elif pa.types.is_floating(field.type):
            parsed[field.name] = pd.to_numeric(table[field.name]).astype("Float64")
    return parsed


def services(raw: pd.DataFrame, communes: pd.Series, drawn: Contours) -> pd.DataFrame:
    """The services with weekly hours, hours_flag and point_quality; a point outside its commune is dropped."""
    table = raw.sort_values("id", ignore_index=True)
    opened = [desk_hours(hours or "") for hours in table["hours"]]
    lon, lat = (pd.to_numeric(table[name]) for name in ("lon", "lat"))
    rows = pd.Series(range(len(communes)), index=communes.to_numpy())[table["commune"]].to_numpy()
    points = shapely.points(lon, lat)
    points[(lon.isna() | lat.isna()).to_numpy()] = None
    metres = pd.Series(distances(points, drawn.fine[rows], drawn.epsg.iloc[rows]))
    kinds = point_quality(table["name"], lon, lat, metres)
    kept = kinds.isin(["own", "shared"])
    return table.assign(
        lon=lon.where(kept),
        lat=lat.where(kept),
        weekly_hours=pd.Series([hours.weekly for hours in opened], dtype=float),
        hours_flag=pd.Series([hours.fault for hours in opened], dtype=object),
        point_quality=kinds,
    )


def point_quality(names: pd.Series, lon: pd.Series, lat: pd.Series, metres: pd.Series) -> pd.Series:
    """own; outside (over 0.5 km from the commune); shared (two names at one point); None without a point."""
    distinct = names.groupby([lon, lat]).transform("nunique")
    kinds = pd.Series("own", index=names.index, dtype=object)
    kinds[distinct > 1] = "shared"
    kinds[metres > NEAR] = "outside"
    kinds[metres.isna()] = None
    return kinds


def institutions(raw: pd.DataFrame, chef_lieux: pd.DataFrame) -> pd.DataFrame:
    """The institutions, each at the point of its commune (its chef-lieu): their file has addresses only."""
    points = chef_lieux.set_index("commune")
    placed = raw["commune"].map(points["lon"]), raw["commune"].map(points["lat"])
    return raw.assign(lon=placed[0], lat=placed[1]).sort_values("id", ignore_index=True)
