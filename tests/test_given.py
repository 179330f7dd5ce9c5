"""A reader's files from the upload to the study: what they add, what they change, what is kept on the disk."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cage
import layers
from atlas.findings import commune as card
from layers import store
from layers.own import BY_KEY, NOTHING, Gazetteer, Own, gazetteer, opened, propose
from layers.own.given import Given, forget, keep, kept, merged, own

INSTITUTIONS = (
    "id;nom;type;code_insee;communes_desservies;budget\n"
    "c1;CCAS du Haut;ccas;01001;01001,01002;1000000\n"
    "c2;CIAS;cias;01003;01003;500000\n"
)
SERVICES = (
    "id;nom;theme;code_insee;zone_eligibilite;horaires_accueil\n"
    "s1;Permanence;acces-aux-droits;01002;01001,01002;Mo-Fr 09:00-12:00\n"
)
SURVEY = "code_insee;question;reponse;effectif\n" + "".join(
    f"{code};Confiance;{answer};{count}\n"
    for code, yes, no in (("01001", 900, 100), ("01002", 100, 900), ("01003", 900, 100))
    for answer, count in (("oui", yes), ("non", no))
)
PARTNERSHIPS = "institution_a;institution_b;type;debut;fin\nCCAS du Haut;CIAS;CTG;2024-01-01;2028-12-31\n"


def given(kind: str, text: str, **more: object) -> Given:
    content = text.encode()
    columns = propose(opened(content).table, BY_KEY[kind])
    return Given(kind, f"{kind}.csv", content, tuple(columns.items()), **more)  # type: ignore[arg-type]


@pytest.fixture
def around(toy: str) -> Gazetteer:
    place = layers.territory(toy)
    return gazetteer(place, layers.actors(place, layers.communes(place))["name"].to_dict())


def study(toy: str, mine: Own = NOTHING, pair: object = cage.RESIDENTS, theme: str = "") -> cage.Study:
    return cage.study(toy, layers.COG, pair, theme, mine)  # type: ignore[arg-type]


def test_nothing_brought_changes_nothing(toy: str) -> None:
    assert NOTHING.key == ""
    assert not {"values__survey_answers", "networks__agreements"} & set(study(toy).indicators)


def test_a_service_is_reached_with_its_zone_and_hours(toy: str, around: Gazetteer) -> None:
    found = study(toy, own([given("services", SERVICES)], around), cage.TO_SERVICES, "acces-aux-droits")
    assert "own-s1" in found.destinations.index
    pairs = found.distances.xs("own-s1", level="destination")
    assert pairs["regulatory_norms__eligibility"].reindex(["01001", "01003"]).tolist() == [0, 1]
    assert pairs["communication__desk_closed"].iloc[0] == pytest.approx(1 - 15 / 35)


def test_the_competent_desk_is_that_of_the_readers_file(toy: str, around: Gazetteer) -> None:
    found = study(toy, own([given("institutions", INSTITUTIONS)], around), cage.TO_INSTITUTIONS, "ccas")
    assert found.values["destination"].reindex(["01001", "01002"]).tolist() == [
        "own-institution-c1",
        "own-institution-c1",
    ]
    assert found.values["competent"].reindex(["01001", "01002"]).tolist() == [True, True]


def test_survey_answers_enter_values_and_only_there(toy: str, around: Gazetteer) -> None:
    mine = own([given("survey", SURVEY)], around)
    plain, found = study(toy), study(toy, mine)
    column = "values__survey_answers"
    assert found.distances.at[("01001", "01003"), column] == pytest.approx(0, abs=1e-6)
    # Jensen-Shannon (base 2) of (0.9, 0.1) and (0.1, 0.9) is 0.7287; noise of 1,000 persons takes 0.0007 of its square.
    assert found.distances.at[("01001", "01002"), column] == pytest.approx(0.728, abs=2e-3)
    assert np.isnan(found.distances.at[("01001", "01004"), column])
    pd.testing.assert_series_equal(plain.values["economic"], found.values["economic"])
    assert found.loaded["survey"].sha256 == mine.key != ""


def test_an_agreement_brings_two_institutions_together(toy: str, around: Gazetteer) -> None:
    files = [given("institutions", INSTITUTIONS), given("partnerships", PARTNERSHIPS)]
    found = study(toy, own(files, around), cage.BETWEEN_INSTITUTIONS)
    column = found.distances["networks__agreements"]
    one, other = "own-institution-c1", "own-institution-c2"
    assert column[(one, other)] == column[(other, one)] == 0.5 and column[(one, one)] == 0
    assert column.xs("mairie-01001", level="origin").isna().all()


def test_rows_of_the_reader_come_before_those_of_the_sources() -> None:
    theirs = pd.DataFrame({"price": [1.0, 2.0]}, index=pd.Index(["a", "b"], name="organisation"))
    mine = pd.DataFrame({"price": [9.0]}, index=pd.Index(["b"], name="organisation"))
    assert merged({"prices": mine}, {"prices": theirs})["prices"]["price"].to_dict() == {"b": 9.0, "a": 1.0}
    networks = merged(
        {"networks": pd.DataFrame({"caf": [True]}, index=["01002"])},
        {"networks": pd.DataFrame({"ccas": [True, False]}, index=["01001", "01002"])},
    )["networks"]
    assert networks.loc["01002"].to_dict() == {"caf": True, "ccas": False}
    assert networks.loc["01001"].to_dict() == {"caf": False, "ccas": True}


def test_nothing_is_kept_unless_asked_for(toy: str, around: Gazetteer, home: Path) -> None:
    one = given("survey", SURVEY)
    own([one], around)
    assert not list(home.rglob("*")) if home.exists() else True
    assert kept(toy) == ()
    keep(toy, one)
    assert kept(toy) == (one,)
    assert kept("200000002") == ()
    forget(toy, "survey")
    assert kept(toy) == ()


def test_a_file_half_written_on_the_disk_is_not_there(toy: str) -> None:
    folder = store.HOME / "own" / toy
    folder.mkdir(parents=True)
    (folder / "survey.bin").write_bytes(SURVEY.encode())
    assert kept(toy) == ()


def test_the_key_follows_what_was_said_of_the_file(around: Gazetteer) -> None:
    one = given("survey", SURVEY)
    other = Given(one.kind, one.name, one.content, one.columns, "wgs84")
    assert own([one], around).key != own([other], around).key
    assert json.loads(json.dumps(one.key)) == one.key


def test_a_study_with_and_without_are_two_studies(
    study_of: Callable[..., cage.Study], toy: str, around: Gazetteer
) -> None:
    found = study(toy, own([given("institutions", INSTITUTIONS)], around))
    assert found.values["composite"].notna().all() == study_of().values["composite"].notna().all()


def test_visits_are_told_on_the_card_and_enter_no_distance(toy: str, around: Gazetteer) -> None:
    text = "service;code_insee;visites\nPermanence;01001;400\nPermanence;01002;10\n"
    plain, found = study(toy), study(toy, own([given("visits", text)], around))
    pd.testing.assert_frame_equal(plain.values, found.values)
    told = card.context(found, "01001", "fr")[0]
    assert (told.label.replace("\u00a0", " "), told.value) == ("Visites pour 1 000 habitants, toutes périodes", "100")
    assert not card.context(found, "01003", "fr")[0].known


def test_travel_times_name_the_readers_own_services_and_enter_no_distance_by_themselves(
    toy: str, around: Gazetteer
) -> None:
    files = [given("services", SERVICES), given("minutes", "origin;destination;minutes\n01001;s1;12\n01002;s1;\n")]
    mine = own(files, around)
    times = mine.tables["minutes"].set_index(["origin", "destination"])["minutes"]
    assert times.to_dict() == {("01001", "own-s1"): 12, ("01002", "own-s1"): np.inf}
    plain, found = (study(toy, own(some, around), cage.TO_SERVICES, "acces-aux-droits") for some in (files[:1], files))
    pd.testing.assert_frame_equal(plain.values, found.values)
