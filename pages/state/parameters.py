"""What an address may ask for: each parameter, by the name a reader knows it under."""

from atlas.maps import LABELS
from distance import DIMENSIONS
from i18n import Text

_FRAME: dict[str, Text] = {
    "lang": Text("Langue", "Language"),
    "epci": Text("Intercommunalité", "Intercommunality"),
    "vers": Text("De qui à qui", "From whom to whom"),
    **{
        dimension: Text(
            f"Poids de la dimension {LABELS[dimension].fr.lower()}",
            f"Weight of the {LABELS[dimension].en.lower()} dimension",
        )
        for dimension in DIMENSIONS
    },
    "p": Text("Ensemble des dimensions", "Putting dimensions together"),
    "commune": Text("Commune", "Commune"),
}
_MAP = {
    "carte": Text("Carte", "Map"),
    "tiles": Text("Fond de plan", "Background map"),
    "areas": Text("Limites en minutes", "Limits in minutes"),
    "tables": Text("Tableaux", "Tables"),
}
_ACCESS = {
    "mode": Text("Mode de déplacement", "Mode of travel"),
    "lieu": Text("Vers quel lieu", "To which place"),
    "mesure": Text("Ce qui est montré", "What is shown"),
    "jour": Text("Jour de départ", "Day of departure"),
    "heure": Text("Heure de départ", "Hour of departure"),
    "canal": Text("Sur place ou à distance", "On-site or at a distance"),
    "portee": Text("À portée", "Within reach"),
    "pour": Text("Partagés entre", "Shared between"),
    "poids_jeunes": Text("Poids des moins de 20 ans", "Weight of those under 20"),
    "poids_adultes": Text("Poids des 20 à 64 ans", "Weight of those from 20 to 64"),
    "poids_aines": Text("Poids des 65 ans ou plus", "Weight of those aged 65 or over"),
}
_CONNECT = {
    "par": Text("Par quelle distance", "By which distance"),
    "reunies": Text("Intercommunalités réunies", "Intercommunalities together"),
    "codes": Text("Codes des communes réunies", "Codes of the communes together"),
}
_MERGER = {
    "partie": Text("Lecture de la fusion", "Reading of the merger"),
    "lue": Text("Distance lue", "Distance read"),
    "families-joined": Text("Familles d'un seul tenant", "Families in one piece"),
    "service": Text("Service ou politique", "Service or policy"),
    "regle": Text("Règle", "Rule"),
    "quotient": Text("Quotient familial", "Family quotient"),
}
_DATA = {
    "onglet": Text("Onglet", "Tab"),
    "extra": Text("Ajouter le contexte", "Add context"),
    "sans": Text("Laisser de côté", "Leave out"),
    "road_file": Text("Fichier de routes", "File of roads"),
    "own_kind": Text("Contenu de votre fichier", "What your file holds"),
}
_PAPER = {
    "lecture": Text("Lecture à emporter", "Reading to take away"),
    "paper-document": Text("Document", "Document"),
    "paper-size": Text("Format", "Size"),
    "paper-way": Text("Orientation", "Orientation"),
    "paper-maps": Text("Cartes à imprimer", "Maps to print"),
    "paper-readings": Text("Lectures à imprimer", "Readings to print"),
    "paper-former": Text("Une page par ancienne intercommunalité", "A page per former intercommunality"),
    "paper-photocopy": Text("Hachures", "Hatching"),
    "paper-which-none": Text("Une page par commune", "A page per commune"),
    "paper-which-some": Text("Une page par commune", "A page per commune"),
    "paper-communes": Text("Communes à imprimer", "Communes to print"),
    "paper-apart": Text("Un fichier par commune", "One file per commune"),
    "paper-towards": Text("Services et guichets", "Services and desks"),
    "paper-color": Text("Couleur", "Colour"),
    "paper-preview": Text("Aperçu", "Preview"),
}
PARAMETERS: dict[str, Text] = {**_FRAME, **_MAP, **_ACCESS, **_CONNECT, **_MERGER, **_DATA, **_PAPER}
"""By key, in the address as in Streamlit's session: that of the widget which chooses it."""
NEVER_SHARED = frozenset({"tiles"})
"""Not in the address: a link makes nobody's browser call a third party (the background map is IGN's)."""
