"""Actors: residents, services and institutions of a territory, in one table."""

import pandas as pd

from i18n import Text

from .by_law import centres, observed_first
from .capitals import printed
from .sources.ccas import CCAS
from .sources.institutions import INSTITUTIONS
from .sources.jurisdictions import JURISDICTIONS
from .sources.town_halls import TOWN_HALLS
from .spelling import as_it_writes_itself, postal
from .supply import supply
from .territory import Territory

ACTOR_COLUMNS = [
    "kind", "theme", "name", "commune", "operator", "network", "weight", "lon", "lat", "point_quality", "area_km2",
    "weekly_hours", "hours", "hours_flag", "address", "source", "remote", "publics",
]  # fmt: skip

SERVICE_THEMES = {
    "acces-aux-droits": Text("France services", "France services"),
    "numerique": Text("Médiation numérique", "Digital mediation"),
    "handicap": Text("Handicap, enfance et jeunesse", "Disability, children and youth"),
    "ecole": Text("Écoles", "Primary schools"),
    "college": Text("Collèges", "Lower secondary schools"),
    "lycee": Text("Lycées", "Upper secondary schools"),
    "orientation": Text("Information et orientation", "Careers guidance"),
    "poste": Text("La Poste", "Post offices"),
    "justice": Text("Maisons de justice, points-justice", "Legal advice centres"),
    "centre-social": Text("Centres sociaux", "Social centres"),
    "lieu-social": Text("Autres lieux d'action sociale", "Other social facilities"),
    "lieu-associatif": Text("Salles et maisons associatives", "Community halls"),
    "bibliotheque": Text("Bibliothèques", "Libraries"),
    "petite-enfance": Text("Accueil du jeune enfant", "Childcare"),
    "relais-petite-enfance": Text("Relais petite enfance", "Early-years hubs"),
    "protection-enfance": Text("Protection de l'enfance", "Child protection"),
    "hebergement-personnes-agees": Text("Hébergement de personnes âgées", "Homes for older people"),
    "accueil-de-jour": Text("Accueil de jour de personnes âgées", "Day care for older people"),
    "aide-a-domicile": Text("Aide à domicile", "Home help"),
    "soins-a-domicile": Text("Soins infirmiers à domicile", "Home nursing"),
    "handicap-adultes": Text("Handicap, adultes", "Disability, adults"),
    "travail-protege": Text("Travail protégé (ESAT)", "Sheltered work (ESAT)"),
    "hebergement-social": Text("Hébergement et logement accompagné", "Shelter and supported housing"),
    "addictions": Text("Addictions", "Addiction care"),
    "sante-mentale": Text("Santé mentale", "Mental health"),
    "sante-maternelle": Text("Santé maternelle, infantile et sexuelle", "Maternal, child and sexual health"),
    "maison-de-sante": Text("Maisons et centres de santé", "Health centres"),
    "medecin": Text("Médecins généralistes", "General practitioners"),
    "infirmier": Text("Infirmiers", "Nurses"),
    "sage-femme": Text("Sages-femmes", "Midwives"),
    "dentiste": Text("Dentistes", "Dentists"),
    "pharmacie": Text("Pharmacies", "Pharmacies"),
    # The rest are the themes of data·inclusion, under their own keys.
    "difficultes-administratives-ou-juridiques": Text(
        "Aide administrative ou juridique", "Administrative or legal help"
    ),
    "difficultes-financieres": Text("Difficultés financières", "Money difficulties"),
    "equipement-et-alimentation": Text("Équipement et alimentation", "Equipment and food"),
    "famille": Text("Famille", "Family"),
    "logement-hebergement": Text("Logement et hébergement", "Housing"),
    "mobilite": Text("Mobilité", "Mobility"),
    "sante": Text("Accès à la santé", "Access to health care"),
    "lecture-ecriture-calcul": Text("Lecture, écriture, calcul", "Reading, writing, arithmetic"),
    "remobilisation": Text("Remobilisation", "Getting back on track"),
    "trouver-un-emploi": Text("Trouver un emploi", "Finding a job"),
    "preparer-sa-candidature": Text("Préparer sa candidature", "Preparing an application"),
    "choisir-un-metier": Text("Choisir un métier", "Choosing an occupation"),
    "se-former": Text("Se former", "Training"),
    "creer-une-entreprise": Text("Créer une entreprise", "Starting a business"),
    "souvrir-a-linternational": Text("S'ouvrir à l'international", "Going abroad"),
}
INSTITUTION_KINDS = {
    "ccas": Text("CCAS", "CCAS (municipal social action)"),
    "cias": Text("CIAS", "CIAS (intercommunal social action)"),
    "caf": Text("Allocations familiales (CAF)", "Family allowances (CAF)"),
    "cpam": Text("Assurance maladie (CPAM)", "Health insurance (CPAM)"),
    "msa": Text("Mutualité sociale agricole (MSA)", "Farmers' social insurance (MSA)"),
    "france_travail": Text("France Travail", "Job centres (France Travail)"),
    "sdsei": Text("Solidarités du Département (SDSEI)", "Département social desks (SDSEI)"),
    "mission_locale": Text("Missions locales", "Youth employment offices (missions locales)"),
    "clic": Text("Personnes âgées (CLIC)", "Older people (CLIC)"),
    "pmi": Text("Protection maternelle et infantile (PMI)", "Mother and child health (PMI)"),
    "maison_handicapees": Text("Personnes handicapées (MDPH)", "Disabled people (MDPH)"),
    "pif": Text("Points info famille", "Family information points"),
    "cij": Text("Information jeunesse", "Youth information"),
    "cio": Text("Orientation (CIO)", "Careers guidance (CIO)"),
    "epci": Text("Siège de l'intercommunalité", "Seat of the intercommunality"),
    "prefecture": Text("Préfecture", "Prefecture"),
    "sous_pref": Text("Sous-préfecture", "Sub-prefecture"),
    "sip": Text("Impôts des particuliers", "Tax office"),
    "gendarmerie": Text("Gendarmeries", "Gendarmerie"),
    "commissariat_police": Text("Commissariat", "Police station"),
    "dml": Text("Délégation à la mer et au littoral", "Maritime affairs"),
    "mairie": Text("Mairies", "Town halls"),
}
SOUGHT = {"ccas": "CCAS", "cias": "CIAS", "caf": "CAF", "cpam": "CPAM", "msa": "MSA"}
"""Institutions a planner looks for first, and that no file of the pack holds."""


def not_loaded(place: Territory) -> tuple[str, ...]:
    """Institutions a planner looks for first, and that no file loaded for this territory lists.

    A CCAS deduced from the law is not observed: it is among them.
    """
    desks, centres = INSTITUTIONS.table(place.cog), CCAS.table(place.cog, place.communes)
    listed = (set() if desks is None else set(desks["kind"])) | (set() if centres is None else {"ccas", "cias"})
    return tuple(label for kind, label in SOUGHT.items() if kind not in listed)


def actors(place: Territory, communes: pd.DataFrame) -> pd.DataFrame:
    """One row per actor, indexed by ``actor_id``.

    ``kind`` is resident, service or institution; ``theme`` its theme or kind of institution;
    ``weight`` inhabitants for residents, 1 otherwise; ``point_quality`` says how the point is known
    (``own``, ``shared``, ``commune``, ``chef_lieu``, ``town_hall``, ``inside``); ``remote`` whether it serves at a
    distance, also or only; missing where nobody says. What exists by law is among them (`by_law`).
    """
    tables = [
        _residents(communes),
        _services(place, communes),
        _town_halls(place, communes),
        _institutions(place, communes),
        centres(communes),
    ]
    listed = observed_first(pd.concat([table for table in tables if len(table)]))
    listed["area_km2"] = communes["area_km2"].reindex(listed["commune"]).to_numpy()
    listed = listed.reindex(columns=ACTOR_COLUMNS).astype({"remote": "boolean"}).rename_axis("actor_id")
    listed["name"] = listed["name"].map(printed, na_action="ignore")
    listed["source"] = listed["source"].map(as_it_writes_itself, na_action="ignore")
    listed["address"] = listed["address"].map(postal, na_action="ignore")
    return listed


def _residents(communes: pd.DataFrame) -> pd.DataFrame:
    table = communes[["name", "lon", "lat", "point_quality"]]
    return table.assign(kind="resident", theme="", commune=communes.index, weight=communes["population"])


def _services(place: Territory, communes: pd.DataFrame) -> pd.DataFrame:
    """Services that count for the territory; the département's social desks are institutions."""
    table = supply(place, communes)
    if table.empty:
        return table
    desk = (table["theme"] == "action-sociale").to_numpy()
    return table.assign(
        theme=table["theme"].mask(desk, "sdsei"),
        kind=pd.Series("service", table.index).mask(desk, "institution"),
        weight=1.0,
    )


def _town_halls(place: Territory, communes: pd.DataFrame) -> pd.DataFrame:
    """One per commune, at its point; what it has and spends is the commune's."""
    hours = TOWN_HALLS.table(place.cog, place.communes)
    table = communes[["lon", "lat", "point_quality"]].copy()
    table["name"] = "Mairie (" + communes["name"] + ")"
    table["commune"] = table["operator"] = communes.index
    table["weekly_hours"] = None if hours is None else hours["weekly_hours"].reindex(communes.index)
    table["source"] = TOWN_HALLS.origin.fr
    table.index = "mairie-" + table.index
    return table.assign(kind="institution", theme="mairie", weight=1.0)


def _institutions(place: Territory, communes: pd.DataFrame) -> pd.DataFrame:
    """Desks standing in the territory, and those outside that serve one of its communes.

    Without coordinates of its own, the point of its commune stands in for that of a desk, and says so.
    """
    serves = JURISDICTIONS.table(place.cog, place.communes)
    served = set() if serves is None else set(serves["id"])
    loaded = (INSTITUTIONS.table(place.cog), CCAS.table(place.cog, place.communes))
    tables = [t[t["commune"].isin(place.communes) | t.index.isin(served)] for t in loaded if t is not None]
    if not any(map(len, tables)):
        return pd.DataFrame()
    table = pd.concat([t for t in tables if len(t)]).reindex(columns=ACTOR_COLUMNS)
    own = table["point_quality"] == "own"
    points = communes[["lon", "lat"]].reindex(table["commune"]).set_axis(table.index)
    return table.assign(
        lon=table["lon"].where(own, points["lon"]),
        lat=table["lat"].where(own, points["lat"]),
        point_quality=own.map({True: "own", False: "commune"}),
        theme=table["kind"].str.split(" ").str[0],
        kind="institution",
        weight=1.0,
    )
