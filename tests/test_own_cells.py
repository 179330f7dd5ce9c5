"""One cell, one pair of coordinates, one schedule of a reader's file."""

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest
from pyproj import Transformer

from layers import SERVICE_THEMES
from layers.own import Gazetteer, cells, points
from layers.own.coordinates import number, pair
from layers.own.quotient import quotient
from layers.own.vocabulary import CONTRADICTION, coded, codes, place_code
from layers.publishers.hours import osm_hours
from tests.test_own_places import PLACES

ORIGIN = ("3,0", "46.5")
ORIGIN_93 = ("700 000", "6600000,0")
"""The point where Lambert-93 is defined: 3° E, 46.5° N."""
OSM = "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3,5", 3.5), ("3.5", 3.5), ("1 234,5", 1234.5), ("1\u00a0234\u202f567", 1234567.0),
        ("\u22123", -3.0), ("-3", -3.0), ("1,234", 1.234),
    ],
)  # fmt: skip
def test_numbers_are_read_as_french_files_write_them(cell: str, value: float) -> None:
    assert cells.decimal(cell) == value


@pytest.mark.parametrize("cell", ["", "N/C?", "1.234,5", "1,234.5", "12 34", "1e", "nan", "inf", "9" * 400, "=1+1"])
def test_what_is_not_a_number_is_unknown(cell: str) -> None:
    assert math.isnan(cells.decimal(cell))
    assert cells.count(cell).value is None
    assert cells.count(cell).refused[0].reason == cells.NOT_A_NUMBER


@pytest.mark.parametrize("cell", ["s", "S", "ss", "nc", "N.C.", "nd", "***", "<5", "< 11", "moins de 5", "1 à 4", "…"])
def test_a_hidden_count_is_unknown_and_says_so(cell: str) -> None:
    value, refused = cells.count(cell)
    assert isinstance(value, float) and math.isnan(value)
    assert [refusal.reason for refusal in refused] == [cells.SECRET]


def test_a_negative_amount_is_refused() -> None:
    assert cells.count("-1") == (None, (("-1", cells.NEGATIVE),))
    assert cells.count("0").value == 0


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
    return points.located(x, y, chosen or recognised(*rows))


def recognised(*rows: tuple[str | None, str | None], places: Gazetteer = PLACES) -> str | None:
    x, y = (points.numbers(pd.Series([row[i] for row in rows], dtype=object)) for i in (0, 1))
    return points.recognised(x, y, [None] * len(rows), places)


@pytest.mark.parametrize("reading", points.POINT_PROJECTIONS)
def test_a_projection_is_recognised_by_where_the_territory_is(reading: str) -> None:
    projection = points.POINT_PROJECTIONS[reading]
    lon, lat = IN_ITS_DOMAIN.get(reading, (3.0, 46.0))
    there = replace(PLACES, contours=PLACES.contours.translate(lon - 3, lat - 46))
    change = Transformer.from_crs(4326, projection.epsg, always_xy=True)
    x, y = change.transform(lon, lat)
    row = (f"{y:.7f}", f"{x:.7f}") if projection.swapped else (f"{x:.7f}", f"{y:.7f}")
    # Some readings put a point at the same place: the one that is met most is named.
    assert points.POINT_PROJECTIONS[recognised(row, places=there) or ""].swapped == projection.swapped
    found = located(row, chosen=recognised(row, places=there))
    assert found.loc[0, ["lon", "lat"]].tolist() == pytest.approx([lon, lat], abs=1e-4)
    assert located(row, chosen=reading).loc[0, ["lon", "lat"]].tolist() == pytest.approx([lon, lat], abs=1e-4)


IN_ITS_DOMAIN = {
    "antilles": (-61.53, 16.24), "guyane": (-52.33, 4.93), "reunion": (55.45, -20.88), "mayotte": (45.22, -12.78),
    "cc42": (9.0, 42.0), "cc43": (-1.4, 43.4), "cc50": (2.5, 50.5), "utm_30": (-1.5, 43.4), "utm_32": (7.5, 48.0),
}  # fmt: skip


def test_a_file_of_another_territory_is_read_by_its_values() -> None:
    assert recognised(("-1.5", "43.4"), ("-1.4", "43.5")) == "wgs84"
    assert recognised(("43.4", "-1.5")) == "wgs84_swapped"
    assert recognised(("338000", "6276000")) == "lambert_93"
    assert recognised(("1", "999999999")) is None


def test_each_refused_point_has_its_reason() -> None:
    found = located(ORIGIN, ORIGIN, ORIGIN, ORIGIN_93, ORIGIN[::-1], ("90", "3"), ("3", None), ("x", "y"), (None, None))
    assert found["reason"].tolist() == [
        None, None, None, points.OTHER, points.OTHER, points.OUTSIDE, points.ONE_COORDINATE, points.NO_NUMBER, None,
    ]  # fmt: skip
    assert found["lon"].notna().tolist() == [True] * 3 + [False] * 6


def test_zero_and_zero_is_no_point() -> None:
    found = located(ORIGIN, ("0", "0"), ("0,0", "0.000"))
    assert found["reason"].isna().all()
    assert found["lon"].isna().tolist() == [False, True, True]


def test_a_file_of_two_halves_is_not_guessed() -> None:
    assert set(located(ORIGIN, ORIGIN_93)["reason"]) == {points.MIXED}
    assert located(ORIGIN, ORIGIN_93, chosen="lambert_93")["lon"].notna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("-1.474908e+00", -1.474908), ("1,5E+00", 1.5), ("1°28'29.7\"O", -1.474917), ("1° 28' 29.7'' W", -1.474917),
        ("43°29'36.6\"N", 43.4935), ("N 43° 29' 36.6''", 43.4935), ("43°29.61'N", 43.4935), ("43,4935° N", 43.4935),
        ("43d29m36s", 43.493333), ("43 29 36 N", 43.493333), ("W1 28 29.7", -1.474917), ("-1°28'29.7\"", -1.474917),
        ("43°29′36,6″ Nord", 43.4935), ("1°28′29,7″ Ouest", -1.474917), ("S 20 52 48", -20.88),
    ],
)  # fmt: skip
def test_angles_are_read_as_people_write_them(cell: str, value: float) -> None:
    assert number(cell) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("cell", ["", "nord", "12:30", "43°75'00\"N", "rue du 8 mai", None])
def test_what_is_no_angle_is_none(cell: str | None) -> None:
    assert math.isnan(number(cell))


@pytest.mark.parametrize(
    "cell",
    [
        "43.48, -1.56", "43.48,-1.56", "43,48 -1,56", "43,48 ; -1,56", "[43.48, -1.56]", "(43.48 -1.56)",
        '{"lon": -1.56, "lat": 43.48}', "{'lat': '43.48', 'lng': '-1.56'}", "lat=43.48 lon=-1.56", "43.48 N, 1.56 W",
        "1°33'36\"O, 43°28'48\"N", "43°28'48\"N 1°33'36\"W", "N43.48 W1.56", "4.348e+01,-1.56e+00",
    ],
)  # fmt: skip
def test_one_column_of_coordinates(cell: str) -> None:
    assert [number(part) for part in pair(cell)] == pytest.approx([43.48, -1.56])


def test_a_column_that_is_no_pair_is_no_coordinates() -> None:
    assert located(pair("place du Marché")[::-1])["reason"][0] == points.NO_NUMBER
