"""A file as the reader gave it: kept for the session, or on the disk when the reader asks for it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from .. import store
from . import Own
from .kinds import BY_KEY
from .open import opened
from .places import Places
from .read import imported


@dataclass(frozen=True)
class Given:
    """One file, and how the reader said to read it.

    Attributes
    ----------
    kind
        Key of its kind.
    columns
        Column of the file for each column of the kind; None where there is none.
    projection
        Key of ``points.READINGS``; None to recognise it.
    policy, quotient
        Of a file of prices: the policy and the quotient familial compared.
    """

    kind: str
    name: str
    content: bytes
    columns: tuple[tuple[str, str | None], ...]
    projection: str | None = None
    policy: str = ""
    quotient: float = 0.0

    @property
    def key(self) -> str:
        """What tells it from any other, for a cache."""
        written = json.dumps([v for k, v in asdict(self).items() if k != "content"])
        return hashlib.sha256(written.encode() + self.content).hexdigest()


def own(files: Iterable[Given], places: Places) -> Own:
    """What the files give for one territory.

    Raises
    ------
    LayerError
        If one of them cannot be read.
    """
    found = Own()
    for one in files:
        table = imported(opened(one.content).table, BY_KEY[one.kind], dict(one.columns), places, one.projection)
        found = found.with_file(table, one.content, one.key)
    return found


def keep(siren: str, one: Given) -> None:
    """Keep a file on this installation, for all who use it: one of each kind by territory."""
    folder = _folder(siren)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{one.kind}.bin").write_bytes(one.content)
    described = {k: v for k, v in asdict(one).items() if k != "content"}
    # Written last: without it the file is not there.
    (folder / f"{one.kind}.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")


def kept(siren: str) -> tuple[Given, ...]:
    """The files kept for a territory."""
    found = []
    for described in sorted(_folder(siren).glob("*.json")):
        fields = json.loads(described.read_text(encoding="utf-8"))
        columns = tuple((key, column) for key, column in fields.pop("columns"))
        found.append(Given(**fields, columns=columns, content=described.with_suffix(".bin").read_bytes()))
    return tuple(found)


def forget(siren: str, kind: str) -> None:
    """Erase a kept file."""
    for suffix in (".json", ".bin"):
        (_folder(siren) / f"{kind}{suffix}").unlink(missing_ok=True)


def _folder(siren: str) -> Path:
    return store.HOME / "own" / siren
