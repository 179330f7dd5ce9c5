"""Employment zone, living area, rural revitalisation zone."""

import io
import zipfile
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, pick, reading
from ..source import PAYS_BASQUE, File, Source, unique

LABEL = Text("Zone d'emploi, bassin de vie, ZRR", "Employment zone, living area, ZRR")
COLUMNS = {"ZE2020": "employment_zone_2020", "BV2022": "living_area_2022", "AAV2020": "attraction_area_2020"}


def _workbook(path: Path) -> io.BytesIO:
    """The workbook of INSEE's zip, or the file itself: a workbook is a zip too, whatever its name."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.lower().endswith(".xlsx"):
                    return io.BytesIO(archive.read(name))
    return io.BytesIO(path.read_bytes())


def read(path: Path) -> pd.DataFrame:
    """INSEE's table of what each commune belongs to: a sheet COM, its names of columns under some lines of title.

    Codes are text ("0101", "047"); attraction area "000" is none. The ZRR are not in it.
    """
    with reading(LABEL):
        sheet = pd.read_excel(_workbook(path), sheet_name="COM", header=None, dtype=str, engine="calamine")
        # The line that holds most of these names: one of them may be what the file lacks.
        head = sheet.isin({"CODGEO", *COLUMNS}).sum(axis=1).idxmax()
        names = sheet.loc[head].fillna("").astype(str)
        found = pick(names, ["CODGEO", *COLUMNS], LABEL)
    table = sheet.loc[head + 1 :].set_axis(list(names), axis=1)[list(found)].rename(columns=found)
    codes = commune_codes(table["CODGEO"], LABEL).rename("commune")
    zones = table[list(COLUMNS)].rename(columns=COLUMNS).apply(lambda cells: cells.str.strip()).replace("", None)
    zones = zones.assign(zrr_2022=pd.Series(None, zones.index, dtype="str"), zrr_2022__why="unavailable")
    return unique(zones.set_index(codes)[codes.notna().to_numpy()], LABEL)


def _published(year: int) -> Published:
    name = f"table-appartenance-geo-communes-{year}"
    return Published(
        cog=year,
        url=f"https://www.insee.fr/fr/statistiques/fichier/7671844/{name}.zip",
        read=read,
        names=(f"{name}*.xlsx", f"{name}*.zip"),
        every_commune=True,
        megabytes=3,
    )


ZONINGS = Source(
    key="zonings",
    label=LABEL,
    publisher="Insee, DGCL",
    origin=Text(
        "Insee (zones d'emploi 2020, bassins de vie 2022), DGCL (ZRR 2022)",
        "INSEE (employment zones 2020, living areas 2022), DGCL (ZRR 2022)",
    ),
    vintages={2022: File(2026, "zonings.parquet")},
    read=lambda raw: raw.set_index("commune"),
    # The page and the names of its files are the same every year, read in public code for 2021 to 2026.
    published={year: _published(year) for year in (2025, 2026)},
    rules=dict.fromkeys([*COLUMNS.values(), "zrr_2022"], "same"),
    scope=PAYS_BASQUE,
)
