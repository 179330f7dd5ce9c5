"""Hours a week: OpenStreetMap's expressions, and one text for each day."""

import pytest

from layers.hours import daily_hours, listed, osm_hours
from layers.weekly import Hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mo-Fr 09:00-18:00", 45),
        ("Mo-Fr 08:30-12:30; PH off", 20),
        ("Mo-We,Fr 09:00-12:00,14:00-17:00; Th 09:00-12:00", 27),
        ("Tu-Sa 10:00-18:00; SH off", 40),
        ("Mo-Fr 22:00-02:00", 20),
        ("Mo-Fr 09:00-17:00; We off", 32),
    ],
)
def test_a_week_that_repeats_is_counted(text: str, hours: float) -> None:
    assert osm_hours(text) == Hours(hours)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("lundi 9h-12h", "unreadable"),
        ("Tu[1,3] 09:00-12:00", "seasonal"),
        ("week 1-53/2 Mo 10:00-12:00", "seasonal"),
        ("Apr-Sep Mo-Fr 09:00-18:00", "seasonal"),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', "conditional"),
        ('"sur rendez-vous"', "unreadable"),
        ("We", "unreadable"),
        ("Mo-Fr 09:00-12:00 unknown", "conditional"),
        ("Mo-Fr 09:00+", "conditional"),
        ("24/7", "over 80 h"),
        ("Mo-Fr", "unreadable"),
        ("We 09:00-sunset", "conditional"),
        ("2019 Mo-Fr 09:00-12:00", "closed"),
        ("off", "closed"),
    ],
)
def test_a_week_nobody_can_count_is_unknown_and_says_why(text: str, fault: str) -> None:
    assert osm_hours(text) == Hours(None, fault)


def test_no_hours_is_no_fault() -> None:
    assert osm_hours("  ") == daily_hours(["", ""]) == Hours(None)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (["09:00 - 12:00 / 13:30 - 17:00", "9:00-12:00", ""], Hours(9.5)),
        (["00:00 - 00:00 / 09:00 - 12:00"], Hours(3.0)),
        (["09:00 - 12:00 / 09:00 - 12:00"], Hours(3.0)),
        (["09:00 - 12:00 / 09:00 - 16:30"], Hours(None, "overlap")),
        (["14:00 - 12:00"], Hours(None, "no duration")),
        (["00:00 - 23:00"] * 6, Hours(None, "over 80 h")),
        (["sur rendez-vous"], Hours(None, "unreadable")),
        (["09:00 - 12:00", "fermé"], Hours(None, "unreadable")),
    ],
)
def test_one_text_a_day(days: list[str], found: Hours) -> None:
    assert daily_hours(days) == found


def test_a_desk_of_a_national_list_is_not_believed_under_eight_hours() -> None:
    assert listed(Hours(7.75)) == Hours(None, "implausible")
    assert listed(Hours(8.0)) == Hours(8.0)
    assert listed(Hours(None, "overlap")) == Hours(None, "overlap")
