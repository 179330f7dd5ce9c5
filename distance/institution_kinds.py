"""What an institution is by law, by its kind: under whom, on what board, paid by whom, in charge of what (METHOD 2.4).

Deduced from the kind, never observed. CASF: code de l'action sociale et des familles; CGCT: des collectivités
territoriales; CSP: de la santé publique; CSS: de la sécurité sociale; CRPM: rural et de la pêche maritime.
"""

from typing import NamedTuple


class KindByLaw(NamedTuple):
    """What the law says of a kind of institutions; None where it leaves it open.

    Attributes
    ----------
    authority
        Kind of public authority it answers to.
    board
        Who sits on its board: ``elected``, ``joint`` (several colleges), ``appointed``, ``members``.
    funder
        Who funds most of it.
    competences
        Blocks of social policy it is in charge of, by law.
    law
        Where that is written.
    """

    authority: str | None
    board: str | None
    funder: str | None
    competences: frozenset[str]
    law: str


def _kind(authority: str | None, board: str | None, funder: str | None, competences: str, law: str) -> KindByLaw:
    return KindByLaw(authority, board, funder, frozenset(competences.split()), law)


SOCIAL_ACTION = "prevention aid_files local_aid domiciliation needs_analysis"
DEPARTMENT = "social_action_lead child_protection minimum_income autonomy disability mother_child"
CENTRE = "CASF L123-4 à L123-6, L264-1, R123-1"
STATE = ("state", "appointed", "state")

BY_LAW: dict[str, KindByLaw] = {
    "mairie": _kind(
        "commune",
        "elected",
        "commune",
        "civil_status schools early_childhood",
        "CGCT L2121-1 ; CASF L214-1-3",
    ),
    "ccas": _kind("commune", "joint", "commune", SOCIAL_ACTION, CENTRE),
    "cias": _kind("epci", "joint", "epci", SOCIAL_ACTION, f"{CENTRE} ; L123-4-1"),
    "epci": _kind(
        "epci",
        "elected",
        "epci",
        "community_action housing_plan transport travellers",
        "CGCT L5211-6, L5214-16, L5216-5",
    ),
    "departement": _kind("departement", "elected", "departement", DEPARTMENT, "CGCT L3121-1 ; CASF L121-1"),
    "sdsei": _kind("departement", "elected", "departement", DEPARTMENT, "CASF L121-1, L123-2"),
    "pmi": _kind("departement", "elected", "departement", "mother_child", "CSP L2112-1, L2112-2"),
    "maison_handicapees": _kind("departement", "joint", None, "disability disability_rights", "CASF L146-3, L146-4"),
    "caf": _kind(
        "social_security",
        "joint",
        "social_security",
        "family_benefits housing_benefit minimum_income early_childhood social_life",
        "CSS L212-2, L223-1",
    ),
    "cpam": _kind("social_security", "joint", "social_security", "health_insurance health_fund", "CSS L211-1, L211-2"),
    "msa": _kind(
        "social_security",
        "members",
        "social_security",
        "family_benefits housing_benefit minimum_income health_insurance health_fund social_life",
        "CRPM L723-1 à L723-3, L723-29",
    ),
    "france_travail": _kind(
        "state",
        "joint",
        "unemployment_insurance",
        "employment",
        "Code du travail L5312-1, L5312-4",
    ),
    "mission_locale": _kind(
        "association",
        "members",
        "state",
        "employment youth_integration",
        "Code du travail L5314-1, L5314-2",
    ),
    "cio": _kind(*STATE, "guidance", "Code de l'éducation L313-4"),
    "prefecture": _kind(*STATE, "state_services", "Décret 2004-374"),
    "sous_pref": _kind(*STATE, "state_services", "Décret 2004-374"),
    "sip": _kind(*STATE, "taxes", "Décret 2009-707"),
    "gendarmerie": _kind(*STATE, "security", "Code de la sécurité intérieure L421-1"),
    "commissariat_police": _kind(*STATE, "security", "Code de la sécurité intérieure L411-1"),
    "dml": _kind(*STATE, "maritime", "Décret 2010-130"),
}
"""Those of whose kind the law says enough; any other is unknown (CLIC, information points, whose bearer varies)."""
