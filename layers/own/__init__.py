"""A reader's own files, for one session: services, institutions, partnerships, prices, survey answers, visits.

``opened`` reads the bytes, ``propose`` maps the columns, ``imported`` matches the rows, ``report`` counts them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from .frame import Opened
from .kinds import BY_KEY, KINDS, KINDS_OF_INSTITUTION, THEMES_OF_SERVICE, OwnKind
from .open import opened
from .places import Places, places
from .points import READINGS
from .read import Imported, imported, propose
from .report import Report, rejected_csv, report

__all__ = [
    "BY_KEY", "KINDS", "KINDS_OF_INSTITUTION", "READINGS", "THEMES_OF_SERVICE", "Imported", "Opened", "Own", "OwnKind",
    "Places", "Report", "imported", "opened", "places", "propose", "rejected_csv", "report",
]  # fmt: skip


@dataclass(frozen=True)
class Own:
    """The files of one session, one of each kind, read for one territory.

    Attributes
    ----------
    files
        What each kind's file gave, by key of the kind.
    keys
        SHA-256 of what each was read from.
    """

    files: Mapping[str, Imported] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells this session's files from others, for a cache; empty when there is none."""
        return _sha256(*sorted(self.keys.values())) if self.keys else ""

    def with_file(self, found: Imported, content: bytes, *choices: str) -> "Own":
        """The same with this file. ``choices``: all that its reading hangs on, the territory and mapping first."""
        kind = found.kind.key
        key = _sha256(kind, hashlib.sha256(content).hexdigest(), *choices)
        return Own({**self.files, kind: found}, {**self.keys, kind: key})

    def without(self, kind: str) -> "Own":
        """The same without the file of that kind."""
        files = {key: found for key, found in self.files.items() if key != kind}
        return Own(files, {key: value for key, value in self.keys.items() if key != kind})


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
