"""Road networks: read from an extract or asked from Overpass, cut to a territory, kept."""
