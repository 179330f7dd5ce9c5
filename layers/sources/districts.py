"""Arrondissement, canton and constituency of communes."""

from i18n import Text

from ..source import File, Source, by_commune

DISTRICTS = Source(
    key="districts",
    label=Text("Arrondissement, canton, circonscription", "Arrondissement, canton, constituency"),
    publisher="Insee, IGN",
    origin=Text(
        "Insee (arrondissements), contours des cantons et circonscriptions",
        "INSEE (arrondissements), contours of cantons and constituencies",
    ),
    vintages={2026: File(2026, "communes.parquet")},
    read=by_commune("arrondissement", "canton", "constituency"),
)
