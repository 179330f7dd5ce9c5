"""The exports. To add one: add its file, then its line here."""

from ..export import Export, file_name
from .csv import CSV, CSV_FR
from .geojson import GEOJSON
from .html import HTML

EXPORTS = (GEOJSON, CSV_FR, CSV, HTML)
__all__ = ["EXPORTS", "Export", "file_name"]
