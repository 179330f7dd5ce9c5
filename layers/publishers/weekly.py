"""Weekly opening hours, from the two ways in which the sources write them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
TOWN_HALL_LIMIT = 80.0
"""Hours a week above which the opening of a town hall is not believed."""
DESK_MINIMUM = 8.0
"""Hours a week under which the opening of a desk in a national list is not believed (METHOD, rule 17)."""

Slot = tuple[float, float]
Entry = Sequence[object]


class Hours(NamedTuple):
    """Hours a week, None when not given or not believed, and the rule that refused them."""

    weekly: float | None
    fault: str | None = None


def clock(text: str) -> float:
    """Hours since midnight of "HH:MM" or "HH:MM:SS". Raises ValueError on another form."""
    parts = [int(part) for part in text.strip().split(":")]
    if len(parts) not in (2, 3):
        msg = f"not a time of day: {text!r}"
        raise ValueError(msg)
    return sum(part * 60.0**-power for power, part in enumerate(parts))


def town_hall_hours(entries: Iterable[Entry]) -> Hours:
    """Hours a week from ``[[first day, last day, [[opens, closes], ...]], ...]``.

    Days are French names and the last one is included. Refused: an unknown day or a range that goes
    backwards, a slot that does not last, slots that overlap, more than 80 hours.
    """
    week: dict[int, list[Slot]] = {}
    for first, last, slots in entries:
        if first not in DAYS or last not in DAYS or DAYS.index(first) > DAYS.index(last):
            return Hours(None, "days")
        for day in range(DAYS.index(first), DAYS.index(last) + 1):
            week.setdefault(day, []).extend((clock(a), clock(b)) for a, b in slots)  # type: ignore[attr-defined]
    if not week:
        return Hours(None)
    return _checked(week.values())


def _checked(days: Iterable[list[Slot]]) -> Hours:
    total = 0.0
    for slots in days:
        ordered = sorted(slots)
        if any(closes <= opens for opens, closes in ordered):
            return Hours(None, "no duration")
        if any(after[0] < before[1] for before, after in pairwise(ordered)):
            return Hours(None, "overlap")
        total += sum(closes - opens for opens, closes in ordered)
    return Hours(None, "over 80 h") if total > TOWN_HALL_LIMIT else Hours(round(total, 2))


def desk_hours(text: str) -> Hours:
    """Hours a week of a desk from "HH:MM - HH:MM / HH:MM - HH:MM|..." (Monday to Saturday, `|` between days).

    Empty text: not given. Under 8 hours a week: refused as implausible.
    """
    slots = [slot for day in text.split("|") for slot in day.split("/") if slot.strip()]
    if not slots:
        return Hours(None)
    total = 0.0
    for slot in slots:
        opens, closes = slot.split(" - ")
        total += clock(closes) - clock(opens)
    return Hours(None, "implausible") if total < DESK_MINIMUM else Hours(round(total, 2))
