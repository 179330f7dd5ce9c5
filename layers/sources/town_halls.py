"""Weekly opening hours of town halls (DILA)."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.directory import DESK_FILES, DIRECTORY_YEAR, URL, Desk, desks, entries, kinds, text, weekly
from ..publishers.files import Published, commune_codes
from ..source import UNDATED, File, Source

LABEL = Text("Horaires des mairies", "Town hall hours")
COLUMNS = ["commune", "main", "weekly_hours"]


def read(path: Path) -> pd.DataFrame:
    """Hours of the town hall of each commune; unknown where several are listed and none is the main one."""
    table = pd.DataFrame(desks(path, LABEL, _row), columns=COLUMNS)
    table["commune"] = commune_codes(table["commune"], LABEL)
    table = table.dropna(subset="commune")
    # Merged communes keep a town hall for each former one: the first of the chef-lieu's code is the main one.
    several = table["commune"].duplicated(keep=False)
    chosen = table[~several | table["main"]].drop_duplicates("commune", keep=False).set_index("commune")
    hours = chosen["weekly_hours"].astype(float).reindex(sorted(set(table["commune"])))
    return hours.rename_axis("commune").to_frame()


def _row(desk: Desk) -> list[tuple[str, bool, float | None]]:
    if "mairie" not in kinds(desk):
        return []
    commune = text(desk, "code_insee_commune")
    main = text(desk, "ancien_code_pivot") == f"mairie-{commune}-01"
    # A small town hall does open four hours a week: no minimum, unlike a desk of a national network.
    return [(commune, main, weekly(entries(desk), minimum=0).weekly)]


TOWN_HALLS = Source(
    key="town_halls",
    label=LABEL,
    publisher="Dila",
    origin=Text("Dila, annuaire de l'administration", "Dila, directory of public services"),
    vintages={UNDATED: File(2026, "communes.parquet")},
    read=lambda raw: raw.set_index("commune")[["town_hall_hours"]].set_axis(["weekly_hours"], axis=1),
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
    rules={"weekly_hours": "same"},
)
