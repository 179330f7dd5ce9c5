"""Actors: residents, services and institutions of a territory, in one table."""

import pandas as pd

from i18n import Text

from .institutions import INSTITUTIONS
from .services import SERVICES
from .territory import Territory
from .town_halls import TOWN_HALLS

COLUMNS = [
    "kind", "theme", "name", "commune", "operator", "network", "weight", "lon", "lat", "point_quality", "area_km2",
    "weekly_hours", "hours", "hours_flag", "address", "source",
]  # fmt: skip

SERVICE_THEMES = {
    "acces-aux-droits": Text("France services", "France services"),
    "numerique": Text("Médiation numérique", "Digital mediation"),
    "handicap": Text("Handicap, enfance et jeunesse", "Disability, children and youth"),
    "ecole": Text("Écoles", "Primary schools"),
    "college": Text("Collèges", "Lower secondary schools"),
    "lycee": Text("Lycées", "Upper secondary schools"),
    "orientation": Text("Information et orientation", "Careers guidance"),
}
INSTITUTION_KINDS = {
    "sdsei": Text("Solidarités du Département (SDSEI)", "Département social desks (SDSEI)"),
    "mission_locale": Text("Missions locales", "Youth employment offices (missions locales)"),
    "clic": Text("Personnes âgées (CLIC)", "Older people (CLIC)"),
    "pmi": Text("Protection maternelle et infantile (PMI)", "Mother and child health (PMI)"),
    "maison_handicapees": Text("Personnes handicapées (MDPH)", "Disabled people (MDPH)"),
    "pif": Text("Points info famille", "Family information points"),
    "cij": Text("Information jeunesse", "Youth information"),
    "cio": Text("Orientation (CIO)", "Careers guidance (CIO)"),
    "epci": Text("Siège de l'intercommunalité", "Seat of the intercommunality"),
    "sous_pref": Text("Sous-préfecture", "Sub-prefecture"),
    "sip": Text("Impôts des particuliers", "Tax office"),
    "gendarmerie": Text("Gendarmeries", "Gendarmerie"),
    "commissariat_police": Text("Commissariat", "Police station"),
    "dml": Text("Délégation à la mer et au littoral", "Maritime affairs"),
    "mairie": Text("Mairies", "Town halls"),
}
SCHOOLS = {"Ecole": "ecole", "Collège": "college", "Lycée": "lycee"}
NOT_LOADED = ("CCAS", "CIAS", "CAF", "CPAM", "MSA")
"""Institutions a planner looks for first and that no file of the pack holds."""


def actors(place: Territory, communes: pd.DataFrame) -> pd.DataFrame:
    """One row per actor, indexed by ``actor_id``.

    ``kind`` is resident, service or institution; ``theme`` its theme or kind of institution;
    ``weight`` inhabitants for residents, 1 otherwise; ``point_quality`` says how the point is known
    (``own``, ``shared``, ``commune``, ``chef_lieu``, ``town_hall``, ``inside``).
    """
    tables = [_residents(communes), _services(place), _town_halls(place, communes), _institutions(place, communes)]
    found = pd.concat([table for table in tables if len(table)])
    found["area_km2"] = communes["area_km2"].reindex(found["commune"]).to_numpy()
    return found.reindex(columns=COLUMNS).rename_axis("actor_id")


def _residents(communes: pd.DataFrame) -> pd.DataFrame:
    table = communes[["name", "lon", "lat", "point_quality"]]
    return table.assign(kind="resident", theme="", commune=communes.index, weight=communes["population"])


def _services(place: Territory) -> pd.DataFrame:
    """Services standing in the territory; the département's social desks are institutions."""
    table = SERVICES.table(place.cog)
    if table is None:
        return pd.DataFrame()
    table = table[table["commune"].isin(place.communes)]
    theme = table["form"].map(SCHOOLS).fillna(table["theme"])
    desk = (table["theme"] == "action-sociale").to_numpy()
    return table.assign(
        theme=theme.mask(desk, "sdsei"), kind=pd.Series("service", table.index).mask(desk, "institution"), weight=1.0
    )


def _town_halls(place: Territory, communes: pd.DataFrame) -> pd.DataFrame:
    hours = TOWN_HALLS.table(place.cog)
    table = communes[["lon", "lat", "point_quality"]].copy()
    table["name"] = "Mairie (" + communes["name"] + ")"
    table["commune"] = communes.index
    table["weekly_hours"] = None if hours is None else hours["weekly_hours"].reindex(communes.index)
    table["source"] = TOWN_HALLS.origin.fr
    table.index = "mairie-" + table.index
    return table.assign(kind="institution", theme="mairie", weight=1.0)


def _institutions(place: Territory, communes: pd.DataFrame) -> pd.DataFrame:
    """Addresses without coordinates: the commune's point stands in, and says so."""
    table = INSTITUTIONS.table(place.cog)
    if table is None:
        return pd.DataFrame()
    table = table[table["commune"].isin(place.communes)]
    points = communes.loc[table["commune"], ["lon", "lat"]].set_axis(table.index)
    theme = table["kind"].str.split(" ").str[0]
    rest = table.drop(columns=["kind", "lon", "lat"], errors="ignore").assign(lon=points["lon"], lat=points["lat"])
    return rest.assign(kind="institution", theme=theme, weight=1.0, point_quality="commune")
