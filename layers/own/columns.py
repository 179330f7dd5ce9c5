"""The columns that several kinds of files share, and how each is recognised by its cells."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from i18n import Text
from parsing import X, Y

from ..sources.bpe import TYPES_2019, TYPES_2024
from ..spelling import normalised, squashed
from .cells import Cell, CellParser, Refusal, text
from .coordinates import number, pair
from .gazetteer import bare

UNKNOWN_KEY = Text(
    "n'est pas dans la liste\u00a0: la ligne est gardée sous «\u00a0Autres\u00a0»",
    "is not in the list: kept as “Other”",
)


@dataclass(frozen=True)
class OwnColumn:
    """A column that may be mapped.

    Attributes
    ----------
    required
        A row without it is rejected. A file without it is refused.
    filled
        The file may lack it, but where it is there each row must fill it.
    blank
        The file must have it, but a row may leave it empty: that too says something.
    counted
        What is empty or cannot be read is an unknown count and its row stays: a sum without it would be wrong.
    synonyms
        Other headers it is recognised by, whatever their case, accents and spaces.
    looks
        Whether a cell may be of this column; None where its header is enough.
    instead
        The column whose value stands for this one where it is empty.
    """

    key: str
    label: Text
    required: bool = False
    synonyms: tuple[str, ...] = ()
    parse: CellParser = text
    filled: bool = False
    blank: bool = False
    counted: bool = False
    looks: Callable[[str], bool] | None = None
    instead: str | None = None


WORDS_OF_THEMES = {
    "social_facility": "lieu-social",
    "social_centre": "centre-social",
    "community_centre": "lieu-associatif",
    "childcare": "petite-enfance",
    "library": "bibliotheque",
    "school": "ecole",
    "post_office": "poste",
    "pharmacy": "pharmacie",
    "doctors": "medecin",
    "dentist": "dentiste",
    "nursing_home": "hebergement-personnes-agees",
    **{code: theme for code, theme in TYPES_2019.items() if TYPES_2024.get(code, theme) == theme},
    **{code: theme for code, theme in TYPES_2024.items() if TYPES_2019.get(code, theme) == theme},
}
"""Theme of what OpenStreetMap and INSEE (BPE, codes that mean the same in all its years) call otherwise."""


def one_of(labels: Mapping[str, Text], words: Mapping[str, str] = MappingProxyType({})) -> CellParser:
    """A parser of a key of ``labels``, of one of its labels, or of another word for it; "other" when it is none."""
    known = {squashed(name): key for key, label in labels.items() for name in (key, *label)}
    known |= {squashed(word): key for word, key in words.items()}

    def parse(cell: str) -> Cell:
        # "CCAS de Bayonne" is a CCAS: failing the whole, its first word says so.
        for name in (squashed(cell), *normalised(cell).split()[:1]):
            if name in known:
                return Cell(known[name])
        return Cell("other", (Refusal(cell, UNKNOWN_KEY),))

    return parse


def _is_code(cell: str) -> bool:
    return re.fullmatch(r"\d{4,5}|2[AB]\d{3}", bare(cell)) is not None


def _is_words(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and not _is_code(cell)


def _is_coordinate(cell: str) -> bool:
    return not math.isnan(number(cell))


def _is_pair(cell: str) -> bool:
    both = pair(cell)
    return both != (cell, cell) and all(map(_is_coordinate, filter(None, both)))


def _is_department(cell: str) -> bool:
    return re.fullmatch(r"\d{1,3}|2[AB]", cell.strip(), re.IGNORECASE) is not None


ID = OwnColumn("id", Text("Identifiant", "Identifier"), synonyms=("identifiant", "uid", "id_service", "siret"))
NAME = OwnColumn(
    "nom", Text("Nom", "Name"), required=True, looks=_is_words,
    synonyms=("name", "libelle", "intitule", "denomination", "nom de la structure", "structure", "lieu", "service",
              "nom du service", "raison sociale", "titre", "title", "label", "designation", "etablissement",
              "nom_complet", "nomcourt", "nom_etablissement", "organisme", "equipement"),
)  # fmt: skip
CODE = OwnColumn(
    "code_insee", Text("Code Insee de la commune", "INSEE code of the commune"), looks=_is_code,
    synonyms=("insee", "code commune", "codgeo", "com", "code insee commune", "depcom", "commune_insee", "citycode",
              "result_citycode", "code_com", "insee_com", "code geographique", "code insee de residence", "cog",
              "code_commune_insee", "codecommune", "ref:INSEE"),
)  # fmt: skip
COMMUNE = OwnColumn(
    "commune", Text("Nom de la commune", "Name of the commune"), looks=_is_words,
    synonyms=("ville", "nom commune", "nom_com", "libelle commune", "libgeo", "city", "commune de residence", "town",
              "addr:city", "result_city", "localite", "libcom", "municipality"),
)  # fmt: skip
POSTCODE = OwnColumn(
    "code_postal", Text("Code postal", "Postcode"), looks=_is_code,
    synonyms=("cp", "codepostal", "postcode", "postal_code", "zip", "addr:postcode", "result_postcode", "codpos"),
)  # fmt: skip
DEPARTMENT = OwnColumn(
    "departement", Text("Département (numéro)", "Département (number)"), looks=_is_department,
    synonyms=("dep", "dept", "code departement", "code_dep", "num_dep"),
)  # fmt: skip
WHERE = (CODE, COMMUNE, POSTCODE, DEPARTMENT)
OWN_PLACE = (
    *WHERE,
    OwnColumn(
        "adresse", Text("Adresse", "Address"), looks=_is_words,
        synonyms=("address", "adresse postale", "voie", "rue", "adresse_complete", "addr:full"),
    ),
    OwnColumn(
        "longitude", Text("Longitude ou X", "Longitude or X"), looks=_is_coordinate,
        synonyms=(X, "lon", "lng", "long", "x", "coord x", "coordonnee x", "x_l93", "x lambert 93", "x_lambert",
                  "lambert_x", "x_wgs84", "result_longitude", "point_x", "xcoord", "easting", "est", "coordx"),
    ),
    OwnColumn(
        "latitude", Text("Latitude ou Y", "Latitude or Y"), looks=_is_coordinate,
        synonyms=(Y, "lat", "y", "coord y", "coordonnee y", "y_l93", "y lambert 93", "y_lambert",
                  "lambert_y", "y_wgs84", "result_latitude", "point_y", "ycoord", "northing", "nord", "coordy"),
    ),
    OwnColumn(
        "coordonnees", Text("Latitude et longitude en une colonne", "Latitude and longitude in one column"),
        looks=_is_pair,
        synonyms=("geo_point_2d", "geo_point", "latlon", "lat_lon", "geolocalisation", "coordonnees gps", "gps",
                  "latlng", "coords", "coordinates", "coordonnees geographiques", "position", "localisation",
                  "location", "geoloc", "geom", "geometry", "geometrie", "wkt", "geopoint", "coordonnees_geo"),
    ),
)  # fmt: skip
HOURS = OwnColumn(
    "horaires_accueil", Text("Horaires (format OpenStreetMap)", "Opening hours (OpenStreetMap format)"),
    synonyms=("horaires", "opening_hours", "horaires d'ouverture", "ouverture"),
)  # fmt: skip
