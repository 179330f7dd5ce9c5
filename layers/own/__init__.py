"""A reader's own files, for one session: services, institutions, partnerships, prices, survey, visits, travel times.

``opened`` reads the bytes, ``propose`` maps the columns, ``imported`` matches the rows, ``report`` counts them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from i18n import Text

from .gazetteer import Gazetteer, gazetteer
from .kinds import BY_KEY, KINDS_OF_INSTITUTION, OWN_KINDS, THEMES_OF_SERVICE, OwnKind
from .open import Opened, opened
from .points import POINT_PROJECTIONS
from .proposed import propose
from .read import Imported, imported
from .report import Report, lines, rejected_csv, report, summary

__all__ = [
    "BY_KEY",
    "KINDS_OF_INSTITUTION",
    "NOTHING",
    "OWN_KINDS",
    "POINT_PROJECTIONS",
    "THEMES_OF_SERVICE",
    "Gazetteer",
    "Imported",
    "Opened",
    "Own",
    "OwnKind",
    "Report",
    "gazetteer",
    "imported",
    "lines",
    "opened",
    "propose",
    "rejected_csv",
    "report",
    "summary",
]  # fmt: skip


@dataclass(frozen=True)
class Own:
    """What the reader's files give for one territory, in the shapes of the study.

    Attributes
    ----------
    key
        Tells these files from any others, for a cache; empty when there is none.
    actors
        Services and institutions (see ``tables.actors``).
    tables
        By need: rows that come before those of the sources.
    files
        What each kind's file gave, by key of the kind.
    unread
        Why a kind's file gave nothing, where it could not be read.
    """

    key: str = ""
    actors: pd.DataFrame = field(default_factory=pd.DataFrame)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    files: Mapping[str, Imported] = field(default_factory=dict)
    unread: Mapping[str, Text] = field(default_factory=dict)


NOTHING = Own()
"""No file of the reader's."""
