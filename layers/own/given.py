"""A file as the reader gave it: kept for the session, or on the disk when the reader asks for it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from i18n import Text
from parsing import Choice

from .. import sealed, store
from ..errors import LayerError
from ..fetch.refusals import unwritten
from . import Own, tables
from .gazetteer import Gazetteer
from .kinds import BY_KEY
from .open import opened
from .read import ByHand, Imported, Mended, imported

ACTORS = ("services", "institutions")
ALONE: Mapping[str, Callable[[Imported], pd.DataFrame]] = {
    "survey": tables.survey,
    "partnerships": tables.partnerships,
    "visits": tables.visits,
    "zonings": tables.zonings,
}
"""Kinds whose file gives one table, under their own key."""


@dataclass(frozen=True)
class Given:
    """One file, and how the reader said to read it.

    Attributes
    ----------
    kind
        Key of its kind.
    columns
        OwnColumn of the file for each column of the kind; None where there is none.
    projection
        Key of ``points.POINT_PROJECTIONS``; None to recognise it.
    policy, quotient
        Of a file of prices: the policy and the quotient familial compared.
    encoding, part
        See :class:`parsing.Choice`.
    constants
        By column of the kind, the value of all rows.
    mended
        Cells that the reader wrote again (see ``read.Mended``).
    """

    kind: str
    name: str
    content: bytes
    columns: tuple[tuple[str, str | None], ...]
    projection: str | None = None
    policy: str = ""
    quotient: float = 0.0
    encoding: str | None = None
    part: str | None = None
    constants: tuple[tuple[str, str], ...] = ()
    mended: tuple[Mended, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from any other, for a cache."""
        written = json.dumps([v for k, v in asdict(self).items() if k != "content"])
        return hashlib.sha256(written.encode() + self.content).hexdigest()


def own(given: Iterable[Given], places: Gazetteer) -> Own:
    """What the files give for one territory; of one that cannot be read, only why: the others count all the same."""
    files = {one.kind: one for one in given}
    found: dict[str, Imported] = {}
    unread = dict[str, Text]()
    added: list[pd.DataFrame] = []
    # Services and institutions first: the other files may name them.
    for kind in (kind for kind in BY_KEY if kind in files):
        one = files[kind]
        try:
            found[kind] = understood(one, places)
        except LayerError as error:
            unread[kind] = error.message
            continue
        if kind in ACTORS:
            added.append(tables.actors(found[kind]))
            places = known_with(places, added[-1])
    key = hashlib.sha256("".join(sorted(one.key for one in files.values())).encode()).hexdigest() if files else ""
    return Own(key, pd.concat(added) if added else pd.DataFrame(), _tables(found, files, places), found, unread)


def understood(one: Given, places: Gazetteer) -> Imported:
    """What one file gives, read as the reader said. Raises LayerError where it cannot be."""
    table = opened(one.content, Choice(one.encoding, one.part)).table
    by_hand = ByHand(dict(one.constants), one.mended)
    return imported(table, BY_KEY[one.kind], dict(one.columns), places, one.projection, by_hand)


def known_with(places: Gazetteer, actors: pd.DataFrame) -> Gazetteer:
    """The same places, where the reader's own services and institutions may be named too."""
    return places if actors.empty else replace(places, actors={**places.actors, **actors["name"]})


def _tables(found: Mapping[str, Imported], files: Mapping[str, Given], places: Gazetteer) -> dict[str, pd.DataFrame]:
    made: dict[str, pd.DataFrame] = {}
    if "services" in found:
        made["eligibility"] = tables.eligibility(found["services"], places)
        made["networks"] = tables.networks(found["services"])
    if "institutions" in found:
        made["accounts"] = tables.accounts(found["institutions"])
        made["jurisdictions"] = tables.jurisdictions(found["institutions"], places)
    if "prices" in found:
        made["prices"] = tables.rules(found["prices"], files["prices"].policy, files["prices"].quotient)
    made |= {key: table(found[key]) for key, table in ALONE.items() if key in found}
    if "minutes" in found:
        made["minutes"] = tables.minutes(found["minutes"], places)
    return {key: table for key, table in made.items() if len(table)}


def merged(own_tables: Mapping[str, pd.DataFrame], loaded: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of the sources with the reader's rows before them; networks of a commune are put together."""
    found = dict(loaded)
    for key, mine in own_tables.items():
        theirs = found.get(key)
        if key == "zonings":
            # A zoning comes whole from one list: the names of two lists are not compared.
            others = pd.DataFrame(columns=list(tables.ZONES.values())) if theirs is None else theirs
            found[key] = others.drop(columns=mine.columns, errors="ignore").join(mine, how="outer")
        elif theirs is None:
            found[key] = mine
        elif key == "networks":
            found[key] = theirs.astype(int).add(mine.astype(int), fill_value=0).fillna(0).astype(bool)
        else:
            found[key] = pd.concat([mine, theirs.loc[~theirs.index.isin(mine.index)] if theirs.index.name else theirs])
    return found


def keep(siren: str, one: Given) -> None:
    """Keep a file on this installation, for all who use it: one of each kind by territory.

    What it holds and how it is to be read are one file: neither is ever found with another's.

    Raises
    ------
    LayerError
        If it cannot be written.
    """
    described = {k: v for k, v in asdict(one).items() if k != "content"}
    try:
        sealed.write(_file(siren, one.kind), json.dumps(described).encode() + b"\n" + one.content)
        _forget_pair(siren, one.kind)
    except OSError as error:
        raise unwritten(error, one.name) from error


def kept(siren: str) -> tuple[Given, ...]:
    """The files kept for a territory that can be read: any other is set aside (see ``store.unread``)."""
    found = {path.stem: store.unsealed(path, _given) for path in sorted(_folder(siren).glob(f"*{sealed.SUFFIX}"))}
    pairs = {path.stem: _pair(path) for path in sorted(_folder(siren).glob("*.json")) if path.stem not in found}
    return tuple(one for one in (found | pairs).values() if one is not None)


def unread(siren: str) -> list[str]:
    """Kinds of the files kept for a territory that cannot be read, and that nothing has replaced."""
    return sorted({path.stem for path in store.unread() if path.parent == _folder(siren)} & set(BY_KEY))


def forget(siren: str, kind: str) -> None:
    """Erase a kept file, or what was set aside of it.

    Raises
    ------
    LayerError
        If the disk refuses.
    """
    try:
        store.forget(_file(siren, kind))
        _forget_pair(siren, kind)
    except OSError as error:
        raise unwritten(error, kind) from error


def _folder(siren: str) -> Path:
    return store.HOME / "own" / siren


def _file(siren: str, kind: str) -> Path:
    return _folder(siren) / f"{kind}{sealed.SUFFIX}"


def _given(content: bytes) -> Given:
    described, _, given = content.partition(b"\n")
    return _described(described, given)


def _described(described: bytes, content: bytes) -> Given:
    try:
        fields = json.loads(described)
        columns = tuple((str(key), column) for key, column in fields.pop("columns"))
        constants = tuple((str(key), str(value)) for key, value in fields.pop("constants", ()))
        mended = tuple((int(row), str(key), str(value)) for row, key, value in fields.pop("mended", ()))
        one = Given(**fields, columns=columns, constants=constants, mended=mended, content=content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise sealed.DamagedError from error
    if one.kind not in BY_KEY:
        raise sealed.DamagedError
    return one


def _pair(description: Path) -> Given | None:
    """A file kept by a version that wrote its content (.bin), then its description (.json): the latter is the younger.

    A description older than the content is that of the file of before.
    """
    content = description.with_suffix(".bin")
    try:
        if description.stat().st_mtime_ns >= content.stat().st_mtime_ns:
            return _described(description.read_bytes(), content.read_bytes())
    except (OSError, sealed.DamagedError):
        pass
    for path in (content, description):
        store.set_aside(path)
    return None


def _forget_pair(siren: str, kind: str) -> None:
    for suffix in (".json", ".bin"):
        store.forget(_file(siren, kind).with_suffix(suffix))
