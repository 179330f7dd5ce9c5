"""Open schools, collèges and lycées, public and private (Éducation nationale), département by département."""

from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, read_csv
from ..publishers.places import as_places, joined
from ..source import Source
from .la_poste import plain

LABEL = Text("Écoles, collèges et lycées", "Primary and secondary schools")
COLUMNS = (
    "numero_uai", "appellation_officielle", "secteur_public_prive_libe", "adresse_uai", "code_postal_uai",
    "libelle_commune", "latitude", "longitude", "localisation", "nature_uai", "nature_uai_libe", "etat_etablissement",
    "code_commune",
)  # fmt: skip
OPEN = ("1", "3")
"""States of a school that takes pupils: open, and to be closed."""

NATURES = {"ecole": ("1", "ecole"), "college": ("3", "college"), "lycee": ("3", "lycee")}
"""By theme: degree, the first digit of ``nature_uai``, and first word of its label. Sections are none."""

AT_THE_COMMUNE = r"commune|mairie|code postal|ville|defaut"


def read(path: Path) -> pd.DataFrame:
    """The ministry's export: ``;``, UTF-8, one row per school."""
    table = read_csv(path, "*.csv", label=LABEL, needs=COLUMNS)
    commune = commune_codes(table["code_commune"], LABEL)
    nature = table["nature_uai"].str.strip()
    label = table["nature_uai_libe"].map(plain)
    theme = pd.Series("", table.index)
    for key, (degree, word) in NATURES.items():
        theme = theme.mask(nature.str.startswith(degree) & label.str.startswith(word), key)
    localisation = table["localisation"].map(lambda text: plain(text).replace("_", " "))
    places = pd.DataFrame(
        {
            "name": table["appellation_officielle"],
            "theme": theme,
            "network": "education-nationale",
            "form": table["secteur_public_prive_libe"],
            "commune": commune,
            "lon": table["longitude"],
            "lat": table["latitude"],
            "address": joined(table, ["adresse_uai", "code_postal_uai", "libelle_commune"]),
            "source": "Éducation nationale, adresses des établissements",
            "point_quality": pd.Series("own", table.index).mask(localisation.str.contains(AT_THE_COMMUNE), "commune"),
        }
    ).set_index("edu-" + table["numero_uai"].str.strip())
    kept = table["etat_etablissement"].str.strip().isin(OPEN) & theme.ne("")
    return as_places(places[kept.to_numpy()], LABEL)


SCHOOLS = Source(
    key="schools",
    label=LABEL,
    publisher="Éducation nationale",
    origin=Text(
        "Éducation nationale, adresse et géolocalisation des établissements",
        "Ministry of Education, addresses and points of schools",
    ),
    published={
        2026: Published(
            cog=2025,
            # Départements are written "064", "02A" and "974" there: the first of the two codes misses for the overseas.
            url=(
                "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/"
                "fr-en-adresse-et-geolocalisation-etablissements-premier-et-second-degre/exports/csv"
                "?lang=fr&timezone=Europe%2FBerlin&use_labels=false&delimiter=%3B"
                "&where=code_departement%20in%20(%220{department}%22%2C%22{department}%22)"
            ),
            read=read,
            names=("fr-en-adresse-et-geolocalisation-etablissements*.csv",),
            rolling=True,
            megabytes=1,
        ),
    },
)
