"""Potentiel financier per inhabitant (DGCL): not in the reference pack."""

from i18n import Text

from .source import Source

POTENTIAL = Source(
    key="potential",
    label=Text("Potentiel financier", "Financial potential"),
    publisher="DGCL",
    origin=Text("DGCL, critères de répartition des dotations", "DGCL, criteria for state grants"),
)
