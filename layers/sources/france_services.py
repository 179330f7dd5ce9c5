"""France services desks of all France (ANCT): buses and itinerant ones have no fixed point."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, read_csv
from ..publishers.hours import daily_hours, listed
from ..publishers.places import as_places, joined
from ..source import Source

LABEL = Text("France services (liste nationale)", "France services (national list)")
DAYS = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")
COLUMNS = (
    "id_fs", "lib_fs", "adresse", "complement_adresse", "insee_com", "code_postal", "lib_com", "latitude", "longitude",
    "format_fs", *DAYS,
)  # fmt: skip
MOBILE = r"^(?:bus|itin)"
"""Forms of a desk that moves: "Bus_équivalent", "Itinérante", "Itinérant"."""


def read(path: Path) -> pd.DataFrame:
    """The ANCT's list: ``,`` or ``;``, UTF-8, one row per desk, one column of slots per weekday."""
    table = read_csv(path, "*.csv", label=LABEL, needs=COLUMNS)
    opened = [listed(daily_hours(days)) for days in table[list(DAYS)].itertuples(index=False)]
    form = table["format_fs"].str.strip()
    mobile = form.str.contains(MOBILE, case=False)
    places = pd.DataFrame(
        {
            "name": table["lib_fs"],
            "theme": "acces-aux-droits",
            "network": "france-service",
            "form": form,
            "commune": commune_codes(table["insee_com"], LABEL),
            "lon": table["longitude"],
            "lat": table["latitude"],
            "hours": table[list(DAYS)].agg("|".join, axis=1).where(table[list(DAYS)].ne("").any(axis=1), ""),
            "weekly_hours": pd.Series([hours.weekly for hours in opened], table.index, dtype=float),
            "hours_flag": pd.Series([hours.fault for hours in opened], table.index, dtype=object),
            "address": joined(table, ["adresse", "complement_adresse", "code_postal", "lib_com"]),
            "source": "ANCT, liste des France services",
            "point_quality": pd.Series("own", table.index).mask(mobile, "itinerant"),
        }
    ).set_index("fs-" + table["id_fs"].str.strip())
    return as_places(places, LABEL)


FRANCE_SERVICES = Source(
    key="france_services",
    label=LABEL,
    publisher="ANCT",
    origin=Text(
        "ANCT, liste des structures labellisées France services",
        "ANCT, list of the structures labelled France services",
    ),
    published={
        # The resource the ANCT's own map reads (anct-carto/france_services), kept up to date under this address.
        2026: Published(
            cog=2025,
            url="https://www.data.gouv.fr/fr/datasets/r/afc3f97f-0ef5-429b-bf16-7b7876d27cd4",
            read=read,
            names=("liste-fs-2*.csv",),
            rolling=True,
            megabytes=1,
        ),
    },
)
