"""A study as layers for geographic information systems: what they hold, how they are drawn and written."""

from .layers import Layer, communes_gdf, layers_of, main_layer

__all__ = ["Layer", "communes_gdf", "layers_of", "main_layer"]
