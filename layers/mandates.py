"""Seats and executive functions in the intercommunal councils (Répertoire national des élus)."""

from i18n import Text

from .source import File, Source, by_commune

MANDATES = Source(
    key="mandates",
    label=Text("Sièges et exécutifs intercommunaux", "Intercommunal seats and executives"),
    publisher="Ministère de l'Intérieur",
    origin=Text("Répertoire national des élus", "National register of elected members"),
    vintages={2026: File(2026, "communes.parquet")},
    read=by_commune("seats", "executive"),
)
