"""What was imported, in the shapes the study knows."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from layers.actors import ACTOR_COLUMNS
from layers.own import KINDS_OF_INSTITUTION, THEMES_OF_SERVICE, tables
from tests.test_own_places import PLACES
from tests.test_own_read import read

SERVICES = read(
    "services",
    "id;nom;code_insee;lon;lat;theme;thematiques;reseaux_porteurs;zone_eligibilite;horaires_accueil;structure_id\n"
    "a;France services du Bas;01002;3,1;46;;sante--addictions;france-service;240000009;Mo-Fr 09:00-12:00;op-1\n"
    "b;Santé;01001;3,0;46;;sante--addictions,famille--garde-denfants;ccas-cias,caf;01001,999999999;lundi 9h-12h;\n"
    ";Sans identifiant;01001;;;Écoles;;;;;\n"
    "c;Divers;01003;;;;;;france;;\n",
)
INSTITUTIONS = read(
    "institutions",
    "id;nom;type;code_insee;communes_desservies;budget\n"
    "ccas-1;CCAS du Haut;CCAS du Haut;01001;01001,1002;1 000 000 €\n"
    "caf;CAF;caf;01002;01;\nx;Machin;truc;01003;99999;5\n",
)
PRICES = read(
    "prices",
    "perimetre;politique;qf;tarif;heures\n"
    "200000001;cantine;0-400;2;\n200000001;cantine;401-800;4;\n01001;cantine;0-400;3;\n01002;cantine;0-400;2;\n"
    "fs-haut;cantine;tous;1;\n01003;aide;tous;;12\n",
)


def test_services_become_actors() -> None:
    found = tables.actors(SERVICES)
    assert list(found.columns) == [column for column in ACTOR_COLUMNS if column != "area_km2"]
    assert list(found.index) == ["own-a", "own-b", "own-ligne-4", "own-c"]
    assert found["theme"].tolist() == ["acces-aux-droits", "sante", "ecole", "other"]
    assert set(found["theme"]) <= set(THEMES_OF_SERVICE)
    assert found["network"].tolist() == ["france-service", None, None, None]
    assert found.loc["own-a", ["commune", "operator", "weekly_hours", "point_quality"]].tolist() == [
        "01002",
        "op-1",
        15,
        "own",
    ]
    assert math.isnan(found.loc["own-b", "weekly_hours"])
    assert found["hours_flag"].tolist() == [None, tables.UNREAD, None, None]
    assert found.loc["own-b", "hours"] == "lundi 9h-12h"


def test_a_zone_with_an_unknown_code_is_unknown() -> None:
    zones = tables.eligibility(SERVICES, PLACES)["zone"]
    assert zones["own-a"] == {"01002", "01003"}
    assert zones["own-b"] is None
    assert zones["own-ligne-4"] is None
    assert zones["own-c"] == set(PLACES.communes.index)


def test_networks_are_counted_once_by_commune() -> None:
    found = tables.networks(SERVICES)
    assert found.loc["01001"].to_dict() == {"caf": True, "ccas-cias": True, "france-service": False}
    assert list(found.index) == ["01001", "01002"]


def test_institutions_have_a_kind_a_budget_and_a_jurisdiction() -> None:
    found = tables.actors(INSTITUTIONS)
    assert found["theme"].tolist() == ["ccas", "caf", "other"]
    assert set(found["theme"]) <= set(KINDS_OF_INSTITUTION)
    assert set(found["kind"]) == {"institution"}
    assert tables.accounts(INSTITUTIONS)["operating_revenue"].to_dict() == {
        "own-institution-ccas-1": 1e6,
        "own-institution-x": 5,
    }
    served = tables.jurisdictions(INSTITUTIONS, PLACES).groupby("id")["commune"].agg(list)
    assert served.to_dict() == {
        "own-institution-ccas-1": ["01001", "01002"],
        "own-institution-caf": ["01001", "01002", "01003"],
    }


def test_a_price_is_that_of_one_policy_and_one_quotient() -> None:
    found = tables.rules(PRICES, "cantine", 400)["price"]
    assert math.isnan(found["01001"])
    assert found.drop("01001").to_dict() == {"01002": 2, "01003": 2, "fs-haut": 1}
    assert tables.rules(PRICES, "cantine", 600)["price"].to_dict() == {"01001": 4, "01002": 4, "01003": 4, "fs-haut": 1}
    assert tables.rules(PRICES, "cantine", 900)["price"].to_dict() == {"fs-haut": 1}
    assert tables.rules(PRICES, "aide", 0, "heures")["price"].to_dict() == {"01003": 12}
    assert tables.rules(PRICES, "autre", 0).empty


def test_survey_answers_are_counted_by_commune() -> None:
    found = read(
        "survey", "code;insee;question;reponse;effectif\n;01001;q;oui;3\n;01099;q;oui;2\n;01002;q;oui;1\n;01002;r;x;9\n"
    )
    counts = tables.survey(found)
    assert counts[("q", "oui")].to_dict() == {"01001": 3, "01002": 3}
    assert math.isnan(counts.at["01001", ("r", "x")])
    wide = tables.survey(read("survey", "insee;a;b\n01001;1;\n01002;2;3\n"))
    assert math.isnan(wide.at["01001", ("", "b")])


def test_travel_times_reach_a_service_under_each_of_its_themes() -> None:
    around = replace(PLACES, actors={**PLACES.actors, "fs-haut@numerique": "France services du Haut", "fs-haut2": "X"})
    found = read(
        "minutes", "from_id;to_id;travel_time;mode\n01001;fs-haut;12;bus, mardi\n01002;caf-1;;\n01003;01002;5;\n"
    )
    times = tables.minutes(found, around)
    assert list(times.columns) == ["origin", "destination", "minutes", "label"]
    assert times.drop(columns="label").to_numpy().tolist() == [
        ["01001", "fs-haut", 12], ["01001", "fs-haut@numerique", 12],
        ["01002", "caf-1", math.inf], ["01003", "01002", 5],
    ]  # fmt: skip
    assert times["label"].tolist() == ["bus, mardi", "bus, mardi", None, None]


def test_no_travel_time_gives_an_empty_table() -> None:
    found = read("minutes", "from_id;to_id;travel_time\n33063;fs-haut;12\n")
    assert tables.minutes(found, PLACES).empty


def test_a_service_says_whether_it_is_given_at_a_distance() -> None:
    found = tables.actors(
        read("services", "nom;code_insee;modes_accueil\nA;01001;a-distance\nB;01001;en-presentiel\nC;01001;\n")
    )
    assert found["remote"].tolist() == [True, False, pd.NA]
    assert tables.actors(INSTITUTIONS)["remote"].isna().all()


@pytest.mark.parametrize("kind", ["services", "institutions"])
def test_a_file_of_which_nothing_is_kept_gives_empty_tables(kind: str) -> None:
    found = read(kind, "nom;type;code_insee\nA;caf;33063\n")
    assert tables.actors(found).empty
    if kind == "services":
        assert tables.eligibility(found, PLACES).empty
        assert tables.networks(found).empty
    else:
        assert tables.accounts(found).empty
        assert tables.jurisdictions(found, PLACES).empty
