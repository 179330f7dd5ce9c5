"""Votes at the European election of 9 June 2024."""

from i18n import Text

from .source import PAYS_BASQUE, File, Source

EUROPEAN_2024 = Source(
    key="european_2024",
    label=Text("Élections européennes du 9 juin 2024", "European election of 9 June 2024"),
    publisher="Ministère de l'Intérieur",
    origin=Text(
        "Ministère de l'Intérieur, résultats par commune (voix recalculées d'après les pourcentages publiés)",
        "Ministère de l'Intérieur, results by commune (votes rebuilt from published percentages)",
    ),
    vintages={2024: File(2026, "european_2024.parquet")},
    read=lambda raw: raw.set_index("commune"),
    scope=PAYS_BASQUE,
)
