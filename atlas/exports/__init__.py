"""The exports. To add one: add its file, then its line here."""

from ..export import Export, file_name
from .access import ACCESS_CSV
from .csv import CSV, CSV_FR
from .geojson import GEOJSON
from .html import HTML
from .isochrones import ISOCHRONES
from .sources import SOURCES_CSV

EXPORTS = (GEOJSON, CSV_FR, CSV, HTML, ACCESS_CSV, ISOCHRONES, SOURCES_CSV)
BY_KEY = {export.key: export for export in EXPORTS}
__all__ = ["ACCESS_CSV", "BY_KEY", "EXPORTS", "Export", "file_name"]
