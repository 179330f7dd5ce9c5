"""Communes each service is open to (data·inclusion): not in the reference pack."""

from i18n import Text

from .source import Source

ELIGIBILITY = Source(
    key="eligibility",
    label=Text("Zones d'éligibilité des services", "Eligibility zones of services"),
    publisher="data·inclusion",
    origin=Text("data·inclusion, zone_eligibilite", "data·inclusion, zone_eligibilite"),
)
