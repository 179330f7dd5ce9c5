"""The exports. To add one: add its file, then its line here."""

from ..export import Export, file_name
from .csv import CSV, CSV_FR
from .geojson import GEOJSON
from .html import HTML
from .sources import SOURCES_CSV

EXPORTS = (GEOJSON, CSV_FR, CSV, HTML, SOURCES_CSV)
__all__ = ["EXPORTS", "Export", "file_name"]
