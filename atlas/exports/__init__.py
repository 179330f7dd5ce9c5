"""The exports. To add one: add its file, then its line here."""

from ..export import EXPORT_GROUPS, Export, file_name
from .access import ACCESS_CSV
from .csv import CSV, CSV_FR
from .flatgeobuf import FLATGEOBUF
from .geojson import GEOJSON
from .geoparquet import GEOPARQUET
from .gpkg import GPKG
from .html import HTML
from .isochrones import ISOCHRONES
from .merger import CLOSER_CSV, MATRIX_CSV
from .ods import ODS
from .package import PACKAGE
from .sources import SOURCES_CSV
from .xlsx import XLSX

EXPORTS = (
    GPKG, GEOJSON, GEOPARQUET, FLATGEOBUF, ISOCHRONES,
    XLSX, ODS, CSV_FR, CSV, ACCESS_CSV, MATRIX_CSV, CLOSER_CSV, SOURCES_CSV, PACKAGE,
    HTML,
)  # fmt: skip
BY_KEY = {export.key: export for export in EXPORTS}
__all__ = ["ACCESS_CSV", "BY_KEY", "CLOSER_CSV", "EXPORTS", "EXPORT_GROUPS", "MATRIX_CSV", "Export", "file_name"]
