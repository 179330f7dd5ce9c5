"""Turnout at the municipal election of 15 March 2026, first round."""

from i18n import Text

from .source import PAYS_BASQUE, File, Source

MUNICIPAL_2026 = Source(
    key="municipal_2026",
    label=Text("Élections municipales du 15 mars 2026", "Municipal election of 15 March 2026"),
    publisher="Ministère de l'Intérieur",
    origin=Text(
        "Ministère de l'Intérieur, premier tour, résultats par commune",
        "Ministère de l'Intérieur, first round, results by commune",
    ),
    vintages={2026: File(2026, "municipal_2026.parquet")},
    read=lambda raw: raw.set_index("commune"),
    scope=PAYS_BASQUE,
)
