"""Employment zone, living area, rural revitalisation zone."""

from i18n import Text

from .source import PAYS_BASQUE, File, Source

ZONINGS = Source(
    key="zonings",
    label=Text("Zone d'emploi, bassin de vie, ZRR", "Employment zone, living area, ZRR"),
    publisher="INSEE, DGCL",
    origin=Text(
        "Insee (zones d'emploi 2020, bassins de vie 2022), DGCL (ZRR 2022)",
        "INSEE (employment zones 2020, living areas 2022), DGCL (ZRR 2022)",
    ),
    vintages={2022: File(2026, "zonings.parquet")},
    read=lambda raw: raw.set_index("commune"),
    scope=PAYS_BASQUE,
)
