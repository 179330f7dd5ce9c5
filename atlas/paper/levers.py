"""What a council can do about a distance, component by component: ideas to discuss, none of them computed."""

import math

from cage import MINUTES, Study
from i18n import Lang, Text

from ..findings.commune import lines
from ..findings.services import FAR

LEVERS: dict[str, Text] = {
    "values": Text(
        "Aller au-devant des habitants : une réunion dans la commune avant de décider pour elle.",
        "Go to residents: a meeting in the commune before deciding for it.",
    ),
    "social_norms": Text(
        "Adapter le service à ceux qui vivent ici : âges, logements et métiers diffèrent d'un lieu à l'autre.",
        "Fit the service to those who live here: ages, dwellings and occupations differ from place to place.",
    ),
    "networks": Text(
        "S'appuyer sur les trajets que font déjà les habitants : placer une permanence là où ils passent.",
        "Build on trips residents already make: hold a desk where they pass by.",
    ),
    "trust": Text(
        "Associer les associations et les élus de la commune à l'accueil et à l'information.",
        "Involve the commune's associations and councillors in reception and information.",
    ),
    "political_norms": Text(
        "Donner la parole à la commune dans les instances de l'intercommunalité qui décident du service.",
        "Give the commune a voice in the intercommunal bodies that decide on the service.",
    ),
    "regulatory_norms": Text(
        "Vérifier avec le prestataire que les habitants de la commune ont droit au service, et au même tarif.",
        "Check with the provider that residents of the commune are entitled to the service, at the same price.",
    ),
    "institutional_norms": Text(
        "Signer une convention entre institutions, pour qu'un seul guichet suffise.",
        "Sign an agreement between institutions, so that one desk is enough.",
    ),
    "physical_distance": Text(
        "Rapprocher le service : permanence en mairie, bus itinérant, transport à la demande, visite à domicile.",
        "Bring the service closer: desk at the town hall, mobile bus, transport on demand, home visits.",
    ),
    "communication": Text(
        "Ouvrir plus longtemps, répondre au téléphone, accompagner les démarches en ligne.",
        "Open longer, answer the telephone, help with online procedures.",
    ),
    "territorial_proximity": Text(
        "S'entendre avec les communes voisines, y compris hors de l'intercommunalité.",
        "Agree with neighbouring communes, those outside the intercommunality included.",
    ),
    "financial_size": Text(
        "Mettre des moyens en commun : fonds de concours, service partagé, CIAS.",
        "Pool means: joint funds, a shared service, an intercommunal centre (CIAS).",
    ),
    "wealth_level": Text(
        "Moduler les tarifs selon les ressources, et faire connaître les aides.",
        "Set prices by income, and make benefits known.",
    ),
}
COUNT = 3


def ideas(study: Study, commune: str, lang: Lang) -> list[str]:
    """The levers of the components that make most of a commune's distance, the largest part first.

    What is not far is not to be brought closer.
    """
    near = float(study.values.at[commune, MINUTES]) <= FAR
    parts: dict[str, float] = {}
    for line in lines(study, commune, lang):
        part = line.score if math.isnan(line.contribution) else line.contribution
        closer = line.component.key == "physical_distance" and near
        if not math.isnan(part) and not line.noisy and part > 0 and not closer:
            parts[line.component.key] = parts.get(line.component.key, 0.0) + part
    largest = sorted(parts, key=lambda key: -parts[key])[:COUNT]
    return [LEVERS[key].in_lang(lang) for key in largest]
