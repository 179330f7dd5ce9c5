"""Share of premises eligible for fibre (ARCEP)."""

from i18n import Text

from .source import PAYS_BASQUE, UNDATED, File, Source

FIBRE = Source(
    key="fibre",
    label=Text("Locaux éligibles à la fibre", "Premises eligible for fibre"),
    publisher="ARCEP",
    origin=Text("Arcep, Ma connexion internet", "ARCEP, Ma connexion internet"),
    vintages={UNDATED: File(2026, "fibre.parquet")},
    read=lambda raw: raw.set_index("commune"),
    scope=PAYS_BASQUE,
)
