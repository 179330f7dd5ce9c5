"""What was imported, in the shapes the study knows: actors, eligibility, prices, accounts, jurisdictions."""

import numpy as np
import pandas as pd

from i18n import Text

from ..actors import ACTOR_COLUMNS
from ..publishers.hours import osm_hours
from ..reference import COG
from ..sources.data_inclusion import REMOTE
from .gazetteer import PREFIX, Gazetteer
from .read import Imported
from .vocabulary import FRANCE_SERVICES_TYPE

SOURCE = Text("Votre fichier", "Your file")
UNREAD = "unread"
"""``hours_flag`` of a schedule that is kept as text: its weekly hours are unknown."""


def ids(found: Imported) -> pd.Index:
    """The identifiers of imported services or institutions: theirs, else the number of their row.

    One that several rows share identifies none of them: desks of one organisation have its SIRET.
    """
    own = found.table["id"]
    written = own.where(own.notna() & ~own.duplicated(keep=False), [f"ligne-{line}" for line in found.table.index])
    return pd.Index(PREFIX[found.kind.key] + written.astype(str), name="actor_id")


def actors(found: Imported) -> pd.DataFrame:
    """Services or institutions as actors (see ``layers.actors``), without ``area_km2``.

    ``network`` is known when there is only one: :func:`networks` has them all.
    """
    table = found.table
    schedules = table["horaires_accueil"]
    known = {schedule: osm_hours(schedule).weekly for schedule in schedules.dropna().unique()}
    weekly = schedules.map(known).astype(float)
    own = _service(table) if found.kind.key == "services" else {"kind": "institution", "theme": table["type"]}
    result = pd.DataFrame(
        {
            "name": table["nom"],
            "commune": table["commune_code"],
            "operator": None,
            "network": None,
            "weight": 1.0,
            "lon": table["lon"],
            "lat": table["lat"],
            "point_quality": table["point_quality"],
            "weekly_hours": weekly,
            "hours": schedules,
            "hours_flag": pd.Series(UNREAD, table.index, dtype=object).where(schedules.notna() & weekly.isna(), None),
            "address": table["adresse"],
            "source": SOURCE.fr,
            "remote": None,
            "publics": None,
            **own,
        }
    ).astype({"remote": "boolean"})
    return result.set_axis(ids(found))[[column for column in ACTOR_COLUMNS if column != "area_km2"]]


def _service(table: pd.DataFrame) -> dict[str, object]:
    alone = [only[0] if only and len(only) == 1 else None for only in table["reseaux_porteurs"]]
    return {
        "kind": "service",
        "theme": pd.Series(_themes(table), table.index, dtype=object),
        "operator": table["operateur"],
        "network": pd.Series(alone, table.index, dtype=object),
        "publics": table["publics"].map(" ".join, na_action="ignore"),
        "remote": pd.Series([None if way is None else REMOTE in way for way in table["modes_accueil"]], table.index),
    }


def _themes(table: pd.DataFrame) -> list[str]:
    """The theme given; else France services by its network, else the category of the first topic."""
    rows = zip(table["theme"], table["reseaux_porteurs"], table["thematiques"], strict=True)
    return [
        theme
        or (
            "acces-aux-droits" if FRANCE_SERVICES_TYPE in (networks or ()) else (topics or ("other",))[0].split("--")[0]
        )
        for theme, networks, topics in rows
    ]


def eligibility(found: Imported, places: Gazetteer) -> pd.DataFrame:
    """``zone``: the communes each service is open to, None where it is not given or one of its codes is unknown."""
    zones = [None if codes is None else places.zone(codes) for codes in found.table["zone_eligibilite"]]
    return pd.DataFrame({"zone": pd.Series(zones, ids(found), dtype=object)}).rename_axis("service")


def networks(found: Imported) -> pd.DataFrame:
    """One boolean column per network, one row per commune with at least one (see ``layers.sources.networks``)."""
    pairs = found.table[["commune_code", "reseaux_porteurs"]].explode("reseaux_porteurs").dropna()
    return (pd.crosstab(pairs["commune_code"], pairs["reseaux_porteurs"]) > 0).rename_axis("commune")


def accounts(found: Imported) -> pd.DataFrame:
    """``operating_revenue`` of the institutions that give it, in euros."""
    table = pd.DataFrame({"operating_revenue": found.table["budget"].to_numpy(dtype=float)}, ids(found))
    return table.dropna().rename_axis("organisation")


def jurisdictions(found: Imported, places: Gazetteer) -> pd.DataFrame:
    """Columns commune, kind, id (see ``sources.jurisdictions``); none for an institution with a code not known."""
    zones = [None if codes is None else places.zone(codes) for codes in found.table["communes_desservies"]]
    rows = zip(ids(found), found.table["type"], zones, strict=True)
    served = [(commune, kind, one) for one, kind, zone in rows for commune in sorted(zone or ())]
    return pd.DataFrame(served, columns=["commune", "kind", "id"])


def rules(found: Imported, policy: str, quotient: float, column: str = "tarif") -> pd.DataFrame:
    """A rule by commune and by service, for one policy and one quotient familial.

    Parameters
    ----------
    column
        ``tarif``, ``plafond_aide`` (euros) or ``heures`` (a week).

    Returns
    -------
    ``price``, indexed by commune or service; NaN where the file gives two different figures.
    """
    table = found.table[found.table["politique"] == policy]
    applies = [bracket is None or bracket[0] <= quotient <= bracket[1] for bracket in table["quotient_familial"]]
    table = table[np.array(applies, dtype=bool) & table[column].notna()]
    keys = [sorted(communes) if communes else [actor] for communes, actor in table[["communes", "actor"]].to_numpy()]
    values = pd.DataFrame({"organisation": keys, "price": table[column].to_numpy(dtype=float)}).explode("organisation")
    grouped = values.groupby("organisation")["price"]
    return grouped.first().where(grouped.min() == grouped.max()).astype(float).to_frame()


def survey(found: Imported) -> pd.DataFrame:
    """Persons by commune, one column per (question, answer); NaN where nobody of the commune gave that answer."""
    table = found.table.astype({"effectif": float})
    table["question"] = table["question"].fillna("")
    counted = _added(table, ["commune_code", "question", "reponse"], "effectif").reset_index()
    return counted.pivot_table(
        "effectif", "commune_code", ["question", "reponse"], "sum", dropna=False, min_count=1
    ).rename_axis(index="commune")


def partnerships(found: Imported) -> pd.DataFrame:
    """Agreements between two institutions that are known here: ``a``, ``b`` (identifiers), type, start, end.

    ``in_force``: whether it binds ``on`` 1 January of the study's geography; a date not given does not limit it.
    """
    columns = {"institution_a_id": "a", "institution_b_id": "b", "type": "type", "debut": "start", "fin": "end"}
    table = found.table[list(columns)].rename(columns=columns).dropna(subset=["a", "b"]).reset_index(drop=True)
    start, end = (pd.to_datetime(table[name]) for name in ("start", "end"))
    day = pd.Timestamp(COG, 1, 1)
    return table.assign(start=start, on=day, in_force=(start.isna() | start.le(day)) & (end.isna() | end.ge(day)))


ZONES = {"zone_emploi": "employment_zone_2020", "bassin_vie": "living_area_2022", "zrr": "zrr_2022"}


def zonings(found: Imported) -> pd.DataFrame:
    """The zones of each commune (see ``layers.sources.zonings``), those of the columns the file fills.

    Unknown where the former communes of one of today's are not all known to be in one zone.
    """
    table = found.table.set_index("commune_code")[list(ZONES)].rename(columns=ZONES).rename_axis("commune")
    return table.dropna(how="all", axis="columns").groupby("commune").agg(_same)


def _same(zones: pd.Series) -> str | None:
    return str(zones.iloc[0]) if zones.eq(zones.iloc[0]).all() else None


def visits(found: Imported) -> pd.DataFrame:
    """``visits`` by commune of residence, over all services, periods and ages; unknown where one of them is."""
    counted = _added(found.table.astype({"visites": float}), ["commune_code"], "visites")
    return counted.rename_axis("commune").to_frame("visits")


def _added(table: pd.DataFrame, keys: list[str], column: str) -> pd.Series:
    """Sums by these keys, unknown where a part is: a count that is hidden is no zero."""
    groups = table.groupby(keys)[column]
    return groups.sum().where(groups.count() == groups.size())


def minutes(found: Imported, places: Gazetteer) -> pd.DataFrame:
    """Columns origin, destination, minutes, label; infinity where no route was found.

    Ends are codes of communes, or identifiers of actors: a service with several themes is there under each of them.
    """
    columns = {"origine": "origin", "destination": "destination", "minutes": "minutes", "intitule": "label"}
    table = found.table[list(columns)].rename(columns=columns).reset_index(drop=True)
    themes: dict[str, list[str]] = {}
    for one in places.actors:
        themes.setdefault(one.split("@")[0], []).append(one)
    ends = pd.DataFrame(
        [(end, one) for end in table["destination"].unique() for one in themes.get(end.split("@")[0], [end])],
        columns=["destination", "one"],
    )
    table["minutes"] = table["minutes"].astype(float).fillna(np.inf)
    return table.merge(ends, on="destination").assign(destination=lambda found: found.pop("one"))
