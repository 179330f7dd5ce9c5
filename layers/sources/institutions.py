"""Public desks and institutions (DILA): known at their commune only in the pack, at their own point once loaded."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers import directory
from ..publishers.directory import DESK_FILES, DESK_KINDS, DIRECTORY_YEAR, ORIGIN, URL, Desk, dicts, text
from ..publishers.files import Published, commune_codes
from ..source import PAYS_BASQUE, File, Source

LABEL = Text("Institutions", "Institutions")
COLUMNS = [
    "id", "name", "kind", "commune", "operator", "address", "website", "lon", "lat", "point_quality", "weekly_hours",
    "hours", "hours_flag", "source",
]  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """One row per desk of the kinds kept, by identifier; its point is NaN where the directory leaves it empty."""
    table = pd.DataFrame(directory.desks(path, LABEL, _row), columns=COLUMNS)
    table["commune"] = commune_codes(table["commune"], LABEL)
    # The same desk is sometimes listed under two of its types.
    return table.drop_duplicates("id").set_index("id")


def _row(desk: Desk) -> list[dict[str, object]]:
    kept = [kind for kind in directory.kinds(desk) if kind in DESK_KINDS]
    if not kept or not text(desk, "id"):
        return []
    spans = directory.entries(desk)
    hours = directory.weekly(spans)
    lon, lat = directory.point(desk)
    return [
        {
            "id": text(desk, "id"),
            "name": text(desk, "nom"),
            "kind": kept[0],
            "commune": text(desk, "code_insee_commune"),
            "operator": text(desk, "siren") or text(desk, "siret")[:9] or None,
            "address": directory.address(desk),
            "website": next((text(site, "valeur") for site in dicts(desk.get("site_internet"))), ""),
            "lon": lon,
            "lat": lat,
            "point_quality": "own" if lon == lon else None,  # noqa: PLR0124 - NaN is not itself
            "weekly_hours": hours.weekly,
            "hours": directory.written(spans),
            "hours_flag": hours.fault,
            "source": ORIGIN.fr,
        }
    ]


INSTITUTIONS = Source(
    key="institutions",
    label=LABEL,
    publisher="Dila",
    origin=Text(
        "Dila, annuaire de l'administration (2019 pour la CA du Pays Basque, sans guichets CAF, CPAM ni MSA)",
        "Dila, directory of public services (2019 for CA du Pays Basque, without CAF, CPAM or MSA desks)",
    ),
    vintages={2019: File(2026, "institutions.parquet")},
    read=lambda raw: raw.set_index("id"),
    published={
        DIRECTORY_YEAR: Published(
            cog=DIRECTORY_YEAR,
            url=URL,
            read=read,
            names=("all_latest*.tar.bz2", DESK_FILES),
            rolling=True,
            megabytes=35,
        ),
    },
    scope=PAYS_BASQUE,
)
