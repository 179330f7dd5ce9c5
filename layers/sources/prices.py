"""Prices at the same quotient familial: a file of the authority."""

from i18n import Text

from ..source import Source

PRICES = Source(
    key="prices",
    label=Text("Tarifs par quotient familial", "Prices by family quotient"),
    publisher="collectivité",
    origin=Text("Un fichier de votre collectivité", "A file of your authority"),
)
