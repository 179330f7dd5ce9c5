"""Social-service networks present in each commune, from the services loaded there: schools left out."""

import pandas as pd

from i18n import Text

from ..source import Codes, Loaded, Source, Vintage
from .france_services import FRANCE_SERVICES
from .services import SERVICES
from .structures import STRUCTURES

SCHOOLS = "education-nationale"
LISTS = (STRUCTURES, FRANCE_SERVICES, SERVICES)
"""Where networks are read; the first that is loaded dates the table."""

SPELLINGS = {"departement": "departements"}
"""One network, two spellings: data·inclusion's second one is the current."""

FEWEST = 2
"""Networks a table must tell apart: with one only, all communes that have it would seem alike."""


def read(raw: pd.DataFrame) -> pd.DataFrame:
    """One boolean column per network, one row per commune with at least one."""
    pairs = raw[["commune", "network"]].dropna()
    pairs = pairs.assign(network=pairs["network"].str.split()).explode("network").dropna()
    pairs["network"] = pairs["network"].replace(SPELLINGS)
    social = pairs[pairs["network"] != SCHOOLS]
    return pd.crosstab(social["commune"], social["network"]) > 0


def present(cog: int, inside: Codes, also: Codes = ()) -> Loaded | None:
    """The networks of every list loaded for these communes; None where they tell fewer than two apart."""
    found = [one for source in LISTS if (one := source.loaded(cog, inside, also)) is not None]
    if not found:
        return None
    table = read(pd.concat([one.table for one in found]))
    here = table[table.index.isin(inside)] if inside else table
    if here.any().sum() < FEWEST:
        return None
    oldest = min(one.vintage.year for one in found)
    hashes, origins = (", ".join(dict.fromkeys(getattr(one.vintage, k) for one in found)) for k in ("sha256", "origin"))
    return Loaded(table, Vintage(oldest, found[0].vintage.cog, hashes, origins.strip(", ")))


NETWORKS = Source(
    key="networks",
    label=Text("Réseaux d'opérateurs sociaux", "Social operators' networks"),
    publisher="ANCT, La Fibre64, GIP Plateforme de l'inclusion",
    origin=Text("Réseaux des services chargés, écoles exclues", "Networks of the services loaded, schools left out"),
    made=present,
)
