"""The toy country a reader's files are matched with, and how a commune is recognised in it."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from layers import communes, territory
from layers.own import Gazetteer, gazetteer
from layers.own.gazetteer import AMBIGUOUS, MERGED, POSTAL, UNKNOWN_CODE, UNKNOWN_NAME, ZERO_LOST

COMMUNES = pd.DataFrame(
    {
        "name": ["Le Haut", "Le Bas", "Saint-Jean", "Saint-Jean", "Ajaccio", "Bordeaux", "Les Monts Réunis"],
        "lon": [3.0, 3.1, 3.2, None, None, None, None],
        "lat": [46.0, 46.0, 46.0, None, None, None, None],
    },
    index=["01001", "01002", "01003", "64484", "2A004", "33063", "33999"],
)
"""Not real: names and codes of a country made for the tests."""

PLACES = Gazetteer(
    communes=COMMUNES,
    territory=frozenset(["01001", "01002", "01003"]),
    contours=gpd.GeoSeries(
        [box(2.95, 45.95, 3.05, 46.05), box(3.05, 45.95, 3.15, 46.05), box(3.15, 45.95, 3.25, 46.05)],
        index=["01001", "01002", "01003"],
        crs=4326,
    ),
    groups={"200000001": frozenset(["01001", "01002", "01003"]), "240000009": frozenset(["01002", "01003"])},
    group_names={"200000001": "CC du Jeu", "240000009": "CC de l'Ancien Pays"},
    actors={"fs-haut": "France services du Haut", "caf-1": "CAF du Jeu", "x1": "Relais", "x2": "Relais"},
    successor={"01099": "01002", "01098": "gone"}.get,
)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("01001", "01001"),
        ("1001", "01001"),
        ("1001.0", "01001"),
        ("2a004", "2A004"),
        ("01099", "01002"),
        ("01098", None),
    ],
)
def test_a_code_is_recognised(cell: str, code: str | None) -> None:
    assert PLACES.by_code(cell).code == code


def test_what_was_changed_in_a_code_is_said() -> None:
    assert PLACES.by_code("01001").note is None
    assert PLACES.by_code("1001") == ("01001", "01001", ZERO_LOST)
    assert PLACES.by_code("01099") == ("01002", "01099", MERGED)


def test_a_postcode_is_told_from_another_unknown_code() -> None:
    assert PLACES.by_code("01000").note == POSTAL
    assert PLACES.by_code("Bourg").note == UNKNOWN_CODE


def test_a_name_is_looked_for_in_all_of_france() -> None:
    assert PLACES.by_name("LE  HAUT").code == "01001"
    assert PLACES.by_name("Les  monts-réunis").code == "33999"
    assert PLACES.by_name("bordeaux").code == "33063"
    assert PLACES.by_name("Nulle Part").note == UNKNOWN_NAME


def test_two_communes_of_one_name_are_not_chosen_between() -> None:
    assert PLACES.by_name("St Jean") == (None, None, AMBIGUOUS)


def test_a_zone_is_known_when_all_its_codes_are() -> None:
    assert sorted(PLACES.zone(["01001", "240000009"]) or ()) == ["01001", "01002", "01003"]
    assert sorted(PLACES.zone(["01"]) or ()) == ["01001", "01002", "01003"]
    assert sorted(PLACES.zone(["2A"]) or ()) == ["2A004"]
    assert PLACES.zone(["france"]) == PLACES.zone(["99100"]) == frozenset(COMMUNES.index)
    assert PLACES.zone(["01001", "999999999"]) is None
    assert PLACES.zone(["99"]) is None


def test_an_actor_is_found_by_identifier_or_by_a_name_of_its_own() -> None:
    assert PLACES.actor("fs-haut") == PLACES.actor("FRANCE SERVICES DU HAUT") == "fs-haut"
    assert PLACES.actor("Relais") is None
    assert PLACES.actor("Inconnu") is None


def test_a_group_is_found_by_siren_or_name() -> None:
    assert PLACES.group("240000009") == PLACES.group("cc de l'ancien pays") == frozenset(["01002", "01003"])
    assert PLACES.group("CC") is None


def test_the_pack_gives_what_files_are_matched_with(toy: str) -> None:
    place = territory(toy)
    found = gazetteer(place, {"fs": "France services"})
    assert found.territory == set(place.communes)
    assert found.group(toy) == frozenset(place.communes)
    assert {siren for siren, _ in place.former if siren} <= set(found.former)
    known = communes(place)
    assert found.communes.loc[known.index, "lon"].equals(known["lon"])
    assert found.actor("France services") == "fs"
    assert found.by_code("99999").code is None
