"""Active associations by commune (RNA): not in the reference pack."""

from i18n import Text

from .source import Source

ASSOCIATIONS = Source(
    key="associations",
    label=Text("Associations", "Associations"),
    publisher="Ministère de l'Intérieur",
    origin=Text("Répertoire national des associations (RNA)", "National register of associations (RNA)"),
)
