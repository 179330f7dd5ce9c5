"""Hours a week of a desk, and when it opens: from OpenStreetMap's opening_hours, or from one text for each day."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, State, validate

from .weekly import DESK_MINIMUM, TOWN_HALL_LIMIT, Hours, Slot, clock, total_of, united

Week = tuple[tuple[Slot, ...], ...]
"""Monday to Sunday: hours since midnight at which a desk opens and closes, in order; a night is cut at midnight."""

WEEKS = tuple(datetime(2025, month, day) for month, day in ((1, 13), (3, 17), (6, 16), (10, 6)))  # noqa: DTZ001
"""Mondays of four weeks without public holiday, of both parities and four seasons: hours that differ have no week."""

TIMES = re.compile(r"\d:\d\d|24/7|\boff\b|\bclosed\b")
"""What tells hours: days without times ("Mo-Fr") would count as whole days."""

VAGUE = re.compile(r"\d\s*\+|sunrise|sunset|dawn|dusk", re.IGNORECASE)
"""Ends that nobody wrote down: the library would run to midnight, or go by the sun of another place."""

CLOCK = r"((?:[01]?\d|2[0-3]):[0-5]\d|24:00)"
SLOT = re.compile(rf"{CLOCK}\s*-\s*{CLOCK}")
DAYS_WRITTEN = 6
"""Monday to Saturday: lists with one text a day say nothing of Sunday, and count no hour then."""


@lru_cache(maxsize=100_000)
def osm_hours(text: str) -> Hours:
    """Hours a week of an ``opening_hours`` expression ("Mo-Fr 09:00-12:00,14:00-17:00; PH off").

    Empty: not given. Refused, with the reason: what cannot be read, hours that change with the season or
    from week to week, hours under a condition ("by appointment") or without end, none at all, more than 80.
    """
    if not text.strip():
        return Hours(None)
    if not TIMES.search(text) or not validate(text):
        return Hours(None, "unreadable")
    week = OpeningHours(text)
    totals = {None if VAGUE.search(text) else _open(week, monday) for monday in WEEKS}
    total = totals.pop()
    if total is None or totals:
        return Hours(None, "conditional" if total is None or None in totals else "seasonal")
    fault = "closed" if total == 0 else f"over {TOWN_HALL_LIMIT:.0f} h" if total > TOWN_HALL_LIMIT else None
    return Hours(None, fault) if fault else Hours(total)


def _open(week: OpeningHours, monday: datetime) -> float | None:
    """Hours open in the week of that Monday; None if any is under a condition."""
    slots = _slots(week, monday)
    return None if slots is None else round(sum(closes - opens for opens, closes in slots), 2)


def _slots(week: OpeningHours, monday: datetime) -> list[Slot] | None:
    """When it opens and closes, in hours since that Monday; None if any is under a condition."""
    found = []
    for start, end, state, comment in week.intervals(monday, monday + timedelta(days=7)):
        if state != State.CLOSED and (comment or state != State.OPEN):
            return None
        if state == State.OPEN:
            found.append(((start - monday) / timedelta(hours=1), (end - monday) / timedelta(hours=1)))
    return found


@lru_cache(maxsize=100_000)
def week(text: str) -> Week | None:
    """When a desk opens in the week: from ``opening_hours``, or from a text a day, Monday to Saturday, parted by `|`.

    None where :func:`osm_hours` or :func:`daily_hours` counts no hours, and where days change from week to week.
    """
    days = text.split("|")
    if len(days) == DAYS_WRITTEN and not SLOT.sub("", text).strip(" /|"):
        if daily_hours(days).weekly is None:
            return None
        return (*(tuple(united(_of_day(day))) for day in days), ())
    if osm_hours(text).weekly is None:
        return None
    hours = OpeningHours(text)
    weeks = {_by_day(_slots(hours, monday) or []) for monday in WEEKS}
    return weeks.pop() if len(weeks) == 1 else None


def _by_day(slots: list[Slot]) -> Week:
    """Slots in hours since Monday, by day."""
    return tuple(
        tuple(
            (max(opens - start, 0.0), min(closes - start, 24.0))
            for opens, closes in slots
            if opens < start + 24 and closes > start
        )
        for start in range(0, 7 * 24, 24)
    )


def _of_day(day: str) -> list[Slot]:
    """Slots of one text. The same slot given twice is one; "00:00 - 00:00" is how forms leave one empty."""
    return sorted({(clock(opens), clock(closes)) for opens, closes in SLOT.findall(day)} - {(0.0, 0.0)})


def daily_hours(days: Iterable[str]) -> Hours:
    """Hours a week from one text a day ("09:00 - 12:00 / 13:30 - 17:00"; empty: closed, or not given if all are).

    Refused, with the reason: another form, a slot that does not last, more than 80 hours. Slots that overlap are
    united, and flagged.
    """
    texts = list(days)
    if any(SLOT.sub("", day).strip(" /") for day in texts):
        return Hours(None, "unreadable")
    slots = [_of_day(day) for day in texts]
    return total_of(slots) if any(slots) else Hours(None)


def listed(hours: Hours) -> Hours:
    """The same hours, refused under 8 a week: not believed of a desk in a national list (METHOD 2.3, rule 17)."""
    implausible = hours.weekly is not None and hours.weekly < DESK_MINIMUM
    return Hours(None, "implausible") if implausible else hours
