"""Weekly hours of an OpenStreetMap schedule, when every week is the same."""

import datetime as dt
import re

from opening_hours import OpeningHours, State, validate

MONDAY = dt.datetime(2024, 1, 1)  # noqa: DTZ001
"""First day of the weeks that are compared: a fixed Monday, so that no figure depends on the day."""
WEEKS = 53
CLOCK = re.compile(r"\d:\d\d|24/7")
VAGUE = re.compile(r"\+|sunrise|sunset|dawn|dusk", re.IGNORECASE)
"""Ends that nobody wrote down: the library would run the first to midnight and the others by the sun."""


def weekly_hours(schedule: str) -> float | None:
    """Open hours of a week; None if the text is not understood, or if weeks differ (seasons, first Mondays).

    A slot with a comment ("on appointment") is not an opening, so the whole is unknown.
    """
    if not CLOCK.search(schedule) or VAGUE.search(schedule) or not validate(schedule):
        return None
    opening = OpeningHours(schedule)
    starts = [MONDAY + dt.timedelta(weeks=week) for week in range(WEEKS)]
    totals = {_open(opening, start, start + dt.timedelta(weeks=1)) for start in starts}
    return next(iter(totals)) if len(totals) == 1 and totals != {0.0} else None


def _open(opening: OpeningHours, start: dt.datetime, end: dt.datetime) -> float | None:
    seconds = 0.0
    for begins, ends, state, comment in opening.intervals(start, end):
        if state != State.CLOSED and (comment or state != State.OPEN):
            return None
        if state == State.OPEN:
            seconds += ((ends or end) - begins).total_seconds()
    return round(seconds / 3600, 2)
