"""Social services of all France (data·inclusion): themes, publics, zone, ways of being received, hours."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published
from ..publishers.hours import listed, osm_hours
from ..publishers.inclusion_file import Record, commune, records, spaced, validated
from ..publishers.places import as_places
from ..source import Source

REMOTE = "a-distance"
"""How the schema codes a service that is given at a distance."""

LABEL = Text("Services sociaux (data·inclusion)", "Social services (data·inclusion)")
NEEDS = frozenset({
    "id", "structure_id", "source", "nom", "thematiques", "publics", "code_insee", "adresse", "longitude", "latitude",
    "modes_accueil", "zone_eligibilite", "horaires_accueil",
})  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """The open file of services, Parquet or JSON. Refused rows stay, without point nor theme, to be counted."""
    from data_inclusion.schema.v1 import Service  # noqa: PLC0415 - heavy, and the first map does without

    rows, refused = validated(records(path, LABEL, NEEDS), Service, LABEL)
    table = pd.DataFrame([_service(row) for row in rows]).set_index("id")
    found = as_places(pd.concat([table, refused]) if len(refused) else table, LABEL)
    return found.assign(**found[["structure", "publics", "zone"]].fillna(""), remote=found["remote"].astype("boolean"))


def roots(themes: object) -> str:
    """Themes of a service: what stands before ``--`` in its thematiques, each once."""
    return " ".join(dict.fromkeys(key.split("--")[0] for key in spaced(themes).split()))


def _service(row: Record) -> dict[str, object]:
    hours = row["horaires_accueil"] or ""
    opened = listed(osm_hours(hours))
    received = set(row["modes_accueil"] or ())
    address = " ".join(part for part in (row["adresse"], row.get("code_postal"), row.get("commune")) if part)
    return {
        "id": row["id"],
        "name": row["nom"],
        "theme": roots(row["thematiques"]),
        "form": row.get("type") or "",
        "commune": commune(row["code_insee"]),
        "lon": row["longitude"],
        "lat": row["latitude"],
        "hours": hours,
        "weekly_hours": opened.weekly,
        "hours_flag": opened.fault,
        "address": address,
        "source": f"data·inclusion ({row['source']})",
        # A service given at a distance only stands nowhere, whatever the address of who gives it.
        "point_quality": "remote" if received == {REMOTE} else "own",
        "structure": row["structure_id"],
        "publics": spaced(row["publics"]),
        "zone": spaced(row["zone_eligibilite"]),
        "remote": REMOTE in received if received else None,
    }


DATA_INCLUSION = Source(
    key="data_inclusion",
    label=LABEL,
    publisher="GIP Plateforme de l'inclusion",
    origin=Text("data·inclusion, services, fichier hebdomadaire", "data·inclusion, services, weekly file"),
    published={
        # Resource ids: gip-inclusion/data-inclusion, publish_opendata/constants.py.
        2026: Published(
            cog=2026,
            url="https://www.data.gouv.fr/fr/datasets/r/de4856b8-bb67-4b79-83bd-038e846a1774",
            read=read,
            names=("services-inclusion-*.parquet", "*services*.parquet", "services-inclusion-*.json"),
            rolling=True,
            megabytes=60,
        ),
    },
)
