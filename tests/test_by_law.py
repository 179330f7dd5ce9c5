"""Social action centres that exist by law: deduced, said to be, and giving way to those that a list observed."""

import pandas as pd
import pytest

import cage
import layers
from atlas.findings import quoting
from distance.components.regulatory_norms import CCAS_COMPULSORY_FROM
from i18n import Lang
from layers import by_law
from layers.own import Own

PAYS_BASQUE, BAYONNE, ANGLET, IRISSARRY = "200067106", "64102", "64024", "64273"
COMMUNES = pd.DataFrame(
    {"name": ["A", "B", "C", "D"], "population": [1500.0, 1499.0, None, 20000.0], "lon": 3.0, "lat": [46.0] * 4,
     "point_quality": "town_hall"}, pd.Index(["01001", "01002", "01003", "01004"], name="commune"),
)  # fmt: skip


def observed(*rows: tuple[str, str]) -> pd.DataFrame:
    """Not real: institutions (kind, commune) as a list gives them, after the deduced centres."""
    table = pd.DataFrame([{"theme": kind, "commune": commune, "source": "Liste"} for kind, commune in rows])
    return pd.concat([by_law.centres(COMMUNES), table.set_axis([f"x-{k}" for k in range(len(rows))])])


def test_a_centre_exists_from_1500_inhabitants_and_not_where_nobody_knows_how_many() -> None:
    found = by_law.centres(COMMUNES)
    assert found["commune"].tolist() == ["01001", "01004"]
    assert found["name"].tolist() == ["CCAS (A, déduit de la loi)", "CCAS (D, déduit de la loi)"]
    assert set(found["source"]) == {"Déduit de la loi (CASF, art. L123-4), non observé"}
    assert by_law.COMPULSORY_FROM == CCAS_COMPULSORY_FROM


def test_an_observed_centre_takes_the_place_of_the_deduced_one_in_its_commune_only() -> None:
    found = by_law.observed_first(observed(("ccas", "01004"), ("ccas", "01002"), ("caf", "01001")))
    assert found.index.tolist() == ["town-hall-ccas-01001", "x-0", "x-1", "x-2"]
    assert found["source"].iloc[0] == by_law.DEDUCED


def test_where_an_intercommunal_centre_is_observed_the_deduction_says_what_it_may_do() -> None:
    found = by_law.observed_first(observed(("cias", "01004")))
    assert found["source"].tolist() == [by_law.OR_CIAS, by_law.OR_CIAS, "Liste"]


def test_towards_a_centre_each_commune_has_its_own_or_none() -> None:
    study = cage.study(PAYS_BASQUE, pair=cage.TO_INSTITUTIONS, theme="ccas")
    people = study.communes["population"]
    assert len(study.destinations) == (people >= 1500).sum() == 33
    assert layers.is_deduced(study.destinations).all()
    there = study.values["destination"].set_axis(study.origins["commune"])
    assert there[BAYONNE] == f"town-hall-ccas-{BAYONNE}" and there[IRISSARRY] == ""
    assert (there != "").tolist() == (people >= 1500).tolist()
    assert study.values["unserved"].sum() == 125
    halls = cage.study(PAYS_BASQUE, pair=cage.TO_INSTITUTIONS, theme="mairie").destinations.set_index("commune")
    points = study.destinations.set_index("commune")[["lon", "lat"]]
    pd.testing.assert_frame_equal(points, halls.loc[points.index, ["lon", "lat"]])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_is_said_to_be_deduced(lang: Lang) -> None:
    study = cage.study(PAYS_BASQUE, pair=cage.TO_INSTITUTIONS, theme="ccas")
    said = " ".join(quoting.notes(study, lang)).replace("\u00a0", " ").replace("’", "'")
    expected = {
        "fr": "déduits de la loi (communes de 1 500 habitants ou plus), non observés : 33.",
        "en": "deduced from the law (communes of 1,500 inhabitants or more), not observed: 33.",
    }
    assert expected[lang] in said


def test_among_all_desks_an_observed_one_is_gone_to_first() -> None:
    study = cage.study(PAYS_BASQUE, pair=cage.TO_INSTITUTIONS)
    there = study.values["destination"]
    assert not layers.is_deduced(study.destinations.loc[there]).any()


def test_the_readers_own_centre_takes_its_place_too() -> None:
    place = {"commune": [BAYONNE], "name": ["CCAS"], "lon": [-1.47], "lat": [43.49]}
    mine = pd.DataFrame(
        {**place, "kind": "institution", "theme": "ccas", "weight": 1.0, "source": "Votre fichier"},
        pd.Index(["mine:c"], name="actor_id"),
    )
    study = cage.study(PAYS_BASQUE, pair=cage.TO_INSTITUTIONS, theme="ccas", own=Own("mine", mine))
    there = study.values["destination"].set_axis(study.origins["commune"])
    assert there[BAYONNE] == "mine:c" and there[ANGLET] == f"town-hall-ccas-{ANGLET}"
    assert len(study.destinations) == 33
