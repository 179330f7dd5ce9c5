"""What the columns that no indicator declares hold: names, codes, persons, places, levels."""

from typing import NamedTuple

from cage import STANDARDS
from i18n import Text

from ..maps import BY_KEY
from ..words import UNITS


class Meaning(NamedTuple):
    """What one column holds: its name in words, its unit, how it is had, the keys of its sources."""

    label: Text
    unit: Text
    formula: Text
    sources: tuple[str, ...] = ()


TEXT = Text("texte", "text")
CODE = Text("code", "code")
YES_NO = Text("vrai ou faux", "true or false")
ZERO_TO_ONE = Text("0 à 1", "0 to 1")
PERSONS = Text("habitants", "inhabitants")
FLAG = Text("0 non, 1 oui", "0 no, 1 yes")
HOURS = Text("heures par semaine", "hours a week")
COUNT = Text("nombre", "count")
MINUTES = Text("minutes", "minutes")
COMMUNE = Text("Code officiel géographique de l'Insee.", "INSEE's official geographic code.")
POINT = ("chef_lieu", "town_halls")
CONTOUR = ("admin_express", "boundaries", "adjacency")
NOBODY_SERVES = Text("Aucun guichet connu ne la sert : sans valeur", "No known desk serves it: no value")
AS_WRITTEN = Text(
    "Comme dans la source. Les CSV simples et le paquet de données sont pour des programmes : un tableur y prendrait "
    "pour une formule un nom qui commence par =, +, - ou @.",
    "As in the source. Plain CSV and the data package are for programs: a spreadsheet would take for a formula a name "
    "that starts with =, +, - or @.",
)

OF_DESKS = Text(
    "Parmi les lieux qu'on ne distingue pas du plus proche : 5 minutes si elles sont estimées, 1 sur un réseau.",
    "Among the places that cannot be told from the nearest: 5 minutes if estimated, 1 on a network.",
)
READINGS: dict[str, Meaning] = {
    "composite_low": Meaning(
        Text("Distance d'ensemble, au moins", "Overall distance, at least"), ZERO_TO_ONE, OF_DESKS
    ),
    "composite_high": Meaning(Text("Distance d'ensemble, au plus", "Overall distance, at most"), ZERO_TO_ONE, OF_DESKS),
    "desks_within_error": Meaning(Text("Lieux aussi proches", "Places as near"), COUNT, OF_DESKS),
    "own_desk": Meaning(
        Text("A ce lieu chez elle", "Has this place at home"),
        YES_NO,
        Text("La destination est dans la commune.", "The destination stands in the commune."),
    ),
    "national_percentile": Meaning(
        Text("Centile national", "National percentile"),
        Text("0 à 100", "0 to 100"),
        Text(
            "Part des paires de communes d'une même intercommunalité de France moins éloignées, sur les indicateurs "
            "connus des deux côtés (échantillon figé de 10 000 paires) ; vide si trop peu est commun.",
            "Share of the pairs of communes of one intercommunality of France that are less far apart, on the "
            "indicators known on both sides (frozen sample of 10,000 pairs); empty where too little is common.",
        ),
    ),
}
"""Second readings of the overall distance (METHOD 2.3, rules 7, 10 and 18)."""

IDENTITY: dict[str, Meaning] = {
    "commune": Meaning(Text("Commune (code)", "Commune (code)"), CODE, COMMUNE, ("membership",)),
    "name": Meaning(Text("Nom", "Name"), TEXT, AS_WRITTEN),
    "population": Meaning(
        Text("Population municipale", "Municipal population"),
        PERSONS,
        Text("Habitants de la commune.", "Inhabitants of the commune."),
        ("population",),
    ),
    "former_epci": Meaning(
        Text("Ancienne intercommunalité (SIREN)", "Former intercommunality (SIREN)"),
        CODE,
        Text(
            "Celle de la commune juste avant la dernière fusion ; vide si aucune fusion n'est connue.",
            "That of the commune just before the last merger; empty where no merger is known.",
        ),
        ("membership",),
    ),
    "former_epci_name": Meaning(
        Text("Ancienne intercommunalité", "Former intercommunality"),
        TEXT,
        Text("Nom à l'époque.", "Its name then."),
        ("membership",),
    ),
    "point_quality": Meaning(
        Text("D'où vient le point", "Where the point comes from"),
        CODE,
        Text(
            "chef_lieu ; town_hall, mairie ; inside, point dans la commune ; own, propre au lieu ; shared, partagé par "
            "plusieurs lieux ; commune, celui de la commune.",
            "chef_lieu; town_hall; inside, a point in the commune; own, that of the place; shared by several places; "
            "commune, that of the commune.",
        ),
        POINT,
    ),
    "outer_border": Meaning(
        Text("Touche une commune d'une autre intercommunalité", "Touches a commune of another intercommunality"),
        YES_NO,
        Text(
            "Vrai si une commune voisine est hors du territoire : ses habitants peuvent y aller.",
            "True where a neighbouring commune is outside the territory: its inhabitants may go there.",
        ),
        ("adjacency",),
    ),
    "actor_id": Meaning(
        Text("Identifiant du lieu", "Identifier of the place"),
        CODE,
        Text("Celui des colonnes origin et destination.", "That of the columns origin and destination."),
    ),
}

ENDS: dict[str, Meaning] = {
    "origin": Meaning(
        Text("Départ (code)", "Origin (code)"),
        CODE,
        Text("Code de la commune, ou identifiant du lieu.", "Code of the commune, or identifier of the place."),
    ),
    "origin_name": Meaning(Text("Départ", "Origin"), TEXT, AS_WRITTEN),
    "origin_commune": Meaning(Text("Commune de départ (code)", "Commune of origin (code)"), CODE, COMMUNE),
    "destination": Meaning(
        Text("Destination (code)", "Destination (code)"),
        CODE,
        Text(
            "Code de la commune, ou identifiant du lieu ; vide où l'on lit la moyenne vers les autres.",
            "Code of the commune, or identifier of the place; empty where the mean over the others is read.",
        ),
    ),
    "destination_name": Meaning(Text("Destination", "Destination"), TEXT, AS_WRITTEN),
    "destination_commune": Meaning(
        Text("Commune de destination (code)", "Commune of destination (code)"), CODE, COMMUNE
    ),
    "competent": Meaning(
        Text("Guichet compétent", "Competent desk"),
        YES_NO,
        Text("La destination est connue pour servir la commune.", "The destination is known to serve the commune."),
        ("jurisdictions",),
    ),
    "unserved": Meaning(NOBODY_SERVES, YES_NO, NOBODY_SERVES, ("jurisdictions",)),
    "minutes_estimated": Meaning(
        Text("Minutes estimées", "Minutes estimated"),
        YES_NO,
        Text(
            "Vrai où les minutes sont estimées, en tout ou partie, sans réseau routier ; vide où elles sont inconnues.",
            "True where minutes are estimated, wholly or partly, without a road network; empty where unknown.",
        ),
    ),
}

PLACES: dict[str, Meaning] = {
    "in_study": Meaning(
        Text("Mesuré dans cette étude", "Measured in this study"),
        FLAG,
        Text(
            "0 pour les lieux montrés autour, que l'étude ne mesure pas.",
            "0 for the places shown around, which the study does not measure.",
        ),
    ),
    "kind": Meaning(
        Text("Nature du lieu", "Kind of place"),
        CODE,
        Text("service ou institution.", "service or institution."),
    ),
    "theme": Meaning(Text("Thème (clé)", "Theme (key)"), CODE, Text("Clé du thème.", "Key of the theme.")),
    "theme_label": Meaning(Text("Thème", "Theme"), TEXT, Text("Nom du thème.", "Name of the theme.")),
    "operator": Meaning(
        Text("Organisme gestionnaire", "Operator"), TEXT, Text("Comme dans la source.", "As in the source.")
    ),
    "network": Meaning(Text("Réseau", "Network"), TEXT, Text("Comme dans la source.", "As in the source.")),
    "weekly_hours": Meaning(
        Text("Heures d'ouverture", "Opening hours"),
        HOURS,
        Text("Somme des horaires d'une semaine ordinaire.", "Sum of the hours of an ordinary week."),
    ),
    "hours": Meaning(
        Text("Horaires", "Timetable"), TEXT, Text("Lundi à samedi, séparés par |.", "Monday to Saturday, split by |.")
    ),
    "hours_flag": Meaning(
        Text("Doute sur les horaires", "Doubt about the hours"), TEXT, Text("Vide sans doute.", "Empty if none.")
    ),
    "address": Meaning(Text("Adresse", "Address"), TEXT, Text("Comme dans la source.", "As in the source.")),
    "source": Meaning(Text("Source du lieu", "Source of the place"), TEXT, Text("Liste et date.", "List and date.")),
}

GROUPS = {
    "all": Text("Habitants", "Inhabitants"),
    "over_65": Text("Habitants de 65 ans ou plus", "Inhabitants aged 65 or over"),
    "under_20": Text("Habitants de moins de 20 ans", "Inhabitants under 20"),
    "jobseekers": Text("Chômeurs", "Unemployed people"),
}
ERROR = Text("leur erreur (2,5 si elles sont estimées, sinon 0)", "their error (2.5 if estimated, else 0)")
INTERVAL = {
    "_low": (Text(", au moins", ", at least"), Text(f", moins {ERROR.fr},", f", less {ERROR.en},")),
    "": (Text("", ""), Text("", "")),
    "_high": (Text(", au plus", ", at most"), Text(f", plus {ERROR.fr},", f", plus {ERROR.en},")),
}
"""Both ends of an interval that rests on estimates, and its middle (METHOD 2.3, rule 10)."""
GROUP_SOURCES = {"all": "population", "over_65": "census", "under_20": "census", "jobseekers": "labour"}

AREAS: dict[str, Meaning] = {
    "communes": Meaning(
        Text("Communes", "Communes"), COUNT, Text("Nombre de communes.", "Number of communes."), ("membership",)
    ),
    "limit_minutes": Meaning(
        Text("À moins de", "Within"),
        MINUTES,
        Text(
            "Durée en voiture jusqu'à la destination la plus proche, sur le réseau routier chargé.",
            "Time by car to the nearest destination, on the road network that is loaded.",
        ),
    ),
    "geometry": Meaning(
        Text("Géométrie", "Geometry"),
        Text("coordonnées", "coordinates"),
        Text(
            "Contour de la commune ou réunion de contours, point du lieu, droite entre deux points, ou limite.",
            "Outline of the commune or union of outlines, point of the place, straight line or border.",
        ),
        CONTOUR,
    ),
} | {
    f"{group}_beyond_{minutes}{end}": Meaning(
        Text(f"{label.fr} à plus de {minutes} minutes{which.fr}", f"{label.en} over {minutes} minutes away{which.en}"),
        PERSONS if group != "jobseekers" else Text("personnes", "persons"),
        Text(
            f"Somme sur les communes dont les minutes{rule.fr} dépassent {minutes}.",
            f"Sum over the communes whose minutes{rule.en} are over {minutes}.",
        ),
        (GROUP_SOURCES[group],),
    )
    for group, label in GROUPS.items()
    for minutes in STANDARDS
    for end, (which, rule) in INTERVAL.items()
}

PARTS: dict[str, tuple[Text, Text | None]] = {
    "signed": (Text("écart signé", "signed gap"), None),
    "raw": (Text("avant réduction du bruit", "before noise reduction"), None),
    "floor": (Text("bruit retranché", "noise taken off"), None),
    "noisy": (Text("sous le bruit", "within the noise"), FLAG),
    "few": (Text("peu de trajets", "few trips"), FLAG),
    "estimated": (Text("estimées", "estimated"), FLAG),
    "epci": (Text("intercommunalité", "intercommunality"), UNITS["same"]),
    "arrondissement": (Text("arrondissement", "arrondissement"), UNITS["same"]),
    "canton": (Text("canton", "canton"), UNITS["same"]),
    "constituency": (Text("circonscription", "constituency"), UNITS["same"]),
    "ccas": (Text("CCAS obligatoire", "compulsory CCAS"), UNITS["same"]),
    "frr": (Text("France ruralités (FRR)", "rural zoning (FRR)"), UNITS["same"]),
    "zrr": (Text("revitalisation rurale (ZRR)", "rural zoning (ZRR)"), UNITS["same"]),
    "apl": (Text("zone des aides au logement (APL)", "zone of housing benefit (APL)"), UNITS["same"]),
    "abc": (Text("zone ABC du logement", "ABC zone of housing"), UNITS["same"]),
    "qpv": (Text("quartiers prioritaires", "priority areas"), UNITS["same"]),
    "authority": (Text("autorité", "authority"), UNITS["same"]),
    "board": (Text("conseil", "board"), UNITS["same"]),
    "funder": (Text("financeur", "funder"), UNITS["same"]),
    "contains": (Text("l'une dessert tous ceux de l'autre", "one serves all whom the other does"), FLAG),
    "hours": (Text("heures", "hours"), UNITS["share"]),
    "remote": (Text("à distance", "at a distance"), UNITS["share"]),
    "by_persons": (Text("habitants à défaut de recettes", "residents for want of revenue"), FLAG),
}
"""Parts of an indicator that are exported beside it: what they are, and their unit where it is not the indicator's."""

LEVELS: dict[str, tuple[Text, Text, Text]] = {
    "composite": (BY_KEY["composite"].title, ZERO_TO_ONE, Text("", "")),
    "coverage": (
        Text("Part du poids connue", "Share of the weight known"),
        ZERO_TO_ONE,
        Text(
            "Moyenne de ce qu'on connaît de chaque indicateur (1 connu, 0 inconnu, entre les deux pour une part de "
            "niveaux ou de zonages), pondérée comme la distance d'ensemble.",
            "Mean of what is known of each indicator (1 known, 0 unknown, in between for a share of levels or "
            "zonings), weighted as the overall distance.",
        ),
    ),
    "gap": (
        BY_KEY["gap"].title,
        Text("points sur 1", "points of 1"),
        Text(
            "Distance d'ensemble moins sa moyenne pondérée par les habitants de celles qui n'ont pas ce lieu chez "
            "elles ; vide pour celles qui l'ont.",
            "Overall distance less its mean weighted by the inhabitants of those without this place at home; empty for "
            "those that have it.",
        ),
    ),
    "rank": (
        Text("Rang", "Rank"),
        Text("rang", "rank"),
        Text(
            "1 pour la plus grande distance d'ensemble, parmi les lignes de même ranked_with.",
            "1 for the largest overall distance, among rows of the same ranked_with.",
        ),
    ),
    "ranked_with": (
        Text("Dimensions connues", "Known dimensions"),
        CODE,
        Text(
            "Initiales des dimensions connues et pondérées : C culturelle, A administrative, G géographique, "
            "E économique.",
            "Initials of the dimensions known and weighed: C cultural, A administrative, G geographic, E economic.",
        ),
    ),
}
"""What every level of score comes with: label, unit, formula; that of the composite depends on the scheme."""

MADE: dict[str, tuple[Text, Text, Text]] = {
    "weight": (
        Text("poids effectif", "effective weight"),
        ZERO_TO_ONE,
        Text(
            "Poids de l'indicateur multiplié par ce qu'on connaît de lui, sur la somme de ces produits ; leur somme "
            "fait 1.",
            "Weight of the indicator times what is known of it, over the sum of these products; they sum to 1.",
        ),
    ),
    "contribution": (
        Text("contribution", "contribution"),
        ZERO_TO_ONE,
        Text(
            "Poids effectif × note ; sous la moyenne simple, leur somme est la distance d'ensemble.",
            "Effective weight × score; under the plain mean, they sum to the overall distance.",
        ),
    ),
    "provenance": (
        Text("à qui est la valeur de destination", "whose the destination's value is"),
        TEXT,
        Text(
            "own, propre au lieu ; commune, héritée de la commune où il se trouve.",
            "own, that of the place; commune, inherited from the commune where it stands.",
        ),
    ),
}
"""What is made of an indicator: label, unit, formula."""

MEANINGS = IDENTITY | READINGS | ENDS | PLACES | AREAS

BORDERS: dict[str, Meaning] = {
    "commune_a": Meaning(Text("Première commune (code)", "First commune (code)"), CODE, COMMUNE, ("membership",)),
    "name_a": Meaning(Text("Première commune", "First commune"), TEXT, Text("Son nom.", "Its name.")),
    "commune_b": Meaning(Text("Seconde commune (code)", "Second commune (code)"), CODE, COMMUNE, ("membership",)),
    "name_b": Meaning(Text("Seconde commune", "Second commune"), TEXT, Text("Son nom.", "Its name.")),
    "dominating": Meaning(
        Text("Dimension qui domine", "Dominating dimension"),
        CODE,
        Text(
            "Celle dont le poids × la note est le plus grand : cultural, administrative, geographic ou economic.",
            "The one whose weight × score is the largest: cultural, administrative, geographic or economic.",
        ),
    ),
    "former_border": Meaning(
        Text("Ancienne frontière intercommunale", "Former intercommunal border"),
        FLAG,
        Text(
            "1 si les deux communes étaient de deux intercommunalités avant la dernière fusion ; vide si l'une n'est "
            "pas connue.",
            "1 where the two communes were of two intercommunalities before the last merger; empty where one is "
            "unknown.",
        ),
        ("membership",),
    ),
    "within_noise": Meaning(
        Text("Dans le bruit des petits effectifs", "Within the noise of small numbers"),
        FLAG,
        Text(
            "1 si le hasard seul ferait plus de la moitié des écarts de composition connus ; vide où la dimension "
            "culturelle ne domine pas.",
            "1 where chance alone would make over half of the known gaps of composition; empty where the cultural "
            "dimension does not dominate.",
        ),
    ),
}
