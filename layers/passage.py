"""From the communes of one year to those of a later one, by the movements in between. Codes in, codes out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Row = tuple[str, str]
"""A movement: a commune of one 1 January, and one of the next that stands on its territory, or on part of it."""

Codes = frozenset[str]


@dataclass(frozen=True)
class Passage:
    """What became of the communes that changed; all others are what they were.

    Attributes
    ----------
    parts
        For each commune of the last year, the communes of the first year on whose territory it stands.
    heirs
        For each commune of the first year, the one that holds all of it in the last year; None if it was split.
    """

    parts: Mapping[str, Codes]
    heirs: Mapping[str, str | None]

    @property
    def cut(self) -> Codes:
        """Communes of the last year that hold part of one that was split: no past figure is theirs."""
        split = {code for code, heir in self.heirs.items() if heir is None}
        return frozenset(code for code, parts in self.parts.items() if parts & split)


@dataclass
class _LandHistory:
    """The land of each commune that changed, in communes of the first year.

    ``whole``: the land of communes that are no more, where it was all theirs. A commune that is restored takes
    it back: by law it has the limits it had. ``shared``: land that a split left in doubt.
    """

    land: dict[str, Codes] = field(default_factory=dict)
    whole: dict[str, Codes] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)

    def of(self, code: str) -> Codes:
        return self.land.get(code, frozenset([code]))

    def year(self, rows: Iterable[Row]) -> None:
        """The movements of one year, all at once: a code may be given up by one commune and taken by another."""
        groups = _together(rows)
        before = [{code: self.of(code) for code, _ in group} for group in groups]
        for code in {code for old in before for code in old}:
            self.land.pop(code, None)
        for group, old in zip(groups, before, strict=True):
            self._move(group, old)

    def _move(self, rows: list[Row], old: Mapping[str, Codes]) -> None:
        after = {new for _, new in rows}
        given = self._shares(old, after) or {new: _union(old[b] for b, a in rows if a == new) for new in after}
        uses = Counter(part for parts in given.values() for part in parts)
        self.shared |= {part for part, count in uses.items() if count > 1}
        self.whole |= {code: land for code, land in old.items() if not land & self.shared}
        self.land |= given

    def _shares(self, old: Mapping[str, Codes], after: set[str]) -> dict[str, Codes] | None:
        """The land of each commune afterwards, when nothing of it is in doubt."""
        left = _union(old.values())
        given: dict[str, Codes] = {}
        for code in sorted(after - set(old)):
            own = self.whole.get(code)
            if own is not None and own <= left and len(after) > 1:
                given[code], left = own, left - own
        others = after - set(given)
        if len(others) > 1 or bool(others) != bool(left):
            return None
        return given | dict.fromkeys(others, left)


def passage(years: Iterable[Iterable[Row]]) -> Passage:
    """The passage through the movements of consecutive years, in order.

    A commune restored since is known where it ended within those years too: it takes back what it had. One that
    had been absorbed before the first year is not: the figure of that year speaks of the bigger commune.
    """
    here = _LandHistory()
    for rows in years:
        here.year(rows)
    uses = Counter(part for parts in here.land.values() for part in parts)
    holder = {part: code for code, parts in here.land.items() for part in parts}
    return Passage(here.land, {part: holder[part] if count == 1 else None for part, count in uses.items()})


def _together(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows grouped so that no commune, before or after, is in two groups."""
    group: dict[str, int] = {}
    groups: dict[int, list[Row]] = {}
    for number, row in enumerate(sorted(rows)):
        groups[number] = [row]
        for key in (f"<{row[0]}", f">{row[1]}"):
            other = group.get(key, number)
            if other != number:
                groups[number] += groups.pop(other)
                group |= {k: number for k, g in group.items() if g == other}
            group[key] = number
    return list(groups.values())


def _union(parts: Iterable[Codes]) -> Codes:
    return frozenset().union(*parts)
