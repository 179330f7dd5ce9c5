"""Contours of the IRIS, INSEE's districts of about 2,000 inhabitants (IGN, CONTOURS-IRIS)."""

from pathlib import Path

import pandas as pd
import shapely

from i18n import Text

from ..publishers.files import Published, not_the_file
from ..publishers.shapes import of_communes, read_layer
from ..source import Source, unique

LABEL = Text("Contours des Iris", "Contours of the IRIS")
COLUMNS = {
    "iris": ("code_iris",),
    "commune": ("code_insee", "insee_com"),
    "name": ("nom_iris",),
    "kind": ("type_iris", "typ_iris"),
}
"""Names of edition 3-0 first, then those of the shapefiles."""


def read_iris(path: Path) -> pd.DataFrame:
    """IGN's 7z, or the GeoPackage in it, by code of IRIS.

    Columns: commune (a municipal district in Paris, Lyon and Marseille), name, kind (H homes, A activity,
    D other, Z commune that is not divided), geometry (WKB, WGS84, as published).

    Raises
    ------
    LayerError
        If it is not that file.
    """
    table = of_communes(read_layer(path, "contours_iris", COLUMNS, LABEL), LABEL)
    codes = table["iris"].astype(str).str.strip()
    if not (codes.str.len().eq(9) & codes.str[:5].eq(table["commune"])).all():
        why = Text(
            "Un code d'Iris n'est pas celui de sa commune suivi de quatre chiffres.",
            "A code of IRIS is not that of its commune and four digits.",
        )
        raise not_the_file(LABEL, why)
    found = pd.DataFrame(table[["commune", "name", "kind"]]).assign(geometry=shapely.to_wkb(table["geometry"]))
    return unique(found.set_index(pd.Index(codes, name="iris")), LABEL)


IRIS = Source(
    key="iris",
    label=LABEL,
    publisher="IGN, Insee",
    origin=Text("IGN et Insee, Contours… Iris, édition de 2026", "IGN and INSEE, Contours… Iris, 2026 edition"),
    published={
        # Address, layer name and columns as read in public code that uses editions 2024 to 2026.
        2026: Published(
            cog=2026,
            url="https://data.geopf.fr/telechargement/download/CONTOURS-IRIS/"
            "CONTOURS-IRIS_3-0__GPKG_WGS84G_FRA_2026-01-01/CONTOURS-IRIS_3-0__GPKG_WGS84G_FRA_2026-01-01.7z",
            read=read_iris,
            names=("CONTOURS-IRIS*_2026-*.7z", "CONTOURS-IRIS*2026-*.gpkg"),
            megabytes=88,
        ),
    },
    by=("commune",),
    extra=True,
)
