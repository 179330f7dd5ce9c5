"""Zonings a reader brings: what they give, and that two lists are never compared."""

import pandas as pd

import cage
import layers
from layers.own.given import Given, merged, own
from layers.own.known import known
from tests.test_given import given

ZONES = "code_insee;bassin de vie;zrr\n01001;Nord;\n01002;Nord;\n01003;Sud;\n01009;Sud;\n"


def study(toy: str, one: Given) -> cage.Study:
    return cage.study(toy, layers.COG, own=own([one], known(layers.territory(toy))))


def between(found: cage.Study, column: str, a: str, b: str) -> float:
    return float(found.distances.at[(a, b), column])


AREA = "territorial_proximity__living_area"


def test_the_readers_zones_take_the_place_of_those_of_the_source(toy: str) -> None:
    before = cage.study(toy, layers.COG)
    after = study(toy, given("zonings", ZONES.replace("01002;Nord", "01002;Sud")))
    # In the toy pack 01001 and 01002 share a living area, 01002 and 01003 do not.
    assert between(before, AREA, "01001", "01002") < between(before, AREA, "01002", "01003")
    assert between(after, AREA, "01001", "01002") > between(after, AREA, "01002", "01003")
    assert after.loaded["zonings"].own and not before.loaded["zonings"].own


def test_a_column_the_file_leaves_empty_stays_that_of_the_source(toy: str) -> None:
    theirs = layers.tables({"zonings"}, layers.territory(toy))["zonings"]
    mine = own([given("zonings", ZONES)], known(layers.territory(toy))).tables
    both = merged(mine, {"zonings": theirs})["zonings"]
    assert both[["zrr_2022", "employment_zone_2020"]].equals(theirs[["zrr_2022", "employment_zone_2020"]])
    # 01004 is not in the file: its living area is unknown, and not that of another list.
    area = both["living_area_2022"]
    assert (
        area[["01001", "01002", "01003"]].tolist() == ["Nord", "Nord", "Sud"] and area[["01004", "01005"]].isna().all()
    )


def test_where_nothing_is_loaded_the_other_zonings_are_unknown(toy: str) -> None:
    mine = own([given("zonings", ZONES)], known(layers.territory(toy))).tables
    alone = merged(mine, {})["zonings"]
    assert alone["living_area_2022"].tolist() == ["Nord", "Nord", "Sud"]
    assert alone[["zrr_2022", "employment_zone_2020"]].isna().all(axis=None)


def test_former_communes_in_two_zones_make_an_unknown_one() -> None:
    # La Hague (50041) was nineteen communes until 2017: Auderville (50020) and Biville (50057) are two of them.
    place = known(layers.territory("200067205"))
    for one, other, expected in (
        ("Nord", "Sud", None),
        ("Nord", "", None),
        ("", "Nord", None),
        ("Nord", "Nord", "Nord"),
    ):
        text = f"code_insee;bassin de vie\n50020;{one}\n50057;{other}\n50129;Est\n"
        area = own([given("zonings", text)], place).tables["zonings"]["living_area_2022"]
        assert area["50129"] == "Est"
        assert area["50041"] == expected if expected else pd.isna(area["50041"])
