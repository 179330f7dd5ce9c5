"""Institutions of the embedded territory (DILA), known at their commune only."""

from i18n import Text

from .source import PAYS_BASQUE, File, Source

INSTITUTIONS = Source(
    key="institutions",
    label=Text("Institutions", "Institutions"),
    publisher="DILA",
    origin=Text(
        "DILA, annuaire de l'administration 2019 ; guichets CAF, CPAM, MSA, CCAS et CIAS non chargés",
        "DILA, directory of public services 2019; CAF, CPAM, MSA, CCAS and CIAS desks not loaded",
    ),
    vintages={2019: File(2026, "institutions.parquet")},
    read=lambda raw: raw.set_index("id"),
    scope=PAYS_BASQUE,
)
