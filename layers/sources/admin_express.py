"""Contours of every commune, finer than those of the API: for print (IGN, ADMIN EXPRESS COG CARTO)."""

from pathlib import Path

import pandas as pd
import shapely

from i18n import Text

from ..publishers.files import Published
from ..publishers.shapes import as_coverage, of_communes, read_layer
from ..source import Source

LABEL = Text("Contours des communes (ADMIN EXPRESS)", "Contours of the communes (ADMIN EXPRESS)")


def read_admin_express(path: Path) -> pd.DataFrame:
    """IGN's 7z, or the GeoPackage in it: layer COMMUNE to one simplified coverage, by commune.

    Column: geometry (WKB, WGS84).

    Raises
    ------
    LayerError
        If it is not that file.
    """
    # INSEE_COM in the shapefiles up to edition 3-2, code_insee since 4-0.
    table = of_communes(read_layer(path, "commune", {"commune": ("code_insee", "insee_com")}, LABEL), LABEL)
    shapes = shapely.to_wkb(as_coverage(table, LABEL))
    return pd.DataFrame({"geometry": shapes}, index=pd.Index(table["commune"], name="commune"))


ADMIN_EXPRESS = Source(
    key="admin_express",
    label=LABEL,
    publisher="IGN",
    origin=Text(
        "IGN, ADMIN EXPRESS COG CARTO 4-0, édition de 2026, simplifié à 20 m",
        "IGN, ADMIN EXPRESS COG CARTO 4-0, 2026 edition, simplified to 20 m",
    ),
    published={
        # Address, layer names and columns as read in public code that uses this very edition (July 2026).
        2026: Published(
            cog=2026,
            url="https://data.geopf.fr/telechargement/download/ADMIN-EXPRESS-COG-CARTO/"
            "ADMIN-EXPRESS-COG-CARTO_4-0__GPKG_WGS84G_FRA_2026-01-01/"
            "ADMIN-EXPRESS-COG-CARTO_4-0__GPKG_WGS84G_FRA_2026-01-01.7z",
            read=read_admin_express,
            names=("ADMIN-EXPRESS-COG*_2026-*.7z", "ADE-COG*2026-*.gpkg"),
            megabytes=120,
        ),
    },
    rules={"geometry": "same"},
    by=("commune",),
    extra=True,
)
