"""What was found wrong in the rows of a reader's file."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from i18n import Text


class Issue(NamedTuple):
    """A value that was refused or changed, and whether its row is lost."""

    row: int
    column: str
    value: str
    reason: Text
    rejects: bool


class MatchedRows(NamedTuple):
    """The values with more columns, what was found wrong, which rows are outside the territory.

    ``reading``: how coordinates were read, a key of ``points.POINT_PROJECTIONS``; None where there are none.
    """

    values: pd.DataFrame
    issues: list[Issue]
    outside: npt.NDArray[np.bool_]
    reading: str | None = None
