"""Hours a week, and when a desk opens: OpenStreetMap's expressions, and one text for each day."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.publishers.hours import Week, daily_hours, listed, osm_hours, week
from layers.publishers.weekly import Hours


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
        (["09:00 - 12:00 / 09:00 - 16:30"], Hours(7.5, "overlap")),
        (["09:00 - 12:00 / 11:00 - 12:00 / 11:30 - 14:00", "08:00 - 09:00"], Hours(6.0, "overlap")),
        (["14:00 - 12:00"], Hours(None, "no duration")),
        (["00:00 - 23:00"] * 6, Hours(None, "over 80 h")),
        (["sur rendez-vous"], Hours(None, "unreadable")),
        (["09:00 - 25:30"], Hours(None, "unreadable")),
        (["25:30 - 18:00"], Hours(None, "unreadable")),
        (["09:00 - 12:75"], Hours(None, "unreadable")),
        (["18:00 - 24:00"], Hours(6.0)),
        (["09:00 - 12:00", "fermé"], Hours(None, "unreadable")),
    ],
)
def test_one_text_a_day(days: list[str], found: Hours) -> None:
    assert daily_hours(days) == found


def test_a_desk_of_a_national_list_is_not_believed_under_eight_hours() -> None:
    assert listed(Hours(7.75)) == Hours(None, "implausible")
    assert listed(Hours(8.0)) == Hours(8.0)
    assert listed(Hours(None, "overlap")) == Hours(None, "overlap")


MORNING = ((9.0, 12.0),)
DAY = ((9.0, 12.0), (13.5, 17.0))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mo-Fr 09:00-12:00; PH off", (MORNING,) * 5 + ((), ())),
        ("Mo-We,Fr 09:00-12:00,13:30-17:00; Th 09:00-12:00", (DAY, DAY, DAY, MORNING, DAY, (), ())),
        ("Su 22:00-02:00", (((0.0, 2.0),), (), (), (), (), (), ((22.0, 24.0),))),
        ("Fr-Sa 22:00-24:00", ((), (), (), (), ((22.0, 24.0),), ((22.0, 24.0),), ())),
        ("09:00 - 12:00 / 13:30 - 17:00||09:00 - 12:00||||", None),
        ("09:00 - 12:00 / 11:00 - 14:00|||||", (((9.0, 14.0),), (), (), (), (), (), ())),
        ("09:00 - 12:00 / 13:30 - 17:00||09:00 - 12:00|||", (DAY, (), MORNING, (), (), (), ())),
        ("13:30 - 17:00 / 09:00 - 12:00|||00:00 - 00:00||9:00-12:00", (DAY, (), (), (), (), MORNING, ())),
    ],
)
def test_a_week_says_when_a_desk_opens(text: str, days: Week | None) -> None:
    assert week(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "", "|||||", "lundi 9h-12h", "Apr-Sep Mo-Fr 09:00-18:00", "week 1-53/2 Mo 10:00-12:00", "Mo-Fr 09:00+", "24/7",
        'Mo-Fr 09:00-12:00 "sur rendez-vous"', "off", "fermé|||||",
        "14:00 - 12:00|||||",
    ],
)  # fmt: skip
def test_a_week_nobody_can_tell_is_unknown(text: str) -> None:
    assert week(text) is None


def test_days_that_change_from_week_to_week_have_hours_but_no_week() -> None:
    text = "week 1-53/2 Mo 09:00-12:00; week 2-52/2 Tu 09:00-12:00"
    assert osm_hours(text) == Hours(3.0)
    assert week(text) is None


QUARTERS = st.lists(st.integers(0, 95), max_size=6, unique=True).map(sorted)
NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa")


def written(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


@given(st.lists(QUARTERS, min_size=6, max_size=6))
def test_both_ways_of_writing_a_week_say_the_same(quarters: list[list[int]]) -> None:
    days = [list(zip(day[::2], day[1::2], strict=False)) for day in quarters]
    slots = [[(written(opens), written(closes)) for opens, closes in day] for day in days]
    listed_days = "|".join(" / ".join(f"{a} - {b}" for a, b in day) for day in slots)
    osm = "; ".join(
        f"{name} {','.join(f'{a}-{b}' for a, b in day)}" for name, day in zip(NAMES, slots, strict=True) if day
    )
    found = week(listed_days)
    assert found == week(osm)
    total = sum(closes - opens for day in days for opens, closes in day) / 4
    if not 0 < total <= 80:
        assert found is None
        return
    assert found == (*(tuple((a / 4, b / 4) for a, b in day) for day in days), ())


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["Mo-Fr", "Sa", "22:00-06:00", "09:00-12:00", ";", "off", "|", ","])).map(" ".join)
)
def test_a_week_adds_up_to_its_hours(text: str) -> None:
    found = week(text)
    if found is None:
        return
    assert len(found) == 7
    for day in found:
        bounds = [bound for slot in day for bound in slot]
        assert all(0 <= a < b <= 24 for a, b in day)
        assert all(a <= b for a, b in pairwise(bounds))
    total = round(sum(closes - opens for day in found for opens, closes in day), 2)
    days = text.split("|")
    assert total == (daily_hours(days) if len(days) == 6 else osm_hours(text)).weekly
