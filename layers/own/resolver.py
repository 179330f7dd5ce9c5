"""Which commune each row is of: its code, name, postcode, address, département and point have a vote each.

The commune with the most votes is that of the row; a column that says another is told and left aside. Between communes
with as many votes nothing is chosen: neither between two of one name, nor between two columns that contradict.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from i18n import Text

from .gazetteer import AMBIGUOUS, POSTAL, UNKNOWN_CODE, UNKNOWN_NAME, Gazetteer
from .issues import Issue
from .written import of_address, written

SURE, BROAD, HINT = 2.0, 1.0, 0.5
"""Votes of what is meant to tell one commune (its code, its name, a point), of what is shared by several or written in
passing (a postcode, an address), and of a département. Ours: two broad ones never beat a sure one, but break a tie."""
SHOWN = 3
"""Communes named where a column means several."""
ANYWHERE = ""
"""Stands for a commune outside the territory, whichever."""

READ_AS_POSTCODE = Text("est lu comme un code postal", "is read as a postcode")
READ_AS_NAME = Text("est lu comme un nom de commune", "is read as the name of a commune")
READ_AS_CODE = Text("est lu comme un code Insee", "is read as an INSEE code")
BY_OTHERS = Text(
    "ne désigne aucune commune\u00a0: elle est lue dans les autres colonnes",
    "points to no commune: it is read from the other columns",
)
SET_ASIDE = Text(
    "contredit les autres colonnes de la ligne, et n'est pas suivi", "contradicts the row's other columns: not followed"
)
CONTRADICTION = Text(
    "ne vont pas ensemble\u00a0: ces colonnes désignent des communes différentes",
    "do not go together: these columns point to different communes",
)
SEVERAL = Text(
    "désigne plusieurs communes\u00a0: donnez le code Insee ou le nom",
    "points to several communes: give the INSEE code or the name",
)
FORMER_NAME = Text(
    "est le nom d'une ancienne commune\u00a0: lu à celle d'aujourd'hui", "is a former commune's name: read as today's"
)


class Vote(NamedTuple):
    """What one column says: the communes it may mean, and how much that counts.

    ``given``: the commune as it was given, where it is a former one. ``note``: what is told of it when it is followed.
    """

    column: str
    cell: str
    codes: frozenset[str]
    weight: float
    given: str | None = None
    note: Text | None = None


class PointedAt(NamedTuple):
    """What a point says: the communes of the territory within reach, the one it stands in, whether it may be elsewhere.

    ``shown``: its coordinates.
    """

    near: frozenset[str]
    inside: str | None
    elsewhere: bool
    shown: str


Told = tuple[tuple[str, str, Text, bool], ...]
"""OwnColumn, value, reason, and whether the row is lost."""


class Resolved(NamedTuple):
    """The commune of a row, None outside the territory or unknown; as it was given; what is told of it.

    ``follows``: whether the row's point goes with that commune.
    """

    code: str | None
    given: str | None
    told: Told
    follows: bool


READ_IN_ORDER = {
    "code_insee": ("code", "postcode", "name"),
    "code_postal": ("postcode", "code", "name"),
    "commune": ("name", "code", "postcode"),
}
"""By column, the order in which its cells are read: the first reading that knows a commune is taken."""


def resolved(
    values: pd.DataFrame, points: Mapping[int, PointedAt], places: Gazetteer
) -> tuple[list[Resolved], list[Issue]]:
    """The commune of each row, and what is told of it.

    Parameters
    ----------
    values
        Columns code_insee, commune, code_postal, adresse, departement: those the kind has.
    points
        What the points of rows say, by row.
    """
    columns = [column for column in (*READ_IN_ORDER, "adresse", "departement") if column in values]
    others = _others(values, points, places)
    read = {column: _reader(column, values[column], others, places) for column in columns}
    known: dict[tuple[object, ...], Resolved] = {}
    found, issues = [], []
    for row, *cells in values[columns].itertuples():
        key = (*cells, points.get(row))
        if key not in known:
            votes = [read[column][cell] for column, cell in zip(columns, cells, strict=True) if cell is not None]
            known[key] = _weighed(_reread(votes, points.get(row), places), points.get(row), places)
        found.append(known[key])
        issues += [Issue(row, *one) for one in known[key].told]
    return found, issues


def _others(values: pd.DataFrame, points: Mapping[int, PointedAt], places: Gazetteer) -> list[frozenset[str]]:
    """By row, the communes its name may mean, else those its point is near: what codes are compared with."""
    named = {cell: _vote("commune", cell, "name", places).codes for cell in values["commune"].dropna().unique()}
    near = ((row, points[row].near if row in points else frozenset()) for row in values.index)
    return [named.get(name) or at for name, (_, at) in zip(values["commune"], near, strict=True)]


def _reader(column: str, cells: pd.Series, others: list[frozenset[str]], places: Gazetteer) -> dict[str, Vote]:
    """What each cell of a column says.

    Its figures are codes of communes or postcodes, as agrees most with the names and points of its rows, or with the
    territory where they have none.
    """
    if column not in READ_IN_ORDER:
        return {cell: _in_passing(column, cell, places) for cell in cells.dropna().unique()}
    own = READ_IN_ORDER[column]
    orders = own, tuple(_SWAPPED.get(tongue, tongue) for tongue in own)
    pairs = Counter(pair for pair in zip(cells, others, strict=True) if pair[0] is not None)

    def read(order: Sequence[str]) -> tuple[dict[str, Vote], tuple[int, int]]:
        votes = {cell: _first(column, cell, order, places) for cell, _ in pairs}
        figures = next(tongue for tongue in order if tongue in _SWAPPED)
        known = sum(n for (cell, _), n in pairs.items() if _vote(column, cell, figures, places).codes)
        agree = sum(n for (cell, other), n in pairs.items() if votes[cell].codes & (other or places.territory))
        return votes, (agree, known)

    (mine, so_many), (swapped, more) = map(read, orders)
    return swapped if more > so_many else mine


_SWAPPED = {"code": "postcode", "postcode": "code"}


def _first(column: str, cell: str, order: Sequence[str], places: Gazetteer) -> Vote:
    """The first reading that knows a commune; where none does, that of the column itself."""
    votes = (_vote(column, cell, tongue, places) for tongue in order)
    return next((vote for vote in votes if vote.codes), _vote(column, cell, READ_IN_ORDER[column][0], places))


def _vote(column: str, cell: str, tongue: str, places: Gazetteer) -> Vote:
    if tongue == "postcode":
        note = None if column == "code_postal" else READ_AS_POSTCODE
        return Vote(column, cell, places.by_postcode(cell), BROAD, note=note)
    if tongue == "code":
        code, given, note = places.by_code(cell)
        note = note or (None if column == "code_insee" else READ_AS_CODE)
        return Vote(column, cell, frozenset({code} if code else ()), SURE, given, note)
    place = written(cell)
    codes = places.named(place) if place.names and not cell.replace(" ", "").isdigit() else frozenset()
    former = codes and not any(name in places.names for names in place.names for name in names)
    note = FORMER_NAME if former else None if column == "commune" else READ_AS_NAME
    return Vote(column, cell, codes, SURE, cell if former else None, note)


def _in_passing(column: str, cell: str, places: Gazetteer) -> Vote:
    """What an address, or a département, says of the commune."""
    if column == "adresse":
        return Vote(column, cell, places.named(of_address(cell)), BROAD)
    code = cell.strip().upper().removesuffix(".0")
    code = code.lstrip("0").zfill(2) if len(code) < 4 else code
    return Vote(column, cell, places.departments.get(code, frozenset()), HINT)


def _reread(votes: Sequence[Vote], point: PointedAt | None, places: Gazetteer) -> list[Vote]:
    """The same votes, where figures that contradict the name or the point agree with them read in the other way."""
    sure = [vote.codes for vote in votes if vote.column == "commune" and vote.codes]
    sure += [point.near] if point and point.near else []
    found = []
    for vote in votes:
        other = vote
        if vote.column in _FIGURES and vote.codes and sure and not _agree(vote, sure):
            other = _vote(vote.column, vote.cell, "postcode" if vote.weight == SURE else "code", places)
        found.append(other if _agree(other, sure) else vote)
    return found


_FIGURES = ("code_insee", "code_postal")


def _agree(vote: Vote, others: Sequence[frozenset[str]]) -> bool:
    return any(vote.codes & codes for codes in others)


def _weighed(votes: Sequence[Vote], point: PointedAt | None, places: Gazetteer) -> Resolved:
    known = [vote for vote in votes if vote.codes]
    candidates = {code for vote in known if vote.weight > HINT for code in vote.codes}
    if point:
        # A point beside the territory, in no commune of it, is of one of them only if another column says so.
        candidates |= point.near if point.inside else set()
        candidates |= {ANYWHERE} if point.elsewhere else set()
    if not candidates:
        told = ((vote.column, vote.cell, reason, True) for vote in votes if (reason := _unknown(vote)))
        return Resolved(None, None, tuple(told), follows=True)
    tally = {code: _tally(code, known, point, places) for code in candidates}
    most = max(tally.values())
    # Those of the territory first: they are what the reader thinks of.
    first = sorted((c for c, count in tally.items() if count == most), key=lambda c: (c not in places.territory, c))
    if point and point.inside in first and (point.near | {ANYWHERE}).issuperset(first):
        # A place near a border is of the commune it stands in, where nothing else tells.
        first = [point.inside]
    if len(first) > 1 and not places.territory.isdisjoint(first):
        return Resolved(None, None, _undecided(first, known, point, places), follows=True)
    code = first[0] or None
    follows = point is None or _tally(first[0], [], point, places) > 0
    given = next((vote.given for vote in known if vote.given and code in vote.codes), code)
    return Resolved(code, given, _told(first[0], votes), follows)


def _tally(code: str, votes: Sequence[Vote], point: PointedAt | None, places: Gazetteer) -> float:
    count = sum(vote.weight for vote in votes if code in vote.codes)
    if point and (code in point.near or (point.elsewhere and code not in places.territory)):
        count += SURE
    return count


def _told(code: str, votes: Sequence[Vote]) -> Told:
    """What is said of the columns of a row whose commune is known."""
    told = []
    for vote in votes:
        reason = vote.note if code in vote.codes else SET_ASIDE if vote.codes else _unknown(vote) and BY_OTHERS
        if reason:
            told.append((vote.column, vote.cell, reason, False))
    return tuple(told)


def _unknown(vote: Vote) -> Text | None:
    """Why a column says nothing; None where that is not surprising: a CEDEX, a street."""
    if vote.codes or vote.column not in ("code_insee", "commune"):
        return None
    if vote.column == "commune":
        return UNKNOWN_NAME
    return POSTAL if len(vote.cell) == 5 and vote.cell.isdigit() else UNKNOWN_CODE


def _undecided(first: Sequence[str], votes: Sequence[Vote], point: PointedAt | None, places: Gazetteer) -> Told:
    """Why nothing is chosen: columns that contradict, or one that means several communes."""
    if all(set(first) <= vote.codes for vote in votes if vote.weight > HINT and not vote.codes.isdisjoint(first)):
        vote = min((v for v in votes if set(first) <= v.codes), key=lambda v: len(v.codes), default=None)
        if vote is not None:
            reason = AMBIGUOUS if vote.column == "commune" and vote.weight == SURE else SEVERAL
            return ((vote.column, f"{vote.cell} ({_names(first, places)})", reason, True),)
    sides = [_side(vote, places) for vote in votes if not vote.codes.isdisjoint(first)]
    return ((votes[0].column, " ≠ ".join([*sides, *([point.shown] if point else [])]), CONTRADICTION, True),)


def _side(vote: Vote, places: Gazetteer) -> str:
    own = _names(sorted(vote.codes), places)
    return vote.cell if vote.column == "commune" else f"{vote.cell} ({own})"


def _names(codes: Sequence[str], places: Gazetteer) -> str:
    """Their names and codes, the first few."""
    known = [f"{places.communes.at[code, 'name']} {code}" if len(codes) > 1 else str(places.communes.at[code, "name"])
             for code in codes[:SHOWN] if code]  # fmt: skip
    return ", ".join(known) + (", …" if len(codes) > SHOWN else "")
