"""The page where a publisher shows a file to people, from the address where programs take it."""

import re

PAGES = (
    (r"https://www\.insee\.fr/fr/statistiques/fichier/(\d+)/.*", r"https://www.insee.fr/fr/statistiques/\1"),
    # Every portal of Opendatasoft: OFGL, Éducation nationale, Dares.
    (r"https://([^/]+)/api/explore/v2\.1/catalog/datasets/([^/]+)/.*", r"https://\1/explore/dataset/\2/"),
    (r"https://datanova\.laposte\.fr/data-fair/api/v1/datasets/([^/]+)/.*", r"https://datanova.laposte.fr/datasets/\1"),
    (r"https://static\.data\.gouv\.fr/resources/([^/]+)/.*", r"https://www.data.gouv.fr/datasets/\1"),
    (r"https://data\.geopf\.fr/.*", "https://geoservices.ign.fr/catalogue"),
    (r"https://data\.arcep\.fr/.*", "https://www.data.gouv.fr/datasets/ma-connexion-internet"),
    (r"https://lecomarquage\.service-public\.gouv\.fr/.*", "https://www.data.gouv.fr/datasets/service-public-gouv-fr-annuaire-de-l-administration-base-de-donnees-locales"),
    (r"https://media\.interieur\.gouv\.fr/rna/.*", "https://www.data.gouv.fr/datasets/repertoire-national-des-associations"),
)  # fmt: skip
"""Address of a file -> that of its page: each publisher's own way, read in public code. None of them was called."""


def page_of(url: str) -> str:
    """The publisher's page of a file; the address itself where no other is known (it leads a reader to the file)."""
    for pattern, page in PAGES:
        if re.fullmatch(pattern, url):
            return re.sub(pattern, page, url)
    return url.split("?", maxsplit=1)[0]
