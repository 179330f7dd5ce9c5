"""Services of a territory: each theme from the first list that holds it there, neighbours within 30 km."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import cage
import layers
from layers import COG, Source, Territory, supply
from layers.load import Wanted, keep
from layers.publishers.places import COLUMNS, as_places
from layers.sources.bpe import BPE
from layers.sources.data_inclusion import DATA_INCLUSION
from layers.sources.finess import FINESS
from layers.sources.france_services import FRANCE_SERVICES
from layers.sources.schools import SCHOOLS
from layers.sources.services import SERVICES
from layers.sources.structures import STRUCTURES
from layers.supply import FIRST, ORDER, neighbourhood

NOTED = {"sha256": "", "origin": "", "dated": ""}

PAYS_BASQUE, LANDES_COAST, ELSEWHERE = "200067106", "244000865", "200090579"
"""CA du Pays Basque; CC Maremne Adour Côte Sud, its neighbour; Terre d'Émeraude, far from both."""

IN_BAYONNE = ("64102", -1.4750, 43.4930)
IN_MAULEON = ("64371", -0.8830, 43.2200)
IN_TARNOS = ("40312", -1.4620, 43.5400)
"""Outside CA du Pays Basque, five kilometres from Bayonne."""

IN_MONT_DE_MARSAN = ("40192", -0.4990, 43.8930)
"""Over thirty kilometres from every commune of CA du Pays Basque."""

Put = tuple[str, str, tuple[str, float, float]]


def listed(source: Source, *rows: Put, **columns: object) -> None:
    """Load a list of places: (id, theme, (commune, lon, lat))."""
    table = pd.DataFrame(
        [{"id": i, "name": i, "theme": t, "commune": c, "lon": x, "lat": y, **columns} for i, t, (c, x, y) in rows]
    )
    year = max(source.published)
    keep(Wanted(source, year, "france"), as_places(table.set_index("id"), source.label), NOTED, to=COG)


@pytest.fixture
def place() -> Territory:
    return layers.territory(PAYS_BASQUE)


@pytest.fixture
def served(place: Territory) -> Callable[..., pd.DataFrame]:
    """``served(theme)``: services of CA du Pays Basque, of one theme or of all."""
    communes = layers.communes(place)

    def table(theme: str = "") -> pd.DataFrame:
        found = supply.supply(place, communes)
        return found[found["theme"] == theme] if theme else found

    return table


Served = Callable[..., pd.DataFrame]


def test_every_list_is_in_an_order_once() -> None:
    assert len(set(ORDER)) == len(ORDER)
    assert {FRANCE_SERVICES, *ORDER} == {*ORDER, *(source for order in FIRST.values() for source in order)}


def test_without_a_download_services_are_those_of_the_pack(served: Served) -> None:
    table = served()
    packed = SERVICES.table(COG)
    assert packed is not None
    pd.testing.assert_frame_equal(table.sort_index(), packed.sort_index(), check_names=False)
    assert table["theme"].value_counts().to_dict() == {
        "ecole": 249, "college": 50, "numerique": 40, "lycee": 38, "acces-aux-droits": 13, "handicap": 13,
        "action-sociale": 9, "orientation": 2,
    }  # fmt: skip


def test_a_territory_the_pack_knows_nothing_of_has_no_service_of_its_neighbour() -> None:
    """Services of the pack stand within thirty kilometres of the Landes coast; nothing says it has none of its own."""
    place = layers.territory(LANDES_COAST)
    assert set(neighbourhood(place)) & set(layers.territory(PAYS_BASQUE).communes)
    assert supply.supply(place, layers.communes(place)).empty


def test_a_theme_comes_from_the_first_list_that_holds_it_and_from_no_other(served: Served) -> None:
    listed(FRANCE_SERVICES, ("fs-1", "acces-aux-droits", IN_BAYONNE))
    listed(BPE, ("bpe-1", "acces-aux-droits", IN_MAULEON), ("bpe-2", "pharmacie", IN_MAULEON))
    listed(FINESS, ("finess-1", "pharmacie", IN_BAYONNE))
    assert list(served("acces-aux-droits").index) == ["fs-1"]
    assert list(served("pharmacie").index) == ["finess-1"]
    assert len(served("numerique")) == 40  # no other list holds it: the pack's


def test_a_list_without_the_theme_here_leaves_it_to_the_next(served: Served) -> None:
    listed(FRANCE_SERVICES, ("fs-1", "acces-aux-droits", IN_TARNOS))
    listed(SCHOOLS, ("edu-1", "ecole", IN_BAYONNE))
    assert len(served("acces-aux-droits")) == 13
    assert list(served("ecole").index) == ["edu-1"]
    assert len(served("college")) == 50


def test_a_list_whose_only_desk_here_has_no_point_leaves_the_theme_to_the_next(served: Served) -> None:
    listed(FRANCE_SERVICES, ("fs-far", "acces-aux-droits", IN_TARNOS))
    assert len(served("acces-aux-droits")) == 13
    rows = [("fs-bus", "acces-aux-droits", IN_BAYONNE), ("fs-1", "acces-aux-droits", IN_MAULEON)]
    listed(FRANCE_SERVICES, *rows)
    table = served("acces-aux-droits")
    assert set(table.index) == {"fs-bus", "fs-1"}


def test_desks_without_a_point_are_counted_beside_the_others(served: Served) -> None:
    bus = pd.DataFrame(
        [{"id": "fs-bus", "theme": "acces-aux-droits", "commune": "64371", "point_quality": "itinerant"}]
    )
    desk = pd.DataFrame([{"id": "fs-1", "theme": "acces-aux-droits", "commune": "64102", "lon": -1.475, "lat": 43.493}])
    table = as_places(pd.concat([bus, desk]).set_index("id"), FRANCE_SERVICES.label)
    keep(Wanted(FRANCE_SERVICES, 2026, "france"), table, NOTED, to=COG)
    assert served()["point_quality"]["fs-bus"] == "itinerant"
    study = cage.study(PAYS_BASQUE, COG, cage.TO_SERVICES, "acces-aux-droits")
    assert list(study.destinations.index) == ["fs-1"]


def test_services_within_thirty_kilometres_outside_count(served: Served) -> None:
    rows = [
        ("in", "pharmacie", IN_BAYONNE),
        ("near", "pharmacie", IN_TARNOS),
        ("far", "pharmacie", ("40192", -0.4990, 43.8930)),
    ]
    listed(BPE, *rows)
    assert set(served("pharmacie").index) == {"in", "near"}


def test_a_service_outside_is_measured_like_the_others(served: Served) -> None:
    listed(BPE, ("in", "pharmacie", IN_MAULEON), ("near", "pharmacie", IN_TARNOS))
    assert len(served("pharmacie")) == 2
    study = cage.study(PAYS_BASQUE, COG, cage.TO_SERVICES, "pharmacie")
    assert study.values.at["64102", "destination"] == "near"
    assert study.values.at["64371", "destination"] == "in"
    minutes = study.distances["physical_distance__car_minutes"]
    assert minutes["64102", "near"] < 15 < minutes["64102", "in"]
    assert study.distances["institutional_norms__former_border"]["64102", "near"] >= 0


def test_a_point_outside_its_commune_is_not_believed(served: Served) -> None:
    listed(BPE, ("right", "pharmacie", IN_BAYONNE), ("wrong", "pharmacie", ("64102", *IN_MAULEON[1:])))
    table = served("pharmacie")
    assert table.at["right", "point_quality"] == "own"
    assert table.at["wrong", "point_quality"] == "outside" and pd.isna(table.at["wrong", "lon"])


def test_a_service_of_two_themes_is_there_under_each(served: Served) -> None:
    listed(FINESS, ("saas", "aide-a-domicile soins-a-domicile", IN_BAYONNE))
    assert list(served("aide-a-domicile").index) == ["saas"]
    assert list(served("soins-a-domicile").index) == ["saas@soins-a-domicile"]
    assert served().index.is_unique


def test_structures_give_their_network_and_their_hours_to_their_services(served: Served) -> None:
    listed(STRUCTURES, ("st-1", "", IN_BAYONNE), network="ccas-cias france-service", operator="266400011",
           hours="Mo-Fr 09:00-17:00", weekly_hours=40.0)  # fmt: skip
    listed(DATA_INCLUSION, ("s-1", "famille", IN_BAYONNE), ("s-2", "mobilite", IN_BAYONNE), structure="st-1", zone="")
    family = served("famille").loc["s-1"]
    assert (family["network"], family["operator"], family["weekly_hours"]) == (
        "ccas-cias france-service",
        "266400011",
        40,
    )
    assert not served("acces-aux-droits").index.str.startswith("st-1").any()  # the pack's come first


def test_france_services_of_data_inclusion_are_one_desk_a_structure() -> None:
    far = layers.territory(ELSEWHERE)
    here = (far.communes[0], *layers.communes(far).loc[far.communes[0], ["lon", "lat"]])
    listed(STRUCTURES, ("st-1", "", here), network="france-service")
    listed(DATA_INCLUSION, ("s-1", "famille", here), ("s-2", "mobilite", here), structure="st-1", zone="", remote=True)
    table = supply.supply(far, layers.communes(far))
    assert list(table.index[table["theme"] == "acces-aux-droits"]) == ["st-1@acces-aux-droits"]
    assert table["remote"].notna().to_dict() == {"s-1": True, "s-2": True, "st-1@acces-aux-droits": False}


def test_services_have_the_columns_of_actors(place: Territory) -> None:
    listed(FINESS, ("saas", "aide-a-domicile soins-a-domicile", IN_BAYONNE), operator="266400011")
    actors = layers.actors(place, layers.communes(place))
    row = actors.loc["saas"]
    assert (row["kind"], row["theme"], row["operator"], row["weight"]) == ("service", "aide-a-domicile", "266400011", 1)
    assert set(COLUMNS) - {"form"} <= set(actors)
    assert "aide-a-domicile" in cage.themes(PAYS_BASQUE)["service"]


def test_neighbours_are_found_by_the_distance_of_their_points(place: Territory) -> None:
    around = neighbourhood(place)
    assert set(place.communes) < set(around)
    assert IN_TARNOS[0] in around and "40192" not in around
    nowhere = replace(place, communes=("00000",))
    assert neighbourhood(nowhere) == ("00000",)
