"""Studies asked for in writing and made without a page: options, configuration, many at once, PostGIS, OGC API."""
