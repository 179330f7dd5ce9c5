"""One cell, one pair of coordinates, one schedule of a reader's file."""

import datetime as dt
import math

import pandas as pd
import pytest

from layers import SERVICE_THEMES
from layers.own import cells, points
from layers.own.quotient import quotient
from layers.own.vocabulary import CONTRADICTION, coded, codes, place_code
from layers.publishers.hours import osm_hours

ORIGIN = ("3,0", "46.5")
ORIGIN_93 = ("700 000", "6600000,0")
"""The point where Lambert-93 is defined: 3° E, 46.5° N."""
OSM = "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3,5", 3.5), ("3.5", 3.5), ("1 234,5", 1234.5), ("1\u00a0234\u202f567", 1234567.0), ("12 €", 12.0),
        ("\u22123", -3.0), ("-3", -3.0), ("1,234", 1.234), ("15 h", 15.0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_french_files_write_them(cell: str, value: float) -> None:
    assert cells.decimal(cell) == value


@pytest.mark.parametrize("cell", ["", "NC", "1.234,5", "1,234.5", "12 34", "1e5", "nan", "inf", "9" * 400, "=1+1"])
def test_what_is_not_a_number_is_unknown(cell: str) -> None:
    assert math.isnan(cells.decimal(cell))
    assert cells.amount(cell).value is None
    assert cells.amount(cell).refused[0].reason == cells.NOT_A_NUMBER


def test_a_negative_amount_is_refused() -> None:
    assert cells.amount("-1") == (None, (("-1", cells.NEGATIVE),))
    assert cells.amount("0").value == 0


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12.0), ("12,5", 12.5), ("12.5", 12.5), ("0", 0.0), ("12 min", 12.0), ("12,5 minutes", 12.5),
        ("1 h 05", 65.0), ("1h05", 65.0), ("1 h 05 min", 65.0), ("2 h", 120.0), ("1:05:30", 65.5), ("00:12:00", 12.0),
        ("1\u00a0h\u00a005", 65.0),
    ],
)  # fmt: skip
def test_durations_are_minutes(cell: str, value: float) -> None:
    assert cells.minutes(cell) == (value, ())


@pytest.mark.parametrize(
    "cell", ["1:05", "12:30", "1:75:00", "2 heures", "1h75", "15 €", "NC", "inf", "nan", "PT1H", ""]
)
def test_what_is_no_number_of_minutes_is_refused(cell: str) -> None:
    assert cells.minutes(cell) == (None, ((cell, cells.NOT_MINUTES),))


def test_a_negative_duration_is_refused() -> None:
    assert cells.minutes("-1") == (None, (("-1", cells.NEGATIVE),))


@pytest.mark.parametrize("cell", ["2025-01-31", "31/01/2025", "31.01.2025", "2025-01-31 00:00:00", "2025-01-31T08:00"])
def test_days(cell: str) -> None:
    assert cells.day(cell).value == dt.date(2025, 1, 31)


@pytest.mark.parametrize("cell", ["31/02/2025", "2025", "janvier", "01/31/2025", "0000-01-01"])
def test_what_is_not_a_day_is_refused(cell: str) -> None:
    assert cells.day(cell) == (None, ((cell, cells.NOT_A_DAY),))


@pytest.mark.parametrize("cell", ['["a", "b", "a"]', "{a,b}", "a; b", "a|b", "a\nb", '{"a","b"}'])
def test_lists_are_read_as_files_write_them(cell: str) -> None:
    assert cells.items(cell) == ["a", "b"]


def test_a_broken_list_is_cut_at_its_separators() -> None:
    assert cells.items("[a, b") == ["a", "b"]


@pytest.mark.parametrize(
    ("cell", "bracket"),
    [
        ("400", (400, 400)), ("0-400", (0, 400)), ("de 401 à 1 200 €", (401, 1200)), ("≤ 400", (0, 400)),
        ("QF > 1200", (math.nextafter(1200, math.inf), math.inf)), ("1200 et plus", (1200, math.inf)),
        ("moins de 400", (0, math.nextafter(400, 0))), ("Tous", (0, math.inf)), ("jusqu'à 400", (0, 400)),
        ("à partir de 300,5", (300.5, math.inf)),
    ],
)  # fmt: skip
def test_brackets_of_quotient_familial(cell: str, bracket: tuple[float, float]) -> None:
    assert quotient(cell).value == bracket


@pytest.mark.parametrize("cell", ["A", "400-0", "", "-400", "tranche 1"])
def test_other_brackets_are_refused(cell: str) -> None:
    assert quotient(cell).value is None and quotient(cell).refused


@pytest.mark.parametrize(
    ("schedule", "hours"),
    [
        (OSM, 33.0), ("Mo-Fr 08:30-12:30; PH off", 20.0), ("24/7", None), ("Mo-Fr 22:00-02:00", 20.0),
        ("lundi 9h-12h", None), ("Mo-Fr", None), ("Mo 09:00+", None), ("Jun-Aug Mo 10:00-12:00", None),
        ("Mo[1] 09:00-12:00", None), ('Mo 09:00-12:00 "sur rendez-vous"', None), ("2020 Mo 09:00-10:00", None),
        ("sunrise-sunset", None), ("Mo off", None), ("Mo 09:00-12:00 unknown", None),
    ],
)  # fmt: skip
def test_weekly_hours_are_known_when_every_week_is_the_same(schedule: str, hours: float | None) -> None:
    assert osm_hours(schedule).weekly == hours


def test_codes_are_checked_by_the_publisher_one_by_one() -> None:
    found = codes("publics")("Familles; jeunes; lutins")
    assert found.value == ("familles", "jeunes")
    assert [refusal.value for refusal in found.refused] == ["lutins"]
    assert coded("frais")("Gratuit") == ("gratuit", ())
    assert coded("frais")("3 €").value is None
    assert codes("modes_accueil")("À distance, en présentiel").value == ("a-distance", "en-presentiel")
    old = codes("thematiques")("numerique--acceder-a-du-materiel, mobilite--preparer-un-permis")
    assert old.value == ("mobilite--preparer-un-permis",)


def test_everybody_is_no_public_among_others() -> None:
    found = codes("publics")("tous-publics, jeunes")
    assert found.value is None
    assert found.refused[0].reason == CONTRADICTION


def test_zones_are_codes_in_their_official_case() -> None:
    assert codes("zone_eligibilite", place_code)("2a; France; 200067106; 64102").value == (
        "2A",
        "france",
        "200067106",
        "64102",
    )
    assert codes("zone_eligibilite", place_code)("Pays Basque").value is None


def test_every_category_of_the_publisher_has_a_name() -> None:
    from data_inclusion.schema.v1 import Categorie  # noqa: PLC0415

    assert {category.value for category in Categorie} <= set(SERVICE_THEMES)


def located(*rows: tuple[str | None, str | None], chosen: str | None = None) -> pd.DataFrame:
    x, y = (pd.Series([row[i] for row in rows], dtype=object) for i in (0, 1))
    return points.located(x, y, chosen)


@pytest.mark.parametrize(
    ("pair", "chosen"),
    [
        (ORIGIN, None), (ORIGIN_93, None), (ORIGIN[::-1], "wgs84_swapped"), (ORIGIN_93[::-1], "lambert_93_swapped"),
    ],
)  # fmt: skip
def test_a_point_is_found_in_every_reading(pair: tuple[str, str], chosen: str | None) -> None:
    found = located(pair, chosen=chosen).iloc[0]
    assert found["reason"] is None
    assert (found["lon"], found["lat"]) == pytest.approx((3.0, 46.5), abs=1e-6)


def test_swapped_columns_are_said_and_not_mended() -> None:
    found = located(ORIGIN[::-1], ORIGIN[::-1])
    assert found["lon"].isna().all()
    assert set(found["reason"]) == {points.SWAPPED}
    assert points.guessed(pd.Series([ORIGIN[1]]), pd.Series([ORIGIN[0]])) == "wgs84_swapped"


def test_each_refused_point_has_its_reason() -> None:
    found = located(ORIGIN, ORIGIN, ORIGIN, ORIGIN_93, ORIGIN[::-1], ("0", "0"), ("3", None), ("x", "y"), (None, None))
    assert found["reason"].tolist() == [
        None, None, None, points.OTHER, points.OTHER, points.OUTSIDE, points.ONE_COORDINATE, points.NO_NUMBER, None,
    ]  # fmt: skip
    assert found["lon"].notna().tolist() == [True] * 3 + [False] * 6


def test_a_file_of_two_halves_is_not_guessed() -> None:
    assert set(located(ORIGIN, ORIGIN_93)["reason"]) == {points.MIXED}
    assert located(ORIGIN, ORIGIN_93, chosen="lambert_93")["lon"].notna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("lon", "lat", "reading"),
    [(-61.53, 16.24, "antilles"), (-52.33, 4.93, "guyane"), (55.45, -20.88, "reunion"), (45.22, -12.78, "mayotte")],
)
def test_metres_overseas_are_read_when_the_reader_says_so(lon: float, lat: float, reading: str) -> None:
    from pyproj import Transformer  # noqa: PLC0415

    assert located((str(lon), str(lat)))["lon"][0] == lon
    metres = Transformer.from_crs(4326, points.POINT_PROJECTIONS[reading].epsg, always_xy=True).transform(lon, lat)
    row = (str(metres[0]), str(metres[1]))
    assert located(row)["reason"][0] == points.OUTSIDE
    assert located(row, chosen=reading).loc[0, ["lon", "lat"]].tolist() == pytest.approx([lon, lat], abs=1e-6)


@pytest.mark.parametrize(
    "cell", ["43.48, -1.56", "43.48,-1.56", "43,48 -1,56", "43,48 ; -1,56", "[43.48, -1.56]", "(43.48 -1.56)"]
)
def test_one_column_of_coordinates(cell: str) -> None:
    assert [cells.decimal(str(part)) for part in points.pair(cell)] == [43.48, -1.56]


def test_a_column_that_is_no_pair_is_no_coordinates() -> None:
    assert located(points.pair("place du Marché")[::-1])["reason"][0] == points.NO_NUMBER
