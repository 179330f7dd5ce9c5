"""Home-work flows between communes (INSEE, MOBPRO): not in the reference pack."""

from i18n import Text

from .source import Source

FLOWS = Source(
    key="flows",
    label=Text("Trajets domicile-travail", "Home-work trips"),
    publisher="INSEE",
    origin=Text("Insee, base des flux domicile-travail (MOBPRO)", "INSEE, home-work flows (MOBPRO)"),
)
