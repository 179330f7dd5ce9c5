"""Weekly opening hours, from the two ways in which the sources write them."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
TOWN_HALL_LIMIT = 80.0
"""Hours a week above which the opening of a town hall is not believed."""
DESK_MINIMUM = 8.0
"""Hours a week under which the opening of a desk in a national list is not believed (METHOD, rule 17)."""

Slot = tuple[float, float]
Entry = Sequence[object]


class Hours(NamedTuple):
    """Hours a week, None when not given or not believed; the rule that refused or mended them ("overlap")."""

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
    backwards, a slot that does not last, more than 80 hours. Slots that overlap are united, and flagged.
    """
    week: dict[int, list[Slot]] = {}
    for first, last, slots in entries:
        if first not in DAYS or last not in DAYS or DAYS.index(first) > DAYS.index(last):
            return Hours(None, "days")
        for day in range(DAYS.index(first), DAYS.index(last) + 1):
            week.setdefault(day, []).extend((clock(a), clock(b)) for a, b in slots)  # type: ignore[attr-defined]
    if not week:
        return Hours(None)
    return total_of(week.values())


def united(slots: Iterable[Slot]) -> list[Slot]:
    """Slots of one day in order, those that overlap made one (METHOD 2.3, rule 17)."""
    found: list[Slot] = []
    for opens, closes in sorted(slots):
        if found and opens < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def total_of(days: Iterable[Collection[Slot]]) -> Hours:
    """Hours of the slots of each day; a slot given twice, or over another, counts once and is flagged.

    Refused, with the reason: a slot that does not last, more than 80 hours.
    """
    total, overlapping = 0.0, False
    for slots in days:
        if any(closes <= opens for opens, closes in slots):
            return Hours(None, "no duration")
        kept = united(slots)
        overlapping |= len(kept) < len(slots)
        total += sum(closes - opens for opens, closes in kept)
    if total > TOWN_HALL_LIMIT:
        return Hours(None, f"over {TOWN_HALL_LIMIT:.0f} h")
    return Hours(round(total, 2), "overlap" if overlapping else None)


def desk_hours(text: str) -> Hours:
    """Hours a week of a desk from "HH:MM - HH:MM / HH:MM - HH:MM|..." (Monday to Saturday, `|` between days).

    Empty text: not given. Under 8 hours a week: refused as implausible.
    """
    days = [[_slot(slot) for slot in day.split("/") if slot.strip()] for day in text.split("|")]
    if not any(days):
        return Hours(None)
    found = total_of(days)
    implausible = found.weekly is not None and found.weekly < DESK_MINIMUM
    return Hours(None, "implausible") if implausible else found


def _slot(text: str) -> Slot:
    opens, closes = text.split(" - ")
    return clock(opens), clock(closes)
