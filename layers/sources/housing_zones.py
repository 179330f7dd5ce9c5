"""Zones of housing policy by commune: that of housing benefit (APL) and the ABC zones."""

from i18n import Text

from ..source import File, Source, by_commune

HOUSING_ZONES = Source(
    key="housing_zones",
    label=Text("Zones du logement (APL, ABC)", "Zones of housing (APL, ABC)"),
    publisher="Ministère du Logement",
    origin=Text(
        "Ministère du Logement, zones des aides (APL, 2011) et zonage ABC du 5 juillet 2024",
        "Ministry of housing, zones of housing benefit (APL, 2011) and ABC zones of 5 July 2024",
    ),
    vintages={2024: File(2026, "housing.parquet")},
    read=by_commune("apl", "abc"),
)
