"""Point of the chef-lieu of each commune."""

from i18n import Text

from ..source import PAYS_BASQUE, File, Source

CHEF_LIEU = Source(
    key="chef_lieu",
    label=Text("Chefs-lieux des communes", "Chefs-lieux of communes"),
    publisher="IGN",
    origin=Text("IGN, chefs-lieux, COG 2023", "IGN, chefs-lieux, COG 2023"),
    vintages={2023: File(2026, "chef_lieu.parquet")},
    read=lambda raw: raw.set_index("commune"),
    scope=PAYS_BASQUE,
)
