"""OGC API Features (Core, GeoJSON) over the files of a folder: what QGIS, GDAL and scripts read by address."""

from .app import application

__all__ = ["application"]
