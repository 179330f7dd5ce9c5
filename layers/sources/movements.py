"""What became of the communes, year by year: mergers, restorations, changes of code (INSEE)."""

from i18n import Text

from ..source import File, Source

LABEL = Text("Histoire des communes", "History of communes")


MOVEMENTS = Source(
    key="movements",
    label=LABEL,
    publisher="Insee",
    origin=Text(
        "Insee, Code officiel géographique\u00a0: mouvements de communes depuis 2003",
        "INSEE, Code officiel géographique: movements of communes since 2003",
    ),
    vintages={2026: File(2026, "movements.parquet")},
)
