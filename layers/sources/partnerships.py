"""Agreements between institutions (CTG, CLS...): a file of the authority."""

from i18n import Text

from ..source import Source

PARTNERSHIPS = Source(
    key="partnerships",
    label=Text("Conventions entre institutions", "Agreements between institutions"),
    publisher="collectivité",
    origin=Text("Un fichier de votre collectivité (onglet Vos fichiers)", "A file of your authority (Your files tab)"),
)
