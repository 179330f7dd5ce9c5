"""Residents' answers to a survey, by commune: a file of the authority."""

from i18n import Text

from ..source import Source

SURVEY = Source(
    key="survey",
    label=Text("Réponses d'enquête", "Survey answers"),
    publisher="collectivité",
    origin=Text("Un fichier de votre collectivité (onglet Vos fichiers)", "A file of your authority (Your files tab)"),
)
