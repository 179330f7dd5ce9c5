"""Weekly opening hours of town halls (DILA)."""

from i18n import Text

from .source import UNDATED, File, Source

TOWN_HALLS = Source(
    key="town_halls",
    label=Text("Horaires des mairies", "Town hall hours"),
    publisher="DILA",
    origin=Text("DILA, annuaire de l'administration", "DILA, directory of public services"),
    vintages={UNDATED: File(2026, "communes.parquet")},
    read=lambda raw: raw.set_index("commune")[["town_hall_hours"]].set_axis(["weekly_hours"], axis=1),
)
