"""Organisations that give the services of data·inclusion: their networks, their SIREN, their hours."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published
from ..publishers.hours import listed, osm_hours
from ..publishers.inclusion_file import Record, commune, records, spaced, validated
from ..publishers.places import as_places
from ..source import Source

LABEL = Text("Structures sociales (data·inclusion)", "Social organisations (data·inclusion)")
NEEDS = frozenset({
    "id", "source", "nom", "siret", "code_insee", "longitude", "latitude", "horaires_accueil", "reseaux_porteurs",
})  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """The open file of structures, Parquet or JSON: ``network`` lists them; refused rows stay, to be counted."""
    from data_inclusion.schema.v1 import Structure  # noqa: PLC0415 - heavy, and the first map does without

    rows, refused = validated(records(path, LABEL, NEEDS), Structure, LABEL)
    table = pd.DataFrame([_structure(row) for row in rows]).set_index("id")
    return as_places(pd.concat([table, refused]) if len(refused) else table, LABEL)


def _structure(row: Record) -> dict[str, object]:
    hours = row["horaires_accueil"] or ""
    opened = listed(osm_hours(hours))
    return {
        "id": row["id"],
        "name": row["nom"],
        "network": spaced(row["reseaux_porteurs"]),
        "commune": commune(row["code_insee"]),
        "operator": row["siret"][:9] if row["siret"] else None,
        "lon": row["longitude"],
        "lat": row["latitude"],
        "hours": hours,
        "weekly_hours": opened.weekly,
        "hours_flag": opened.fault,
        "source": f"data·inclusion ({row['source']})",
    }


STRUCTURES = Source(
    key="structures",
    label=LABEL,
    publisher="GIP Plateforme de l'inclusion",
    origin=Text("data·inclusion, structures, fichier hebdomadaire", "data·inclusion, organisations, weekly file"),
    published={
        2026: Published(
            cog=2026,
            url="https://www.data.gouv.fr/fr/datasets/r/915c05e8-77ea-44f6-9837-0f1eff897a54",
            read=read,
            names=("structures-inclusion-*.parquet", "*structures*.parquet", "structures-inclusion-*.json"),
            rolling=True,
            megabytes=30,
        ),
    },
)
