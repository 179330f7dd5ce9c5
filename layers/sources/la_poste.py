"""Points of contact of La Poste: post offices, postal agencies in town halls, counters in shops."""

import re
import unicodedata
from pathlib import Path

import pandas as pd

from i18n import Text

from ..publishers.files import Published, commune_codes, header, read_csv, reading
from ..publishers.places import as_places, joined
from ..source import Source

LABEL = Text("Points de contact de La Poste", "La Poste points of contact")
NEEDS = ("libelle_du_site", "code_insee", "latitude", "longitude", "precision_du_geocodage")
USEFUL = ("caracteristique_du_site", "adresse", "complement_d_adresse", "lieu_dit", "code_postal", "localite")
IDENTIFIERS = ("identifiant_a", "identifiant_du_site")
"""The first since 2023, the second before."""

AT_THE_COMMUNE = r"commune|mairie|code postal|localit"
"""Geocoding that stops at the commune, accents and case aside: "Géocodé au centre de la commune" (one in seven)."""


def plain(text: str) -> str:
    """Header in lower case without accents, ``#`` or signs: its spelling changes with the edition."""
    ascii_only = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_only.lower()).strip("_")


def read(path: Path) -> pd.DataFrame:
    """The list of datanova: ``;``, UTF-8 or latin-1, headers with or without accents."""
    with reading(LABEL):
        given = {plain(column): column.strip() for column in header(path, "*.csv")}
    identifier = next((name for name in IDENTIFIERS if name in given), IDENTIFIERS[0])
    wanted = [identifier, *NEEDS, *(name for name in USEFUL if name in given)]
    needs = [given.get(name, name) for name in wanted]
    table = read_csv(path, "*.csv", label=LABEL, needs=needs).set_axis(wanted, axis=1)
    precision = table["precision_du_geocodage"].map(lambda text: plain(text).replace("_", " "))
    address = [name for name in USEFUL[1:] if name in table]
    places = pd.DataFrame(
        {
            "name": table["libelle_du_site"],
            "theme": "poste",
            "network": "la-poste",
            "form": table.get("caracteristique_du_site", ""),
            "commune": commune_codes(table["code_insee"], LABEL),
            "lon": table["longitude"].str.replace(",", "."),
            "lat": table["latitude"].str.replace(",", "."),
            "address": joined(table, address) if address else "",
            "source": "La Poste, points de contact",
            "point_quality": pd.Series("own", table.index).mask(precision.str.contains(AT_THE_COMMUNE), "commune"),
        }
    ).set_index("poste-" + table[identifier].str.strip())
    return as_places(places, LABEL)


LA_POSTE = Source(
    key="la_poste",
    label=LABEL,
    publisher="La Poste",
    origin=Text("La Poste, datanova, points de contact", "La Poste, datanova, points of contact"),
    published={
        # The dataset that replaced laposte-poincont is read in eight public programs; "raw", the file as it was put
        # there, in four for the list of postal codes of the same site.
        2026: Published(
            cog=2025,
            url="https://datanova.laposte.fr/data-fair/api/v1/datasets/laposte-poincont2/raw",
            read=read,
            names=("011PoinCont*.csv", "laposte_poincont*.csv", "laposte-poincont*.csv"),
            rolling=True,
            megabytes=8,
        ),
    },
)
