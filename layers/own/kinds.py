"""The eight kinds of files a reader may bring, and what each of their columns may hold."""

from dataclasses import dataclass, replace
from typing import Literal

from i18n import Text
from parsing.limits import MAX_PAIR_ROWS, MAX_ROWS

from ..actors import INSTITUTION_KINDS, SERVICE_THEMES
from .cells import count, day, euros, hours, listed, minutes
from .columns import HOURS, ID, NAME, OWN_PLACE, WHERE, WORDS_OF_THEMES, OwnColumn, one_of
from .quotient import quotient
from .vocabulary import coded, codes, place_code

Place = Literal["point", "commune", "perimeter", "pair", "none"]

KINDS_OF_INSTITUTION = INSTITUTION_KINDS | {
    "ccas": Text("CCAS", "CCAS"),
    "cias": Text("CIAS", "CIAS"),
    "caf": Text("CAF", "CAF"),
    "cpam": Text("CPAM", "CPAM"),
    "msa": Text("MSA", "MSA"),
    "departement": Text("Département", "Département"),
    "france_travail": Text("France Travail", "France Travail"),
    "other": Text("Autres institutions", "Other institutions"),
}
THEMES_OF_SERVICE = SERVICE_THEMES | {"other": Text("Autres services", "Other services")}


@dataclass(frozen=True)
class OwnKind:
    """A kind of file.

    Attributes
    ----------
    place
        How a row is tied to communes: by a point or a commune, by a commune, by a perimeter, by both ends of a
        journey, or not at all.
    unique
        What two rows may not share; ``commune`` stands for the commune of the row.
    actors
        Columns that name a service or an institution.
    rows
        The most it may hold.
    """

    key: str
    label: Text
    columns: tuple[OwnColumn, ...]
    place: Place
    unique: tuple[str, ...]
    actors: tuple[str, ...] = ()
    rows: int = MAX_ROWS


SERVICES = OwnKind(
    "services",
    Text("Services", "Services"),
    (
        ID,
        replace(NAME, instead="theme"),
        *OWN_PLACE,
        OwnColumn(
            "theme", Text("Thème", "Theme"), parse=one_of(THEMES_OF_SERVICE, WORDS_OF_THEMES),
            synonyms=("categorie", "typequ", "amenity", "social_facility", "office", "healthcare", "category", "type",
                      "type d'equipement", "type de service"),
        ),
        OwnColumn("thematiques", Text("Thématiques", "Topics"), synonyms=("thematique",), parse=codes("thematiques")),
        OwnColumn("operateur", Text("Opérateur", "Operator"), synonyms=("structure_id", "porteur", "gestionnaire")),
        OwnColumn(
            "reseaux_porteurs", Text("Réseaux porteurs", "Networks"), synonyms=("reseau_porteur", "reseau", "reseaux"),
            parse=codes("reseaux_porteurs"),
        ),
        OwnColumn("publics", Text("Publics", "Publics"), synonyms=("public",), parse=codes("publics")),
        OwnColumn(
            "zone_eligibilite", Text("Zone d'éligibilité", "Eligibility zone"),
            synonyms=("zone", "zone_diffusion", "communes eligibles"), parse=codes("zone_eligibilite", place_code),
        ),
        OwnColumn("modes_accueil", Text("Modes d'accueil", "Channels"), parse=codes("modes_accueil")),
        OwnColumn("frais", Text("Frais", "Fees"), parse=coded("frais")),
        HOURS,
    ),
    "point",
    ("id", "nom", "commune", "adresse", "lon", "lat"),
)  # fmt: skip
INSTITUTIONS = OwnKind(
    "institutions",
    Text("Institutions", "Institutions"),
    (
        ID,
        replace(NAME, instead="type"),
        OwnColumn(
            "type", Text("Type", "Type"), required=True, synonyms=("categorie", "nature", "type d'institution", "kind"),
            parse=one_of(KINDS_OF_INSTITUTION),
        ),
        *OWN_PLACE,
        HOURS,
        OwnColumn(
            "communes_desservies", Text("Communes desservies (codes)", "Communes served (codes)"),
            synonyms=("ressort", "communes", "perimetre", "competence geographique"), parse=listed,
        ),
        OwnColumn(
            "budget", Text("Recettes de fonctionnement (€)", "Operating revenue (€)"),
            synonyms=("recettes", "recettes de fonctionnement", "operating_revenue"), parse=euros,
        ),
    ),
    "point",
    ("id", "nom", "commune", "adresse", "lon", "lat"),
)  # fmt: skip
PARTNERSHIPS = OwnKind(
    "partnerships",
    Text("Partenariats entre institutions", "Partnerships between institutions"),
    (
        OwnColumn("institution_a", Text("Institution", "Institution"), required=True,
               synonyms=("a", "institution", "institution 1", "signataire", "signataire 1")),
        OwnColumn("institution_b", Text("Partenaire", "Partner"), required=True,
               synonyms=("b", "partenaire", "institution 2", "signataire 2")),
        OwnColumn("type", Text("Type (CTG, CLS…)", "Type (CTG, CLS…)"), required=True,
               synonyms=("convention", "type de convention", "nature", "dispositif")),
        OwnColumn("debut", Text("Début", "Start"), synonyms=("date de debut", "start", "date de signature"), parse=day),
        OwnColumn("fin", Text("Fin", "End"), synonyms=("date de fin", "end", "echeance"), parse=day),
    ),
    "none",
    ("institution_a", "institution_b", "type", "debut"),
    ("institution_a", "institution_b"),
)  # fmt: skip
PRICES = OwnKind(
    "prices",
    Text("Tarifs et règles par ancien périmètre", "Prices and rules by former perimeter"),
    (
        OwnColumn("perimetre", Text("Périmètre, commune ou service", "Perimeter, commune or service"), required=True,
               synonyms=("ancien epci", "epci", "siren", "territoire", "code_insee", "commune")),
        OwnColumn("politique", Text("Service ou politique", "Service or policy"), required=True,
               synonyms=("service", "prestation", "policy", "intitule")),
        OwnColumn("quotient_familial", Text("Quotient familial", "Family quotient"), filled=True,
               synonyms=("qf", "quotient", "tranche", "tranche de qf"), parse=quotient),
        OwnColumn("tarif", Text("Tarif (€)", "Price (€)"), synonyms=("prix", "price", "montant"), parse=euros),
        OwnColumn("plafond_aide", Text("Plafond d'aide (€)", "Aid ceiling (€)"), synonyms=("plafond",), parse=euros),
        OwnColumn("heures", Text("Heures par semaine", "Hours a week"),
               synonyms=("horaires", "heures hebdomadaires", "volume horaire"), parse=hours),
    ),
    "perimeter",
    ("perimetre", "politique", "quotient_familial"),
)  # fmt: skip
SURVEY = OwnKind(
    "survey",
    Text("Réponses d'enquête par commune", "Survey answers by commune"),
    (
        *WHERE,
        OwnColumn("question", Text("Question", "Question"), synonyms=("item", "libelle question")),
        OwnColumn("reponse", Text("Réponse", "Answer"), required=True, synonyms=("answer", "modalite")),
        OwnColumn("effectif", Text("Nombre de réponses", "Number of answers"), required=True,
               synonyms=("nombre", "n", "count", "effectifs", "nb", "nb reponses", "nombre de reponses",
                         "nb de reponses"), parse=count, counted=True),
    ),
    "commune",
    ("commune", "question", "reponse"),
)  # fmt: skip
VISITS = OwnKind(
    "visits",
    Text("Fréquentation par commune de résidence", "Visits by commune of residence"),
    (
        *WHERE,
        OwnColumn("service", Text("Service", "Service"), required=True,
               synonyms=("id_service", "nom du service", "lieu", "equipement")),
        OwnColumn("visites", Text("Visites", "Visits"), required=True,
               synonyms=("frequentation", "visits", "nombre", "usagers", "effectif", "passages", "nb visites",
                         "nb de visites", "nombre de visites", "nb usagers", "nombre d'usagers", "total visites"),
               parse=count, counted=True),
        OwnColumn("periode", Text("Période", "Period"), synonyms=("annee", "mois", "period", "date")),
        OwnColumn("public", Text("Public (âge, sexe…)", "Public (age, sex…)"),
               synonyms=("age", "tranche d'age", "tranche_age", "classe d'age", "ages", "publics", "sexe", "genre",
                         "type de public", "categorie", "profil", "motif")),
    ),
    "commune",
    ("service", "commune", "periode", "public"),
    ("service",),
)  # fmt: skip
MINUTES = OwnKind(
    "minutes",
    Text("Durées de trajet toutes faites (transports en commun…)", "Ready-made travel times (public transport…)"),
    (
        OwnColumn("origine", Text("Départ (code de commune ou identifiant)", "From (commune code or identifier)"),
               required=True, synonyms=("from_id", "from", "origin", "origin_id", "depart", "code_insee", "commune")),
        OwnColumn("destination", Text("Arrivée (identifiant ou code de commune)", "To (identifier or commune code)"),
               required=True, synonyms=("to_id", "to", "destination_id", "arrivee", "id_service", "service")),
        # "duration" is left out: OSRM and OpenTripPlanner write seconds under it.
        OwnColumn("minutes", Text("Minutes (vide\u00a0: aucun trajet trouvé)", "Minutes (empty: no route found)"),
               required=True, blank=True,
               synonyms=("travel_time", "travel_time_p50", "duree", "duree_min", "temps", "temps de trajet"),
               parse=minutes),
        OwnColumn("intitule", Text("Précision (mode, jour ou heure)", "Detail (mode, day or time)"),
               synonyms=("libelle", "label", "mode", "jour", "horaire")),
    ),
    "pair",
    ("origine", "destination"),
    rows=MAX_PAIR_ROWS,
)  # fmt: skip
ZONINGS = OwnKind(
    "zonings",
    Text("Zonages par commune", "Zonings by commune"),
    (
        *WHERE,
        OwnColumn("zone_emploi", Text("Zone d'emploi", "Employment zone"),
               synonyms=("ze2020", "ze", "employment_zone")),
        OwnColumn("bassin_vie", Text("Bassin de vie", "Living area"),
               synonyms=("bv2022", "bassin de vie", "bv", "living_area")),
        OwnColumn("zrr", Text("Zone de revitalisation rurale", "Rural revitalisation zone"),
               synonyms=("zrr_2022", "zrr_simp")),
    ),
    "commune",
    ("commune",),
)  # fmt: skip
OWN_KINDS = (SERVICES, INSTITUTIONS, PARTNERSHIPS, PRICES, SURVEY, VISITS, MINUTES, ZONINGS)
BY_KEY = {kind.key: kind for kind in OWN_KINDS}
